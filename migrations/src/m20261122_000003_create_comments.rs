//! Public comments on listings.

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
                    .table("comment")
                    .col(id())
                    .col(number("listing_id"))
                    .col(number("author_id"))
                    .col(text("text"))
                    .col(number("created_at"))
                    .foreign_key(&mut belongs_to("comment", "listing_id", "listing"))
                    .foreign_key(&mut belongs_to("comment", "author_id", "user"))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("comment_listing")
                    .table("comment")
                    .col("listing_id")
                    .col("id")
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("comment").take()).await
    }
}
