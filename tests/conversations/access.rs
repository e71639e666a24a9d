//! Access control: a conversation of others is 404 for a stranger, the same as an unknown one.

use views::urls;

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp};

#[tokio::test]
async fn a_stranger_gets_404_for_every_conversation_url() {
    let app = TestApp::boot().await;
    let (omar, rita, sam) = (app.omar().await, app.rita().await, app.sam().await);
    let home = omar.lists("Canal loft").await;
    let theirs = rita.enquires_about(home, "Between us").await;
    let unknown = theirs + 1_000;
    rita.hx_get(urls::updates(theirs, 0)).await.assert_ok();
    let message = [("text", "Let me in"), ("client_id", "sam")];

    let mut responses_by_id = Vec::new();
    for id in [theirs, unknown] {
        let mut responses = Vec::new();
        for path in [
            urls::conversation(id),
            urls::updates(id, 0),
            urls::updates(id, 99),
            urls::noscript_frame(id, 0),
            urls::presence(id, "now"),
            urls::presence(id, "nothing"),
            urls::older(id, 99, None),
        ] {
            responses.push(sam.get(&path).await);
            responses.push(sam.hx_get(&path).await);
        }
        responses.push(sam.post(urls::conversation(id), &message).await);
        responses.push(sam.post(urls::conversation(id), &[]).await);
        responses.push(sam.hx_post(urls::conversation(id), &message).await);
        for response in &responses {
            response.assert_status(404);
            assert!(
                !response.html().contains("Between us") && !response.html().contains("Rita"),
                "{response}"
            );
        }
        responses_by_id.push(responses);
    }

    for (theirs, unknown) in responses_by_id[0].iter().zip(&responses_by_id[1]) {
        assert_eq!(theirs.texts("h1, [role=alert] b"), unknown.texts("h1, [role=alert] b"));
    }
    assert_eq!(omar.reads(theirs).await, ["Between us"]);
    sam.get(urls::MESSAGES).await.assert_no(".conversation-item");
}

#[tokio::test]
async fn another_renter_of_the_same_listing_gets_404() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi) = (app.omar().await, app.rita().await, app.ravi().await);
    let home = omar.lists("Canal loft").await;
    let ritas = rita.enquires_about(home, "Rita here").await;
    let ravis = ravi.enquires_about(home, "Ravi here").await;

    ravi.get(urls::conversation(ritas)).await.assert_status(404);
    ravi.hx_get(urls::updates(ritas, 0)).await.assert_status(404);
    ravi.sends_with_client_id(ritas, "Hello", "x").await.assert_status(404);

    assert_eq!(ravi.reads(ravis).await, ["Ravi here"]);
    assert_eq!(omar.reads(ritas).await, ["Rita here"]);
}

#[tokio::test]
async fn pagination_cursors_reveal_no_messages_of_another_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita, sam) = (app.omar().await, app.rita().await, app.sam().await);
    let home = omar.lists("Canal loft").await;
    let theirs = rita.enquires_about(home, "Between us").await;
    let other = omar.enquires_about(sam.lists("Attic").await, "About the attic").await;

    // Sam's own conversation, with the ids of all messages as cursors.
    for before in [0, 1, 2, 3, i64::MAX] {
        let page = sam.get(urls::older(other, before, None)).await;
        page.assert_ok();
        assert!(!page.html().contains("Between us"), "{before}");
    }
    let news = sam.hx_get(urls::updates(other, 0)).await;
    assert_eq!(news.messages(), ["About the attic"]);
    sam.get(urls::conversation(theirs)).await.assert_status(404);
}

#[tokio::test]
async fn an_invalid_conversation_id_is_404() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for path in [
        "/messages/0",
        "/messages/-1",
        "/messages/x",
        "/messages/99999999999999999999",
        "/messages/1/",
        "/messages/99999999999999999999/updates",
    ] {
        rita.get(path).await.assert_status(404);
        rita.hx_get(path).await.assert_status(404);
    }
    rita.sends_with_client_id(0, "Hello", "x").await.assert_status(404);
    rita.post("/messages/99999999999999999999", &[("text", "Hello")])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_stranger_costs_the_same_statements_for_an_existing_and_an_unknown_conversation_and_fills_no_cache() {
    let app = TestApp::boot().await;
    let (omar, rita, theirs) = started_conversation(&app).await;
    let sam = app.sam().await;
    let statements_of = async |actor: &Actor, path: String| {
        let before = app.statements();
        let response = actor.hx_get(path).await;
        (response.status, app.statements() - before)
    };
    let poll = rita.current_poll(theirs).await;
    rita.hx_get(&poll).await.assert_status(204);
    sam.get(urls::MESSAGES).await.assert_ok();

    let paths: [fn(i64) -> String; 3] = [
        |id| urls::updates(id, 0),
        |id| urls::updates(id, 99),
        |id| urls::presence(id, "now"),
    ];
    for path in paths {
        for id in [theirs, theirs + 1_000, theirs, theirs + 1_000] {
            assert_eq!(statements_of(&sam, path(id)).await, (404, 1), "{}", path(id));
        }
    }

    let mut costs = Vec::new();
    for asks in [false, true] {
        omar.sends(theirs, "It is.").await;
        if asks {
            sam.hx_get(urls::updates(theirs, 99)).await.assert_status(404);
        }
        costs.push(statements_of(&rita, urls::updates(theirs, 0)).await);
    }
    assert_eq!(costs[0], costs[1]);
}
