//! The inbox: order by latest activity, the poll every five seconds, the unread badge, and pagination.

use std::time::Duration;

use reqwest::Method;
use views::{ids, urls};

use crate::harness::{Actor, TestApp, TestResponse};
use crate::images::corpus::jpeg;

/// The time between two conversations, so that their order is unambiguous.
const INTERVAL: Duration = Duration::from_secs(60);

/// The DOM ids of the rows of a response, in its order.
fn rows(response: &TestResponse) -> Vec<String> {
    response.attributes(".conversation-item", "id")
}

fn row(conversation: i64) -> String {
    ids::conversation(conversation)
}

/// Starts conversations about as many listings of the owner, one a minute. Returns their ids, oldest first.
async fn start_conversations(app: &TestApp, owner: &Actor, renter: &Actor, count: usize) -> Vec<i64> {
    let mut conversations = Vec::new();
    for number in 0..count {
        let home = owner.lists(&format!("Home {number}")).await;
        conversations.push(renter.enquires_about(home, &format!("About home {number}")).await);
        app.advance(INTERVAL);
    }
    conversations
}

/// Polls until there are no changes. Returns the DOM ids of the rows that moved to the top, sorted.
async fn poll_to_end(actor: &Actor, mut poll: String) -> Vec<String> {
    let mut moved = Vec::new();
    loop {
        let news = actor.hx_get(&poll).await;
        if news.status == 204 {
            moved.sort();
            return moved;
        }
        moved.extend(news.attributes("li.conversation-item:not([hx-swap-oob])", "id"));
        poll = news.next_poll(ids::INBOX_HEAD);
    }
}

#[tokio::test]
async fn an_empty_inbox_shows_a_message_and_links_to_the_listings() {
    let app = TestApp::boot().await;

    let page = app.rita().await.get(urls::MESSAGES).await;

    page.assert_ok()
        .assert_text("h2", "Nobody to write back to yet")
        .assert_some("main a[href='/']");
    page.assert_no(".conversation-item")
        .assert_some("#messages-link[aria-current=page]");
}

#[tokio::test]
async fn an_inbox_row_shows_the_other_person_the_listing_the_last_message_and_the_unread_count() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    omar.adds_photos(home, &[&jpeg(90, 60)]).await;
    let conversation = rita.contacts(home).await;
    omar.get(urls::MESSAGES).await.assert_text(".last", "No messages yet");
    rita.sends(conversation, "Is it free?").await;
    rita.sends(conversation, "And quiet?").await;

    let [for_omar, for_rita] = [omar.get(urls::MESSAGES).await, rita.get(urls::MESSAGES).await];

    for_omar
        .assert_text("h2", "Rita Okafor")
        .assert_text(".about", "Canal loft, Ghent")
        .assert_text(".count", "2 unread")
        .assert_some(".conversation-item img")
        .assert_some(".conversation-item time[datetime='2026-11-22T10:00:00.000Z']")
        .assert_text(&format!("a[href='/messages/{conversation}']"), "Open Chat")
        .assert_some("#messages-link[aria-label='Messages, 2 unread']");
    assert_eq!(for_omar.texts(".last"), ["And quiet?"]);
    assert_eq!(for_rita.texts(".last"), ["You: And quiet?"]);
    for_rita
        .assert_text("h2", "Omar Haddad")
        .assert_no(".count")
        .assert_some("#messages-link:not([aria-label])");
}

#[tokio::test]
async fn the_inbox_is_sorted_by_latest_activity_for_both_participants() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversations = start_conversations(&app, &omar, &rita, 3).await;
    let newest_first: Vec<_> = conversations.iter().rev().map(|id| row(*id)).collect();
    assert_eq!(rows(&rita.get(urls::MESSAGES).await), newest_first);

    omar.sends(conversations[0], "Yes.").await;

    let expected = [conversations[0], conversations[2], conversations[1]].map(row);
    assert_eq!(rows(&rita.get(urls::MESSAGES).await), expected);
    assert_eq!(rows(&omar.get(urls::MESSAGES).await), expected);
    rita.opens(conversations[1]).await;
    assert_eq!(
        rows(&rita.get(urls::MESSAGES).await),
        expected,
        "reading does not change the order"
    );
}

