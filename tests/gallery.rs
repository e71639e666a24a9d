//! The gallery of components is part of the demo only.

use crate::harness::TestApp;

#[tokio::test]
async fn the_gallery_is_404_on_a_site_that_is_not_the_demo() {
    let app = TestApp::boot().await;

    app.visitor().get("/_gallery").await.assert_status(404);
}
