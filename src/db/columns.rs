//! Reads rows by column index. By name, the driver would look up each column of each row again.

use sea_orm::{DbErr, QueryResult};

use super::sqlite;
use crate::entities::message::Reaction;
use crate::entities::{ConversationId, ListingId, MessageId, PhotoId, Timestamp, UserId};

/// A type that can be read from a column.
pub trait FromColumn: Sized {
    /// Reads the column at `index`, counted from zero. A value of another type is an error.
    fn at(row: &QueryResult, index: usize) -> Result<Self, DbErr>;
}

/// For NULL, sea-orm formats an error and discards it. Checking first avoids the allocation.
impl<T: FromColumn> FromColumn for Option<T> {
    fn at(row: &QueryResult, index: usize) -> Result<Self, DbErr> {
        if sqlite::is_null(row, index) {
            return Ok(None);
        }
        T::at(row, index).map(Some)
    }
}

macro_rules! from_column {
    ($($kind:ty),+) => {$(
        impl FromColumn for $kind {
            fn at(row: &QueryResult, index: usize) -> Result<Self, DbErr> {
                row.try_get_by_index(index)
            }
        }
    )+};
}

from_column!(i64, bool, String, Timestamp, Reaction);
from_column!(ConversationId, ListingId, MessageId, PhotoId, UserId);

/// Reads the columns of a row in order, from the first on.
pub struct ColumnReader<'a> {
    row: &'a QueryResult,
    index: usize,
}

impl<'a> ColumnReader<'a> {
    pub fn new(row: &'a QueryResult) -> Self {
        Self { row, index: 0 }
    }

    /// Reads the next column. A value of another type, or a missing column, is an error.
    pub fn column<T: FromColumn>(&mut self) -> Result<T, DbErr> {
        let index = self.index;
        self.index += 1;
        T::at(self.row, index)
    }
}

/// Defines a struct for the rows of a query. Each field names its column, so selecting and reading use the same order.
macro_rules! selected {
    ($(#[$doc:meta])* $vis:vis struct $name:ident {
        $($(#[$field_doc:meta])* pub $field:ident: $kind:ty = $column:expr,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        $vis struct $name {
            $($(#[$field_doc])* pub $field: $kind,)+
        }

        impl $name {
            /// Makes `query` return exactly these columns.
            fn select<E: sea_orm::EntityTrait>(query: sea_orm::Select<E>) -> sea_orm::Select<E> {
                let columns = [$(sea_orm::IntoSimpleExpr::into_simple_expr($column)),+];
                sea_orm::QuerySelect::exprs(sea_orm::QuerySelect::select_only(query), columns)
            }

            /// Reads a row of such a query.
            fn read(row: &sea_orm::QueryResult) -> Result<Self, sea_orm::DbErr> {
                let mut columns = $crate::db::columns::ColumnReader::new(row);
                Ok(Self {
                    $($field: columns.column()?,)+
                })
            }
        }
    };
}

pub(crate) use selected;
