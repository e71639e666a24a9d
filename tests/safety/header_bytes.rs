//! Headers with bytes above 0x7F: the part that holds them is ignored, the rest of the header counts.

use reqwest::Method;
use reqwest::header::HeaderValue;
use views::urls;

use crate::harness::{Actor, TestApp, TestResponse};

/// Sends a GET request with one more header, whose bytes need not be ASCII or UTF-8.
async fn get(actor: &Actor, path: &str, name: &str, value: &[u8]) -> TestResponse {
    let value = HeaderValue::from_bytes(value).unwrap();
    actor.send(actor.request(Method::GET, path).header(name, value)).await
}

#[tokio::test]
async fn a_cookie_of_another_site_with_a_byte_above_0x7f_signs_no_person_out() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let token = rita.token().unwrap();
    let visitor = app.visitor();

    for (before, after) in [
        ("caf\u{e9}=1; ", ""),
        ("", "; city=K\u{f6}ln"),
        ("a=\u{e9}; ", ";b=\u{e9}"),
    ] {
        let utf8 = format!("{before}porchlight={token}{after}");
        // Each of these characters is one byte in Latin-1.
        let latin1: Vec<u8> = utf8.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        for cookies in [utf8.as_bytes(), &latin1] {
            get(&visitor, urls::SETTINGS, "Cookie", cookies).await.assert_ok();
        }
    }
}

#[tokio::test]
async fn lists_in_headers_lose_only_the_entry_with_a_byte_above_0x7f() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let style = views::assets::STYLE;
    let etag = visitor.get(style).await.header("etag").to_owned();

    let dutch = get(&visitor, urls::SIGN_IN, "Accept-Language", b"\xe9, nl;q=0.9, en;q=0.8").await;
    let compressed = get(&visitor, urls::SIGN_IN, "Accept-Encoding", b"\xff, gzip").await;
    let cached = format!("\"\u{e9}\", {etag}");
    let cached = get(&visitor, style, "If-None-Match", cached.as_bytes()).await;

    assert_eq!(dutch.attribute("html", "lang").as_deref(), Some("nl"));
    assert_eq!(compressed.header("content-encoding"), "gzip");
    cached.assert_status(304);
}

#[tokio::test]
async fn a_user_agent_with_a_byte_above_0x7f_still_names_the_device() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let agent = b"Mozilla/5.0 (X11; Linux x86_64; \xe9) Gecko/20100101 Firefox/140.0";
    let form = [("email", rita.email.as_str()), ("password", crate::harness::PASSWORD)];
    let request = rita.request(Method::POST, urls::SIGN_IN).form(&form);

    let agent = HeaderValue::from_bytes(agent).unwrap();
    rita.send(request.header("User-Agent", agent))
        .await
        .assert_redirect(urls::HOME);

    let settings = rita.get(urls::SETTINGS).await;
    settings.assert_text("#sessions b", "Firefox on Linux");
}
