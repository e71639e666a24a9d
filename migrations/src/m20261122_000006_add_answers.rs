//! The times of the renter's first message and of the owner's first reply, for the reply time.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["asked_at", "answered_at"] {
            let change = Table::alter()
                .table("conversation")
                .add_column(ColumnDef::new(column).big_integer().null())
                .take();
            manager.alter_table(change).await?;
        }
        for known in [ASKED, ANSWERED] {
            manager.get_connection().execute_unprepared(known).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("conversation_answers")
                    .table("conversation")
                    .col("owner_id")
                    .col("answered_at")
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("conversation_answers")
            .table("conversation")
            .to_owned();
        manager.drop_index(index).await?;
        for column in ["answered_at", "asked_at"] {
            let change = Table::alter().table("conversation").drop_column(column).take();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}

const ASKED: &str = "UPDATE conversation SET asked_at = (\
                     SELECT min(message.created_at) FROM message \
                     WHERE message.conversation_id = conversation.id AND message.sender_id = conversation.renter_id)";

const ANSWERED: &str = "UPDATE conversation SET answered_at = (\
                        SELECT min(answer.created_at) FROM message AS answer \
                        WHERE answer.conversation_id = conversation.id AND answer.sender_id = conversation.owner_id \
                        AND answer.id > (SELECT min(message.id) FROM message \
                        WHERE message.conversation_id = conversation.id \
                        AND message.sender_id = conversation.renter_id))";
