//! Editing messages: by the sender, within 15 minutes; both participants can see the earlier texts.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp};

const MINUTE: Duration = Duration::from_secs(60);

/// The id of the newest message.
pub async fn newest(actor: &Actor, conversation: i64) -> i64 {
    actor.message_ids(conversation).await.pop().unwrap()
}

#[tokio::test]
async fn rita_edits_her_message_and_both_participants_see_the_new_and_the_earlier_text() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    app.advance(5 * MINUTE);

    let edited = rita.edits_message(conversation, id, " Is it free from May? ").await;

    edited.assert_redirect(urls::message(conversation, id));
    for (actor, path) in [
        (&rita, urls::message(conversation, id).to_string()),
        (&omar, urls::conversation(conversation)),
    ] {
        let page = actor.get(path).await;
        assert_eq!(page.messages(), ["Is it free from May?"]);
        page.assert_text(".marks a", "Edited");
        let options = actor.get(urls::message_options(conversation, id)).await;
        assert_eq!(options.texts(".earlier-text"), ["Is it free?"]);
        options.assert_text(".message-actions ol time", "2026-11-22 10:00");
    }
    rita.edits_message(conversation, id, "Is it free from June?").await;
    let options = omar.get(urls::message_options(conversation, id)).await;
    assert_eq!(options.texts(".earlier-text"), ["Is it free?", "Is it free from May?"]);
    assert_eq!(
        options.texts(".message-actions ol time"),
        ["2026-11-22 10:00", "2026-11-22 10:05"]
    );
}

#[tokio::test]
async fn a_poll_replaces_only_the_content_of_an_edited_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    let poll = omar.current_poll(conversation).await;
    let inbox = omar.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);

    rita.edits_message(conversation, id, "Is it free from May?").await;

    let news = omar.hx_get(&poll).await;
    let content = format!(".said#{}[hx-swap-oob=true]", ids::message_content(id));
    news.assert_ok()
        .assert_text(&format!("{content} .bubble > p"), "Is it free from May?");
    news.assert_no(".message");
    omar.hx_get(news.next_poll(&ids::tail(conversation)))
        .await
        .assert_status(204);
    let row = omar.hx_get(&inbox).await;
    row.assert_text(".conversation-item[hx-swap-oob=true] .last", "Is it free from May?");
    row.assert_no("[hx-swap-oob=delete]");
}

#[tokio::test]
async fn the_frame_for_browsers_without_scripts_links_to_an_edited_message_above() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    let frame = omar.current_poll(conversation).await.replace("/updates", "/frame");
    omar.get(&frame)
        .await
        .assert_no(&format!("a[href='{}']", urls::conversation(conversation)));

    rita.edits_message(conversation, id, "Is it free from May?").await;

    omar.get(&frame)
        .await
        .assert_text(&format!("a[href='{}']", urls::conversation(conversation)), "Show it");
}

#[tokio::test]
async fn an_edit_after_15_minutes_is_409_and_the_message_stays() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    app.advance(15 * MINUTE);
    rita.edits_message(conversation, id, "In time").await.assert_status(303);
    let options = rita.get(urls::message_options(conversation, id)).await;
    options.assert_some(&format!("textarea#{}", ids::edit(id)));
    app.advance(Duration::from_secs(1));

    let page = rita.edits_message(conversation, id, "Too late").await;

    page.assert_status(409).assert_text(
        "[role=alert]",
        "A message can be edited for 15 minutes, and this one is older. Send another one instead.",
    );
    let sheet = rita
        .hx_post(urls::message_options(conversation, id), &[("text", "Too late")])
        .await;
    sheet.assert_status(409).assert_some(".sheet [role=alert]");
    assert_eq!(rita.reads(conversation).await, ["In time"]);
    let options = rita.get(urls::message_options(conversation, id)).await;
    options.assert_no("textarea");
}

