//! What waits together is written together, and each is kept or undone by itself.

use std::sync::{Arc, Mutex};

use clap::Parser;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all};
use porchlight::config::CommandLine;
use porchlight::db::{Change, Db, Together, Tx};
use porchlight::entities::{Timestamp, UserId, user};
use porchlight::error::{AppError, Result};
use porchlight::live::{Inboxes, raise_inbox};
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

    /// Does these while another action holds the turn, so that they wait together, and share its commit.
    async fn waits_together(&self, actions: Vec<Job>) -> Vec<Result<i64>> {
        self.waits(actions, |_db| ()).await
    }

    /// Does these while another action holds the turn, so that they begin the next transaction together.
    async fn begins_together(&self, actions: Vec<Job>) -> Vec<Result<i64>> {
        self.db.share_commits(false);
        self.waits(actions, |db| db.share_commits(true)).await
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

    async fn does(&self, action: Job) -> Result<i64> {
        action(self.db.clone()).await
    }

    async fn revision(&self, person: usize) -> i64 {
        let row = user::Entity::find_by_id(self.people[person]).one(self.db.read()).await;
        row.unwrap().unwrap().inbox_revision
    }

    fn heard(&self) -> Vec<Change> {
        self.heard.lock().unwrap().clone()
    }
}

type Job = Box<dyn FnOnce(Db) -> BoxFuture<'static, Result<i64>> + Send>;

fn job<F, Fut>(run: F) -> Job
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<i64>> + Send + 'static,
{
    Box::new(move |db| async move { db.write(run).await }.boxed())
}

/// Raises the inbox of somebody, in one go with whatever else is raised so. Answers how many that were.
struct Raise(UserId, Fate);

/// What becomes of it, by itself and in company.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Done,
    Refused,
    Fails,
    Panics,
}

impl Together for Raise {
    type Answer = i64;

    async fn run(tx: &Tx, all: &[Self]) -> Result<Vec<Result<i64>>> {
        for raise in all.iter().filter(|raise| raise.1 != Fate::Refused) {
            raise_inbox(tx, raise.0).await?;
        }
        if all.iter().any(|raise| raise.1 == Fate::Fails) {
            return Err(AppError::NotFound);
        }
        assert!(
            all.iter().all(|raise| raise.1 != Fate::Panics),
            "as it should in this test"
        );
        let answer = |raise: &Self| match raise.1 {
            Fate::Refused => Err(AppError::SignInRequired),
            _ => Ok(i64::try_from(all.len()).unwrap()),
        };
        Ok(all.iter().map(answer).collect())
    }
}

