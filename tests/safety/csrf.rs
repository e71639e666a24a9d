//! CSRF: state-changing requests of another origin are rejected (`Origin`, `Sec-Fetch-Site`); requests without these
//! headers come from programs and are accepted.

use reqwest::Method;
use views::urls;

use crate::harness::{Actor, PASSWORD, TestApp, TestResponse};

/// Posts a comment with additional headers.
async fn posts(actor: &Actor, home: i64, headers: &[(&str, &str)]) -> TestResponse {
    let mut request = actor
        .request(Method::POST, urls::comments(home))
        .form(&[("text", "Hello")]);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    actor.send(request).await
}

#[tokio::test]
async fn a_request_of_another_origin_with_the_session_cookie_is_rejected_as_csrf() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let port = app.url().rsplit(':').next().unwrap().to_owned();
    let own = app.url();
    let other_port = "http://127.0.0.1:1".to_owned();
    let other_host = format!("http://localhost:{port}");
    let look_alike = format!("http://127.0.0.1:{port}.evil.example");
    let refused: [&[(&str, &str)]; 10] = [
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[("Origin", "")],
        &[("Origin", &other_port)],
        &[("Origin", &other_host)],
        &[("Origin", &look_alike)],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", &own)],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", "https://evil.example")],
    ];

    for headers in refused {
        let page = posts(&rita, home, headers).await;
        assert_eq!(page.status, 403, "{headers:?} {page}");
        page.assert_text("h1", "That came from somewhere else");
    }

    rita.get(urls::listing(home))
        .await
        .assert_text("#comments p", "Nothing asked yet.");
}

#[tokio::test]
async fn same_origin_pages_and_programs_pass_the_csrf_check() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let own = app.url();
    let allowed: [&[(&str, &str)]; 5] = [
        &[],
        &[("Origin", &own)],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", &own)],
        &[("Sec-Fetch-Site", "none")],
    ];

    for headers in allowed {
        assert_eq!(posts(&rita, home, headers).await.status, 303, "{headers:?}");
    }
}

#[tokio::test]
async fn behind_a_proxy_the_public_url_is_the_own_origin() {
    let app = TestApp::with().public_url("https://homes.example").boot().await;
    let visitor = app.visitor();
    let form = [("name", "Rita"), ("email", "rita@example.org"), ("password", PASSWORD)];
    let from = |origin: &str| {
        visitor
            .request(Method::POST, urls::SIGN_UP)
            .form(&form)
            .header("Origin", origin)
    };

    visitor.send(from("http://homes.example")).await.assert_status(403);
    visitor
        .send(from("https://homes.example.evil.example"))
        .await
        .assert_status(403);
    visitor
        .send(from("https://homes.example"))
        .await
        .assert_redirect(urls::HOME);
}

#[tokio::test]
async fn every_form_rejects_another_origin_including_sign_in_and_sign_out() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    let forms = [
        urls::SIGN_IN.to_owned(),
        urls::SIGN_UP.to_owned(),
        urls::SIGN_OUT.to_owned(),
        urls::SETTINGS_PROFILE.to_owned(),
        urls::SETTINGS_PASSWORD.to_owned(),
        urls::end_session(1),
        urls::LISTINGS.to_owned(),
        urls::listing(home),
        urls::status(home),
        urls::contact(home),
        urls::comments(home),
        urls::comment_removal(1),
        urls::conversation(conversation),
    ];

    for form in forms {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let request = rita.request(method, &form).header("Origin", "https://evil.example");
            rita.send(request.form(&[("text", "x")])).await.assert_status(403);
        }
    }
    assert!(rita.is_signed_in().await);
}

#[tokio::test]
async fn cross_site_links_work_because_get_changes_nothing() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for site in ["cross-site", "same-site", "none"] {
        let request = rita.request(Method::GET, "/").header("Sec-Fetch-Site", site);
        rita.send(request.header("Origin", "https://evil.example"))
            .await
            .assert_ok();
    }
    for form in [urls::SIGN_OUT, urls::LISTINGS, urls::SETTINGS_PROFILE] {
        rita.get(form).await.assert_status(405);
    }
    assert!(rita.is_signed_in().await);
}
