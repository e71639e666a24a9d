//! Keyboard navigation, as the README describes it.

use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::site::{LOFT, Site};
use super::wait::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn an_enquiry_works_with_the_keyboard_alone() {
    let site = Site::start().await;
    let rita = site.person("rita").await;

    rita.goes_to("/").await;
    tab(&rita).await;
    assert_eq!(focused(&rita).await, "Skip to content");
    hits(&rita, Key::Enter).await;
    tabs_to(&rita, LOFT.1).await;
    hits(&rita, Key::Enter).await;
    eventually("the home is shown", async || {
        (rita.path().await == format!("/listings/{}", LOFT.0)).then_some(())
    })
    .await;

    tabs_to(&rita, "Contact Owner").await;
    hits(&rita, Key::Enter).await;
    is_at(&rita, "Message").await;
    keys(&rita, "Is it still free?").await;
    hits(&rita, Key::Enter).await;
    rita.reads("Is it still free?").await;
    is_at(&rita, "Message").await;

    hits(&rita, Key::Escape).await;
    is_at(&rita, "Contact Owner").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_scrolls_and_the_menu_opens_with_the_keyboard() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    let thread = site.conversation("rita", 1).await;
    for number in 1..=30 {
        site.sends("omar", thread, &format!("Hello {number}")).await;
    }
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    tabs_to(&rita, "Messages: log").await;
    hits(&rita, Key::Up).await;
    let scrolled = "document.activeElement.scrollTop < 0";
    eventually("the log scrolls", async || {
        rita.shown::<bool>(scrolled).await.then_some(())
    })
    .await;

    rita.goes_to("/").await;
    tabs_to(&rita, "Your account").await;
    hits(&rita, Key::Enter).await;
    tabs_to(&rita, "Settings").await;
    hits(&rita, Key::Enter).await;
    eventually("the settings are shown", async || {
        (rita.path().await == "/settings").then_some(())
    })
    .await;
}

/// The label or text of the focused element, with `: log` appended for the log.
const FOCUSED: &str = "(() => {
    const at = document.activeElement;
    const says = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.querySelector?.('.visually-hidden')?.textContent;
    return (says ?? at.textContent).trim() + (at.role === 'log' ? ': log' : '');
})()";

async fn focused(visitor: &BrowserActor) -> String {
    visitor.page(FOCUSED).await
}

async fn is_at(visitor: &BrowserActor, what: &str) {
    eventually(&format!("the focus is at “{what}”"), async || {
        (focused(visitor).await == what).then_some(())
    })
    .await;
}

async fn tab(visitor: &BrowserActor) {
    hits(visitor, Key::Tab).await;
}

/// Presses Tab up to 60 times.
async fn tabs_to(visitor: &BrowserActor, what: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        tab(visitor).await;
        let at = focused(visitor).await;
        if at == what {
            return;
        }
        passed.push(at);
    }
    panic!("the Tab key never came to “{what}”, but to {passed:?}");
}

async fn hits(visitor: &BrowserActor, key: Key) {
    keys(visitor, &key.value().to_string()).await;
}

async fn keys(visitor: &BrowserActor, typed: &str) {
    let done = visitor.driver.action_chain().send_keys(typed).perform().await;
    done.expect("the keyboard works");
}
