//! Keep-alive of HTTP/1.1: pipelined requests, request smuggling, the idle timeout, `Connection: close` and shutdown.

use std::time::Duration;

use porchlight::http::listener::{ListenerOptions, Timeouts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection_limits::{SOON, TestListener, short_timeouts};

/// Timeouts of [`SOON`], so that none expires during a test.
pub fn long_timeouts() -> ListenerOptions {
    idle_timeout(SOON)
}

/// An idle timeout of this length; the other timeouts are [`SOON`].
fn idle_timeout(idle: Duration) -> ListenerOptions {
    ListenerOptions {
        client_timeouts: Timeouts {
            idle,
            head: SOON,
            stall: SOON,
            min_read_rate: 1.0,
        },
        ..short_timeouts()
    }
}

/// Two connections per address; clients from these networks are trusted proxies.
fn behind_proxies(mut options: ListenerOptions, proxies: &str) -> ListenerOptions {
    options.client_limits.trusted_proxies = proxies.parse().unwrap();
    options.client_limits.max_per_address = 2;
    options
}

/// Reads until the server closes the connection. Panics after [`SOON`].
pub async fn read_to_close(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    // A server that closes with unread bytes in its receive buffer resets the connection.
    let ended = timeout(SOON, stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "no end after: {}", String::from_utf8_lossy(&rest));
    String::from_utf8_lossy(&rest).into_owned()
}

/// Reads until the text ends with `end`.
pub async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut received = String::new();
    while !received.ends_with(end) {
        let mut some = [0; 4_096];
        let length = timeout(SOON, stream.read(&mut some)).await.expect("in time").unwrap();
        assert!(length > 0, "closed after: {received}");
        received.push_str(&String::from_utf8_lossy(&some[..length]));
    }
    received
}

/// Writes text with CRLF for each line feed.
pub async fn write_lines(stream: &mut TcpStream, lines: &str) {
    stream.write_all(lines.replace('\n', "\r\n").as_bytes()).await.unwrap();
}

#[tokio::test]
async fn a_keep_alive_connection_carries_requests_of_every_kind() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut reader = listener.connect().await;
    for _ in 0..2 {
        write_lines(&mut reader, "GET / HTTP/1.1\nHost: a\n\n").await;
        read_until(&mut reader, "hello").await;
        write_lines(&mut reader, "POST /echo HTTP/1.1\nHost: a\nContent-Length: 5\n\nfirst").await;
        read_until(&mut reader, "first").await;
        write_lines(
            &mut reader,
            "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n6\nsecond\n",
        )
        .await;
        write_lines(&mut reader, "0\n\n").await;
        read_until(&mut reader, "second").await;
        write_lines(&mut reader, "GET /drips HTTP/1.1\nHost: a\nConnection: keep-alive\n\n").await;
        read_until(&mut reader, "0\r\n\r\n").await;
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut reader = listener.connect().await;

    let request = "GET / HTTP/1.1\nHost: a\n\n";
    write_lines(&mut reader, &format!("{}GET / HTTP/1.1\nHo", request.repeat(2))).await;
    let mut received = String::new();
    while received.matches("hello").count() < 2 {
        received += read_until(&mut reader, "hello").await.as_str();
    }
    write_lines(&mut reader, "st: a\n\n").await;
    received += read_until(&mut reader, "hello").await.as_str();

    assert_eq!(received.matches("HTTP/1.1 200").count(), 3);
}

#[tokio::test]
async fn a_pipelined_request_head_has_the_same_timeout() {
    let listener = TestListener::start(short_timeouts()).await;
    let mut client = listener.connect().await;

    write_lines(&mut client, "GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\n").await;

    assert_eq!(read_to_close(&mut client).await.matches("hello").count(), 1);
}

/// Request smuggling.
#[tokio::test]
async fn an_unread_body_is_never_parsed_as_a_request() {
    let listener = TestListener::start(long_timeouts()).await;
    let inner = "GET / HTTP/1.1\nHost: a\n\n".replace('\n', "\r\n");
    for head in [
        format!("POST /deaf HTTP/1.1\nHost: a\nContent-Length: {}\n\n", inner.len()),
        "POST /deaf HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n".to_owned(),
    ] {
        let mut client = listener.connect().await;
        write_lines(&mut client, &head).await;
        read_until(&mut client, "hello").await;

        let _ = client.write_all(inner.as_bytes()).await;

        assert_eq!(read_to_close(&mut client).await, "", "{head}");
    }
}

