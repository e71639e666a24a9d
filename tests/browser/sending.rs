//! A message stands in the log as soon as it is sent, and is never lost, doubled or overtaken.

use thirtyfour::prelude::*;

use super::fault_proxy::Weather;
use super::wait::{A_POLL, SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

const SENDING: &str = ".message--sending";
pub const FAILED: &str = ".message--failed";

/// Where the newest bubble is, from the upper edge of the log.
const PLACE: &str = "(() => {
    const bubble = [...document.querySelectorAll('[role=log] .bubble')].at(-1).getBoundingClientRect();
    return [bubble.top, bubble.bottom];
})()";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_there_at_once_and_its_row_takes_its_place_without_a_jump() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    watches_for_doubles(&rita).await;

    stage.gate.turn(Weather::Still);
    rita.types("Saturday at eleven?\n").await;
    assert_eq!(rita.messages().await.last().unwrap(), "Saturday at eleven?");
    assert_eq!(rita.typed().await, "");
    assert!(rita.page::<bool>("document.activeElement.name === 'text'").await);
    eventually(SOON, "it says that it is being sent", async || {
        rita.text().await.contains("Sending…").then_some(())
    })
    .await;
    let before: (f64, f64) = rita.page(PLACE).await;
    stage.gate.turn(Weather::Fine);

    eventually(A_POLL, "the row is there", async || {
        row_is_there(&rita).await.then_some(())
    })
    .await;
    let after: (f64, f64) = rita.page(PLACE).await;
    assert!(
        (after.0 - before.0).abs() < 1.0 && (after.1 - before.1).abs() < 1.0,
        "it moved from {before:?} to {after:?}"
    );
    assert_eq!(rita.page::<usize>("window.most").await, 1, "it was there twice");
    assert_eq!(rita.count(SENDING).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_messages_at_once_stay_in_their_order() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    let all = ["Saturday, please.", "In the morning?", "I am bringing my cat."];

    stage.gate.turn(Weather::Still);
    for text in all {
        rita.types(&format!("{text}\n")).await;
    }
    assert_eq!(rita.count(SENDING).await, 3);
    stage.gate.turn(Weather::Fine);

    eventually(A_POLL, "all of them are sent", async || {
        (rita.count(SENDING).await == 0).then_some(())
    })
    .await;
    rita.goes_to("/messages/1").await;
    let said = rita.messages().await;
    assert_eq!(said[said.len() - 3..], all);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_is_kept_and_sent_once() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;

    stage.gate.turn(Weather::Broken);
    rita.types("Saturday at eleven?\n").await;
    says_not_sent(&rita).await;
    assert_eq!(rita.messages().await.last().unwrap(), "Saturday at eleven?");

    // Now the message arrives, and only the answer does not; twice.
    stage.gate.turn(Weather::AnswersLost);
    for _ in 0..2 {
        rita.presses("Try again").await;
        assert!(rita.page::<bool>("document.activeElement.name === 'text'").await);
        says_not_sent(&rita).await;
    }

    stage.gate.turn(Weather::Fine);
    eventually(A_POLL, "the poll brings it", async || {
        (rita.count(FAILED).await == 0).then_some(())
    })
    .await;
    has_said_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_in_a_tunnel_goes_out_by_itself_and_in_order() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    stage.gate.turn(Weather::Cut);
    rita.types("Saturday at eleven?\nOr at noon?\n").await;
    says_not_sent(&rita).await;

    stage.gate.turn(Weather::Fine);

    is_through(&rita).await;
    rita.goes_to("/messages/1").await;
    let said = rita.messages().await;
    assert_eq!(said[said.len() - 2..], ["Saturday at eleven?", "Or at noon?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_waits_when_the_page_is_loaded_again() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    stage.gate.turn(Weather::Cut);
    rita.types("Saturday at eleven?\nOr at noon?\n").await;
    says_not_sent(&rita).await;

    comes_back_in_fine_weather(&rita, &stage).await;
    assert_eq!(rita.count(FAILED).await, 2);
    rita.presses("Try again").await;

    eventually(A_POLL, "one of them is sent", async || {
        (rita.count(FAILED).await == 1).then_some(())
    })
    .await;
    assert_eq!(rita.messages().await.last().unwrap(), "Or at noon?");
    has_said_once(&rita, "Saturday at eleven?").await;
    assert_eq!(rita.count(FAILED).await, 1, "the other one still waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_comes_back_before_what_was_written_since() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.runs("document.querySelector('form.composer').elements.text.value = 'x'.repeat(4001)")
        .await;

    stage.gate.turn(Weather::Still);
    rita.types("\n").await;
    rita.types("And one more thing").await;
    stage.gate.turn(Weather::Fine);

    let alert = eventually(A_POLL, "a sentence says what is wrong", async || {
        let alert = By::Css("form.composer [role=alert]:not([hidden])");
        rita.driver.find(alert).await.ok()
    })
    .await;
    assert!(alert.text().await.unwrap_or_default().contains("4,000"));
    eventually(SOON, "the text is back", async || {
        (rita.typed().await == format!("{}\nAnd one more thing", "x".repeat(4001))).then_some(())
    })
    .await;
    assert_eq!(rita.count(".message--sending, .message--failed").await, 0);
    assert!(rita.page::<bool>("document.activeElement.name === 'text'").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_is_pressed_twice_sends_once_and_complains_about_nothing() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("Saturday at eleven?").await;

    let send = rita.finds("button", "Send").await;
    let twice = rita.driver.action_chain().double_click_element(&send);
    twice.perform().await.expect("a double click");

    eventually(A_POLL, "the row is there", async || {
        row_is_there(&rita).await.then_some(())
    })
    .await;
    assert_eq!(
        rita.count("form.composer [role=alert]:not([hidden])").await,
        0,
        "it complains"
    );
    has_said_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_while_reading_an_older_part_is_taken_to_the_newest() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1?before=3").await;

    rita.types("Saturday at eleven?\n").await;

    eventually(SOON, "the newest part is shown", async || {
        rita.shown::<bool>("location.search === ''").await.then_some(())
    })
    .await;
    rita.reads("Saturday at eleven?", SOON).await;
}

/// Remembers in `window.most` how many bubbles have ever stood there with the text of the newest.
async fn watches_for_doubles(visitor: &Visitor) {
    visitor
        .runs(
            "window.most = 0;
            new MutationObserver(() => {
                const said = [...document.querySelectorAll('[role=log] .bubble')].map((bubble) => bubble.textContent);
                window.most = Math.max(window.most, said.filter((text) => text === said.at(-1)).length);
            }).observe(document.querySelector('[role=log]'), { childList: true, subtree: true });",
        )
        .await;
}

/// Whether the newest message is a row that the server has made.
async fn row_is_there(visitor: &Visitor) -> bool {
    visitor
        .page("[...document.querySelectorAll('[role=log] .message')].at(-1).id.startsWith('message-')")
        .await
}

/// Leaves the conversation before the weather clears, for an open page would send by itself, and opens it again.
pub async fn comes_back_in_fine_weather(visitor: &Visitor, stage: &Stage) {
    visitor.driver.goto("about:blank").await.expect("an empty page");
    stage.gate.turn(Weather::Fine);
    visitor.goes_to("/messages/1").await;
}

/// Waits until nothing waits for the network.
pub async fn is_through(visitor: &Visitor) {
    eventually(A_POLL * 2, "nothing waits any more", async || {
        (visitor.count(FAILED).await + visitor.count(SENDING).await == 0).then_some(())
    })
    .await;
}

/// Waits until a bubble says that it was not sent, and none is on its way.
pub async fn says_not_sent(visitor: &Visitor) {
    eventually(SOON, "a bubble says that it was not sent", async || {
        let receipt = visitor
            .driver
            .find(By::Css(".message--failed .receipt--failed"))
            .await
            .ok()?;
        let says = receipt.text().await.ok()?;
        (says.starts_with("Not sent") && visitor.count(SENDING).await == 0).then_some(())
    })
    .await;
}

/// Loads the conversation again and counts.
pub async fn has_said_once(visitor: &Visitor, text: &str) {
    visitor.goes_to("/messages/1").await;
    let said = visitor.messages().await;
    assert_eq!(said.iter().filter(|one| *one == text).count(), 1, "{said:?}");
}
