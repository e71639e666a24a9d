//! Rows of lists, read by the places of their columns: by name, each would be looked up anew for every row.

use sea_orm::{DbErr, QueryResult};

use super::sqlite;
use crate::entities::message::Reaction;
use crate::entities::{ConversationId, ListingId, MessageId, PhotoId, Timestamp, UserId};

/// What a column of a row holds.
pub trait FromColumn: Sized {
    /// The one at this place, counted from zero.
    ///
    /// # Errors
    /// When something else is there.
    fn at(row: &QueryResult, place: usize) -> Result<Self, DbErr>;
}

/// sea-orm would make an error of nothing, in words, and then nothing of the error.
impl<T: FromColumn> FromColumn for Option<T> {
    fn at(row: &QueryResult, place: usize) -> Result<Self, DbErr> {
        if sqlite::is_null(row, place) {
            return Ok(None);
        }
        T::at(row, place).map(Some)
    }
}

macro_rules! from_column {
    ($($kind:ty),+) => {$(
        impl FromColumn for $kind {
            fn at(row: &QueryResult, place: usize) -> Result<Self, DbErr> {
                row.try_get_by_index(place)
            }
        }
    )+};
}

from_column!(i64, bool, String, Timestamp, Reaction);
from_column!(ConversationId, ListingId, MessageId, PhotoId, UserId);

/// Reads a row from its first column on.
pub struct ColumnReader<'a> {
    row: &'a QueryResult,
    place: usize,
}

impl<'a> ColumnReader<'a> {
    /// Of this row.
    pub fn new(row: &'a QueryResult) -> Self {
        Self { row, place: 0 }
    }

    /// What the next column holds.
    ///
    /// # Errors
    /// When that is something else, or there is none.
    pub fn next<T: FromColumn>(&mut self) -> Result<T, DbErr> {
        let place = self.place;
        self.place += 1;
        T::at(self.row, place)
    }
}

/// Makes a struct of what a query takes from each of its rows. A column is named once, beside its field.
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
            /// Has a query answer with such rows.
            fn select<E: sea_orm::EntityTrait>(query: sea_orm::Select<E>) -> sea_orm::Select<E> {
                let columns = [$(sea_orm::IntoSimpleExpr::into_simple_expr($column)),+];
                sea_orm::QuerySelect::exprs(sea_orm::QuerySelect::select_only(query), columns)
            }

            /// Reads one of them.
            fn read(row: &sea_orm::QueryResult) -> Result<Self, sea_orm::DbErr> {
                let mut columns = $crate::db::columns::ColumnReader::new(row);
                Ok(Self {
                    $($field: columns.next()?,)+
                })
            }
        }
    };
}

pub(crate) use selected;
