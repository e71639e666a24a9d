//! axe-core on every page and state, in both themes, on a desktop and on a telephone: no violation of any rule it knows.

use serde_json::json;
use thirtyfour::prelude::*;

use super::gate::Weather;
use super::patience::{AN_INBOX_POLL, eventually};
use super::stage::Stage;
use super::visitor::Visitor;
use super::wire::ask_chromium;

const AXE: &str = include_str!("axe/axe.min.js");

/// Runs every rule, and answers with a line for each violation: the rule, what it asks for, and where.
const FIND_VIOLATIONS: &str = r"
const answer = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] }).then((results) => {
  const lines = results.violations.map((one) =>
    `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' ; ')}`);
  answer({ passed: results.passes.length, violations: lines });
}, (error) => answer({ passed: 0, violations: [String(error)] }));
";

/// A width and height in CSS pixels, and the theme.
const WINDOWS: [(u32, u32, &str); 4] = [
    (1280, 900, "light"),
    (1280, 900, "dark"),
    (390, 844, "light"),
    (390, 844, "dark"),
];

#[derive(serde::Deserialize)]
struct Found {
    passed: usize,
    violations: Vec<String>,
}

async fn is_accessible(visitor: &Visitor, state: &str) {
    visitor.runs(AXE).await;
    let answer = visitor.driver.execute_async(FIND_VIOLATIONS, Vec::new()).await;
    let found: Found = answer.expect("axe answers").convert().expect("in its own shape");
    assert!(found.passed > 0, "axe looked at nothing in {state}");
    assert!(found.violations.is_empty(), "{state}: {:#?}", found.violations);
}

async fn sits_at(visitor: &Visitor, (width, height, theme): (u32, u32, &str)) {
    visitor.looks_through(width, height).await;
    let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    ask_chromium(&visitor.driver, "Emulation.setEmulatedMedia", features).await;
}

async fn are_accessible(visitor: &Visitor, who: &str, paths: &[&str]) {
    for window in WINDOWS {
        sits_at(visitor, window).await;
        for path in paths {
            visitor.goes_to(path).await;
            is_accessible(visitor, &format!("{who} at {path} in {window:?}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_find_no_barrier() {
    let stage = Stage::open().await;
    let visitor = stage.visitor().await;

    let paths = [
        "/",
        "/?q=castle",
        "/?min_price=x",
        "/listings/1",
        "/listings/12",
        "/sign-in",
        "/sign-up",
        "/api/docs",
    ];
    are_accessible(&visitor, "a visitor", &paths).await;
    are_accessible(&visitor, "a visitor", &["/nowhere"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn renters_and_owners_find_no_barrier() {
    let stage = Stage::open().await;

    let rita = stage.person("rita").await;
    let paths = [
        "/messages",
        "/messages/1",
        "/messages/1?before=3",
        "/listings/2",
        "/settings",
        "/listings/new",
    ];
    are_accessible(&rita, "Rita", &paths).await;
    let omar = stage.person("omar").await;
    are_accessible(&omar, "Omar", &["/my/listings", "/listings/1", "/listings/1/edit"]).await;
    let sam = stage.person("sam").await;
    are_accessible(&sam, "Sam", &["/messages", "/my/listings"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_appears_on_a_page_is_no_barrier_either() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for window in WINDOWS {
        sits_at(&rita, window).await;
        rita.goes_to("/listings/1").await;
        rita.presses("Contact Owner").await;
        rita.finds("region", "Chat").await;
        is_accessible(&rita, &format!("the chat in {window:?}")).await;
        rita.goes_to("/listings/new").await;
        rita.presses("Save listing").await;
        rita.finds("alert", "").await;
        is_accessible(&rita, &format!("a form that was refused, in {window:?}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_not_sent_and_a_site_that_does_not_answer_are_no_barrier() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for window in WINDOWS {
        sits_at(&rita, window).await;
        rita.goes_to("/messages/1").await;
        stage.gate.turn(Weather::Still);
        rita.types("Saturday at eleven?\n").await;
        is_accessible(&rita, &format!("a message on its way, in {window:?}")).await;
        stage.gate.turn(Weather::Broken);
        rita.finds("button", "Try again").await;
        eventually(AN_INBOX_POLL, "the notice is there", async || {
            rita.driver.find(By::Css("main [role=status] .notice")).await.ok()
        })
        .await;
        is_accessible(&rita, &format!("a message that was not sent, in {window:?}")).await;
        stage.gate.turn(Weather::Fine);
    }
}
