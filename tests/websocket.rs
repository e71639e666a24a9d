//! The WebSocket of a page: nudges, typing signals, close codes, and limits. It belongs to one session.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use views::urls;

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp};

/// The time until a test fails. A test that passes does not wait for it.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The time without a frame after which a test expects no further one.
const SILENCE: Duration = Duration::from_millis(400);

const NUDGE: &str = "{}";

struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens a WebSocket with the session of a person. An error is the status of the rejected handshake.
    async fn open(app: &TestApp, actor: &Actor, origin: Option<&str>) -> Result<Self, u16> {
        let address = app.address();
        let mut request = format!("ws://{address}{}", urls::LIVE).into_client_request().unwrap();
        let cookie = format!("porchlight={}", actor.token().unwrap_or_default());
        request
            .headers_mut()
            .insert("cookie", HeaderValue::try_from(cookie).unwrap());
        if let Some(origin) = origin {
            request
                .headers_mut()
                .insert("origin", HeaderValue::from_str(origin).unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    async fn connect(app: &TestApp, actor: &Actor) -> Self {
        Self::open(app, actor, None).await.expect("a socket")
    }

    /// The next frame that is not a ping.
    async fn receives(&mut self) -> Message {
        loop {
            let next = timeout(TIMEOUT, self.0.next()).await.expect("a frame in time");
            match next.expect("an open socket").expect("a frame") {
                Message::Ping(_) => {}
                frame => return frame,
            }
        }
    }

    /// All text frames until [`SILENCE`].
    async fn receives_until_silence(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        while let Ok(Some(Ok(frame))) = timeout(SILENCE, self.0.next()).await {
            if let Message::Text(text) = frame {
                texts.push(text.to_string());
            }
        }
        texts
    }

    async fn closes_with(&mut self) -> CloseCode {
        match self.receives().await {
            Message::Close(Some(frame)) => frame.code,
            other => panic!("{other:?}"),
        }
    }

    async fn sends_with_client_id(&mut self, text: impl ToString) {
        self.0
            .send(Message::text(text.to_string()))
            .await
            .expect("an open socket");
    }
}

#[tokio::test]
async fn a_message_nudges_the_websockets_of_both_participants_only() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let sam = app.sam().await;
    let (mut omars, mut ritas) = (Socket::connect(&app, &omar).await, Socket::connect(&app, &rita).await);
    let mut sams = Socket::connect(&app, &sam).await;

    rita.sends(conversation, "Is Saturday at eleven too early?").await;

    assert_eq!(omars.receives().await, Message::text(NUDGE));
    assert_eq!(ritas.receives().await, Message::text(NUDGE));
    assert_eq!(sams.receives_until_silence().await, Vec::<String>::new());
}

#[tokio::test]
async fn nudges_are_throttled_in_a_burst_of_a_hundred_messages() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let mut omars = Socket::connect(&app, &omar).await;

    let burst = async {
        for number in 0..100 {
            rita.sends(conversation, &format!("Message {number}")).await;
        }
    };
    let started = std::time::Instant::now();
    burst.await;
    let took = started.elapsed();
    let nudges = omars.receives_until_silence().await;

    let max_nudges = usize::try_from(took.as_millis() / 150).unwrap() + 2;
    assert!(
        !nudges.is_empty() && nudges.len() <= max_nudges,
        "{} in {took:?}",
        nudges.len()
    );
    assert!(nudges.iter().all(|nudge| nudge == NUDGE));
}

#[tokio::test]
async fn a_typing_signal_reaches_the_other_participant_and_runs_no_sql_statement() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let sam = app.sam().await;
    let (mut omars, mut ritas) = (Socket::connect(&app, &omar).await, Socket::connect(&app, &rita).await);
    let mut sams = Socket::connect(&app, &sam).await;
    rita.current_poll(conversation).await;
    let before = app.statements();

    ritas.sends_with_client_id(conversation).await;

    assert_eq!(
        omars.receives().await,
        Message::text(format!("{{\"typing\":{conversation}}}"))
    );
    ritas.sends_with_client_id(conversation).await;
    assert_eq!(
        omars.receives_until_silence().await,
        Vec::<String>::new(),
        "at most one a second"
    );
    assert_eq!(app.statements(), before);
    sams.sends_with_client_id(conversation).await;
    ritas.sends_with_client_id("no number").await;
    assert_eq!(omars.receives_until_silence().await, Vec::<String>::new());
    assert_eq!(ritas.receives_until_silence().await, Vec::<String>::new());
}

