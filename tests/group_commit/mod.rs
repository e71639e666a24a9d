//! What waits together is written together, and each is kept or undone by itself.

use futures_util::future::join_all;
use porchlight::conversations::revisions::{InboxRevisions, bump_inbox_revision};
use porchlight::db::{Change, Tx};
use porchlight::error::{AppError, Result};

use test_db::{Room, breaks, job, look, person, raise};

mod batched;
mod test_db;

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

    room.db.set_group_commit(false);
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
        bump_inbox_revision(&tx, ravi).await?;
        Err(AppError::NotFound)
    });
    let panics = job(async move |tx: Tx| {
        bump_inbox_revision(&tx, ravi).await?;
        panic!("as it should in this test")
    });
    let twice = job(async move |tx: Tx| {
        bump_inbox_revision(&tx, ravi).await?;
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
            bump_inbox_revision(&tx, rita).await?;
            Err(AppError::NotFound)
        })
    };
    let panics = job(async move |tx: Tx| {
        bump_inbox_revision(&tx, rita).await?;
        panic!("as it should in this test")
    });

    let alone = room.does(refused()).await;
    let after = room.does(panics).await;
    room.db.set_group_commit(false);
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

    room.fails_as_a_whole(vec![raise(rita), breaks(), raise(omar)], raise(omar))
        .await;
}

#[tokio::test]
async fn nothing_is_written_once_the_site_has_stopped() {
    let room = Room::with_people(1).await;
    room.does(raise(room.people[0])).await.unwrap();

    room.db.close().await;

    // Another process may have the place by now.
    let late = room.does(raise(room.people[0])).await;
    assert!(matches!(late, Err(AppError::Unavailable(_))), "{late:?}");
}

#[tokio::test]
async fn every_row_of_an_inbox_has_a_revision_of_its_own() {
    let room = Room::with_people(2).await;
    let [rita, omar] = room.people[..] else { panic!() };

    let raised = room.db.write(async move |tx: Tx| {
        let mut inboxes = InboxRevisions::default();
        let raised = [(omar, 7), (rita, 0), (omar, 7), (omar, 7)].map(|(person, before)| inboxes.bump(person, before));
        inboxes.write(&tx).await?;
        Ok(raised)
    });

    assert_eq!(raised.await.unwrap(), [8, 1, 9, 10]);
    assert_eq!((room.revision(0).await, room.revision(1).await), (1, 10));
    assert_eq!(room.heard(), [rita, omar].map(Change::Inbox));
}
