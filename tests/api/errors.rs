//! Problem responses of the JSON API (RFC 9457), and its OpenAPI document.

use reqwest::Method;
use serde_json::json;
use views::urls;

use crate::harness::TestApp;

const OPERATIONS: [(&str, &str); 20] = [
    ("post", "/accounts"),
    ("post", "/session"),
    ("delete", "/session"),
    ("get", "/me"),
    ("get", "/listings"),
    ("post", "/listings"),
    ("post", "/listings/{id}/photos"),
    ("patch", "/photos/{id}"),
    ("delete", "/photos/{id}"),
    ("get", "/listings/{id}"),
    ("patch", "/listings/{id}"),
    ("get", "/conversations"),
    ("post", "/conversations"),
    ("get", "/messages"),
    ("post", "/messages"),
    ("patch", "/messages/{id}"),
    ("delete", "/messages/{id}"),
    ("put", "/messages/{id}/reaction"),
    ("post", "/attachments"),
    ("post", "/comments"),
];

#[tokio::test]
async fn the_openapi_document_and_the_page_of_it_list_every_operation() {
    let app = TestApp::boot().await;

    let document = app.visitor().get(urls::OPENAPI).await;
    let page = app.visitor().get(urls::API_DOCS).await;

    document.assert_ok();
    let document = document.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    page.assert_ok();
    for (method, path) in OPERATIONS {
        let paths = &document["paths"];
        let operation = [path.to_owned(), format!("/api{path}")].map(|path| paths[path][method].clone());
        assert!(
            operation.iter().any(|operation| operation["operationId"].is_string()),
            "{method} {path}"
        );
    }
    assert_eq!(
        page.count("details.panel > summary .tag"),
        OPERATIONS.len() + 1,
        "each on the page as well"
    );
}

#[tokio::test]
async fn the_openapi_schema_of_a_new_message_requires_only_conversation_and_text() {
    let app = TestApp::boot().await;

    let document = app.visitor().get(urls::OPENAPI).await.json();

    let message = &document["components"]["schemas"]["NewMessageRequest"];
    assert!(message["properties"]["attachmentIds"].is_object());
    assert_eq!(message["required"], json!(["conversationId", "text"]));
}

#[tokio::test]
async fn without_a_session_an_operation_is_401_with_www_authenticate_bearer() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();

    for (method, path) in [
        (Method::GET, "/api/me"),
        (Method::DELETE, "/api/session"),
        (Method::GET, "/api/conversations"),
        (Method::POST, "/api/conversations"),
        (Method::GET, "/api/messages?conversationId=1"),
        (Method::POST, "/api/messages"),
        (Method::POST, "/api/listings"),
        (Method::PATCH, "/api/listings/1"),
        (Method::POST, "/api/comments"),
    ] {
        let body = (method == Method::POST || method == Method::PATCH).then(|| json!({}));
        let response = visitor.calls_api(method.clone(), path, body).await;
        response.assert_problem(401);
        assert_eq!(response.header("www-authenticate"), "Bearer", "{method} {path}");
        assert_eq!(response.header("location"), "");
    }
    let request = visitor.request(Method::GET, "/api/me").bearer_auth("nonsense");
    visitor.send(request).await.assert_problem(401);
}

