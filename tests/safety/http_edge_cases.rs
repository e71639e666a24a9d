//! Edge cases of HTTP: body limits, malformed requests, encodings, compression, `HEAD`, path traversal; and error
//! pages.

use std::io::Read;

use reqwest::Method;
use views::urls;

use crate::harness::TestApp;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_request_body_over_64_kib_gets_a_413() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let post = |length: usize| {
        let body = format!("email={}", "x".repeat(length - "email=".len()));
        visitor
            .request(Method::POST, urls::SIGN_IN)
            .header("Content-Type", FORM)
            .body(body)
    };

    visitor.send(post(65_536)).await.assert_status(422);
    let page = visitor.send(post(65_537)).await;
    page.assert_status(413).assert_text("h1", "too much at once");

    let notice = visitor.send(visitor.hx(post(1_000_000), "/")).await;
    notice
        .assert_status(413)
        .assert_text("[role=alert]", "64 KB")
        .assert_no(".site-header");
}

#[tokio::test]
async fn a_chunked_request_body_over_64_kib_gets_a_413() {
    let app = TestApp::boot().await;
    let address = app.url().trim_start_matches("http://").to_owned();
    let chunk = format!("2000\r\n{}\r\n", "x".repeat(0x2000));
    let request = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\
         Connection: close\r\n\r\n{}0\r\n\r\n",
        chunk.repeat(9)
    );

    let response = send_raw(address, request.into_bytes()).await;

    assert!(response.starts_with("HTTP/1.1 413"), "{response}");
}

/// Sends raw bytes; returns everything up to the end of the connection.
async fn send_raw(address: String, bytes: Vec<u8>) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(&bytes).await.unwrap();
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response).await;
    String::from_utf8_lossy(&response).into_owned()
}

#[tokio::test]
async fn malformed_requests_get_a_4xx_and_the_server_keeps_running() {
    let app = TestApp::boot().await;
    let address = app.url().trim_start_matches("http://").to_owned();
    let long_header = format!("GET / HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "x".repeat(200_000));
    let long_path = format!(
        "GET /{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "x".repeat(200_000)
    );
    let many_headers = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-Many: x\r\n".repeat(200));
    let broken: [&[u8]; 8] = [
        b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nemail=",
        long_header.as_bytes(),
        long_path.as_bytes(),
        many_headers.as_bytes(),
    ];

    for bytes in broken {
        let response = send_raw(address.clone(), bytes.to_vec()).await;
        let request = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]);
        assert!(
            response.starts_with("HTTP/1.1 4") && response.contains("nosniff"),
            "{request}: {response}"
        );
    }
    app.visitor().get("/healthz").await.assert_ok();
}

#[tokio::test]
async fn a_compressed_request_body_is_rejected_with_415() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();

    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        let request = visitor
            .request(Method::POST, urls::SIGN_IN)
            .header("Content-Type", FORM);
        let request = request.header("Content-Encoding", encoding).body(vec![0x1f, 0x8b]);
        visitor.send(request).await.assert_status(415);
    }
}

#[tokio::test]
async fn form_text_that_is_not_utf_8_is_rejected_with_400() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.contacts(home).await;
    let forms = [
        (urls::SIGN_IN.to_owned(), "email"),
        (urls::SIGN_UP.to_owned(), "name"),
        (urls::LISTINGS.to_owned(), "title"),
        (urls::comments(home), "text"),
        (urls::conversation(conversation), "text"),
        (urls::SETTINGS_PROFILE.to_owned(), "name"),
    ];

    for (path, field) in forms {
        // An invalid byte, an overlong encoding of a slash, and a lone surrogate.
        for bytes in ["%ff", "%c0%af", "%ed%a0%80"] {
            let request = rita.request(Method::POST, &path).header("Content-Type", FORM);
            let page = rita.send(request.body(format!("{field}=a{bytes}b"))).await;
            page.assert_status(400).assert_text("h1", "We couldn’t read that");
        }
    }
    assert!(rita.reads(conversation).await.is_empty());
}

