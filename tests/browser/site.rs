//! A site with the demo data, behind a fault proxy, and browsers for its people.

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

use super::browser_actor::BrowserActor;
use super::driver::{Browser, Scripts, Theme};
use super::fault_proxy::FaultProxy;

/// A listing of Omar's without a conversation: its id and title.
pub const LOFT: (i64, &str) = (4, "Loft in the old print works");

/// A running site behind a fault proxy.
pub struct Site {
    /// The proxy between browsers and the site.
    pub proxy: FaultProxy,
    server: Server,
    _data: TempDir,
}

impl Site {
    /// Starts the site and the proxy, and seeds the demo data.
    pub async fn start() -> Self {
        let data = tempfile::tempdir().expect("a folder for the data");
        // The WebDriver client requires a TLS provider also for plain connections.
        porchlight::storage::encrypt_with_ring();
        let mut proxy = FaultProxy::bind().await;
        let server = Server::start(config(&data, &proxy), Clock::System)
            .await
            .expect("the site starts");
        proxy.start(server.listen.address().expect("a port"));
        seed::seed(&server.app).await.expect("the demo data");
        Self {
            proxy,
            server,
            _data: data,
        }
    }

    /// A visitor who is not signed in.
    pub async fn visitor(&self) -> BrowserActor {
        self.visitor_with(Scripts::On, Theme::Light).await
    }

    pub async fn visitor_in(&self, theme: Theme) -> BrowserActor {
        self.visitor_with(Scripts::On, theme).await
    }

    /// A signed-in person of the demo.
    pub async fn person(&self, first_name: &str) -> BrowserActor {
        self.person_in(Theme::Light, first_name).await
    }

    pub async fn person_in(&self, theme: Theme, first_name: &str) -> BrowserActor {
        let visitor = self.visitor_in(theme).await;
        visitor.signs_in(first_name).await;
        visitor
    }

    pub async fn person_without_scripts(&self, first_name: &str) -> BrowserActor {
        let visitor = self.visitor_with(Scripts::Off, Theme::Light).await;
        visitor.signs_in(first_name).await;
        visitor
    }

    async fn visitor_with(&self, scripts: Scripts, theme: Theme) -> BrowserActor {
        let browser = Browser::open(scripts, theme).await;
        BrowserActor::new(browser, format!("http://{}", self.proxy.address))
    }

    /// The conversation of a renter about a listing; starts it through the use case.
    pub async fn conversation(&self, renter: &str, listing: i64) -> ConversationId {
        let renter = self.viewer(renter).await;
        start_conversation(self.server.app.context(), &renter, ListingId(listing))
            .await
            .expect("a conversation")
            .into_inner()
            .id
    }

    /// Sends a message through the use case.
    pub async fn sends(&self, first_name: &str, conversation: ConversationId, text: &str) {
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
            .expect("a working database")
            .expect("a person of the demo");
        Viewer {
            id: user.id,
            name: user.name,
            session: SessionId(0),
        }
    }
}

fn config(data: &TempDir, proxy: &FaultProxy) -> Config {
    Config {
        listen: Listen::Tcp(([127, 0, 0, 1], 0).into()),
        data_dir: data.path().to_owned(),
        public_url: format!("http://{}", proxy.address).parse().ok(),
        gallery: true,
        ..Config::default()
    }
}