#[tokio::test]
async fn an_edit_is_validated_like_a_message_and_is_for_the_sender_only() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    let long = "x".repeat(4_001);

    for (text, reason) in [
        (" \n ", "Write something first"),
        (
            &*long,
            "This has 4,001 characters; at most 4,000 fit. Shorten it or send it in parts.",
        ),
    ] {
        let page = rita.edits_message(conversation, id, text).await;
        page.assert_status(422).assert_text("[role=alert]", reason);
        assert_eq!(page.value_of(&format!("#{}", ids::edit(id))).trim(), text.trim());
    }
    rita.edits_message(conversation, id, "Is it free?")
        .await
        .assert_status(303);
    rita.opens(conversation).await.assert_no(".marks");
    omar.edits_message(conversation, id, "Mine now")
        .await
        .assert_status(422);
    assert_eq!(rita.reads(conversation).await, ["Is it free?"]);
}

#[tokio::test]
async fn a_stranger_gets_404_for_every_message_url() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let olga = app.olga().await;
    let home = olga.lists("Studio").await;
    let olgas = app.ravi().await.enquires_about(home, "Hello").await;
    let id = newest(&rita, conversation).await;
    // In the URL of its own conversation, and in that of a conversation of the stranger.
    for conversation in [conversation, olgas] {
        for message in [id, i64::MAX] {
            let options = olga.get(urls::message_options(conversation, message)).await;
            options.assert_status(404);
        }
        for path in [
            urls::message_options(conversation, id).to_string(),
            urls::message_removal(conversation, id),
            urls::reaction(conversation, id),
        ] {
            olga.post(path, &[("text", "x"), ("reaction", "like")])
                .await
                .assert_status(404);
        }
        olga.get(urls::quote(conversation, id)).await.assert_status(404);
    }
    for (method, path, body) in [
        (Method::PATCH, format!("/api/messages/{id}"), Some(json!({"text": "x"}))),
        (Method::DELETE, format!("/api/messages/{id}"), None),
        (
            Method::PUT,
            format!("/api/messages/{id}/reaction"),
            Some(json!({"reaction": "like"})),
        ),
    ] {
        olga.calls_api(method, path, body).await.assert_problem(404);
    }
    assert_eq!(rita.reads(conversation).await, ["Is it free?"]);
}

#[tokio::test]
async fn a_retry_with_the_same_idempotency_key_after_an_edit_is_the_same_message() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    rita.sends_with_client_id(conversation, "And quiet?", "once").await;
    let id = newest(&rita, conversation).await;
    rita.edits_message(conversation, id, "And light?").await;

    let again = rita.sends_with_client_id(conversation, "And quiet?", "once").await;
    let other = rita.sends_with_client_id(conversation, "And light?", "once").await;

    again.assert_redirect(urls::conversation(conversation));
    other.assert_status(409);
    assert_eq!(rita.reads(conversation).await, ["Is it free?", "And light?"]);
}

#[tokio::test]
async fn the_api_edits_a_message_within_15_minutes() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    let path = format!("/api/messages/{id}");
    let before = rita
        .calls_api(
            Method::GET,
            format!("/api/messages?conversationId={conversation}"),
            None,
        )
        .await;
    assert_eq!(before.json()[0].get("editedAt"), None);
    app.advance(MINUTE);

    let edited = rita
        .calls_api(Method::PATCH, &path, Some(json!({"text": "Is it quiet?"})))
        .await;

    edited.assert_ok();
    let edited = edited.json();
    assert_eq!(edited["text"], "Is it quiet?");
    assert_eq!(edited["editedAt"], "2026-11-22T10:01:00.000Z");
    assert_eq!(edited["createdAt"], "2026-11-22T10:00:00.000Z");
    let conversations = omar.calls_api(Method::GET, "/api/conversations", None).await.json();
    assert_eq!(conversations[0]["lastMessage"], Value::from("Is it quiet?"));
    let wrong = rita.calls_api(Method::PATCH, &path, Some(json!({"text": ""}))).await;
    assert_eq!(wrong.assert_problem(422), ["text"]);
    app.advance(15 * MINUTE);
    let late = rita
        .calls_api(Method::PATCH, &path, Some(json!({"text": "Late"})))
        .await;
    late.assert_problem(409);
}
