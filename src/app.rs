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
use crate::http::request::prefetch::is_prefetch;
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

/// The fields of an [`App`].
pub struct Parts {
    pub db: Db,
    pub files: Arc<Files>,
    pub images: ImagePipeline,
    pub revisions: Arc<Revisions>,
    pub presence: Arc<Presence>,
    pub subscriptions: Arc<Subscriptions>,
    pub reply_times: Arc<ReplyTimes>,
    pub listing_counts: Arc<CountCache>,
    pub sessions: Arc<Sessions>,
    pub rate_limits: RateLimits,
    pub clock: Clock,
    pub config: Config,
    /// The address of the site in browsers.
    pub public_url: Arc<Url>,
    /// `Secure` if [`Self::public_url`] is HTTPS.
    pub cookies: Cookies,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Builds the state, and registers the caches as the listener of `db`.
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

    /// The `App` that the router added to the request.
    ///
    /// # Errors
    /// [`GetDataError`] if it did not, which is a bug.
    pub fn from_request(request: &Request) -> Result<&Self> {
        Ok(request.data::<Self>().ok_or(GetDataError("App"))?)
    }

    /// The public URL without a slash at its end.
    pub fn origin(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }

    /// The context for an action that runs now.
    pub fn context(&self) -> Context<'_> {
        Context {
            db: &self.db,
            files: &self.files,
            images: &self.images,
            rate_limits: &self.rate_limits,
            now: self.clock.now(),
        }
    }

    /// The viewer of a request, if its session cookie is valid. Records their presence, so only page requests call it.
    /// A prefetch records nothing.
    pub async fn viewer(&self, headers: &HeaderMap) -> Result<Option<Viewer>, AppError> {
        let Some(token) = self.cookies.read(headers) else {
            return Ok(None);
        };
        let is_prefetch = is_prefetch(headers);
        let viewer = self.session_viewer(token, is_prefetch).await?;
        if let Some(viewer) = viewer.as_ref().filter(|_| !is_prefetch) {
            self.presence.record_seen(viewer.id, self.clock.now());
        }
        Ok(viewer)
    }

    /// The viewer that a session token belongs to. A prefetch is no use of the session: after a restart, the last use
    /// tells when a person was seen.
    pub async fn session_viewer(&self, token: &str, is_prefetch: bool) -> Result<Option<Viewer>, AppError> {
        if is_prefetch {
            self.sessions.find(token).await
        } else {
            self.sessions.viewer(token).await
        }
    }

    /// As [`Self::viewer`], from the cache alone, for polls. `None` also if the session is not cached. A prefetch must not
    /// call it.
    pub fn cached_viewer(&self, headers: &HeaderMap) -> Option<UserId> {
        let now = self.clock.now();
        let viewer = self.sessions.cached(self.cookies.read(headers)?, now)?;
        self.presence.record_seen(viewer, now);
        Some(viewer)
    }
}
