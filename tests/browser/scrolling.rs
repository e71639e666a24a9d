//! Infinite scroll: older messages of a conversation load automatically, without moving the visible ones.

use porchlight::entities::ConversationId;

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::eventually;

/// The number of messages in the log.
const LOADED: &str = "document.querySelectorAll('[role=log] .message').length";

/// Scrolls to the top of the log; stores its first message and its position. Returns the number of messages.
const TO_THE_TOP: &str = "(() => {
    const log = document.querySelector('[role=log]');
    log.scrollTop = -log.scrollHeight;
    window.row = document.querySelector('[role=log] .message');
    window.place = row.getBoundingClientRect().top;
    return document.querySelectorAll('[role=log] .message').length;
})()";

/// How far that message has moved since, in CSS pixels.
const MOVED: &str = "Math.abs(row.getBoundingClientRect().top - place)";

#[tokio::test(flavor = "multi_thread")]
async fn older_messages_load_automatically_and_the_visible_ones_do_not_move() {
    let site = Site::start().await;
    let (rita, thread) = longer_conversation(&site).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.marks_the_document().await;
    assert_eq!(rita.page::<usize>(LOADED).await, 50);

    for expected in [100, 111] {
        let loaded: usize = rita.page(TO_THE_TOP).await;
        eventually("older messages are loaded", async || {
            (rita.page::<usize>(LOADED).await > loaded).then_some(())
        })
        .await;
        assert_eq!(rita.page::<usize>(LOADED).await, expected);
        let moved: f64 = rita.page(MOVED).await;
        assert!(moved <= 1.0, "the row moved by {moved}");
        assert!(rita.look_for("button", "New messages").await.is_none());
    }
    assert!(rita.look_for("link", "Earlier messages").await.is_none());

    let messages = rita.messages().await;
    assert_eq!(messages.first().map(String::as_str), Some("Hello"));
    assert_eq!(messages[1..3], ["Question 1", "Reply 1"]);
    assert_eq!(messages.last().map(String::as_str), Some("Reply 55"));
    assert!(rita.has_same_document().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_messages_are_appended_after_older_ones_were_loaded() {
    let site = Site::start().await;
    let (rita, thread) = longer_conversation(&site).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    let loaded: usize = rita.page(TO_THE_TOP).await;
    eventually("older messages are loaded", async || {
        (rita.page::<usize>(LOADED).await > loaded).then_some(())
    })
    .await;

    rita.types("Mine\n").await;
    rita.reads("Mine").await;
    site.sends("omar", thread, "His").await;
    rita.reads("His").await;

    let messages = rita.messages().await;
    assert_eq!(messages[messages.len() - 3..], ["Reply 55", "Mine", "His"]);
    let tail = "document.querySelector('.messages').lastElementChild.matches('.tail')";
    eventually("the tail is the last element again", async || {
        rita.shown::<bool>(tail).await.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permalink_scrolls_to_its_message_in_the_history() {
    let site = Site::start().await;
    let (rita, thread) = longer_conversation(&site).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    let link: String = rita
        .page("document.querySelectorAll('[role=log] .message__meta a')[5].getAttribute('href')")
        .await;

    rita.goes_to(&link).await;

    let in_view = "(() => {
        const log = document.querySelector('[role=log]').getBoundingClientRect();
        const row = document.querySelector('.message:target')?.getBoundingClientRect();
        return Boolean(row) && row.top >= log.top - 1 && row.bottom <= log.bottom + 1;
    })()";
    eventually("the message is in view", async || {
        rita.shown::<bool>(in_view).await.then_some(())
    })
    .await;
    rita.finds("link", "Later messages").await;
    rita.follows("Newest messages").await;
    rita.reads("Reply 55").await;
}

/// A conversation of more messages than one page holds, below the rate limit of a minute.
async fn longer_conversation(site: &Site) -> (BrowserActor, ConversationId) {
    let thread = site.conversation("rita", 4).await;
    site.sends("rita", thread, "Hello").await;
    for number in 1..=55 {
        site.sends("rita", thread, &format!("Question {number}")).await;
        site.sends("omar", thread, &format!("Reply {number}")).await;
    }
    (site.person("rita").await, thread)
}
