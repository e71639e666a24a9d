//! Rows of lists: some columns, of several tables, in one query.

/// Makes a struct of what a query takes from each of its rows. A column is named once, beside its field, and read by its
/// place: by name it would be looked up anew for every row.
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
        }

        impl sea_orm::FromQueryResult for $name {
            fn from_query_result(row: &sea_orm::QueryResult, _prefix: &str) -> Result<Self, sea_orm::DbErr> {
                let mut places = 0..;
                let mut next = || places.next().unwrap_or_default();
                Ok(Self {
                    $($field: row.try_get_by_index(next())?,)+
                })
            }
        }
    };
}

pub(crate) use selected;
