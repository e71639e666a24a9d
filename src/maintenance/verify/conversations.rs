//! What a conversation and its two places repeat of its messages.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Findings;
use super::messages::{self, MessageFacts};
use crate::conversations::send::batch::PREVIEW;
use crate::db::Snapshot;
use crate::entities::{ConversationId, ListingId, MessageId, UserId, conversation, listing, participant, user};
use crate::error::Result;
use crate::maintenance::PAGE;
use crate::maintenance::progress::Progress;

/// A conversation, and the rows beside it.
struct Seen<'a> {
    row: &'a conversation::Model,
    owner: Option<UserId>,
    places: Vec<DatabaseFile<'a>>,
    said: MessageFacts,
}

/// One side of it.
struct DatabaseFile<'a> {
    row: &'a participant::Model,
    inbox_revision: i64,
}

/// The rows that a page of conversations belongs with.
struct Beside {
    owners: HashMap<ListingId, UserId>,
    places: Vec<participant::Model>,
    inbox_revisions: HashMap<UserId, i64>,
}

/// Looks at every conversation, and at every message in it.
pub async fn check(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    let all = conversation::Entity::find().count(snapshot.conn()).await?;
    let mut progress = Progress::new("Conversations", all);
    let mut after = ConversationId(0);
    loop {
        let page = conversation::Entity::find()
            .filter(conversation::Column::Id.gt(after))
            .order_by_asc(conversation::Column::Id)
            .limit(PAGE)
            .all(snapshot.conn())
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let beside = beside(snapshot, &page).await?;
        for row in &page {
            let places: Vec<_> = beside.places_of(row.id).collect();
            let said = messages::check(snapshot, row, &places, findings).await?;
            note(&Seen::of(row, &beside, said), findings);
            progress.add(1);
        }
    }
}

async fn beside(snapshot: &Snapshot, page: &[conversation::Model]) -> Result<Beside> {
    let owners = listing::Entity::find()
        .select_only()
        .columns([listing::Column::Id, listing::Column::OwnerId])
        .filter(listing::Column::Id.is_in(page.iter().map(|row| row.listing_id)))
        .into_tuple::<(ListingId, UserId)>()
        .all(snapshot.conn())
        .await?;
    let places = participant::Entity::find()
        .filter(participant::Column::ConversationId.is_in(page.iter().map(|row| row.id)))
        .all(snapshot.conn())
        .await?;
    let inbox_revisions = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::InboxRevision])
        .filter(user::Column::Id.is_in(places.iter().map(|place| place.user_id)))
        .into_tuple::<(UserId, i64)>()
        .all(snapshot.conn())
        .await?;
    Ok(Beside {
        owners: owners.into_iter().collect(),
        places,
        inbox_revisions: inbox_revisions.into_iter().collect(),
    })
}

impl Beside {
    fn places_of(&self, id: ConversationId) -> impl Iterator<Item = &participant::Model> {
        self.places.iter().filter(move |place| place.conversation_id == id)
    }
}

impl<'a> Seen<'a> {
    fn of(row: &'a conversation::Model, beside: &'a Beside, said: MessageFacts) -> Self {
        let place = |row: &'a participant::Model| DatabaseFile {
            row,
            inbox_revision: beside.inbox_revisions.get(&row.user_id).copied().unwrap_or_default(),
        };
        Self {
            row,
            owner: beside.owners.get(&row.listing_id).copied(),
            places: beside.places_of(row.id).map(place).collect(),
            said,
        }
    }
}

fn note(seen: &Seen<'_>, findings: &mut Findings<'_>) {
    let id = seen.row.id;
    for finding in CHECKS.iter().filter_map(|check| check(seen)) {
        findings.note(&format!("conversation {id}: {finding}"));
    }
    for place in &seen.places {
        let person = place.row.user_id;
        for finding in CHECKS_OF_PLACES.iter().filter_map(|check| check(seen, place)) {
            findings.note(&format!("conversation {id}, place of person {person}: {finding}"));
        }
    }
}