/// Request smuggling with two framing headers (RFC 9112, section 6.3).
#[tokio::test]
async fn a_request_with_content_length_and_transfer_encoding_closes_the_connection() {
    let listener = TestListener::start(long_timeouts()).await;
    for path in ["/echo", "/drips"] {
        let mut client = listener.connect().await;
        let head = format!("POST {path} HTTP/1.1\nHost: a\nContent-Length: 5\nTransfer-Encoding: chunked\n\n");
        write_lines(&mut client, &(head + "1\nx\n0\n\n")).await;
        let end = if path == "/echo" { "x" } else { "0\r\n\r\n" };
        read_until(&mut client, end).await;

        let _ = client.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;

        assert_eq!(read_to_close(&mut client).await, "", "{path}");
    }
}

#[tokio::test]
async fn a_body_read_late_does_not_mark_the_next_body_as_read() {
    let listener = TestListener::start(long_timeouts()).await;
    let mut client = listener.connect().await;
    let inner = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    write_lines(&mut client, "POST /keeps HTTP/1.1\nHost: a\nContent-Length: 5\n\nfirst").await;
    read_until(&mut client, "kept").await;
    let head = format!("POST /keeps HTTP/1.1\nHost: a\nContent-Length: {}\n\n", inner.len() + 1);
    write_lines(&mut client, &head).await;
    read_until(&mut client, "kept").await;
    let (second, first) = (listener.unread_body(), listener.unread_body());

    assert_eq!(first.into_vec().await.unwrap(), b"first");
    write_lines(&mut client, "x").await;
    let mut second = second.into_async_read();
    assert_eq!(second.read_u8().await.unwrap(), b'x');
    drop(second);
    let _ = client.write_all(inner.as_bytes()).await;

    assert_eq!(read_to_close(&mut client).await, "");
}

#[tokio::test]
async fn connection_close_ends_the_connection_after_the_response() {
    let listener = TestListener::start(long_timeouts()).await;
    for request in [
        "GET / HTTP/1.1\nHost: a\nConnection: close\n\n",
        "GET / HTTP/1.1\nHost: a\nConnection: Keep-Alive, Close\n\n",
        "GET / HTTP/1.0\n\n",
        "GET /drips HTTP/1.1\nHost: a\nConnection: close\n\n",
        "GET /drips HTTP/1.0\n\n",
    ] {
        let mut reader = listener.connect().await;
        write_lines(&mut reader, request).await;
        let received = read_to_close(&mut reader).await;
        assert!(
            received.contains("hello") || received.matches("drop").count() == 12,
            "{received}"
        );
    }
}

#[tokio::test]
async fn a_connection_is_closed_after_the_idle_timeout() {
    for trusted in ["", "127.0.0.1"] {
        let listener = TestListener::start(behind_proxies(idle_timeout(Duration::from_millis(500)), trusted)).await;
        for request in [
            "",
            "GET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\nHost: a\nConnection: keep-alive, te\n\n",
        ] {
            let mut client = listener.connect().await;
            write_lines(&mut client, request).await;
            let received = read_to_close(&mut client).await;
            assert_eq!(received.is_empty(), request.is_empty(), "{received}");
            assert!(!received.contains("close"), "{received}");
        }
    }
}

#[tokio::test]
async fn idle_connections_do_not_delay_shutdown() {
    for trusted in ["", "127.0.0.1"] {
        let listener = TestListener::start(behind_proxies(long_timeouts(), trusted)).await;
        let silent = listener.connect().await;
        let mut served = listener.connect().await;
        write_lines(&mut served, "GET / HTTP/1.1\nHost: a\n\n").await;
        read_until(&mut served, "hello").await;

        drop(listener);

        for mut client in [silent, served] {
            let closed = timeout(SOON / 2, read_to_close(&mut client)).await;
            assert_eq!(closed.as_deref(), Ok(""), "trusted proxies {trusted:?}");
        }
    }
}

#[tokio::test]
async fn requests_within_the_idle_timeout_keep_the_connection_open() {
    let idle = Duration::from_secs(3);
    let repeat_requests = async |kind: &str| {
        let listener = TestListener::start(idle_timeout(idle)).await;
        let mut reader = listener.connect().await;
        for _ in 0..5 {
            write_lines(&mut reader, &format!("GET / HTTP/1.1\nHost: a\nConnection: {kind}\n\n")).await;
            read_until(&mut reader, "hello").await;
            tokio::time::sleep(idle / 3).await;
        }
    };

    tokio::join!(repeat_requests("keep-alive"), repeat_requests("keep-alive, te"));
}

#[tokio::test]
async fn a_response_may_take_longer_than_the_idle_timeout() {
    let listener = TestListener::start(idle_timeout(Duration::from_secs(1))).await;
    for kind in ["keep-alive", "close"] {
        let mut reader = listener.connect().await;
        write_lines(
            &mut reader,
            &format!("GET /drips HTTP/1.1\nHost: a\nConnection: {kind}\n\n"),
        )
        .await;
        read_until(&mut reader, "0\r\n\r\n").await;
    }
}
