//! What people do on this site, each in one line.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use porchlight::accounts::Viewer;
use porchlight::accounts::queries::user_by_email;
use porchlight::conversations::send::actions::send_message;
use porchlight::conversations::send::input::MessageInput;
use porchlight::entities::{ConversationId, SessionId};
use views::{ids, urls};

use super::{Actor, Answer, TestApp};

/// Names messages, as the page's form does.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// A listing form that is filled in.
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

/// The filled form with some fields changed.
pub fn home_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let changed = |name: &str| changes.iter().find(|(field, _)| *field == name);
    HOME.iter()
        .map(|field| changed(field.0).copied().unwrap_or(*field))
        .collect()
}

/// A poll of a conversation with news: the new messages and the next URL to ask.
pub struct News {
    /// What each new message says.
    pub texts: Vec<String>,
    /// The ids of the elements.
    pub ids: Vec<String>,
    /// What to ask next.
    pub next: String,
}

impl Actor {
    /// Lists a home; everything but the title is ordinary.
    pub async fn lists(&self, title: &str) -> i64 {
        self.lists_with(&[("title", title)]).await
    }

    /// Lists a home that is not ordinary.
    pub async fn lists_with(&self, changes: &[(&str, &str)]) -> i64 {
        self.post(urls::LISTINGS, &home_with(changes)).await.made()
    }

    /// Changes what the form of their listing says.
    pub async fn edits(&self, listing: i64, changes: &[(&str, &str)]) -> Answer {
        self.post(urls::listing(listing), &home_with(changes)).await
    }

    /// Presses Contact Owner.
    pub async fn contacts(&self, listing: i64) -> i64 {
        self.post(urls::contact(listing), &[]).await.made()
    }

    /// Presses Contact Owner and sends a first message.
    pub async fn asks_about(&self, listing: i64, text: &str) -> i64 {
        let conversation = self.contacts(listing).await;
        self.says(conversation, text).await;
        conversation
    }

    /// Sends a message.
    pub async fn says(&self, conversation: i64, text: &str) {
        let name = format!("scene-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let sent = self.sends(conversation, text, &name).await;
        sent.assert_redirect(urls::conversation(conversation));
    }

    /// Sends a message under a name of its own.
    pub async fn sends(&self, conversation: i64, text: &str, client_id: &str) -> Answer {
        let form = [("text", text), ("client_id", client_id)];
        self.post(urls::conversation(conversation), &form).await
    }

    /// Opens a conversation.
    pub async fn opens(&self, conversation: i64) -> Answer {
        let page = self.get(urls::conversation(conversation)).await;
        page.assert_ok();
        page
    }

    /// Everything the newest page of a conversation shows, oldest first.
    pub async fn reads(&self, conversation: i64) -> Vec<String> {
        self.opens(conversation).await.messages()
    }

    /// The ids of what the newest page of a conversation shows, oldest first.
    pub async fn message_ids(&self, conversation: i64) -> Vec<i64> {
        let elements = self.opens(conversation).await.attributes(".message", "id");
        let ids = elements
            .iter()
            .filter_map(|id| id.strip_prefix("message-")?.parse().ok());
        ids.collect()
    }

    /// Gives a message of theirs another text.
    pub async fn edits_message(&self, conversation: i64, message: i64, text: &str) -> Answer {
        let place = urls::message_options(conversation, message);
        self.post(place, &[("text", text)]).await
    }

    /// What their page asks next, once it knows everything.
    pub async fn caught_up(&self, conversation: i64) -> String {
        let mut poll = self.opens(conversation).await.next_poll(&ids::tail(conversation));
        for _ in 0..5 {
            let answer = self.hx_get(&poll).await;
            if answer.status == 204 {
                return poll;
            }
            poll = answer.next_poll(&ids::tail(conversation));
        }
        panic!("{poll} has always news");
    }

    /// Everything said in a conversation since it began, as polls from its first revision bring it.
    pub async fn catches_up(&self, conversation: i64) -> Vec<News> {
        let mut next = urls::updates(conversation, 0);
        let mut all = Vec::new();
        loop {
            let answer = self.hx_get(&next).await;
            if answer.status == 204 {
                return all;
            }
            answer.assert_ok();
            let news = answer.news(conversation);
            next.clone_from(&news.next);
            all.push(news);
        }
    }
}

/// Omar, Rita, and the conversation in which she has asked something.
pub async fn started_conversation(app: &TestApp) -> (Actor, Actor, i64) {
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.asks_about(home, "Is it free?").await;
    (omar, rita, conversation)
}

/// Somebody of these people, as use cases know them.
pub async fn viewer(app: &TestApp, actor: &Actor) -> Viewer {
    let user = user_by_email(app.db(), &actor.email).await.unwrap().unwrap();
    Viewer {
        id: user.id,
        name: user.name,
        session: SessionId(0),
    }
}

/// Somebody sends many messages, faster than by HTTP.
pub async fn says_much(app: &TestApp, actor: &Actor, conversation: i64, numbers: Range<u32>) {
    answers_much(app, actor, conversation, numbers, "").await;
}

/// The same, and each quotes this message.
pub async fn answers_much(app: &TestApp, actor: &Actor, conversation: i64, numbers: Range<u32>, quoted: &str) {
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

impl Answer {
    /// What each message of a page or a poll says, in its order.
    pub fn messages(&self) -> Vec<String> {
        self.raw_texts(".message .bubble > p")
    }

    /// A poll's answer, taken apart.
    #[track_caller]
    pub fn news(&self, conversation: i64) -> News {
        News {
            texts: self.messages(),
            ids: self.attributes(".message", "id"),
            next: self.next_poll(&ids::tail(conversation)),
        }
    }

    /// What the polling element with an id asks next.
    #[track_caller]
    pub fn next_poll(&self, id: &str) -> String {
        let next = self.attribute(&format!("#{id}"), "hx-get");
        next.unwrap_or_else(|| panic!("no #{id} that polls in {self}"))
    }
}
