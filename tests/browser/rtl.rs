//! Right-to-left layout: the same style sheet works with `dir=rtl`, without overflow.

use super::browser_actor::BrowserActor;
use super::site::Site;

/// Widths of a small phone, a phone and a desktop, in CSS pixels.
const WIDTHS: [u32; 3] = [320, 390, 1280];

const SET_RTL: &str = "document.documentElement.dir = 'rtl'";

/// Horizontal overflow of the page in CSS pixels.
const OVERFLOW: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// A script: whether the first element is to the right of the second.
fn is_right_of(first: &str, second: &str) -> String {
    format!(
        "document.querySelector('{first}').getBoundingClientRect().left >
         document.querySelector('{second}').getBoundingClientRect().left"
    )
}

async fn fits_in_rtl(visitor: &BrowserActor, path: &str) {
    for width in WIDTHS {
        visitor.looks_through(width, 844).await;
        visitor.goes_to(path).await;
        visitor.runs(SET_RTL).await;
        let overflow: i64 = visitor.page(OVERFLOW).await;
        assert_eq!(overflow, 0, "{path} at {width} px");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_work_right_to_left() {
    let site = Site::start().await;
    let rita = site.person("rita").await;

    for path in [
        "/",
        "/listings/1",
        "/listings/new",
        "/settings",
        "/messages",
        "/messages/1",
    ] {
        fits_in_rtl(&rita, path).await;
    }

    let own_side = is_right_of(".message:not(.message--own) .bubble", ".message--own .bubble");
    assert!(rita.page::<bool>(&own_side).await);
    assert!(rita.page::<bool>(&is_right_of(".brand", ".site-header .menu")).await);
}
