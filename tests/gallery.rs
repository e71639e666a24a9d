//! The gallery of components is for those who build the site, not for its visitors.

use crate::harness::TestApp;

#[tokio::test]
async fn a_site_in_use_shows_no_gallery() {
    let app = TestApp::boot().await;

    app.visitor().get("/_gallery").await.assert_status(404);
}
