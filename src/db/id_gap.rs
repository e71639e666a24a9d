//! The id gap: the ids and revisions that a restored database leaves unused.
//!
//! The database does not contain the ids and revisions that were assigned after the backup. Browsers, HTTP caches,
//! links and open pages may still hold them, so none of them may be assigned again.

use std::path::Path;

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, ExprTrait, TransactionTrait};

use super::{close, sqlite};
use crate::entities::{conversation, user};

/// More ids or revisions than a site assigns between a backup and its restore.
const GAP: i64 = 1_000_000;

/// Skips [`GAP`] ids in every table and adds [`GAP`] to every revision. Writes to the file itself, without a
/// write-ahead log, so no file remains beside it.
pub async fn open_id_gap(file: &Path) -> Result<(), DbErr> {
    let connection = sqlite::open_without_wal(file).await?;
    let transaction = connection.begin().await?;
    sqlite::open_id_gap(&transaction, GAP).await?;
    open_revision_gap(&transaction).await?;
    let committed = transaction.commit().await;
    close(connection).await;
    committed
}

async fn open_revision_gap(transaction: &impl ConnectionTrait) -> Result<(), DbErr> {
    use conversation::Column::Revision;
    use user::Column::InboxRevision;
    conversation::Entity::update_many()
        .col_expr(Revision, Expr::col(Revision).add(GAP))
        .exec(transaction)
        .await?;
    user::Entity::update_many()
        .col_expr(InboxRevision, Expr::col(InboxRevision).add(GAP))
        .exec(transaction)
        .await?;
    Ok(())
}
