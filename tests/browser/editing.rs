//! Editing, reacting, quoting and unsending messages, in the windows of both participants.

use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn replies_reactions_edits_and_unsending_appear_live_for_both_participants() {
    let site = Site::start().await;
    let (rita, omar) = (site.person("rita").await, site.person("omar").await);
    let thread = site.conversation("rita", 1).await;
    let path = format!("/messages/{}", thread.0);
    site.sends("rita", thread, "Is Saturday too early?").await;
    for person in [&rita, &omar] {
        person.goes_to(&path).await;
        person.marks_the_document().await;
    }
    rita.reads("Is Saturday too early?").await;

    omar.opens_options_of_the_newest_message().await;
    omar.presses("Heart").await;
    shows(&rita, ".reaction", "Omar Haddad reacted: Heart").await;
    omar.opens_options_of_the_newest_message().await;
    omar.follows("Reply").await;
    omar.types("Not at all\n").await;
    omar.reads("Not at all").await;
    shows(
        &omar,
        ".message--sending .quote span, [id^=message-] .quote span",
        "Is Saturday too early?",
    )
    .await;
    rita.reads("Not at all").await;
    shows(&rita, ".quote span", "Is Saturday too early?").await;

    omar.opens_options_of_the_newest_message().await;
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
    rita.reads("Not at all, come at eleven").await;
    shows(&rita, ".marks a", "Edited").await;

    omar.opens_options_of_the_newest_message().await;
    omar.runs("document.querySelector('.sheet [action$=removal]').closest('details').open = true")
        .await;
    omar.presses("Unsend message").await;
    rita.reads("This message was unsent").await;
    omar.reads("This message was unsent").await;
    for person in [&rita, &omar] {
        assert!(person.has_same_document().await, "the page was reloaded");
        assert!(
            !person
                .messages()
                .await
                .contains(&"Not at all, come at eleven".to_owned())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_sheet_takes_the_focus_and_returns_it() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.types("half a thought").await;

    rita.opens_options_of_the_newest_message().await;
    focus_is_in(&rita, ".sheet").await;
    rita.driver
        .action_chain()
        .send_keys(Key::Escape.value().to_string())
        .perform()
        .await
        .unwrap();
    focus_is_in(&rita, ".said").await;
    assert!(
        rita.look_for("link", "Reply").await.is_none(),
        "the sheet is still open"
    );

    rita.opens_options_of_the_newest_message().await;
    rita.follows("Reply").await;
    focus_is_in(&rita, "form.composer").await;
    assert_eq!(rita.typed().await, "half a thought");
    rita.follows("Do not quote this").await;
    let quoted = "document.querySelectorAll('.quoting *').length";
    assert_eq!(rita.page::<usize>(quoted).await, 0);
    assert_eq!(rita.typed().await, "half a thought");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_message_options_are_a_page() {
    let site = Site::start().await;
    let rita = site.person_without_scripts("rita").await;
    let thread = site.conversation("rita", 1).await;
    site.sends("omar", thread, "Saturday then?").await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;

    rita.opens_options_of_the_newest_message().await;
    rita.presses("Thumbs up").await;
    shows(&rita, ".reaction", "Rita Okafor reacted: Thumbs up").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_upload_script_a_file_is_sent_from_the_sheet() {
    let site = Site::start().await;
    let (rita, omar) = (site.person("rita").await, site.person("omar").await);
    let thread = site.conversation("rita", 1).await;
    let path = format!("/messages/{}", thread.0);
    for person in [&rita, &omar] {
        person.goes_to(&path).await;
        person.marks_the_document().await;
    }
    let file = tempfile::Builder::new().suffix(".txt").tempfile().unwrap();
    std::fs::write(file.path(), "The rules of the house").unwrap();

    rita.runs("document.querySelector('.tray').remove()").await;
    rita.follows("Send files").await;
    let field = eventually("the sheet is open", async || {
        rita.driver.find(By::Css(".sheet [type=file]")).await.ok()
    })
    .await;
    field.send_keys(file.path().display().to_string()).await.unwrap();
    rita.presses("Send files").await;

    let name = file.path().file_name().unwrap().to_string_lossy().into_owned();
    shows(&omar, ".bubble .file b", &name).await;
    shows(&rita, ".bubble .file b", &name).await;
    focus_is_in(&rita, ".attach").await;
    assert!(
        rita.has_same_document().await && omar.has_same_document().await,
        "the page was reloaded"
    );
}

/// Waits until the last element that matches has this text.
async fn shows(visitor: &BrowserActor, selector: &str, text: &str) {
    let text_of_last = format!("[...document.querySelectorAll(`{selector}`)].at(-1)?.textContent.trim() ?? ''");
    eventually(&format!("{selector} shows “{text}”"), async || {
        (visitor.shown::<String>(&text_of_last).await == text).then_some(())
    })
    .await;
}

async fn focus_is_in(visitor: &BrowserActor, selector: &str) {
    let inside = format!("document.activeElement.closest(`{selector}`) !== null");
    eventually(&format!("the focus is in {selector}"), async || {
        visitor.shown::<bool>(&inside).await.then_some(())
    })
    .await;
}
