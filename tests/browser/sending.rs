//! Optimistic sending: a message appears at once, and is never lost, duplicated or reordered by failures and retries.

use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::fault_proxy::ProxyMode;
use super::site::Site;
use super::wait::eventually;

const SENDING: &str = ".message--sending";
pub const FAILED: &str = ".message--failed";

/// Top and bottom of the newest bubble in CSS pixels.
const POSITION: &str = "(() => {
    const bubble = [...document.querySelectorAll('[role=log] .bubble')].at(-1).getBoundingClientRect();
    return [bubble.top, bubble.bottom];
})()";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_appears_at_once_and_is_replaced_by_the_stored_one_without_layout_shift() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    counts_duplicates(&rita).await;

    site.proxy.set_mode(ProxyMode::Stall);
    rita.types("Saturday at eleven?\n").await;
    assert_eq!(rita.messages().await.last().unwrap(), "Saturday at eleven?");
    assert_eq!(rita.typed().await, "");
    assert!(rita.page::<bool>("document.activeElement.name === 'text'").await);
    eventually("the message is marked as being sent", async || {
        rita.text().await.contains("Sending…").then_some(())
    })
    .await;
    let before: (f64, f64) = rita.page(POSITION).await;
    site.proxy.set_mode(ProxyMode::Pass);

    eventually("the stored message is shown", async || {
        stored_message_is_shown(&rita).await.then_some(())
    })
    .await;
    let after: (f64, f64) = rita.page(POSITION).await;
    assert!(
        (after.0 - before.0).abs() < 1.0 && (after.1 - before.1).abs() < 1.0,
        "it moved from {before:?} to {after:?}"
    );
    assert_eq!(rita.page::<usize>("window.most").await, 1, "it was shown twice");
    assert_eq!(rita.count(SENDING).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_pending_messages_keep_their_order() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    let all = ["Saturday, please.", "In the morning?", "I am bringing my cat."];

    site.proxy.set_mode(ProxyMode::Stall);
    for text in all {
        rita.types(&format!("{text}\n")).await;
    }
    assert_eq!(rita.count(SENDING).await, 3);
    site.proxy.set_mode(ProxyMode::Pass);

    eventually("all of them are sent", async || {
        (rita.count(SENDING).await == 0).then_some(())
    })
    .await;
    rita.goes_to("/messages/1").await;
    let messages = rita.messages().await;
    assert_eq!(messages[messages.len() - 3..], all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_message_is_retried_and_stored_once() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;

    site.proxy.set_mode(ProxyMode::Error);
    rita.types("Saturday at eleven?\n").await;
    shows_not_sent(&rita).await;
    assert_eq!(rita.messages().await.last().unwrap(), "Saturday at eleven?");

    // Now the server stores the message, and the response is lost, twice.
    site.proxy.set_mode(ProxyMode::LoseResponse);
    for _ in 0..2 {
        rita.presses("Try again").await;
        assert!(rita.page::<bool>("document.activeElement.name === 'text'").await);
        shows_not_sent(&rita).await;
    }

    site.proxy.set_mode(ProxyMode::Pass);
    eventually("the poll returns the stored message", async || {
        (rita.count(FAILED).await == 0).then_some(())
    })
    .await;
    is_stored_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_written_offline_are_sent_automatically_in_order() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    site.proxy.set_mode(ProxyMode::Disconnect);
    rita.types("Saturday at eleven?\nOr at noon?\n").await;
    shows_not_sent(&rita).await;

    site.proxy.set_mode(ProxyMode::Pass);

    outbox_is_empty(&rita).await;
    rita.goes_to("/messages/1").await;
    let messages = rita.messages().await;
    assert_eq!(messages[messages.len() - 2..], ["Saturday at eleven?", "Or at noon?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_messages_survive_a_reload_and_are_retried_one_by_one() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    site.proxy.set_mode(ProxyMode::Disconnect);
    rita.types("Saturday at eleven?\nOr at noon?\n").await;
    shows_not_sent(&rita).await;

    reloads_online(&rita, &site).await;
    assert_eq!(rita.count(FAILED).await, 2);
    rita.presses("Try again").await;

    eventually("one of them is sent", async || {
        (rita.count(FAILED).await == 1).then_some(())
    })
    .await;
    assert_eq!(rita.messages().await.last().unwrap(), "Or at noon?");
    is_stored_once(&rita, "Saturday at eleven?").await;
    assert_eq!(rita.count(FAILED).await, 1, "the other one is still pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_text_returns_to_the_composer_before_newer_text() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.runs("document.querySelector('form.composer').elements.text.value = 'x'.repeat(4001)")
        .await;

    site.proxy.set_mode(ProxyMode::Stall);
    rita.types("\n").await;
    rita.types("And one more thing").await;
    site.proxy.set_mode(ProxyMode::Pass);

    let alert = eventually("the error is shown", async || {
        let alert = By::Css("form.composer [role=alert]:not([hidden])");
        rita.driver.find(alert).await.ok()
    })
    .await;
    assert!(alert.text().await.unwrap_or_default().contains("4,000"));
    eventually("the text is back", async || {
        (rita.typed().await == format!("{}\nAnd one more thing", "x".repeat(4001))).then_some(())
    })
    .await;
    assert_eq!(rita.count(".message--sending, .message--failed").await, 0);
    assert!(rita.page::<bool>("document.activeElement.name === 'text'").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_on_send_sends_one_message_without_an_error() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("Saturday at eleven?").await;

    let send = rita.finds("button", "Send").await;
    let twice = rita.driver.action_chain().double_click_element(&send);
    twice.perform().await.expect("a double click");

    eventually("the stored message is shown", async || {
        stored_message_is_shown(&rita).await.then_some(())
    })
    .await;
    assert_eq!(
        rita.count("form.composer [role=alert]:not([hidden])").await,
        0,
        "an error is shown"
    );
    is_stored_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_from_an_older_page_shows_the_newest_page() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1?before=3").await;

    rita.types("Saturday at eleven?\n").await;

    eventually("the newest page is shown", async || {
        rita.shown::<bool>("location.search === ''").await.then_some(())
    })
    .await;
    rita.reads("Saturday at eleven?").await;
}

/// Stores in `window.most` the maximum number of bubbles with the text of the newest.
async fn counts_duplicates(visitor: &BrowserActor) {
    visitor
        .runs(
            "window.most = 0;
            new MutationObserver(() => {
                const texts = [...document.querySelectorAll('[role=log] .bubble')].map((bubble) => bubble.textContent);
                window.most = Math.max(window.most, texts.filter((text) => text === texts.at(-1)).length);
            }).observe(document.querySelector('[role=log]'), { childList: true, subtree: true });",
        )
        .await;
}

/// Whether the newest message is the server's HTML.
async fn stored_message_is_shown(visitor: &BrowserActor) -> bool {
    visitor
        .page("[...document.querySelectorAll('[role=log] .message')].at(-1).id.startsWith('message-')")
        .await
}

/// Leaves the conversation, restores the network and opens it again. An open page would send by itself.
pub async fn reloads_online(visitor: &BrowserActor, site: &Site) {
    visitor.driver.goto("about:blank").await.expect("an empty page");
    site.proxy.set_mode(ProxyMode::Pass);
    visitor.goes_to("/messages/1").await;
}

/// Waits until no message is pending or failed.
pub async fn outbox_is_empty(visitor: &BrowserActor) {
    eventually("no message is pending", async || {
        (visitor.count(FAILED).await + visitor.count(SENDING).await == 0).then_some(())
    })
    .await;
}

/// Waits until a bubble is marked as not sent and none is being sent.
pub async fn shows_not_sent(visitor: &BrowserActor) {
    eventually("a bubble is marked as not sent", async || {
        let receipt = visitor
            .driver
            .find(By::Css(".message--failed .receipt--failed"))
            .await
            .ok()?;
        let says = receipt.text().await.ok()?;
        (says.starts_with("Not sent") && visitor.count(SENDING).await == 0).then_some(())
    })
    .await;
}

/// Reloads the conversation and asserts that it contains the message once.
pub async fn is_stored_once(visitor: &BrowserActor, text: &str) {
    visitor.goes_to("/messages/1").await;
    let messages = visitor.messages().await;
    assert_eq!(messages.iter().filter(|one| *one == text).count(), 1, "{messages:?}");
}
