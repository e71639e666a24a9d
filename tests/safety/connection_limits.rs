//! Connection limits, timeouts and slow clients of the HTTP listener, tested over raw TCP. Also the helpers of the
//! other listener tests.

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

/// Upper bound for events that are expected. A passing test does not wait this long.
pub const SOON: Duration = Duration::from_secs(20);

/// A body size in bytes that exceeds the socket buffers of both ends.
pub const ENDLESS: usize = 64 * 1024 * 1024;

/// Request bodies of `/keeps`, stored unread. Clones of the `Arc` also count the responses of `/held`.
#[derive(Clone, Default)]
struct UnreadBodies(Arc<Mutex<Vec<Body>>>);

/// A response body that holds a clone of the counter until it is dropped.
struct CountedBody(
    Vec<u8>,
    #[expect(dead_code, reason = "its clones are counted")] UnreadBodies,
);

impl AsRef<[u8]> for CountedBody {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A listener on its own port; it shuts down when this is dropped.
pub struct TestListener {
    address: SocketAddr,
    unread: UnreadBodies,
    _stop: DropGuard,
}

impl TestListener {
    pub async fn start(options: ListenerOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = Listener::Left(listener);
        let (stop, unread) = (CancellationToken::new(), UnreadBodies::default());
        let site = Route::new()
            .at("/", get(hello))
            .at("/endless", get(endless))
            .at("/megabytes", get(megabytes))
            .at("/pieces", get(pieces))
            .at("/held", get(held))
            .at("/live", get(live))
            .at("/drips", get(drips).post(drips))
            .at("/echo", post(echo))
            .at("/deaf", post(hello))
            .at("/keeps", post(keeps))
            .data(unread.clone());
        let site = site.map_to_response().boxed();
        tokio::spawn(listener::serve(listener, site, options, stop.clone()));
        Self {
            address,
            unread,
            _stop: stop.drop_guard(),
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Removes the latest request body that `/keeps` has stored unread.
    pub fn unread_body(&self) -> Body {
        self.unread.0.lock().unwrap().pop().expect("a stored body")
    }

    /// The number of responses of `/held` that are still in memory.
    pub fn held(&self) -> usize {
        // One clone is here, one in the route data.
        Arc::strong_count(&self.unread.0) - 2
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends a GET request with additional header lines; returns the first bytes of the response, or "" at the end.
    pub async fn get(&self, stream: &mut TcpStream, path: &str, more: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: porchlight.test\r\n{more}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = vec![0; 4_096];
        let length = stream.read(&mut response).await.unwrap_or_default();
        String::from_utf8_lossy(&response[..length]).into_owned()
    }

    /// Reconnects until a request is accepted; `false` after [`SOON`].
    pub async fn accepts_soon(&self) -> bool {
        let deadline = Instant::now() + SOON;
        while Instant::now() < deadline {
            let mut stream = self.connect().await;
            if self.get(&mut stream, "/", "").await.starts_with("HTTP/1.1 200") {
                return true;
            }
        }
        false
    }
}

/// One connection per address; 100 ms for a request head and for a client that does not read.
pub fn short_timeouts() -> ListenerOptions {
    ListenerOptions {
        client_timeouts: Timeouts {
            idle: SOON,
            head: Duration::from_millis(100),
            stall: Duration::from_millis(100),
            min_read_rate: 1.0,
        },
        ..one_per_address()
    }
}

/// One connection per address.
pub fn one_per_address() -> ListenerOptions {
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

#[handler]
fn megabytes() -> Vec<u8> {
    vec![b'x'; 7_000_000]
}

fn endless_bytes() -> Vec<u8> {
    vec![b'x'; ENDLESS]
}

/// A body of the same size as a stream: a chunk is produced once the one before has been written.
#[handler]
fn pieces() -> poem::Response {
    let piece = Bytes::from_static(&[b'x'; 64 * 1_024]);
    let all = std::iter::repeat_n(piece.clone(), ENDLESS / piece.len()).map(Ok::<_, std::io::Error>);
    poem::Response::builder()
        .header("content-length", ENDLESS)
        .body(Body::from_bytes_stream(futures_util::stream::iter(all)))
}

#[handler]
fn held(counter: Data<&UnreadBodies>) -> Body {
    Body::from_bytes(Bytes::from_owner(CountedBody(endless_bytes(), counter.0.clone())))
}

/// A slow response: it takes longer than the timeout of a request head.
#[handler]
fn drips(_body: Vec<u8>) -> Body {
    let drop = |number: u32| async move {
        tokio::time::sleep(short_timeouts().client_timeouts.head).await;
        (number < 12).then(|| (Ok::<_, std::io::Error>(Bytes::from_static(b"drop")), number + 1))
    };
    Body::from_bytes_stream(futures_util::stream::unfold(0, drop))
}

#[handler]
fn echo(text: String) -> String {
    text
}

#[handler]
fn keeps(body: Body, unread: Data<&UnreadBodies>) -> &'static str {
    unread.0.0.lock().unwrap().push(body);
    "kept"
}

#[handler]
fn live(socket: WebSocket) -> poem::Response {
    let stay_open =
        |mut socket: poem::web::websocket::WebSocketStream| async move { while socket.next().await.is_some() {} };
    socket.on_upgrade(stay_open).into_response()
}

#[tokio::test]
async fn a_connection_over_the_limit_per_address_gets_429_until_another_one_closes() {
    let listener = TestListener::start(one_per_address()).await;
    let mut first = listener.connect().await;
    let accepted = listener.get(&mut first, "/", "").await;
    assert!(accepted.starts_with("HTTP/1.1 200"), "{accepted}");

    let mut second = listener.connect().await;
    let rejection = listener.get(&mut second, "/", "").await;

    assert!(rejection.starts_with("HTTP/1.1 429"), "{rejection}");
    assert!(rejection.contains("\r\nretry-after: 10\r\n"), "{rejection}");
    assert!(
        listener.get(&mut first, "/", "").await.ends_with("hello"),
        "the first stays"
    );
    drop(first);
    assert!(listener.accepts_soon().await);
}

#[tokio::test]
async fn trusted_proxies_have_no_connection_limit_and_without_rate_limits_no_client_has() {
    let trusted = Networks(vec!["127.0.0.0/8".parse().unwrap()]);
    let cases = [(Switch::On, trusted), (Switch::Off, Networks::default())];
    for (rate_limits, trusted_proxies) in cases {
        let mut options = one_per_address();
        options.client_limits.rate_limits = rate_limits;
        options.client_limits.trusted_proxies = trusted_proxies;
        let listener = TestListener::start(options).await;
        let mut open = Vec::new();
        for _ in 0..3 {
            let mut stream = listener.connect().await;
            let accepted = listener.get(&mut stream, "/", "").await;
            assert!(accepted.starts_with("HTTP/1.1 200"), "{rate_limits:?} {accepted}");
            open.push(stream);
        }
    }
}

#[tokio::test]
async fn a_websocket_counts_against_the_connection_limit() {
    let listener = TestListener::start(one_per_address()).await;
    let mut socket = listener.connect().await;
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let upgraded = listener.get(&mut socket, "/live", upgrade).await;
    assert!(upgraded.starts_with("HTTP/1.1 101"), "{upgraded}");

    for _ in 0..20 {
        let mut second = listener.connect().await;
        let rejection = listener.get(&mut second, "/", "").await;
        assert!(rejection.starts_with("HTTP/1.1 429"), "{rejection}");
    }

    drop(socket);
    assert!(listener.accepts_soon().await);
}

/// Slowloris: header lines that never end.
#[tokio::test]
async fn a_slow_request_head_times_out() {
    let listener = TestListener::start(short_timeouts()).await;
    let mut client = listener.connect().await;
    let accepted = listener.get(&mut client, "/", "").await;
    assert!(accepted.starts_with("HTTP/1.1 200"), "{accepted}");

    client.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let begun = Instant::now();
    while client.write_all(b"A: b\r\n").await.is_ok() {
        assert!(begun.elapsed() < SOON, "the connection stays open");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    assert!(listener.accepts_soon().await);
}

#[tokio::test]
async fn the_head_timeout_does_not_apply_to_an_idle_keep_alive_connection() {
    let listener = TestListener::start(short_timeouts()).await;
    let mut reader = listener.connect().await;
    for _ in 0..3 {
        let response = listener.get(&mut reader, "/", "").await;
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
        tokio::time::sleep(short_timeouts().client_timeouts.head * 2).await;
    }
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_disconnected() {
    for path in ["/endless", "/pieces"] {
        let listener = TestListener::start(short_timeouts()).await;
        let mut client = listener.connect().await;
        let start = listener.get(&mut client, path, "").await;
        assert!(start.starts_with("HTTP/1.1 200"), "{start}");

        assert!(listener.accepts_soon().await, "the connection was not closed");

        let mut rest = Vec::new();
        let _ = client.read_to_end(&mut rest).await;
        assert!(rest.len() < ENDLESS - 4_096, "the whole response arrived");
    }
}

#[tokio::test]
async fn a_client_that_reads_gets_the_whole_response() {
    for path in ["/endless", "/pieces"] {
        let listener = TestListener::start(short_timeouts()).await;
        let mut reader = listener.connect().await;

        let start = listener.get(&mut reader, path, "Connection: close\r\n").await;
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).await.unwrap();

        let head = start.find("\r\n\r\n").unwrap() + 4;
        assert_eq!(start.len() - head + rest.len(), ENDLESS);
    }
}
