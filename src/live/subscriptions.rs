//! Open WebSocket subscriptions, by person, and the signals that wake them.
//!
//! A signal has no content. It nudges the page, which then polls for the change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::db::Change;
use crate::entities::{ConversationId, UserId};

/// The most open subscriptions of a person, over all tabs and devices.
pub const MAX_PER_PERSON: usize = 10;

/// The time for the closing handshakes of all WebSockets when the site stops.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The signals of a subscription that its WebSocket has not sent yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PendingSignals {
    /// A change that this person's pages show.
    pub nudge: bool,
    /// The conversation in which the other participant is typing.
    pub typing: Option<ConversationId>,
    /// The session may have ended.
    pub session: bool,
}

/// The subscription of one open WebSocket.
#[derive(Debug)]
pub struct Subscription {
    user: UserId,
    token_hash: String,
    signals: Mutex<PendingSignals>,
    wake: Notify,
}

impl Subscription {
    /// Waits for signals and takes all that are pending. Signals between two calls are merged.
    pub async fn signals(&self) -> PendingSignals {
        loop {
            let notified = self.wake.notified();
            let signals = std::mem::take(&mut *lock(&self.signals));
            if signals != PendingSignals::default() {
                return signals;
            }
            notified.await;
        }
    }

    fn signal(&self, change: impl FnOnce(&mut PendingSignals)) {
        change(&mut lock(&self.signals));
        self.wake.notify_one();
    }
}

/// Open WebSocket subscriptions, in memory only. Clients without one poll.
#[derive(Debug, Default)]
pub struct Subscriptions {
    by_person: Mutex<HashMap<UserId, Vec<Arc<Subscription>>>>,
    stop: CancellationToken,
    sockets: TaskTracker,
}

/// Removes its subscription when dropped.
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
    /// Opens a subscription for the session with this token hash. `None` if the person has [`MAX_PER_PERSON`] already.
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

    /// Wakes the subscriptions of the person or session of a committed change.
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
            Change::Conversation(_) | Change::FirstReply(_) | Change::Listings | Change::Presence(_) => {}
        }
    }

    /// Wraps the future that serves a WebSocket, so that [`Self::close`] waits for its end.
    pub fn track<F: Future>(&self, socket: F) -> impl Future<Output = F::Output> + use<F> {
        self.sockets.track_future(socket)
    }

    /// Completes when [`Self::close`] is called: the WebSocket then closes itself.
    pub async fn stopping(&self) {
        self.stop.cancelled().await;
    }

    /// Closes all WebSockets, and waits up to a second for their ends.
    pub async fn close(&self) {
        self.stop.cancel();
        self.sockets.close();
        if timeout(CLOSE_TIMEOUT, self.sockets.wait()).await.is_err() {
            tracing::warn!(open = self.sockets.len(), "Some WebSockets did not close in time.");
        }
    }

    /// Signals to `recipient` that the other participant of a conversation is typing.
    pub fn signal_typing(&self, recipient: UserId, conversation: ConversationId) {
        self.each(recipient, |subscription| {
            subscription.signal(|signals| signals.typing = Some(conversation))
        });
    }

    fn each(&self, user: UserId, action: impl Fn(&Subscription)) {
        for subscription in lock(&self.by_person).get(&user).into_iter().flatten() {
            action(subscription);
        }
    }
}

/// Ignores poisoning: every change under these locks is one step, so a panic leaves the data consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
