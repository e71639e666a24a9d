//! Sending messages: by form and by htmx, idempotency keys, concurrent sends, and the rate limit.

use reqwest::Method;
use views::urls;

use crate::harness::{Actor, TestApp, concurrently};

/// Omar, Rita, and a conversation about his listing without messages.
async fn empty_conversation(app: &TestApp) -> (Actor, Actor, i64) {
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.contacts(home).await;
    (omar, rita, conversation)
}

#[tokio::test]
async fn rita_sends_a_message_without_scripts() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = empty_conversation(&app).await;
    let page = rita.opens(conversation).await;
    let client_id = page.attribute("form.composer [name=client_id]", "value").unwrap();

    let sent = rita
        .sends_with_client_id(conversation, "  Is it still free?\r\nI have a cat. ", &client_id)
        .await;

    sent.assert_redirect(urls::conversation(conversation));
    let page = omar.opens(conversation).await;
    assert_eq!(page.messages(), ["Is it still free?\nI have a cat."]);
    page.assert_text(".message b", "Rita Okafor").assert_no(".message--own");
    assert_eq!(
        page.attributes(".message time", "datetime"),
        ["2026-11-22T10:00:00.000Z"]
    );
    let own = rita.opens(conversation).await;
    own.assert_some(".message--own");
    assert_ne!(
        own.attribute("form.composer [name=client_id]", "value").unwrap(),
        client_id
    );
}

#[tokio::test]
async fn rita_sends_a_message_with_htmx_and_gets_an_empty_composer() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = empty_conversation(&app).await;

    let form = [("text", "Is it free?"), ("client_id", "first")];
    let composer = rita.hx_post(urls::conversation(conversation), &form).await;

    composer
        .assert_ok()
        .assert_some(&format!("form#composer-{conversation}"))
        .assert_no("main");
    assert_eq!(composer.value_of("textarea"), "");
    assert!(composer.header("hx-trigger").contains("message-sent"), "{composer}");
    assert!(composer.header("hx-trigger").contains("nudge"), "{composer}");
    assert_ne!(
        composer.attribute("[name=client_id]", "value").as_deref(),
        Some("first")
    );
    assert!(composer.messages().is_empty(), "the poll returns the message");
}

#[tokio::test]
async fn an_invalid_message_is_422_and_stays_in_the_composer_with_the_reason() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = empty_conversation(&app).await;
    let longer = "é".repeat(4_001);
    let client_id = "x".repeat(129);
    let wrong = [
        ("", "a", "Write something first"),
        ("\r\n \t", "a", "Write something first"),
        (&*longer, "a", "This has 4,001 characters; at most 4,000 fit"),
        ("nul\0", "a", "NUL"),
        ("fine", &*client_id, "client id"),
        ("fine", "two\nlines", "on one line"),
    ];

    for (text, client_id, reason) in wrong {
        let page = rita.sends_with_client_id(conversation, text, client_id).await;
        page.assert_status(422)
            .assert_text(".composer [role=alert]", reason)
            .assert_some("main h1");
        let form = [("text", text), ("client_id", client_id)];
        let composer = rita.hx_post(urls::conversation(conversation), &form).await;
        composer
            .assert_status(422)
            .assert_text("[role=alert]", reason)
            .assert_no("main");
        assert_eq!(composer.header("hx-trigger"), "");
        for response in [page, composer] {
            let typed = response.value_of(".composer textarea").replace('\u{fffd}', "\0");
            assert_eq!(typed, text.replace("\r\n", "\n"));
        }
    }
    assert!(omar.reads(conversation).await.is_empty());

    rita.sends(conversation, &format!(" {} ", "é".repeat(4_000))).await;
    assert_eq!(omar.reads(conversation).await, ["é".repeat(4_000)]);
}

#[tokio::test]
async fn the_same_idempotency_key_twice_is_one_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = empty_conversation(&app).await;

    for _ in 0..3 {
        rita.sends_with_client_id(conversation, "Is it free?", "once")
            .await
            .assert_redirect(urls::conversation(conversation));
    }
    rita.sends_with_client_id(conversation, "  Is it free?  ", "once")
        .await
        .assert_redirect(urls::conversation(conversation));
    omar.sends_with_client_id(conversation, "It is.", "once")
        .await
        .assert_redirect(urls::conversation(conversation));
    rita.sends_with_client_id(conversation, "Is it free?", "")
        .await
        .assert_redirect(urls::conversation(conversation));
    rita.sends_with_client_id(conversation, "Is it free?", "")
        .await
        .assert_redirect(urls::conversation(conversation));

    assert_eq!(
        omar.reads(conversation).await,
        ["Is it free?", "It is.", "Is it free?", "Is it free?"],
        "keys are per sender, and a message without a key is always new"
    );
    omar.get(urls::MESSAGES).await;
}

