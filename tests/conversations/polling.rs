//! What the open conversation asks every three seconds.

use reqwest::Method;
use views::{ids, urls};

use crate::harness::steps::{answers_much, says_much, started_conversation};
use crate::harness::{Actor, TestApp};

#[tokio::test]
async fn a_renter_reads_the_owners_answer_at_the_next_poll() {
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

    omar.says(conversation, "Come on Saturday.").await;

    let news = rita.hx_get(&poll).await;
    news.assert_ok()
        .assert_text(".message b", "Omar Haddad")
        .assert_no("main");
    assert_eq!(news.messages(), ["Come on Saturday."], "only what is new");
    assert_ne!(news.next_poll(&tail), poll);
    let again = rita.hx_get(&poll).await;
    assert_eq!(again.messages(), ["Come on Saturday."], "asking again brings it again");
}

#[tokio::test]
async fn what_rita_reads_is_no_news_to_herself() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let tail = ids::tail(conversation);
    omar.says(conversation, "It is.").await;

    let page = rita.opens(conversation).await;
    rita.hx_get(page.next_poll(&tail)).await.assert_status(204);

    omar.says(conversation, "Come on Saturday.").await;
    let news = rita.hx_get(page.next_poll(&tail)).await;
    rita.hx_get(news.next_poll(&tail)).await.assert_status(204);
}

#[tokio::test]
async fn a_sender_gets_their_own_message_from_the_poll() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));

    rita.says(conversation, "And quiet?").await;

    let news = rita.hx_get(&poll).await;
    news.assert_some(".message--own");
    assert_eq!(news.messages(), ["And quiet?"]);
}

#[tokio::test]
async fn a_poll_without_news_asks_the_database_nothing() {
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
        // Reading was news to the other side; and what is asked first is remembered.
        loop {
            let answer = actor.hx_get(&poll).await;
            if answer.status == 204 {
                break;
            }
            poll = answer.next_poll(&ids::tail(conversation));
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
    assert!(app.statements() > before, "what counts them works");
}

#[tokio::test]
async fn a_poll_that_says_nonsense_is_answered_all_the_same() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let everything = ["-1", "-9223372036854775808", "0"];
    let nothing_new = [
        "",
        "x",
        "1e3",
        "9999",
        "9223372036854775807",
        "99999999999999999999",
        "%00",
        "1;DROP TABLE message",
    ];

    for since in everything.iter().chain(&nothing_new) {
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
async fn a_poll_visited_by_hand_leads_to_the_conversation() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    let visit = rita.request(Method::GET, urls::updates(conversation, 0));
    let answer = rita.send(visit.header("Sec-Fetch-Dest", "document")).await;

    answer.assert_redirect(urls::conversation(conversation));
}

#[tokio::test]
async fn what_a_poll_brings_is_read() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    omar.says(conversation, "Yes.").await;
    omar.says(conversation, "Come on Saturday.").await;
    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link[aria-label='Messages, 2 unread']");

    rita.hx_get(&poll).await.assert_ok();

    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
    rita.get(urls::MESSAGES).await.assert_no(".count");
}

/// What polls bring until there is nothing more: the texts of new rows, and those said anew in their place.
async fn brought(actor: &Actor, conversation: i64, mut poll: String) -> (Vec<String>, Vec<String>) {
    let (mut new, mut anew) = (Vec::new(), Vec::new());
    loop {
        let answer = actor.hx_get(&poll).await;
        if answer.status == 204 {
            return (new, anew);
        }
        anew.extend(answer.raw_texts(".said[hx-swap-oob] .bubble > p"));
        let news = answer.news(conversation);
        new.extend(news.texts);
        poll = news.next;
        assert!(new.len() <= 600 && anew.len() <= 1_200, "it ends");
    }
}

#[tokio::test]
async fn five_hundred_missed_messages_all_arrive_and_none_twice() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));

    says_much(&app, &omar, conversation, 0..520).await;

    let expected: Vec<_> = (0..520).map(|number| format!("message {number}")).collect();
    assert_eq!(brought(&rita, conversation, poll).await, (expected, Vec::new()));
    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
}

#[tokio::test]
async fn a_missed_message_that_was_edited_since_arrives_in_its_place() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    omar.says(conversation, "It is.").await;
    let first = *omar.message_ids(conversation).await.last().unwrap();
    says_much(&app, &omar, conversation, 1..520).await;

    omar.edits_message(conversation, first, "It was.")
        .await
        .assert_redirect(urls::message(conversation, first));

    let (new, _) = brought(&rita, conversation, poll).await;
    let mut expected = vec!["It was.".to_owned()];
    expected.extend((1..520).map(|number| format!("message {number}")));
    assert_eq!(new, expected);
}

#[tokio::test]
async fn as_many_answers_as_there_may_be_are_told_when_what_they_quote_has_changed() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await[0];
    answers_much(&app, &omar, conversation, 0..520, &quoted.to_string()).await;
    let poll = omar.caught_up(conversation).await;

    rita.edits_message(conversation, quoted, "Is it free from May?")
        .await
        .assert_redirect(urls::message(conversation, quoted));

    let (_, mut anew) = brought(&omar, conversation, poll).await;
    let mut expected: Vec<_> = (0..520).map(|number| format!("message {number}")).collect();
    expected.push("Is it free from May?".to_owned());
    anew.sort();
    expected.sort();
    assert_eq!(anew, expected);
}

#[tokio::test]
async fn a_frame_that_cannot_show_all_that_was_missed_leads_to_the_newest() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let frame = rita.caught_up(conversation).await.replace("/updates", "/frame");
    let newest = format!("a[href='{}']", urls::conversation(conversation));
    says_much(&app, &omar, conversation, 0..499).await;
    rita.get(&frame).await.assert_no(&newest);

    says_much(&app, &omar, conversation, 499..520).await;

    let shown = rita.get(&frame).await;
    assert_eq!(shown.messages().len(), 500);
    shown.assert_text(&newest, "Newest messages");
}

#[tokio::test]
async fn messages_that_come_while_polling_are_neither_lost_nor_doubled() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let mut poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let sender = {
        let omar = omar.clone();
        tokio::spawn(async move {
            for number in 0..100 {
                omar.says(conversation, &format!("message {number}")).await;
            }
        })
    };

    let mut texts = Vec::new();
    while texts.len() < 100 || !sender.is_finished() {
        let answer = rita.hx_get(&poll).await;
        if answer.status == 200 {
            let news = answer.news(conversation);
            texts.extend(news.texts);
            poll = news.next;
        }
        assert!(texts.len() <= 100, "{texts:?}");
        if sender.is_finished() && answer.status == 204 {
            break;
        }
    }

    sender.await.unwrap();
    let expected: Vec<_> = (0..100).map(|number| format!("message {number}")).collect();
    assert_eq!(texts, expected);
}
