//! What the door says by itself: heard to its end by those who are still talking, and as strict as any page.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection_limits::{Opened, SOON, narrow};
use super::keep_alive::{patient, says, until};
use crate::harness::TestApp;

/// What every answer carries.
const STRICT: [&str; 5] = [
    "\r\nx-content-type-options: nosniff\r\n",
    "\r\ncontent-security-policy: default-src 'none'",
    "\r\nx-frame-options: DENY\r\n",
    "\r\nreferrer-policy: same-origin\r\n",
    "\r\ncache-control: no-store\r\n",
];

async fn connects(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.url().trim_start_matches("http://"))
        .await
        .unwrap()
}

/// Everything that is said until the other side has nothing more to say; a connection that is cut is no end.
async fn whole(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let ended = timeout(SOON, stream.read_to_end(&mut heard)).await.expect("in time");
    let heard = String::from_utf8_lossy(&heard).into_owned();
    assert!(ended.is_ok(), "cut after: {heard}");
    heard
}

/// One answer with this status, of the door's own, and as long as it says.
#[track_caller]
fn assert_refusal(heard: &str, status: &str) {
    assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{heard}");
    let (head, body) = heard.split_once("\r\n\r\n").expect("a head");
    for header in STRICT {
        assert!(format!("{head}\r\n").contains(header), "no {header} in {heard}");
    }
    assert!(head.contains("\r\ncontent-type: text/plain; charset=utf-8"), "{heard}");
    assert!(head.contains("\r\nconnection: close"), "{heard}");
    assert!(
        head.contains(&format!("\r\ncontent-length: {}", body.len())) && !body.is_empty(),
        "{heard}"
    );
}

#[tokio::test]
async fn a_refusal_is_heard_by_whoever_still_talks() {
    let app = TestApp::boot().await;
    let mut talker = connects(&app).await;
    let form = "application/x-www-form-urlencoded";
    let head = format!("POST /sign-in HTTP/1.1\nHost: a\nContent-Type: {form}\nContent-Length: 1000000\n\n");
    says(&mut talker, &head).await;
    talker.write_all(&[b'x'; 20_000]).await.unwrap();
    talker.readable().await.unwrap();

    let rest = vec![b'x'; 980_000];
    talker.write_all(&rest).await.expect("they are let finish");

    let heard = whole(&mut talker).await;
    assert!(heard.starts_with("HTTP/1.1 413"), "{heard}");
    assert!(heard.ends_with("</html>"), "{heard}");
}

/// Somebody who has been answered before they have said all.
async fn talks_on(door: &Opened) -> TcpStream {
    let mut talker = door.connects().await;
    let begun = "POST /deaf HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nx";
    says(&mut talker, begun).await;
    assert!(whole(&mut talker).await.ends_with("hello"));
    talker
}

#[tokio::test]
async fn whoever_is_refused_keeps_their_place_until_they_have_hung_up() {
    let door = Opened::to(narrow()).await;
    let talker = talks_on(&door).await;

    let mut second = door.connects().await;
    let refusal = door.hears(&mut second, "/", "").await;

    assert_refusal(&refusal, "429");
    drop(talker);
    assert!(door.lets_in_soon().await);
}

