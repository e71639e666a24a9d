//! The door to the database: one connection writes, several read.
//!
//! [`Db::write`] is the only way to write and the only place that begins a transaction. What a transaction announces
//! ([`Tx::announce`]) is told to the listener after the commit, and only then.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement};
use tokio::sync::oneshot::Receiver;

use crate::config::Config;
use crate::entities::{ConversationId, UserId};
use crate::error::{AppError, Result};

mod action;
mod ahead;
mod batch;
pub mod given;
mod place;
mod queue;
pub mod repeated;
pub mod rows;
mod schema;
mod snapshot;
mod sqlite;
mod writer;

pub use action::Together;
pub use place::{Place, folder_of};
pub use snapshot::{Snapshot, copy};
pub use sqlite::contains;

use action::{Action, alone, together};
use queue::Queue;
use writer::{Turn, Writer};

/// The most actions that share one commit: the first of them waits for the last.
const MOST_TOGETHER: usize = 64;

/// A visible change that a transaction made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something in a conversation; its revision has grown.
    Conversation(ConversationId),
    /// What an open conversation shows to a person: theirs to be nudged about.
    Thread(UserId),
    /// A row of a person's inbox, or their number of unread messages; their inbox revision has grown.
    Inbox(UserId),
    /// A person's first answer in a conversation.
    Answer(UserId),
    /// Which homes are offered, or what is said of one.
    Listings,
    /// Whether others see when a person is there.
    Presence(UserId),
    /// A device's sign-in, by the hash of its token: it ended, or the person behind it has another name.
    Session(String),
}

type Listener = Box<dyn Fn(&Change) + Send + Sync>;

type Eavesdropper = Box<dyn Fn(&Statement) + Send + Sync>;

/// What the database has been asked.
#[derive(Default)]
struct Asked {
    statements: AtomicU64,
    overheard_by: OnceLock<Eavesdropper>,
}

impl Asked {
    fn hear(&self, statement: &Statement) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if let Some(listener) = self.overheard_by.get() {
            listener(statement);
        }
    }
}

/// The database. Cloning it is cheap.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    writer: Writer,
    queue: Queue,
    most_together: AtomicUsize,
    readers: sqlite::Readers,
    place: Place,
    asked: Arc<Asked>,
    listener: OnceLock<Listener>,
}

