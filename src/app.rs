//! Wires everything, in one place: used by `main` and by every test.

use std::collections::HashSet;
use std::sync::Arc;

use poem::error::GetDataError;
use poem::http::HeaderMap;
use poem::{Request, Result};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::accounts::{Sessions, Viewer};
use crate::clock::Clock;
use crate::config::{Config, Listen, Switch};
use crate::context::Context;
use crate::db::{Change, Db, Place};
use crate::entities::UserId;
use crate::error::AppError;
use crate::files::{Files, sweeper};
use crate::http::cookies::Cookies;
use crate::http::listener::{self, Door};
use crate::limits::Limits;
use crate::live::Live;
use crate::live::lines::Lines;
use crate::pictures::Pipeline;
use crate::{attachments, photos, router};

/// Everything a handler may need. Cloning it is cheap.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The files beside it.
    pub files: Arc<Files>,
    /// What makes pictures anew.
    pub pictures: Pipeline,
    /// What is current.
    pub live: Arc<Live>,
    /// Who is waiting for news.
    pub lines: Arc<Lines>,
    /// Who is signed in.
    pub sessions: Arc<Sessions>,
    /// How often somebody may do things.
    pub limits: Limits,
    /// The time.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
    /// The address people type into their browser.
    pub public_url: Arc<Url>,
    /// The site's cookies, as that address wants them.
    pub cookies: Cookies,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Everything, wired.
    pub fn new(config: Config, db: Db, files: Files, clock: Clock, public_url: Url) -> Self {
        let live = Arc::new(Live::new(db.clone()));
        let sessions = Arc::new(Sessions::new(db.clone(), clock.clone()));
        let lines = Arc::<Lines>::default();
        db.listen({
            let (live, sessions, lines) = (live.clone(), sessions.clone(), lines.clone());
            move |change: &Change| {
                live.hear(change);
                sessions.hear(change);
                // Last, so that whoever is woken finds what is current.
                lines.hear(change);
            }
        });
        files.wanted_by({
            let db = db.clone();
            move |keys| Box::pin(wanted(db.clone(), keys))
        });
        let cookies = Cookies {
            secure: public_url.scheme() == "https",
        };
        Self(Arc::new(Parts {
            db,
            files: Arc::new(files),
            pictures: Pipeline::default(),
            live,
            lines,
            sessions,
            limits: Limits::new(config.rate_limits),
            clock,
            config,
            public_url: Arc::new(public_url),
            cookies,
        }))
    }

    /// The application a request is handled by.
    ///
    /// # Errors
    /// When the router did not add it; that would be a mistake of ours.
    pub fn of(request: &Request) -> Result<&Self> {
        Ok(request.data::<Self>().ok_or(GetDataError("App"))?)
    }

    /// The address people type, without a slash at its end.
    pub fn origin(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }

    /// What an action works with, now.
    pub fn context(&self) -> Context<'_> {
        Context {
            db: &self.db,
            files: &self.files,
            pictures: &self.pictures,
            limits: &self.limits,
            now: self.clock.now(),
        }
    }

    /// Who sent these headers, if their session goes on. They are seen by it: only pages ask like this.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn viewer(&self, headers: &HeaderMap) -> Result<Option<Viewer>, AppError> {
        let Some(token) = self.cookies.read(headers) else {
            return Ok(None);
        };
        let viewer = self.sessions.viewer(token).await?;
        if let Some(viewer) = &viewer {
            self.live.note_seen(viewer.id, self.clock.now());
        }
        Ok(viewer)
    }

    /// The same from memory alone, for polls; none also when memory does not know.
    pub fn known_viewer(&self, headers: &HeaderMap) -> Option<UserId> {
        let now = self.clock.now();
        let viewer = self.sessions.known(self.cookies.read(headers)?, now)?;
        self.live.note_seen(viewer, now);
        Some(viewer)
    }
}

/// A running site.
pub struct Server {
    /// Where it listens, with the port that was picked.
    pub listen: Listen,
    /// What it runs.
    pub app: App,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Server {
    /// Opens the database, brings it up to date, and listens.
    ///
    /// # Errors
    /// One sentence for the operator that names the setting at fault.
    pub async fn start(config: Config, clock: Clock) -> Result<Self, String> {
        let (db, files) = open(&config).await?;
        let (listener, listen) = listener::bind(&config.listen)
            .await
            .map_err(|error| format!("PORCHLIGHT_LISTEN: cannot listen on {}: {error}", config.listen))?;
        let public_url = match (&config.public_url, listen.address()) {
            (Some(url), _) => url.clone(),
            (None, Some(address)) => Url::parse(&format!("http://{address}")).map_err(|error| error.to_string())?,
            (None, None) => {
                return Err("PORCHLIGHT_PUBLIC_URL: a site on a Unix socket has to be told its address".to_owned());
            }
        };
        if config.rate_limits == Switch::Off {
            tracing::warn!("RATE LIMITS ARE OFF: fit for load tests, never for a site that others can reach.");
        }
        let door = Door {
            https: public_url.scheme() == "https",
            ..Door::of(config.rate_limits, config.trusted_proxies.clone(), router::patience)
        };
        let app = App::new(config, db, files, clock, public_url);
        let stop = CancellationToken::new();
        let endpoint = router::endpoint(app.clone());
        let db = app.db.clone();
        let let_go = move |before| {
            let db = db.clone();
            async move { attachments::actions::let_go_of_unsent(&db, before).await }
        };
        tokio::spawn(sweeper::run(app.files.clone(), app.clock.clone(), let_go, stop.clone()));
        let task = tokio::spawn(listener::serve(listener, endpoint, door, stop.clone()));
        tracing::info!(address = %listen, "Listening.");
        Ok(Self {
            listen,
            app,
            stop,
            task,
        })
    }

    /// Stops accepting, finishes what is in flight, and closes the database.
    pub async fn stop(self) {
        self.stop.cancel();
        self.app.lines.close().await;
        if let Err(error) = self.task.await {
            tracing::error!(%error, "The listener did not end well.");
        }
        self.app.db.close().await;
        tracing::info!("Stopped.");
    }
}

/// Opens the database and the files beside it, and brings the schema up to date. Files that outlived their database are
/// no new site: its first sweep would remove them all.
///
/// # Errors
/// One sentence for the operator that names what is at fault.
pub async fn open(config: &Config) -> Result<(Db, Files), String> {
    let place = Place::take(config)?;
    let files = Files::open(config).await?;
    if place.is_new()? && !files.is_empty().await.map_err(|error| error.to_string())? {
        return Err(format!(
            "{} is missing, but its files are there: put it back, or restore a backup into an empty folder",
            place.file().display()
        ));
    }
    Ok((Db::open_at(place, config).await?, files))
}

/// Which of these keys some row holds.
async fn wanted(db: Db, keys: Vec<String>) -> Result<HashSet<String>, AppError> {
    let mut wanted = photos::queries::wanted(&db, keys.clone()).await?;
    wanted.extend(attachments::queries::wanted(&db, keys).await?);
    Ok(wanted)
}