#[tokio::test]
async fn an_error_page_shows_a_reference_and_no_internals() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    let first = rita.get("/messages/1").await;
    let second = rita.get("/messages/1").await;
    let notice = rita.hx_get("/messages/1").await;

    for page in [&first, &second] {
        page.assert_status(404)
            .assert_text(".empty small", "Error 404, reference ")
            .assert_some("a[href='/messages']");
    }
    assert_ne!(first.texts(".empty small"), second.texts(".empty small"));
    notice.assert_text("small", "Reference ").assert_no(".site-header");
    for response in [first, second, notice] {
        let html = response.html().to_lowercase();
        for leak in [
            "select ",
            "sqlite",
            "sea_orm",
            "panicked",
            "src/",
            ".rs",
            "not found",
            "stack",
        ] {
            assert!(!html.contains(leak), "{leak}");
        }
    }
}

#[tokio::test]
async fn without_the_database_pages_get_a_503_with_retry_after() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    rita.get("/readyz").await.assert_ok();

    app.db().close().await;

    rita.get("/healthz").await.assert_ok();
    rita.get("/readyz").await.assert_status(503);
    let responses = [
        rita.get(urls::listing(home)).await,
        rita.get(urls::HOME).await,
        rita.post(urls::comments(home), &[("text", "Hello")]).await,
        rita.hx_get(urls::updates(1, 0)).await,
        app.visitor().get(urls::HOME).await,
    ];
    for page in responses {
        page.assert_status(503);
        assert!(!page.header("retry-after").is_empty());
        let html = page.html().to_lowercase();
        assert!(
            !html.contains("pool") && !html.contains("sql") && !html.contains("connection"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn compressed_responses_share_no_encoder_state() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    for path in ["/", "/api/openapi.json", "/sign-in", "/api/openapi.json", "/"] {
        let plain = visitor.get(path).await;
        let request = visitor.request(Method::GET, path).header("Accept-Encoding", "gzip");

        let compressed = visitor.send(request).await;

        assert_eq!(compressed.header("content-encoding"), "gzip", "{path}");
        let mut decoded = Vec::new();
        flate2::read::GzDecoder::new(&*compressed.body)
            .read_to_end(&mut decoded)
            .unwrap();
        assert!(decoded == plain.body, "{path}");
    }
}

#[tokio::test]
async fn text_is_compressed_according_to_accept_encoding() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();
    let plain = visitor.get("/").await;
    assert_eq!(
        (plain.header("content-encoding"), plain.header("vary")),
        ("", "Accept-Encoding")
    );
    let get = |encodings: &str| visitor.send(visitor.request(Method::GET, "/").header("Accept-Encoding", encodings));

    let compressed = get("gzip, deflate, br").await;
    assert_eq!(
        (compressed.header("content-encoding"), compressed.header("vary")),
        ("gzip", "Accept-Encoding")
    );
    let mut html = String::new();
    flate2::read::GzDecoder::new(&*compressed.body)
        .read_to_string(&mut html)
        .unwrap();

    assert_eq!(html, plain.html());
    assert!(compressed.body.len() < plain.body.len());
    for refused in ["gzip;q=0", "identity", "br"] {
        assert_eq!(get(refused).await.header("content-encoding"), "", "{refused}");
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_trace_is_rejected() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();

    for path in ["/", "/sign-in", "/healthz", views::assets::STYLE, "/nowhere"] {
        let [get, head] = [Method::GET, Method::HEAD].map(|method| visitor.send(visitor.request(method, path)));
        let (get, head) = (get.await, head.await);
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
        assert!(head.body.is_empty(), "{path}");
    }
    for method in [Method::TRACE, Method::CONNECT, Method::OPTIONS] {
        let response = visitor
            .send(visitor.request(method.clone(), "/").header("X-Secret", "echo"))
            .await;
        assert!((400..500).contains(&response.status), "{method} {response}");
        assert!(!response.html().contains("echo"));
    }
}

#[tokio::test]
async fn path_traversal_and_header_injection_in_paths_get_a_404() {
    let app = TestApp::boot().await;
    let address = app.url().trim_start_matches("http://").to_owned();

    for path in [
        "/../../etc/passwd",
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/.git/config",
        "/porchlight.db",
        "//evil.example/",
        "/%0d%0aSet-Cookie:a=b",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        let response = send_raw(address.clone(), request.into_bytes()).await;
        assert!(response.starts_with("HTTP/1.1 404"), "{path}: {response}");
        let head = response.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
        assert!(
            !head.contains("\r\nset-cookie") && !head.contains("\r\nlocation"),
            "{path}: {head}"
        );
    }
}
