//! Rows of values beside a table: so one statement changes many rows, each in its own way.
//!
//!     UPDATE "user" SET "inbox_revision" = "user"."inbox_revision" + "given"."column2"
//!     FROM (VALUES (7, 1), (8, 2)) AS "given" WHERE "user"."id" = "given"."column1"
//!
//! SQLite and PostgreSQL both call the columns of such a list so.

use sea_orm::sea_query::{Expr, IntoValueTuple, TableRef};

const NAME: &str = "given";

/// The rows, for the `FROM` of an update: at least one, each with as many values.
pub fn rows<T: IntoValueTuple>(rows: impl IntoIterator<Item = T>) -> TableRef {
    let rows = rows.into_iter().map(IntoValueTuple::into_value_tuple);
    TableRef::ValuesList(rows.collect(), NAME.into())
}

/// The value of a row at this place, counted from one.
pub fn value(place: usize) -> Expr {
    Expr::col((NAME, format!("column{place}")))
}
