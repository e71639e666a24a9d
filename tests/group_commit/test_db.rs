//! A database without a server, and jobs that queue for its write lock.

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

use crate::harness::concurrently;

/// A database with some users, which records the changes that it emits.
pub struct TestDb {
    pub db: Db,
    pub people: Vec<UserId>,
    changes: Arc<Mutex<Vec<Change>>>,
    /// Removed when dropped.
    _data: TempDir,
}

impl TestDb {
    pub async fn with_people(number: usize) -> Self {
        let data = tempfile::tempdir().unwrap();
        let config = Config {
            data_dir: data.path().to_owned(),
            ..Config::default()
        };
        let db = Db::open(&config).await.unwrap();
        let mut people = Vec::new();
        for number in 0..number {
            people.push(
                db.write(async move |tx: Tx| insert_user(&tx, number).await)
                    .await
                    .unwrap(),
            );
        }
        let changes = Arc::<Mutex<Vec<Change>>>::default();
        db.listen({
            let changes = changes.clone();
            move |change: &Change| changes.lock().unwrap().push(change.clone())
        })
        .unwrap();
        Self {
            db,
            people,
            changes,
            _data: data,
        }
    }

    /// Queues the jobs while another job holds the write lock, so that they share its commit.
    pub async fn run_queued(&self, jobs: Vec<Job>) -> Vec<Result<i64>> {
        self.run_behind_lock(jobs, |_db| ()).await
    }

    /// Queues the jobs behind a job with its own commit, so that they form the next batch.
    pub async fn run_as_next_batch(&self, jobs: Vec<Job>) -> Vec<Result<i64>> {
        self.db.set_group_commit(false);
        self.run_behind_lock(jobs, |db| db.set_group_commit(true)).await
    }

    async fn run_behind_lock(&self, jobs: Vec<Job>, before_release: fn(&Db)) -> Vec<Result<i64>> {
        let (hold, held) = oneshot::channel::<()>();
        let holder = job(async move |_tx: Tx| Ok(held.await.map_or(1, |()| 0)));
        let mut waiting = Vec::new();
        for job in std::iter::once(holder).chain(jobs) {
            let mut write = job(self.db.clone());
            // The first poll enqueues the job, which then runs in a task of its own.
            assert!(write.as_mut().now_or_never().is_none());
            waiting.push(write);
        }
        // Tasks of a current-thread runtime run in order, so this task runs after all of the above.
        let db = self.db.clone();
        let release = async move {
            before_release(&db);
            hold.send(())
        };
        tokio::spawn(release).await.unwrap().unwrap();
        concurrently(waiting).await.split_off(1)
    }

    pub async fn run(&self, job: Job) -> Result<i64> {
        job(self.db.clone()).await
    }

    pub async fn revision(&self, person: usize) -> i64 {
        let row = user::Entity::find_by_id(self.people[person]).one(self.db.read()).await;
        row.unwrap().unwrap().inbox_revision
    }

    /// Queues jobs of which one makes the commit fail. Asserts that every job fails and that the next one commits.
    pub async fn assert_batch_fails(&self, jobs: Vec<Job>, next: Job) {
        let outcomes = self.run_queued(jobs).await;
        let after = self.run(next).await;

        for outcome in outcomes {
            assert!(matches!(outcome, Err(AppError::Unavailable(_))), "{outcome:?}");
        }
        assert!(matches!(after, Ok(1)), "{after:?}");
        assert_eq!((self.revision(0).await, self.revision(1).await), (0, 1));
        assert_eq!(self.changes(), [Change::Inbox(self.people[1])]);
    }

    pub fn changes(&self) -> Vec<Change> {
        self.changes.lock().unwrap().clone()
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

pub async fn insert_user(tx: &Tx, number: usize) -> Result<UserId> {
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

pub fn bump(id: UserId) -> Job {
    job(async move |tx: Tx| bump_inbox_revision(&tx, id).await)
}

/// Reads the revision through the read pool while this job waits for its commit.
pub fn read_revision(db: &Db, id: UserId) -> Job {
    let db = db.clone();
    job(async move |_tx: Tx| {
        let row = user::Entity::find_by_id(id).one(db.read()).await?;
        Ok(row.ok_or(AppError::NotFound)?.inbox_revision)
    })
}

/// Inserts a row whose foreign key is violated; the check is deferred to the commit.
pub fn violate_foreign_key() -> Job {
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
