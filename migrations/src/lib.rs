//! Migrations of the database schema.
//!
//! Each migration runs in a transaction and can be undone. It names tables and columns by string, because the entities
//! change later. A released migration is never edited; to change the schema, add a migration.

use sea_orm_migration::prelude::*;

mod columns;
mod m20261122_000001_create_accounts;
mod m20261122_000002_create_listings;
mod m20261122_000003_create_comments;
mod m20261122_000004_create_conversations;
mod m20261122_000005_add_receipts;
mod m20261122_000006_add_answers;
mod m20261122_000007_keep_drafts;
mod m20261122_000008_change_messages;
mod m20261122_000009_add_presence;
mod m20261122_000010_create_photos;
mod m20261122_000011_create_attachments;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            InTransaction::step(m20261122_000001_create_accounts::Migration),
            InTransaction::step(m20261122_000002_create_listings::Migration),
            InTransaction::step(m20261122_000003_create_comments::Migration),
            InTransaction::step(m20261122_000004_create_conversations::Migration),
            InTransaction::step(m20261122_000005_add_receipts::Migration),
            InTransaction::step(m20261122_000006_add_answers::Migration),
            InTransaction::step(m20261122_000007_keep_drafts::Migration),
            InTransaction::step(m20261122_000008_change_messages::Migration),
            InTransaction::step(m20261122_000009_add_presence::Migration),
            InTransaction::step(m20261122_000010_create_photos::Migration),
            InTransaction::step(m20261122_000011_create_attachments::Migration),
        ]
    }
}

/// Runs a migration and records it in one transaction. By default, the migrator does so only on PostgreSQL. On SQLite,
/// a server killed during a migration could not start again.
struct InTransaction<Step>(Step);

impl<Step: MigrationTrait + 'static> InTransaction<Step> {
    fn step(step: Step) -> Box<dyn MigrationTrait> {
        Box::new(Self(step))
    }
}

impl<Step: MigrationTrait> MigrationName for InTransaction<Step> {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait::async_trait]
impl<Step: MigrationTrait> MigrationTrait for InTransaction<Step> {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.down(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
