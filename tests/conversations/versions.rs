//! The previous versions of an edited message: their number is limited.

use porchlight::db::Tx;
use porchlight::entities::{MessageId, message_version};
use reqwest::Method;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use views::urls;

use super::editing::newest;
use super::export::file;
use crate::harness::TestApp;
use crate::harness::steps::started_conversation;

#[tokio::test]
async fn the_twenty_first_edit_is_409_and_all_previous_versions_stay_visible() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    for number in 1..=20 {
        let edited = rita.edits_message(conversation, id, &format!("text {number}")).await;
        edited.assert_status(303);
    }

    let page = rita.edits_message(conversation, id, "text 21").await;
    let wrong = rita
        .calls_api(
            Method::PATCH,
            format!("/api/messages/{id}"),
            Some(json!({"text": "text 21"})),
        )
        .await;

    page.assert_status(409).assert_text(
        "[role=alert]",
        "A message can be edited 20 times, and this one has been. Send another one instead.",
    );
    wrong.assert_problem(409);
    assert_eq!(rita.reads(conversation).await, ["text 20"]);
    let options = omar.get(urls::message_options(conversation, id)).await;
    let versions = options.texts(".earlier-text");
    assert_eq!(
        (versions.len(), &*versions[0], &*versions[19]),
        (20, "Is it free?", "text 19")
    );
    let own = rita.get(urls::message_options(conversation, id)).await;
    own.assert_no("textarea");
    rita.edits_message(conversation, id, "text 20").await.assert_status(303);
}

#[tokio::test]
async fn of_a_message_with_900_stored_versions_the_first_and_the_latest_are_shown_and_exported() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = newest(&rita, conversation).await;
    rita.edits_message(conversation, id, "Is it free from May?").await;
    // As an earlier release stored them.
    let rows = (2..=900).map(|number| message_version::ActiveModel {
        message_id: Set(MessageId(id)),
        text: Set(format!("version {number} {}", "x".repeat(3_900))),
        written_at: Set(app.context().now),
        ..Default::default()
    });
    let rows: Vec<_> = rows.collect();
    let insert = message_version::Entity::insert_many(rows);
    app.db()
        .write(async move |tx: Tx| Ok(insert.exec(tx.conn()).await?))
        .await
        .unwrap();

    let options = omar.get(urls::message_options(conversation, id)).await;
    let zip = omar.get(urls::export_zip(conversation)).await;

    let versions = options.texts(".earlier-text");
    assert_eq!((versions.len(), &*versions[0]), (20, "Is it free?"));
    assert!(versions[1].starts_with("version 882 ") && versions[19].starts_with("version 900 "));
    options.assert_text(".message-actions li", "880 versions in between are left out here.");
    assert!(options.body.len() < 200_000, "{} bytes", options.body.len());
    let exported: Value = serde_json::from_slice(&file(&zip, "conversation.json")).unwrap();
    let message = &exported["messages"][0];
    assert_eq!(message["earlierTexts"].as_array().unwrap().len(), 20);
    assert_eq!(message["earlierTexts"][0]["text"], "Is it free?");
    assert_eq!(message["earlierTextsLeftOut"], 880);
}
