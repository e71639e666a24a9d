//! Listings.

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
                    .table("listing")
                    .col(id())
                    .col(number("owner_id"))
                    .col(text("title"))
                    .col(text("description"))
                    .col(text("city"))
                    .col(text("city_key"))
                    .col(text("search_text"))
                    .col(number("price").check(Expr::col("price").gte(0)).take())
                    .col(text("currency"))
                    .col(number("bedrooms"))
                    .col(number("bathrooms"))
                    .col(ColumnDef::new("area").big_integer())
                    .col(ColumnDef::new("available_from").text())
                    .col(
                        text("status")
                            .check(Expr::col("status").is_in(["draft", "available", "let", "archived"]))
                            .take(),
                    )
                    .col(number("created_at"))
                    .col(number("updated_at"))
                    .foreign_key(&mut belongs_to("listing", "owner_id", "user"))
                    .take(),
            )
            .await?;
        for (name, columns) in [
            ("listing_owner", vec!["owner_id", "id"]),
            ("listing_newest", vec!["status", "id"]),
            ("listing_price", vec!["status", "price", "id"]),
            ("listing_city_newest", vec!["status", "city_key", "id"]),
            ("listing_city_price", vec!["status", "city_key", "price", "id"]),
        ] {
            let mut index = Index::create().name(name).table("listing").take();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("listing").take()).await
    }
}