#[tokio::test]
async fn an_inbox_poll_moves_the_row_with_new_activity_and_updates_the_unread_badge() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversations = start_conversations(&app, &omar, &rita, 3).await;
    let page = rita.get(urls::MESSAGES).await;
    let poll = page.next_poll(ids::INBOX_HEAD);
    assert!(
        page.attribute("#inbox-head", "hx-trigger")
            .unwrap()
            .contains("every 5s")
    );
    let nothing = rita.hx_get(&poll).await;
    nothing.assert_status(204);
    assert!(nothing.body.is_empty());

    omar.sends(conversations[0], "Yes <b>it is</b>.").await;

    let news = rita.hx_get(&poll).await;
    let moved = row(conversations[0]);
    news.assert_ok()
        .assert_text(&format!("li.conversation-item#{moved} .last"), "Yes <b>it is</b>.")
        .assert_text(".conversation-item .count", "1 unread")
        .assert_some(&format!("li#{moved}[hx-swap-oob=delete]:not(.conversation-item)"))
        .assert_some("#messages-link[hx-swap-oob=true][aria-label='Messages, 1 unread']");
    assert_eq!(rows(&news), [moved], "only what changed");
    rita.hx_get(news.next_poll(ids::INBOX_HEAD)).await.assert_status(204);
}

#[tokio::test]
async fn an_inbox_poll_replaces_a_row_without_new_activity_in_place() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversations = start_conversations(&app, &omar, &rita, 3).await;
    let poll = omar.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);

    // In another tab.
    omar.opens(conversations[0]).await;

    let news = omar.hx_get(&poll).await;
    let changed = row(conversations[0]);
    news.assert_ok()
        .assert_some(&format!("li.conversation-item#{changed}[hx-swap-oob=true]"))
        .assert_no("[hx-swap-oob=delete]")
        .assert_no(".conversation-item .count")
        .assert_some("#messages-link[aria-label='Messages, 2 unread']");
    assert_eq!(rows(&news), [changed]);
}

#[tokio::test]
async fn an_inbox_poll_returns_a_new_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let poll = omar.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);

    let conversation = rita.contacts(omar.lists("Canal loft").await).await;

    let news = omar.hx_get(&poll).await;
    news.assert_ok().assert_text(".conversation-item h2", "Rita Okafor");
    assert_eq!(rows(&news), [row(conversation)]);
}

#[tokio::test]
async fn an_inbox_poll_without_changes_is_204_and_runs_no_sql_statement() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    start_conversations(&app, &omar, &rita, 2).await;
    let poll = omar.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    omar.hx_get(&poll).await.assert_status(204);

    let before = app.statements();
    for _ in 0..20 {
        omar.hx_get(&poll).await.assert_status(204);
    }

    assert_eq!(app.statements() - before, 0);
}

#[tokio::test]
async fn the_unread_badge_is_gone_once_all_messages_are_read() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversations = start_conversations(&app, &omar, &rita, 2).await;
    omar.get("/")
        .await
        .assert_some("#messages-link[aria-label='Messages, 2 unread']")
        .assert_text("#messages-link .count", "2");
    let poll = omar.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);

    omar.opens(conversations[0])
        .await
        .assert_some("#messages-link[aria-label='Messages, 1 unread']");
    omar.opens(conversations[1])
        .await
        .assert_some("#messages-link:not([aria-label])");

    let news = omar.hx_get(&poll).await;
    news.assert_some("#messages-link:not([aria-label])").assert_no(".count");
    omar.get("/").await.assert_no("#messages-link .count");
}

