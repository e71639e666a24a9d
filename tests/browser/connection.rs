//! The connection notice: offline, server errors and recovery.

use serde_json::json;
use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::fault_proxy::ProxyMode;
use super::site::Site;
use super::wait::eventually;

const PATHS: [&str; 2] = ["/messages/1", "/messages"];

#[tokio::test(flavor = "multi_thread")]
async fn the_offline_notice_is_shown_while_the_browser_is_offline() {
    let site = Site::start().await;
    let rita = site.person("rita").await;

    for path in PATHS {
        rita.goes_to(path).await;
        assert_eq!(status(&rita).await, "", "{path}");
        goes_offline(&rita, true).await;
        shows(&rita, "You’re offline").await;
        goes_offline(&rita, false).await;
        shows(&rita, "").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_unreachable_notice_is_shown_after_two_failed_polls() {
    let site = Site::start().await;
    let rita = site.person("rita").await;

    for path in PATHS {
        rita.goes_to(path).await;
        site.proxy.set_mode(ProxyMode::Error);
        shows(&rita, "doesn’t answer").await;
        site.proxy.set_mode(ProxyMode::Pass);
        shows(&rita, "").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notice_causes_no_layout_shift() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    let bubble_top = "[...document.querySelectorAll('[role=log] .bubble')].at(-1).getBoundingClientRect().top";
    rita.goes_to("/messages/1").await;
    let before: f64 = rita.page(bubble_top).await;

    goes_offline(&rita, true).await;
    shows(&rita, "You’re offline").await;

    let after: f64 = rita.page(bubble_top).await;
    assert!((after - before).abs() < 1.0, "it moved from {before} to {after}");
}

/// Switches the network off or on through the developer tools. In other browsers it fires the event that the browser
/// would fire.
async fn goes_offline(visitor: &BrowserActor, offline: bool) {
    let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    if visitor.browser.devtools_command("Network.enable", json!({})).await {
        visitor
            .browser
            .devtools_command("Network.emulateNetworkConditions", conditions)
            .await;
        return;
    }
    let (is_online, event) = (!offline, if offline { "offline" } else { "online" });
    let script = format!(
        "Object.defineProperty(navigator, 'onLine', {{ value: {is_online}, configurable: true }});
         dispatchEvent(new Event('{event}'));"
    );
    visitor.runs(&script).await;
}

/// The text of the status region.
async fn status(visitor: &BrowserActor) -> String {
    let region = visitor
        .driver
        .find(By::Css("main [role=status]"))
        .await
        .expect("a status");
    region.text().await.unwrap_or_default()
}

/// Waits until the status contains this text, or is empty for an empty text.
async fn shows(visitor: &BrowserActor, text: &str) {
    eventually(&format!("the status shows “{text}”"), async || {
        let status = status(visitor).await;
        (status.contains(text) && status.is_empty() == text.is_empty()).then_some(())
    })
    .await;
}
