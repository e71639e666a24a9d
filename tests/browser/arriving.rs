//! What a page shows while the rest of it is still on its way stays where it is.

use super::stage::Stage;
use super::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn the_account_menu_has_its_place_before_its_chevron_has_come() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;

    for (width, height) in [(500, 800), (1280, 800)] {
        rita.looks_through(width, height).await;
        rita.goes_to("/").await;
        let whole = doorway(&rita).await;
        rita.runs("document.querySelector('.site-header .menu .icon--turn').remove()")
            .await;

        let arriving = doorway(&rita).await;
        assert!((whole - arriving).abs() < 0.1, "{arriving} and then {whole}");
    }
}

/// Where the reader's doorway in the header begins.
async fn doorway(visitor: &Visitor) -> f64 {
    visitor
        .page("document.querySelector('.site-header .menu .avatar').getBoundingClientRect().left")
        .await
}
