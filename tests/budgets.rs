//! Size budgets of a first visit: the compressed bytes of page, style sheet and scripts, without images.

use reqwest::Method;
use views::{assets, urls};

use crate::harness::{Actor, TestApp};

const KIB: usize = 1_024;

/// The size of a response with `Content-Encoding: gzip`, in bytes.
async fn compressed_size(actor: &Actor, path: &str) -> usize {
    let request = actor
        .request(Method::GET, path)
        .header("accept-encoding", "gzip")
        .header("user-agent", "budgets");
    let response = actor.send(request).await;
    response.assert_ok();
    assert_eq!(response.header("content-encoding"), "gzip", "{path}");
    response.body.len()
}

#[tokio::test]
async fn a_first_visit_is_within_the_size_budget() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let mut home = 0;
    for number in 0..24 {
        home = omar.lists(&format!("Home number {number} above the canal")).await;
    }
    let conversation = rita.enquires_about(home, "Is it still free?").await;

    let style = compressed_size(&rita, assets::STYLE).await;
    let script = compressed_size(&rita, assets::SCRIPT).await;
    let browse = style + script + compressed_size(&rita, urls::HOME).await;
    let extras =
        compressed_size(&rita, assets::ATTACHMENTS_SCRIPT).await + compressed_size(&rita, assets::TYPING_SCRIPT).await;
    let thread = style + script + extras + compressed_size(&rita, &urls::conversation(conversation)).await;

    assert!(browse <= 40 * KIB, "browse: {browse} bytes");
    assert!(thread <= 45 * KIB, "conversation: {thread} bytes");
    assert!(style <= 12 * KIB, "style: {style} bytes");
}

#[test]
fn the_sites_own_scripts_are_within_the_size_budget() {
    let brotli_size = |files: &[&[u8]]| {
        let (params, mut compressed) = (brotli::enc::BrotliEncoderParams::default(), Vec::new());
        brotli::BrotliCompress(&mut files.concat().as_slice(), &mut compressed, &params).expect("compression");
        compressed.len()
    };
    let htmx: &[u8] = include_bytes!("../assets/scripts/htmx.min.js");
    let sockets: &[u8] = include_bytes!("../assets/scripts/hx-ws.min.js");
    let served = assets::ASSETS.iter().find(|asset| asset.path == assets::SCRIPT);

    // One file holds all scripts: the budget limits what the site's own modules add to its compressed size.
    let added = brotli_size(&[served.expect("the script").bytes]) - brotli_size(&[htmx, sockets]);

    assert!(added <= 4 * KIB, "scripts/app: {added} bytes");
    for extra in [assets::PHOTOS_SCRIPT, assets::ATTACHMENTS_SCRIPT, assets::TYPING_SCRIPT] {
        let served = assets::ASSETS.iter().find(|asset| asset.path == extra);
        let length = brotli_size(&[served.expect("the script").bytes]);
        assert!(length <= 5 * KIB / 2, "{extra}: {length} bytes");
    }
}

#[tokio::test]
async fn a_page_loads_one_style_sheet_and_one_script_and_preloads_the_style_sheet() {
    let app = TestApp::boot().await;

    let page = app.visitor().get(urls::HOME).await;

    assert_eq!(page.attributes("link[rel=stylesheet]", "href"), [assets::STYLE]);
    assert_eq!(page.attributes("script", "src"), [assets::SCRIPT]);
    assert_eq!(
        page.header("link"),
        format!("<{}>; rel=preload; as=style", assets::STYLE)
    );
}
