//! Scrolling up through a long conversation: what is older comes by itself, and nothing moves below it.

use porchlight::entities::ConversationId;

use super::wait::{A_POLL, SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

/// How many messages the log holds.
const HELD: &str = "document.querySelectorAll('[role=log] .message').length";

/// Goes to the top of what the log holds, and remembers the row there and its place.
const TO_THE_TOP: &str = "(() => {
    const log = document.querySelector('[role=log]');
    log.scrollTop = -log.scrollHeight;
    window.row = document.querySelector('[role=log] .message');
    window.place = row.getBoundingClientRect().top;
    return document.querySelectorAll('[role=log] .message').length;
})()";

/// How far the row has moved since.
const MOVED: &str = "Math.abs(row.getBoundingClientRect().top - place)";

#[tokio::test(flavor = "multi_thread")]
async fn older_messages_come_by_themselves_and_nothing_moves() {
    let stage = Stage::open().await;
    let (rita, thread) = longer_conversation(&stage).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.remembers_the_page().await;
    assert_eq!(rita.page::<usize>(HELD).await, 50);

    for expected in [100, 111] {
        let held: usize = rita.page(TO_THE_TOP).await;
        eventually(SOON, "older messages come", async || {
            (rita.page::<usize>(HELD).await > held).then_some(())
        })
        .await;
        assert_eq!(rita.page::<usize>(HELD).await, expected);
        let moved: f64 = rita.page(MOVED).await;
        assert!(moved <= 1.0, "the row moved by {moved}");
        assert!(rita.look_for("button", "New messages").await.is_none());
    }
    assert!(rita.look_for("link", "Earlier messages").await.is_none());

    let said = rita.messages().await;
    assert_eq!(said.first().map(String::as_str), Some("Hello"));
    assert_eq!(said[1..3], ["Question 1", "Answer 1"]);
    assert_eq!(said.last().map(String::as_str), Some("Answer 55"));
    assert!(rita.stayed().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_stays_the_end_when_older_messages_have_come() {
    let stage = Stage::open().await;
    let (rita, thread) = longer_conversation(&stage).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    let held: usize = rita.page(TO_THE_TOP).await;
    eventually(SOON, "older messages come", async || {
        (rita.page::<usize>(HELD).await > held).then_some(())
    })
    .await;

    rita.types("Mine\n").await;
    rita.reads("Mine", SOON).await;
    stage.says("omar", thread, "His").await;
    rita.reads("His", A_POLL).await;

    let said = rita.messages().await;
    assert_eq!(said[said.len() - 3..], ["Answer 55", "Mine", "His"]);
    let tail = "document.querySelector('.messages').lastElementChild.matches('.tail')";
    eventually(SOON, "the tail is the last again", async || {
        rita.shown::<bool>(tail).await.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_message_shows_it_in_the_middle_of_what_was_said() {
    let stage = Stage::open().await;
    let (rita, thread) = longer_conversation(&stage).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    let link: String = rita
        .page("document.querySelectorAll('[role=log] .message__meta a')[5].getAttribute('href')")
        .await;

    rita.goes_to(&link).await;

    let in_view = "(() => {
        const log = document.querySelector('[role=log]').getBoundingClientRect();
        const row = document.querySelector('.message:target')?.getBoundingClientRect();
        return Boolean(row) && row.top >= log.top - 1 && row.bottom <= log.bottom + 1;
    })()";
    eventually(SOON, "the message is in view", async || {
        rita.shown::<bool>(in_view).await.then_some(())
    })
    .await;
    rita.finds("link", "Later messages").await;
    rita.follows("Newest messages").await;
    rita.reads("Answer 55", SOON).await;
}

/// Rita and Omar have had more to say than one page holds, but no more than anybody may say in a minute.
async fn longer_conversation(stage: &Stage) -> (Visitor, ConversationId) {
    let thread = stage.conversation("rita", 4).await;
    stage.says("rita", thread, "Hello").await;
    for number in 1..=55 {
        stage.says("rita", thread, &format!("Question {number}")).await;
        stage.says("omar", thread, &format!("Answer {number}")).await;
    }
    (stage.person("rita").await, thread)
}
