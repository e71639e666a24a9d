//! Whether the other side is there changes on an open page, and nothing else moves for it.

use super::wait::{A_POLL, SOON, eventually};
use super::site::{LOFT, Stage};
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn omar_comes_and_nothing_moves() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    let thread = stage.conversation("rita", LOFT.0).await;
    rita.looks_through(500, 800).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.finds("log", "Messages").await;
    assert_eq!(told(&rita).await, "");
    rita.remembers_the_page().await;
    let before = places(&rita).await;

    let _omar = stage.person("omar").await;
    stage.says("omar", thread, "Hello!").await;

    rita.reads("Hello!", A_POLL).await;
    eventually(A_POLL, "it is told", async || {
        (told(&rita).await == "Active now").then_some(())
    })
    .await;
    assert_eq!(places(&rita).await, before);
    assert!(rita.stayed().await);
    eventually(SOON, "it asks from now on what is right", async || {
        let asks: String = rita
            .shown("document.querySelector('.presence').getAttribute('hx-get')")
            .await;
        asks.ends_with("shown=now").then_some(())
    })
    .await;
}

async fn told(visitor: &Visitor) -> String {
    visitor.shown("document.querySelector('.presence').innerText").await
}

/// Where everything in the header is, and where the log begins: left, top, right and bottom.
async fn places(visitor: &Visitor) -> Vec<[f64; 4]> {
    let of = "({ left, top, right, bottom }) => [left, top, right, bottom]";
    let parts = "[...document.querySelectorAll('.chat__head, .chat__head *, .chat__about, .chat__log')]";
    visitor
        .page(&format!("{parts}.map((one) => one.getBoundingClientRect()).map({of})"))
        .await
}
