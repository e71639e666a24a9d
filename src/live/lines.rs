//! Who is waiting for news: the open sockets of each person, and how they are woken.
//!
//! A line carries no content. It says that something changed for its person, and the page asks for it by its poll.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::db::Change;
use crate::entities::{ConversationId, UserId};

/// The most lines one person may hold open: pages in as many tabs and devices.
pub const MOST_A_PERSON: usize = 10;

/// How long sockets may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// What a line has to pass on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Something changed that this person's pages show.
    pub nudge: bool,
    /// The other side of this conversation is typing.
    pub typing: Option<ConversationId>,
    /// The session may have ended.
    pub session: bool,
}

/// The other end of one open socket.
#[derive(Debug)]
pub struct Line {
    user: UserId,
    token_hash: String,
    news: Mutex<News>,
    wake: Notify,
}

impl Line {
    /// Waits until there is something to pass on, and takes it. What comes meanwhile adds up.
    pub async fn news(&self) -> News {
        loop {
            let woken = self.wake.notified();
            let news = std::mem::take(&mut *lock(&self.news));
            if news != News::default() {
                return news;
            }
            woken.await;
        }
    }

    fn add(&self, change: impl FnOnce(&mut News)) {
        change(&mut lock(&self.news));
        self.wake.notify_one();
    }
}

/// Every open line. They end with the process, and are nothing but a shortcut: whoever has none polls.
#[derive(Debug, Default)]
pub struct Lines {
    by_person: Mutex<HashMap<UserId, Vec<Arc<Line>>>>,
    stop: CancellationToken,
    sockets: TaskTracker,
}

/// A line in use; closed when dropped.
#[derive(Debug)]
pub struct Open {
    line: Arc<Line>,
    lines: Arc<Lines>,
}

impl std::ops::Deref for Open {
    type Target = Line;

    fn deref(&self) -> &Line {
        &self.line
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut people = lock(&self.lines.by_person);
        if let Some(lines) = people.get_mut(&self.line.user) {
            lines.retain(|line| !Arc::ptr_eq(line, &self.line));
            if lines.is_empty() {
                people.remove(&self.line.user);
            }
        }
    }
}

impl Lines {
    /// A line for a person's session, by the hash of its token. None when they hold [`MOST_A_PERSON`] already.
    pub fn open(self: &Arc<Self>, user: UserId, token_hash: String) -> Option<Open> {
        let line = Arc::new(Line {
            user,
            token_hash,
            news: Mutex::default(),
            wake: Notify::new(),
        });
        let mut people = lock(&self.by_person);
        let lines = people.entry(user).or_default();
        if lines.len() >= MOST_A_PERSON {
            return None;
        }
        lines.push(line.clone());
        Some(Open {
            line,
            lines: self.clone(),
        })
    }

    /// Wakes the lines of whoever a committed change concerns.
    pub fn hear(&self, change: &Change) {
        match change {
            Change::Inbox(user) | Change::Thread(user) => self.each(*user, |line| line.add(|news| news.nudge = true)),
            Change::Session(token_hash) => {
                for line in lock(&self.by_person).values().flatten() {
                    if line.token_hash == *token_hash {
                        line.add(|news| news.session = true);
                    }
                }
            }
            Change::Conversation(_) | Change::Answer(_) | Change::Listings | Change::Presence(_) => {}
        }
    }

    /// Runs what serves a socket, and lets [`Self::close`] wait for it.
    pub fn track<F: Future>(&self, socket: F) -> impl Future<Output = F::Output> + use<F> {
        self.sockets.track_future(socket)
    }

    /// Waits until every socket is to close.
    pub async fn stopping(&self) {
        self.stop.cancelled().await;
    }

    /// Closes every socket.
    pub async fn close(&self) {
        self.stop.cancel();
        self.sockets.close();
        if timeout(GOODBYE, self.sockets.wait()).await.is_err() {
            tracing::warn!(open = self.sockets.len(), "Some sockets did not say goodbye in time.");
        }
    }

    /// Passes on that the other side of a conversation is typing.
    pub fn pass_on_typing(&self, reader: UserId, conversation: ConversationId) {
        self.each(reader, |line| line.add(|news| news.typing = Some(conversation)));
    }

    fn each(&self, user: UserId, work: impl Fn(&Line)) {
        for line in lock(&self.by_person).get(&user).into_iter().flatten() {
            work(line);
        }
    }
}

/// What a panic elsewhere left behind is still right: every change to it is one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
