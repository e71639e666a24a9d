//! What waits together is written together, and each is kept or undone by itself.

use std::sync::{Arc, Mutex};

use clap::Parser;
use futures_util::FutureExt as _;
use porchlight::config::CommandLine;
use porchlight::db::{Change, Db, Tx};
use porchlight::entities::{Timestamp, UserId, user};
use porchlight::error::{AppError, Result};
use porchlight::live::raise_inbox;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::harness::together;

/// A database of its own, with somebody in it, and what its listener has heard.
struct Room {
    db: Db,
    people: Vec<UserId>,
    heard: Arc<Mutex<Vec<Change>>>,
    /// Removed when the test ends.
    _data: TempDir,
}

impl Room {
    async fn with_people(number: usize) -> Self {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().display().to_string();
        let url = format!("sqlite://{folder}/porchlight.db");
        let flags = ["porchlight", "--data", &folder, "--database-url", &url];
        let db = Db::open(&CommandLine::parse_from(flags).config).await.unwrap();
        let mut people = Vec::new();
        for number in 0..number {
            people.push(db.write(async move |tx: Tx| person(&tx, number).await).await.unwrap());
        }
        let heard = Arc::<Mutex<Vec<Change>>>::default();
        db.listen({
            let heard = heard.clone();
            move |change: &Change| heard.lock().unwrap().push(change.clone())
        });
        Self {
            db,
            people,
            heard,
            _data: data,
        }
    }

    /// Does these while another action holds the turn, so that they wait together behind it.
    async fn waits_together(&self, actions: Vec<Job>) -> Vec<Result<i64>> {
        let (hold, held) = oneshot::channel::<()>();
        let held = job(async move |_tx: Tx| Ok(held.await.map_or(1, |()| 0)));
        let mut waiting = Vec::new();
        for action in std::iter::once(held).chain(actions) {
            let db = self.db.clone();
            let mut write = async move { db.write(action).await }.boxed();
            // Asked once, it has a task of its own.
            assert!(write.as_mut().now_or_never().is_none());
            waiting.push(write);
        }
        // The tasks of this thread take their turns in order: behind all of those, this one.
        tokio::spawn(async move { hold.send(()) }).await.unwrap().unwrap();
        together(waiting).await.split_off(1)
    }

    async fn revision(&self, person: usize) -> i64 {
        let row = user::Entity::find_by_id(self.people[person]).one(self.db.read()).await;
        row.unwrap().unwrap().inbox_revision
    }

    fn heard(&self) -> Vec<Change> {
        self.heard.lock().unwrap().clone()
    }
}

type Job = Box<dyn FnOnce(Tx) -> futures_util::future::BoxFuture<'static, Result<i64>> + Send>;

fn job<F, Fut>(run: F) -> Job
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<i64>> + Send + 'static,
{
    Box::new(move |tx| run(tx).boxed())
}

async fn person(tx: &Tx, number: usize) -> Result<UserId> {
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

fn raise(id: UserId) -> Job {
    job(async move |tx: Tx| raise_inbox(&tx, id).await)
}

/// What somebody else reads while this action waits for its commit.
fn look(db: &Db, id: UserId) -> Job {
    let db = db.clone();
    job(async move |_tx: Tx| {
        let row = user::Entity::find_by_id(id).one(db.read()).await?;
        Ok(row.ok_or(AppError::NotFound)?.inbox_revision)
    })
}

#[tokio::test]
async fn what_waits_together_shares_a_commit() {
    let room = Room::with_people(2).await;

    let alone = room.db.write(raise(room.people[0])).await;
    let outcomes = room
        .waits_together(vec![
            raise(room.people[0]),
            look(&room.db, room.people[0]),
            raise(room.people[0]),
        ])
        .await;

    assert!(matches!(alone, Ok(1)));
    let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes, [2, 1, 3], "nobody reads what is not committed");
    assert_eq!(room.revision(0).await, 3);

    room.db.share_commits(false);
    let outcomes = room.waits_together(vec![raise(room.people[0]), look(&room.db, room.people[0])]);
    let outcomes: Vec<_> = outcomes.await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes, [4, 4], "what tells them apart works");
}

