//! The setting that switches presence off.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let presence = ColumnDef::new("presence").boolean().not_null().default(true).take();
        let table = Table::alter().table("user").add_column(presence).take();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table("user").drop_column("presence").take();
        manager.alter_table(table).await
    }
}
