//! The main journey: a renter enquires, the owner replies, and both pages update without a reload.

use std::time::Duration;

use thirtyfour::Key;

use super::site::{LOFT, Site};
use super::wait::{eventually, never};

#[tokio::test(flavor = "multi_thread")]
async fn an_enquiry_and_its_reply_arrive_without_a_reload() {
    let site = Site::start().await;
    let (rita, omar) = (site.person("rita").await, site.person("omar").await);
    omar.goes_to("/messages").await;
    omar.marks_the_document().await;
    rita.goes_to("/").await;
    rita.follows(LOFT.1).await;
    // Waits for the listing page: after the click the list is still shown for a moment.
    rita.finds("button", "Contact Owner").await;
    rita.marks_the_document().await;

    rita.presses("Contact Owner").await;
    rita.finds("region", "Chat").await;
    rita.finds("log", "Messages").await;
    rita.types("Is the loft still free?\n").await;
    rita.reads("Is the loft still free?").await;
    assert_eq!(rita.typed().await, "");

    eventually("the inbox shows the question", async || {
        omar.text().await.contains("Is the loft still free?").then_some(())
    })
    .await;
    omar.finds("link", "Messages, 1 unread").await;
    assert!(omar.has_same_document().await, "the inbox was reloaded");

    omar.follows("Open Chat").await;
    omar.reads("Is the loft still free?").await;
    omar.finds("link", "Messages").await;
    omar.types("It is. Come and see it on Saturday.").await;
    omar.presses("Send").await;

    rita.reads("It is. Come and see it on Saturday.").await;
    assert!(rita.has_same_document().await, "the listing was reloaded");
}

#[tokio::test(flavor = "multi_thread")]
async fn shift_enter_inserts_a_line_break() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;

    let (shift, enter) = (Key::Shift.value(), Key::Enter.value());
    let broken = format!("Saturday suits me.{shift}{enter}{shift}Is eleven too early?\n");
    rita.types(&broken).await;

    rita.reads("Saturday suits me.\nIs eleven too early?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_chat_stops_polling_and_returns_the_focus() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to(&format!("/listings/{}", LOFT.0)).await;
    rita.presses("Contact Owner").await;
    let focus = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent";
    eventually("the focus is in the composer", async || {
        rita.shown::<bool>("document.activeElement.name === 'text'")
            .await
            .then_some(())
    })
    .await;
    eventually("the chat polls", async || (rita.polls().await > 0).then_some(())).await;

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
async fn escape_closes_the_chat_and_it_can_be_reopened() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/listings/1").await;

    rita.presses("Contact Owner").await;
    rita.types(&Key::Escape.value().to_string()).await;
    assert!(rita.look_for("region", "Chat").await.is_none());

    rita.presses("Contact Owner").await;
    rita.reads("Would Thursday or Saturday suit you for a viewing?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_messages_in_a_row_are_sent() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;

    for text in ["Saturday, please.", "In the morning?", "I am bringing my cat."] {
        rita.types(&format!("{text}\n")).await;
        rita.reads(text).await;
    }

    rita.goes_to("/messages/1").await;
    let messages = rita.messages().await;
    assert_eq!(
        messages[messages.len() - 3..],
        ["Saturday, please.", "In the morning?", "I am bringing my cat."]
    );
}
