//! Who is on the stage, and what they ask for.

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

use crate::bulk_data::Crowd;

/// Pairs of a renter and an owner, each with a conversation.
const PAIRS: usize = 32;

/// Messages in each of them.
const MESSAGES: usize = 50;

/// Conversations in the inbox that is asked for.
const ENQUIRIES: usize = 30;

/// Somebody with a conversation open.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Person {
    /// What their browser carries.
    pub token: String,
    /// Their conversation.
    pub conversation: i64,
    /// The revision their open conversation has seen.
    pub revision: i64,
    /// The revision their open inbox has seen.
    pub inbox_revision: i64,
}

/// Everybody.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Scene {
    /// Two a conversation.
    pub people: Vec<Person>,
    /// Somebody who has asked about many homes.
    pub asker: String,
    /// Everybody else who has a browser open.
    pub crowd: Vec<Person>,
}

/// Fills a site through its use cases, and with a crowd.
pub async fn set(app: &App, crowd: Crowd) -> Scene {
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
    let (renter, asker) = person(app, "asker").await;
    for number in 0..ENQUIRIES {
        let home = home(app, &owner, PAIRS + number).await;
        talk(app, home, &renter, &owner, 2).await;
    }
    // Last, so that the stage is the same whoever else is there.
    let crowd = crowd.enters(app).await;
    Scene { people, asker, crowd }
}

async fn person(app: &App, name: &str) -> (Viewer, String) {
    let draft = SignUpInput {
        name: format!("Somebody called {name}"),
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

/// The two talk in turns, and have read everything.
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
