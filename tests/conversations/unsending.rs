//! Unsending messages: by the sender, within 24 hours. The text is erased, and a stub stays in its place.

use std::time::Duration;

use reqwest::Method;
use views::{ids, urls};

use crate::harness::TestApp;
use crate::harness::steps::started_conversation;

const HOUR: Duration = Duration::from_secs(3_600);
const STUB: &str = "This message was unsent";

#[tokio::test]
async fn rita_unsends_a_message_and_both_participants_see_a_stub() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.sends(conversation, "My number is 555 0100").await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    let poll = omar.current_poll(conversation).await;
    let inbox = omar.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);

    let unsent = rita.post(urls::message_removal(conversation, id), &[]).await;

    unsent.assert_redirect(urls::message(conversation, id));
    for actor in [&rita, &omar] {
        let page = actor.opens(conversation).await;
        assert_eq!(page.messages(), ["Is it free?", STUB]);
        page.assert_no(&format!("#{}", ids::more(id)));
        actor.get(urls::MESSAGES).await.assert_text(".last", "Message unsent");
    }
    let news = omar.hx_get(&poll).await;
    news.assert_text(
        &format!("#{}[hx-swap-oob=true] .bubble > p", ids::message_content(id)),
        STUB,
    );
    let row = omar.hx_get(&inbox).await;
    row.assert_text(".conversation-item[hx-swap-oob=true] .last", "Message unsent");
    rita.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(303);
}

#[tokio::test]
async fn unsending_is_for_the_sender_only_and_409_after_24_hours() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    omar.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(422);
    app.advance(24 * HOUR);
    let form = format!("form[action='{}']", urls::message_removal(conversation, id));
    rita.get(urls::message_options(conversation, id))
        .await
        .assert_some(&form);
    app.advance(Duration::from_secs(1));

    let late = rita.post(urls::message_removal(conversation, id), &[]).await;

    late.assert_status(409).assert_text(
        "[role=alert]",
        "A message can be unsent for 24 hours, and this one is older.",
    );
    rita.get(urls::message_options(conversation, id)).await.assert_no(&form);
    assert_eq!(rita.reads(conversation).await, ["Is it free?"]);
}

#[tokio::test]
async fn an_unsent_text_is_erased_from_all_responses_and_database_files() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let secrets = ["first-secret-5d1f", "second-secret-77a0"];
    rita.sends(conversation, secrets[0]).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    rita.edits_message(conversation, id, secrets[1]).await;
    let quoting = [("text", "Oh"), ("client_id", "oh"), ("reply_to", &*id.to_string())];
    omar.post(urls::conversation(conversation), &quoting)
        .await
        .assert_status(303);
    omar.post(urls::reaction(conversation, id), &[("reaction", "wow")])
        .await;

    rita.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(303);

    for (actor, path) in [
        (&omar, urls::conversation(conversation)),
        (&omar, urls::message_options(conversation, id).to_string()),
        (&omar, urls::updates(conversation, 0)),
        (&omar, urls::export(conversation)),
        (&rita, urls::MESSAGES.to_owned()),
        (&rita, format!("/api/messages?conversationId={conversation}")),
        (&rita, "/api/conversations".to_owned()),
    ] {
        let response = actor.get(&path).await;
        response.assert_ok();
        for secret in secrets {
            assert!(!response.html().contains(secret), "{secret} at {path}");
        }
    }
    omar.opens(conversation).await.assert_text(".quote span", STUB);
    // The files are checked after the shutdown, which checkpoints the write-ahead log into the database.
    let folder = app.stop().await;
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    assert!(!files.is_empty());
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
}

#[tokio::test]
async fn the_api_unsends_a_message_and_a_retry_with_its_idempotency_key_sends_nothing() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    rita.sends_with_client_id(conversation, "Oops", "once").await;
    let id = rita.message_ids(conversation).await.pop().unwrap();

    let unsent = rita
        .calls_api(Method::DELETE, format!("/api/messages/{id}"), None)
        .await;

    unsent.assert_ok();
    assert_eq!(unsent.json()["text"], "");
    assert_eq!(unsent.json()["unsentAt"], "2026-11-22T10:00:00.000Z");
    rita.sends_with_client_id(conversation, "Oops", "once")
        .await
        .assert_status(303);
    assert_eq!(rita.reads(conversation).await, ["Is it free?", STUB]);
    let edit = rita.edits_message(conversation, id, "Back").await;
    edit.assert_status(409);
}
