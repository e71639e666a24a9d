//! A database without a site, and what waits for it together.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use porchlight::config::Config;
use porchlight::conversations::revisions::bump_inbox_revision;
use porchlight::db::{Change, Db, Tx};
use porchlight::entities::{Timestamp, UserId, user};
use porchlight::error::{AppError, Result};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::harness::together;

/// A database of its own, with somebody in it, and what its listener has heard.
pub struct Room {
    pub db: Db,
    pub people: Vec<UserId>,
    heard: Arc<Mutex<Vec<Change>>>,
    /// Removed when the test ends.
    _data: TempDir,
}

impl Room {
    pub async fn with_people(number: usize) -> Self {
        let data = tempfile::tempdir().unwrap();
        let config = Config {
            data_dir: data.path().to_owned(),
            ..Config::default()
        };
        let db = Db::open(&config).await.unwrap();
        let mut people = Vec::new();
        for number in 0..number {
            people.push(db.write(async move |tx: Tx| person(&tx, number).await).await.unwrap());
        }
        let heard = Arc::<Mutex<Vec<Change>>>::default();
        db.listen({
            let heard = heard.clone();
            move |change: &Change| heard.lock().unwrap().push(change.clone())
        })
        .unwrap();
        Self {
            db,
            people,
            heard,
            _data: data,
        }
    }

    /// Does these while another action holds the turn, so that they wait together, and share its commit.
    pub async fn waits_together(&self, actions: Vec<Job>) -> Vec<Result<i64>> {
        self.waits(actions, |_db| ()).await
    }

    /// Does these while another action holds the turn, so that they begin the next transaction together.
    pub async fn begins_together(&self, actions: Vec<Job>) -> Vec<Result<i64>> {
        self.db.set_group_commit(false);
        self.waits(actions, |db| db.set_group_commit(true)).await
    }

    async fn waits(&self, actions: Vec<Job>, before_they_go: fn(&Db)) -> Vec<Result<i64>> {
        let (hold, held) = oneshot::channel::<()>();
        let held = job(async move |_tx: Tx| Ok(held.await.map_or(1, |()| 0)));
        let mut waiting = Vec::new();
        for action in std::iter::once(held).chain(actions) {
            let mut write = action(self.db.clone());
            // Asked once, it has a task of its own.
            assert!(write.as_mut().now_or_never().is_none());
            waiting.push(write);
        }
        // The tasks of this thread take their turns in order: behind all of those, this one.
        let db = self.db.clone();
        let go = async move {
            before_they_go(&db);
            hold.send(())
        };
        tokio::spawn(go).await.unwrap().unwrap();
        together(waiting).await.split_off(1)
    }

    pub async fn does(&self, action: Job) -> Result<i64> {
        action(self.db.clone()).await
    }

    pub async fn revision(&self, person: usize) -> i64 {
        let row = user::Entity::find_by_id(self.people[person]).one(self.db.read()).await;
        row.unwrap().unwrap().inbox_revision
    }

    /// Waits with these for a commit that fails: nobody is told that anything is stored, and the next one works.
    pub async fn fails_as_a_whole(&self, actions: Vec<Job>, next: Job) {
        let outcomes = self.waits_together(actions).await;
        let after = self.does(next).await;

        for outcome in outcomes {
            assert!(matches!(outcome, Err(AppError::Unavailable(_))), "{outcome:?}");
        }
        assert!(matches!(after, Ok(1)), "{after:?}");
        assert_eq!((self.revision(0).await, self.revision(1).await), (0, 1));
        assert_eq!(self.heard(), [Change::Inbox(self.people[1])]);
    }

    pub fn heard(&self) -> Vec<Change> {
        self.heard.lock().unwrap().clone()
    }
}

pub type Job = Box<dyn FnOnce(Db) -> BoxFuture<'static, Result<i64>> + Send>;

pub fn job<F, Fut>(run: F) -> Job
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<i64>> + Send + 'static,
{
    Box::new(move |db| async move { db.write(run).await }.boxed())
}

pub async fn person(tx: &Tx, number: usize) -> Result<UserId> {
    let row = user::ActiveModel {
        name: Set(format!("Person {number}")),
        email: Set(format!("person{number}@example.org")),
        email_key: Set(format!("person{number}@example.org")),
        password_hash: Set(String::new()),
        receipts: Set(true),
        presence: Set(true),
        inbox_revision: Set(0),
        created_at: Set(Timestamp(1)),
        updated_at: Set(Timestamp(1)),
        ..Default::default()
    };
    Ok(row.insert(tx.conn()).await?.id)
}

pub fn raise(id: UserId) -> Job {
    job(async move |tx: Tx| bump_inbox_revision(&tx, id).await)
}

/// What somebody else reads while this action waits for its commit.
pub fn look(db: &Db, id: UserId) -> Job {
    let db = db.clone();
    job(async move |_tx: Tx| {
        let row = user::Entity::find_by_id(id).one(db.read()).await?;
        Ok(row.ok_or(AppError::NotFound)?.inbox_revision)
    })
}

/// A reference to nothing, looked at by the commit and not before.
pub fn breaks() -> Job {
    job(async move |tx: Tx| {
        tx.conn().execute_unprepared("PRAGMA defer_foreign_keys = on").await?;
        tx.conn()
            .execute_unprepared(
                "INSERT INTO session (user_id, token_hash, device, created_at, seen_at) VALUES (99, '', '', 0, 0)",
            )
            .await?;
        Ok(0)
    })
}
