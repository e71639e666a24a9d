//! axe-core on every page and state, in both themes, at desktop and phone widths: no violations.
//!
//! axe reads the document and computed styles, which hardly differ between browsers. So Chromium runs all combinations of
//! theme and width, and the other browsers two of them.

use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::driver::{self, Theme};
use super::fault_proxy::ProxyMode;
use super::file_steps::FileFolder;
use super::site::Site;
use super::wait::eventually;

const AXE: &str = include_str!("axe/axe.min.js");

/// Runs all axe rules; returns a line for each violation: the rule, its help text and the elements.
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
const DESKTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);

/// The windows in which pages of a theme are checked.
fn windows(theme: Theme) -> &'static [(u32, u32)] {
    match theme {
        _ if driver::is_chromium() => &[DESKTOP, PHONE],
        Theme::Light => &[DESKTOP],
        Theme::Dark => &[PHONE],
    }
}

#[derive(serde::Deserialize)]
struct AxeResult {
    passed: usize,
    violations: Vec<String>,
}

async fn is_accessible(visitor: &BrowserActor, state: &str) {
    visitor.runs(AXE).await;
    let answer = visitor.driver.execute_async(FIND_VIOLATIONS, Vec::new()).await;
    let result: AxeResult = answer.expect("axe results").convert().expect("readable results");
    assert!(result.passed > 0, "axe checked nothing in {state}");
    assert!(result.violations.is_empty(), "{state}: {:#?}", result.violations);
}

async fn are_accessible(visitor: &BrowserActor, theme: Theme, who: &str, paths: &[&str]) {
    let dark: bool = visitor.page("matchMedia('(prefers-color-scheme: dark)').matches").await;
    assert_eq!(dark, theme == Theme::Dark, "{who} prefers other colours");
    for &(width, height) in windows(theme) {
        visitor.looks_through(width, height).await;
        for path in paths {
            visitor.goes_to(path).await;
            is_accessible(visitor, &format!("{who} at {path}, {theme:?}, {width} px")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_for_visitors_have_no_axe_violations() {
    let site = Site::start().await;
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
        are_accessible(&site.visitor_in(theme).await, theme, "a visitor", &paths).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_for_renters_and_owners_have_no_axe_violations() {
    let site = Site::start().await;
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
            are_accessible(&site.person_in(theme, who).await, theme, who, paths).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn panels_sheets_and_form_errors_have_no_axe_violations() {
    let site = Site::start().await;

    for theme in THEMES {
        let rita = site.person_in(theme, "rita").await;
        for &(width, height) in windows(theme) {
            rita.looks_through(width, height).await;
            rita.goes_to("/listings/1").await;
            rita.presses("Contact Owner").await;
            rita.finds("region", "Chat").await;
            is_accessible(&rita, &format!("the chat, {theme:?}, {width} px")).await;
            rita.goes_to("/messages/1").await;
            rita.opens_options_of_the_newest_message().await;
            is_accessible(&rita, &format!("the sheet of a message, {theme:?}, {width} px")).await;
            rita.goes_to("/listings/new").await;
            rita.presses("Save listing").await;
            rita.finds("alert", "").await;
            is_accessible(&rita, &format!("a form that was refused, {theme:?}, {width} px")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unsent_messages_and_the_connection_notice_have_no_axe_violations() {
    let site = Site::start().await;

    for theme in THEMES {
        let rita = site.person_in(theme, "rita").await;
        for &(width, height) in windows(theme) {
            rita.looks_through(width, height).await;
            rita.goes_to("/messages/1").await;
            site.proxy.set_mode(ProxyMode::Stall);
            rita.types("Saturday at eleven?\n").await;
            is_accessible(&rita, &format!("a message that is being sent, {theme:?}, {width} px")).await;
            site.proxy.set_mode(ProxyMode::Error);
            rita.finds("button", "Try again").await;
            eventually("the notice is shown", async || {
                rita.driver
                    .find(By::Css("main [role=status] .notice:not([hidden])"))
                    .await
                    .ok()
            })
            .await;
            is_accessible(&rita, &format!("a message that was not sent, {theme:?}, {width} px")).await;
            site.proxy.set_mode(ProxyMode::Pass);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pending_uploads_have_no_axe_violations() {
    let site = Site::start().await;
    let folder = FileFolder::create(&[
        ("plan.txt", b"Two rooms"),
        ("tool.exe", b"MZ\x90\0"),
        ("late.txt", b"Three"),
    ]);

    for theme in THEMES {
        let rita = site.person_in(theme, "rita").await;
        for &(width, height) in windows(theme) {
            rita.looks_through(width, height).await;
            rita.goes_to("/messages/1").await;
            rita.chooses(&folder, &["plan.txt", "tool.exe"]).await;
            rita.sees(1, ".tray li:has(input)").await;
            rita.sees(1, ".tray .failed").await;
            site.proxy.set_mode(ProxyMode::Stall);
            rita.chooses(&folder, &["late.txt"]).await;
            rita.sees(1, ".tray progress:not([hidden])").await;
            rita.types("Here they are.\n").await;
            is_accessible(&rita, &format!("files that wait, {theme:?}, {width} px")).await;
            rita.drags(&["plan.txt"], "dragover").await;
            rita.sees(1, ".chat--over").await;
            is_accessible(&rita, &format!("files above the conversation, {theme:?}, {width} px")).await;
            site.proxy.set_mode(ProxyMode::Pass);
        }
    }
}
