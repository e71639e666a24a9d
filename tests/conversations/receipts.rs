//! Read receipts: how far the other participant has read, and the setting that switches them off.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp, TestResponse};

/// The read receipts of a page or a poll response, each with the text of the message above it. Receipts for messages
/// that are already on the page are not included: they come out of band.
fn receipts(response: &TestResponse) -> Vec<(String, String)> {
    let below = response.raw_texts(".message:has(+ .receipt--read) .bubble > p");
    below
        .into_iter()
        .zip(response.texts(".message + .receipt--read"))
        .collect()
}

fn receipt_below(message: &str, receipt: &str) -> Vec<(String, String)> {
    vec![(message.to_owned(), receipt.to_owned())]
}

async fn switches_receipts(actor: &Actor, to: &str) {
    actor
        .post(urls::SETTINGS_RECEIPTS, &[("receipts", to)])
        .await
        .assert_redirect("/settings?saved=receipts");
}

async fn read_fields_in_the_api(actor: &Actor, conversation: i64) -> Vec<Value> {
    let path = format!("/api/messages?conversationId={conversation}&before=9999");
    let messages = actor.calls_api(Method::GET, path, None).await.json();
    let read = |message: &Value| message["read"].clone();
    messages.as_array().unwrap().iter().map(read).collect()
}

#[tokio::test]
async fn rita_sees_one_read_receipt_with_the_time_of_reading() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.sends(conversation, "And quiet?").await;
    rita.opens(conversation).await.assert_no(".receipt--read");

    app.advance(Duration::from_secs(4 * 3_600 + 120));
    omar.opens(conversation).await.assert_no(".receipt--read");
    rita.sends(conversation, "Hello?").await;

    let page = rita.opens(conversation).await;
    assert_eq!(receipts(&page), receipt_below("And quiet?", "Read 14:02"));
    page.assert_some(".receipt--read time[datetime='2026-11-22T14:02:00.000Z']");
    app.advance_days(1);
    let page = rita.opens(conversation).await;
    assert_eq!(receipts(&page), receipt_below("And quiet?", "Read Yesterday at 14:02"));
}

#[tokio::test]
async fn the_next_poll_returns_the_read_receipt_and_a_later_poll_moves_it() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let tail = ids::tail(conversation);
    let poll = rita.current_poll(conversation).await;

    omar.opens(conversation).await;

    let news = rita.hx_get(&poll).await;
    news.assert_ok()
        .assert_text("ol[hx-swap-oob^='afterend:#message-'] > .receipt--read", "Read 10:00")
        .assert_some(&format!("#receipt-{conversation}[hx-swap-oob=delete]"));
    assert_eq!(news.messages(), Vec::<String>::new());
    let poll = news.next_poll(&tail);
    rita.hx_get(&poll).await.assert_status(204);

    // A message that was sent and read between two polls arrives with its receipt.
    rita.sends(conversation, "And quiet?").await;
    app.advance(Duration::from_secs(60));
    omar.opens(conversation).await;

    let news = rita.hx_get(&poll).await;
    assert_eq!(receipts(&news), receipt_below("And quiet?", "Read 10:01"));
    news.assert_no("[hx-swap-oob^=afterend]")
        .assert_some(&format!("#receipt-{conversation}[hx-swap-oob=delete]"));
    assert_eq!(
        receipts(&rita.opens(conversation).await),
        receipt_below("And quiet?", "Read 10:01")
    );
}

#[tokio::test]
async fn polls_of_two_open_pages_end_with_204_for_both() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let mut polls = [
        (&rita, rita.current_poll(conversation).await),
        (&omar, omar.current_poll(conversation).await),
    ];
    omar.sends(conversation, "It is.").await;
    for (actor, poll) in &mut polls {
        let response = actor.hx_get(&*poll).await;
        *poll = response.next_poll(&ids::tail(conversation));
        // The viewer's own reading is no change in the viewer's poll.
        actor.hx_get(&*poll).await.assert_status(204);
    }
    rita.sends(conversation, "Wonderful.").await;

    let mut statuses = Vec::new();
    for _ in 0..6 {
        for (actor, poll) in &mut polls {
            let response = actor.hx_get(&*poll).await;
            statuses.push(response.status);
            if response.status == 200 {
                *poll = response.next_poll(&ids::tail(conversation));
            }
        }
    }

    // Rita's poll returns her message, Omar's poll reads it, and Rita's next poll returns the receipt. The rest is 204.
    assert_eq!(statuses[..4], [200, 200, 200, 204]);
    assert_eq!(statuses[4..], [204; 8]);
    let before = app.statements();
    for (actor, poll) in &polls {
        actor.hx_get(poll).await.assert_status(204);
    }
    assert_eq!(app.statements() - before, 0);
    assert_eq!(
        receipts(&rita.opens(conversation).await),
        receipt_below("Wonderful.", "Read 10:00")
    );
    assert_eq!(
        receipts(&omar.opens(conversation).await),
        receipt_below("It is.", "Read 10:00")
    );
}

#[tokio::test]
async fn a_read_receipt_is_no_change_in_the_inbox_poll() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    rita.hx_get(&poll).await.assert_status(204);

    omar.opens(conversation).await;

    rita.hx_get(&poll).await.assert_status(204);
    assert_eq!(read_fields_in_the_api(&rita, conversation).await, [true]);
}

