//! A site with the demo data, behind a fault proxy, and browsers for its people.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use porchlight::accounts::Viewer;
use porchlight::accounts::actions::{Source, sign_in};
use porchlight::accounts::input::SignInInput;
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
use tokio::sync::OnceCell;

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
    /// Starts the site, on a copy of the demo data, and the proxy.
    pub async fn start() -> Self {
        // The WebDriver client requires a TLS provider also for plain connections.
        porchlight::storage::encrypt_with_ring();
        let data = tempfile::tempdir().expect("a folder for the data");
        for (path, content) in demo_files().await {
            let path = data.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
            fs::write(path, content).expect("a copy of the file");
        }
        let mut proxy = FaultProxy::bind().await;
        let server = Server::start(config(&data, &proxy), Clock::System)
            .await
            .expect("the site starts");
        proxy.start(server.listen.address().expect("a port"));
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
        self.give_session(&visitor, first_name).await;
        visitor
    }

    pub async fn person_without_scripts(&self, first_name: &str) -> BrowserActor {
        let visitor = self.visitor_with(Scripts::Off, Theme::Light).await;
        self.give_session(&visitor, first_name).await;
        visitor
    }

    async fn visitor_with(&self, scripts: Scripts, theme: Theme) -> BrowserActor {
        let browser = Browser::open(scripts, theme).await;
        BrowserActor::new(browser, format!("http://{}", self.proxy.address))
    }

    /// Signs a person in through the use case, and sets the session cookie in the browser. The journey through the
    /// sign-in page is a test of its own.
    async fn give_session(&self, visitor: &BrowserActor, first_name: &str) {
        let app = &self.server.app;
        let input = SignInInput {
            email: format!("{first_name}@example.org"),
            password: seed::PASSWORD.to_owned(),
            ..SignInInput::default()
        };
        let source = Source {
            address: Ipv4Addr::LOCALHOST.into(),
            device: String::new(),
            replaces: None,
        };
        let signed_in = sign_in(app.context(), &input, source).await.expect("a session");
        let cookie = app.cookies.set(&signed_in.token.0);
        let (name, value) = cookie
            .to_str()
            .ok()
            .and_then(|cookie| cookie.split(';').next()?.split_once('='))
            .expect("a cookie");
        visitor.has_cookie(name, value).await;
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

/// The files of a site with the demo data, which is seeded once for all tests.
async fn demo_files() -> &'static [(PathBuf, Vec<u8>)] {
    static FILES: OnceCell<Vec<(PathBuf, Vec<u8>)>> = OnceCell::const_new();
    FILES
        .get_or_init(async || {
            let data = tempfile::tempdir().expect("a folder for the data");
            let server = Server::start(config(&data, &FaultProxy::bind().await), Clock::System)
                .await
                .expect("the site starts");
            seed::seed(&server.app).await.expect("the demo data");
            server.stop().await;
            let mut files = Vec::new();
            read_files(data.path(), data.path(), &mut files);
            files
        })
        .await
}

/// Reads all files of a folder; their paths are relative to `root`.
fn read_files(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_files(root, &path, files);
        } else {
            let content = fs::read(&path).expect("a file");
            files.push((path.strip_prefix(root).expect("a path below it").to_owned(), content));
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
