//! Security headers of every response: CSP, HSTS, `nosniff`, cross-origin policies and `Cache-Control`.

use reqwest::Method;
use views::urls;

use crate::harness::{TestApp, TestResponse};

#[track_caller]
fn assert_security_headers(response: &TestResponse) {
    let policy = response.header("content-security-policy");
    assert!(
        !policy.contains("unsafe-") && !policy.contains('*') && !policy.contains("data:"),
        "{response}"
    );
    for rule in [
        "default-src 'none'",
        "object-src 'none'",
        "frame-ancestors",
        "base-uri",
        "form-action",
    ] {
        assert!(policy.contains(rule), "no {rule} in {response}");
    }
    assert_eq!(response.header("x-content-type-options"), "nosniff", "{response}");
    assert_eq!(
        response.header("cross-origin-opener-policy"),
        "same-origin",
        "{response}"
    );
    assert_eq!(
        response.header("cross-origin-resource-policy"),
        "same-origin",
        "{response}"
    );
    assert!(!response.header("referrer-policy").is_empty(), "{response}");
    assert!(!response.header("permissions-policy").is_empty(), "{response}");
    assert!(!response.header("x-frame-options").is_empty(), "{response}");
    assert!(!response.header("cache-control").is_empty(), "{response}");
    assert_eq!(response.header("server"), "", "{response}");
    assert_eq!(response.header("access-control-allow-origin"), "", "{response}");
}

#[tokio::test]
async fn every_response_has_security_headers_for_every_status() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi) = (app.omar().await, app.rita().await, app.ravi().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    let visitor = app.visitor();
    let many_bytes = "x".repeat(70_000);
    let script = views::assets::SCRIPT;
    let responses = [
        (200, visitor.get("/").await),
        (200, visitor.get("/healthz").await),
        (200, visitor.get("/readyz").await),
        (200, visitor.get(script).await),
        (200, rita.opens(conversation).await),
        (200, rita.get(urls::noscript_frame(conversation, 0)).await),
        (200, rita.hx_get(urls::updates(conversation, 0)).await),
        (204, ravi.calls_api(Method::DELETE, "/api/session", None).await),
        (303, visitor.get("/messages").await),
        (400, visitor.get("/?q=%FF").await),
        (401, visitor.hx_get("/messages").await),
        (
            403,
            visitor
                .send(
                    visitor
                        .request(Method::POST, "/sign-in")
                        .header("Origin", "https://evil.example"),
                )
                .await,
        ),
        (404, visitor.get("/nowhere").await),
        (404, visitor.get("/assets/nothing.js").await),
        (404, rita.hx_get("/messages/99").await),
        (405, visitor.get("/sign-out").await),
        (405, visitor.send(visitor.request(Method::DELETE, "/")).await),
        (409, {
            rita.sends_with_client_id(conversation, "one", "same").await;
            rita.sends_with_client_id(conversation, "two", "same").await
        }),
        (413, rita.sends_with_client_id(conversation, &many_bytes, "x").await),
        (
            415,
            visitor
                .send(
                    visitor
                        .request(Method::POST, "/sign-in")
                        .header("Content-Type", "text/plain")
                        .body("x"),
                )
                .await,
        ),
        (422, visitor.post("/sign-up", &[]).await),
    ];

    for (status, response) in &responses {
        response.assert_status(*status);
        assert_security_headers(response);
        assert_eq!(
            response.header("strict-transport-security"),
            "",
            "HSTS over plain HTTP is ignored"
        );
    }
}

#[tokio::test]
async fn pages_and_errors_are_not_cached() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for path in ["/", "/messages", "/settings", "/nowhere", "/sign-in"] {
        assert_eq!(rita.get(path).await.header("cache-control"), "no-store", "{path}");
    }
    assert_eq!(rita.get("/").await.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn over_https_every_response_has_hsts_for_a_year() {
    let app = TestApp::with().public_url("https://homes.example").boot().await;
    let visitor = app.visitor();

    for path in ["/", "/nowhere", "/messages", views::assets::STYLE, "/healthz"] {
        let response = visitor.get(path).await;
        assert_security_headers(&response);
        assert!(
            response
                .header("strict-transport-security")
                .starts_with("max-age=31536000"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn no_page_has_inline_code_or_resources_of_another_origin() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    let pages = [
        urls::HOME.to_owned(),
        urls::listing(home),
        urls::MESSAGES.to_owned(),
        urls::conversation(conversation),
        urls::noscript_frame(conversation, 0),
        urls::MY_LISTINGS.to_owned(),
        urls::NEW_LISTING.to_owned(),
        urls::SETTINGS.to_owned(),
        "/nowhere".to_owned(),
    ];

    for path in pages {
        let page = rita.get(&path).await;
        page.assert_no("[style]")
            .assert_no("style")
            .assert_no("script:not([src]):not([type='application/ld+json'])");
        for event in ["onclick", "onload", "onsubmit", "onerror", "hx-on"] {
            page.assert_no(&format!("[{event}]"));
        }
        for (element, attribute) in [
            ("script", "src"),
            ("link:not([rel=canonical], [rel=expect])", "href"),
            ("img", "src"),
            ("iframe", "src"),
            ("use", "href"),
            ("form", "action"),
        ] {
            for url in page.attributes(element, attribute) {
                assert!(
                    url.starts_with('/') && !url.starts_with("//"),
                    "{element} {attribute}={url} in {path}"
                );
            }
        }
    }
}
