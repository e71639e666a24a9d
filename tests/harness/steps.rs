//! Steps of people on the site: list a home, contact its owner, send and read messages.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use porchlight::accounts::Viewer;
use porchlight::accounts::queries::user_by_email;
use porchlight::conversations::send::actions::send_message;
use porchlight::conversations::send::input::MessageInput;
use porchlight::entities::{ConversationId, SessionId};
use views::{ids, urls};

use super::{Actor, TestApp, TestResponse};

/// Numbers the idempotency keys of messages.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// A listing form with valid values.
pub const HOME: [(&str, &str); 10] = [
    ("title", "Canal loft"),
    ("description", "Two rooms over the water."),
    ("city", "Ghent"),
    ("price", "1250"),
    ("currency", "EUR"),
    ("bedrooms", "2"),
    ("bathrooms", "1"),
    ("area", "70"),
    ("available_from", ""),
    ("status", "available"),
];

/// The listing form with some fields changed.
pub fn home_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let changed = |name: &str| changes.iter().find(|(field, _)| *field == name);
    HOME.iter()
        .map(|field| changed(field.0).copied().unwrap_or(*field))
        .collect()
}

/// The response of a poll with changes.
pub struct News {
    /// The texts of the messages.
    pub texts: Vec<String>,
    /// The DOM ids of the messages.
    pub ids: Vec<String>,
    /// The URL of the next poll.
    pub next: String,
}

impl Actor {
    /// Creates a listing with this title and default values; returns its id.
    pub async fn lists(&self, title: &str) -> i64 {
        self.lists_with(&[("title", title)]).await
    }

    /// Creates a listing with changed values; returns its id.
    pub async fn lists_with(&self, changes: &[(&str, &str)]) -> i64 {
        self.post(urls::LISTINGS, &home_with(changes)).await.created_id()
    }

    /// Edits a listing.
    pub async fn edits(&self, listing: i64, changes: &[(&str, &str)]) -> TestResponse {
        self.post(urls::listing(listing), &home_with(changes)).await
    }

    /// Starts a conversation with Contact Owner; returns its id.
    pub async fn contacts(&self, listing: i64) -> i64 {
        self.post(urls::contact(listing), &[]).await.created_id()
    }

    /// Starts a conversation and sends a first message; returns its id.
    pub async fn enquires_about(&self, listing: i64, text: &str) -> i64 {
        let conversation = self.contacts(listing).await;
        self.sends(conversation, text).await;
        conversation
    }

    /// Sends a message with a new idempotency key.
    pub async fn sends(&self, conversation: i64, text: &str) {
        let key = format!("step-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let sent = self.sends_with_client_id(conversation, text, &key).await;
        sent.assert_redirect(urls::conversation(conversation));
    }

    /// Sends a message with this idempotency key.
    pub async fn sends_with_client_id(&self, conversation: i64, text: &str, client_id: &str) -> TestResponse {
        let form = [("text", text), ("client_id", client_id)];
        self.post(urls::conversation(conversation), &form).await
    }

    pub async fn opens(&self, conversation: i64) -> TestResponse {
        let page = self.get(urls::conversation(conversation)).await;
        page.assert_ok();
        page
    }

    /// The texts of the newest messages of a conversation, oldest first.
    pub async fn reads(&self, conversation: i64) -> Vec<String> {
        self.opens(conversation).await.messages()
    }

    /// The ids of the newest messages of a conversation, oldest first.
    pub async fn message_ids(&self, conversation: i64) -> Vec<i64> {
        let elements = self.opens(conversation).await.attributes(".message", "id");
        let ids = elements
            .iter()
            .filter_map(|id| id.strip_prefix("message-")?.parse().ok());
        ids.collect()
    }

    pub async fn edits_message(&self, conversation: i64, message: i64, text: &str) -> TestResponse {
        let url = urls::message_options(conversation, message);
        self.post(url, &[("text", text)]).await
    }

    /// Polls until there are no changes; returns the URL of the next poll.
    pub async fn current_poll(&self, conversation: i64) -> String {
        let mut poll = self.opens(conversation).await.next_poll(&ids::tail(conversation));
        for _ in 0..5 {
            let response = self.hx_get(&poll).await;
            if response.status == 204 {
                return poll;
            }
            poll = response.next_poll(&ids::tail(conversation));
        }
        panic!("{poll} always has changes");
    }

    /// All changes of a conversation, from polls that start at revision 0.
    pub async fn polls_from_start(&self, conversation: i64) -> Vec<News> {
        let mut next = urls::updates(conversation, 0);
        let mut all = Vec::new();
        loop {
            let response = self.hx_get(&next).await;
            if response.status == 204 {
                return all;
            }
            response.assert_ok();
            let news = response.news(conversation);
            next.clone_from(&news.next);
            all.push(news);
        }
    }
}

/// Omar, Rita, and a conversation about his listing with one message of hers.
pub async fn started_conversation(app: &TestApp) -> (Actor, Actor, i64) {
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    (omar, rita, conversation)
}

/// The viewer of a person, for calls of use cases.
pub async fn viewer(app: &TestApp, actor: &Actor) -> Viewer {
    let user = user_by_email(app.db(), &actor.email).await.unwrap().unwrap();
    Viewer {
        id: user.id,
        name: user.name,
        session: SessionId(0),
    }
}

/// Sends many messages through the use case, which is faster than over HTTP.
pub async fn sends_many(app: &TestApp, actor: &Actor, conversation: i64, numbers: Range<u32>) {
    sends_many_quoting(app, actor, conversation, numbers, "").await;
}

/// The same, and each message quotes this one.
pub async fn sends_many_quoting(app: &TestApp, actor: &Actor, conversation: i64, numbers: Range<u32>, quoted: &str) {
    let viewer = viewer(app, actor).await;
    for number in numbers {
        let draft = MessageInput {
            text: format!("message {number}"),
            reply_to: quoted.to_owned(),
            ..MessageInput::default()
        };
        send_message(app.context(), &viewer, ConversationId(conversation), &draft)
            .await
            .unwrap();
    }
}

impl TestResponse {
    /// The texts of the messages of a page or a poll response, in its order.
    pub fn messages(&self) -> Vec<String> {
        self.raw_texts(".message .bubble > p")
    }

    /// Parses the response of a poll of a conversation.
    #[track_caller]
    pub fn news(&self, conversation: i64) -> News {
        News {
            texts: self.messages(),
            ids: self.attributes(".message", "id"),
            next: self.next_poll(&ids::tail(conversation)),
        }
    }

    /// The URL that the polling element with this id requests next.
    #[track_caller]
    pub fn next_poll(&self, id: &str) -> String {
        let next = self.attribute(&format!("#{id}"), "hx-get");
        next.unwrap_or_else(|| panic!("no #{id} that polls in {self}"))
    }
}
