//! Batched sends: queued messages are stored in one transaction, and each gets the result of a single send.

use std::time::Duration;

use futures_util::FutureExt as _;
use porchlight::entities::{ConversationId, Timestamp, conversation, participant};
use porchlight::maintenance::verify::verify;
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use views::ids::INBOX_HEAD;
use views::urls;

use crate::harness::steps::viewer;
use crate::harness::{Actor, MORNING, TestApp, TestResponse, config_for};

/// Sends a message through the JSON API, once it is polled.
fn send_json(sender: &Actor, body: Value) -> impl Future<Output = TestResponse> + Send + use<> {
    let sender = sender.clone();
    async move { sender.calls_api(Method::POST, "/api/messages", Some(body)).await }
}

/// Sends a text with this idempotency key, once it is polled.
fn send(sender: &Actor, conversation: i64, text: &str, key: &str) -> impl Future<Output = TestResponse> + Send + use<> {
    send_json(
        sender,
        json!({"conversationId": conversation, "text": text, "clientId": key}),
    )
}

fn ids(responses: &[TestResponse]) -> Vec<i64> {
    responses
        .iter()
        .map(|response| response.json()["id"].as_i64().unwrap())
        .collect()
}

fn statuses(responses: &[TestResponse]) -> Vec<u16> {
    responses.iter().map(|response| response.status).collect()
}

async fn assert_verified(app: &TestApp) {
    let findings = verify(&config_for(app.data()), true, &mut |finding| panic!("{finding}")).await;
    assert_eq!(findings.unwrap(), 0);
}

/// Omar, Rita and Ravi, and two conversations: Rita's and Ravi's, each about one of Omar's two listings.
async fn three_people(app: &TestApp) -> (Actor, Actor, Actor, [i64; 2]) {
    let (omar, rita, ravi) = (app.omar().await, app.rita().await, app.ravi().await);
    let with_rita = rita.contacts(omar.lists("Canal loft").await).await;
    let with_ravi = ravi.contacts(omar.lists("Garden flat").await).await;
    (omar, rita, ravi, [with_rita, with_ravi])
}

#[tokio::test]
async fn a_batch_of_sixty_messages_costs_as_many_sql_statements_as_one_message() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi, [with_rita, with_ravi]) = three_people(&app).await;
    let turns = [
        (&rita, with_rita),
        (&ravi, with_ravi),
        (&omar, with_rita),
        (&omar, with_ravi),
    ];
    let sends = turns.iter().cycle().take(60).enumerate();
    let sends = sends.map(|(number, (sender, to))| send(sender, *to, &format!("line {number}"), &format!("{number}")));
    let polls = [rita.current_poll(with_rita).await, omar.current_poll(with_ravi).await];

    let before = app.statements();
    let responses = app.in_one_batch(sends).await;
    let statements = app.statements() - before;

    assert_eq!(statuses(&responses), [201; 60]);
    assert_eq!(statements, 5);
    assert!(ids(&responses).is_sorted_by(|a, b| a < b), "in the order they came");
    for (number, response) in responses.iter().enumerate() {
        assert_eq!(
            response.json()["text"],
            format!("line {number}"),
            "each caller gets its own result"
        );
    }
    let lines = |of: usize| (0..60).filter(move |n| n % 2 == of).map(|n| format!("line {n}"));
    for (people, conversation, of) in [([&omar, &rita], with_rita, 0), ([&omar, &ravi], with_ravi, 1)] {
        let inboxes = [omar.get(urls::MESSAGES).await, people[1].get(urls::MESSAGES).await];
        let row = format!("#conversation-{conversation}");
        for inbox in inboxes {
            inbox.assert_text(&format!("{row} .count"), "15 unread");
            inbox.assert_text(&format!("{row} .last"), &lines(of).next_back().unwrap());
        }
        for person in people {
            assert_eq!(person.reads(conversation).await, lines(of).collect::<Vec<_>>());
        }
    }
    let news = [rita.hx_get(&polls[0]).await, omar.hx_get(&polls[1]).await];
    assert_eq!(news[0].messages(), lines(0).collect::<Vec<_>>());
    assert_eq!(news[1].messages(), lines(1).collect::<Vec<_>>());
    assert_verified(&app).await;
}

#[tokio::test]
async fn a_rejected_message_does_not_affect_the_rest_of_its_batch() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi, [with_rita, with_ravi]) = three_people(&app).await;
    let sam = app.sam().await;
    let with_a_file = json!({"conversationId": with_ravi, "text": "See this", "attachmentIds": [99]});
    let with_a_quote = json!({"conversationId": with_rita, "text": "As I said", "replyTo": 99});

    let responses = app
        .in_one_batch([
            send(&rita, with_rita, "Is it free?", "1").boxed(),
            send(&sam, with_rita, "Give me money", "2").boxed(),
            send(&rita, with_rita, " \n ", "3").boxed(),
            send(&ravi, 99, "Hello?", "4").boxed(),
            send_json(&ravi, with_a_file).boxed(),
            send_json(&rita, with_a_quote).boxed(),
            send(&omar, with_ravi, "Good morning", "5").boxed(),
            send(&omar, with_rita, "It is.", "6").boxed(),
        ])
        .await;

    assert_eq!(statuses(&responses), [201, 404, 422, 404, 422, 422, 201, 201]);
    assert_eq!(responses[4].assert_problem(422), ["attachmentIds"]);
    assert_eq!(responses[5].assert_problem(422), ["replyTo"]);
    assert_eq!(rita.reads(with_rita).await, ["Is it free?", "It is."]);
    assert_eq!(ravi.reads(with_ravi).await, ["Good morning"]);
    assert_verified(&app).await;
}

