//! What one side sees of the other's reading.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, Answer, TestApp};

/// The receipts on a page or in the main part of a poll, each with the message it stands below.
fn receipts(answer: &Answer) -> Vec<(String, String)> {
    let below = answer.raw_texts(".message:has(+ .receipt--read) .bubble > p");
    below
        .into_iter()
        .zip(answer.texts(".message + .receipt--read"))
        .collect()
}

fn told(message: &str, words: &str) -> Vec<(String, String)> {
    vec![(message.to_owned(), words.to_owned())]
}

async fn switches_receipts(actor: &Actor, to: &str) {
    actor
        .post(urls::SETTINGS_RECEIPTS, &[("receipts", to)])
        .await
        .assert_redirect("/settings?saved=receipts");
}

async fn api_says_read(actor: &Actor, conversation: i64) -> Vec<Value> {
    let path = format!("/api/messages?conversationId={conversation}&before=9999");
    let messages = actor.calls(Method::GET, path, None).await.json();
    let read = |message: &Value| message["read"].clone();
    messages.as_array().unwrap().iter().map(read).collect()
}

#[tokio::test]
async fn rita_sees_once_how_far_omar_has_read_and_when() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.says(conversation, "And quiet?").await;
    rita.opens(conversation).await.assert_no(".receipt--read");

    app.advance(Duration::from_secs(4 * 3_600 + 120));
    omar.opens(conversation).await.assert_no(".receipt--read");
    rita.says(conversation, "Hello?").await;

    let page = rita.opens(conversation).await;
    assert_eq!(receipts(&page), told("And quiet?", "Read 14:02"));
    page.assert_some(".receipt--read time[datetime='2026-11-22T14:02:00.000Z']");
    app.advance_days(1);
    let page = rita.opens(conversation).await;
    assert_eq!(receipts(&page), told("And quiet?", "Read Yesterday at 14:02"));
}

#[tokio::test]
async fn a_receipt_comes_with_the_next_poll_and_moves_on_with_a_later_one() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let tail = ids::tail(conversation);
    let poll = rita.caught_up(conversation).await;

    omar.opens(conversation).await;

    let news = rita.hx_get(&poll).await;
    news.assert_ok()
        .assert_text("ol[hx-swap-oob^='afterend:#message-'] > .receipt--read", "Read 10:00")
        .assert_some(&format!("#receipt-{conversation}[hx-swap-oob=delete]"));
    assert_eq!(news.messages(), Vec::<String>::new());
    let poll = news.next_poll(&tail);
    rita.hx_get(&poll).await.assert_status(204);

    // What is sent and read between two polls brings its receipt with it.
    rita.says(conversation, "And quiet?").await;
    app.advance(Duration::from_secs(60));
    omar.opens(conversation).await;

    let news = rita.hx_get(&poll).await;
    assert_eq!(receipts(&news), told("And quiet?", "Read 10:01"));
    news.assert_no("[hx-swap-oob^=afterend]")
        .assert_some(&format!("#receipt-{conversation}[hx-swap-oob=delete]"));
    assert_eq!(
        receipts(&rita.opens(conversation).await),
        told("And quiet?", "Read 10:01")
    );
}

#[tokio::test]
async fn two_open_pages_come_to_rest() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let mut polls = [
        (&rita, rita.caught_up(conversation).await),
        (&omar, omar.caught_up(conversation).await),
    ];
    omar.says(conversation, "It is.").await;
    for (actor, poll) in &mut polls {
        let answer = actor.hx_get(&*poll).await;
        *poll = answer.next_poll(&ids::tail(conversation));
        // What one has just read oneself is no news.
        actor.hx_get(&*poll).await.assert_status(204);
    }
    rita.says(conversation, "Wonderful.").await;

    let mut answered = Vec::new();
    for _ in 0..6 {
        for (actor, poll) in &mut polls {
            let answer = actor.hx_get(&*poll).await;
            answered.push(answer.status);
            if answer.status == 200 {
                *poll = answer.next_poll(&ids::tail(conversation));
            }
        }
    }

    // Her own row comes, Omar reads it, Rita learns of his reading; and then it is quiet.
    assert_eq!(answered[..4], [200, 200, 200, 204]);
    assert_eq!(answered[4..], [204; 8]);
    let before = app.statements();
    for (actor, poll) in &polls {
        actor.hx_get(poll).await.assert_status(204);
    }
    assert_eq!(app.statements() - before, 0);
    assert_eq!(
        receipts(&rita.opens(conversation).await),
        told("Wonderful.", "Read 10:00")
    );
    assert_eq!(receipts(&omar.opens(conversation).await), told("It is.", "Read 10:00"));
}

#[tokio::test]
async fn being_read_moves_nothing_in_the_inbox() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    rita.hx_get(&poll).await.assert_status(204);

    omar.opens(conversation).await;

    rita.hx_get(&poll).await.assert_status(204);
    assert_eq!(api_says_read(&rita, conversation).await, [true]);
}