#[tokio::test]
async fn malformed_requests_get_a_4xx_problem_response() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let post = |kind: &'static str, body: Vec<u8>| {
        let request = rita.request(Method::POST, "/api/messages").header("Content-Type", kind);
        rita.send(request.body(body))
    };
    let deep = "[".repeat(30_000).into_bytes();
    let malformed: [&[u8]; 4] = [
        b"",
        b"{",
        b"{\"conversationId\": 1, \"text\": \"\xff\"}",
        b"{\"conversationId\": 1, \"text\": \"\\ud800\"}",
    ];
    let no_objects: [&[u8]; 3] = [b"null", b"[]", b"\"text\""];
    let mismatches: [(&[u8], &[&str]); 6] = [
        (b"{}", &["conversationId", "text"]),
        (b"{\"conversationId\": \"one\", \"text\": \"x\"}", &["conversationId"]),
        (b"{\"conversationId\": 1e99, \"text\": \"x\"}", &["conversationId"]),
        (b"{\"conversationId\": 1, \"text\": null}", &["text"]),
        (
            b"{\"conversationId\": 1, \"text\": 2, \"clientId\": 3}",
            &["text", "clientId"],
        ),
        (
            b"{\"conversationId\": 1, \"text\": \"x\", \"attachmentIds\": [\"y\"]}",
            &["attachmentIds"],
        ),
    ];

    for body in malformed {
        post("application/json", body.to_vec()).await.assert_problem(400);
    }
    for body in no_objects {
        let fields = post("application/json", body.to_vec()).await.assert_problem(422);
        assert_eq!(fields, [""], "{}", String::from_utf8_lossy(body));
    }
    for (body, fields) in mismatches {
        let problems = post("application/json", body.to_vec()).await.assert_problem(422);
        assert_eq!(problems, fields, "{}", String::from_utf8_lossy(body));
    }
    post("application/json", deep).await.assert_problem(400);
    post("application/json", vec![b' '; 70_000]).await.assert_problem(413);
    post("text/plain", b"{}".to_vec()).await.assert_problem(415);
    post("application/x-www-form-urlencoded", b"text=x".to_vec())
        .await
        .assert_problem(415);
    for (path, parameter) in [
        ("/api/messages", "conversationId"),
        ("/api/messages?conversationId=x", "conversationId"),
        ("/api/messages?conversationId=1&limit=x", "limit"),
    ] {
        let fields = rita.calls_api(Method::GET, path, None).await.assert_problem(422);
        assert_eq!(fields, [parameter], "{path}");
    }
    for path in [
        "/api/nothing",
        "/api/listings/x",
        "/api/listings/99999999999999999999",
        "/api/listings/1",
    ] {
        rita.calls_api(Method::GET, path, None).await.assert_problem(404);
    }
    rita.calls_api(Method::PUT, "/api/me", None).await.assert_problem(405);
}

#[tokio::test]
async fn a_csrf_request_of_another_origin_is_403_in_the_api() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    let request = rita
        .request(Method::POST, "/api/listings")
        .header("Origin", "https://evil.example");
    rita.send(request.json(&json!({"title": "Mine now"})))
        .await
        .assert_problem(403);
    let request = rita
        .request(Method::DELETE, "/api/session")
        .header("Sec-Fetch-Site", "cross-site");
    rita.send(request).await.assert_problem(403);

    assert!(rita.is_signed_in().await);
}

#[tokio::test]
async fn over_the_rate_limit_a_password_attempt_is_429_in_the_api() {
    let app = TestApp::with().rate_limits().boot().await;
    let rita = app.rita().await;
    let guess = json!({"email": rita.email, "password": "wrong"});

    let mut wrong = 0;
    let rejected = loop {
        let response = app
            .visitor()
            .calls_api(Method::POST, "/api/session", Some(guess.clone()))
            .await;
        if response.status != 401 {
            break response;
        }
        wrong += 1;
        assert!(wrong < 30, "never rejected");
    };

    rejected.assert_problem(429);
    assert!(
        wrong >= 10 && rejected.header("retry-after").parse::<u64>().is_ok(),
        "{wrong} {rejected}"
    );
}

#[tokio::test]
async fn a_problem_has_a_type_and_the_standard_title_of_its_status() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for (method, path, body, title, kind) in [
        (Method::GET, "/api/listings/1", None, "Not Found", "about:blank"),
        (Method::PUT, "/api/me", None, "Method Not Allowed", "about:blank"),
        (
            Method::POST,
            "/api/conversations",
            Some(json!({})),
            "Validation Failed",
            "urn:porchlight:validation-failed",
        ),
    ] {
        let problem = rita.calls_api(method, path, body).await.json();
        assert_eq!(
            (&problem["title"], &problem["type"]),
            (&json!(title), &json!(kind)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_openapi_schema_is_enforced_for_every_property() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let path = format!("/api/listings/{home}");

    for (change, field) in [
        (json!({"availableFrom": ""}), "availableFrom"),
        (json!({"availableFrom": "2027-2-1"}), "availableFrom"),
        (json!({"status": ""}), "status"),
        (json!({"currency": ""}), "currency"),
        (json!({"price": "1250"}), "price"),
        (json!({"bedrooms": 1.5}), "bedrooms"),
        (json!({"title": ["x"]}), "title"),
    ] {
        let response = omar.calls_api(Method::PATCH, &path, Some(change)).await;
        assert_eq!(response.assert_problem(422), [field]);
    }
    omar.calls_api(Method::PATCH, &path, Some(json!({"availableFrom": null})))
        .await
        .assert_ok();
}
