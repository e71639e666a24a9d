//! Screen readers: the live region announces messages of the other participant once, and nothing else.

use super::browser_actor::BrowserActor;
use super::site::{LOFT, Site};
use super::wait::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn the_live_region_announces_only_messages_of_the_other_participant() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    let thread = site.conversation("rita", 1).await;
    let path = format!("/messages/{}", thread.0);
    rita.goes_to(&path).await;
    rita.finds("log", "Messages").await;
    assert_eq!(
        rita.page::<String>("document.querySelector('[role=log]').ariaLive")
            .await,
        "off"
    );
    records_announcements(&rita).await;

    rita.types("Is Saturday all right?\n").await;
    rita.reads("Is Saturday all right?").await;
    site.sends("omar", thread, "It is.").await;
    site.sends("omar", thread, "At eleven.").await;
    rita.reads("At eleven.").await;

    eventually("both messages are announced", async || {
        (announced(&rita).await.len() >= 2).then_some(())
    })
    .await;
    rita.types("Wonderful.\n").await;
    eventually("the stored message is shown", async || {
        let own = "document.querySelectorAll('[role=log] .message--own[id^=message-]')";
        let newest = format!("[...{own}].at(-1)?.textContent.includes('Wonderful.')");
        rita.shown::<bool>(&newest).await.then_some(())
    })
    .await;
    assert_eq!(
        announced(&rita).await,
        ["Omar Haddad: It is.", "Omar Haddad: At eleven."]
    );
    eventually("the text is on the page once", async || {
        (rita.text().await.matches("At eleven.").count() == 1).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_region_is_empty_when_a_conversation_opens() {
    let site = Site::start().await;
    let rita = site.person("rita").await;

    for path in ["/messages/1", "/messages/1?before=3"] {
        rita.goes_to(path).await;
        rita.finds("log", "Messages").await;
        assert_eq!(live_region_text(&rita).await, "", "{path}");
    }
    rita.goes_to("/listings/1").await;
    rita.presses("Contact Owner").await;
    rita.finds("log", "Messages").await;
    assert_eq!(live_region_text(&rita).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scam_warning_is_announced_after_its_message() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    let thread = site.conversation("rita", LOFT.0).await;
    rita.goes_to(&format!("/messages/{}", thread.0)).await;
    rita.finds("log", "Messages").await;
    records_announcements(&rita).await;

    site.sends("omar", thread, "Pay the deposit by Western Union.").await;
    site.sends("omar", thread, "The keys are yours then.").await;
    rita.reads("The keys are yours then.").await;

    let announced = eventually("all three texts are announced", async || {
        Some(announced(&rita).await).filter(|announced| announced.len() >= 3)
    })
    .await;
    assert_eq!(announced[0], "Omar Haddad: Pay the deposit by Western Union.");
    assert!(
        announced[1].starts_with("This message seems to ask for money."),
        "{announced:?}"
    );
    assert_eq!(announced[2..], ["Omar Haddad: The keys are yours then."]);
}

async fn live_region_text(visitor: &BrowserActor) -> String {
    visitor
        .page("document.querySelector('.chat [aria-live=polite]').textContent")
        .await
}

/// Collects everything that is added to the polite live region in `window.announced`.
async fn records_announcements(visitor: &BrowserActor) {
    visitor
        .runs(
            "window.announced = [];
            new MutationObserver((changes) => {
                for (const { addedNodes } of changes) window.announced.push(...[...addedNodes].map((node) => node.textContent));
            }).observe(document.querySelector('.chat [aria-live=polite]'), { childList: true });",
        )
        .await;
}

async fn announced(visitor: &BrowserActor) -> Vec<String> {
    visitor.page("window.announced").await
}