#[tokio::test]
async fn browsers_without_scripts_see_a_receipt_in_the_frame() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let known = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let frame = known.replace("/updates", "/frame");
    rita.get(&frame).await.assert_no(".receipt--read");

    omar.opens(conversation).await;

    let news = rita.get(&frame).await;
    news.assert_text(".receipt--read", "Read 10:00").assert_no(".message");
    rita.says(conversation, "And quiet?").await;
    omar.opens(conversation).await;
    let news = rita.get(&frame).await;
    assert_eq!(receipts(&news), told("And quiet?", "Read 10:00"));
    assert_eq!(news.count(".receipt--read"), 1);
}

#[tokio::test]
async fn an_older_part_of_a_thread_shows_no_receipt_of_a_newer_one() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    for number in 0..60 {
        rita.says(conversation, &format!("message {number}")).await;
    }
    omar.opens(conversation).await;

    let page = rita.opens(conversation).await;
    assert_eq!(receipts(&page), told("message 59", "Read 10:00"));
    let older = page.attribute("a[href*='?before=']", "href").unwrap();
    let older = rita.get(older).await;

    older.assert_some(".message--own").assert_no(".receipt--read");
}

#[tokio::test]
async fn whoever_switches_receipts_off_gives_none_and_sees_none() {
    for (who, name) in [("omar", "Omar"), ("rita", "Rita")] {
        let app = TestApp::boot().await;
        let (omar, rita, conversation) = started_conversation(&app).await;
        let switch = if who == "omar" { &omar } else { &rita };
        switches_receipts(switch, "off").await;
        let poll = rita.caught_up(conversation).await;

        omar.says(conversation, "It is.").await;
        omar.opens(conversation).await;
        let poll = rita.hx_get(&poll).await.next_poll(&ids::tail(conversation));
        rita.says(conversation, "Wonderful.").await;
        omar.opens(conversation).await;
        let news = rita.hx_get(&poll).await;

        news.assert_no(".receipt--read");
        let next = news.next_poll(&ids::tail(conversation));
        rita.hx_get(next).await.assert_status(204);
        for actor in [&rita, &omar] {
            actor.opens(conversation).await.assert_no(".receipt--read");
        }
        assert_eq!(api_says_read(&rita, conversation).await, [false, true, false], "{name}");
        assert_eq!(api_says_read(&omar, conversation).await, [true, false, true], "{name}");

        // What was read meanwhile is not told later.
        switches_receipts(switch, "on").await;
        for actor in [&rita, &omar] {
            actor.opens(conversation).await.assert_no(".receipt--read");
        }
        rita.says(conversation, "Saturday?").await;
        omar.opens(conversation).await;
        assert_eq!(
            receipts(&rita.opens(conversation).await),
            told("Saturday?", "Read 10:00"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_receipt_goes_from_an_open_page_when_omar_switches_them_off() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    omar.opens(conversation).await;
    let poll = rita.caught_up(conversation).await;

    switches_receipts(&omar, "off").await;

    let news = rita.hx_get(&poll).await;
    news.assert_ok()
        .assert_some(&format!("#receipt-{conversation}[hx-swap-oob=delete]"))
        .assert_no(".receipt--read");
    rita.hx_get(news.next_poll(&ids::tail(conversation)))
        .await
        .assert_status(204);
    assert_eq!(api_says_read(&rita, conversation).await, [false]);

    switches_receipts(&omar, "on").await;
    rita.hx_get(news.next_poll(&ids::tail(conversation)))
        .await
        .assert_text(".receipt--read", "Read 10:00");
}

#[tokio::test]
async fn the_choice_stands_in_settings_and_takes_nothing_else() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let chosen = "#receipts [name=receipts][checked]";
    let says = async || rita.get(urls::SETTINGS).await.attribute(chosen, "value");
    assert_eq!(says().await.as_deref(), Some("on"));

    switches_receipts(&rita, "off").await;
    rita.get("/settings?saved=receipts")
        .await
        .assert_text("[role=status]", "Saved");
    for nonsense in ["", "maybe", "ON"] {
        let refused = rita.post(urls::SETTINGS_RECEIPTS, &[("receipts", nonsense)]).await;
        assert!((400..500).contains(&refused.status), "{refused}");
    }
    rita.post(urls::SETTINGS_RECEIPTS, &[]).await;

    assert_eq!(says().await.as_deref(), Some("off"));
    let theirs = omar.get(urls::SETTINGS).await;
    assert_eq!(theirs.attribute(chosen, "value").as_deref(), Some("on"));
    let visitor = app.visitor();
    visitor
        .post(urls::SETTINGS_RECEIPTS, &[("receipts", "on")])
        .await
        .assert_sign_in();
    // A stranger who reads, reads nothing.
    let sam = app.sam().await;
    sam.get(urls::conversation(conversation)).await.assert_status(404);
    rita.opens(conversation).await.assert_no(".receipt--read");
}
