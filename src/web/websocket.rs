//! One WebSocket a page (`/live`). It carries no content: a nudge says that the page should poll now, and a signal that
//! the other side is typing.
//!
//! What the server says is JSON: `{}` is a nudge, `{"typing":12}` is about conversation 12. What a page says is the
//! number of a conversation in which somebody is typing. Without a socket everything still works, a poll later.

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

/// PendingSignals of so long is one nudge.
const TOGETHER: Duration = Duration::from_millis(150);

/// How often a socket is asked whether it is still there: below the patience of proxies, a minute at the least.
const PING: Duration = Duration::from_secs(25);

/// The least time between two signals of typing that are passed on.
const TYPING_STEP: Duration = Duration::from_millis(900);

/// When to try again after too many sockets: some page may have gone by then.
const FULL: Duration = Duration::from_secs(60);

/// The most bytes a page may say at once: a number.
const MAX_FRAME_BYTES: usize = 256;

/// What one socket may keep in memory each way, in bytes.
const BUFFER: usize = 1_024;

/// Adds the socket.
pub fn mount(route: Route) -> Route {
    route.at(urls::LIVE, get(open))
}

/// `GET /live`
#[handler]
async fn open(app: Data<&App>, headers: &HeaderMap, socket: WebSocket) -> Result<Response> {
    let token = app.cookies.read(headers).ok_or(AppError::SignInRequired)?.to_owned();
    // Not by `App::viewer`: a page in the background opens its socket anew, and nobody is seen by that.
    let viewer = app.sessions.viewer(&token).await?;
    let viewer = viewer.ok_or(AppError::SignInRequired)?;
    let subscription = app
        .subscriptions
        .open(viewer.id, sessions::hash(&token))
        .ok_or(AppError::TooMany(FULL))?;
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(16 * BUFFER)
        .max_message_size(Some(MAX_FRAME_BYTES))
        .max_frame_size(Some(MAX_FRAME_BYTES));
    let page = Connection {
        app: app.0.clone(),
        reader: viewer.id,
        token,
        subscription,
    };
    let subscriptions = app.subscriptions.clone();
    Ok(socket
        .config(config)
        .on_upgrade(move |stream| subscriptions.track(page.serve(stream)))
        .into_response())
}

/// The page at the other end.
struct Connection {
    app: App,
    reader: UserId,
    token: String,
    subscription: SubscriptionGuard,
}

impl Connection {
    /// Talks until one side has had enough, and says why if it was ours.
    async fn serve(self, mut socket: WebSocketStream) {
        if let Some(why) = self.talk(&mut socket).await {
            // Whoever is gone already is not told.
            let _ = socket.send(Message::close_with(why, "")).await;
        }
    }

    async fn talk(&self, socket: &mut WebSocketStream) -> Option<CloseCode> {
        let mut pings = interval(PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut heard, mut typed) = (Instant::now(), None);
        loop {
            tokio::select! {
                () = self.app.subscriptions.stopping() => return Some(CloseCode::Restart),
                signals = self.subscription.signals() => {
                    if signals.session && !self.is_signed_in().await {
                        return Some(CloseCode::Policy);
                    }
                    pass_on(socket, signals).await?;
                }
                frame = socket.next() => {
                    heard = Instant::now();
                    match frame?.ok()? {
                        Message::Text(text) if typed.is_none_or(|at: Instant| at.elapsed() >= TYPING_STEP) => {
                            typed = Some(heard);
                            self.signal_typing(&text).await;
                        }
                        Message::Close(_) | Message::Binary(_) => return None,
                        _ => {}
                    }
                }
                _ = pings.tick() => {
                    if heard.elapsed() > 2 * PING {
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

    /// Tells the other side of a conversation; to a stranger there is no such conversation, and nothing happens.
    async fn signal_typing(&self, conversation: &str) {
        let Ok(id) = conversation.parse().map(ConversationId) else {
            return;
        };
        if let Ok(state) = self.app.revisions.conversation(self.reader, id).await {
            self.app.subscriptions.signal_typing(state.other(self.reader), id);
        }
    }

    /// When the database does not answer, the session is taken to go on: the next ping asks again.
    async fn is_signed_in(&self) -> bool {
        let viewer = self.app.sessions.viewer(&self.token).await;
        viewer.map_or(true, |viewer| viewer.is_some_and(|viewer| viewer.id == self.reader))
    }
}

/// Says what there is to say; None when nobody listens any more. What comes within a moment of a nudge waits for the
/// next one.
async fn pass_on(socket: &mut WebSocketStream, signals: PendingSignals) -> Option<()> {
    if let Some(id) = signals.typing {
        socket.send(Message::text(format!("{{\"typing\":{id}}}"))).await.ok()?;
    }
    if signals.nudge {
        socket.send(Message::text("{}")).await.ok()?;
        sleep(TOGETHER).await;
    }
    Some(())
}
