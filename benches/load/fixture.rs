//! The fixture: people, listings and conversations, created through the use cases.

use porchlight::accounts::Viewer;
use porchlight::accounts::actions::{Source, sign_up};
use porchlight::accounts::input::SignUpInput;
use porchlight::app::App;
use porchlight::conversations::read::actions::mark_read;
use porchlight::conversations::send::actions::send_message;
use porchlight::conversations::send::input::MessageInput;
use porchlight::conversations::start::actions::start_conversation;
use porchlight::entities::{ConversationId, ListingId, SessionId};
use porchlight::listings::actions::create_listing;
use porchlight::listings::input::ListingInput;
use serde::{Deserialize, Serialize};

use crate::bulk_data::BulkData;

/// Pairs of a renter and an owner, each with a conversation.
const PAIRS: usize = 32;

/// Messages in each of them.
const MESSAGES: usize = 50;

/// Conversations in the measured inbox.
const ENQUIRIES: usize = 30;

/// A user who has a conversation open.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Person {
    /// The session token.
    pub token: String,
    pub conversation: i64,
    /// The revision that their conversation page has seen.
    pub revision: i64,
    /// The revision that their inbox page has seen.
    pub inbox_revision: i64,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Fixture {
    /// The renter and the owner of each conversation.
    pub people: Vec<Person>,
    /// The session token of a renter who has enquired about many listings.
    pub enquirer: String,
    /// The signed-in users of the bulk data.
    pub bulk_people: Vec<Person>,
}

/// Fills a site with the fixture and the bulk data.
pub async fn create(app: &App, bulk: BulkData) -> Fixture {
    let mut people = Vec::new();
    for pair in 0..PAIRS {
        let (renter, renter_token) = person(app, &format!("renter{pair}")).await;
        let (owner, owner_token) = person(app, &format!("owner{pair}")).await;
        let home = home(app, &owner, pair).await;
        let conversation = talk(app, home, &renter, &owner, MESSAGES).await;
        for (viewer, token) in [(renter, renter_token), (owner, owner_token)] {
            people.push(Person {
                token,
                conversation: conversation.0,
                revision: app
                    .revisions
                    .conversation(viewer.id, conversation)
                    .await
                    .unwrap()
                    .revision,
                inbox_revision: app.revisions.inbox(viewer.id).await.unwrap().revision,
            });
        }
    }
    let (owner, _) = person(app, "landlord").await;
    let (renter, enquirer) = person(app, "enquirer").await;
    for number in 0..ENQUIRIES {
        let home = home(app, &owner, PAIRS + number).await;
        talk(app, home, &renter, &owner, 2).await;
    }
    // Last, so that the ids of the fixture do not depend on the amount of bulk data.
    let bulk_people = bulk.insert(app).await;
    Fixture {
        people,
        enquirer,
        bulk_people,
    }
}

async fn person(app: &App, name: &str) -> (Viewer, String) {
    let draft = SignUpInput {
        name: format!("Person called {name}"),
        email: format!("{name}@example.org"),
        password: "a lamp for every door".to_owned(),
    };
    let source = Source {
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        device: "A bench".to_owned(),
        replaces: None,
    };
    let signed_in = sign_up(app.context(), &draft, source).await.unwrap();
    let viewer = Viewer {
        id: signed_in.user.id,
        name: signed_in.user.name,
        session: SessionId(0),
    };
    (viewer, signed_in.token.0)
}

async fn home(app: &App, owner: &Viewer, number: usize) -> ListingId {
    let draft = ListingInput {
        title: format!("Canal loft {number}"),
        description: "Two rooms over the water, with a stove, a balcony and a shared cellar for bikes. ".repeat(6),
        city: "Ghent".to_owned(),
        price: format!("{}", 900 + number),
        currency: "EUR".to_owned(),
        bedrooms: "2".to_owned(),
        bathrooms: "1".to_owned(),
        area: "70".to_owned(),
        available_from: "2027-01-01".to_owned(),
        status: "available".to_owned(),
    };
    create_listing(app.context(), owner, &draft).await.unwrap().id
}

/// A conversation in which both participants send alternately and have read everything.
async fn talk(app: &App, home: ListingId, renter: &Viewer, owner: &Viewer, messages: usize) -> ConversationId {
    let opened = start_conversation(app.context(), renter, home).await.unwrap();
    let conversation = opened.into_inner().id;
    for number in 0..messages {
        let (sender, reader) = if number % 2 == 0 {
            (renter, owner)
        } else {
            (owner, renter)
        };
        let draft = MessageInput {
            text: format!("Line {number}: does the back bedroom get any noise from the street in the morning?"),
            ..MessageInput::default()
        };
        let sent = send_message(app.context(), sender, conversation, &draft).await.unwrap();
        let sent = sent.into_inner().id;
        mark_read(app.context(), reader, conversation, sent).await.unwrap();
    }
    conversation
}
