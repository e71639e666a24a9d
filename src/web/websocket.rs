//! The WebSocket of a page (`/live`). It carries no content, only signals: a nudge makes the page poll at once, and a
//! typing signal shows the typing indicator.
//!
//! The server sends JSON: `{}` is a nudge, `{"typing":12}` a typing signal of conversation 12. A page sends the
//! number of the conversation in which its viewer is typing. Without a WebSocket everything still works, at the
//! interval of the polls.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use poem::http::HeaderMap;
use poem::web::Data;
use poem::web::websocket::{CloseCode, Message, WebSocket, WebSocketStream};
use poem::{IntoResponse, Response, Result, Route, handler};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use views::urls;

use crate::accounts::sessions;
use crate::app::App;
use crate::entities::{ConversationId, UserId};
use crate::error::AppError;
use crate::http::response::methods::get;
use crate::live::subscriptions::{PendingSignals, SubscriptionGuard};

/// Minimum time between two nudges; signals that arrive meanwhile are merged into one nudge.
const NUDGE_INTERVAL: Duration = Duration::from_millis(150);

/// Interval of pings. Below the idle timeout of proxies, which is a minute or more.
const PING_INTERVAL: Duration = Duration::from_secs(25);

/// Minimum time between two typing signals of a page; others are dropped.
const TYPING_INTERVAL: Duration = Duration::from_millis(900);

/// `Retry-After` when a person has too many WebSockets: another page may have closed by then.
const RETRY_AFTER: Duration = Duration::from_secs(60);

/// Maximum size of a message from a page, which is a number, in bytes.
const MAX_FRAME_BYTES: usize = 256;

/// Size of the read buffer, in bytes. The write buffer may grow to 16 times this size.
const BUFFER_SIZE: usize = 1_024;

pub fn mount(route: Route) -> Route {
    route.at(urls::LIVE, get(open))
}

/// `GET /live`
#[handler]
async fn open(app: Data<&App>, headers: &HeaderMap, socket: WebSocket) -> Result<Response> {
    let token = app.cookies.read(headers).ok_or(AppError::SignInRequired)?.to_owned();
    // No use of the session, and no presence: a page in the background reconnects without its viewer.
    let viewer = app.sessions.find(&token).await?;
    let viewer = viewer.ok_or(AppError::SignInRequired)?;
    let subscription = app
        .subscriptions
        .open(viewer.id, sessions::hash(&token))
        .ok_or(AppError::TooMany(RETRY_AFTER))?;
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_SIZE)
        .write_buffer_size(0)
        .max_write_buffer_size(16 * BUFFER_SIZE)
        .max_message_size(Some(MAX_FRAME_BYTES))
        .max_frame_size(Some(MAX_FRAME_BYTES));
    let connection = Connection {
        app: app.0.clone(),
        viewer: viewer.id,
        token,
        subscription,
    };
    let subscriptions = app.subscriptions.clone();
    Ok(socket
        .config(config)
        .on_upgrade(move |stream| subscriptions.track(connection.serve(stream)))
        .into_response())
}

/// One WebSocket and the viewer of its page.
struct Connection {
    app: App,
    viewer: UserId,
    token: String,
    subscription: SubscriptionGuard,
}

impl Connection {
    /// Serves the WebSocket until one side closes it. If the server closes it, it sends a close code.
    async fn serve(self, mut socket: WebSocketStream) {
        if let Some(code) = self.run(&mut socket).await {
            // Fails if the client has closed already.
            let _ = socket.send(Message::close_with(code, "")).await;
        }
    }

    /// Returns the close code; None if the client closed or the connection failed.
    async fn run(&self, socket: &mut WebSocketStream) -> Option<CloseCode> {
        let mut pings = interval(PING_INTERVAL);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut last_received, mut typed_at) = (Instant::now(), None);
        loop {
            tokio::select! {
                () = self.app.subscriptions.stopping() => return Some(CloseCode::Restart),
                signals = self.subscription.signals() => {
                    if signals.session && !self.is_signed_in().await {
                        return Some(CloseCode::Policy);
                    }
                    send_signals(socket, signals).await?;
                }
                frame = socket.next() => {
                    last_received = Instant::now();
                    match frame?.ok()? {
                        Message::Text(text) if typed_at.is_none_or(|at: Instant| at.elapsed() >= TYPING_INTERVAL) => {
                            typed_at = Some(last_received);
                            self.signal_typing(&text).await;
                        }
                        Message::Close(_) | Message::Binary(_) => return None,
                        _ => {}
                    }
                }
                _ = pings.tick() => {
                    if last_received.elapsed() > 2 * PING_INTERVAL {
                        return None;
                    }
                    if !self.is_signed_in().await {
                        return Some(CloseCode::Policy);
                    }
                    socket.send(Message::ping(Vec::new())).await.ok()?;
                }
            }
        }
    }

    /// Signals the other participant of the conversation. Does nothing if the viewer is no participant, or if one of
    /// both people has presence switched off: a person who types is active.
    async fn signal_typing(&self, conversation: &str) {
        let Ok(id) = conversation.parse().map(ConversationId) else {
            return;
        };
        let Ok(state) = self.app.revisions.conversation(self.viewer, id).await else {
            return;
        };
        let other = state.other(self.viewer);
        if self.app.presence.is_shared(self.viewer, other).await.unwrap_or(false) {
            self.app.subscriptions.signal_typing(other, id);
        }
    }

    /// Whether the session is still valid. If the database fails, it counts as valid until the next ping checks it
    /// again.
    async fn is_signed_in(&self) -> bool {
        let viewer = self.app.sessions.find(&self.token).await;
        viewer.map_or(true, |viewer| viewer.is_some_and(|viewer| viewer.id == self.viewer))
    }
}

/// Sends signals; None if the client has closed. After a nudge it waits, so that further changes are merged into the
/// next nudge.
async fn send_signals(socket: &mut WebSocketStream, signals: PendingSignals) -> Option<()> {
    if let Some(id) = signals.typing {
        socket.send(Message::text(format!("{{\"typing\":{id}}}"))).await.ok()?;
    }
    if signals.nudge {
        socket.send(Message::text("{}")).await.ok()?;
        sleep(NUDGE_INTERVAL).await;
    }
    Some(())
}
