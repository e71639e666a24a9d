//! Who is waiting for news: the open sockets of each person, and how they are woken.
//!
//! A subscription carries no content. It says that something changed for its person, and the page asks for it by its poll.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::db::Change;
use crate::entities::{ConversationId, UserId};

/// The most subscriptions one person may hold open: pages in as many tabs and devices.
pub const MAX_PER_PERSON: usize = 10;

/// How long sockets may take to say goodbye.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// What a subscription has to pass on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PendingSignals {
    /// Something changed that this person's pages show.
    pub nudge: bool,
    /// The other side of this conversation is typing.
    pub typing: Option<ConversationId>,
    /// The session may have ended.
    pub session: bool,
}

/// The other end of one open socket.
#[derive(Debug)]
pub struct Subscription {
    user: UserId,
    token_hash: String,
    signals: Mutex<PendingSignals>,
    wake: Notify,
}

impl Subscription {
    /// Waits until there is something to pass on, and takes it. What comes meanwhile adds up.
    pub async fn signals(&self) -> PendingSignals {
        loop {
            let woken = self.wake.notified();
            let signals = std::mem::take(&mut *lock(&self.signals));
            if signals != PendingSignals::default() {
                return signals;
            }
            woken.await;
        }
    }

    fn signal(&self, change: impl FnOnce(&mut PendingSignals)) {
        change(&mut lock(&self.signals));
        self.wake.notify_one();
    }
}

/// Every open subscription. They end with the process, and are nothing but a shortcut: whoever has none polls.
#[derive(Debug, Default)]
pub struct Subscriptions {
    by_person: Mutex<HashMap<UserId, Vec<Arc<Subscription>>>>,
    stop: CancellationToken,
    sockets: TaskTracker,
}

/// A subscription in use; closed when dropped.
#[derive(Debug)]
pub struct SubscriptionGuard {
    subscription: Arc<Subscription>,
    subscriptions: Arc<Subscriptions>,
}

impl std::ops::Deref for SubscriptionGuard {
    type Target = Subscription;

    fn deref(&self) -> &Subscription {
        &self.subscription
    }
}

impl Drop for SubscriptionGuard {
    fn drop(&mut self) {
        let mut people = lock(&self.subscriptions.by_person);
        if let Some(subscriptions) = people.get_mut(&self.subscription.user) {
            subscriptions.retain(|subscription| !Arc::ptr_eq(subscription, &self.subscription));
            if subscriptions.is_empty() {
                people.remove(&self.subscription.user);
            }
        }
    }
}

impl Subscriptions {
    /// A subscription for a person's session, by the hash of its token. None when they hold [`MAX_PER_PERSON`] already.
    pub fn open(self: &Arc<Self>, user: UserId, token_hash: String) -> Option<SubscriptionGuard> {
        let subscription = Arc::new(Subscription {
            user,
            token_hash,
            signals: Mutex::default(),
            wake: Notify::new(),
        });
        let mut people = lock(&self.by_person);
        let subscriptions = people.entry(user).or_default();
        if subscriptions.len() >= MAX_PER_PERSON {
            return None;
        }
        subscriptions.push(subscription.clone());
        Some(SubscriptionGuard {
            subscription,
            subscriptions: self.clone(),
        })
    }

    /// Wakes the subscriptions of whoever a committed change concerns.
    pub fn handle_change(&self, change: &Change) {
        match change {
            Change::Inbox(user) | Change::Thread(user) => self.each(*user, |subscription| {
                subscription.signal(|signals| signals.nudge = true)
            }),
            Change::Session(token_hash) => {
                for subscription in lock(&self.by_person).values().flatten() {
                    if subscription.token_hash == *token_hash {
                        subscription.signal(|signals| signals.session = true);
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
        if timeout(CLOSE_TIMEOUT, self.sockets.wait()).await.is_err() {
            tracing::warn!(open = self.sockets.len(), "Some sockets did not close in time.");
        }
    }

    /// Passes on that the other side of a conversation is typing.
    pub fn signal_typing(&self, reader: UserId, conversation: ConversationId) {
        self.each(reader, |subscription| {
            subscription.signal(|signals| signals.typing = Some(conversation))
        });
    }

    fn each(&self, user: UserId, work: impl Fn(&Subscription)) {
        for subscription in lock(&self.by_person).get(&user).into_iter().flatten() {
            work(subscription);
        }
    }
}

/// What a panic elsewhere left behind is still right: every change to it is one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
