//! Conversations and messages in the JSON API: starting, sending, reading, and access.

use reqwest::Method;
use serde_json::{Value, json};
use views::urls;

use crate::harness::{Actor, TestApp, TestResponse, concurrently};

async fn gets(actor: &Actor, path: &str) -> Value {
    let response = actor.calls_api(Method::GET, path, None).await;
    response.assert_ok();
    response.json()
}

async fn posts(actor: &Actor, path: &str, body: Value) -> TestResponse {
    actor.calls_api(Method::POST, path, Some(body)).await
}

async fn id_of(actor: &Actor) -> i64 {
    gets(actor, "/api/me").await["id"].as_i64().unwrap()
}

#[tokio::test]
async fn starting_a_conversation_is_201_and_again_is_200_with_the_same_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let (home, owner, renter) = (omar.lists("Canal loft").await, id_of(&omar).await, id_of(&rita).await);
    let body = json!({"listingId": home, "ownerId": owner});

    let first = posts(&rita, "/api/conversations", body.clone()).await;
    let again = posts(&rita, "/api/conversations", body.clone()).await;

    first.assert_status(201);
    again.assert_status(200);
    let conversation = first.json();
    assert_eq!(conversation, again.json());
    assert_eq!(conversation["listing"]["id"], home);
    assert_eq!(conversation["renter"], json!({"id": renter, "name": "Rita Okafor"}));
    assert_eq!(conversation["owner"], json!({"id": owner, "name": "Omar Haddad"}));
    assert_eq!(
        (&conversation["lastMessage"], &conversation["unread"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(conversation["createdAt"], "2026-11-22T10:00:00.000Z");
    let fields = posts(
        &rita,
        "/api/conversations",
        json!({"listingId": home, "ownerId": renter}),
    )
    .await;
    assert_eq!(fields.assert_problem(422), ["ownerId"]);
    posts(&omar, "/api/conversations", body).await.assert_problem(422);
    posts(&rita, "/api/conversations", json!({"listingId": 99, "ownerId": owner}))
        .await
        .assert_problem(404);
}

#[tokio::test]
async fn a_message_costs_five_sql_statements() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    let message = json!({"conversationId": conversation, "text": "Is it free?", "clientId": "once"});
    gets(&rita, "/api/me").await;

    let before = app.statements();
    posts(&rita, "/api/messages", message).await.assert_status(201);

    assert_eq!(app.statements() - before, 5);
}

#[tokio::test]
async fn messages_sent_by_api_and_by_form_are_in_one_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    let path = format!("/api/messages?conversationId={conversation}");
    let message = json!({"conversationId": conversation, "text": " Is it free? ", "clientId": "once"});

    let sent = posts(&rita, "/api/messages", message.clone()).await;
    let again = posts(&rita, "/api/messages", message).await;
    let other = posts(
        &rita,
        "/api/messages",
        json!({"conversationId": conversation, "text": "Other", "clientId": "once"}),
    )
    .await;
    omar.sends(conversation, "It is.").await;

    sent.assert_status(201);
    again.assert_status(200);
    other.assert_problem(409);
    assert_eq!(sent.json()["id"], again.json()["id"]);
    assert_eq!(
        (&sent.json()["text"], &sent.json()["read"]),
        (&json!("Is it free?"), &json!(false))
    );
    assert_eq!(gets(&rita, "/api/me").await["unread"], 1);
    let messages = gets(&rita, &path).await;
    let texts: Vec<_> = messages
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["text"].clone())
        .collect();
    assert_eq!(texts, ["Is it free?", "It is."]);
    assert_eq!(messages[0]["sender"]["name"], "Rita Okafor");
    assert_eq!(
        gets(&rita, "/api/me").await["unread"],
        0,
        "messages in a response are marked as read"
    );
    assert_eq!(rita.reads(conversation).await, ["Is it free?", "It is."]);
    let inbox = gets(&omar, "/api/conversations").await;
    assert_eq!(
        (&inbox[0]["lastMessage"], &inbox[0]["unread"]),
        (&json!("It is."), &json!(1))
    );
}