#[tokio::test]
async fn fifty_concurrent_sends_with_one_idempotency_key_are_one_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = empty_conversation(&app).await;

    let sends = (0..50).map(|_| {
        let rita = rita.clone();
        async move {
            rita.sends_with_client_id(conversation, "Is it free?", "once")
                .await
                .status
        }
    });
    let statuses = concurrently(sends).await;

    assert_eq!(statuses, [303; 50]);
    omar.get(urls::HOME)
        .await
        .assert_some("#messages-link[aria-label='Messages, 1 unread']");
    assert_eq!(omar.reads(conversation).await, ["Is it free?"]);
}

#[tokio::test]
async fn another_text_with_the_same_idempotency_key_is_409_and_stays_in_the_composer() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = empty_conversation(&app).await;
    rita.sends_with_client_id(conversation, "Is it free?", "once")
        .await
        .assert_redirect(urls::conversation(conversation));

    let page = rita
        .sends_with_client_id(conversation, "Is it free? Is it quiet?", "once")
        .await;
    let form = [("text", "Is it free?!"), ("client_id", "once")];
    let composer = rita.hx_post(urls::conversation(conversation), &form).await;

    page.assert_status(409)
        .assert_text(".composer [role=alert]", "Press Send again");
    assert_eq!(page.value_of(".composer textarea"), "Is it free? Is it quiet?");
    composer
        .assert_status(409)
        .assert_text("[role=alert]", "Press Send again");
    assert_eq!(composer.value_of("textarea"), "Is it free?!");
    assert_eq!(omar.reads(conversation).await, ["Is it free?"]);

    // Pressing Send again sends the text with the new key of the composer.
    let fresh = composer.attribute("[name=client_id]", "value").unwrap();
    rita.sends_with_client_id(conversation, "Is it free?!", &fresh)
        .await
        .assert_redirect(urls::conversation(conversation));
    assert_eq!(omar.reads(conversation).await, ["Is it free?", "Is it free?!"]);
}

#[tokio::test]
async fn two_hundred_concurrent_messages_have_the_same_order_for_both_participants() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = empty_conversation(&app).await;

    let sends = (0..200).map(|number| {
        let sender = if number % 2 == 0 { rita.clone() } else { omar.clone() };
        async move {
            let sent = sender
                .sends_with_client_id(conversation, &format!("message {number}"), &format!("{number}"))
                .await;
            sent.status
        }
    });
    let statuses = concurrently(sends).await;

    assert_eq!(statuses, [303; 200]);
    let [for_rita, for_omar] = [
        rita.polls_from_start(conversation).await,
        omar.polls_from_start(conversation).await,
    ];
    let flat = |news: &[crate::harness::News]| -> Vec<(String, String)> {
        let rows = news
            .iter()
            .flat_map(|news| news.ids.iter().cloned().zip(news.texts.iter().cloned()));
        rows.collect()
    };
    let (for_rita, for_omar) = (flat(&for_rita), flat(&for_omar));
    assert_eq!(for_rita, for_omar);
    assert_eq!(for_rita.len(), 200);
    let ids: Vec<i64> = for_rita
        .iter()
        .map(|(id, _)| id["message-".len()..].parse().unwrap())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a < b));
    let mut texts: Vec<_> = for_rita.into_iter().map(|(_, text)| text).collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 200);
}

#[tokio::test]
async fn over_the_rate_limit_a_message_is_429_and_stays_in_the_composer() {
    let app = TestApp::with().rate_limits().boot().await;
    let (omar, rita, conversation) = empty_conversation(&app).await;

    let mut sent = 0;
    let rejected = loop {
        let key = format!("n{sent}");
        let form = [("text", "Hello?"), ("client_id", &*key)];
        let response = rita.hx_post(urls::conversation(conversation), &form).await;
        if response.status != 200 {
            break response;
        }
        sent += 1;
        assert!(sent < 300, "never rejected");
    };

    rejected
        .assert_status(429)
        .assert_text("[role=alert]", "Please try again in");
    assert_eq!(rejected.value_of("textarea"), "Hello?");
    assert!(sent >= 60, "{sent}");
    assert!(rejected.header("retry-after").parse::<u64>().is_ok(), "{rejected}");
    rita.sends_with_client_id(conversation, "Hello?", "n0")
        .await
        .assert_redirect(urls::conversation(conversation));
    omar.sends(conversation, "Calm down.").await;
}

#[tokio::test]
async fn another_content_type_is_415_and_a_form_that_is_not_utf_8_is_400() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = empty_conversation(&app).await;
    let post = |kind: &str, body: &'static str| {
        let request = rita.request(Method::POST, urls::conversation(conversation));
        rita.send(request.header("Content-Type", kind).body(body))
    };

    post("application/x-www-form-urlencoded", "text=%E2%28%A1")
        .await
        .assert_status(400);
    post("application/json", "{}").await.assert_status(415);
    rita.post(urls::conversation(conversation), &[])
        .await
        .assert_status(422);
    post("application/x-www-form-urlencoded", "text=a&text=b&text=c").await;
    post("application/x-www-form-urlencoded; charset=utf-8", "text=hello&other=1")
        .await
        .assert_status(303);

    assert_eq!(rita.reads(conversation).await.last().map(String::as_str), Some("hello"));
}
