//! Read receipts, and the setting that switches them off.

use sea_orm_migration::prelude::*;

use crate::columns::number;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "participant", number("receipt_message_id").default(0)).await?;
        add(
            manager,
            "participant",
            ColumnDef::new("receipt_at").big_integer().null(),
        )
        .await?;
        add(manager, "participant", number("receipt_revision").default(0)).await?;
        add(
            manager,
            "user",
            ColumnDef::new("receipts").boolean().not_null().default(true),
        )
        .await?;
        // Messages read so far count as already reported to their sender. The time of reading is unknown.
        manager.get_connection().execute_unprepared(INITIAL_RECEIPTS).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("user", "receipts"),
            ("participant", "receipt_revision"),
            ("participant", "receipt_at"),
            ("participant", "receipt_message_id"),
        ] {
            let change = Table::alter().table(table).drop_column(column).take();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}

const INITIAL_RECEIPTS: &str = "UPDATE participant SET receipt_message_id = coalesce((\
                    SELECT max(message.id) FROM message \
                    WHERE message.conversation_id = participant.conversation_id \
                    AND message.id <= participant.read_message_id \
                    AND message.sender_id <> participant.user_id), 0)";

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: &mut ColumnDef) -> Result<(), DbErr> {
    manager
        .alter_table(Table::alter().table(table).add_column(column).take())
        .await
}
