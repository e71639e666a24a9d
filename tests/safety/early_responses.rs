//! Early responses of the listener: they carry the security headers, and a lingering close lets a client that is still
//! uploading read them. Also `Expect: 100-continue` and WebSocket upgrades.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection_limits::{SOON, TestListener, one_per_address};
use super::keep_alive::{long_timeouts, read_until, write_lines};
use crate::harness::TestApp;

/// Headers of every response.
const SECURITY_HEADERS: [&str; 5] = [
    "\r\nx-content-type-options: nosniff\r\n",
    "\r\ncontent-security-policy: default-src 'none'",
    "\r\nx-frame-options: DENY\r\n",
    "\r\nreferrer-policy: same-origin\r\n",
    "\r\ncache-control: no-store\r\n",
];

async fn connect(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.url().trim_start_matches("http://"))
        .await
        .unwrap()
}

/// Reads until the server ends the stream. Panics when the connection is reset.
async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut received = Vec::new();
    let ended = timeout(SOON, stream.read_to_end(&mut received)).await.expect("in time");
    let received = String::from_utf8_lossy(&received).into_owned();
    assert!(ended.is_ok(), "reset after: {received}");
    received
}

/// Asserts that the text is one early response with this status and a correct content length.
#[track_caller]
fn assert_early_response(received: &str, status: &str) {
    assert!(received.starts_with(&format!("HTTP/1.1 {status} ")), "{received}");
    let (head, body) = received.split_once("\r\n\r\n").expect("a head");
    for header in SECURITY_HEADERS {
        assert!(format!("{head}\r\n").contains(header), "no {header} in {received}");
    }
    assert!(
        head.contains("\r\ncontent-type: text/plain; charset=utf-8"),
        "{received}"
    );
    assert!(head.contains("\r\nconnection: close"), "{received}");
    assert!(
        head.contains(&format!("\r\ncontent-length: {}", body.len())) && !body.is_empty(),
        "{received}"
    );
}

#[tokio::test]
async fn a_rejected_upload_still_receives_its_413() {
    let app = TestApp::boot().await;
    let mut client = connect(&app).await;
    let form = "application/x-www-form-urlencoded";
    let head = format!("POST /sign-in HTTP/1.1\nHost: a\nContent-Type: {form}\nContent-Length: 1000000\n\n");
    write_lines(&mut client, &head).await;
    client.write_all(&[b'x'; 20_000]).await.unwrap();
    client.readable().await.unwrap();

    let rest = vec![b'x'; 980_000];
    client.write_all(&rest).await.expect("the upload is read to its end");

    let received = read_to_end(&mut client).await;
    assert!(received.starts_with("HTTP/1.1 413"), "{received}");
    assert!(received.ends_with("</html>"), "{received}");
}

/// A client that has received its response before its request body was complete.
async fn upload_after_the_response(listener: &TestListener) -> TcpStream {
    let mut client = listener.connect().await;
    let start = "POST /deaf HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nx";
    write_lines(&mut client, start).await;
    assert!(read_to_end(&mut client).await.ends_with("hello"));
    client
}

#[tokio::test]
async fn a_connection_in_lingering_close_counts_against_the_limit() {
    let listener = TestListener::start(one_per_address()).await;
    let client = upload_after_the_response(&listener).await;

    let mut second = listener.connect().await;
    let rejection = listener.get(&mut second, "/", "").await;

    assert_early_response(&rejection, "429");
    drop(client);
    assert!(listener.accepts_soon().await);
}

#[tokio::test]
async fn lingering_close_does_not_delay_shutdown() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut client = upload_after_the_response(&listener).await;

    drop(listener);

    let upload = async {
        while client.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(timeout(SOON / 4, upload).await.is_ok(), "the connection is still open");
}

#[tokio::test]
async fn a_malformed_request_gets_a_400_with_security_headers() {
    let app = TestApp::boot().await;
    for request in ["\0\0\0\0\n\n", "GET / HTTP/9.9\n\n", "GET /a b HTTP/1.1\nHost: a\n\n"] {
        let mut client = connect(&app).await;
        write_lines(&mut client, request).await;
        let received = read_to_end(&mut client).await;
        assert_early_response(&received, "400");
        assert!(!received.contains("strict-transport-security"), "{received}");
    }
}