#[tokio::test]
async fn the_same_idempotency_key_twice_in_a_batch_is_one_message() {
    let app = TestApp::boot().await;
    let (omar, rita, _ravi, [with_rita, with_ravi]) = three_people(&app).await;
    let first = send(&rita, with_rita, "Hello", "before").await;

    let responses = app
        .in_one_batch([
            send(&omar, with_ravi, "Good morning", "once"),
            send(&rita, with_rita, "Is it free?", "once"),
            send(&rita, with_rita, "Is it free?", "once"),
            send(&rita, with_rita, "Is it quiet?", "once"),
            send(&rita, with_rita, "Hello", "before"),
            send(&omar, with_rita, "It is.", "once"),
        ])
        .await;

    assert_eq!(statuses(&responses), [201, 201, 200, 409, 200, 201]);
    assert_eq!(responses[1].json()["id"], responses[2].json()["id"]);
    assert_eq!(responses[4].json()["id"], first.json()["id"]);
    assert_eq!(omar.reads(with_rita).await, ["Hello", "Is it free?", "It is."]);
    assert_verified(&app).await;
}

#[tokio::test]
async fn in_a_batch_times_are_monotonic_and_the_first_reply_sets_the_reply_time() {
    let app = TestApp::boot().await;
    let (omar, rita, _ravi, [with_rita, _]) = three_people(&app).await;
    omar.sends(with_rita, "Welcome").await;
    app.set_back(Duration::from_secs(60));

    let responses = app
        .in_one_batch([
            send(&omar, with_rita, "Ask me anything", "1"),
            send(&rita, with_rita, "Is it free?", "2"),
            send(&rita, with_rita, "And quiet?", "3"),
            send(&omar, with_rita, "Both.", "4"),
        ])
        .await;

    assert_eq!(statuses(&responses), [201; 4]);
    for response in &responses {
        assert_eq!(response.json()["createdAt"], "2026-11-22T10:00:00.000Z");
    }
    let row = conversation::Entity::find_by_id(ConversationId(with_rita)).one(app.db().read());
    let row = row.await.unwrap().unwrap();
    assert_eq!(row.revision, 6, "one for each message");
    assert_eq!(
        (row.asked_at, row.answered_at),
        (Some(Timestamp(MORNING)), Some(Timestamp(MORNING)))
    );
    assert_verified(&app).await;
}

#[tokio::test]
async fn a_batch_deletes_only_the_saved_drafts_of_its_senders_in_its_conversations() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi, [with_rita, with_ravi]) = three_people(&app).await;
    for (person, conversation) in [(&omar, with_rita), (&rita, with_rita), (&ravi, with_ravi)] {
        person
            .post(urls::draft(conversation), &[("text", "Half a sentence")])
            .await;
    }

    let sends = [
        send(&rita, with_rita, "Is it free?", "1"),
        send(&omar, with_ravi, "Good morning", "2"),
    ];
    app.in_one_batch(sends).await;

    assert_eq!(rita.opens(with_rita).await.value_of(".composer textarea"), "");
    assert_eq!(
        omar.opens(with_rita).await.value_of(".composer textarea"),
        "Half a sentence"
    );
    assert_eq!(
        ravi.opens(with_ravi).await.value_of(".composer textarea"),
        "Half a sentence"
    );
}

#[tokio::test]
async fn every_inbox_row_that_a_batch_changes_gets_its_own_revision() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi, [with_rita, with_ravi]) = three_people(&app).await;
    let poll = omar.get(urls::MESSAGES).await.next_poll(INBOX_HEAD);

    let sends = [
        send(&ravi, with_ravi, "Is it free?", "1"),
        send(&rita, with_rita, "Is it free?", "2"),
        send(&ravi, with_ravi, "And quiet?", "3"),
    ];
    app.in_one_batch(sends).await;

    let rows = participant::Entity::find()
        .filter(participant::Column::UserId.eq(viewer(&app, &omar).await.id))
        .order_by_asc(participant::Column::ConversationId)
        .all(app.db().read());
    let rows = rows.await.unwrap();
    // The starts took revisions 1 and 2. The batch bumps each row once, the row with the last message last.
    let revisions: Vec<_> = rows.iter().map(|row| (row.revision, row.activity_revision)).collect();
    assert_eq!(revisions, [(3, 3), (4, 4)]);
    let news = omar.hx_get(&poll).await;
    assert_eq!(news.attributes(".conversation-item", "id").len(), 2);
    omar.hx_get(news.next_poll(INBOX_HEAD)).await.assert_status(204);
}