#[tokio::test]
async fn the_frame_for_browsers_without_scripts_shows_read_receipts() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let frame = poll.replace("/updates", "/frame");
    rita.get(&frame).await.assert_no(".receipt--read");

    omar.opens(conversation).await;

    let news = rita.get(&frame).await;
    news.assert_text(".receipt--read", "Read 10:00").assert_no(".message");
    rita.sends(conversation, "And quiet?").await;
    omar.opens(conversation).await;
    let news = rita.get(&frame).await;
    assert_eq!(receipts(&news), receipt_below("And quiet?", "Read 10:00"));
    assert_eq!(news.count(".receipt--read"), 1);
}

#[tokio::test]
async fn an_older_page_shows_no_read_receipt_of_a_newer_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    for number in 0..60 {
        rita.sends(conversation, &format!("message {number}")).await;
    }
    omar.opens(conversation).await;

    let page = rita.opens(conversation).await;
    assert_eq!(receipts(&page), receipt_below("message 59", "Read 10:00"));
    let older = page.attribute("a[href*='?before=']", "href").unwrap();
    let older = rita.get(older).await;

    older.assert_some(".message--own").assert_no(".receipt--read");
}

#[tokio::test]
async fn read_receipts_are_mutual_when_either_participant_switches_them_off() {
    for (who, name) in [("omar", "Omar"), ("rita", "Rita")] {
        let app = TestApp::boot().await;
        let (omar, rita, conversation) = started_conversation(&app).await;
        let switch = if who == "omar" { &omar } else { &rita };
        switches_receipts(switch, "off").await;
        let poll = rita.current_poll(conversation).await;

        omar.sends(conversation, "It is.").await;
        omar.opens(conversation).await;
        let poll = rita.hx_get(&poll).await.next_poll(&ids::tail(conversation));
        rita.sends(conversation, "Wonderful.").await;
        omar.opens(conversation).await;
        let news = rita.hx_get(&poll).await;

        news.assert_no(".receipt--read");
        let next = news.next_poll(&ids::tail(conversation));
        rita.hx_get(next).await.assert_status(204);
        for actor in [&rita, &omar] {
            actor.opens(conversation).await.assert_no(".receipt--read");
        }
        assert_eq!(
            read_fields_in_the_api(&rita, conversation).await,
            [false, true, false],
            "{name}"
        );
        assert_eq!(
            read_fields_in_the_api(&omar, conversation).await,
            [true, false, true],
            "{name}"
        );

        // Messages that were read while receipts were off get no receipt later.
        switches_receipts(switch, "on").await;
        for actor in [&rita, &omar] {
            actor.opens(conversation).await.assert_no(".receipt--read");
        }
        rita.sends(conversation, "Saturday?").await;
        omar.opens(conversation).await;
        assert_eq!(
            receipts(&rita.opens(conversation).await),
            receipt_below("Saturday?", "Read 10:00"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_poll_removes_the_read_receipt_when_omar_switches_receipts_off() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    omar.opens(conversation).await;
    let poll = rita.current_poll(conversation).await;

    switches_receipts(&omar, "off").await;

    let news = rita.hx_get(&poll).await;
    news.assert_ok()
        .assert_some(&format!("#receipt-{conversation}[hx-swap-oob=delete]"))
        .assert_no(".receipt--read");
    rita.hx_get(news.next_poll(&ids::tail(conversation)))
        .await
        .assert_status(204);
    assert_eq!(read_fields_in_the_api(&rita, conversation).await, [false]);

    switches_receipts(&omar, "on").await;
    rita.hx_get(news.next_poll(&ids::tail(conversation)))
        .await
        .assert_text(".receipt--read", "Read 10:00");
}

#[tokio::test]
async fn the_read_receipt_setting_is_validated_and_stored_per_person() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let chosen = "#receipts [name=receipts][checked]";
    let chosen_value = async || rita.get(urls::SETTINGS).await.attribute(chosen, "value");
    assert_eq!(chosen_value().await.as_deref(), Some("on"));

    switches_receipts(&rita, "off").await;
    rita.get("/settings?saved=receipts")
        .await
        .assert_text("[role=status]", "Saved");
    for nonsense in ["", "maybe", "ON"] {
        let rejected = rita.post(urls::SETTINGS_RECEIPTS, &[("receipts", nonsense)]).await;
        assert!((400..500).contains(&rejected.status), "{rejected}");
    }
    rita.post(urls::SETTINGS_RECEIPTS, &[]).await;

    assert_eq!(chosen_value().await.as_deref(), Some("off"));
    let omars = omar.get(urls::SETTINGS).await;
    assert_eq!(omars.attribute(chosen, "value").as_deref(), Some("on"));
    let visitor = app.visitor();
    visitor
        .post(urls::SETTINGS_RECEIPTS, &[("receipts", "on")])
        .await
        .assert_sign_in();
    // A stranger's request marks no message as read.
    let sam = app.sam().await;
    sam.get(urls::conversation(conversation)).await.assert_status(404);
    rita.opens(conversation).await.assert_no(".receipt--read");
}
