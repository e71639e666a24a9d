//! Drafts: unsent text in a composer survives navigation, reloads, failed sends and outages, and is never sent twice.

use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::fault_proxy::ProxyMode;
use super::sending::{FAILED, is_stored_once, outbox_is_empty, reloads_online, shows_not_sent};
use super::site::{LOFT, Site};
use super::wait::eventually;

/// Waits until the page has sent the draft to the server, a moment after the last key.
async fn draft_is_saved(visitor: &BrowserActor) {
    let requested = "performance.getEntriesByType('resource').some((one) => one.name.endsWith('/draft'))";
    eventually("the draft is saved", async || {
        visitor.shown::<bool>(requested).await.then_some(())
    })
    .await;
}

/// Reloads the conversation until the draft is shown: its request may end after that of the page.
async fn finds_draft(visitor: &BrowserActor, typed: &str) {
    eventually("the draft is shown", async || {
        visitor.goes_to("/messages/1").await;
        (visitor.typed().await == typed).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_retry_does_not_clear_a_newer_draft() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    site.proxy.set_mode(ProxyMode::Error);
    rita.types("Saturday at eleven?\n").await;
    shows_not_sent(&rita).await;
    rita.types("And about the deposit").await;

    site.proxy.set_mode(ProxyMode::Pass);
    outbox_is_empty(&rita).await;

    assert_eq!(rita.typed().await, "And about the deposit");
    rita.goes_to("/messages/1").await;
    assert_eq!(rita.typed().await, "And about the deposit");
    is_stored_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manual_retry_does_not_clear_a_draft() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("And about the deposit").await;
    draft_is_saved(&rita).await;
    site.proxy.set_mode(ProxyMode::Disconnect);
    rita.runs("document.querySelector('form.composer').elements.text.value = ''")
        .await;
    rita.types("Saturday at eleven?\n").await;
    shows_not_sent(&rita).await;
    reloads_online(&rita, &site).await;
    assert_eq!(rita.typed().await, "And about the deposit");

    rita.presses("Try again").await;
    outbox_is_empty(&rita).await;

    assert_eq!(rita.typed().await, "And about the deposit");
    rita.goes_to("/messages/1").await;
    assert_eq!(rita.typed().await, "And about the deposit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_waiting_to_be_sent_is_not_restored_as_a_draft() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("Saturday at eleven?").await;
    draft_is_saved(&rita).await;
    site.proxy.set_mode(ProxyMode::Disconnect);
    rita.types("\n").await;
    shows_not_sent(&rita).await;

    reloads_online(&rita, &site).await;

    assert_eq!(rita.count(FAILED).await, 1);
    assert_eq!(rita.typed().await, "", "it would be sent twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_navigation_and_closing_the_panel() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("Is Saturday at elev").await;

    rita.follows("Browse").await;
    rita.finds("link", LOFT.1).await;
    finds_draft(&rita, "Is Saturday at elev").await;

    rita.goes_to(&format!("/listings/{}", LOFT.0)).await;
    rita.presses("Contact Owner").await;
    rita.types("Is the lo").await;
    rita.presses("Close chat").await;
    eventually("the draft is shown in the panel", async || {
        rita.presses("Contact Owner").await;
        (rita.typed().await == "Is the lo").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_draft_never_replaces_a_newer_one_and_is_no_outage() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.runs(
        "window.drafts = 0;
        addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
            window.drafts += ctx.sourceElement.name === 'text';
        });",
    )
    .await;
    let has_requested = async |number: usize| {
        eventually("the draft is saved", async || {
            (rita.page::<usize>("window.drafts").await == number).then_some(())
        })
        .await;
    };
    site.proxy.set_mode(ProxyMode::Stall);

    rita.types("Is ").await;
    has_requested(1).await;
    for words in ["Saturday ", "at eleven ", "too early?"] {
        rita.types(words).await;
    }
    assert_eq!(rita.count("[data-connection=unreachable]").await, 0);
    site.proxy.set_mode(ProxyMode::Pass);
    has_requested(2).await;

    finds_draft(&rita, "Is Saturday at eleven too early?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_captive_portal_page_replaces_nothing_on_the_page() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    site.proxy.set_mode(ProxyMode::ForeignPage);

    rita.types("Saturday at eleven?\n").await;
    shows_not_sent(&rita).await;
    let before = site.proxy.faulted();
    eventually("a poll gets the foreign page as well", async || {
        (site.proxy.faulted() > before).then_some(())
    })
    .await;

    assert!(!rita.text().await.contains("Who are you?"));
    site.proxy.set_mode(ProxyMode::Pass);
    outbox_is_empty(&rita).await;
    is_stored_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_message_does_not_overtake_a_failed_one() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    site.proxy.set_mode(ProxyMode::Disconnect);
    rita.types("Saturday at eleven?\n").await;
    shows_not_sent(&rita).await;
    // From now on nothing is retried automatically until a new message is sent.
    reloads_online(&rita, &site).await;

    rita.types("Or at noon?\n").await;

    outbox_is_empty(&rita).await;
    rita.goes_to("/messages/1").await;
    let messages = rita.messages().await;
    assert_eq!(messages[messages.len() - 2..], ["Saturday at eleven?", "Or at noon?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn escape_closes_the_sheet_and_not_the_chat() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to(&format!("/listings/{}", LOFT.0)).await;
    rita.presses("Contact Owner").await;
    rita.types("Is the loft still free?\n").await;
    rita.reads("Is the loft still free?").await;
    rita.opens_options_of_the_newest_message().await;

    let keys = rita.driver.action_chain().send_keys(Key::Escape.value().to_string());
    keys.perform().await.expect("a key");

    eventually("the sheet is gone", async || {
        (rita.count(".sheet").await == 0).then_some(())
    })
    .await;
    assert!(rita.look_for("region", "Chat").await.is_some());
}
