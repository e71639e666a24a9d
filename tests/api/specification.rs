//! The API's description: every change of it shows in review.

use crate::harness::TestApp;

#[tokio::test]
async fn the_description_changes_only_on_purpose() {
    let app = TestApp::boot().await;

    let description = app.visitor().get("/api/openapi.json").await;

    description.assert_ok();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("openapi", String::from_utf8(description.body).unwrap());
    });
}
