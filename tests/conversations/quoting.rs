//! Answering one message: the answer shows what it answers, and leads there.

use reqwest::Method;
use serde_json::json;
use views::{ids, urls};

use crate::harness::TestApp;
use crate::harness::steps::started_conversation;

#[tokio::test]
async fn omar_answers_one_message_and_the_answer_shows_it() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let asked = rita.message_ids(conversation).await.pop().unwrap();
    rita.says(conversation, "And quiet?").await;
    let reply = omar.get(urls::message_options(conversation, asked)).await;
    reply.assert_some(&format!("a[href='{}']", urls::reply(conversation, asked)));

    let page = omar.get(urls::reply(conversation, asked)).await;
    page.assert_text(".quoting b", "Replying to Rita")
        .assert_text(".quoting span", "Is it free?");
    let named = page.attribute("form.composer [name=reply_to]", "value").unwrap();
    assert_eq!(named, asked.to_string());
    let form = [("text", "From May"), ("client_id", "a"), ("reply_to", &*named)];
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
            Some(urls::message(conversation, asked).to_string())
        );
    }
    let fragment = omar.hx_get(urls::quote(conversation, asked)).await;
    fragment
        .assert_some(&format!("#{} [name=reply_to]", ids::quoting(conversation)))
        .assert_some(&format!("#{}[hx-swap-oob=true]", ids::sheet(conversation)));
}

#[tokio::test]
async fn a_quote_follows_what_it_quotes() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let asked = rita.message_ids(conversation).await.pop().unwrap();
    let form = [
        ("text", "From May"),
        ("client_id", "a"),
        ("reply_to", &*asked.to_string()),
    ];
    omar.post(urls::conversation(conversation), &form).await;
    let answer = rita.message_ids(conversation).await.pop().unwrap();
    let poll = omar.caught_up(conversation).await;

    rita.edits_message(conversation, asked, "Is it free soon?").await;

    let news = omar.hx_get(&poll).await;
    let quote = format!("#{}[hx-swap-oob=true] .quote span", ids::message_content(answer));
    news.assert_text(&quote, "Is it free soon?");
}

#[tokio::test]
async fn what_is_far_back_is_quoted_all_the_same() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let asked = rita.message_ids(conversation).await.pop().unwrap();
    crate::harness::steps::says_much(&app, &rita, conversation, 0..60).await;
    let form = [
        ("text", "From May"),
        ("client_id", "a"),
        ("reply_to", &*asked.to_string()),
    ];
    omar.post(urls::conversation(conversation), &form).await;

    let page = rita.opens(conversation).await;

    assert!(!page.messages().contains(&"Is it free?".to_owned()));
    page.assert_text(".quote span", "Is it free?");
}

#[tokio::test]
async fn only_what_belongs_to_the_conversation_can_be_quoted() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let (olga, ravi) = (app.olga().await, app.ravi().await);
    let home = olga.lists("Studio").await;
    let theirs = ravi.asks_about(home, "A secret").await;
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
        assert_eq!(page.typed("form.composer textarea"), "Mine stays");
        assert!(!page.html().contains("A secret"));
    }
    let page = omar.get(urls::reply(conversation, foreign)).await;
    page.assert_ok().assert_no("[name=reply_to]");
    let answer = json!({"conversationId": conversation, "text": "x", "replyTo": foreign});
    let refused = rita.calls(Method::POST, "/api/messages", Some(answer)).await;
    assert_eq!(refused.assert_problem(422), ["replyTo"]);
}

#[tokio::test]
async fn a_refused_answer_still_knows_what_it_answers() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let asked = rita.message_ids(conversation).await.pop().unwrap();
    let form = [("text", " "), ("client_id", "a"), ("reply_to", &*asked.to_string())];

    let page = omar.hx_post(urls::conversation(conversation), &form).await;

    page.assert_status(422).assert_text(".quoting span", "Is it free?");
    assert_eq!(page.attribute("[name=reply_to]", "value"), Some(asked.to_string()));
}

#[tokio::test]
async fn a_program_quotes_as_well() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let asked = rita.message_ids(conversation).await.pop().unwrap();
    let answer = json!({"conversationId": conversation, "text": "From May", "replyTo": asked});

    let sent = omar.calls(Method::POST, "/api/messages", Some(answer)).await;

    sent.assert_status(201);
    assert_eq!(sent.json()["replyTo"], asked);
    rita.opens(conversation).await.assert_text(".quote span", "Is it free?");
}