#[tokio::test]
async fn inbox_pagination_returns_every_conversation_once() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversations = start_conversations(&app, &omar, &rita, 65).await;

    let mut page = rita.get(urls::MESSAGES).await;
    assert_eq!(rows(&page).len(), 30);
    let mut seen = rows(&page);
    // Activity in a conversation of the first page does not move the pages below.
    omar.sends(conversations[64], "Moves nothing below").await;
    while let Some(older) = page.attribute("a[href^='/messages?before=']", "href") {
        page = rita.get(older).await;
        page.assert_ok()
            .assert_no("#inbox-head")
            .assert_text("a", "Newest conversations");
        seen.extend(rows(&page));
    }

    let expected: Vec<_> = conversations.iter().rev().map(|id| row(*id)).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn inbox_pagination_is_complete_for_conversations_with_equal_timestamps() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    for number in 0..35 {
        rita.contacts(omar.lists(&format!("Home {number}")).await).await;
    }

    let first = rita.get(urls::MESSAGES).await;
    let second = rita
        .get(first.attribute("a[href^='/messages?before=']", "href").unwrap())
        .await;

    let mut seen = [rows(&first), rows(&second)].concat();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 35);
}

#[tokio::test]
async fn an_inbox_poll_with_an_invalid_revision_returns_200_and_a_valid_next_poll() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversations = start_conversations(&app, &omar, &rita, 1).await;

    for since in ["", "x", "-1", "99999", "99999999999999999999", "%00", "1.5"] {
        let news = rita.hx_get(format!("/messages/updates?since={since}")).await;
        news.assert_ok();
        rita.hx_get(news.next_poll(ids::INBOX_HEAD)).await.assert_status(204);
    }
    for before in ["x", "-", "1-", "99999999999999999999-1", "0-0", "-5--5"] {
        rita.get(format!("/messages?before={before}")).await.assert_ok();
    }
    assert_eq!(
        rows(&rita.hx_get(urls::inbox_updates(-9)).await),
        [row(conversations[0])]
    );
    let navigation = rita.request(Method::GET, urls::inbox_updates(0));
    let navigation = rita.send(navigation.header("Sec-Fetch-Dest", "document")).await;
    navigation.assert_redirect(urls::MESSAGES);
}

#[tokio::test]
async fn inbox_polls_return_130_missed_conversations() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let mut expected = Vec::new();
    for number in 0..130 {
        let home = omar.lists(&format!("Home {number}")).await;
        expected.push(format!(
            "conversation-{}",
            rita.enquires_about(home, "Is it still free?").await
        ));
    }

    expected.sort();
    assert_eq!(poll_to_end(&omar, urls::inbox_updates(0)).await, expected);
}

#[tokio::test]
async fn inbox_polls_return_a_missed_conversation_that_was_read_on_another_device() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let poll = omar.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    let conversations = start_conversations(&app, &omar, &rita, 130).await;

    // On another device; the open inbox has not polled yet.
    omar.opens(conversations[0]).await;

    let mut expected: Vec<_> = conversations.into_iter().map(row).collect();
    expected.sort();
    assert_eq!(poll_to_end(&omar, poll).await, expected);
}

#[tokio::test]
async fn with_the_wide_cookie_the_inbox_is_beside_the_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let [first, second] = start_conversations(&app, &omar, &rita, 2).await[..] else {
        panic!("two conversations")
    };
    rita.opens(first).await.assert_no(".conversation-item");

    rita.has_cookie("wide=1");
    let page = rita.opens(first).await;

    assert_eq!(rows(&page), [row(second), row(first)]);
    let current = format!("#{} a[aria-current=true]", row(first));
    page.assert_some(&current);
    assert_eq!(page.count(".conversation-item a[aria-current]"), 1);
    let poll = page.attribute("#inbox-head", "hx-get").expect("a head that polls");
    omar.sends(first, "Come and see it").await;
    let poll = rita.hx(rita.request(Method::GET, &poll), &urls::conversation(first));
    let news = rita.send(poll).await;
    news.assert_some(&current);
    assert_eq!(rows(&news)[0], row(first));
}
