//! A connection rests while nothing is asked: what comes next is the next request, and never a part of the one before.

use std::time::Duration;

use porchlight::http::listener::{ListenerOptions, Timeouts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection_limits::{Opened, SOON, impatient};

/// A door that waits long, for the beginning of a question and for its end.
pub fn patient() -> ListenerOptions {
    hasty(SOON)
}

/// A door that waits this long for a question.
fn hasty(idle: Duration) -> ListenerOptions {
    ListenerOptions {
        client_timeouts: Timeouts {
            idle,
            head: SOON,
            reader: SOON,
        },
        ..impatient()
    }
}

/// The same door for two connections an address, where whoever comes from these is a proxy of the site's.
fn trusting(mut door: ListenerOptions, proxies: &str) -> ListenerOptions {
    door.client_limits.trusted_proxies = proxies.parse().unwrap();
    door.client_limits.max_per_address = 2;
    door
}

/// Everything until the other side hangs up.
pub async fn rest(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    // Whoever hangs up on bytes that it has not read, resets.
    let ended = timeout(SOON, stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "no end after: {}", String::from_utf8_lossy(&rest));
    String::from_utf8_lossy(&rest).into_owned()
}

/// Reads until so much has been said.
pub async fn until(stream: &mut TcpStream, words: &str) -> String {
    let mut heard = String::new();
    while !heard.ends_with(words) {
        let mut some = [0; 4_096];
        let length = timeout(SOON, stream.read(&mut some)).await.expect("in time").unwrap();
        assert!(length > 0, "hung up after: {heard}");
        heard.push_str(&String::from_utf8_lossy(&some[..length]));
    }
    heard
}

/// Says these lines.
pub async fn says(stream: &mut TcpStream, words: &str) {
    stream.write_all(words.replace('\n', "\r\n").as_bytes()).await.unwrap();
}

#[tokio::test]
async fn one_connection_carries_requests_of_every_kind_one_after_another() {
    let door = Opened::to(patient()).await;
    let mut reader = door.connects().await;
    for _ in 0..2 {
        says(&mut reader, "GET / HTTP/1.1\nHost: a\n\n").await;
        until(&mut reader, "hello").await;
        says(&mut reader, "POST /echo HTTP/1.1\nHost: a\nContent-Length: 5\n\nfirst").await;
        until(&mut reader, "first").await;
        says(
            &mut reader,
            "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n6\nsecond\n",
        )
        .await;
        says(&mut reader, "0\n\n").await;
        until(&mut reader, "second").await;
        says(&mut reader, "GET /drips HTTP/1.1\nHost: a\nConnection: keep-alive\n\n").await;
        until(&mut reader, "0\r\n\r\n").await;
    }
}

#[tokio::test]
async fn questions_in_one_packet_are_answered_in_turn() {
    let door = Opened::to(patient()).await;
    let mut reader = door.connects().await;

    let question = "GET / HTTP/1.1\nHost: a\n\n";
    says(&mut reader, &format!("{}GET / HTTP/1.1\nHo", question.repeat(2))).await;
    let mut heard = String::new();
    while heard.matches("hello").count() < 2 {
        heard += until(&mut reader, "hello").await.as_str();
    }
    says(&mut reader, "st: a\n\n").await;
    heard += until(&mut reader, "hello").await.as_str();

    assert_eq!(heard.matches("HTTP/1.1 200").count(), 3);
}

#[tokio::test]
async fn a_head_that_begins_in_the_packet_of_another_has_no_more_time_than_others() {
    let door = Opened::to(impatient()).await;
    let mut talker = door.connects().await;

    says(&mut talker, "GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\n").await;

    assert_eq!(rest(&mut talker).await.matches("hello").count(), 1);
}

#[tokio::test]
async fn what_was_not_read_of_a_request_is_never_taken_for_the_next() {
    let door = Opened::to(patient()).await;
    let within = "GET / HTTP/1.1\nHost: a\n\n".replace('\n', "\r\n");
    for head in [
        format!("POST /deaf HTTP/1.1\nHost: a\nContent-Length: {}\n\n", within.len()),
        "POST /deaf HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n".to_owned(),
    ] {
        let mut smuggler = door.connects().await;
        says(&mut smuggler, &head).await;
        until(&mut smuggler, "hello").await;

        let _ = smuggler.write_all(within.as_bytes()).await;

        assert_eq!(rest(&mut smuggler).await, "", "{head}");
    }
}

#[tokio::test]
async fn a_request_that_says_twice_how_long_it_is_is_the_last_however_long_its_answer_takes() {
    let door = Opened::to(patient()).await;
    for path in ["/echo", "/drips"] {
        let mut smuggler = door.connects().await;
        let head = format!("POST {path} HTTP/1.1\nHost: a\nContent-Length: 5\nTransfer-Encoding: chunked\n\n");
        says(&mut smuggler, &(head + "1\nx\n0\n\n")).await;
        let end = if path == "/echo" { "x" } else { "0\r\n\r\n" };
        until(&mut smuggler, end).await;

        let _ = smuggler.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;

        assert_eq!(rest(&mut smuggler).await, "", "{path}");
    }
}

#[tokio::test]
async fn a_body_that_is_read_after_its_answer_tells_nothing_of_the_next_one() {
    let door = Opened::to(patient()).await;
    let mut smuggler = door.connects().await;
    let within = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    says(
        &mut smuggler,
        "POST /keeps HTTP/1.1\nHost: a\nContent-Length: 5\n\nfirst",
    )
    .await;
    until(&mut smuggler, "kept").await;
    let head = format!(
        "POST /keeps HTTP/1.1\nHost: a\nContent-Length: {}\n\n",
        within.len() + 1
    );
    says(&mut smuggler, &head).await;
    until(&mut smuggler, "kept").await;
    let (second, first) = (door.kept(), door.kept());

    assert_eq!(first.into_vec().await.unwrap(), b"first");
    says(&mut smuggler, "x").await;
    let mut second = second.into_async_read();
    assert_eq!(second.read_u8().await.unwrap(), b'x');
    drop(second);
    let _ = smuggler.write_all(within.as_bytes()).await;

    assert_eq!(rest(&mut smuggler).await, "");
}

#[tokio::test]
async fn whoever_says_that_it_is_the_last_question_is_left_alone_afterwards() {
    let door = Opened::to(patient()).await;
    for question in [
        "GET / HTTP/1.1\nHost: a\nConnection: close\n\n",
        "GET / HTTP/1.1\nHost: a\nConnection: Keep-Alive, Close\n\n",
        "GET / HTTP/1.0\n\n",
        "GET /drips HTTP/1.1\nHost: a\nConnection: close\n\n",
        "GET /drips HTTP/1.0\n\n",
    ] {
        let mut reader = door.connects().await;
        says(&mut reader, question).await;
        let heard = rest(&mut reader).await;
        assert!(
            heard.contains("hello") || heard.matches("drop").count() == 12,
            "{heard}"
        );
    }
}

#[tokio::test]
async fn whoever_asks_nothing_for_long_is_shown_out_whether_they_have_asked_before_or_not() {
    for trusted in ["", "127.0.0.1"] {
        let door = Opened::to(trusting(hasty(Duration::from_millis(500)), trusted)).await;
        for question in [
            "",
            "GET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\nHost: a\nConnection: keep-alive, te\n\n",
        ] {
            let mut sleeper = door.connects().await;
            says(&mut sleeper, question).await;
            let heard = rest(&mut sleeper).await;
            assert_eq!(heard.is_empty(), question.is_empty(), "{heard}");
            assert!(!heard.contains("close"), "{heard}");
        }
    }
}

#[tokio::test]
async fn whoever_asks_nothing_does_not_keep_the_door_open() {
    for trusted in ["", "127.0.0.1"] {
        let door = Opened::to(trusting(patient(), trusted)).await;
        let silent = door.connects().await;
        let mut served = door.connects().await;
        says(&mut served, "GET / HTTP/1.1\nHost: a\n\n").await;
        until(&mut served, "hello").await;

        drop(door);

        for mut sleeper in [silent, served] {
            let gone = timeout(SOON / 2, rest(&mut sleeper)).await;
            assert_eq!(gone.as_deref(), Ok(""), "trusting {trusted:?}");
        }
    }
}

#[tokio::test]
async fn whoever_asks_again_in_time_may_stay() {
    let idle = Duration::from_secs(3);
    let asks_again = async |kind: &str| {
        let door = Opened::to(hasty(idle)).await;
        let mut reader = door.connects().await;
        for _ in 0..5 {
            says(&mut reader, &format!("GET / HTTP/1.1\nHost: a\nConnection: {kind}\n\n")).await;
            until(&mut reader, "hello").await;
            tokio::time::sleep(idle / 3).await;
        }
    };

    tokio::join!(asks_again("keep-alive"), asks_again("keep-alive, te"));
}

#[tokio::test]
async fn an_answer_may_take_longer_than_a_question() {
    let door = Opened::to(hasty(Duration::from_secs(1))).await;
    for kind in ["keep-alive", "close"] {
        let mut reader = door.connects().await;
        says(
            &mut reader,
            &format!("GET /drips HTTP/1.1\nHost: a\nConnection: {kind}\n\n"),
        )
        .await;
        until(&mut reader, "0\r\n\r\n").await;
    }
}
