//! What is of one kind is done in one go, and one by one where that fails.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use porchlight::conversations::revisions::bump_inbox_revision;
use porchlight::db::{BatchJob, Change, Tx};
use porchlight::entities::UserId;
use porchlight::error::{AppError, Result};

use super::test_db::{Job, Room, breaks, look, raise};

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

impl BatchJob for Raise {
    type Output = i64;

    async fn run(tx: &Tx, all: &[Self]) -> Result<Vec<Result<i64>>> {
        for raise in all.iter().filter(|raise| raise.1 != Fate::Refused) {
            bump_inbox_revision(tx, raise.0).await?;
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
    Box::new(move |db| async move { db.write_batched(Raise(id, fate)).await }.boxed())
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
    room.db.set_group_commit(false);
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
    let actions = vec![in_company(rita, Fate::Done), in_company(omar, Fate::Done), breaks()];

    room.fails_as_a_whole(actions, in_company(omar, Fate::Done)).await;
}
