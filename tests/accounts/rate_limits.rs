//! Rate limits of password attempts, per account and per client IP.

use reqwest::Method;
use views::urls;

use crate::harness::{Actor, PASSWORD, TestApp, TestResponse};

/// Attempts to sign in with this `X-Forwarded-For` header.
async fn attempts_sign_in(actor: &Actor, email: &str, forwarded_for: impl AsRef<[u8]>) -> TestResponse {
    let form = [("email", email), ("password", "not the password")];
    let request = actor.request(Method::POST, urls::SIGN_IN).form(&form);
    actor
        .send(request.header("X-Forwarded-For", forwarded_for.as_ref()))
        .await
}

/// The same, over a rate limit. On a slow machine, the limit may have refilled by one attempt, which is used up first.
async fn attempts_sign_in_over_limit(
    actor: &Actor,
    email: &str,
    forwarded_for: impl AsRef<[u8]> + Copy,
) -> TestResponse {
    let first = attempts_sign_in(actor, email, forwarded_for).await;
    if first.status == 422 {
        return attempts_sign_in(actor, email, forwarded_for).await;
    }
    first
}

#[tokio::test]
async fn the_eleventh_wrong_password_is_429_for_every_x_forwarded_for() {
    let app = TestApp::with().rate_limits().boot().await;
    let (rita, ravi) = (app.rita().await, app.ravi().await);
    let guesser = app.visitor();
    for number in 0..10 {
        let response = attempts_sign_in(&guesser, &rita.email, &format!("203.0.113.{number}")).await;
        response.assert_status(422);
    }

    let rejected = attempts_sign_in_over_limit(&guesser, "RITA@example.org", "203.0.113.99").await;

    rejected
        .assert_status(429)
        .assert_text("[role=alert]", "Please try again in");
    let wait: u64 = rejected.header("retry-after").parse().unwrap();
    assert!((1..=180).contains(&wait), "{wait}");
    assert_eq!(
        rejected.attribute("#email", "value").map(|email| email.to_lowercase()),
        Some(rita.email.clone())
    );
    assert!(rita.is_signed_in().await, "an existing session stays valid");
    ravi.as_visitor().get(urls::SIGN_IN).await.assert_ok();
    ravi.on_another_device().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_rate_limit_of_fifty_attempts_is_per_client_ip() {
    let app = TestApp::with()
        .rate_limits()
        .trusted_proxies("127.0.0.0/8")
        .boot()
        .await;
    let guesser = app.visitor();

    let mut allowed = 0;
    while attempts_sign_in(
        &guesser,
        &format!("guess{allowed}@example.org"),
        "198.51.100.7, 203.0.113.1",
    )
    .await
    .status
        == 422
    {
        allowed += 1;
        assert!(allowed < 100, "never rejected");
    }

    assert!(allowed >= 50, "{allowed}");
    attempts_sign_in(&guesser, "neighbour@example.org", "198.51.100.7, 203.0.113.2")
        .await
        .assert_status(422);
    // The part of the header that the client sent to the proxy may be invalid UTF-8.
    for forwarded_for in [&b"203.0.113.1"[..], b"\xe9, 203.0.113.1", b", ,203.0.113.1"] {
        attempts_sign_in_over_limit(&guesser, "guess@example.org", forwarded_for)
            .await
            .assert_status(429);
    }
}

#[tokio::test]
async fn x_forwarded_for_of_an_untrusted_client_is_ignored_by_the_rate_limit() {
    let app = TestApp::with().rate_limits().trusted_proxies("10.0.0.0/8").boot().await;
    let guesser = app.visitor();

    let mut allowed = 0;
    let rejected = loop {
        let response = attempts_sign_in(
            &guesser,
            &format!("guess{allowed}@example.org"),
            &format!("10.0.0.{allowed}"),
        )
        .await;
        if response.status != 422 {
            break response;
        }
        allowed += 1;
        assert!(allowed < 100, "never rejected");
    };

    rejected.assert_status(429);
    assert!(allowed >= 50, "{allowed}");
}

#[tokio::test]
async fn the_current_password_in_settings_has_a_rate_limit_of_ten_attempts() {
    let app = TestApp::with().rate_limits().boot().await;
    let rita = app.rita().await;
    let form = [("current", "not her password"), ("new", "another long secret")];

    let mut wrong = 0;
    let rejected = loop {
        let response = rita.post(urls::SETTINGS_PASSWORD, &form).await;
        if response.status != 422 {
            break response;
        }
        wrong += 1;
        assert!(wrong < 20, "never rejected");
    };

    rejected.assert_status(429);
    assert!(wrong >= 10, "{wrong}");
    rita.as_visitor().get(urls::HOME).await.assert_ok();
    rita.on_another_device().await;
    assert_eq!(rita.signs_in(PASSWORD).await.status, 303);
}
