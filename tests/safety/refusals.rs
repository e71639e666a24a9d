//! A refusal is heard to its end by those who are still talking.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::door::{Opened, SOON, narrow};
use super::rests::{patient, says};
use crate::harness::TestApp;

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

#[tokio::test]
async fn whoever_is_refused_keeps_their_place_until_they_have_hung_up() {
    let door = Opened::to(narrow()).await;
    let mut talker = door.connects().await;
    says(
        &mut talker,
        "POST /deaf HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nx",
    )
    .await;
    assert!(whole(&mut talker).await.ends_with("hello"));

    let mut second = door.connects().await;
    let refusal = door.hears(&mut second, "/", "").await;

    assert!(refusal.starts_with("HTTP/1.1 429"), "{refusal}");
    drop(talker);
    assert!(door.lets_in_soon().await);
}

#[tokio::test]
async fn whoever_is_refused_and_still_talks_does_not_keep_the_door_open() {
    let door = Opened::to(patient()).await;
    let mut talker = door.connects().await;
    says(
        &mut talker,
        "POST /deaf HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nx",
    )
    .await;
    assert!(whole(&mut talker).await.ends_with("hello"));

    drop(door);

    let talks = async {
        while talker.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(timeout(SOON / 4, talks).await.is_ok(), "they are still listened to");
}
