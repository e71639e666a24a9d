//! The same journey where scripts are off: links, forms, and a frame that reloads itself.

use thirtyfour::prelude::*;

use super::wait::{SOON, eventually};
use super::site::{LOFT, Stage};
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_renter_asks_and_reads_the_answer_while_typing() {
    let stage = Stage::open().await;
    let rita = stage.person_without_scripts("rita").await;
    let omar = stage.person_without_scripts("omar").await;
    rita.follows(LOFT.1).await;

    rita.presses("Contact Owner").await;
    eventually(SOON, "the conversation has a page", async || {
        rita.path().await.starts_with("/messages/").then_some(())
    })
    .await;
    rita.types("Is the loft still free?").await;
    rita.presses("Send").await;
    rita.reads("Is the loft still free?", SOON).await;
    rita.types("I could also come on").await;

    omar.goes_to("/messages").await;
    omar.follows("Open Chat").await;
    omar.reads("Is the loft still free?", SOON).await;
    omar.types("It is. Come and see it on Saturday.").await;
    omar.presses("Send").await;
    omar.reads("It is. Come and see it on Saturday.", SOON).await;

    eventually(SOON, "the frame shows the answer by itself", async || {
        framed(&rita)
            .await
            .contains("Come and see it on Saturday.")
            .then_some(())
    })
    .await;
    assert_eq!(rita.typed().await, "I could also come on");
    rita.presses("Send").await;
    rita.reads("I could also come on", SOON).await;
    rita.reads("It is. Come and see it on Saturday.", SOON).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_what_was_refused_is_still_there() {
    let stage = Stage::open().await;
    let rita = stage.person_without_scripts("rita").await;
    rita.goes_to("/messages/1").await;

    rita.types("   ").await;
    rita.presses("Send").await;

    let alert = eventually(SOON, "a sentence says what is wrong", async || {
        rita.driver
            .find(By::Css("form.composer [role=alert]:not([hidden])"))
            .await
            .ok()
    })
    .await;
    assert!(!alert.text().await.unwrap_or_default().is_empty());
    rita.finds("log", "Messages").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_newest_of_many_messages_is_in_view_in_a_low_window() {
    let stage = Stage::open().await;
    let rita = stage.person_without_scripts("rita").await;
    let thread = stage.conversation("rita", 1).await;
    rita.looks_through(780, 440).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.reads("Would Thursday or Saturday suit you for a viewing?", SOON)
        .await;

    for number in 1..=9 {
        stage.says("omar", thread, &format!("Hello {number}?")).await;
    }

    eventually(SOON, "the frame shows the ninth message", async || {
        framed(&rita).await.contains("Hello 9?").then_some(())
    })
    .await;
    let [frame, messages]: [u32; 2] = rita
        .page("['iframe', 'ol.messages'].map((name) => document.querySelector(name).offsetWidth)")
        .await;
    assert_eq!(frame, messages, "the frame is as wide as what is above it");
}

/// The text of what lies between the upper and the lower edge.
const IN_VIEW: &str = "[...document.querySelectorAll('.bubble')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}).map((row) => row.textContent).join(' ')";

/// What is in view in the frame.
async fn framed(visitor: &Visitor) -> String {
    let Ok(frame) = visitor.driver.find(By::Tag("iframe")).await else {
        return String::new();
    };
    let text = match frame.enter_frame().await {
        Ok(()) => visitor.shown(IN_VIEW).await,
        Err(_) => String::new(),
    };
    visitor
        .driver
        .enter_default_frame()
        .await
        .expect("the page around the frame");
    text
}
