//! What a restored database leaves free.
//!
//! Ids and revisions that were given after the copy was made are gone from the database, and are remembered all the same:
//! by browsers and caches, by links, by pages that are still open. None of them ever comes again.

use std::path::Path;

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, ExprTrait, TransactionTrait};

use super::{close, sqlite};
use crate::entities::{conversation, user};

/// More than were ever given after a copy.
const GAP: i64 = 1_000_000;

/// Goes on beyond whatever was given after this database was copied.
///
/// # Errors
/// When it cannot be written to the file: nothing is left beside it.
pub async fn open_id_gap(file: &Path) -> Result<(), DbErr> {
    let connection = sqlite::open_without_wal(file).await?;
    let transaction = connection.begin().await?;
    sqlite::open_id_gap(&transaction, GAP).await?;
    open_revision_gap(&transaction).await?;
    let left = transaction.commit().await;
    close(connection).await;
    left
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
