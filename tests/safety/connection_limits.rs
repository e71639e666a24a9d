//! Who is let in, and who is shown out: the listener, spoken to over raw TCP.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt as _;
use poem::web::Data;
use poem::web::websocket::WebSocket;
use poem::{Body, EndpointExt as _, IntoResponse as _, Route, get, handler, post};
use porchlight::config::{Networks, Switch};
use porchlight::http::listener::{self, ClientLimits, Listener, ListenerOptions, Timeouts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Long enough for anything on this machine; a test that passes does not wait for it.
pub const SOON: Duration = Duration::from_secs(20);

/// More than the buffers of both ends hold.
pub const ENDLESS: usize = 64 * 1024 * 1024;

/// Bodies of requests that were answered without being read; and whoever holds this.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Body>>>);

/// An answer that is known to be held.
struct Held(Vec<u8>, #[expect(dead_code, reason = "it is counted")] Kept);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A door of its own, closed when the test ends.
pub struct Opened {
    address: SocketAddr,
    kept: Kept,
    _stop: DropGuard,
}

impl Opened {
    pub async fn to(door: ListenerOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = Listener::Left(listener);
        let (stop, kept) = (CancellationToken::new(), Kept::default());
        let site = Route::new()
            .at("/", get(hello))
            .at("/endless", get(endless))
            .at("/pieces", get(pieces))
            .at("/held", get(held))
            .at("/live", get(live))
            .at("/drips", get(drips).post(drips))
            .at("/echo", post(echo))
            .at("/deaf", post(hello))
            .at("/keeps", post(keeps))
            .data(kept.clone());
        let site = site.map_to_response().boxed();
        tokio::spawn(listener::serve(listener, site, door, stop.clone()));
        Self {
            address,
            kept,
            _stop: stop.drop_guard(),
        }
    }

    pub async fn connects(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// The body of a request that was answered without being read; the latest first.
    pub fn kept(&self) -> Body {
        self.kept.0.lock().unwrap().pop().expect("a body that was kept")
    }

    /// How many hold answers to `/held`.
    pub fn held(&self) -> usize {
        // One is here, another with the site.
        Arc::strong_count(&self.kept.0) - 2
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What somebody hears who asks, and takes one answer.
    pub async fn hears(&self, stream: &mut TcpStream, path: &str, more: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: porchlight.test\r\n{more}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4_096];
        let length = stream.read(&mut answer).await.unwrap_or_default();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    }

    /// Comes again until there is a place.
    pub async fn lets_in_soon(&self) -> bool {
        let deadline = Instant::now() + SOON;
        while Instant::now() < deadline {
            let mut stream = self.connects().await;
            if self.hears(&mut stream, "/", "").await.starts_with("HTTP/1.1 200") {
                return true;
            }
        }
        false
    }
}

/// A narrow door that waits for nobody.
pub fn impatient() -> ListenerOptions {
    ListenerOptions {
        client_timeouts: Timeouts {
            idle: SOON,
            head: Duration::from_millis(100),
            reader: Duration::from_millis(100),
        },
        ..narrow()
    }
}

/// A door for one connection an address.
pub fn narrow() -> ListenerOptions {
    ListenerOptions {
        client_limits: ClientLimits {
            rate_limits: Switch::On,
            trusted_proxies: Networks::default(),
            max_per_address: 1,
        },
        ..ListenerOptions::new(Switch::On, Networks::default(), porchlight::router::timeout)
    }
}

#[handler]
fn hello() -> &'static str {
    "hello"
}

#[handler]
fn endless() -> Vec<u8> {
    endless_bytes()
}

fn endless_bytes() -> Vec<u8> {
    vec![b'x'; ENDLESS]
}

/// The same in pieces, each made once the one before it has been taken.
#[handler]
fn pieces() -> poem::Response {
    let piece = Bytes::from_static(&[b'x'; 64 * 1_024]);
    let all = std::iter::repeat_n(piece.clone(), ENDLESS / piece.len()).map(Ok::<_, std::io::Error>);
    poem::Response::builder()
        .header("content-length", ENDLESS)
        .body(Body::from_bytes_stream(futures_util::stream::iter(all)))
}

#[handler]
fn held(kept: Data<&Kept>) -> Body {
    Body::from_bytes(Bytes::from_owner(Held(endless_bytes(), kept.0.clone())))
}

/// An answer that takes its time: longer than a head may.
#[handler]
fn drips(_asked: Vec<u8>) -> Body {
    let drop = |number: u32| async move {
        tokio::time::sleep(impatient().client_timeouts.head).await;
        (number < 12).then(|| (Ok::<_, std::io::Error>(Bytes::from_static(b"drop")), number + 1))
    };
    Body::from_bytes_stream(futures_util::stream::unfold(0, drop))
}

#[handler]
fn echo(text: String) -> String {
    text
}

#[handler]
fn keeps(body: Body, kept: Data<&Kept>) -> &'static str {
    kept.0.0.lock().unwrap().push(body);
    "kept"
}

#[handler]
fn live(socket: WebSocket) -> poem::Response {
    let stays =
        |mut socket: poem::web::websocket::WebSocketStream| async move { while socket.next().await.is_some() {} };
    socket.on_upgrade(stays).into_response()
}

#[tokio::test]
async fn one_connection_too_many_is_told_so_and_another_is_let_in_when_there_is_a_place() {
    let door = Opened::to(narrow()).await;
    let mut first = door.connects().await;
    let welcome = door.hears(&mut first, "/", "").await;
    assert!(welcome.starts_with("HTTP/1.1 200"), "{welcome}");

    let mut second = door.connects().await;
    let refusal = door.hears(&mut second, "/", "").await;

    assert!(refusal.starts_with("HTTP/1.1 429"), "{refusal}");
    assert!(refusal.contains("\r\nretry-after: 10\r\n"), "{refusal}");
    assert!(
        door.hears(&mut first, "/", "").await.ends_with("hello"),
        "the first stays"
    );
    drop(first);
    assert!(door.lets_in_soon().await);
}

#[tokio::test]
async fn those_who_are_trusted_may_be_many_and_so_may_all_without_limits() {
    let trusted = Networks(vec!["127.0.0.0/8".parse().unwrap()]);
    let doors = [(Switch::On, trusted), (Switch::Off, Networks::default())];
    for (rate_limits, trusted_proxies) in doors {
        let mut door = narrow();
        door.client_limits.rate_limits = rate_limits;
        door.client_limits.trusted_proxies = trusted_proxies;
        let door = Opened::to(door).await;
        let mut open = Vec::new();
        for _ in 0..3 {
            let mut stream = door.connects().await;
            let welcome = door.hears(&mut stream, "/", "").await;
            assert!(welcome.starts_with("HTTP/1.1 200"), "{rate_limits:?} {welcome}");
            open.push(stream);
        }
    }
}

#[tokio::test]
async fn a_socket_keeps_the_place_of_its_connection() {
    let door = Opened::to(narrow()).await;
    let mut socket = door.connects().await;
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let upgraded = door.hears(&mut socket, "/live", upgrade).await;
    assert!(upgraded.starts_with("HTTP/1.1 101"), "{upgraded}");

    for _ in 0..20 {
        let mut second = door.connects().await;
        let refusal = door.hears(&mut second, "/", "").await;
        assert!(refusal.starts_with("HTTP/1.1 429"), "{refusal}");
    }

    drop(socket);
    assert!(door.lets_in_soon().await);
}

#[tokio::test]
async fn whoever_never_ends_a_request_is_shown_out_however_much_they_say() {
    let door = Opened::to(impatient()).await;
    let mut talker = door.connects().await;
    let welcome = door.hears(&mut talker, "/", "").await;
    assert!(welcome.starts_with("HTTP/1.1 200"), "{welcome}");

    talker.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let begun = Instant::now();
    while talker.write_all(b"A: b\r\n").await.is_ok() {
        assert!(begun.elapsed() < SOON, "they may go on for ever");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    assert!(door.lets_in_soon().await);
}

#[tokio::test]
async fn whoever_asks_nothing_for_a_while_may_ask_again() {
    let door = Opened::to(impatient()).await;
    let mut reader = door.connects().await;
    for _ in 0..3 {
        let answer = door.hears(&mut reader, "/", "").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        tokio::time::sleep(impatient().client_timeouts.head * 2).await;
    }
}

#[tokio::test]
async fn whoever_reads_nothing_is_shown_out() {
    for path in ["/endless", "/pieces"] {
        let door = Opened::to(impatient()).await;
        let mut idler = door.connects().await;
        let begun = door.hears(&mut idler, path, "").await;
        assert!(begun.starts_with("HTTP/1.1 200"), "{begun}");

        assert!(door.lets_in_soon().await, "their place is free");

        let mut rest = Vec::new();
        let _ = idler.read_to_end(&mut rest).await;
        assert!(rest.len() < ENDLESS - 4_096, "and they got no whole answer");
    }
}

#[tokio::test]
async fn whoever_reads_gets_everything() {
    for path in ["/endless", "/pieces"] {
        let door = Opened::to(impatient()).await;
        let mut reader = door.connects().await;

        let begun = door.hears(&mut reader, path, "Connection: close\r\n").await;
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).await.unwrap();

        let head = begun.find("\r\n\r\n").unwrap() + 4;
        assert_eq!(begun.len() - head + rest.len(), ENDLESS);
    }
}
