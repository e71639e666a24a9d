//! Access to photos, their response headers, and their renditions.

use image::GenericImageView;
use reqwest::Method;
use views::urls;

use crate::harness::{Actor, TestApp};
use crate::images::corpus::{SECRET, from_a_phone, jpeg};

async fn with_status(app: &TestApp, status: &str) -> (Actor, i64, i64) {
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photo = omar.adds_photos(home, &[&jpeg(90, 60)]).await[0];
    omar.post(urls::status(home), &[("status", status)]).await;
    (omar, home, photo)
}

#[tokio::test]
async fn a_photo_of_a_phone_is_served_upright_and_without_exif_location() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photo = omar.adds_photos(home, &[&from_a_phone(2000, 1500, 6)]).await[0];

    for (requested, width) in [(320, 320), (800, 800), (1600, 1500)] {
        let response = app.visitor().get(urls::photo(photo, requested)).await;

        response.assert_ok();
        assert_eq!(response.header("content-type"), "image/webp");
        let shown = image::load_from_memory(&response.body).unwrap();
        assert_eq!(shown.dimensions(), (width, (f64::from(width) / 0.75).round() as u32));
        assert!(!response.body.windows(SECRET.len()).any(|part| part == SECRET));
    }
}

#[tokio::test]
async fn a_public_photo_has_immutable_caching_an_etag_and_a_sandbox_policy() {
    let app = TestApp::boot().await;
    let (_, _, photo) = with_status(&app, "available").await;

    let response = app.visitor().get(urls::photo(photo, 320)).await;

    assert_eq!(response.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(response.header("x-content-type-options"), "nosniff");
    let policy = response.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    let again = app
        .visitor()
        .request(Method::GET, urls::photo(photo, 320))
        .header("if-none-match", response.header("etag"));
    let again = app.visitor().send(again).await;
    again.assert_status(304);
    assert!(again.body.is_empty());
}

#[tokio::test]
async fn photos_of_a_draft_are_visible_to_its_owner_and_404_for_others() {
    let app = TestApp::boot().await;
    let (omar, home, photo) = with_status(&app, "draft").await;
    let sam = app.sam().await;

    let own = omar.get(urls::photo(photo, 320)).await;

    assert_eq!(own.assert_ok().header("cache-control"), "private, no-cache");
    let again = async |actor: &Actor| {
        let request = actor.request(Method::GET, urls::photo(photo, 320));
        actor.send(request.header("if-none-match", own.header("etag"))).await
    };
    again(&omar).await.assert_status(304);
    again(&sam).await.assert_status(404);
    sam.get(urls::photo(photo, 320)).await.assert_status(404);
    app.visitor().get(urls::photo(photo, 320)).await.assert_status(404);
    omar.post(urls::status(home), &[("status", "available")]).await;
    app.visitor().get(urls::photo(photo, 320)).await.assert_ok();
}

#[tokio::test]
async fn photos_of_an_archived_listing_stay_visible_to_renters_with_a_conversation() {
    let app = TestApp::boot().await;
    let (omar, home, photo) = with_status(&app, "available").await;
    let rita = app.rita().await;
    rita.enquires_about(home, "Is it free?").await;

    omar.edits(home, &[("status", "archived")]).await;

    rita.get(urls::photo(photo, 320)).await.assert_ok();
    app.visitor().get(urls::photo(photo, 320)).await.assert_status(404);
}

#[tokio::test]
async fn other_rendition_widths_and_path_traversal_are_404() {
    let app = TestApp::boot().await;
    let (omar, _, photo) = with_status(&app, "available").await;

    for name in [
        "320",
        "320.jpg",
        "321.webp",
        "0.webp",
        "-1.webp",
        "99999999999.webp",
        "..%2f320.webp",
        "%00.webp",
        "..%2f..%2fporchlight.db",
    ] {
        omar.get(format!("/photos/{photo}/{name}")).await.assert_status(404);
    }
    omar.get("/photos/999999/320.webp").await.assert_status(404);
    omar.get(urls::photo(photo, 1600)).await.assert_ok();
}