impl Db {
    /// Opens the database that the settings name, creating it and bringing its schema up to date.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn open(config: &Config) -> Result<Self, String> {
        Self::open_at(Place::take(config)?, config).await
    }

    /// The same in a place that was taken already.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_at(place: Place, config: &Config) -> Result<Self, String> {
        place.check(config).await?;
        let asked = Arc::<Asked>::default();
        // The writer comes first: it creates the file and the write-ahead log that readers need.
        let writer = Writer::open(config.database_url(), asked.clone()).await?;
        let readers = sqlite::open_readers(&config.database_url(), asked.clone()).await?;
        Ok(Self(Arc::new(Inner {
            writer,
            queue: Queue::default(),
            most_together: AtomicUsize::new(MOST_TOGETHER),
            readers,
            place,
            asked,
            listener: OnceLock::new(),
        })))
    }

    /// Has `listener` told of every change after its commit. The first listener stays.
    pub fn listen(&self, listener: impl Fn(&Change) + Send + Sync + 'static) {
        let _ = self.0.listener.set(Box::new(listener));
    }

    /// Whether actions that wait together share a commit: they do unless somebody measures what that is worth.
    pub fn share_commits(&self, share: bool) {
        let most = if share { MOST_TOGETHER } else { 1 };
        self.0.most_together.store(most, Ordering::Relaxed);
    }

    /// Connections to read with.
    pub fn read(&self) -> &impl ConnectionTrait {
        &self.0.readers
    }

    /// How many statements the database has been asked since it was opened.
    pub fn statements(&self) -> u64 {
        self.0.asked.statements.load(Ordering::Relaxed)
    }

    /// Has `listener` told of every statement from now on: tests look at how the database goes about them. The first
    /// listener stays.
    pub fn overhear(&self, listener: impl Fn(&Statement) + Send + Sync + 'static) {
        let _ = self.0.asked.overheard_by.set(Box::new(listener));
    }

    /// Runs `action` in a transaction, and answers once that is on disk. Actions that wait together share one, and
    /// each is kept or undone by itself.
    ///
    /// The work goes on when the caller goes away: a client that hangs up never leaves half an action. Nothing slow
    /// (network, password hashing, rendering) belongs inside.
    ///
    /// # Errors
    /// Whatever `action` returns, after what it wrote was undone; [`AppError::Unavailable`] when the commit failed.
    pub async fn write<T, F, Fut>(&self, run: F) -> Result<T>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send,
        T: Send + 'static,
    {
        let (action, answered) = alone(run);
        self.see_through(action, answered).await
    }

    /// The same for something that happens often: what waits of it is done in one go.
    ///
    /// # Errors
    /// What this one comes to, as it would by itself; [`AppError::Unavailable`] when the commit failed.
    pub async fn write_together<K: Together>(&self, item: K) -> Result<K::Answer> {
        let (action, answered) = together(item);
        self.see_through(action, answered).await
    }

    /// How many actions wait for their turn.
    pub fn waiting(&self) -> usize {
        self.0.queue.len()
    }

    async fn see_through<T: Send + 'static>(
        &self,
        action: Box<dyn Action>,
        answered: Receiver<Result<T>>,
    ) -> Result<T> {
        let db = self.clone();
        tokio::spawn(async move { db.attend(action, answered).await })
            .await
            .map_err(AppError::unexpected)?
    }

    /// Sees an action to its end: by somebody else's turn, or by one of its own.
    async fn attend<T>(&self, action: Box<dyn Action>, mut answered: Receiver<Result<T>>) -> Result<T> {
        let ticket = self.0.queue.join(action);
        loop {
            let led = tokio::select! {
                biased;
                answer = &mut answered => return answer.map_err(|_| AppError::unexpected("an action panicked"))?,
                turn = self.0.writer.turn() => self.lead(turn).await,
            };
            if let Err(error) = led
                && self.0.queue.leave(ticket)
            {
                return Err(error);
            }
        }
    }

    /// Runs what waits, and tells everybody how it ended: the listener first, and all before the turn is over, so that
    /// changes are told in the order of their commits.
    async fn lead(&self, turn: Result<Turn<'_>>) -> Result<()> {
        let mut turn = turn?;
        let inner = &*self.0;
        if inner.queue.len() == 0 {
            let _ = turn.end(Ok(())).await;
            return Ok(());
        }
        let most = inner.most_together.load(Ordering::Relaxed);
        let (ended, batch) = batch::run(&turn, &inner.queue, most).await?;
        let ended = turn.end(ended).await;
        if ended.is_ok() {
            self.tell(&batch.changes);
        }
        let ended = match &ended {
            Ok(()) => Ok(()),
            Err(why) => Err(why.as_str()),
        };
        for done in batch.done.into_iter().chain(batch.again) {
            done.tell(ended);
        }
        Ok(())
    }

    fn tell(&self, changes: &[Change]) {
        if let Some(listener) = self.0.listener.get() {
            changes.iter().for_each(listener);
        }
    }

    /// Looks through a database that was too large for it before the start; ends only if something is wrong.
    ///
    /// Answers with one sentence for the operator.
    pub async fn damage(&self) -> String {
        match self.0.place.damage().await {
            Some(damage) => damage,
            None => std::future::pending().await,
        }
    }

    /// Whether the database answers, and can be written.
    pub async fn is_ready(&self) -> bool {
        !self.0.writer.has_stopped() && self.0.readers.ping().await.is_ok()
    }

    /// Finishes what is being written, closes every connection, and lets another process have the place.
    pub async fn close(&self) {
        self.0.readers.close().await;
        self.0.writer.close().await;
        self.0.place.leave();
    }
}

async fn close(connection: DatabaseConnection) {
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "A database connection did not close cleanly.");
    }
}

fn overhear(connection: &mut DatabaseConnection, asked: &Arc<Asked>) {
    let asked = asked.clone();
    connection.set_metric_callback(move |asking| asked.hear(asking.statement));
}

/// A transaction under way, handed to the action of [`Db::write`].
pub struct Tx(Arc<Work>);

struct Work {
    transaction: Arc<DatabaseTransaction>,
    changes: Mutex<Vec<Change>>,
}

impl Tx {
    /// Where the action's statements go.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.0.transaction
    }

    /// Notes a visible change, to be told once it is committed.
    pub fn announce(&self, change: Change) {
        if let Ok(mut changes) = self.0.changes.lock() {
            changes.push(change);
        }
    }
}
