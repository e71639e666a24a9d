//! From page to page what stays the same moves to its new place, for those who like things to move.

use serde_json::json;

use super::wait::{SOON, eventually};
use super::site::{LOFT, Stage};
use super::browser_actor::Visitor;

/// Notes in `window.moved`, on every new page, what moves while it comes.
const WATCH: &str = "addEventListener('pagereveal', async ({ viewTransition }) => {
    await viewTransition?.ready.catch(() => {});
    const parts = document.getAnimations().map((one) => one.effect.pseudoElement ?? '');
    window.moved = [...new Set(parts.filter((part) => part.startsWith('::view-transition-group')))].sort();
});";

const HOME: &str = "::view-transition-group(home)";
const PERSON: &str = "::view-transition-group(person)";

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_a_home_moves_from_the_list_to_its_page_and_back() {
    let stage = Stage::open().await;
    let Some(rita) = watching(&stage).await else { return };

    moves(&rita, "/", [LOFT.1, "Homes to let"], &[HOME]).await;

    let named: usize = rita
        .page("[...document.querySelectorAll('img')].filter((one) => one.style.viewTransitionName).length")
        .await;
    assert!(named <= 1, "{named} pictures have the same name");
}

#[tokio::test(flavor = "multi_thread")]
async fn picture_and_person_move_from_the_inbox_to_the_conversation_and_back() {
    let stage = Stage::open().await;
    let Some(rita) = watching(&stage).await else { return };
    // Where both stand side by side, nothing has to move.
    rita.looks_through(800, 900).await;

    moves(&rita, "/messages", ["Open Chat", "Back to the inbox"], &[HOME, PERSON]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_for_those_who_asked_for_that() {
    let stage = Stage::open().await;
    let Some(rita) = watching(&stage).await else { return };
    let calm = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    rita.browser.ask_devtools("Emulation.setEmulatedMedia", calm).await;

    rita.goes_to("/messages").await;
    rita.follows("Open Chat").await;

    assert_eq!(moved(&rita).await, Vec::<String>::new());
}

/// Follows the links there and back until all of it has moved both times. A browser that is late shows the page
/// without: a picture that moves is not worth waiting for.
async fn moves(visitor: &Visitor, list: &str, [there, back]: [&str; 2], what: &[&str]) {
    let (mut seen_there, mut seen_back) = (false, false);
    for _ in 0..8 {
        visitor.goes_to(list).await;
        visitor.follows(there).await;
        let parts = moved(visitor).await;
        seen_there |= what.iter().all(|part| parts.iter().any(|moved| moved == part));
        visitor.follows(back).await;
        let parts = moved(visitor).await;
        seen_back |= what.iter().all(|part| parts.iter().any(|moved| moved == part));
        if seen_there && seen_back {
            return;
        }
    }
    panic!("{what:?} did not move: there {seen_there}, back {seen_back}");
}

/// Somebody whose browser notes what moves. Only Chromium's can be asked to, before a page has begun; in the others
/// nobody can tell what moved, and there is nothing to see here.
async fn watching(stage: &Stage) -> Option<Visitor> {
    let rita = stage.person("rita").await;
    let script = json!({ "source": WATCH });
    let watches = rita
        .browser
        .ask_devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
    watches.then_some(rita)
}

/// What moved while the last page came.
async fn moved(visitor: &Visitor) -> Vec<String> {
    eventually(SOON, "the page has come", async || {
        visitor.shown::<Option<Vec<String>>>("window.moved ?? null").await
    })
    .await
}
