//! axe-core on every page and state, in both themes, on a desktop and on a telephone: no violation of any rule it knows.

use thirtyfour::prelude::*;

use super::file_steps::Desk;
use super::driver::Theme;
use super::fault_proxy::Weather;
use super::wait::{AN_INBOX_POLL, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

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

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

/// Widths and heights in CSS pixels.
const WINDOWS: [(u32, u32); 2] = [(1280, 900), (390, 844)];

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

async fn are_accessible(visitor: &Visitor, theme: Theme, who: &str, paths: &[&str]) {
    let dark: bool = visitor.page("matchMedia('(prefers-color-scheme: dark)').matches").await;
    assert_eq!(dark, theme == Theme::Dark, "{who} prefers other colours");
    for (width, height) in WINDOWS {
        visitor.looks_through(width, height).await;
        for path in paths {
            visitor.goes_to(path).await;
            is_accessible(visitor, &format!("{who} at {path}, {theme:?}, {width} px")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_find_no_barrier() {
    let stage = Stage::open().await;
    let paths = [
        "/",
        "/?q=castle",
        "/?min_price=x",
        "/listings/1",
        "/listings/12",
        "/sign-in",
        "/sign-up",
        "/api/docs",
        "/nowhere",
    ];

    for theme in THEMES {
        are_accessible(&stage.visitor_in(theme).await, theme, "a visitor", &paths).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn renters_and_owners_find_no_barrier() {
    let stage = Stage::open().await;
    let for_rita = [
        "/messages",
        "/messages/1",
        "/messages/1?before=3",
        "/messages/1?reply=2",
        "/messages/1/1",
        "/listings/2",
        "/settings",
        "/listings/new",
    ];
    let for_omar = ["/my/listings", "/listings/1", "/listings/1/edit", "/listings/1/photos"];
    let for_sam = ["/messages", "/my/listings"];

    for theme in THEMES {
        for (who, paths) in [("rita", &for_rita[..]), ("omar", &for_omar), ("sam", &for_sam)] {
            are_accessible(&stage.person_in(theme, who).await, theme, who, paths).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_appears_on_a_page_is_no_barrier_either() {
    let stage = Stage::open().await;

    for theme in THEMES {
        let rita = stage.person_in(theme, "rita").await;
        for (width, height) in WINDOWS {
            rita.looks_through(width, height).await;
            rita.goes_to("/listings/1").await;
            rita.presses("Contact Owner").await;
            rita.finds("region", "Chat").await;
            is_accessible(&rita, &format!("the chat, {theme:?}, {width} px")).await;
            rita.goes_to("/messages/1").await;
            rita.opens_options_of_the_newest().await;
            is_accessible(&rita, &format!("the sheet of a message, {theme:?}, {width} px")).await;
            rita.goes_to("/listings/new").await;
            rita.presses("Save listing").await;
            rita.finds("alert", "").await;
            is_accessible(&rita, &format!("a form that was refused, {theme:?}, {width} px")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_not_sent_and_a_site_that_does_not_answer_are_no_barrier() {
    let stage = Stage::open().await;

    for theme in THEMES {
        let rita = stage.person_in(theme, "rita").await;
        for (width, height) in WINDOWS {
            rita.looks_through(width, height).await;
            rita.goes_to("/messages/1").await;
            stage.gate.turn(Weather::Still);
            rita.types("Saturday at eleven?\n").await;
            is_accessible(&rita, &format!("a message on its way, {theme:?}, {width} px")).await;
            stage.gate.turn(Weather::Broken);
            rita.finds("button", "Try again").await;
            eventually(AN_INBOX_POLL, "the notice is there", async || {
                rita.driver
                    .find(By::Css("main [role=status] .notice:not([hidden])"))
                    .await
                    .ok()
            })
            .await;
            is_accessible(&rita, &format!("a message that was not sent, {theme:?}, {width} px")).await;
            stage.gate.turn(Weather::Fine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_wait_for_their_message_are_no_barrier() {
    let stage = Stage::open().await;
    let files = Desk::lay(&[
        ("plan.txt", b"Two rooms"),
        ("tool.exe", b"MZ\x90\0"),
        ("late.txt", b"Three"),
    ]);

    for theme in THEMES {
        let rita = stage.person_in(theme, "rita").await;
        for (width, height) in WINDOWS {
            rita.looks_through(width, height).await;
            rita.goes_to("/messages/1").await;
            rita.chooses(&files, &["plan.txt", "tool.exe"]).await;
            rita.sees(1, ".tray li:has(input)").await;
            rita.sees(1, ".tray .failed").await;
            stage.gate.turn(Weather::Still);
            rita.chooses(&files, &["late.txt"]).await;
            rita.sees(1, ".tray progress:not([hidden])").await;
            rita.types("Here they are.\n").await;
            is_accessible(&rita, &format!("files that wait, {theme:?}, {width} px")).await;
            rita.drags(&["plan.txt"], "dragover").await;
            rita.sees(1, ".chat--over").await;
            is_accessible(&rita, &format!("files above the conversation, {theme:?}, {width} px")).await;
            stage.gate.turn(Weather::Fine);
        }
    }
}
