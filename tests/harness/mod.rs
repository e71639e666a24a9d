//! The stage: a whole site of its own for each test, and the people who use it.
//!
//! [`TestApp::boot`] starts the real server in this process, on a free port and an empty data folder. People speak to
//! it over HTTP ([`Actor`]) and look at what came back ([`Answer`]). Time stands still until a test moves it.

mod actor;
mod response;
pub mod stored_files;
mod process;
pub mod steps;
pub mod slow_reader;
mod strace;
pub mod uploads;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use porchlight::clock::Clock;
use porchlight::config::{Config, Listen, Secret, Switch};
use porchlight::context::Context;
use porchlight::db::{Db, Tx};
use porchlight::error::AppError;
use porchlight::server::Server;
use porchlight::storage::Files;
use tempfile::TempDir;
use tokio::sync::oneshot;

pub use actor::Actor;
pub use response::Answer;
pub use process::{Process, database_of};
pub use steps::{News, home_with};
pub use strace::{Tracer, kill_at, trace};

/// The password of everybody on this stage.
pub const PASSWORD: &str = "a lamp for every door";

/// When every test begins: Sunday 22 November 2026, 10:00 UTC, in microseconds.
pub const MORNING: i64 = 1_795_341_600_000_000;

/// A site that lives as long as its test.
pub struct TestApp {
    server: Server,
    time: Arc<AtomicI64>,
    /// Removed with everything in it when the test ends.
    data: TempDir,
}

/// How a site differs from the plain one.
#[derive(Default)]
pub struct Options {
    rate_limits: bool,
    public_url: Option<&'static str>,
    trusted_proxies: &'static str,
    storage_url: Option<String>,
}

impl Options {
    /// With the limits by person and address in force.
    pub fn rate_limits(mut self) -> Self {
        self.rate_limits = true;
        self
    }

    /// Reached at another address than the one it listens on.
    pub fn public_url(mut self, url: &'static str) -> Self {
        self.public_url = Some(url);
        self
    }

    /// Behind proxies that are believed.
    pub fn trusted_proxies(mut self, networks: &'static str) -> Self {
        self.trusted_proxies = networks;
        self
    }

    /// With its files in a bucket.
    pub fn storage_url(mut self, url: String) -> Self {
        self.storage_url = Some(url);
        self
    }

    /// Starts it.
    pub async fn boot(self) -> TestApp {
        let data = tempfile::tempdir().expect("a folder for the data");
        self.start(data, Arc::new(AtomicI64::new(MORNING))).await
    }

    async fn start(self, data: TempDir, time: Arc<AtomicI64>) -> TestApp {
        let config = self.config(data.path());
        let server = Server::start(config, Clock::Manual(time.clone()))
            .await
            .expect("the site starts");
        TestApp { server, time, data }
    }

    fn config(&self, data: &Path) -> Config {
        let url = |text: &str| text.parse().expect("a URL");
        Config {
            listen: Listen::Tcp(([127, 0, 0, 1], 0).into()),
            data_dir: data.to_owned(),
            public_url: self.public_url.map(url),
            rate_limits: if self.rate_limits { Switch::On } else { Switch::Off },
            trusted_proxies: self.trusted_proxies.parse().expect("networks"),
            storage_url: self.storage_url.as_deref().map(url),
            storage_key: "a key".to_owned(),
            storage_secret: Secret("a secret".to_owned()),
            log: "off".to_owned(),
            ..Config::default()
        }
    }
}

impl TestApp {
    /// A plain site, without limits by person or address.
    pub async fn boot() -> Self {
        Options::default().boot().await
    }

    /// A site that is not plain.
    pub fn with() -> Options {
        Options::default()
    }

    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.listen.address().expect("a port")
    }

    /// Stops it as a signal would; what is left is its folder.
    pub async fn stop(self) -> TempDir {
        self.server.stop().await;
        self.data
    }

    /// Stops it and starts it again, on another port: what was only in memory is gone.
    pub async fn restart(self) -> Self {
        self.server.stop().await;
        Options::default().start(self.data, self.time).await
    }

    /// Its database, for what no page shows.
    pub fn db(&self) -> &Db {
        &self.server.app.db
    }

    /// The files beside it.
    pub fn files(&self) -> &Files {
        &self.server.app.files
    }

    /// What its actions work with, for what would take too long over HTTP.
    pub fn context(&self) -> Context<'_> {
        self.server.app.context()
    }

    /// Its data folder.
    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let microseconds = i64::try_from(by.as_micros()).expect("less than an age");
        self.time.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// Sets the clock back, as machines sometimes do.
    pub fn set_back(&self, by: Duration) {
        let microseconds = i64::try_from(by.as_micros()).expect("less than an age");
        self.time.fetch_sub(microseconds, Ordering::Relaxed);
    }

    /// Lets days pass.
    pub fn advance_days(&self, days: u64) {
        self.advance(Duration::from_secs(days * 86_400));
    }

    /// Statements the database has been asked so far.
    pub fn statements(&self) -> u64 {
        self.db().statements()
    }

    /// Rita, who rents.
    pub async fn rita(&self) -> Actor {
        self.person("Rita Okafor").await
    }

    /// Ravi, who rents.
    pub async fn ravi(&self) -> Actor {
        self.person("Ravi Menon").await
    }

    /// Omar, who owns.
    pub async fn omar(&self) -> Actor {
        self.person("Omar Haddad").await
    }

    /// Olga, who owns.
    pub async fn olga(&self) -> Actor {
        self.person("Olga Lindqvist").await
    }

    /// Sam, a stranger to them all.
    pub async fn sam(&self) -> Actor {
        self.person("Sam Vance").await
    }

    /// Somebody of this name, just signed up.
    pub async fn person(&self, name: &str) -> Actor {
        Actor::sign_up(self.url(), name).await
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Actor {
        Actor::visitor(self.url())
    }
}

/// The settings of a plain site with its data in a folder.
pub fn config_for(data: &Path) -> Config {
    Options::default().config(data)
}

impl TestApp {
    /// Does things that write while somebody else has the turn to, so that they wait together, in this order. Answers in
    /// the same.
    pub async fn in_turn<F>(&self, work: impl IntoIterator<Item = F>) -> Vec<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let (begin, begun) = oneshot::channel::<()>();
        let (end, ended) = oneshot::channel::<()>();
        let db = self.db().clone();
        let holding = tokio::spawn(async move {
            let hold = async move |_tx: Tx| {
                let _ = begin.send(());
                ended.await.map_err(AppError::unexpected)
            };
            db.write(hold).await
        });
        begun.await.expect("its turn comes");
        let mut tasks = Vec::new();
        for (ahead, one) in work.into_iter().enumerate() {
            tasks.push(tokio::spawn(one));
            while self.db().waiting() == ahead {
                tokio::task::yield_now().await;
            }
        }
        end.send(()).expect("somebody has the turn");
        holding.await.expect("no panic").expect("nothing fails");
        together(tasks)
            .await
            .into_iter()
            .map(|done| done.expect("no panic"))
            .collect()
    }
}

/// Does many things at once, and answers in the order they were given.
pub async fn together<F>(work: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let tasks: Vec<_> = work.into_iter().map(tokio::spawn).collect();
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.expect("no panic"));
    }
    done
}
