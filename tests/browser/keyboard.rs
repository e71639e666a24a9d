//! What the README says about the keyboard, done with nothing else.

use thirtyfour::prelude::*;

use super::wait::{SOON, eventually};
use super::site::{LOFT, Stage};
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn an_enquiry_from_the_list_to_the_answer_without_a_pointer() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    rita.goes_to("/").await;
    tab(&rita).await;
    assert_eq!(focused(&rita).await, "Skip to content");
    hits(&rita, Key::Enter).await;
    tabs_to(&rita, LOFT.1).await;
    hits(&rita, Key::Enter).await;
    eventually(SOON, "the home is shown", async || {
        (rita.path().await == format!("/listings/{}", LOFT.0)).then_some(())
    })
    .await;

    tabs_to(&rita, "Contact Owner").await;
    hits(&rita, Key::Enter).await;
    is_at(&rita, "Message").await;
    keys(&rita, "Is it still free?").await;
    hits(&rita, Key::Enter).await;
    rita.reads("Is it still free?", SOON).await;
    is_at(&rita, "Message").await;

    hits(&rita, Key::Escape).await;
    is_at(&rita, "Contact Owner").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_scrolls_by_its_keys_and_the_menu_opens_and_leads_on() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    let thread = stage.conversation("rita", 1).await;
    for number in 1..=30 {
        stage.says("omar", thread, &format!("Hello {number}")).await;
    }
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    tabs_to(&rita, "Messages: log").await;
    hits(&rita, Key::Up).await;
    let scrolled = "document.activeElement.scrollTop < 0";
    eventually(SOON, "the log scrolls", async || {
        rita.shown::<bool>(scrolled).await.then_some(())
    })
    .await;

    rita.goes_to("/").await;
    tabs_to(&rita, "Your account").await;
    hits(&rita, Key::Enter).await;
    tabs_to(&rita, "Settings").await;
    hits(&rita, Key::Enter).await;
    eventually(SOON, "the settings are shown", async || {
        (rita.path().await == "/settings").then_some(())
    })
    .await;
}

/// What has the focus, in words: its label or its text, and `: log` if it is the log.
const FOCUSED: &str = "(() => {
    const at = document.activeElement;
    const says = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.querySelector?.('.visually-hidden')?.textContent;
    return (says ?? at.textContent).trim() + (at.role === 'log' ? ': log' : '');
})()";

async fn focused(visitor: &Visitor) -> String {
    visitor.page(FOCUSED).await
}

async fn is_at(visitor: &Visitor, what: &str) {
    eventually(SOON, &format!("the focus is at “{what}”"), async || {
        (focused(visitor).await == what).then_some(())
    })
    .await;
}

async fn tab(visitor: &Visitor) {
    hits(visitor, Key::Tab).await;
}

/// As often as it takes, up to a point.
async fn tabs_to(visitor: &Visitor, what: &str) {
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

async fn hits(visitor: &Visitor, key: Key) {
    keys(visitor, &key.value().to_string()).await;
}

async fn keys(visitor: &Visitor, typed: &str) {
    let done = visitor.driver.action_chain().send_keys(typed).perform().await;
    done.expect("the keyboard works");
}
