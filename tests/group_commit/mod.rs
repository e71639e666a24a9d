//! Group commit: queued jobs share one transaction, and each runs in its own savepoint, which is kept or rolled back.

use futures_util::future::join_all;
use porchlight::conversations::revisions::{InboxRevisions, bump_inbox_revision};
use porchlight::db::{Change, Tx};
use porchlight::error::{AppError, Result};

use test_db::{TestDb, bump, insert_user, job, read_revision, violate_foreign_key};

mod batched;
mod test_db;

#[tokio::test]
async fn queued_jobs_share_a_commit() {
    let db = TestDb::with_people(2).await;

    let alone = db.run(bump(db.people[0])).await;
    let outcomes = db
        .run_queued(vec![
            bump(db.people[0]),
            read_revision(&db.db, db.people[0]),
            bump(db.people[0]),
        ])
        .await;

    assert!(matches!(alone, Ok(1)));
    let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes, [2, 1, 3], "the read pool returns committed rows only");
    assert_eq!(db.revision(0).await, 3);

    db.db.set_group_commit(false);
    let outcomes = db.run_queued(vec![bump(db.people[0]), read_revision(&db.db, db.people[0])]);
    let outcomes: Vec<_> = outcomes.await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes, [4, 4], "without group commit each job has its own commit");
}

#[tokio::test]
async fn a_failed_job_rolls_back_to_its_savepoint_and_the_others_commit() {
    let db = TestDb::with_people(4).await;
    let [rita, omar, ravi, olga] = db.people[..] else {
        panic!()
    };
    let rejected = job(async move |tx: Tx| {
        bump_inbox_revision(&tx, ravi).await?;
        Err(AppError::NotFound)
    });
    let panics = job(async move |tx: Tx| {
        bump_inbox_revision(&tx, ravi).await?;
        panic!("as it should in this test")
    });
    let duplicate = job(async move |tx: Tx| {
        bump_inbox_revision(&tx, ravi).await?;
        insert_user(&tx, 0).await?;
        Ok(0)
    });

    let outcomes = db
        .run_queued(vec![bump(rita), rejected, bump(omar), panics, duplicate, bump(olga)])
        .await;

    assert!(matches!(outcomes[..], [Ok(1), _, Ok(1), _, _, Ok(1)]), "{outcomes:?}");
    assert!(matches!(outcomes[1], Err(AppError::NotFound)));
    assert!(matches!(outcomes[3], Err(AppError::Unexpected(_))));
    assert!(outcomes[4].is_err());
    let revisions = [0, 1, 2, 3].map(|person| db.revision(person));
    assert_eq!(join_all(revisions).await, [1, 1, 0, 1]);
    let changes = [rita, omar, olga].map(Change::Inbox);
    assert_eq!(db.changes(), changes, "changes of the committed jobs, in their order");
}

#[tokio::test]
async fn a_failed_first_job_without_a_savepoint_is_rolled_back() {
    let db = TestDb::with_people(2).await;
    let [rita, omar] = db.people[..] else { panic!() };
    let rejected = move || {
        job(async move |tx: Tx| {
            bump_inbox_revision(&tx, rita).await?;
            Err(AppError::NotFound)
        })
    };
    let panics = job(async move |tx: Tx| {
        bump_inbox_revision(&tx, rita).await?;
        panic!("as it should in this test")
    });

    let alone = db.run(rejected()).await;
    let after = db.run(panics).await;
    db.db.set_group_commit(false);
    let outcomes = db.run_queued(vec![rejected(), bump(omar)]).await;

    assert!(matches!(alone, Err(AppError::NotFound)));
    assert!(matches!(after, Err(AppError::Unexpected(_))));
    assert!(matches!(outcomes[..], [Err(AppError::NotFound), Ok(1)]), "{outcomes:?}");
    assert_eq!((db.revision(0).await, db.revision(1).await), (0, 1));
    assert_eq!(db.changes(), [Change::Inbox(omar)]);
}

#[tokio::test]
async fn a_failed_commit_fails_every_job_and_the_next_commit_works() {
    let db = TestDb::with_people(2).await;
    let [rita, omar] = db.people[..] else { panic!() };

    db.assert_batch_fails(vec![bump(rita), violate_foreign_key(), bump(omar)], bump(omar))
        .await;
}

#[tokio::test]
async fn after_close_writes_return_unavailable() {
    let db = TestDb::with_people(1).await;
    db.run(bump(db.people[0])).await.unwrap();

    db.db.close().await;

    // Another process may have acquired the file lock by now.
    let late = db.run(bump(db.people[0])).await;
    assert!(matches!(late, Err(AppError::Unavailable(_))), "{late:?}");
}

#[tokio::test]
async fn every_inbox_row_gets_its_own_revision() {
    let db = TestDb::with_people(2).await;
    let [rita, omar] = db.people[..] else { panic!() };

    let revisions = db.db.write(async move |tx: Tx| {
        let mut inboxes = InboxRevisions::default();
        let revisions =
            [(omar, 7), (rita, 0), (omar, 7), (omar, 7)].map(|(person, before)| inboxes.bump(person, before));
        inboxes.write(&tx).await?;
        Ok(revisions)
    });

    assert_eq!(revisions.await.unwrap(), [8, 1, 9, 10]);
    assert_eq!((db.revision(0).await, db.revision(1).await), (1, 10));
    assert_eq!(db.changes(), [rita, omar].map(Change::Inbox));
}