#[tokio::test]
async fn sign_out_closes_the_websockets_of_that_session() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let phone = rita.on_another_device().await;
    let (mut laptop_socket, mut phone_socket) =
        (Socket::connect(&app, &rita).await, Socket::connect(&app, &phone).await);

    rita.post(urls::SIGN_OUT, &[]).await;

    assert_eq!(laptop_socket.closes_with().await, CloseCode::Policy);
    omar.sends(conversation, "Come and see it").await;
    assert_eq!(phone_socket.receives().await, Message::text(NUDGE));
}

#[tokio::test]
async fn a_websocket_needs_the_same_origin_and_a_session() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    let cross_origin = Socket::open(&app, &rita, Some("https://elsewhere.example")).await;
    let visitor = Socket::open(&app, &app.visitor(), None).await;
    let same_origin = Socket::open(&app, &rita, Some(&app.url())).await;

    assert_eq!(cross_origin.err(), Some(403));
    assert!(visitor.is_err_and(|status| status == 303 || status == 401));
    assert!(same_origin.is_ok());
    rita.get(urls::LIVE).await.assert_status(400);
}

#[tokio::test]
async fn over_the_limit_of_ten_websockets_per_person_a_handshake_is_429() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(Socket::connect(&app, &rita).await);
    }

    assert_eq!(Socket::open(&app, &rita, None).await.err(), Some(429));

    let mut first = sockets.remove(0);
    first.0.close(None).await.unwrap();
    while first.0.next().await.is_some() {}
    let again = timeout(TIMEOUT, async {
        while Socket::open(&app, &rita, None).await.is_err() {
            tokio::task::yield_now().await;
        }
    });
    again.await.expect("a released permit");
}

#[tokio::test]
async fn a_websocket_that_sends_a_too_large_frame_is_closed() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let mut socket = Socket::connect(&app, &rita).await;

    socket.sends_with_client_id("9".repeat(10_000)).await;

    let end = timeout(TIMEOUT, async { while let Some(Ok(_)) = socket.0.next().await {} }).await;
    assert!(end.is_ok(), "the socket is still open");
}

#[tokio::test]
async fn shutdown_closes_websockets_with_the_close_code_service_restart() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let mut socket = Socket::connect(&app, &rita).await;

    let (code, _) = tokio::join!(socket.closes_with(), app.stop());

    assert_eq!(code, CloseCode::Restart);
}

#[tokio::test]
async fn an_open_websocket_does_not_count_as_presence() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(Duration::from_secs(2 * 3_600));

    drop(Socket::connect(&app, &omar).await);

    rita.opens(conversation).await.assert_text(".presence", "Active today");
    // After a restart, the last use of a session tells when a person was seen.
    let app = app.restart().await;
    let rita = rita.moved_to(&app.url());
    rita.opens(conversation).await.assert_text(".presence", "Active today");
}

/// Opens new WebSockets for both, because a page sends at most one typing signal a second. Returns what Omar receives
/// while Rita types.
async fn omar_receives_while_rita_types(app: &TestApp, omar: &Actor, rita: &Actor, conversation: i64) -> Vec<String> {
    let (mut omars, mut ritas) = (Socket::connect(app, omar).await, Socket::connect(app, rita).await);
    ritas.sends_with_client_id(conversation).await;
    omars.receives_until_silence().await
}

#[tokio::test]
async fn no_typing_signal_is_sent_while_either_participant_has_presence_switched_off() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let typing = [format!("{{\"typing\":{conversation}}}")];
    let settings = rita.get(urls::SETTINGS).await;
    settings.assert_text("#presence-hint", "see when you are typing");

    for actor in [&omar, &rita] {
        for (to, expected) in [("off", &typing[..0]), ("on", &typing[..])] {
            actor.post(urls::SETTINGS_PRESENCE, &[("presence", to)]).await;
            let received = omar_receives_while_rita_types(&app, &omar, &rita, conversation).await;
            assert_eq!(received, expected, "{} switched {to}", actor.name);
        }
    }
}

#[tokio::test]
async fn reading_nudges_the_sender_only_while_both_participants_have_receipts_on() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let switches = async |actor: &Actor, to: &str| actor.post(urls::SETTINGS_RECEIPTS, &[("receipts", to)]).await;

    for (switched_off, expected) in [(None, &[NUDGE][..]), (Some(&omar), &[]), (Some(&rita), &[])] {
        if let Some(actor) = switched_off {
            rita.sends(conversation, "And quiet?").await;
            switches(actor, "off").await;
        }
        let (mut omars, mut ritas) = (Socket::connect(&app, &omar).await, Socket::connect(&app, &rita).await);

        omar.opens(conversation).await;

        assert_eq!(ritas.receives_until_silence().await, expected);
        assert_eq!(
            omars.receives_until_silence().await,
            [NUDGE],
            "his unread count changed"
        );
        if let Some(actor) = switched_off {
            switches(actor, "on").await;
        }
    }
}
