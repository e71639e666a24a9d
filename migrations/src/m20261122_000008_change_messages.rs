//! Editing, unsending, replies and reactions of messages.

use sea_orm_migration::prelude::*;

use crate::columns::{belongs_to, id, number, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            ColumnDef::new("edited_at").big_integer().null().take(),
            ColumnDef::new("unsent_at").big_integer().null().take(),
            ColumnDef::new("reply_to_id").big_integer().null().take(),
            ColumnDef::new("reaction").text().null().take(),
        ] {
            let change = Table::alter().table("message").add_column(column).take();
            manager.alter_table(change).await?;
        }
        manager.create_table(earlier_text()).await?;
        for (name, table, column) in [
            ("message_quotes", "message", "reply_to_id"),
            ("earlier_text_message", "earlier_text", "message_id"),
        ] {
            let index = Index::create().name(name).table(table).col(column).take();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("earlier_text").take()).await?;
        let index = Index::drop().name("message_quotes").table("message").to_owned();
        manager.drop_index(index).await?;
        for column in ["reaction", "reply_to_id", "unsent_at", "edited_at"] {
            let change = Table::alter().table("message").drop_column(column).take();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}

fn earlier_text() -> TableCreateStatement {
    Table::create()
        .table("earlier_text")
        .col(id())
        .col(number("message_id"))
        .col(text("text"))
        .col(number("written_at"))
        .foreign_key(&mut belongs_to("earlier_text", "message_id", "message"))
        .take()
}