fn in_company(id: UserId, fate: Fate) -> Job {
    Box::new(move |db| async move { db.write_together(Raise(id, fate)).await }.boxed())
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

/// A reference to nothing, looked at by the commit and not before.
fn breaks() -> Job {
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

#[tokio::test]
async fn what_waits_together_shares_a_commit() {
    let room = Room::with_people(2).await;

    let alone = room.does(raise(room.people[0])).await;
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
    assert_eq!(join_all(revisions).await, [1, 1, 0, 1]);
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

    let alone = room.does(refused()).await;
    let after = room.does(panics).await;
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

    let outcomes = room.waits_together(vec![raise(rita), breaks(), raise(omar)]).await;
    let after = room.does(raise(omar)).await;

    for outcome in outcomes {
        assert!(matches!(outcome, Err(AppError::Unavailable(_))), "{outcome:?}");
    }
    assert!(matches!(after, Ok(1)), "{after:?}");
    assert_eq!((room.revision(0).await, room.revision(1).await), (0, 1));
    assert_eq!(room.heard(), [Change::Inbox(omar)]);
}

#[tokio::test]
async fn what_is_of_one_kind_is_done_in_one_go() {
    let room = Room::with_people(4).await;
    let [rita, omar, ravi, olga] = room.people[..] else {
        panic!()
    };

    let outcomes = room
        .waits_together(vec![
            in_company(rita, Fate::Done),
            raise(olga),
            in_company(omar, Fate::Done),
            in_company(ravi, Fate::Refused),
            in_company(omar, Fate::Done),
        ])
        .await;
    let alone = room.does(in_company(rita, Fate::Done)).await;
    room.db.share_commits(false);
    let unshared = room.waits_together(vec![in_company(rita, Fate::Done), in_company(rita, Fate::Done)]);
    let unshared: Vec<_> = unshared.await.into_iter().map(Result::unwrap).collect();

    assert!(
        matches!(
            outcomes[..],
            [Ok(4), Ok(1), Ok(4), Err(AppError::SignInRequired), Ok(4)]
        ),
        "{outcomes:?}"
    );
    assert_eq!((alone.unwrap(), unshared), (1, vec![1, 1]));
    let revisions = [0, 1, 2, 3].map(|person| room.revision(person));
    assert_eq!(join_all(revisions).await, [4, 2, 0, 1]);
    let told = [rita, omar, omar, olga, rita, rita, rita].map(Change::Inbox);
    assert_eq!(room.heard(), told);
}

#[tokio::test]
async fn what_fails_in_one_go_is_done_one_by_one() {
    for (fails, is_first) in [
        (Fate::Fails, true),
        (Fate::Fails, false),
        (Fate::Panics, true),
        (Fate::Panics, false),
    ] {
        let room = Room::with_people(3).await;
        let [rita, omar, ravi] = room.people[..] else { panic!() };
        let actions = vec![
            in_company(rita, Fate::Done),
            in_company(ravi, fails),
            in_company(omar, Fate::Done),
            raise(omar),
        ];

        let outcomes = if is_first {
            room.begins_together(actions).await
        } else {
            room.waits_together(actions).await
        };

        assert!(matches!(outcomes[..], [Ok(1), Err(_), Ok(1), Ok(2)]), "{outcomes:?}");
        let is_own = match fails {
            Fate::Fails => matches!(outcomes[1], Err(AppError::NotFound)),
            _ => matches!(outcomes[1], Err(AppError::Unexpected(_))),
        };
        assert!(is_own, "{outcomes:?}");
        let revisions = [0, 1, 2].map(|person| room.revision(person));
        assert_eq!(join_all(revisions).await, [1, 2, 0]);
        assert_eq!(room.heard(), [rita, omar, omar].map(Change::Inbox));
    }
}

#[tokio::test]
async fn the_next_transaction_begins_with_all_that_waits() {
    let room = Room::with_people(2).await;
    let [rita, omar] = room.people[..] else { panic!() };

    let actions = vec![
        in_company(rita, Fate::Done),
        in_company(omar, Fate::Refused),
        look(&room.db, rita),
        in_company(omar, Fate::Done),
    ];
    let outcomes = room.begins_together(actions).await;

    assert!(matches!(outcomes[..], [Ok(3), Err(_), Ok(0), Ok(3)]), "{outcomes:?}");
    assert_eq!((room.revision(0).await, room.revision(1).await), (1, 1));
}

#[tokio::test]
async fn no_more_than_sixty_four_share_a_commit() {
    let room = Room::with_people(1).await;
    let many = || (0..100).map(|_| in_company(room.people[0], Fate::Done)).collect();

    let outcomes = room.waits_together(many()).await;

    let together: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    // One has waited before them.
    assert_eq!(together, [vec![63; 63], vec![37; 37]].concat());
    assert_eq!(room.revision(0).await, 100);
}

#[tokio::test]
async fn a_commit_that_fails_acknowledges_nobody_of_those_in_one_go() {
    let room = Room::with_people(2).await;
    let [rita, omar] = room.people[..] else { panic!() };

    let outcomes = room
        .waits_together(vec![
            in_company(rita, Fate::Done),
            in_company(omar, Fate::Done),
            breaks(),
        ])
        .await;
    let after = room.does(in_company(omar, Fate::Done)).await;

    for outcome in outcomes {
        assert!(matches!(outcome, Err(AppError::Unavailable(_))), "{outcome:?}");
    }
    assert!(matches!(after, Ok(1)), "{after:?}");
    assert_eq!((room.revision(0).await, room.revision(1).await), (0, 1));
    assert_eq!(room.heard(), [Change::Inbox(omar)]);
}

#[tokio::test]
async fn every_row_of_an_inbox_has_a_revision_of_its_own() {
    let room = Room::with_people(2).await;
    let [rita, omar] = room.people[..] else { panic!() };

    let raised = room.db.write(async move |tx: Tx| {
        let mut inboxes = Inboxes::default();
        let raised = [(omar, 7), (rita, 0), (omar, 7), (omar, 7)].map(|(person, before)| inboxes.raise(person, before));
        inboxes.write(&tx).await?;
        Ok(raised)
    });

    assert_eq!(raised.await.unwrap(), [8, 1, 9, 10]);
    assert_eq!((room.revision(0).await, room.revision(1).await), (1, 10));
    assert_eq!(room.heard(), [rita, omar].map(Change::Inbox));
}