type Check = fn(&Seen<'_>) -> Option<&'static str>;

const CHECKS: [Check; 7] = [owner, two_places, revision, last_message, preview, asked, answered];

fn owner(seen: &Seen<'_>) -> Option<&'static str> {
    (Some(seen.row.owner_id) != seen.owner).then_some("whoever answers does not own the home")
}

fn two_places(seen: &Seen<'_>) -> Option<&'static str> {
    let has = |person| seen.places.iter().any(|place| place.row.user_id == person);
    let right = seen.places.len() == 2 && has(seen.row.renter_id) && has(seen.row.owner_id);
    (!right).then_some("its places are not those of its two people")
}

fn revision(seen: &Seen<'_>) -> Option<&'static str> {
    let receipts = seen.places.iter().map(|place| place.row.receipt_revision);
    let newest = receipts.chain([seen.said.revision]).max().unwrap_or_default();
    (seen.row.revision < newest).then_some("something in it is newer than its revision: pages would not show that")
}

fn last_message(seen: &Seen<'_>) -> Option<&'static str> {
    let (row, last) = (seen.row, seen.said.last.as_ref());
    let shown = (row.last_message_id, row.last_message_sender_id, row.last_message_at);
    let there = (
        last.map(|last| last.id),
        last.map(|last| last.sender_id),
        last.map(|last| last.created_at),
    );
    (shown != there).then_some("inboxes show another message than its last")
}

/// The beginning of the last message; of one that came without words the name of its first file; of one that has been
/// unsent nothing.
fn preview(seen: &Seen<'_>) -> Option<&'static str> {
    let expected = seen.said.last.as_ref().filter(|last| !last.is_unsent()).map(|last| {
        let words: String = last.text.chars().take(PREVIEW).collect();
        seen.said
            .last_file
            .clone()
            .filter(|_| words.is_empty())
            .unwrap_or(words)
    });
    (seen.row.last_message_text != expected).then_some("inboxes show other words than those of its last message")
}

fn asked(seen: &Seen<'_>) -> Option<&'static str> {
    (seen.row.asked_at != seen.said.asked_at).then_some("the renter first asked at another time than it says")
}

fn answered(seen: &Seen<'_>) -> Option<&'static str> {
    (seen.row.answered_at != seen.said.answered_at).then_some("the owner first answered at another time than it says")
}

type CheckOfPlace = fn(&Seen<'_>, &DatabaseFile<'_>) -> Option<String>;

const CHECKS_OF_PLACES: [CheckOfPlace; 5] = [unread, read, receipt, activity, inbox];

fn unread(seen: &Seen<'_>, place: &DatabaseFile<'_>) -> Option<String> {
    let there = seen.said.unread.get(&place.row.user_id).copied().unwrap_or_default();
    let says = place.row.unread;
    (says != there).then(|| format!("{says} unread messages are counted, and {there} are there"))
}

fn read(seen: &Seen<'_>, place: &DatabaseFile<'_>) -> Option<String> {
    let up_to = place.row.read_message_id;
    let known = up_to == MessageId(0) || seen.said.read.contains(&place.row.user_id);
    (!known).then(|| format!("it is read up to message {up_to}, which is not in the conversation"))
}

fn receipt(seen: &Seen<'_>, place: &DatabaseFile<'_>) -> Option<String> {
    let told = place.row.receipt_message_id;
    let known = told == MessageId(0) || seen.said.told.contains(&place.row.user_id);
    let right = known && told <= place.row.read_message_id;
    (!right).then(|| format!("the other side is told that message {told} is read, which is not so"))
}

fn activity(seen: &Seen<'_>, place: &DatabaseFile<'_>) -> Option<String> {
    let last = seen.said.last.as_ref().map(|last| last.created_at);
    let right = place.row.activity_at == last.unwrap_or(seen.row.created_at);
    (!right).then(|| "it stands in the inbox by another time than that of the last message".to_owned())
}

fn inbox(_seen: &Seen<'_>, place: &DatabaseFile<'_>) -> Option<String> {
    let right = place.row.activity_revision <= place.row.revision && place.row.revision <= place.inbox_revision;
    (!right).then(|| "it is newer than the inbox it is in: pages would not show that".to_owned())
}
