//! Reactions to messages.

use reqwest::Method;
use serde_json::{Value, json};
use views::{ids, urls};

use crate::harness::TestApp;
use crate::harness::steps::started_conversation;

#[tokio::test]
async fn omar_sets_changes_and_removes_a_reaction_and_ritas_poll_shows_it() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    let poll = rita.current_poll(conversation).await;
    let (url, buttons) = (urls::reaction(conversation, id), "form.reactions button");
    let offered = omar.get(urls::message_options(conversation, id)).await;
    assert_eq!(
        offered.attributes(buttons, "value"),
        ["like", "love", "laugh", "wow", "sad"]
    );
    assert_eq!(
        offered.texts(buttons),
        ["Thumbs up", "Heart", "Laughing", "Surprised", "Sad"]
    );
    rita.get(urls::message_options(conversation, id))
        .await
        .assert_no(buttons);

    omar.post(&url, &[("reaction", "love")])
        .await
        .assert_redirect(urls::message(conversation, id));

    let news = rita.hx_get(&poll).await;
    let reaction = format!("#{}[hx-swap-oob=true] .reaction", ids::message_content(id));
    news.assert_text(&reaction, "Omar Haddad reacted: Heart");
    let given = omar.get(urls::message_options(conversation, id)).await;
    assert_eq!(given.attributes(buttons, "value"), ["like", "", "laugh", "wow", "sad"]);
    assert_eq!(given.count("form.reactions button[aria-pressed=true]"), 1);
    let poll = news.next_poll(&ids::tail(conversation));
    omar.hx_post(&url, &[("reaction", "love")]).await.assert_ok();
    rita.hx_get(&poll).await.assert_status(204);
    omar.hx_post(&url, &[("reaction", "sad")]).await.assert_ok();
    rita.opens(conversation)
        .await
        .assert_text(".reaction", "Omar Haddad reacted: Sad");
    omar.post(&url, &[("reaction", "")]).await.assert_status(303);
    rita.opens(conversation).await.assert_no(".reaction");
}

#[tokio::test]
async fn a_reaction_to_an_own_or_unsent_message_or_of_an_unknown_kind_is_rejected() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    let url = urls::reaction(conversation, id);

    for (actor, reaction, status, reason) in [
        (&rita, "like", 422, "Reactions are for what others write"),
        (&omar, "💥", 422, "Choose one of the reactions"),
        (&omar, "LIKE", 422, "Choose one of the reactions"),
    ] {
        let page = actor.post(&url, &[("reaction", reaction)]).await;
        page.assert_status(status).assert_text("[role=alert]", reason);
    }
    rita.post(urls::message_removal(conversation, id), &[]).await;
    omar.post(&url, &[("reaction", "like")]).await.assert_status(409);
    omar.opens(conversation).await.assert_no(".reaction");
}

#[tokio::test]
async fn a_reaction_does_not_count_as_unread() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();

    omar.post(urls::reaction(conversation, id), &[("reaction", "like")])
        .await;

    let inbox = rita.get(urls::MESSAGES).await;
    inbox.assert_no(".count").assert_text(".last", "You: Is it free?");
}

#[tokio::test]
async fn the_api_sets_and_removes_a_reaction() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    let path = format!("/api/messages/{id}/reaction");

    for (reaction, expected) in [(json!("wow"), json!("wow")), (Value::Null, Value::Null)] {
        let response = omar
            .calls_api(Method::PUT, &path, Some(json!({"reaction": reaction})))
            .await;
        response.assert_ok();
        assert_eq!(response.json().get("reaction").cloned().unwrap_or_default(), expected);
    }
    let wrong = omar
        .calls_api(Method::PUT, &path, Some(json!({"reaction": "boo"})))
        .await;
    assert_eq!(wrong.assert_problem(422), ["reaction"]);
}
