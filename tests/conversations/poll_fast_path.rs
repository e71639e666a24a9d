//! The poll fast path: a poll without changes gets its 204 from memory, before all middleware. The response is the same
//! as on the full path.

use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, PASSWORD, TestApp, TestResponse};

/// The interval at which the last use of a session is stored.
const HOUR: Duration = Duration::from_secs(3_600);

/// The poll URLs of a conversation and of the inbox. Both have no changes, and were requested once before.
async fn polls(reader: &Actor, conversation: i64) -> [String; 2] {
    let thread = reader.current_poll(conversation).await;
    let inbox = reader.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    for poll in [&thread, &inbox] {
        reader.hx_get(poll).await.assert_status(204);
    }
    [thread, inbox]
}

fn headers(response: &TestResponse) -> Vec<(String, String)> {
    let mut headers: Vec<_> = response
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    headers
}

#[tokio::test]
async fn the_fast_path_returns_the_same_204_and_headers_as_the_full_path() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    for poll in polls(&rita, conversation).await {
        let fast = rita.hx_get(&poll).await;
        // An additional query parameter keeps the request off the fast path.
        let full = rita.hx_get(format!("{poll}&more=1")).await;

        fast.assert_status(204);
        full.assert_status(204);
        assert_eq!(headers(&fast), headers(&full), "{poll}");
    }
}

/// The whole response to a poll over HTTP/1.1, byte for byte.
async fn raw_response(app: &TestApp, token: &str, poll: &str) -> String {
    let request = format!(
        "GET {poll} HTTP/1.1\r\nHost: {}\r\nHX-Request: true\r\nAccept-Encoding: gzip, br\r\n\
         Cookie: porchlight={token}; __Host-porchlight={token}\r\nConnection: close\r\n\r\n",
        app.address()
    );
    let mut stream = TcpStream::connect(app.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    // A connection that stays open lacks this header.
    response.replacen("connection: close\r\n", "", 1)
}

#[tokio::test]
async fn a_204_to_a_poll_is_at_most_200_bytes_on_the_wire_on_the_fast_path_and_the_full_path() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    for poll in polls(&rita, conversation).await {
        for poll in [poll.clone(), format!("{poll}&more=1")] {
            let response = raw_response(&app, &rita.token().unwrap(), &poll).await;

            assert!(response.starts_with("HTTP/1.1 204 No Content\r\n"), "{response}");
            assert!(response.contains("cache-control: no-store\r\n"), "{response}");
            assert_eq!(response.len(), 89, "{response}");
        }
    }
}

#[tokio::test]
async fn over_https_a_204_to_a_poll_has_hsts_and_is_at_most_200_bytes_on_the_wire() {
    let app = TestApp::with().public_url("https://homes.example").boot().await;
    let visitor = app.visitor();
    let form = [("name", "Rita"), ("email", "rita@example.org"), ("password", PASSWORD)];
    let cookie = visitor.post(urls::SIGN_UP, &form).await.header("set-cookie").to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let inbox = visitor.request(Method::GET, urls::MESSAGES).header("Cookie", cookie);
    let inbox = visitor.send(inbox).await.next_poll(ids::INBOX_HEAD);

    for poll in [inbox.clone(), inbox.clone(), format!("{inbox}&more=1")] {
        let response = raw_response(&app, cookie.split_once('=').unwrap().1, &poll).await;

        assert!(response.starts_with("HTTP/1.1 204 No Content\r\n"), "{response}");
        assert!(
            response.contains("strict-transport-security: max-age=31536000"),
            "{response}"
        );
        assert_eq!(response.len(), 153, "{response}");
    }
}

#[tokio::test]
async fn the_fast_path_serves_only_unchanged_get_polls_of_a_participant_with_a_valid_session() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let sam = app.sam().await;
    let [thread, inbox] = polls(&rita, conversation).await;
    sam.get(urls::MESSAGES).await.assert_ok();

    sam.hx_get(&thread).await.assert_status(404);
    app.visitor().hx_get(&thread).await.assert_status(401);
    for method in [Method::POST, Method::DELETE] {
        let request = rita.hx(rita.request(method, &thread), urls::HOME);
        rita.send(request).await.assert_status(405);
    }
    let page = rita.request(Method::GET, &thread).header("Sec-Fetch-Dest", "document");
    rita.send(page).await.assert_redirect(urls::conversation(conversation));
    let large = rita.hx(rita.request(Method::GET, &thread).body("x".repeat(70_000)), urls::HOME);
    rita.send(large).await.assert_status(413);

    omar.sends(conversation, "It is.").await;
    rita.hx_get(&thread).await.assert_ok();
    rita.hx_get(&inbox).await.assert_ok();

    let [thread, inbox] = polls(&rita, conversation).await;
    let replayed = rita.request(Method::GET, &thread);
    let replayed = rita
        .hx(replayed, urls::HOME)
        .header("Cookie", format!("porchlight={}", rita.token().unwrap()));
    rita.post(urls::SIGN_OUT, &[]).await;
    rita.as_visitor().send(replayed).await.assert_status(401);
    rita.hx_get(&inbox).await.assert_status(401);
}

#[tokio::test]
async fn a_session_expires_on_the_fast_path_after_30_days_without_use() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let polls = polls(&rita, conversation).await;

    app.advance_days(29);
    rita.hx_get(&polls[0]).await.assert_status(204);
    app.advance_days(31);

    for poll in polls {
        rita.hx_get(&poll).await.assert_status(401);
    }
}

#[tokio::test]
async fn a_session_expires_on_the_fast_path_after_180_days_in_spite_of_use() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let polls = polls(&rita, conversation).await;
    for _ in 0..6 {
        app.advance_days(29);
        rita.hx_get(&polls[0]).await.assert_status(204);
    }
    app.advance_days(5);
    app.advance(23 * HOUR + HOUR / 2);
    for poll in polls.iter().chain(&polls) {
        rita.hx_get(poll).await.assert_status(204);
    }

    app.advance(HOUR * 2 / 3);

    for poll in polls {
        rita.hx_get(&poll).await.assert_status(401);
    }
}
