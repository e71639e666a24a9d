//! The socket of a page: it nudges at once, says nothing else, and belongs to one session.

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

/// Long enough for anything on this machine; a test that passes does not wait for it.
const SOON: Duration = Duration::from_secs(5);

/// How long nothing has to come for nothing to be coming.
const SILENCE: Duration = Duration::from_millis(400);

const NUDGE: &str = "{}";

struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// The socket of a page of somebody's, or the status it was refused with.
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

    async fn of(app: &TestApp, actor: &Actor) -> Self {
        Self::open(app, actor, None).await.expect("a socket")
    }

    /// What it says next.
    async fn hears(&mut self) -> Message {
        loop {
            let next = timeout(SOON, self.0.next()).await.expect("something is said");
            match next.expect("an open socket").expect("a frame") {
                Message::Ping(_) => {}
                frame => return frame,
            }
        }
    }

    /// Everything it says until it has been silent for a while.
    async fn hears_until_silence(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        while let Ok(Some(Ok(frame))) = timeout(SILENCE, self.0.next()).await {
            if let Message::Text(text) = frame {
                said.push(text.to_string());
            }
        }
        said
    }

    async fn closes_with(&mut self) -> CloseCode {
        match self.hears().await {
            Message::Close(Some(frame)) => frame.code,
            other => panic!("{other:?}"),
        }
    }

    async fn says(&mut self, text: impl ToString) {
        self.0.send(Message::text(text.to_string())).await.expect("it is said");
    }
}

#[tokio::test]
async fn a_message_nudges_both_people_and_nobody_else() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let sam = app.sam().await;
    let (mut omars, mut ritas) = (Socket::of(&app, &omar).await, Socket::of(&app, &rita).await);
    let mut sams = Socket::of(&app, &sam).await;

    rita.says(conversation, "Is Saturday at eleven too early?").await;

    assert_eq!(omars.hears().await, Message::text(NUDGE));
    assert_eq!(ritas.hears().await, Message::text(NUDGE));
    assert_eq!(sams.hears_until_silence().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_burst_of_a_hundred_messages_is_a_handful_of_nudges() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let mut omars = Socket::of(&app, &omar).await;

    let burst = async {
        for number in 0..100 {
            rita.says(conversation, &format!("Message {number}")).await;
        }
    };
    let began = std::time::Instant::now();
    burst.await;
    let took = began.elapsed();
    let nudges = omars.hears_until_silence().await;

    let most = usize::try_from(took.as_millis() / 150).unwrap() + 2;
    assert!(
        !nudges.is_empty() && nudges.len() <= most,
        "{} in {took:?}",
        nudges.len()
    );
    assert!(nudges.iter().all(|nudge| nudge == NUDGE));
}

#[tokio::test]
async fn typing_reaches_the_other_side_and_costs_the_database_nothing() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let sam = app.sam().await;
    let (mut omars, mut ritas) = (Socket::of(&app, &omar).await, Socket::of(&app, &rita).await);
    let mut sams = Socket::of(&app, &sam).await;
    omar.hx_get(format!("/messages/{conversation}/updates?since=9")).await;
    let before = app.statements();

    ritas.says(conversation).await;

    assert_eq!(
        omars.hears().await,
        Message::text(format!("{{\"typing\":{conversation}}}"))
    );
    ritas.says(conversation).await;
    assert_eq!(
        omars.hears_until_silence().await,
        Vec::<String>::new(),
        "at most one a second"
    );
    assert_eq!(app.statements(), before);
    sams.says(conversation).await;
    ritas.says("no number").await;
    assert_eq!(omars.hears_until_silence().await, Vec::<String>::new());
    assert_eq!(ritas.hears_until_silence().await, Vec::<String>::new());
}

#[tokio::test]
async fn signing_out_closes_the_sockets_of_that_session_at_once() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let phone = rita.on_another_device().await;
    let (mut laptop_socket, mut phone_socket) = (Socket::of(&app, &rita).await, Socket::of(&app, &phone).await);

    rita.post(urls::SIGN_OUT, &[]).await;

    assert_eq!(laptop_socket.closes_with().await, CloseCode::Policy);
    omar.says(conversation, "Come and see it").await;
    assert_eq!(phone_socket.hears().await, Message::text(NUDGE));
}

#[tokio::test]
async fn only_our_own_pages_of_somebody_signed_in_get_a_socket() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    let elsewhere = Socket::open(&app, &rita, Some("https://elsewhere.example")).await;
    let nobody = Socket::open(&app, &app.visitor(), None).await;
    let own = Socket::open(&app, &rita, Some(&app.url())).await;

    assert_eq!(elsewhere.err(), Some(403));
    assert!(nobody.is_err_and(|status| status == 303 || status == 401));
    assert!(own.is_ok());
    rita.get(urls::LIVE).await.assert_status(400);
}

#[tokio::test]
async fn ten_sockets_a_person_and_no_more() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(Socket::of(&app, &rita).await);
    }

    assert_eq!(Socket::open(&app, &rita, None).await.err(), Some(429));

    let mut first = sockets.remove(0);
    first.0.close(None).await.unwrap();
    while first.0.next().await.is_some() {}
    let again = timeout(SOON, async {
        while Socket::open(&app, &rita, None).await.is_err() {
            tokio::task::yield_now().await;
        }
    });
    again.await.expect("a place that is free again");
}

#[tokio::test]
async fn a_page_that_talks_too_much_is_hung_up_on() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let mut socket = Socket::of(&app, &rita).await;

    socket.says("9".repeat(10_000)).await;

    let end = timeout(SOON, async { while let Some(Ok(_)) = socket.0.next().await {} }).await;
    assert!(end.is_ok(), "the socket is still open");
}

#[tokio::test]
async fn a_server_that_stops_says_that_it_comes_back() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let mut socket = Socket::of(&app, &rita).await;

    let (code, _) = tokio::join!(socket.closes_with(), app.stop());

    assert_eq!(code, CloseCode::Restart);
}

#[tokio::test]
async fn nobody_is_seen_by_a_socket() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(Duration::from_secs(3_600));

    let _omars = Socket::of(&app, &omar).await;

    let page = rita.opens(conversation).await;
    page.assert_text(".presence", "Active today");
}
