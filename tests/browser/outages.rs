//! Outages: open pages recover from failed polls, and repeated keys send once.

use super::browser_actor::BrowserActor;
use super::fault_proxy::ProxyMode;
use super::site::Site;
use super::wait::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn an_open_conversation_recovers_after_errors_and_disconnects() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    let thread = site.conversation("rita", 1).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.marks_the_document().await;

    for (mode, text) in [
        (ProxyMode::Error, "After the error"),
        (ProxyMode::Disconnect, "After the outage"),
    ] {
        fails_a_poll(&site, mode).await;
        site.sends("omar", thread, text).await;
        site.proxy.set_mode(ProxyMode::Pass);

        rita.reads(text).await;
    }
    assert!(rita.has_same_document().await, "the conversation was reloaded");
    assert!(!rita.text().await.contains("Oh"), "the error page is shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_inbox_recovers_after_errors_and_disconnects() {
    let site = Site::start().await;
    let omar = site.person("omar").await;
    let thread = site.conversation("rita", 1).await;
    omar.goes_to("/messages").await;

    for (mode, text) in [
        (ProxyMode::Error, "After the error"),
        (ProxyMode::Disconnect, "After the outage"),
    ] {
        fails_a_poll(&site, mode).await;
        site.sends("rita", thread, text).await;
        site.proxy.set_mode(ProxyMode::Pass);

        eventually("the inbox shows the message", async || {
            omar.text().await.contains(text).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_enter_twice_sends_one_message() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;

    rita.types("Saturday at eleven?\n\n").await;

    rita.reads("Saturday at eleven?").await;
    assert_eq!(rita.typed().await, "");
    is_stored_once(&rita, "Saturday at eleven?").await;
}

async fn fails_a_poll(site: &Site, mode: ProxyMode) {
    let before = site.proxy.faulted();
    site.proxy.set_mode(mode);
    eventually("a poll fails", async || (site.proxy.faulted() > before).then_some(())).await;
}

/// Reloads the conversation and counts the message. A page that was requested before the commit gets it by a poll.
async fn is_stored_once(visitor: &BrowserActor, text: &str) {
    visitor.goes_to("/messages/1").await;
    visitor.reads(text).await;
    let messages = visitor.messages().await;
    assert_eq!(messages.iter().filter(|one| *one == text).count(), 1, "{messages:?}");
}
