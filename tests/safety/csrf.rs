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
    let look_alike_page = format!("{look_alike}/page");
    let refused: [&[(&str, &str)]; 15] = [
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
        &[("Referer", "https://evil.example/page")],
        &[("Referer", &look_alike_page)],
        &[("Referer", "https://evil.example/?http://127.0.0.1/")],
        &[("Referer", "about:blank")],
        &[("Sec-Fetch-Site", "same-origin"), ("Referer", "https://evil.example/")],
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
    let own_page = format!("{own}/listings/{home}?q=1");
    let allowed: [&[(&str, &str)]; 7] = [
        &[],
        &[("Origin", &own)],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", &own)],
        &[("Sec-Fetch-Site", "none")],
        &[("Referer", &own_page)],
        &[("Origin", &own), ("Referer", &own_page)],
    ];

    for headers in allowed {
        assert_eq!(posts(&rita, home, headers).await.status, 303, "{headers:?}");
    }
}

#[tokio::test]
async fn over_http_a_host_name_of_another_site_is_rejected_against_dns_rebinding() {
    let app = TestApp::with().public_url("http://homes.lan").boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let from = async |host: &str| {
        let (origin, page) = (format!("http://{host}"), format!("http://{host}/page"));
        let by_origin = posts(&rita, home, &[("Host", host), ("Origin", &origin)]).await;
        let by_referrer = posts(&rita, home, &[("Host", host), ("Referer", &page)]).await;
        [by_origin.status, by_referrer.status]
    };

    for host in [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "homes.lan.",
    ] {
        assert_eq!(from(host).await, [403, 403], "{host}");
    }
    for host in [
        "homes.lan",
        "homes.lan:8080",
        "localhost",
        "localhost:8080",
        "192.168.1.5:8080",
        "[fd00::5]:8080",
    ] {
        assert_eq!(from(host).await, [303, 303], "{host}");
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
