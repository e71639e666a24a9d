//! The poll of an open conversation, every three seconds.

use reqwest::Method;
use views::{ids, urls};

use crate::harness::steps::{sends_many, sends_many_quoting, started_conversation};
use crate::harness::{Actor, TestApp};

#[tokio::test]
async fn ritas_next_poll_returns_omars_reply_once_per_revision() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let page = rita.opens(conversation).await;
    let tail = ids::tail(conversation);
    let poll = page.next_poll(&tail);
    assert!(
        page.attribute(&format!("#{tail}"), "hx-trigger")
            .unwrap()
            .contains("every 3s")
    );
    let nothing = rita.hx_get(&poll).await;
    nothing.assert_status(204);
    assert!(nothing.body.is_empty());

    omar.sends(conversation, "Come on Saturday.").await;

    let news = rita.hx_get(&poll).await;
    news.assert_ok()
        .assert_text(".message b", "Omar Haddad")
        .assert_no("main");
    assert_eq!(news.messages(), ["Come on Saturday."], "only new messages");
    assert_ne!(news.next_poll(&tail), poll);
    let again = rita.hx_get(&poll).await;
    assert_eq!(
        again.messages(),
        ["Come on Saturday."],
        "the same poll returns it again"
    );
}

#[tokio::test]
async fn reading_a_message_is_no_change_in_the_readers_own_poll() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let tail = ids::tail(conversation);
    omar.sends(conversation, "It is.").await;

    let page = rita.opens(conversation).await;
    rita.hx_get(page.next_poll(&tail)).await.assert_status(204);

    omar.sends(conversation, "Come on Saturday.").await;
    let news = rita.hx_get(page.next_poll(&tail)).await;
    rita.hx_get(news.next_poll(&tail)).await.assert_status(204);
}

#[tokio::test]
async fn the_senders_poll_returns_the_own_message() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));

    rita.sends(conversation, "And quiet?").await;

    let news = rita.hx_get(&poll).await;
    news.assert_some(".message--own");
    assert_eq!(news.messages(), ["And quiet?"]);
}

#[tokio::test]
async fn a_poll_without_changes_is_204_and_runs_no_sql_statement() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let polls = [
        (
            &rita,
            rita.opens(conversation).await.next_poll(&ids::tail(conversation)),
        ),
        (
            &omar,
            omar.opens(conversation).await.next_poll(&ids::tail(conversation)),
        ),
    ];
    let mut ready = Vec::new();
    for (actor, mut poll) in polls {
        // Reading changed the other participant's poll, and the first request fills the cache.
        loop {
            let response = actor.hx_get(&poll).await;
            if response.status == 204 {
                break;
            }
            poll = response.next_poll(&ids::tail(conversation));
        }
        ready.push((actor, poll));
    }

    let before = app.statements();
    for (actor, poll) in &ready {
        for _ in 0..20 {
            actor.hx_get(poll).await.assert_status(204);
            actor
                .hx_get(urls::presence(conversation, "now"))
                .await
                .assert_status(204);
        }
    }

    assert_eq!(app.statements() - before, 0);
    rita.opens(conversation).await;
    assert!(app.statements() > before, "the statement counter works");
}

#[tokio::test]
async fn a_poll_with_an_invalid_revision_returns_200_and_a_valid_next_poll() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let everything = ["-1", "-9223372036854775808", "0"];
    let invalid = [
        "",
        "x",
        "1e3",
        "9999",
        "9223372036854775807",
        "99999999999999999999",
        "%00",
        "1;DROP TABLE message",
    ];

    for since in everything.iter().chain(&invalid) {
        let news = rita
            .hx_get(format!("/messages/{conversation}/updates?since={since}"))
            .await;
        news.assert_ok();
        let next = news.next_poll(&ids::tail(conversation));
        rita.hx_get(next).await.assert_status(204);
        if everything.contains(since) {
            assert_eq!(news.messages(), ["Is it free?"], "{since}");
        }
    }
    rita.hx_get(format!("/messages/{conversation}/updates"))
        .await
        .assert_ok();
    rita.hx_get(format!("/messages/{conversation}/updates?since=%FF"))
        .await
        .assert_status(400);
}

#[tokio::test]
async fn a_navigation_to_a_poll_url_is_redirected_to_the_conversation() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    let navigation = rita.request(Method::GET, urls::updates(conversation, 0));
    let response = rita.send(navigation.header("Sec-Fetch-Dest", "document")).await;

    response.assert_redirect(urls::conversation(conversation));
}