#[tokio::test]
async fn twenty_concurrent_sends_with_one_idempotency_key_are_one_message() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;

    let sends = (0..20).map(|_| {
        let rita = rita.clone();
        async move {
            let message = json!({"conversationId": conversation, "text": "Hello", "clientId": "once"});
            let response = posts(&rita, "/api/messages", message).await;
            (response.status, response.json()["id"].as_i64().unwrap())
        }
    });
    let responses = concurrently(sends).await;

    assert_eq!(responses.iter().filter(|(status, _)| *status == 201).count(), 1);
    assert!(
        responses
            .iter()
            .all(|(status, id)| [200, 201].contains(status) && *id == responses[0].1)
    );
    assert_eq!(omar.reads(conversation).await, ["Hello"]);
}

#[tokio::test]
async fn pagination_of_messages_works_before_and_after_a_cursor() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    for number in 0..120 {
        rita.sends(conversation, &format!("{number}")).await;
    }
    let list = async |query: &str| {
        let messages = gets(&omar, &format!("/api/messages?conversationId={conversation}{query}")).await;
        let text = |message: &Value| message["text"].as_str().unwrap().parse::<u32>().unwrap();
        let ids: Vec<_> = messages
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["id"].as_i64().unwrap())
            .collect();
        (ids, messages.as_array().unwrap().iter().map(text).collect::<Vec<_>>())
    };

    let (ids, last) = list("").await;
    assert_eq!(last, (70..120).collect::<Vec<_>>());
    assert_eq!(
        list(&format!("&before={}&limit=30", ids[0])).await.1,
        (40..70).collect::<Vec<_>>()
    );
    assert_eq!(
        list(&format!("&after={}", ids[39])).await.1,
        (110..120).collect::<Vec<_>>()
    );
    assert_eq!(list("&after=0&limit=200").await.1, (0..120).collect::<Vec<_>>());
    for wrong in ["&limit=0", "&limit=201", "&limit=-1", "&after=1&before=2"] {
        let path = format!("/api/messages?conversationId={conversation}{wrong}");
        omar.calls_api(Method::GET, path, None).await.assert_problem(422);
    }
}

#[tokio::test]
async fn a_stranger_gets_404_for_the_messages_of_a_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita, sam) = (app.omar().await, app.rita().await, app.sam().await);
    let conversation = rita.enquires_about(omar.lists("Canal loft").await, "Between us").await;
    let unknown = conversation + 1_000;

    for id in [conversation, unknown] {
        let read = sam
            .calls_api(Method::GET, format!("/api/messages?conversationId={id}"), None)
            .await;
        let sent = posts(&sam, "/api/messages", json!({"conversationId": id, "text": "Hello"})).await;
        let empty = posts(&sam, "/api/messages", json!({"conversationId": id, "text": ""})).await;
        for response in [read, sent, empty] {
            response.assert_problem(404);
        }
    }

    assert_eq!(gets(&sam, "/api/conversations").await, json!([]));
    assert_eq!(omar.reads(conversation).await, ["Between us"]);
    omar.get(urls::MESSAGES).await.assert_ok();
}

#[tokio::test]
async fn conversations_are_paged_by_before_and_limit() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let mut newest_first = Vec::new();
    for number in 0..55 {
        let home = omar.lists(&format!("Home {number}")).await;
        // All at the same time, so the id decides.
        newest_first.insert(0, rita.contacts(home).await);
    }
    let ids = |list: Value| {
        let list = list.as_array().unwrap().clone();
        list.iter().map(|row| row["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };

    assert_eq!(ids(gets(&rita, "/api/conversations").await), newest_first[..50]);
    assert_eq!(ids(gets(&rita, "/api/conversations?limit=100").await), newest_first);
    let next = format!("/api/conversations?before={}", newest_first[49]);
    assert_eq!(ids(gets(&rita, &next).await), newest_first[50..]);
    let mut seen = ids(gets(&rita, "/api/conversations?limit=20").await);
    while let Some(last) = seen.last().filter(|_| seen.len() < 55) {
        let next = format!("/api/conversations?limit=20&before={last}");
        seen.extend(ids(gets(&rita, &next).await));
    }
    assert_eq!(seen, newest_first);
    for (query, field) in [("limit=0", "limit"), ("limit=101", "limit"), ("before=9999", "before")] {
        let wrong = rita
            .calls_api(Method::GET, format!("/api/conversations?{query}"), None)
            .await;
        assert_eq!(wrong.assert_problem(422), [field]);
    }
    let sam = app.sam().await;
    let foreign = sam.calls_api(Method::GET, next, None).await;
    assert_eq!(foreign.assert_problem(422), ["before"]);
}
