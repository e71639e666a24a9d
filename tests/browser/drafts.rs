//! What is typed into a composer and not sent yet: it is there again, once, whatever happens in between.

use thirtyfour::prelude::*;

use super::fault_proxy::Weather;
use super::wait::{A_POLL, SOON, eventually};
use super::sending::{FAILED, comes_back_in_fine_weather, has_said_once, is_through, says_not_sent};
use super::site::{LOFT, Stage};
use super::browser_actor::Visitor;

/// Waits until the site has been told of what is typed, a moment after the last key.
async fn is_kept(visitor: &Visitor) {
    let asked = "performance.getEntriesByType('resource').some((one) => one.name.endsWith('/draft'))";
    eventually(A_POLL, "the draft is kept", async || {
        visitor.shown::<bool>(asked).await.then_some(())
    })
    .await;
}

/// Comes back until what was typed is there: it may be on its way longer than the page.
async fn finds_again(visitor: &Visitor, typed: &str) {
    eventually(SOON, "what was typed is there", async || {
        visitor.goes_to("/messages/1").await;
        (visitor.typed().await == typed).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_arrives_late_takes_nothing_of_what_is_written_since() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    stage.gate.turn(Weather::Broken);
    rita.types("Saturday at eleven?\n").await;
    says_not_sent(&rita).await;
    rita.types("And about the deposit").await;

    stage.gate.turn(Weather::Fine);
    is_through(&rita).await;

    assert_eq!(rita.typed().await, "And about the deposit");
    rita.goes_to("/messages/1").await;
    assert_eq!(rita.typed().await, "And about the deposit");
    has_said_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_again_takes_nothing_of_a_draft_either() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("And about the deposit").await;
    is_kept(&rita).await;
    stage.gate.turn(Weather::Cut);
    rita.runs("document.querySelector('form.composer').elements.text.value = ''")
        .await;
    rita.types("Saturday at eleven?\n").await;
    says_not_sent(&rita).await;
    comes_back_in_fine_weather(&rita, &stage).await;
    assert_eq!(rita.typed().await, "And about the deposit");

    rita.presses("Try again").await;
    is_through(&rita).await;

    assert_eq!(rita.typed().await, "And about the deposit");
    rita.goes_to("/messages/1").await;
    assert_eq!(rita.typed().await, "And about the deposit");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_to_be_sent_is_no_draft_any_more() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("Saturday at eleven?").await;
    is_kept(&rita).await;
    stage.gate.turn(Weather::Cut);
    rita.types("\n").await;
    says_not_sent(&rita).await;

    comes_back_in_fine_weather(&rita, &stage).await;

    assert_eq!(rita.count(FAILED).await, 1);
    assert_eq!(rita.typed().await, "", "it would be sent twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_in_the_middle_of_a_word_finds_it_again() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("Is Saturday at elev").await;

    rita.follows("Browse").await;
    rita.finds("link", LOFT.1).await;
    finds_again(&rita, "Is Saturday at elev").await;

    rita.goes_to(&format!("/listings/{}", LOFT.0)).await;
    rita.presses("Contact Owner").await;
    rita.types("Is the lo").await;
    rita.presses("Close chat").await;
    eventually(SOON, "what was typed is in the panel", async || {
        rita.presses("Contact Owner").await;
        (rita.typed().await == "Is the lo").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_makes_way_for_the_next_is_no_outage() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.runs(
        "window.drafts = 0;
        addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
            window.drafts += ctx.sourceElement.name === 'text';
        });",
    )
    .await;
    stage.gate.turn(Weather::Still);

    for (number, words) in (1..).zip(["Is ", "Saturday ", "at eleven ", "too early?"]) {
        rita.types(words).await;
        eventually(A_POLL, "it is to be kept", async || {
            (rita.page::<usize>("window.drafts").await == number).then_some(())
        })
        .await;
    }

    assert_eq!(rita.count("[data-connection=unreachable]").await, 0);
    stage.gate.turn(Weather::Fine);
    finds_again(&rita, "Is Saturday at eleven too early?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_somebody_else_takes_the_place_of_nothing() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    stage.gate.turn(Weather::Foreign);

    rita.types("Saturday at eleven?\n").await;
    says_not_sent(&rita).await;
    let before = stage.gate.troubled();
    eventually(A_POLL * 2, "a poll is answered so as well", async || {
        (stage.gate.troubled() > before).then_some(())
    })
    .await;

    assert!(!rita.text().await.contains("Who are you?"));
    stage.gate.turn(Weather::Fine);
    is_through(&rita).await;
    has_said_once(&rita, "Saturday at eleven?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_later_does_not_overtake_what_got_lost() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    stage.gate.turn(Weather::Cut);
    rita.types("Saturday at eleven?\n").await;
    says_not_sent(&rita).await;
    // Nothing is tried again by itself after that, until something new is written.
    comes_back_in_fine_weather(&rita, &stage).await;

    rita.types("Or at noon?\n").await;

    is_through(&rita).await;
    rita.goes_to("/messages/1").await;
    let said = rita.messages().await;
    assert_eq!(said[said.len() - 2..], ["Saturday at eleven?", "Or at noon?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_escape_key_closes_the_sheet_and_leaves_the_chat() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to(&format!("/listings/{}", LOFT.0)).await;
    rita.presses("Contact Owner").await;
    rita.types("Is the loft still free?\n").await;
    rita.reads("Is the loft still free?", A_POLL).await;
    rita.opens_options_of_the_newest().await;

    let keys = rita.driver.action_chain().send_keys(Key::Escape.value().to_string());
    keys.perform().await.expect("a key");

    eventually(SOON, "the sheet is gone", async || {
        (rita.count(".sheet").await == 0).then_some(())
    })
    .await;
    assert!(rita.look_for("region", "Chat").await.is_some());
}
