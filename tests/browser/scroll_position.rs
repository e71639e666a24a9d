//! The scroll position of the log: new messages follow at the end, and do not move a viewer who has scrolled up.

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::eventually;
use porchlight::entities::ConversationId;

/// Whether the newest message is in view.
const AT_THE_END: &str = "(() => {
    const log = document.querySelector('[role=log]').getBoundingClientRect();
    const last = [...document.querySelectorAll('[role=log] .message')].at(-1).getBoundingClientRect();
    return last.bottom <= log.bottom + 1 && last.top >= log.top;
})()";

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_opens_at_the_newest_message_and_stays_there() {
    let site = Site::start().await;
    let (rita, thread) = long_conversation(&site).await;

    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    assert!(rita.page::<bool>(AT_THE_END).await);
    site.sends("omar", thread, "One more thing").await;
    rita.reads("One more thing").await;

    assert!(rita.page::<bool>(AT_THE_END).await);
    assert!(rita.look_for("button", "New messages").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_who_scrolled_up_keeps_the_position_and_gets_a_button() {
    let site = Site::start().await;
    let (rita, thread) = long_conversation(&site).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.runs("document.querySelector('[role=log]').scrollTop = -400").await;
    let row =
        "(window.row ??= [...document.querySelectorAll('[role=log] .message')].at(-8)).getBoundingClientRect().top";
    let before: f64 = rita.page(row).await;
    site.sends("omar", thread, "One more thing").await;
    rita.reads("One more thing").await;

    rita.finds("button", "New messages").await;
    let after: f64 = rita.page(row).await;
    assert!((after - before).abs() <= 1.0, "the row moved from {before} to {after}");

    rita.presses("New messages").await;
    eventually("the newest message is in view", async || {
        rita.shown::<bool>(AT_THE_END).await.then_some(())
    })
    .await;
    eventually("the button is gone", async || {
        rita.look_for("button", "New messages").await.is_none().then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_messages_keep_the_typed_text_and_the_caret() {
    let site = Site::start().await;
    let (rita, thread) = long_conversation(&site).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.types("Half a sentence").await;
    let caret = "(() => { const box = document.activeElement; return [box.value, box.selectionStart]; })()";
    rita.runs("document.activeElement.setSelectionRange(4, 4)").await;

    site.sends("omar", thread, "One more thing").await;
    rita.reads("One more thing").await;

    assert_eq!(
        rita.page::<(String, usize)>(caret).await,
        ("Half a sentence".to_owned(), 4)
    );
}

/// A conversation longer than the window.
async fn long_conversation(site: &Site) -> (BrowserActor, ConversationId) {
    let thread = site.conversation("rita", 1).await;
    for number in 1..=15 {
        site.sends("rita", thread, &format!("Question {number}")).await;
        site.sends("omar", thread, &format!("Reply {number}")).await;
    }
    (site.person("rita").await, thread)
}
