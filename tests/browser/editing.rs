//! What becomes of a message after it was sent, in the windows of both.

use thirtyfour::prelude::*;

use super::wait::{SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_answered_reacted_to_edited_and_unsent_while_both_look_on() {
    let stage = Stage::open().await;
    let (rita, omar) = (stage.person("rita").await, stage.person("omar").await);
    let thread = stage.conversation("rita", 1).await;
    let place = format!("/messages/{}", thread.0);
    stage.says("rita", thread, "Is Saturday too early?").await;
    for one in [&rita, &omar] {
        one.goes_to(&place).await;
        one.remembers_the_page().await;
    }
    rita.reads("Is Saturday too early?", SOON).await;

    omar.opens_options_of_the_newest().await;
    omar.presses("Heart").await;
    shows(&rita, ".reaction", "Omar Haddad reacted: Heart").await;
    omar.opens_options_of_the_newest().await;
    omar.follows("Reply").await;
    omar.types("Not at all\n").await;
    omar.reads("Not at all", SOON).await;
    shows(
        &omar,
        ".message--sending .quote span, [id^=message-] .quote span",
        "Is Saturday too early?",
    )
    .await;
    rita.reads("Not at all", SOON).await;
    shows(&rita, ".quote span", "Is Saturday too early?").await;

    omar.opens_options_of_the_newest().await;
    omar.driver
        .find(By::Css(".sheet .fold > summary"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    let field = omar.finds("textbox", "New text").await;
    field.send_keys(", come at eleven").await.unwrap();
    omar.presses("Save").await;
    rita.reads("Not at all, come at eleven", SOON).await;
    shows(&rita, ".marks a", "Edited").await;

    omar.opens_options_of_the_newest().await;
    omar.runs("document.querySelector('.sheet [action$=removal]').closest('details').open = true")
        .await;
    omar.presses("Unsend message").await;
    rita.reads("This message was unsent", SOON).await;
    omar.reads("This message was unsent", SOON).await;
    for one in [&rita, &omar] {
        assert!(one.stayed().await, "nothing was loaded again");
        assert!(!one.messages().await.contains(&"Not at all, come at eleven".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_takes_the_keyboard_and_gives_it_back() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("half a thought").await;

    rita.opens_options_of_the_newest().await;
    is_in(&rita, ".sheet").await;
    rita.driver
        .action_chain()
        .send_keys(Key::Escape.value().to_string())
        .perform()
        .await
        .unwrap();
    is_in(&rita, ".said").await;
    assert!(rita.look_for("link", "Reply").await.is_none(), "the sheet has gone");

    rita.opens_options_of_the_newest().await;
    rita.follows("Reply").await;
    is_in(&rita, "form.composer").await;
    assert_eq!(rita.typed().await, "half a thought");
    rita.follows("Do not quote this").await;
    let quoted = "document.querySelectorAll('.quoting *').length";
    assert_eq!(rita.page::<usize>(quoted).await, 0);
    assert_eq!(rita.typed().await, "half a thought");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_message_has_a_page_of_its_own() {
    let stage = Stage::open().await;
    let rita = stage.person_without_scripts("rita").await;
    let thread = stage.conversation("rita", 1).await;
    stage.says("omar", thread, "Saturday then?").await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;

    rita.opens_options_of_the_newest().await;
    rita.presses("Thumbs up").await;
    shows(&rita, ".reaction", "Rita Okafor reacted: Thumbs up").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_script_for_files_is_missing_one_is_sent_from_the_sheet() {
    let stage = Stage::open().await;
    let (rita, omar) = (stage.person("rita").await, stage.person("omar").await);
    let thread = stage.conversation("rita", 1).await;
    let place = format!("/messages/{}", thread.0);
    for one in [&rita, &omar] {
        one.goes_to(&place).await;
        one.remembers_the_page().await;
    }
    let file = tempfile::Builder::new().suffix(".txt").tempfile().unwrap();
    std::fs::write(file.path(), "The rules of the house").unwrap();

    rita.runs("document.querySelector('.tray').remove()").await;
    rita.follows("Send files").await;
    let field = eventually(SOON, "the sheet is there", async || {
        rita.driver.find(By::Css(".sheet [type=file]")).await.ok()
    })
    .await;
    field.send_keys(file.path().display().to_string()).await.unwrap();
    rita.presses("Send files").await;

    let name = file.path().file_name().unwrap().to_string_lossy().into_owned();
    shows(&omar, ".bubble .file b", &name).await;
    shows(&rita, ".bubble .file b", &name).await;
    is_in(&rita, ".attach").await;
    assert!(rita.stayed().await && omar.stayed().await, "nothing was loaded again");
}

/// Waits until the last of what this selector means says this.
async fn shows(visitor: &Visitor, selector: &str, text: &str) {
    let said = format!("[...document.querySelectorAll(`{selector}`)].at(-1)?.textContent.trim() ?? ''");
    eventually(SOON, &format!("{selector} says “{text}”"), async || {
        (visitor.shown::<String>(&said).await == text).then_some(())
    })
    .await;
}

async fn is_in(visitor: &Visitor, selector: &str) {
    let inside = format!("document.activeElement.closest(`{selector}`) !== null");
    eventually(SOON, &format!("the focus is in {selector}"), async || {
        visitor.shown::<bool>(&inside).await.then_some(())
    })
    .await;
}
