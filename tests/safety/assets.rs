//! Assets: cache headers, ETags and precompressed encodings.

use reqwest::Method;
use views::assets;

use crate::harness::TestApp;

#[tokio::test]
async fn assets_have_content_hashes_and_immutable_cache_headers() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let page = visitor.get("/").await;
    let linked = [
        page.attributes("script", "src"),
        page.attributes("link", "href"),
        page.attributes("img", "src"),
    ]
    .concat();
    let linked: Vec<_> = linked.into_iter().filter(|path| path.starts_with("/assets/")).collect();
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
async fn a_matching_etag_gets_a_304() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let etag = visitor.get(assets::STYLE).await.header("etag").to_owned();
    let get = |etags: String| {
        let request = visitor.request(Method::GET, assets::STYLE);
        visitor.send(request.header("If-None-Match", etags))
    };

    for etags in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
        let response = get(etags).await;
        response.assert_status(304);
        assert!(response.body.is_empty());
        assert_eq!(response.header("etag"), etag);
    }
    get("\"other\"".to_owned()).await.assert_ok();
}

#[tokio::test]
async fn assets_use_the_smallest_accepted_encoding() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let plain = visitor.get(assets::SCRIPT).await;
    let get = |encodings: &str| {
        let request = visitor.request(Method::GET, assets::SCRIPT);
        visitor.send(request.header("Accept-Encoding", encodings))
    };

    let [brotli, gzip] = [get("gzip, deflate, br"), get("gzip")];
    let (brotli, gzip) = (brotli.await, gzip.await);

    assert_eq!(brotli.header("content-encoding"), "br");
    assert_eq!(gzip.header("content-encoding"), "gzip");
    assert!(brotli.body.len() < gzip.body.len() && gzip.body.len() < plain.body.len());
    assert!(brotli.header("vary").contains("Accept-Encoding"));
    let mut decoded = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*gzip.body), &mut decoded).unwrap();
    assert_eq!(decoded, plain.body);
}
