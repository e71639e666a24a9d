//! Presence of the other participant updates on an open page without layout shift.

use super::browser_actor::BrowserActor;
use super::site::{LOFT, Site};
use super::wait::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn presence_updates_without_layout_shift() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    let thread = site.conversation("rita", LOFT.0).await;
    rita.looks_through(500, 800).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.finds("log", "Messages").await;
    assert_eq!(presence_text(&rita).await, "");
    rita.marks_the_document().await;
    let before = positions(&rita).await;

    let omar = site.person("omar").await;
    omar.goes_to("/").await;
    site.sends("omar", thread, "Hello!").await;

    rita.reads("Hello!").await;
    eventually("the presence is shown", async || {
        (presence_text(&rita).await == "Active now").then_some(())
    })
    .await;
    assert_eq!(positions(&rita).await, before);
    assert!(rita.has_same_document().await);
    eventually("the next poll contains the shown presence", async || {
        let url: String = rita
            .shown("document.querySelector('.presence').getAttribute('hx-get')")
            .await;
        url.ends_with("shown=now").then_some(())
    })
    .await;
}

async fn presence_text(visitor: &BrowserActor) -> String {
    visitor.shown("document.querySelector('.presence').innerText").await
}

/// Left, top, right and bottom of every header element and of the log, in CSS pixels.
async fn positions(visitor: &BrowserActor) -> Vec<[f64; 4]> {
    let of = "({ left, top, right, bottom }) => [left, top, right, bottom]";
    let parts = "[...document.querySelectorAll('.chat__head, .chat__head *, .chat__about, .chat__log')]";
    visitor
        .page(&format!("{parts}.map((one) => one.getBoundingClientRect()).map({of})"))
        .await
}
