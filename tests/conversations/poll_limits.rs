//! The size of one poll response: it stops at a number of messages and of characters, and the next poll returns the rest.

use porchlight::conversations::edit::actions::react;
use porchlight::conversations::edit::input::ReactionInput;
use porchlight::conversations::send::actions::send_message;
use porchlight::conversations::send::input::MessageInput;
use porchlight::entities::{ConversationId, MessageId};
use views::{ids, urls};

use crate::harness::steps::{sends_many, started_conversation, viewer};
use crate::harness::{Actor, TestApp, TestResponse};

/// The limit of the characters in one response, and room for its markup.
const MAX_BYTES: usize = 256 * 1_024 + 500 * 1_500;

/// Sends messages of 4,000 characters that start with their number.
async fn sends_long(app: &TestApp, actor: &Actor, conversation: i64, count: usize, quoted: &str) {
    let viewer = viewer(app, actor).await;
    for number in 0..count {
        let input = MessageInput {
            text: format!("{number:04}{}", "x".repeat(3_996)),
            reply_to: quoted.to_owned(),
            ..MessageInput::default()
        };
        send_message(app.context(), &viewer, ConversationId(conversation), &input)
            .await
            .unwrap();
    }
}

/// Polls until there are no changes; returns the responses.
async fn poll_to_end(reader: &Actor, conversation: i64, mut poll: String) -> Vec<TestResponse> {
    let mut responses = Vec::new();
    loop {
        let response = reader.hx_get(&poll).await;
        if response.status == 204 {
            return responses;
        }
        poll = response.next_poll(&ids::tail(conversation));
        responses.push(response);
        assert!(responses.len() < 60, "the polls end");
    }
}

fn starts(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| text.chars().take(4).collect()).collect()
}

#[tokio::test]
async fn a_poll_stops_at_256_kib_of_text_and_the_next_ones_return_each_message_once() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    sends_long(&app, &omar, conversation, 200, "").await;

    let responses = poll_to_end(&rita, conversation, poll).await;

    let texts: Vec<_> = responses.iter().flat_map(TestResponse::messages).collect();
    let expected: Vec<_> = (0..200).map(|number| format!("{number:04}")).collect();
    assert_eq!(starts(&texts), expected);
    for response in &responses {
        assert!(response.messages().len() <= 65, "{}", response.messages().len());
        response.assert_no(".said[hx-swap-oob]");
    }
}

#[tokio::test]
async fn a_poll_stops_within_the_messages_that_one_edit_has_changed() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await[0];
    sends_long(&app, &omar, conversation, 200, &quoted.to_string()).await;
    let poll = omar.current_poll(conversation).await;
    rita.edits_message(conversation, quoted, "Is it free from May?")
        .await
        .assert_status(303);

    let responses = poll_to_end(&omar, conversation, poll).await;

    assert!(responses.len() >= 4, "{}", responses.len());
    let mut replaced = Vec::new();
    for response in &responses {
        response.assert_no(".message");
        let texts = response.raw_texts(".said[hx-swap-oob] .bubble > p");
        assert!(texts.len() <= 66, "{}", texts.len());
        replaced.extend(starts(&texts));
    }
    replaced.sort();
    let mut expected: Vec<_> = (0..200).map(|number| format!("{number:04}")).collect();
    expected.push("Is i".to_owned());
    assert_eq!(replaced, expected, "each once");
}

#[tokio::test]
async fn a_poll_from_the_start_of_a_thread_with_later_reactions_is_bounded() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    sends_many(&app, &omar, conversation, 0..700).await;
    let reader = viewer(&app, &rita).await;
    // In reverse order: the first change is that of the newest message.
    let newest = *rita.message_ids(conversation).await.last().unwrap();
    for id in (newest - 699..=newest).rev() {
        let input = ReactionInput {
            reaction: "like".to_owned(),
        };
        react(app.context(), &reader, MessageId(id), &input).await.unwrap();
    }

    let responses = poll_to_end(&rita, conversation, urls::updates(conversation, 0)).await;

    let texts: Vec<_> = responses.iter().flat_map(TestResponse::messages).collect();
    assert_eq!(texts.len(), 701, "each message once");
    assert_eq!(texts[700], "message 699");
    for response in &responses {
        assert!(response.messages().len() <= 500);
        assert!(response.body.len() < MAX_BYTES, "{} bytes", response.body.len());
    }
}

#[tokio::test]
async fn an_inbox_poll_returns_at_most_100_rows_although_all_have_changed_later() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let mut expected = Vec::new();
    for number in 0..130 {
        let home = omar.lists(&format!("Home {number}")).await;
        expected.push(rita.enquires_about(home, "Is it free?").await);
    }
    for conversation in &expected {
        omar.opens(*conversation).await;
    }

    let mut poll = urls::inbox_updates(0);
    let mut moved = Vec::new();
    loop {
        let news = omar.hx_get(&poll).await;
        if news.status == 204 {
            break;
        }
        assert!(
            news.count("li.conversation-item") <= 100,
            "{}",
            news.count("li.conversation-item")
        );
        moved.extend(news.attributes("li.conversation-item:not([hx-swap-oob])", "id"));
        poll = news.next_poll(ids::INBOX_HEAD);
    }
    moved.sort();
    let mut expected: Vec<_> = expected.into_iter().map(ids::conversation).collect();
    expected.sort();
    assert_eq!(moved, expected, "each once");
}
