//! Photos of listings. Each listing copies the columns of its cover that a card needs.

use sea_orm_migration::prelude::*;

use crate::columns::{belongs_to, id, number, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("photo")
                    .col(id())
                    .col(number("listing_id"))
                    .col(number("position"))
                    .col(text("alt"))
                    .col(text("key"))
                    .col(number("width").check(Expr::col("width").gt(0)).take())
                    .col(number("height").check(Expr::col("height").gt(0)).take())
                    .col(text("colour"))
                    .col(number("created_at"))
                    .foreign_key(&mut belongs_to("photo", "listing_id", "listing"))
                    .take(),
            )
            .await?;
        for (name, columns) in [
            ("photo_listing", vec!["listing_id", "position"]),
            ("photo_key", vec!["key"]),
        ] {
            let mut index = Index::create().name(name).table("photo").take();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        for column in cover() {
            let table = Table::alter().table("listing").add_column(column).take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["cover_alt", "cover_colour", "cover_id"] {
            let table = Table::alter().table("listing").drop_column(column).take();
            manager.alter_table(table).await?;
        }
        manager.drop_table(Table::drop().table("photo").take()).await
    }
}

/// The cover, copied to the listing so that lists of listings need no query of the photos.
fn cover() -> [ColumnDef; 3] {
    [
        ColumnDef::new("cover_id").big_integer().take(),
        ColumnDef::new("cover_colour").text().take(),
        ColumnDef::new("cover_alt").text().take(),
    ]
}
