//! Accounts and sessions.

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
                    .table("user")
                    .col(id())
                    .col(text("name"))
                    .col(text("email"))
                    .col(text("email_key").unique_key().take())
                    .col(text("password_hash"))
                    .col(number("inbox_revision").default(0).take())
                    .col(number("created_at"))
                    .col(number("updated_at"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(id())
                    .col(number("user_id"))
                    .col(text("token_hash").unique_key().take())
                    .col(text("device"))
                    .col(number("created_at"))
                    .col(number("seen_at"))
                    .foreign_key(&mut belongs_to("session", "user_id", "user"))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("session_user")
                    .table("session")
                    .col("user_id")
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("session").take()).await?;
        manager.drop_table(Table::drop().table("user").take()).await
    }
}
