//! Conversations between a renter and an owner, their participants and messages.

use sea_orm_migration::prelude::*;

use crate::columns::{belongs_to, id, number, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(conversation()).await?;
        manager.create_table(participant()).await?;
        manager.create_table(message()).await?;
        for (name, table, unique, columns) in [
            (
                "conversation_pair",
                "conversation",
                true,
                vec!["listing_id", "renter_id"],
            ),
            ("conversation_owner", "conversation", false, vec!["owner_id", "id"]),
            (
                "conversation_renter",
                "conversation",
                false,
                vec!["renter_id", "created_at"],
            ),
            (
                "participant_activity",
                "participant",
                false,
                vec!["user_id", "activity_at", "conversation_id"],
            ),
            (
                "participant_revision",
                "participant",
                false,
                vec!["user_id", "revision"],
            ),
            (
                "message_client",
                "message",
                true,
                vec!["conversation_id", "sender_id", "client_id"],
            ),
            ("message_order", "message", false, vec!["conversation_id", "id"]),
            (
                "message_revision",
                "message",
                false,
                vec!["conversation_id", "revision"],
            ),
        ] {
            let mut index = Index::create().name(name).table(table).take();
            for column in columns {
                index.col(column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["message", "participant", "conversation"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn conversation() -> TableCreateStatement {
    Table::create()
        .table("conversation")
        .col(id())
        .col(number("listing_id"))
        .col(number("renter_id"))
        .col(number("owner_id"))
        .col(number("revision"))
        .col(ColumnDef::new("last_message_id").big_integer())
        .col(ColumnDef::new("last_message_sender_id").big_integer())
        .col(ColumnDef::new("last_message_text").text())
        .col(ColumnDef::new("last_message_at").big_integer())
        .col(number("created_at"))
        .col(number("updated_at"))
        .foreign_key(&mut belongs_to("conversation", "listing_id", "listing"))
        .foreign_key(&mut belongs_to("conversation", "renter_id", "user"))
        .foreign_key(&mut belongs_to("conversation", "owner_id", "user"))
        .check(Expr::col("renter_id").ne(Expr::col("owner_id")))
        .take()
}

fn participant() -> TableCreateStatement {
    Table::create()
        .table("participant")
        .col(number("conversation_id"))
        .col(number("user_id"))
        .col(number("unread").check(Expr::col("unread").gte(0)).take())
        .col(number("read_message_id"))
        .col(number("activity_at"))
        .col(number("activity_revision"))
        .col(number("revision"))
        .primary_key(Index::create().col("conversation_id").col("user_id"))
        .foreign_key(&mut belongs_to("participant", "conversation_id", "conversation"))
        .foreign_key(&mut belongs_to("participant", "user_id", "user"))
        .take()
}

fn message() -> TableCreateStatement {
    Table::create()
        .table("message")
        .col(id())
        .col(number("conversation_id"))
        .col(number("sender_id"))
        .col(ColumnDef::new("client_id").text())
        .col(text("text"))
        .col(number("created_revision"))
        .col(number("revision"))
        .col(number("created_at"))
        .col(number("updated_at"))
        .foreign_key(&mut belongs_to("message", "conversation_id", "conversation"))
        .foreign_key(&mut belongs_to("message", "sender_id", "user"))
        .take()
}