#[tokio::test]
async fn one_that_fails_takes_nothing_with_it() {
    let room = Room::with_people(4).await;
    let [rita, omar, ravi, olga] = room.people[..] else {
        panic!()
    };
    let refused = job(async move |tx: Tx| {
        raise_inbox(&tx, ravi).await?;
        Err(AppError::NotFound)
    });
    let panics = job(async move |tx: Tx| {
        raise_inbox(&tx, ravi).await?;
        panic!("as it should in this test")
    });
    let twice = job(async move |tx: Tx| {
        raise_inbox(&tx, ravi).await?;
        person(&tx, 0).await?;
        Ok(0)
    });

    let outcomes = room
        .waits_together(vec![raise(rita), refused, raise(omar), panics, twice, raise(olga)])
        .await;

    assert!(matches!(outcomes[..], [Ok(1), _, Ok(1), _, _, Ok(1)]), "{outcomes:?}");
    assert!(matches!(outcomes[1], Err(AppError::NotFound)));
    assert!(matches!(outcomes[3], Err(AppError::Unexpected(_))));
    assert!(outcomes[4].is_err());
    let revisions = [0, 1, 2, 3].map(|person| room.revision(person));
    assert_eq!(futures_util::future::join_all(revisions).await, [1, 1, 0, 1]);
    let told = [rita, omar, olga].map(Change::Inbox);
    assert_eq!(
        room.heard(),
        told,
        "of what was kept, in its order, and of nothing else"
    );
}

#[tokio::test]
async fn the_first_that_fails_takes_nothing_with_it_either() {
    let room = Room::with_people(2).await;
    let [rita, omar] = room.people[..] else { panic!() };
    let refused = move || {
        job(async move |tx: Tx| {
            raise_inbox(&tx, rita).await?;
            Err(AppError::NotFound)
        })
    };
    let panics = job(async move |tx: Tx| {
        raise_inbox(&tx, rita).await?;
        panic!("as it should in this test")
    });

    let alone = room.db.write(refused()).await;
    let after = room.db.write(panics).await;
    room.db.share_commits(false);
    let outcomes = room.waits_together(vec![refused(), raise(omar)]).await;

    assert!(matches!(alone, Err(AppError::NotFound)));
    assert!(matches!(after, Err(AppError::Unexpected(_))));
    assert!(matches!(outcomes[..], [Err(AppError::NotFound), Ok(1)]), "{outcomes:?}");
    assert_eq!((room.revision(0).await, room.revision(1).await), (0, 1));
    assert_eq!(room.heard(), [Change::Inbox(omar)]);
}

#[tokio::test]
async fn a_commit_that_fails_acknowledges_nobody_and_the_next_one_works() {
    let room = Room::with_people(2).await;
    let [rita, omar] = room.people[..] else { panic!() };
    // A reference to nothing, looked at by the commit and not before.
    let breaks = job(async move |tx: Tx| {
        tx.conn().execute_unprepared("PRAGMA defer_foreign_keys = on").await?;
        tx.conn()
            .execute_unprepared(
                "INSERT INTO session (user_id, token_hash, device, created_at, seen_at) VALUES (99, '', '', 0, 0)",
            )
            .await?;
        Ok(0)
    });

    let outcomes = room.waits_together(vec![raise(rita), breaks, raise(omar)]).await;
    let after = room.db.write(raise(omar)).await;

    for outcome in outcomes {
        assert!(matches!(outcome, Err(AppError::Unavailable(_))), "{outcome:?}");
    }
    assert!(matches!(after, Ok(1)), "{after:?}");
    assert_eq!((room.revision(0).await, room.revision(1).await), (0, 1));
    assert_eq!(room.heard(), [Change::Inbox(omar)]);
}
