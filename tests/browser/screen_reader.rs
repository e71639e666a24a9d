//! Somebody who listens to the page hears what the other side writes, once, and nothing else.

use super::wait::{A_POLL, SOON, eventually};
use super::site::{LOFT, Stage};
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_other_side_writes_is_spoken() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    let thread = stage.conversation("rita", 1).await;
    let path = format!("/messages/{}", thread.0);
    rita.goes_to(&path).await;
    rita.finds("log", "Messages").await;
    assert_eq!(
        rita.page::<String>("document.querySelector('[role=log]').ariaLive")
            .await,
        "off"
    );
    listens(&rita).await;

    rita.types("Is Saturday all right?\n").await;
    rita.reads("Is Saturday all right?", SOON).await;
    stage.says("omar", thread, "It is.").await;
    stage.says("omar", thread, "At eleven.").await;
    rita.reads("At eleven.", A_POLL).await;

    eventually(SOON, "it is spoken", async || {
        (heard(&rita).await.len() >= 2).then_some(())
    })
    .await;
    rita.types("Wonderful.\n").await;
    eventually(A_POLL, "the row of the answer is there", async || {
        let own = "document.querySelectorAll('[role=log] .message--own[id^=message-]')";
        let newest = format!("[...{own}].at(-1)?.textContent.includes('Wonderful.')");
        rita.shown::<bool>(&newest).await.then_some(())
    })
    .await;
    assert_eq!(heard(&rita).await, ["Omar Haddad: It is.", "Omar Haddad: At eleven."]);
    eventually(SOON, "it is found once on the page", async || {
        (rita.text().await.matches("At eleven.").count() == 1).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_spoken_when_a_conversation_is_opened() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for path in ["/messages/1", "/messages/1?before=3"] {
        rita.goes_to(path).await;
        rita.finds("log", "Messages").await;
        assert_eq!(voice(&rita).await, "", "{path}");
    }
    rita.goes_to("/listings/1").await;
    rita.presses("Contact Owner").await;
    rita.finds("log", "Messages").await;
    assert_eq!(voice(&rita).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_of_caution_is_spoken_after_its_message() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    let thread = stage.conversation("rita", LOFT.0).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.finds("log", "Messages").await;
    listens(&rita).await;

    stage.says("omar", thread, "Pay the deposit by Western Union.").await;
    stage.says("omar", thread, "The keys are yours then.").await;
    rita.reads("The keys are yours then.", A_POLL).await;

    let heard = eventually(SOON, "all of it is spoken", async || {
        Some(heard(&rita).await).filter(|heard| heard.len() >= 3)
    })
    .await;
    assert_eq!(heard[0], "Omar Haddad: Pay the deposit by Western Union.");
    assert!(
        heard[1].starts_with("This message seems to ask for money."),
        "{heard:?}"
    );
    assert_eq!(heard[2..], ["Omar Haddad: The keys are yours then."]);
}

async fn voice(visitor: &Visitor) -> String {
    visitor
        .page("document.querySelector('.chat [aria-live=polite]').textContent")
        .await
}

/// Remembers in `window.heard` everything that comes to the polite region.
async fn listens(visitor: &Visitor) {
    visitor
        .runs(
            "window.heard = [];
            new MutationObserver((changes) => {
                for (const { addedNodes } of changes) window.heard.push(...[...addedNodes].map((node) => node.textContent));
            }).observe(document.querySelector('.chat [aria-live=polite]'), { childList: true });",
        )
        .await;
}

async fn heard(visitor: &Visitor) -> Vec<String> {
    visitor.page("window.heard").await
}
