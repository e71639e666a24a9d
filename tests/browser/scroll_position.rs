//! The log leaves its reader alone, and shows them what is new.

use super::wait::{A_POLL, SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;
use porchlight::entities::ConversationId;

/// Whether the newest row is in view.
const AT_THE_END: &str = "(() => {
    const log = document.querySelector('[role=log]').getBoundingClientRect();
    const last = [...document.querySelectorAll('[role=log] .message')].at(-1).getBoundingClientRect();
    return last.bottom <= log.bottom + 1 && last.top >= log.top;
})()";

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_opens_at_the_newest_message_and_stays_there() {
    let stage = Stage::open().await;
    let (rita, thread) = long_conversation(&stage).await;

    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    assert!(rita.page::<bool>(AT_THE_END).await);
    stage.says("omar", thread, "One more thing").await;
    rita.reads("One more thing", A_POLL).await;

    assert!(rita.page::<bool>(AT_THE_END).await);
    assert!(rita.look_for("button", "New messages").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_further_up_stays_there_and_is_told() {
    let stage = Stage::open().await;
    let (rita, thread) = long_conversation(&stage).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.runs("document.querySelector('[role=log]').scrollTop = -400").await;
    let row =
        "(window.row ??= [...document.querySelectorAll('[role=log] .message')].at(-8)).getBoundingClientRect().top";
    let before: f64 = rita.page(row).await;
    stage.says("omar", thread, "One more thing").await;
    rita.reads("One more thing", A_POLL).await;

    rita.finds("button", "New messages").await;
    let after: f64 = rita.page(row).await;
    assert!((after - before).abs() <= 1.0, "the row moved from {before} to {after}");

    rita.presses("New messages").await;
    eventually(SOON, "the newest message is in view", async || {
        rita.shown::<bool>(AT_THE_END).await.then_some(())
    })
    .await;
    eventually(SOON, "the sign is gone", async || {
        rita.look_for("button", "New messages").await.is_none().then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_leave_what_is_being_typed_alone() {
    let stage = Stage::open().await;
    let (rita, thread) = long_conversation(&stage).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.types("Half a sentence").await;
    let caret = "(() => { const box = document.activeElement; return [box.value, box.selectionStart]; })()";
    rita.runs("document.activeElement.setSelectionRange(4, 4)").await;

    stage.says("omar", thread, "One more thing").await;
    rita.reads("One more thing", A_POLL).await;

    assert_eq!(
        rita.page::<(String, usize)>(caret).await,
        ("Half a sentence".to_owned(), 4)
    );
}

/// Rita and Omar have had much to say.
async fn long_conversation(stage: &Stage) -> (Visitor, ConversationId) {
    let thread = stage.conversation("rita", 1).await;
    for number in 1..=15 {
        stage.says("rita", thread, &format!("Question {number}")).await;
        stage.says("omar", thread, &format!("Answer {number}")).await;
    }
    (stage.person("rita").await, thread)
}
