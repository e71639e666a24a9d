//! HTTP/2 without encryption: for proxies that are trusted, and for nobody else.

use std::time::{Duration, Instant};

use http::{StatusCode, Version};
use image::{DynamicImage, ImageFormat};
use porchlight::http::listener::ListenerOptions;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use views::urls;

use super::connection_limits::{ENDLESS, Opened, SOON, impatient};
use super::keep_alive::patient;
use crate::harness::TestApp;
use crate::images::corpus::{noise, written};

fn proxy() -> reqwest::Client {
    // Clients want to know who encrypts, even where nobody does.
    porchlight::storage::encrypt_with_ring();
    let client = reqwest::Client::builder().http2_prior_knowledge();
    client.build().expect("a client")
}

/// A door where this machine is a proxy that is trusted.
fn trusting(mut door: ListenerOptions) -> ListenerOptions {
    door.client_limits.trusted_proxies = "127.0.0.1".parse().unwrap();
    door
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_trusted_asks_for_much_at_once_on_one_connection() {
    let app = TestApp::with().trusted_proxies("127.0.0.1").boot().await;
    let proxy = proxy();
    let pages = (0..40).map(|_| proxy.get(app.url()).send());

    for page in futures_util::future::join_all(pages).await {
        let page = page.expect("an answer");
        assert_eq!((page.status(), page.version()), (StatusCode::OK, Version::HTTP_2));
        assert!(page.headers().contains_key("content-security-policy"));
        assert!(page.text().await.unwrap().contains("</html>"));
    }
    let form = [("email", "nobody@example.org"), ("password", "not the porch light")];
    let refused = proxy.post(app.url() + "/sign-in").form(&form).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_sent_in_pieces_comes_whole_by_a_proxy_too() {
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
async fn a_proxy_that_asks_for_the_head_of_an_error_gets_no_body() {
    let app = TestApp::with().trusted_proxies("127.0.0.1").boot().await;

    for path in ["/nowhere", "/listings/7"] {
        let answer = proxy().head(app.url() + path).send().await.unwrap();
        assert_eq!(answer.version(), Version::HTTP_2);
        assert!(answer.headers().contains_key("content-length"), "{path}");
        // Bytes that should not be there would break the stream.
        assert!(answer.bytes().await.expect("no body").is_empty(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_not_understood() {
    let app = TestApp::boot().await;

    assert!(proxy().get(app.url()).send().await.is_err());
}

#[tokio::test]
async fn a_proxy_that_speaks_slowly_is_heard_to_its_end() {
    let door = Opened::to(trusting(patient())).await;
    let mut proxy = door.connects().await;

    for part in [
        "P",
        "O",
        "ST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n",
        "hi",
    ] {
        proxy.write_all(part.as_bytes()).await.unwrap();
        // So that it arrives by itself.
        tokio::time::sleep(Duration::from_millis(30)).await;
    }

    let mut answer = String::new();
    proxy.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("hi"), "{answer}");
}

#[tokio::test]
async fn a_proxy_that_takes_nothing_of_an_answer_loses_it_and_nothing_else() {
    let door = Opened::to(trusting(impatient())).await;
    let proxy = proxy();
    let taken = async |path: &str| proxy.get(door.url() + path).send().await.unwrap().bytes().await;
    let idle = proxy.get(door.url() + "/held").send().await.unwrap();
    assert_eq!(door.held(), 1);

    let begun = Instant::now();
    while door.held() > 0 {
        assert!(begun.elapsed() < SOON, "the answer is kept for ever");
        assert_eq!(taken("/").await.unwrap(), "hello");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    assert!(idle.bytes().await.is_err(), "they got no whole answer");
    assert_eq!(taken("/").await.unwrap(), "hello");
}

#[tokio::test]
async fn a_proxy_that_waits_for_an_answer_gets_all_of_it() {
    let door = Opened::to(trusting(impatient())).await;
    let slow = proxy().get(door.url() + "/drips").send().await.unwrap();
    assert_eq!(slow.text().await.unwrap(), "drop".repeat(12));

    let door = Opened::to(trusting(patient())).await;
    let long = proxy().get(door.url() + "/endless").send().await.unwrap();
    assert_eq!(long.content_length(), Some(ENDLESS as u64));
    assert_eq!(long.bytes().await.unwrap().len(), ENDLESS);
}
