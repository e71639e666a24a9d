//! Batched jobs: jobs of one type run in one call, and one by one where that fails.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use porchlight::conversations::revisions::bump_inbox_revision;
use porchlight::db::{BatchJob, Change, Tx};
use porchlight::entities::UserId;
use porchlight::error::{AppError, Result};

use super::test_db::{Job, TestDb, bump, read_revision, violate_foreign_key};

/// Bumps the inbox revision of a user. Returns the number of jobs in its batch.
struct BumpInbox(UserId, Behaviour);

/// What the job does, alone and in a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behaviour {
    Succeed,
    /// This job returns an error, the batch succeeds.
    Reject,
    /// The whole batch returns an error.
    FailBatch,
    Panic,
}

impl BatchJob for BumpInbox {
    type Output = i64;

    async fn run(tx: &Tx, all: &[Self]) -> Result<Vec<Result<i64>>> {
        for job in all.iter().filter(|job| job.1 != Behaviour::Reject) {
            bump_inbox_revision(tx, job.0).await?;
        }
        if all.iter().any(|job| job.1 == Behaviour::FailBatch) {
            return Err(AppError::NotFound);
        }
        assert!(
            all.iter().all(|job| job.1 != Behaviour::Panic),
            "as it should in this test"
        );
        let outcome = |job: &Self| match job.1 {
            Behaviour::Reject => Err(AppError::SignInRequired),
            _ => Ok(i64::try_from(all.len()).unwrap()),
        };
        Ok(all.iter().map(outcome).collect())
    }
}

fn batched(id: UserId, behaviour: Behaviour) -> Job {
    Box::new(move |db| async move { db.write_batched(BumpInbox(id, behaviour)).await }.boxed())
}

#[tokio::test]
async fn jobs_of_one_type_run_as_one_batch() {
    let db = TestDb::with_people(4).await;
    let [rita, omar, ravi, olga] = db.people[..] else {
        panic!()
    };

    let outcomes = db
        .run_queued(vec![
            batched(rita, Behaviour::Succeed),
            bump(olga),
            batched(omar, Behaviour::Succeed),
            batched(ravi, Behaviour::Reject),
            batched(omar, Behaviour::Succeed),
        ])
        .await;
    let alone = db.run(batched(rita, Behaviour::Succeed)).await;
    db.db.set_group_commit(false);
    let single = db.run_queued(vec![
        batched(rita, Behaviour::Succeed),
        batched(rita, Behaviour::Succeed),
    ]);
    let single: Vec<_> = single.await.into_iter().map(Result::unwrap).collect();

    assert!(
        matches!(
            outcomes[..],
            [Ok(4), Ok(1), Ok(4), Err(AppError::SignInRequired), Ok(4)]
        ),
        "{outcomes:?}"
    );
    assert_eq!((alone.unwrap(), single), (1, vec![1, 1]));
    let revisions = [0, 1, 2, 3].map(|person| db.revision(person));
    assert_eq!(join_all(revisions).await, [4, 2, 0, 1]);
    let changes = [rita, omar, omar, olga, rita, rita, rita].map(Change::Inbox);
    assert_eq!(db.changes(), changes);
}

#[tokio::test]
async fn a_failed_batch_is_split_into_single_jobs() {
    for (fails, is_first) in [
        (Behaviour::FailBatch, true),
        (Behaviour::FailBatch, false),
        (Behaviour::Panic, true),
        (Behaviour::Panic, false),
    ] {
        let db = TestDb::with_people(3).await;
        let [rita, omar, ravi] = db.people[..] else { panic!() };
        let jobs = vec![
            batched(rita, Behaviour::Succeed),
            batched(ravi, fails),
            batched(omar, Behaviour::Succeed),
            bump(omar),
        ];

        let outcomes = if is_first {
            db.run_as_next_batch(jobs).await
        } else {
            db.run_queued(jobs).await
        };

        assert!(matches!(outcomes[..], [Ok(1), Err(_), Ok(1), Ok(2)]), "{outcomes:?}");
        let is_own = match fails {
            Behaviour::FailBatch => matches!(outcomes[1], Err(AppError::NotFound)),
            _ => matches!(outcomes[1], Err(AppError::Unexpected(_))),
        };
        assert!(is_own, "{outcomes:?}");
        let revisions = [0, 1, 2].map(|person| db.revision(person));
        assert_eq!(join_all(revisions).await, [1, 2, 0]);
        assert_eq!(db.changes(), [rita, omar, omar].map(Change::Inbox));
    }
}

#[tokio::test]
async fn the_next_transaction_takes_all_queued_jobs_into_its_batch() {
    let db = TestDb::with_people(2).await;
    let [rita, omar] = db.people[..] else { panic!() };

    let jobs = vec![
        batched(rita, Behaviour::Succeed),
        batched(omar, Behaviour::Reject),
        read_revision(&db.db, rita),
        batched(omar, Behaviour::Succeed),
    ];
    let outcomes = db.run_as_next_batch(jobs).await;

    assert!(matches!(outcomes[..], [Ok(3), Err(_), Ok(0), Ok(3)]), "{outcomes:?}");
    assert_eq!((db.revision(0).await, db.revision(1).await), (1, 1));
}

#[tokio::test]
async fn at_most_64_jobs_share_a_commit() {
    let db = TestDb::with_people(1).await;
    let many = || (0..100).map(|_| batched(db.people[0], Behaviour::Succeed)).collect();

    let outcomes = db.run_queued(many()).await;

    let together: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    // The job that holds the write lock counts as well.
    assert_eq!(together, [vec![63; 63], vec![37; 37]].concat());
    assert_eq!(db.revision(0).await, 100);
}

#[tokio::test]
async fn a_failed_commit_fails_every_job_of_a_batch() {
    let db = TestDb::with_people(2).await;
    let [rita, omar] = db.people[..] else { panic!() };
    let jobs = vec![
        batched(rita, Behaviour::Succeed),
        batched(omar, Behaviour::Succeed),
        violate_foreign_key(),
    ];

    db.assert_batch_fails(jobs, batched(omar, Behaviour::Succeed)).await;
}
