//! The saved draft of each participant.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let draft = ColumnDef::new("draft").text().not_null().default("").take();
        let table = Table::alter().table("participant").add_column(draft).take();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table("participant").drop_column("draft").take();
        manager.alter_table(table).await
    }
}
