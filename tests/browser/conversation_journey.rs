//! The journey the site is for: somebody asks, the owner answers, nobody reloads.

use std::time::Duration;

use thirtyfour::Key;

use super::wait::{A_POLL, AN_INBOX_POLL, SOON, eventually, never};
use super::site::{LOFT, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_renter_asks_and_the_owner_answers_and_nobody_reloads() {
    let stage = Stage::open().await;
    let (rita, omar) = (stage.person("rita").await, stage.person("omar").await);
    omar.goes_to("/messages").await;
    omar.remembers_the_page().await;
    rita.follows(LOFT.1).await;
    // Only this says that the listing has come: the list may still be there when its link has been clicked.
    rita.finds("button", "Contact Owner").await;
    rita.remembers_the_page().await;

    rita.presses("Contact Owner").await;
    rita.finds("region", "Chat").await;
    rita.finds("log", "Messages").await;
    rita.types("Is the loft still free?\n").await;
    rita.reads("Is the loft still free?", SOON).await;
    assert_eq!(rita.typed().await, "");

    eventually(AN_INBOX_POLL, "the inbox shows the question", async || {
        omar.text().await.contains("Is the loft still free?").then_some(())
    })
    .await;
    omar.finds("link", "Messages, 1 unread").await;
    assert!(omar.stayed().await, "the inbox was loaded again");

    omar.follows("Open Chat").await;
    omar.reads("Is the loft still free?", SOON).await;
    omar.finds("link", "Messages").await;
    omar.types("It is. Come and see it on Saturday.").await;
    omar.presses("Send").await;

    rita.reads("It is. Come and see it on Saturday.", A_POLL).await;
    assert!(rita.stayed().await, "the listing was loaded again");
}

#[tokio::test(flavor = "multi_thread")]
async fn shift_and_enter_break_the_line() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;

    let (shift, enter) = (Key::Shift.value(), Key::Enter.value());
    let broken = format!("Saturday suits me.{shift}{enter}{shift}Is eleven too early?\n");
    rita.types(&broken).await;

    rita.reads("Saturday suits me.\nIs eleven too early?", SOON).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_chat_asks_no_more_and_gives_the_keyboard_back() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to(&format!("/listings/{}", LOFT.0)).await;
    rita.presses("Contact Owner").await;
    let focus = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent";
    eventually(SOON, "the keyboard is in the composer", async || {
        rita.shown::<bool>("document.activeElement.name === 'text'")
            .await
            .then_some(())
    })
    .await;
    eventually(A_POLL, "the chat asks for news", async || {
        (rita.polls().await > 0).then_some(())
    })
    .await;

    rita.presses("Close chat").await;

    assert!(rita.look_for("region", "Chat").await.is_none());
    assert_eq!(rita.page::<String>(focus).await, "Contact Owner");
    let before = rita.polls().await;
    never(Duration::from_secs(7), "a poll of a closed chat", async || {
        rita.polls().await > before
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_escape_key_closes_the_chat_and_it_can_be_opened_again() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/listings/1").await;

    rita.presses("Contact Owner").await;
    rita.types(&Key::Escape.value().to_string()).await;
    assert!(rita.look_for("region", "Chat").await.is_none());

    rita.presses("Contact Owner").await;
    rita.reads("Would Thursday or Saturday suit you for a viewing?", SOON)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_conversation_after_another_message_each_goes_through() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;

    for text in ["Saturday, please.", "In the morning?", "I am bringing my cat."] {
        rita.types(&format!("{text}\n")).await;
        rita.reads(text, SOON).await;
    }

    rita.goes_to("/messages/1").await;
    let said = rita.messages().await;
    assert_eq!(
        said[said.len() - 3..],
        ["Saturday, please.", "In the morning?", "I am bringing my cat."]
    );
}
