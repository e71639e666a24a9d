//! Whoever waits for an answer sees how far they have been read, without doing anything.

use super::wait::{A_POLL, SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_appears_and_moves_on_while_rita_looks() {
    let stage = Stage::open().await;
    let (rita, omar) = (stage.person("rita").await, stage.person("omar").await);
    let thread = stage.conversation("rita", 1).await;
    let path = format!("/messages/{}", thread.0);
    rita.goes_to(&path).await;
    sends(&rita, "Is Saturday all right?").await;
    assert!(!receipts(&rita).await.contains(&"Is Saturday all right?".to_owned()));
    let before = height(&rita).await;

    omar.goes_to(&path).await;
    has_receipt_below(&rita, "Is Saturday all right?").await;
    assert_eq!(height(&rita).await, before, "nothing moves");

    // His page is open and in view: what she writes now is read as it comes.
    sends(&rita, "At eleven, perhaps?").await;
    omar.reads("At eleven, perhaps?", A_POLL).await;
    has_receipt_below(&rita, "At eleven, perhaps?").await;
    let words: String = rita
        .page("document.querySelector('.receipt--read').innerText.trim()")
        .await;
    assert!(words.starts_with("Read "), "{words}");
    assert_eq!(
        receipts(&omar).await,
        ["Would Thursday or Saturday suit you for a viewing?"]
    );
}

async fn sends(visitor: &Visitor, text: &str) {
    visitor.types(&format!("{text}\n")).await;
    eventually(A_POLL, "its row is there", async || {
        let newest = "[...document.querySelectorAll('[role=log] .message--own[id^=message-]')].at(-1)";
        let is_it = format!("{newest}?.textContent.includes('{text}')");
        visitor.shown::<bool>(&is_it).await.then_some(())
    })
    .await;
}

async fn has_receipt_below(visitor: &Visitor, text: &str) {
    eventually(A_POLL + SOON, "one receipt, below this message", async || {
        (receipts(visitor).await == [text]).then_some(())
    })
    .await;
}

/// The messages that have a receipt below them.
async fn receipts(visitor: &Visitor) -> Vec<String> {
    let lines = "[...document.querySelectorAll('[role=log] .receipt--read')]";
    let message = "line.previousElementSibling.querySelector('.bubble').innerText.trim()";
    visitor.shown(&format!("{lines}.map((line) => {message})")).await
}

async fn height(visitor: &Visitor) -> i64 {
    visitor.page("document.querySelector('[role=log]').scrollHeight").await
}
