//! The OpenAPI document, compared with a snapshot, so that a review shows every change of it.

use crate::harness::TestApp;

#[tokio::test]
async fn the_openapi_document_equals_the_snapshot() {
    let app = TestApp::boot().await;

    let document = app.visitor().get("/api/openapi.json").await;

    document.assert_ok();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("openapi", String::from_utf8(document.body).unwrap());
    });
}