#[tokio::test]
async fn a_malformed_request_gets_an_hsts_header_over_https() {
    let app = TestApp::with().public_url("https://homes.example").boot().await;
    // The first is malformed, the second has no Host header.
    for request in ["GET\n\n", "GET / HTTP/1.1\nConnection: close\n\n"] {
        let mut client = connect(&app).await;
        write_lines(&mut client, request).await;
        let received = read_to_end(&mut client).await;
        assert_early_response(&received, "400");
        assert!(
            received.contains("\r\nstrict-transport-security: max-age="),
            "{received}"
        );
    }
}

#[tokio::test]
async fn a_request_head_over_the_size_limit_gets_a_431() {
    let app = TestApp::boot().await;
    let long = "x".repeat(200_000);
    for head in [
        format!("GET / HTTP/1.1\nHost: a\nX-Long: {long}\n\n"),
        format!("GET /{long} HTTP/1.1\nHost: a\n\n"),
        format!("GET / HTTP/1.1\nHost: a\n{}\n", "X-Many: x\n".repeat(200)),
    ] {
        let mut client = connect(&app).await;
        write_lines(&mut client, &head).await;
        assert_early_response(&read_to_end(&mut client).await, "431");
    }
}

#[tokio::test]
async fn a_malformed_pipelined_request_does_not_break_the_response_before_it() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut client = listener.connect().await;

    write_lines(&mut client, "GET / HTTP/1.1\nHost: a\n\n{}\n\n").await;

    let received = read_to_end(&mut client).await;
    assert!(received.starts_with("HTTP/1.1 200"), "{received}");
    let (_, rejection) = received.split_once("\r\n\r\nhello").expect("the response");
    assert_early_response(rejection, "400");
}

#[tokio::test]
async fn a_malformed_request_during_a_response_does_not_break_it() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut client = listener.connect().await;
    write_lines(&mut client, "GET /drips HTTP/1.1\nHost: a\n\n").await;
    let mut received = read_until(&mut client, "drop\r\n").await;

    write_lines(&mut client, "{}\n\n").await;

    received += read_to_end(&mut client).await.as_str();
    let (response, rejection) = received.split_once("\r\n0\r\n\r\n").expect("the whole response");
    assert_eq!(response.matches("drop").count(), 12);
    assert_early_response(rejection, "400");
}

#[tokio::test]
async fn expect_100_continue_gets_a_100_continue() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut client = listener.connect().await;
    for _ in 0..2 {
        let head = "POST /echo HTTP/1.1\nHost: a\nContent-Length: 2\nExpect: 100-continue\n\n";
        write_lines(&mut client, head).await;
        assert_eq!(
            read_until(&mut client, "\r\n\r\n").await,
            "HTTP/1.1 100 Continue\r\n\r\n"
        );
        write_lines(&mut client, "hi").await;
        assert!(read_until(&mut client, "hi").await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_keep_alive_connection_can_upgrade_to_a_websocket() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut client = listener.connect().await;
    write_lines(&mut client, "GET / HTTP/1.1\nHost: a\n\n").await;
    read_until(&mut client, "hello").await;
    let upgrade = "GET /live HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: websocket\n\
                   Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n";
    write_lines(&mut client, upgrade).await;
    assert!(read_until(&mut client, "\r\n\r\n").await.starts_with("HTTP/1.1 101"));

    let ping = [0x89, 0x80, 0, 0, 0, 0];
    client.write_all(&ping).await.unwrap();

    let mut pong = [0; 2];
    timeout(SOON, client.read_exact(&mut pong))
        .await
        .expect("in time")
        .unwrap();
    assert_eq!(pong, [0x8a, 0]);
}

#[tokio::test]
async fn a_websocket_upgrade_over_http_1_0_is_rejected() {
    let app = TestApp::boot().await;
    let mut client = connect(&app).await;
    let upgrade = "GET /live HTTP/1.0\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n";

    write_lines(&mut client, upgrade).await;

    let received = read_to_end(&mut client).await;
    assert!(received.starts_with("HTTP/1.0 400"), "{received}");
}
