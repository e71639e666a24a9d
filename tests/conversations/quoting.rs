//! Quotes: a reply shows the quoted message and links to it.

use reqwest::Method;
use serde_json::json;
use views::{ids, urls};

use crate::harness::TestApp;
use crate::harness::steps::started_conversation;

#[tokio::test]
async fn omars_reply_shows_and_links_to_the_quoted_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await.pop().unwrap();
    rita.sends(conversation, "And quiet?").await;
    let options = omar.get(urls::message_options(conversation, quoted)).await;
    options.assert_some(&format!("a[href='{}']", urls::reply(conversation, quoted)));

    let page = omar.get(urls::reply(conversation, quoted)).await;
    page.assert_text(".quoting b", "Replying to Rita")
        .assert_text(".quoting span", "Is it free?");
    let reply_to = page.attribute("form.composer [name=reply_to]", "value").unwrap();
    assert_eq!(reply_to, quoted.to_string());
    let form = [("text", "From May"), ("client_id", "a"), ("reply_to", &*reply_to)];
    omar.post(urls::conversation(conversation), &form)
        .await
        .assert_redirect(urls::conversation(conversation));

    for actor in [&rita, &omar] {
        let page = actor.opens(conversation).await;
        assert_eq!(page.messages(), ["Is it free?", "And quiet?", "From May"]);
        page.assert_text(".quote b", "Rita Okafor")
            .assert_text(".quote span", "Is it free?");
        assert_eq!(
            page.attribute(".quote", "href"),
            Some(urls::message(conversation, quoted).to_string())
        );
    }
    let fragment = omar.hx_get(urls::quote(conversation, quoted)).await;
    fragment
        .assert_some(&format!("#{} [name=reply_to]", ids::quoting(conversation)))
        .assert_some(&format!("#{}[hx-swap-oob=true]", ids::sheet(conversation)));
}

#[tokio::test]
async fn a_poll_updates_the_quote_of_an_edited_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await.pop().unwrap();
    let form = [
        ("text", "From May"),
        ("client_id", "a"),
        ("reply_to", &*quoted.to_string()),
    ];
    omar.post(urls::conversation(conversation), &form).await;
    let reply = rita.message_ids(conversation).await.pop().unwrap();
    let poll = omar.current_poll(conversation).await;

    rita.edits_message(conversation, quoted, "Is it free soon?").await;

    let news = omar.hx_get(&poll).await;
    let quote = format!("#{}[hx-swap-oob=true] .quote span", ids::message_content(reply));
    news.assert_text(&quote, "Is it free soon?");
}

#[tokio::test]
async fn a_message_on_an_older_page_can_be_quoted() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await.pop().unwrap();
    crate::harness::steps::sends_many(&app, &rita, conversation, 0..60).await;
    let form = [
        ("text", "From May"),
        ("client_id", "a"),
        ("reply_to", &*quoted.to_string()),
    ];
    omar.post(urls::conversation(conversation), &form).await;

    let page = rita.opens(conversation).await;

    assert!(!page.messages().contains(&"Is it free?".to_owned()));
    page.assert_text(".quote span", "Is it free?");
}

#[tokio::test]
async fn a_quote_of_a_message_outside_the_conversation_is_422() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let (olga, ravi) = (app.olga().await, app.ravi().await);
    let home = olga.lists("Studio").await;
    let theirs = ravi.enquires_about(home, "A secret").await;
    let foreign = ravi.message_ids(theirs).await.pop().unwrap();

    for wrong in [
        foreign.to_string(),
        "999999".to_owned(),
        "x".to_owned(),
        "-1".to_owned(),
    ] {
        let form = [("text", "Mine stays"), ("client_id", "a"), ("reply_to", &*wrong)];
        let page = rita.post(urls::conversation(conversation), &form).await;
        page.assert_status(422)
            .assert_text("form.composer [role=alert]", "Quote a message of this conversation");
        assert_eq!(page.value_of("form.composer textarea"), "Mine stays");
        assert!(!page.html().contains("A secret"));
    }
    let page = omar.get(urls::reply(conversation, foreign)).await;
    page.assert_ok().assert_no("[name=reply_to]");
    let reply = json!({"conversationId": conversation, "text": "x", "replyTo": foreign});
    let rejected = rita.calls_api(Method::POST, "/api/messages", Some(reply)).await;
    assert_eq!(rejected.assert_problem(422), ["replyTo"]);
}

#[tokio::test]
async fn a_rejected_reply_keeps_its_quote_in_the_composer() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await.pop().unwrap();
    let form = [("text", " "), ("client_id", "a"), ("reply_to", &*quoted.to_string())];

    let page = omar.hx_post(urls::conversation(conversation), &form).await;

    page.assert_status(422).assert_text(".quoting span", "Is it free?");
    assert_eq!(page.attribute("[name=reply_to]", "value"), Some(quoted.to_string()));
}

#[tokio::test]
async fn the_api_sends_a_reply_with_a_quote() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await.pop().unwrap();
    let reply = json!({"conversationId": conversation, "text": "From May", "replyTo": quoted});

    let sent = omar.calls_api(Method::POST, "/api/messages", Some(reply)).await;

    sent.assert_status(201);
    assert_eq!(sent.json()["replyTo"], quoted);
    rita.opens(conversation).await.assert_text(".quote span", "Is it free?");
}
