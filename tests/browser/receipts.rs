//! Read receipts appear and move on an open page, without a reload.

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn a_read_receipt_appears_and_moves_on_an_open_page() {
    let site = Site::start().await;
    let (rita, omar) = (site.person("rita").await, site.person("omar").await);
    let thread = site.conversation("rita", 1).await;
    let path = format!("/messages/{}", thread.0);
    rita.goes_to(&path).await;
    sends(&rita, "Is Saturday all right?").await;
    assert!(!receipts(&rita).await.contains(&"Is Saturday all right?".to_owned()));
    let before = height(&rita).await;

    omar.goes_to(&path).await;
    has_receipt_below(&rita, "Is Saturday all right?").await;
    assert_eq!(height(&rita).await, before, "the log changed its height");

    // His page is open and visible, so her new message is marked as read when it arrives.
    sends(&rita, "At eleven, perhaps?").await;
    omar.reads("At eleven, perhaps?").await;
    has_receipt_below(&rita, "At eleven, perhaps?").await;
    let receipt: String = rita
        .page("document.querySelector('.receipt--read').innerText.trim()")
        .await;
    assert!(receipt.starts_with("Read "), "{receipt}");
    assert_eq!(
        receipts(&omar).await,
        ["Would Thursday or Saturday suit you for a viewing?"]
    );
}

async fn sends(visitor: &BrowserActor, text: &str) {
    visitor.types(&format!("{text}\n")).await;
    eventually("the stored message is shown", async || {
        let newest = "[...document.querySelectorAll('[role=log] .message--own[id^=message-]')].at(-1)";
        let is_it = format!("{newest}?.textContent.includes('{text}')");
        visitor.shown::<bool>(&is_it).await.then_some(())
    })
    .await;
}

async fn has_receipt_below(visitor: &BrowserActor, text: &str) {
    eventually("one receipt, below this message", async || {
        (receipts(visitor).await == [text]).then_some(())
    })
    .await;
}

/// The messages with a read receipt below them.
async fn receipts(visitor: &BrowserActor) -> Vec<String> {
    let lines = "[...document.querySelectorAll('[role=log] .receipt--read')]";
    let message = "line.previousElementSibling.querySelector('.bubble').innerText.trim()";
    visitor.shown(&format!("{lines}.map((line) => {message})")).await
}

async fn height(visitor: &BrowserActor) -> i64 {
    visitor.page("document.querySelector('[role=log]').scrollHeight").await
}
