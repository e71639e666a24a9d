//! Scripts that run from right to left need no other style sheet: every page turns around as it is.

use super::site::Stage;
use super::browser_actor::Visitor;

/// A telephone, a small one, and a desktop.
const WIDTHS: [u32; 3] = [320, 390, 1280];

const TURN_AROUND: &str = "document.documentElement.dir = 'rtl'";

/// How far the page is wider than its window, in pixels.
const OVERFLOW: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// Whether the first element stands to the right of the second.
fn is_right_of(first: &str, second: &str) -> String {
    format!(
        "document.querySelector('{first}').getBoundingClientRect().left >
         document.querySelector('{second}').getBoundingClientRect().left"
    )
}

async fn turns_around(visitor: &Visitor, path: &str) {
    for width in WIDTHS {
        visitor.looks_through(width, 844).await;
        visitor.goes_to(path).await;
        visitor.runs(TURN_AROUND).await;
        let overflow: i64 = visitor.page(OVERFLOW).await;
        assert_eq!(overflow, 0, "{path} at {width} px");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_turn_around() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for path in [
        "/",
        "/listings/1",
        "/listings/new",
        "/settings",
        "/messages",
        "/messages/1",
    ] {
        turns_around(&rita, path).await;
    }

    let own_side = is_right_of(".message:not(.message--own) .bubble", ".message--own .bubble");
    assert!(rita.page::<bool>(&own_side).await);
    assert!(rita.page::<bool>(&is_right_of(".brand", ".site-header .menu")).await);
}
