//! HTTP/2 without TLS (h2c, prior knowledge): for trusted proxies only.

use std::time::{Duration, Instant};

use http::{StatusCode, Version};
use image::{DynamicImage, ImageFormat};
use porchlight::http::listener::ListenerOptions;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use views::urls;

use super::connection_limits::{ENDLESS, SOON, TestListener, short_timeouts};
use super::keep_alive::long_timeouts;
use crate::harness::TestApp;
use crate::images::corpus::{noise, written};

/// Interval between two reads of a slow reader.
const READ_INTERVAL: Duration = Duration::from_millis(1);

fn proxy() -> reqwest::Client {
    // reqwest requires a TLS provider also for plain connections.
    porchlight::storage::encrypt_with_ring();
    let client = reqwest::Client::builder().http2_prior_knowledge();
    client.build().expect("a client")
}

/// Clients from this machine are trusted proxies.
fn behind_proxy(mut options: ListenerOptions) -> ListenerOptions {
    options.client_limits.trusted_proxies = "127.0.0.1".parse().unwrap();
    options
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_multiplexes_http2_requests_on_one_connection() {
    let app = TestApp::with().trusted_proxies("127.0.0.1").boot().await;
    let proxy = proxy();
    let pages = (0..40).map(|_| proxy.get(app.url()).send());

    for page in futures_util::future::join_all(pages).await {
        let page = page.expect("a response");
        assert_eq!((page.status(), page.version()), (StatusCode::OK, Version::HTTP_2));
        assert!(page.headers().contains_key("content-security-policy"));
        assert!(page.text().await.unwrap().contains("</html>"));
    }
    let form = [("email", "unknown@example.org"), ("password", "not the porch light")];
    let refused = proxy.post(app.url() + "/sign-in").form(&form).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_streamed_photo_is_complete_over_http2() {
    let app = TestApp::with().trusted_proxies("127.0.0.1").boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let noisy = written(&DynamicImage::ImageRgb8(noise(1_600, 900)), ImageFormat::Jpeg);
    let photo = omar.adds_photos(home, &[&noisy]).await[0];
    let shown = omar.get(urls::photo(photo, 1_600)).await;
    assert!(shown.assert_ok().body.len() > 300_000, "{} bytes", shown.body.len());

    let address = format!("{}{}", app.url(), urls::photo(photo, 1_600));
    let proxied = proxy().get(address).send();
    let proxied = proxied.await.unwrap();

    assert_eq!(proxied.version(), Version::HTTP_2);
    assert_eq!(proxied.headers()["content-length"], shown.header("content-length"));
    assert!(proxied.bytes().await.unwrap() == shown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_request_for_an_error_has_no_body_over_http2() {
    let app = TestApp::with().trusted_proxies("127.0.0.1").boot().await;

    for path in ["/nowhere", "/listings/7"] {
        let response = proxy().head(app.url() + path).send().await.unwrap();
        assert_eq!(response.version(), Version::HTTP_2);
        assert!(response.headers().contains_key("content-length"), "{path}");
        // DATA frames after a HEAD request would break the stream.
        assert!(response.bytes().await.expect("no body").is_empty(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_from_an_untrusted_client_is_rejected() {
    let app = TestApp::boot().await;

    assert!(proxy().get(app.url()).send().await.is_err());
}

#[tokio::test]
async fn an_http1_request_in_several_packets_is_not_taken_for_http2() {
    let listener = TestListener::start(behind_proxy(long_timeouts())).await;
    let mut proxy = listener.connect().await;

    for part in [
        "P",
        "O",
        "ST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n",
        "hi",
    ] {
        proxy.write_all(part.as_bytes()).await.unwrap();
        // Each part arrives in a packet of its own.
        tokio::time::sleep(Duration::from_millis(30)).await;
    }

    let mut response = String::new();
    proxy.read_to_string(&mut response).await.unwrap();
    assert!(
        response.starts_with("HTTP/1.1 200") && response.ends_with("hi"),
        "{response}"
    );
}

#[tokio::test]
async fn a_stalled_http2_stream_is_dropped() {
    let listener = TestListener::start(behind_proxy(short_timeouts())).await;
    let proxy = proxy();
    let get = async |path: &str| proxy.get(listener.url() + path).send().await.unwrap().bytes().await;
    let idle = proxy.get(listener.url() + "/held").send().await.unwrap();
    assert_eq!(listener.held(), 1);

    let begun = Instant::now();
    while listener.held() > 0 {
        assert!(begun.elapsed() < SOON, "the stalled response stays in memory");
        assert_eq!(get("/").await.unwrap(), "hello");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    assert!(idle.bytes().await.is_err(), "the whole response arrived");
    assert_eq!(get("/").await.unwrap(), "hello");
}

#[tokio::test]
async fn the_stall_timeout_of_an_http2_stream_restarts_with_each_chunk() {
    let listener = TestListener::start(behind_proxy(short_timeouts())).await;
    let mut response = proxy().get(listener.url() + "/endless").send().await.unwrap();

    let (begun, mut length) = (Instant::now(), 0);
    while let Some(chunk) = response.chunk().await.expect("the stream is not reset") {
        length += chunk.len();
        // Slowly at first, for longer than the timeout, then as fast as possible.
        if begun.elapsed() < short_timeouts().client_timeouts.stall * 5 {
            tokio::time::sleep(READ_INTERVAL).await;
        }
    }

    assert_eq!(length, ENDLESS);
}

#[tokio::test]
async fn a_slow_response_and_a_long_one_are_complete_over_http2() {
    let listener = TestListener::start(behind_proxy(short_timeouts())).await;
    let slow = proxy().get(listener.url() + "/drips").send().await.unwrap();
    assert_eq!(slow.text().await.unwrap(), "drop".repeat(12));

    let listener = TestListener::start(behind_proxy(long_timeouts())).await;
    let long = proxy().get(listener.url() + "/endless").send().await.unwrap();
    assert_eq!(long.content_length(), Some(ENDLESS as u64));
    assert_eq!(long.bytes().await.unwrap().len(), ENDLESS);
}
