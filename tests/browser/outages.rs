//! What the internet does to a conversation, and what it must not do.

use super::fault_proxy::Weather;
use super::wait::{A_POLL, AN_INBOX_POLL, SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn an_open_conversation_outlives_errors_and_outages() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    let thread = stage.conversation("rita", 1).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.remembers_the_page().await;

    for (weather, text) in [(Weather::Broken, "After the error"), (Weather::Cut, "After the outage")] {
        a_poll_fails(&stage, weather).await;
        stage.says("omar", thread, text).await;
        stage.gate.turn(Weather::Fine);

        rita.reads(text, A_POLL).await;
    }
    assert!(rita.stayed().await, "the conversation was loaded again");
    assert!(!rita.text().await.contains("Oh"), "the page of an error was shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_inbox_outlives_errors_and_outages() {
    let stage = Stage::open().await;
    let omar = stage.person("omar").await;
    let thread = stage.conversation("rita", 1).await;
    omar.goes_to("/messages").await;

    for (weather, text) in [(Weather::Broken, "After the error"), (Weather::Cut, "After the outage")] {
        a_poll_fails(&stage, weather).await;
        stage.says("rita", thread, text).await;
        stage.gate.turn(Weather::Fine);

        eventually(AN_INBOX_POLL, "the inbox shows it", async || {
            omar.text().await.contains(text).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_enter_twice_sends_once() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;

    rita.types("Saturday at eleven?\n\n").await;

    rita.reads("Saturday at eleven?", SOON).await;
    assert_eq!(rita.typed().await, "");
    has_said_once(&rita, "Saturday at eleven?").await;
}

async fn a_poll_fails(stage: &Stage, weather: Weather) {
    let before = stage.gate.troubled();
    stage.gate.turn(weather);
    eventually(AN_INBOX_POLL, "a poll meets bad weather", async || {
        (stage.gate.troubled() > before).then_some(())
    })
    .await;
}

/// Loads the conversation again and counts. A page that was asked for while the message was on its way gets it by a
/// poll.
async fn has_said_once(visitor: &Visitor, text: &str) {
    visitor.goes_to("/messages/1").await;
    visitor.reads(text, A_POLL).await;
    let said = visitor.messages().await;
    assert_eq!(said.iter().filter(|one| *one == text).count(), 1, "{said:?}");
}
