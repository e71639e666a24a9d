//! Rows of values beside a table: so one statement changes many rows, each in its own way.
//!
//! ```text
//! UPDATE "user" SET "inbox_revision" = "given"."column2"
//! FROM (VALUES (7, 31), (8, 14)) AS "given" WHERE "user"."id" = "given"."column1"
//! ```
//!
//! SQLite and PostgreSQL both call the columns of such a list so.

use sea_orm::sea_query::{Expr, IntoValueTuple, TableRef, UpdateStatement, ValueTuple};

const NAME: &str = "given";

/// The rows: at least one, each with as many values.
pub struct ValuesList(Vec<ValueTuple>);

impl ValuesList {
    /// These rows.
    pub fn new<T: IntoValueTuple>(rows: impl IntoIterator<Item = T>) -> Self {
        Self(rows.into_iter().map(IntoValueTuple::into_value_tuple).collect())
    }

    /// The value of a row at this place, counted from one. Where there is only one row, that is what it says.
    pub fn value(&self, place: usize) -> Expr {
        let only = match &self.0[..] {
            [row] => row.clone().into_iter().nth(place - 1),
            _ => None,
        };
        only.map_or_else(|| Expr::col((NAME, format!("column{place}"))), Expr::value)
    }

    /// Has an update look at them.
    pub fn join(self, update: &mut UpdateStatement) -> &mut UpdateStatement {
        if self.0.len() > 1 {
            update.from(TableRef::ValuesList(self.0, NAME.into()));
        }
        update
    }
}
