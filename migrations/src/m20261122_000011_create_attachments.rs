//! Attachments of messages.

use sea_orm_migration::prelude::*;

use crate::columns::{belongs_to, id, number, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(attachment()).await?;
        for (name, columns) in [
            ("attachment_message", vec!["message_id"]),
            ("attachment_conversation", vec!["conversation_id", "id"]),
            ("attachment_key", vec!["key"]),
        ] {
            let mut index = Index::create().name(name).table("attachment").take();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        let count = number("attachments").default(0).take();
        let table = Table::alter().table("message").add_column(count).take();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table("message").drop_column("attachments").take();
        manager.alter_table(table).await?;
        manager.drop_table(Table::drop().table("attachment").take()).await
    }
}

fn attachment() -> TableCreateStatement {
    Table::create()
        .table("attachment")
        .col(id())
        .col(number("conversation_id"))
        .col(number("sender_id"))
        .col(ColumnDef::new("message_id").big_integer())
        .col(text("name"))
        .col(text("content_type"))
        .col(number("size"))
        .col(text("key"))
        .col(ColumnDef::new("width").big_integer())
        .col(ColumnDef::new("height").big_integer())
        .col(number("created_at"))
        .foreign_key(&mut belongs_to("attachment", "conversation_id", "conversation"))
        .foreign_key(&mut belongs_to("attachment", "sender_id", "user"))
        .foreign_key(&mut belongs_to("attachment", "message_id", "message"))
        .take()
}
