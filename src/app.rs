//! The state that handlers share. It knows no route and no page; [`crate::server`] builds it and starts the site.

use std::sync::Arc;

use poem::error::GetDataError;
use poem::http::HeaderMap;
use poem::{Request, Result};
use url::Url;

use crate::accounts::{Sessions, Viewer};
use crate::clock::Clock;
use crate::config::Config;
use crate::context::Context;
use crate::db::{Change, Db};
use crate::entities::UserId;
use crate::error::AppError;
use crate::http::request::cookies::Cookies;
use crate::images::ImagePipeline;
use crate::listings::count_cache::CountCache;
use crate::listings::reply_time::ReplyTimes;
use crate::live::presence::Presence;
use crate::live::revisions::Revisions;
use crate::live::subscriptions::Subscriptions;
use crate::rate_limits::RateLimits;
use crate::storage::Files;

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
    pub images: ImagePipeline,
    /// The latest revisions of conversations and inboxes.
    pub revisions: Arc<Revisions>,
    /// When people were last seen.
    pub presence: Arc<Presence>,
    /// The open WebSockets.
    pub subscriptions: Arc<Subscriptions>,
    /// How soon owners usually reply.
    pub reply_times: Arc<ReplyTimes>,
    /// How many listings match a search.
    pub listing_counts: Arc<CountCache>,
    /// Who is signed in.
    pub sessions: Arc<Sessions>,
    /// How often somebody may do things.
    pub rate_limits: RateLimits,
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
    /// Builds the state, and lets the caches listen to the changes of `db`.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when `db` has a listener already.
    pub fn new(config: Config, db: Db, files: Files, clock: Clock, public_url: Url) -> Result<Self, AppError> {
        let revisions = Arc::new(Revisions::new(db.clone()));
        let presence = Arc::new(Presence::new(db.clone()));
        let sessions = Arc::new(Sessions::new(db.clone(), clock.clone()));
        let reply_times = Arc::new(ReplyTimes::new(db.clone()));
        let listing_counts = Arc::<CountCache>::default();
        let subscriptions = Arc::<Subscriptions>::default();
        db.listen({
            let (revisions, presence, sessions) = (revisions.clone(), presence.clone(), sessions.clone());
            let (reply_times, listing_counts) = (reply_times.clone(), listing_counts.clone());
            let subscriptions = subscriptions.clone();
            move |change: &Change| {
                revisions.handle_change(change);
                presence.handle_change(change);
                sessions.handle_change(change);
                reply_times.handle_change(change);
                listing_counts.handle_change(change);
                // Last: a page that is nudged must find the caches current.
                subscriptions.handle_change(change);
            }
        })?;
        let cookies = Cookies {
            secure: public_url.scheme() == "https",
        };
        Ok(Self(Arc::new(Parts {
            db,
            files: Arc::new(files),
            images: ImagePipeline::default(),
            revisions,
            presence,
            subscriptions,
            reply_times,
            listing_counts,
            sessions,
            rate_limits: RateLimits::new(config.rate_limits),
            clock,
            config,
            public_url: Arc::new(public_url),
            cookies,
        })))
    }

    /// The application a request is handled by.
    ///
    /// # Errors
    /// When the router did not add it; that would be a mistake of ours.
    pub fn from_request(request: &Request) -> Result<&Self> {
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
            images: &self.images,
            rate_limits: &self.rate_limits,
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
            self.presence.record_seen(viewer.id, self.clock.now());
        }
        Ok(viewer)
    }

    /// The same from memory alone, for polls; none also when memory does not know.
    pub fn cached_viewer(&self, headers: &HeaderMap) -> Option<UserId> {
        let now = self.clock.now();
        let viewer = self.sessions.cached(self.cookies.read(headers)?, now)?;
        self.presence.record_seen(viewer, now);
        Some(viewer)
    }
}
