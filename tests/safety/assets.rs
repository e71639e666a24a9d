//! The style sheet, the script and the pictures.

use reqwest::Method;
use views::assets;

use crate::harness::TestApp;

#[tokio::test]
async fn assets_are_kept_for_ever_under_names_that_change_with_them() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let page = visitor.get("/").await;
    let linked = [
        page.attributes("script", "src"),
        page.attributes("link", "href"),
        page.attributes("img", "src"),
    ]
    .concat();
    assert!(linked.len() >= 3, "{linked:?}");

    for path in linked {
        let asset = visitor.get(&path).await;
        asset.assert_ok();
        assert_eq!(
            asset.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
        assert!(asset.header("etag").starts_with('"'), "{path}");
        assert!(!asset.body.is_empty(), "{path}");
    }
    for (path, kind) in [
        (assets::SCRIPT, "javascript"),
        (assets::STYLE, "text/css"),
        (assets::LOGO, "image/svg+xml"),
    ] {
        assert!(visitor.get(path).await.header("content-type").contains(kind), "{path}");
    }
}

#[tokio::test]
async fn a_browser_that_knows_an_asset_is_not_sent_it_again() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let etag = visitor.get(assets::STYLE).await.header("etag").to_owned();
    let asks = |known: String| {
        let request = visitor.request(Method::GET, assets::STYLE);
        visitor.send(request.header("If-None-Match", known))
    };

    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
        let answer = asks(known).await;
        answer.assert_status(304);
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("etag"), etag);
    }
    asks("\"other\"".to_owned()).await.assert_ok();
}

#[tokio::test]
async fn assets_travel_in_the_smallest_form_a_browser_takes() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let plain = visitor.get(assets::SCRIPT).await;
    let asks = |encodings: &str| {
        let request = visitor.request(Method::GET, assets::SCRIPT);
        visitor.send(request.header("Accept-Encoding", encodings))
    };

    let [brotli, gzip] = [asks("gzip, deflate, br"), asks("gzip")];
    let (brotli, gzip) = (brotli.await, gzip.await);

    assert_eq!(brotli.header("content-encoding"), "br");
    assert_eq!(gzip.header("content-encoding"), "gzip");
    assert!(brotli.body.len() < gzip.body.len() && gzip.body.len() < plain.body.len());
    assert!(brotli.header("vary").contains("Accept-Encoding"));
    let mut decoded = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*gzip.body), &mut decoded).unwrap();
    assert_eq!(decoded, plain.body);
}
