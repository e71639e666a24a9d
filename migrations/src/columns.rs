//! Column definitions that the migrations share.

use sea_orm_migration::prelude::*;

/// The primary key. It increases, and values are never reused (`AUTOINCREMENT`).
pub fn id() -> ColumnDef {
    ColumnDef::new("id")
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take()
}

/// An integer, not null: a reference, money in minor units, a revision, or a time in microseconds since 1970 UTC.
pub fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// Text, not null.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// A foreign key from `table.column` to the id of `target`. Deleting the target row deletes the rows.
pub fn belongs_to(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(target, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
