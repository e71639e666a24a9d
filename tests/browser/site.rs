//! A site with the people and homes of the demo, and a way to it.

use porchlight::accounts::Viewer;
use porchlight::accounts::queries::user_by_email;
use porchlight::clock::Clock;
use porchlight::config::{Config, Listen};
use porchlight::conversations::send::actions::send_message;
use porchlight::conversations::send::input::MessageInput;
use porchlight::conversations::start::actions::start_conversation;
use porchlight::demo::seed;
use porchlight::entities::{ConversationId, ListingId, SessionId};
use porchlight::server::Server;
use tempfile::TempDir;

use super::driver::{Browser, Scripts, Theme};
use super::fault_proxy::Gate;
use super::browser_actor::Visitor;

/// One of Omar's homes that nobody has asked about.
pub const LOFT: (i64, &str) = (4, "Loft in the old print works");

/// A running site, and a gate before it.
pub struct Stage {
    /// What browsers go through.
    pub gate: Gate,
    server: Server,
    _data: TempDir,
}

impl Stage {
    /// Starts all of it.
    pub async fn open() -> Self {
        let data = tempfile::tempdir().expect("a folder for the data");
        // Drivers are spoken to by a client that wants to know who encrypts, even where nobody does.
        porchlight::storage::encrypt_with_ring();
        let mut gate = Gate::build().await;
        let server = Server::start(settings(&data, &gate), Clock::System)
            .await
            .expect("the site starts");
        gate.lead_to(server.listen.address().expect("a port"));
        seed::seed(&server.app).await.expect("the cast settles in");
        Self {
            gate,
            server,
            _data: data,
        }
    }

    /// Somebody who has not signed in.
    pub async fn visitor(&self) -> Visitor {
        self.visitor_with(Scripts::On, Theme::Light).await
    }

    /// The same with other colours, perhaps.
    pub async fn visitor_in(&self, theme: Theme) -> Visitor {
        self.visitor_with(Scripts::On, theme).await
    }

    /// Somebody of the cast, signed in.
    pub async fn person(&self, first_name: &str) -> Visitor {
        self.person_in(Theme::Light, first_name).await
    }

    /// The same with other colours, perhaps.
    pub async fn person_in(&self, theme: Theme, first_name: &str) -> Visitor {
        let visitor = self.visitor_in(theme).await;
        visitor.signs_in(first_name).await;
        visitor
    }

    /// The same where scripts are off.
    pub async fn person_without_scripts(&self, first_name: &str) -> Visitor {
        let visitor = self.visitor_with(Scripts::Off, Theme::Light).await;
        visitor.signs_in(first_name).await;
        visitor
    }

    async fn visitor_with(&self, scripts: Scripts, theme: Theme) -> Visitor {
        let browser = Browser::open(scripts, theme).await;
        Visitor::new(browser, format!("http://{}", self.gate.address))
    }

    /// The conversation of a renter about a home, made without a browser.
    pub async fn conversation(&self, renter: &str, listing: i64) -> ConversationId {
        let renter = self.viewer(renter).await;
        start_conversation(self.server.app.context(), &renter, ListingId(listing))
            .await
            .expect("a conversation")
            .into_inner()
            .id
    }

    /// Somebody writes from elsewhere.
    pub async fn says(&self, first_name: &str, conversation: ConversationId, text: &str) {
        let draft = MessageInput {
            text: text.to_owned(),
            ..MessageInput::default()
        };
        let sender = self.viewer(first_name).await;
        send_message(self.server.app.context(), &sender, conversation, &draft)
            .await
            .expect("a message");
    }

    async fn viewer(&self, first_name: &str) -> Viewer {
        let user = user_by_email(&self.server.app.db, &format!("{first_name}@example.org"))
            .await
            .expect("the database answers")
            .expect("one of the cast");
        Viewer {
            id: user.id,
            name: user.name,
            session: SessionId(0),
        }
    }
}

/// Everything said, so that nothing of the machine's own settings gets in.
fn settings(data: &TempDir, gate: &Gate) -> Config {
    Config {
        listen: Listen::Tcp(([127, 0, 0, 1], 0).into()),
        data_dir: data.path().to_owned(),
        public_url: format!("http://{}", gate.address).parse().ok(),
        gallery: true,
        ..Config::default()
    }
}
