//! What a page shows while the rest of it is still on its way stays where it is.

use super::wait::{SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

/// Lets the page come once more, up to the chevron of the account menu. What is missing waits in `window.rest`.
const BEGIN: &str = "fetch(location).then((answer) => answer.text()).then((html) => {
    const chevron = html.lastIndexOf('<svg', html.indexOf('icon--turn'));
    document.open();
    document.write(html.slice(0, chevron));
    window.rest = html.slice(chevron);
});";

const END: &str = "document.write(window.rest); document.close();";

#[tokio::test(flavor = "multi_thread")]
async fn the_account_menu_has_its_place_before_the_rest_has_come() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for (width, height) in [(500, 800), (1280, 800)] {
        rita.looks_through(width, height).await;
        rita.goes_to("/settings").await;

        rita.runs(BEGIN).await;
        let arriving = doorway(&rita, 0).await;
        rita.runs(END).await;
        let whole = doorway(&rita, 1).await;

        assert!(
            (whole - arriving).abs() < 0.1,
            "{arriving} and then {whole}, of {width}"
        );
    }
}

/// Where the reader's doorway in the header begins, once there are so many chevrons and the page looks as it should.
async fn doorway(visitor: &Visitor, chevrons: usize) -> f64 {
    let is_there = format!(
        "window.rest && document.styleSheets.length && document.querySelector('.site-header .avatar') \
         && document.querySelectorAll('.site-header .icon--turn').length === {chevrons}"
    );
    eventually(SOON, "this much of the page has come", async || {
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
