//! The test harness: a complete site for each test, and the people who use it.
//!
//! [`TestApp::boot`] starts the real server in this process, with a free port and an empty data folder. People send
//! HTTP requests ([`Actor`]) and inspect the responses ([`TestResponse`]). The clock stands still until a test advances it.

mod actor;
mod process;
mod response;
pub mod slow_reader;
pub mod steps;
pub mod stored_files;
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
pub use process::{Process, database_of};
pub use response::TestResponse;
pub use steps::{News, home_with};
pub use strace::{FaultInjector, kill_at, trace};

/// The password of every test user.
pub const PASSWORD: &str = "a lamp for every door";

/// The start of the test clock: Sunday 22 November 2026, 10:00 UTC, in microseconds.
pub const MORNING: i64 = 1_795_341_600_000_000;

/// A running site. Dropping it removes its data folder.
pub struct TestApp {
    server: Server,
    time: Arc<AtomicI64>,
    data: TempDir,
}

/// Options that differ from the default configuration of the tests.
#[derive(Default)]
pub struct Options {
    rate_limits: bool,
    public_url: Option<&'static str>,
    trusted_proxies: &'static str,
    storage_url: Option<String>,
}

impl Options {
    /// Switches rate limits on.
    pub fn rate_limits(mut self) -> Self {
        self.rate_limits = true;
        self
    }

    /// Sets a public URL other than the address of the listener.
    pub fn public_url(mut self, url: &'static str) -> Self {
        self.public_url = Some(url);
        self
    }

    /// Sets the networks of trusted proxies, separated by commas.
    pub fn trusted_proxies(mut self, networks: &'static str) -> Self {
        self.trusted_proxies = networks;
        self
    }

    /// Stores files in a bucket.
    pub fn storage_url(mut self, url: String) -> Self {
        self.storage_url = Some(url);
        self
    }

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
    /// Starts a site with the default options: no rate limits, files in the data folder.
    pub async fn boot() -> Self {
        Options::default().boot().await
    }

    /// Options for a site, to be completed with [`Options::boot`].
    pub fn with() -> Options {
        Options::default()
    }

    /// The URL of the site, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    pub fn address(&self) -> SocketAddr {
        self.server.listen.address().expect("a port")
    }

    /// Stops the server gracefully; returns its data folder.
    pub async fn stop(self) -> TempDir {
        self.server.stop().await;
        self.data
    }

    /// Restarts the server on the same data and clock, on another port.
    pub async fn restart(self) -> Self {
        self.server.stop().await;
        Options::default().start(self.data, self.time).await
    }

    pub fn db(&self) -> &Db {
        &self.server.app.db
    }

    pub fn files(&self) -> &Files {
        &self.server.app.files
    }

    /// The context of actions, for steps that would take too long over HTTP.
    pub fn context(&self) -> Context<'_> {
        self.server.app.context()
    }

    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// Advances the clock.
    pub fn advance(&self, by: Duration) {
        let microseconds = i64::try_from(by.as_micros()).expect("less than an age");
        self.time.fetch_add(microseconds, Ordering::Relaxed);
    }

    pub fn set_back(&self, by: Duration) {
        let microseconds = i64::try_from(by.as_micros()).expect("less than an age");
        self.time.fetch_sub(microseconds, Ordering::Relaxed);
    }

    pub fn advance_days(&self, days: u64) {
        self.advance(Duration::from_secs(days * 86_400));
    }

    /// The number of SQL statements so far.
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

    /// Signs up a person with this name.
    pub async fn person(&self, name: &str) -> Actor {
        Actor::sign_up(self.url(), name).await
    }

    /// A visitor who is not signed in.
    pub fn visitor(&self) -> Actor {
        Actor::visitor(self.url())
    }
}

/// The default configuration of the tests with this data folder.
pub fn config_for(data: &Path) -> Config {
    Options::default().config(data)
}

impl TestApp {
    /// Runs writes while another job holds the write lock, so that they queue in this order and share a batch. Returns
    /// their outputs in the same order.
    pub async fn in_one_batch<F>(&self, work: impl IntoIterator<Item = F>) -> Vec<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let (begin, begun) = oneshot::channel::<()>();
        let (end, ended) = oneshot::channel::<()>();
        let db = self.db().clone();
        let holder = tokio::spawn(async move {
            let hold = async move |_tx: Tx| {
                let _ = begin.send(());
                ended.await.map_err(AppError::unexpected)
            };
            db.write(hold).await
        });
        begun.await.expect("the write lock");
        let mut tasks = Vec::new();
        for (ahead, write) in work.into_iter().enumerate() {
            tasks.push(tokio::spawn(write));
            while self.db().waiting() == ahead {
                tokio::task::yield_now().await;
            }
        }
        end.send(()).expect("the holder of the write lock");
        holder.await.expect("no panic").expect("nothing fails");
        concurrently(tasks)
            .await
            .into_iter()
            .map(|done| done.expect("no panic"))
            .collect()
    }
}

/// Runs futures concurrently; returns their outputs in the given order.
pub async fn concurrently<F>(work: impl IntoIterator<Item = F>) -> Vec<F::Output>
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

/// The value of an environment variable of the tests, or of its old name, which stays valid.
pub fn test_env(name: &str, old_name: &str) -> Option<String> {
    std::env::var(name).or_else(|_| std::env::var(old_name)).ok()
}
