//! What a first visit costs: the bytes that travel for page, style and script, compressed, pictures aside.

use reqwest::Method;
use views::{assets, urls};

use crate::harness::{Actor, TestApp};

const KIB: usize = 1_024;

async fn compressed(actor: &Actor, path: &str) -> usize {
    let request = actor
        .request(Method::GET, path)
        .header("accept-encoding", "gzip")
        .header("user-agent", "budgets");
    let answer = actor.send(request).await;
    answer.assert_ok();
    assert_eq!(answer.header("content-encoding"), "gzip", "{path}");
    answer.body.len()
}

#[tokio::test]
async fn a_first_visit_stays_within_its_budget() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let mut home = 0;
    for number in 0..24 {
        home = omar.lists(&format!("Home number {number} above the canal")).await;
    }
    let conversation = rita.asks_about(home, "Is it still free?").await;

    let style = compressed(&rita, assets::STYLE).await;
    let script = compressed(&rita, assets::SCRIPT).await;
    let browse = style + script + compressed(&rita, urls::HOME).await;
    let extras = compressed(&rita, assets::ATTACHMENTS_SCRIPT).await + compressed(&rita, assets::TYPING_SCRIPT).await;
    let thread = style + script + extras + compressed(&rita, &urls::conversation(conversation)).await;

    assert!(browse <= 40 * KIB, "browse: {browse} bytes");
    assert!(thread <= 45 * KIB, "conversation: {thread} bytes");
    assert!(style <= 12 * KIB, "style: {style} bytes");
}

#[test]
fn what_we_wrote_for_the_browser_ourselves_is_small() {
    let packed = |files: &[&[u8]]| {
        let (params, mut packed) = (brotli::enc::BrotliEncoderParams::default(), Vec::new());
        brotli::BrotliCompress(&mut files.concat().as_slice(), &mut packed, &params).expect("it is packed");
        packed.len()
    };
    let htmx: &[u8] = include_bytes!("../assets/scripts/htmx.min.js");
    let sockets: &[u8] = include_bytes!("../assets/scripts/hx-ws.min.js");
    let served = assets::ASSETS.iter().find(|asset| asset.path == assets::SCRIPT);

    // All are served in one file: the budget limits what our modules add to its size.
    let added = packed(&[served.expect("the script").bytes]) - packed(&[htmx, sockets]);

    assert!(added <= 4 * KIB, "scripts/app: {added} bytes");
    for extra in [assets::PHOTOS_SCRIPT, assets::ATTACHMENTS_SCRIPT, assets::TYPING_SCRIPT] {
        let served = assets::ASSETS.iter().find(|asset| asset.path == extra);
        let length = packed(&[served.expect("the script").bytes]);
        assert!(length <= 5 * KIB / 2, "{extra}: {length} bytes");
    }
}

#[tokio::test]
async fn a_page_asks_for_one_style_and_one_script_and_names_the_style_early() {
    let app = TestApp::boot().await;

    let page = app.visitor().get(urls::HOME).await;

    assert_eq!(page.attributes("link[rel=stylesheet]", "href"), [assets::STYLE]);
    assert_eq!(page.attributes("script", "src"), [assets::SCRIPT]);
    assert_eq!(
        page.header("link"),
        format!("<{}>; rel=preload; as=style", assets::STYLE)
    );
}