#[tokio::test]
async fn whoever_is_refused_and_still_talks_does_not_keep_the_door_open() {
    let door = Opened::to(patient()).await;
    let mut talker = talks_on(&door).await;

    drop(door);

    let talks = async {
        while talker.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(timeout(SOON / 4, talks).await.is_ok(), "they are still listened to");
}

#[tokio::test]
async fn what_is_no_request_is_answered_like_anything_else() {
    let app = TestApp::boot().await;
    for begun in ["\0\0\0\0\n\n", "GET / HTTP/9.9\n\n", "GET /a b HTTP/1.1\nHost: a\n\n"] {
        let mut talker = connects(&app).await;
        says(&mut talker, begun).await;
        let heard = whole(&mut talker).await;
        assert_refusal(&heard, "400");
        assert!(!heard.contains("strict-transport-security"), "{heard}");
    }
}

#[tokio::test]
async fn what_is_no_request_asks_for_https_where_there_is_https() {
    let app = TestApp::with().public_url("https://homes.example").boot().await;
    // The first is no request, the second names no host.
    for asks in ["GET\n\n", "GET / HTTP/1.1\nConnection: close\n\n"] {
        let mut talker = connects(&app).await;
        says(&mut talker, asks).await;
        let heard = whole(&mut talker).await;
        assert_refusal(&heard, "400");
        assert!(heard.contains("\r\nstrict-transport-security: max-age="), "{heard}");
    }
}

#[tokio::test]
async fn a_head_without_end_is_refused_and_the_refusal_is_heard() {
    let app = TestApp::boot().await;
    let long = "x".repeat(200_000);
    for head in [
        format!("GET / HTTP/1.1\nHost: a\nX-Long: {long}\n\n"),
        format!("GET /{long} HTTP/1.1\nHost: a\n\n"),
        format!("GET / HTTP/1.1\nHost: a\n{}\n", "X-Many: x\n".repeat(200)),
    ] {
        let mut talker = connects(&app).await;
        says(&mut talker, &head).await;
        assert_refusal(&whole(&mut talker).await, "431");
    }
}

#[tokio::test]
async fn nonsense_behind_a_question_leaves_its_answer_alone() {
    let door = Opened::to(patient()).await;
    let mut talker = door.connects().await;

    says(&mut talker, "GET / HTTP/1.1\nHost: a\n\n{}\n\n").await;

    let heard = whole(&mut talker).await;
    assert!(heard.starts_with("HTTP/1.1 200"), "{heard}");
    let (_, refusal) = heard.split_once("\r\n\r\nhello").expect("the answer");
    assert_refusal(refusal, "400");
}

#[tokio::test]
async fn nonsense_during_an_answer_leaves_it_alone() {
    let door = Opened::to(patient()).await;
    let mut talker = door.connects().await;
    says(&mut talker, "GET /drips HTTP/1.1\nHost: a\n\n").await;
    let mut heard = until(&mut talker, "drop\r\n").await;

    says(&mut talker, "{}\n\n").await;

    heard += whole(&mut talker).await.as_str();
    let (answer, refusal) = heard.split_once("\r\n0\r\n\r\n").expect("the whole answer");
    assert_eq!(answer.matches("drop").count(), 12);
    assert_refusal(refusal, "400");
}

#[tokio::test]
async fn whoever_asks_before_they_send_is_told_to_go_on() {
    let door = Opened::to(patient()).await;
    let mut asker = door.connects().await;
    for _ in 0..2 {
        let head = "POST /echo HTTP/1.1\nHost: a\nContent-Length: 2\nExpect: 100-continue\n\n";
        says(&mut asker, head).await;
        assert_eq!(until(&mut asker, "\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
        says(&mut asker, "hi").await;
        assert!(until(&mut asker, "hi").await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_socket_speaks_also_on_a_connection_that_has_asked_before() {
    let door = Opened::to(patient()).await;
    let mut page = door.connects().await;
    says(&mut page, "GET / HTTP/1.1\nHost: a\n\n").await;
    until(&mut page, "hello").await;
    let upgrade = "GET /live HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: websocket\n\
                   Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n";
    says(&mut page, upgrade).await;
    assert!(until(&mut page, "\r\n\r\n").await.starts_with("HTTP/1.1 101"));

    let ping = [0x89, 0x80, 0, 0, 0, 0];
    page.write_all(&ping).await.unwrap();

    let mut pong = [0; 2];
    timeout(SOON, page.read_exact(&mut pong))
        .await
        .expect("in time")
        .unwrap();
    assert_eq!(pong, [0x8a, 0]);
}

#[tokio::test]
async fn a_socket_is_refused_to_those_whose_http_has_none() {
    let app = TestApp::boot().await;
    let mut page = connects(&app).await;
    let asks = "GET /live HTTP/1.0\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n";

    says(&mut page, asks).await;

    let heard = whole(&mut page).await;
    assert!(heard.starts_with("HTTP/1.0 400"), "{heard}");
}
