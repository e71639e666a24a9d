//! A `VALUES` list joined to an update, so that one statement writes different values to many rows.
//!
//! ```text
//! UPDATE "user" SET "inbox_revision" = "given"."column2"
//! FROM (VALUES (7, 31), (8, 14)) AS "given" WHERE "user"."id" = "given"."column1"
//! ```
//!
//! SQLite and PostgreSQL both name the columns of such a list `column1`, `column2` and so on.

use sea_orm::sea_query::{Expr, IntoValueTuple, TableRef, UpdateStatement, ValueTuple};

const ALIAS: &str = "given";

/// At least one row; all rows have the same number of values.
pub struct ValuesList(Vec<ValueTuple>);

impl ValuesList {
    pub fn new<T: IntoValueTuple>(rows: impl IntoIterator<Item = T>) -> Self {
        Self(rows.into_iter().map(IntoValueTuple::into_value_tuple).collect())
    }

    /// An expression for a column of the list, counted from one. For a single row it is the value itself, without a
    /// join.
    pub fn value(&self, column: usize) -> Expr {
        let single = match &self.0[..] {
            [row] => row.clone().into_iter().nth(column - 1),
            _ => None,
        };
        single.map_or_else(|| Expr::col((ALIAS, format!("column{column}"))), Expr::value)
    }

    /// Joins the list to an update, unless it has a single row.
    pub fn join(self, update: &mut UpdateStatement) -> &mut UpdateStatement {
        if self.0.len() > 1 {
            update.from(TableRef::ValuesList(self.0, ALIAS.into()));
        }
        update
    }
}
