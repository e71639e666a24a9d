//! Cross-document view transitions between list and detail pages, and reduced motion.

use serde_json::json;

use super::browser_actor::BrowserActor;
use super::site::{LOFT, Site};
use super::wait::eventually;

/// On every new page, stores the groups of its view transition in `window.moved`.
const RECORD_TRANSITIONS: &str = "addEventListener('pagereveal', async ({ viewTransition }) => {
    await viewTransition?.ready.catch(() => {});
    const parts = document.getAnimations().map((one) => one.effect.pseudoElement ?? '');
    window.moved = [...new Set(parts.filter((part) => part.startsWith('::view-transition-group')))].sort();
});";

const HOME: &str = "::view-transition-group(home)";
const PERSON: &str = "::view-transition-group(person)";

#[tokio::test(flavor = "multi_thread")]
async fn a_view_transition_moves_the_listing_photo_to_its_page_and_back() {
    let site = Site::start().await;
    let Some(rita) = with_recorder(&site).await else { return };

    has_transition(&rita, "/", [LOFT.1, "Homes to let"], &[HOME]).await;

    let named: usize = rita
        .page("[...document.querySelectorAll('img')].filter((one) => one.style.viewTransitionName).length")
        .await;
    assert!(named <= 1, "{named} images have the same transition name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_transition_moves_photo_and_avatar_to_the_conversation_and_back() {
    let site = Site::start().await;
    let Some(rita) = with_recorder(&site).await else { return };
    // In a wide window inbox and conversation are side by side, without a transition.
    rita.looks_through(800, 900).await;

    has_transition(&rita, "/messages", ["Open Chat", "Back to the inbox"], &[HOME, PERSON]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reduced_motion_disables_view_transitions() {
    let site = Site::start().await;
    let Some(rita) = with_recorder(&site).await else { return };
    let reduced_motion = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    rita.browser
        .devtools_command("Emulation.setEmulatedMedia", reduced_motion)
        .await;

    rita.goes_to("/messages").await;
    rita.follows("Open Chat").await;

    assert_eq!(transition_groups(&rita).await, Vec::<String>::new());
}

/// Browsers skip a view transition when the page loads too late, which other load on the machine decides.
const ATTEMPTS: usize = 30;

/// Follows the links there and back until all groups had a transition both ways.
async fn has_transition(visitor: &BrowserActor, list: &str, [there, back]: [&str; 2], what: &[&str]) {
    let (mut seen_there, mut seen_back) = (false, false);
    for _ in 0..ATTEMPTS {
        visitor.goes_to(list).await;
        visitor.follows(there).await;
        let parts = transition_groups(visitor).await;
        seen_there |= what.iter().all(|part| parts.iter().any(|moved| moved == part));
        visitor.follows(back).await;
        let parts = transition_groups(visitor).await;
        seen_back |= what.iter().all(|part| parts.iter().any(|moved| moved == part));
        if seen_there && seen_back {
            return;
        }
    }
    panic!("{what:?} had no transition: there {seen_there}, back {seen_back}");
}

/// Rita with a browser that records view transitions. `None` outside Chromium, where no script can be added to new
/// documents.
async fn with_recorder(site: &Site) -> Option<BrowserActor> {
    let rita = site.person("rita").await;
    let script = json!({ "source": RECORD_TRANSITIONS });
    let is_recording = rita
        .browser
        .devtools_command("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
    is_recording.then_some(rita)
}

/// The groups of the view transition to the current page.
async fn transition_groups(visitor: &BrowserActor) -> Vec<String> {
    eventually("the page is shown", async || {
        visitor.shown::<Option<Vec<String>>>("window.moved ?? null").await
    })
    .await
}
