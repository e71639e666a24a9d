//! Layout shift: elements keep their place while the rest of the page loads.

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::eventually;

/// Loads the page again up to the chevron of the account menu. The rest of the HTML is in `window.rest`.
const BEGIN: &str = "fetch(location).then((response) => response.text()).then((html) => {
    const chevron = html.lastIndexOf('<svg', html.indexOf('icon--turn'));
    document.open();
    document.write(html.slice(0, chevron));
    window.rest = html.slice(chevron);
});";

const END: &str = "document.write(window.rest); document.close();";

#[tokio::test(flavor = "multi_thread")]
async fn the_account_menu_does_not_shift_while_the_page_loads() {
    let site = Site::start().await;
    let rita = site.person("rita").await;

    for (width, height) in [(500, 800), (1280, 800)] {
        rita.looks_through(width, height).await;
        rita.goes_to("/settings").await;

        rita.runs(BEGIN).await;
        let partial = avatar_left(&rita, 0).await;
        rita.runs(END).await;
        let complete = avatar_left(&rita, 1).await;

        assert!(
            (complete - partial).abs() < 0.1,
            "{partial} and then {complete}, at {width} px"
        );
    }
}

/// The left edge of the avatar in the header in CSS pixels, once this many chevrons and the styles are loaded.
async fn avatar_left(visitor: &BrowserActor, chevrons: usize) -> f64 {
    let is_there = format!(
        "window.rest && document.styleSheets.length && document.querySelector('.site-header .avatar') \
         && document.querySelectorAll('.site-header .icon--turn').length === {chevrons}"
    );
    eventually("this part of the page is loaded", async || {
        visitor
            .shown::<bool>(&format!("Boolean({is_there})"))
            .await
            .then_some(())
    })
    .await;
    visitor
        .page("document.querySelector('.site-header .avatar').getBoundingClientRect().left")
        .await
}
