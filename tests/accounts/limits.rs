//! How often one may try a password.

use reqwest::Method;
use views::urls;

use crate::harness::{Actor, Answer, PASSWORD, TestApp};

/// One try to sign in, with a header that says where it comes from.
async fn tries(actor: &Actor, email: &str, forwarded_for: impl AsRef<[u8]>) -> Answer {
    let form = [("email", email), ("password", "not the password")];
    let request = actor.request(Method::POST, urls::SIGN_IN).form(&form);
    actor
        .send(request.header("X-Forwarded-For", forwarded_for.as_ref()))
        .await
}

#[tokio::test]
async fn the_eleventh_wrong_password_has_to_wait_whatever_address_it_claims() {
    let app = TestApp::with().rate_limits().boot().await;
    let (rita, ravi) = (app.rita().await, app.ravi().await);
    let guesser = app.visitor();
    for number in 0..10 {
        let answer = tries(&guesser, &rita.email, &format!("203.0.113.{number}")).await;
        answer.assert_status(422);
    }

    // A slow machine may have earned another try meanwhile.
    let mut refused = tries(&guesser, "RITA@example.org", "203.0.113.99").await;
    if refused.status == 422 {
        refused = tries(&guesser, &rita.email, "203.0.113.99").await;
    }

    refused
        .assert_status(429)
        .assert_text("[role=alert]", "Please try again in");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=180).contains(&wait), "{wait}");
    assert_eq!(
        refused.attribute("#email", "value").map(|email| email.to_lowercase()),
        Some(rita.email.clone())
    );
    assert!(rita.is_signed_in().await, "who is in stays in");
    ravi.as_visitor().get(urls::SIGN_IN).await.assert_ok();
    ravi.on_another_device().await;
}

#[tokio::test]
async fn one_address_has_to_wait_after_fifty_tries_and_a_neighbour_behind_the_same_proxy_does_not() {
    let app = TestApp::with()
        .rate_limits()
        .trusted_proxies("127.0.0.0/8")
        .boot()
        .await;
    let guesser = app.visitor();

    let mut allowed = 0;
    while tries(
        &guesser,
        &format!("nobody{allowed}@example.org"),
        "198.51.100.7, 203.0.113.1",
    )
    .await
    .status
        == 422
    {
        allowed += 1;
        assert!(allowed < 100, "never refused");
    }

    assert!(allowed >= 50, "{allowed}");
    tries(&guesser, "somebody@example.org", "198.51.100.7, 203.0.113.2")
        .await
        .assert_status(422);
    // What the guesser wrote there before the proxy did need not be text.
    for claims in [&b"203.0.113.1"[..], b"\xe9, 203.0.113.1", b", ,203.0.113.1"] {
        tries(&guesser, "someone@example.org", claims).await.assert_status(429);
    }
}

#[tokio::test]
async fn an_address_that_claims_to_be_a_proxy_is_believed_nothing() {
    let app = TestApp::with().rate_limits().trusted_proxies("10.0.0.0/8").boot().await;
    let guesser = app.visitor();

    let mut allowed = 0;
    let refused = loop {
        let answer = tries(
            &guesser,
            &format!("nobody{allowed}@example.org"),
            &format!("10.0.0.{allowed}"),
        )
        .await;
        if answer.status != 422 {
            break answer;
        }
        allowed += 1;
        assert!(allowed < 100, "never refused");
    };

    refused.assert_status(429);
    assert!(allowed >= 50, "{allowed}");
}

#[tokio::test]
async fn rita_can_guess_her_own_current_password_ten_times_only() {
    let app = TestApp::with().rate_limits().boot().await;
    let rita = app.rita().await;
    let form = [("current", "not her password"), ("new", "another long secret")];

    let mut wrong = 0;
    let refused = loop {
        let answer = rita.post(urls::SETTINGS_PASSWORD, &form).await;
        if answer.status != 422 {
            break answer;
        }
        wrong += 1;
        assert!(wrong < 20, "never refused");
    };

    refused.assert_status(429);
    assert!(wrong >= 10, "{wrong}");
    rita.as_visitor().get(urls::HOME).await.assert_ok();
    rita.on_another_device().await;
    assert_eq!(rita.signs_in(PASSWORD).await.status, 303);
}
