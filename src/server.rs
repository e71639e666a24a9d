//! Starts the site: opens the database and the files, builds the [`App`], mounts the routes and listens. The only file
//! that imports every part.

use std::collections::HashSet;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::accounts::sessions;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Listen, Switch};
use crate::conversations::attachments;
use crate::db::{DatabaseFile, Db};
use crate::error::AppError;
use crate::http::listener::{self, ListenerOptions};
use crate::storage::{Files, Store, sweeper};
use crate::{photos, router};

/// A running site.
pub struct Server {
    /// The address it listens on. Port 0 is replaced by the assigned port.
    pub listen: Listen,
    pub app: App,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Server {
    /// Opens the database and the files, applies pending migrations, and listens.
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
                return Err("PORCHLIGHT_PUBLIC_URL: required for a site that listens on a Unix socket".to_owned());
            }
        };
        if config.rate_limits == Switch::Off {
            tracing::warn!("RATE LIMITS ARE OFF: only for load tests, never for a site that others can reach.");
        }
        let options = ListenerOptions {
            https: public_url.scheme() == "https",
            ..ListenerOptions::new(config.rate_limits, config.trusted_proxies.clone(), router::timeout)
        };
        let app = App::new(config, db, files, clock, public_url).map_err(|error| error.to_string())?;
        let stop = CancellationToken::new();
        let endpoint = router::endpoint(app.clone());
        let sweep_app = app.clone();
        let delete_expired = move |before| {
            let app = sweep_app.clone();
            async move {
                sessions::delete_expired(&app.db, app.clock.now()).await?;
                attachments::actions::delete_expired(&app.db, before).await
            }
        };
        tokio::spawn(sweeper::run(
            app.files.clone(),
            app.clock.clone(),
            delete_expired,
            stop.clone(),
        ));
        let task = tokio::spawn(listener::serve(listener, endpoint, options, stop.clone()));
        tracing::info!(address = %listen, "Listening.");
        Ok(Self {
            listen,
            app,
            stop,
            task,
        })
    }

    /// Stops accepting, finishes the requests under way, closes the WebSockets and then the database.
    pub async fn stop(self) {
        self.stop.cancel();
        self.app.subscriptions.close().await;
        if let Err(error) = self.task.await {
            tracing::error!(%error, "The listener task failed.");
        }
        self.app.db.close().await;
        tracing::info!("Stopped.");
    }
}

/// Opens the database and the files, and applies pending migrations.
///
/// # Errors
/// One sentence for the operator. Also when there are files but no database: the first sweep of a new database would
/// delete them all.
pub async fn open(config: &Config) -> Result<(Db, Files), String> {
    let database_file = DatabaseFile::lock(config)?;
    let store = Store::open(config).await?;
    if database_file.is_new()? && !store.is_empty().await.map_err(|error| error.to_string())? {
        return Err(format!(
            "{} is missing, but its files are there: put it back, or restore a backup into an empty folder",
            database_file.file().display()
        ));
    }
    let db = Db::open_at(database_file, config).await?;
    let files = Files::new(store, {
        let db = db.clone();
        move |keys| Box::pin(referenced_keys(db.clone(), keys))
    });
    Ok((db, files))
}

/// The reference check: those of the given keys that a row refers to. A new table with files is added here.
async fn referenced_keys(db: Db, keys: Vec<String>) -> Result<HashSet<String>, AppError> {
    let mut referenced = photos::queries::referenced_keys(&db, keys.clone()).await?;
    referenced.extend(attachments::queries::referenced_keys(&db, keys).await?);
    Ok(referenced)
}