#[tokio::test]
async fn messages_in_a_poll_response_are_marked_as_read() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    omar.sends(conversation, "Yes.").await;
    omar.sends(conversation, "Come on Saturday.").await;
    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link[aria-label='Messages, 2 unread']");

    rita.hx_get(&poll).await.assert_ok();

    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
    rita.get(urls::MESSAGES).await.assert_no(".count");
}

/// Polls until there are no changes. Returns the texts of new messages, and the replaced texts of older ones.
async fn poll_to_end(actor: &Actor, conversation: i64, mut poll: String) -> (Vec<String>, Vec<String>) {
    let (mut new, mut replaced) = (Vec::new(), Vec::new());
    loop {
        let response = actor.hx_get(&poll).await;
        if response.status == 204 {
            return (new, replaced);
        }
        replaced.extend(response.raw_texts(".said[hx-swap-oob] .bubble > p"));
        let news = response.news(conversation);
        new.extend(news.texts);
        poll = news.next;
        assert!(new.len() <= 600 && replaced.len() <= 1_200, "the polls end");
    }
}

#[tokio::test]
async fn polls_return_520_missed_messages_each_once() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));

    sends_many(&app, &omar, conversation, 0..520).await;

    let expected: Vec<_> = (0..520).map(|number| format!("message {number}")).collect();
    assert_eq!(poll_to_end(&rita, conversation, poll).await, (expected, Vec::new()));
    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
}

#[tokio::test]
async fn a_missed_message_that_was_edited_keeps_its_order_in_the_poll() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    omar.sends(conversation, "It is.").await;
    let first = *omar.message_ids(conversation).await.last().unwrap();
    sends_many(&app, &omar, conversation, 1..520).await;

    omar.edits_message(conversation, first, "It was.")
        .await
        .assert_redirect(urls::message(conversation, first));

    let (new, _) = poll_to_end(&rita, conversation, poll).await;
    let mut expected = vec!["It was.".to_owned()];
    expected.extend((1..520).map(|number| format!("message {number}")));
    assert_eq!(new, expected);
}

#[tokio::test]
async fn polls_update_the_quote_in_520_replies_to_an_edited_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await[0];
    sends_many_quoting(&app, &omar, conversation, 0..520, &quoted.to_string()).await;
    let poll = omar.current_poll(conversation).await;

    rita.edits_message(conversation, quoted, "Is it free from May?")
        .await
        .assert_redirect(urls::message(conversation, quoted));

    let (_, mut replaced) = poll_to_end(&omar, conversation, poll).await;
    let mut expected: Vec<_> = (0..520).map(|number| format!("message {number}")).collect();
    expected.push("Is it free from May?".to_owned());
    replaced.sort();
    expected.sort();
    assert_eq!(replaced, expected);
}

#[tokio::test]
async fn a_frame_with_more_than_500_missed_messages_links_to_the_newest_page() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let frame = rita.current_poll(conversation).await.replace("/updates", "/frame");
    let newest = format!("a[href='{}']", urls::conversation(conversation));
    sends_many(&app, &omar, conversation, 0..499).await;
    rita.get(&frame).await.assert_no(&newest);

    sends_many(&app, &omar, conversation, 499..520).await;

    let page = rita.get(&frame).await;
    assert_eq!(page.messages().len(), 500);
    page.assert_text(&newest, "Newest messages");
}

#[tokio::test]
async fn messages_sent_during_polls_are_neither_lost_nor_duplicated() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let mut poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let sender = {
        let omar = omar.clone();
        tokio::spawn(async move {
            for number in 0..100 {
                omar.sends(conversation, &format!("message {number}")).await;
            }
        })
    };

    let mut texts = Vec::new();
    while texts.len() < 100 || !sender.is_finished() {
        let response = rita.hx_get(&poll).await;
        if response.status == 200 {
            let news = response.news(conversation);
            texts.extend(news.texts);
            poll = news.next;
        }
        assert!(texts.len() <= 100, "{texts:?}");
        if sender.is_finished() && response.status == 204 {
            break;
        }
    }

    sender.await.unwrap();
    let expected: Vec<_> = (0..100).map(|number| format!("message {number}")).collect();
    assert_eq!(texts, expected);
}
