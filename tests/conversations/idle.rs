//! Polls without news are answered from memory, in front of every layer, and nobody can tell.

use std::time::Duration;

use reqwest::Method;
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, Answer, TestApp};

/// As exactly as the use of a session is written down.
const HOUR: Duration = Duration::from_secs(3_600);

/// The polls of an open conversation and of an open inbox, both without news and both asked before.
async fn polls(reader: &Actor, conversation: i64) -> [String; 2] {
    let thread = reader.caught_up(conversation).await;
    let inbox = reader.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    for poll in [&thread, &inbox] {
        reader.hx_get(poll).await.assert_status(204);
    }
    [thread, inbox]
}

fn headers(answer: &Answer) -> Vec<(String, String)> {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    headers
}

#[tokio::test]
async fn a_poll_from_memory_is_answered_as_one_that_passes_every_layer() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    for poll in polls(&rita, conversation).await {
        let short = rita.hx_get(&poll).await;
        // A query that says more is not taken for one of our own pages' polls.
        let long = rita.hx_get(format!("{poll}&more=1")).await;

        short.assert_status(204);
        long.assert_status(204);
        assert_eq!(headers(&short), headers(&long), "{poll}");
    }
}

#[tokio::test]
async fn what_ends_or_is_no_poll_is_seen_at_once() {
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

    omar.says(conversation, "It is.").await;
    rita.hx_get(&thread).await.assert_ok();
    rita.hx_get(&inbox).await.assert_ok();

    let [thread, inbox] = polls(&rita, conversation).await;
    let same_browser = rita.request(Method::GET, &thread);
    let same_browser = rita
        .hx(same_browser, urls::HOME)
        .header("Cookie", format!("porchlight={}", rita.token().unwrap()));
    rita.post(urls::SIGN_OUT, &[]).await;
    rita.as_visitor().send(same_browser).await.assert_status(401);
    rita.hx_get(&inbox).await.assert_status(401);
}

#[tokio::test]
async fn a_session_that_is_not_used_ends_for_polls_too() {
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
async fn a_session_that_is_too_old_ends_for_polls_too_though_it_was_used_a_moment_ago() {
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
