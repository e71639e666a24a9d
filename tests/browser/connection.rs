//! A page that nothing reaches says so calmly, and stops saying so.

use std::time::Duration;

use serde_json::json;
use thirtyfour::prelude::*;

use super::fault_proxy::Weather;
use super::wait::{AN_INBOX_POLL, SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

const PLACES: [&str; 2] = ["/messages/1", "/messages"];

#[tokio::test(flavor = "multi_thread")]
async fn who_is_offline_is_told_until_it_is_over() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for path in PLACES {
        rita.goes_to(path).await;
        assert_eq!(status(&rita).await, "", "{path}");
        goes_offline(&rita, true).await;
        says(&rita, "You’re offline", SOON).await;
        goes_offline(&rita, false).await;
        says(&rita, "", SOON).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_does_not_answer_is_told_of_after_a_second_try() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for path in PLACES {
        rita.goes_to(path).await;
        stage.gate.turn(Weather::Broken);
        says(&rita, "doesn’t answer", AN_INBOX_POLL * 2).await;
        stage.gate.turn(Weather::Fine);
        says(&rita, "", AN_INBOX_POLL).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notice_moves_no_message() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    let place = "[...document.querySelectorAll('[role=log] .bubble')].at(-1).getBoundingClientRect().top";
    rita.goes_to("/messages/1").await;
    let before: f64 = rita.page(place).await;

    goes_offline(&rita, true).await;
    says(&rita, "You’re offline", SOON).await;

    let after: f64 = rita.page(place).await;
    assert!((after - before).abs() < 1.0, "it moved from {before} to {after}");
}

/// Cuts the line, or mends it. Where it cannot be cut, the page is told what such a browser would tell it.
async fn goes_offline(visitor: &Visitor, offline: bool) {
    let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    if visitor.browser.ask_devtools("Network.enable", json!({})).await {
        visitor
            .browser
            .ask_devtools("Network.emulateNetworkConditions", conditions)
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

/// What the region for the connection says.
async fn status(visitor: &Visitor) -> String {
    let region = visitor
        .driver
        .find(By::Css("main [role=status]"))
        .await
        .expect("a status");
    region.text().await.unwrap_or_default()
}

/// Waits until the status says this, or nothing at all.
async fn says(visitor: &Visitor, words: &str, patience: Duration) {
    eventually(patience, &format!("the status says “{words}”"), async || {
        let status = status(visitor).await;
        (status.contains(words) && status.is_empty() == words.is_empty()).then_some(())
    })
    .await;
}
