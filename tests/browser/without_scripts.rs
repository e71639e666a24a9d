//! The main journey without scripts: links, forms, and a frame that reloads itself.

use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::site::{LOFT, Site};
use super::wait::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_reply_appears_in_the_frame_while_typing() {
    let site = Site::start().await;
    let rita = site.person_without_scripts("rita").await;
    let omar = site.person_without_scripts("omar").await;
    rita.goes_to("/").await;
    rita.follows(LOFT.1).await;

    rita.presses("Contact Owner").await;
    eventually("the conversation page is open", async || {
        rita.path().await.starts_with("/messages/").then_some(())
    })
    .await;
    rita.types("Is the loft still free?").await;
    rita.presses("Send").await;
    rita.reads("Is the loft still free?").await;
    rita.types("I could also come on").await;

    omar.goes_to("/messages").await;
    omar.follows("Open Chat").await;
    omar.reads("Is the loft still free?").await;
    omar.types("It is. Come and see it on Saturday.").await;
    omar.presses("Send").await;
    omar.reads("It is. Come and see it on Saturday.").await;

    eventually("the frame shows the reply", async || {
        frame_text(&rita)
            .await
            .contains("Come and see it on Saturday.")
            .then_some(())
    })
    .await;
    assert_eq!(rita.typed().await, "I could also come on");
    rita.presses("Send").await;
    rita.reads("I could also come on").await;
    rita.reads("It is. Come and see it on Saturday.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_rejected_message_shows_the_error() {
    let site = Site::start().await;
    let rita = site.person_without_scripts("rita").await;
    rita.goes_to("/messages/1").await;

    rita.types("   ").await;
    rita.presses("Send").await;

    let alert = eventually("the error is shown", async || {
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
async fn without_scripts_the_newest_message_is_in_view_in_a_low_window() {
    let site = Site::start().await;
    let rita = site.person_without_scripts("rita").await;
    let thread = site.conversation("rita", 1).await;
    rita.looks_through(780, 440).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.reads("Would Thursday or Saturday suit you for a viewing?").await;

    for number in 1..=9 {
        site.sends("omar", thread, &format!("Hello {number}?")).await;
    }

    eventually("the frame shows the ninth message", async || {
        frame_text(&rita).await.contains("Hello 9?").then_some(())
    })
    .await;
    let [frame, messages]: [u32; 2] = rita
        .page("['iframe', 'ol.messages'].map((name) => document.querySelector(name).offsetWidth)")
        .await;
    assert_eq!(frame, messages, "the frame is as wide as the messages above it");
}

/// The text of the bubbles that are fully in the viewport.
const IN_VIEW: &str = "[...document.querySelectorAll('.bubble')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}).map((row) => row.textContent).join(' ')";

/// The text in view in the frame.
async fn frame_text(visitor: &BrowserActor) -> String {
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
