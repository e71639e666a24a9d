//! Porchlight's database schema, step by step.
//!
//! Each step names tables and columns as it knew them that day, runs in a transaction, can be undone, and is never
//! edited once it has been released. To change the schema, add a step.

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

/// Brings a database up to date, or back down, one step at a time.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_accounts::Migration),
            Box::new(m20261122_000002_create_listings::Migration),
            Box::new(m20261122_000003_create_comments::Migration),
            Box::new(m20261122_000004_create_conversations::Migration),
            Box::new(m20261122_000005_add_receipts::Migration),
            Box::new(m20261122_000006_add_answers::Migration),
            Box::new(m20261122_000007_keep_drafts::Migration),
            Box::new(m20261122_000008_change_messages::Migration),
            Box::new(m20261122_000009_add_presence::Migration),
            Box::new(m20261122_000010_create_photos::Migration),
            Box::new(m20261122_000011_create_attachments::Migration),
        ]
    }
}
