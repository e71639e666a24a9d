//! Rate limits of sign-ups by network, and the bounded queue of password hashes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use serde_json::json;
use views::urls;

use crate::harness::{Actor, PASSWORD, TestApp, TestResponse};

async fn site_behind_a_proxy() -> TestApp {
    TestApp::with()
        .rate_limits()
        .trusted_proxies("127.0.0.0/8")
        .boot()
        .await
}

/// Posts a form from this client address.
async fn posts_from(actor: &Actor, address: &str, path: &str, form: &[(&str, &str)]) -> TestResponse {
    let request = actor.request(Method::POST, path).form(form);
    actor.send(request.header("X-Forwarded-For", address)).await
}

async fn signs_up_from(actor: &Actor, address: &str, email: &str) -> TestResponse {
    let form = [("name", "Rita Okafor"), ("email", email), ("password", PASSWORD)];
    posts_from(actor, address, urls::SIGN_UP, &form).await
}

#[tokio::test]
async fn the_sixth_sign_up_in_an_hour_from_one_network_is_429_and_keeps_the_form() {
    let app = site_behind_a_proxy().await;
    // IPv4 by address; IPv6 by the /56, which one customer has.
    let addresses = |network: u8, host: u8| match network {
        4 => "203.0.113.7".to_owned(),
        _ => format!("2001:db8:0:1{host:02x}::1"),
    };
    for network in [4, 6] {
        for number in 0..5 {
            let email = format!("rita{network}{number}@example.org");
            let signed_up = signs_up_from(&app.visitor(), &addresses(network, number), &email).await;
            signed_up.assert_redirect(urls::HOME);
        }

        let address = addresses(network, 99);
        let rejected = signs_up_from(&app.visitor(), &address, "late@example.org").await;
        rejected
            .assert_status(429)
            .assert_text("[role=alert]", "Several accounts were made from your network just now");
        assert_eq!(
            rejected.attribute("#email", "value").as_deref(),
            Some("late@example.org")
        );
        let wait: u64 = rejected.header("retry-after").parse().unwrap();
        assert!((1..=720).contains(&wait), "{wait}");
        let body = json!({"name": "Rita", "email": "late@example.org", "password": PASSWORD});
        let api = app.visitor();
        let request = api.request(Method::POST, "/api/accounts").json(&body);
        let problem = api.send(request.header("X-Forwarded-For", address)).await;
        problem.assert_problem(429);
        assert!(problem.header("retry-after").parse::<u64>().is_ok());
    }
    for neighbour in ["203.0.113.8", "2001:db8:0:200::1"] {
        let email = format!("{}@example.org", neighbour.replace(':', "-"));
        signs_up_from(&app.visitor(), neighbour, &email)
            .await
            .assert_redirect(urls::HOME);
    }
}

#[tokio::test]
async fn attempts_to_sign_up_with_known_e_mails_are_limited_to_twenty() {
    let app = site_behind_a_proxy().await;
    let rita = app.rita().await;
    let prober = app.visitor();

    let mut told = 0;
    let rejected = loop {
        let response = signs_up_from(&prober, "203.0.113.7", &rita.email).await;
        if response.status != 422 {
            break response;
        }
        told += 1;
        assert!(told < 30, "never rejected");
    };

    rejected.assert_status(429);
    assert_eq!(told, 20);
    // An input that is not valid is not looked up, and does not count.
    signs_up_from(&prober, "203.0.113.7", "no e-mail")
        .await
        .assert_status(422);
    signs_up_from(&prober, "203.0.113.8", &rita.email)
        .await
        .assert_status(422);
}

#[tokio::test]
async fn a_full_share_of_the_hash_queue_is_503_and_delays_no_other_source() {
    let app = site_behind_a_proxy().await;
    let rita = app.rita().await;
    let (checked, busy) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut guesses = Vec::new();
    for number in 0..50 {
        let (guesser, checked, busy) = (app.visitor(), checked.clone(), busy.clone());
        guesses.push(tokio::spawn(async move {
            let email = format!("guess{number}@example.org");
            let form = [("email", email.as_str()), ("password", "not the password")];
            let response = posts_from(&guesser, "203.0.113.1", urls::SIGN_IN, &form).await;
            match response.status {
                422 => checked.fetch_add(1, Ordering::SeqCst),
                503 => busy.fetch_add(1, Ordering::SeqCst),
                status => panic!("{status}"),
            };
            response
        }));
    }
    while busy.load(Ordering::SeqCst) < 30 {
        tokio::task::yield_now().await;
    }

    let before = checked.load(Ordering::SeqCst);
    let form = [("email", rita.email.as_str()), ("password", PASSWORD)];
    posts_from(&app.visitor(), "203.0.113.2", urls::SIGN_IN, &form)
        .await
        .assert_redirect(urls::HOME);
    let meanwhile = checked.load(Ordering::SeqCst) - before;

    assert!(meanwhile <= 4, "{meanwhile} hashes of the other source came first");
    let mut rejected = None;
    for guess in guesses {
        let response = guess.await.unwrap();
        rejected = Some(response).filter(|response| response.status == 503).or(rejected);
    }
    let rejected = rejected.unwrap();
    rejected.assert_text("[role=alert]", "try again in a moment");
    assert_eq!(rejected.header("retry-after"), "5");
    assert!(rejected.attribute("#email", "value").unwrap().starts_with("guess"));
}

#[tokio::test]
async fn checks_of_the_current_password_have_a_rate_limit_by_client_address() {
    let app = site_behind_a_proxy().await;
    let form = [("current", "not the password"), ("new", "another long secret")];
    let mut people = Vec::new();
    for number in 0..6 {
        let person = app.visitor();
        let email = format!("rita{number}@example.org");
        let own_address = format!("198.51.100.{number}");
        signs_up_from(&person, &own_address, &email)
            .await
            .assert_redirect(urls::HOME);
        people.push(person);
    }

    let mut wrong = 0;
    let mut rejected = None;
    for person in &people {
        for _ in 0..9 {
            let response = posts_from(person, "203.0.113.1", urls::SETTINGS_PASSWORD, &form).await;
            match response.status {
                422 => wrong += 1,
                _ => rejected = Some(response),
            }
        }
    }

    let rejected = rejected.expect("a rejection");
    rejected
        .assert_status(429)
        .assert_text("#secret [role=alert]", "Please try again in");
    assert!(rejected.header("retry-after").parse::<u64>().is_ok());
    assert!((50..54).contains(&wrong), "{wrong}");
    posts_from(&people[5], "203.0.113.2", urls::SETTINGS_PASSWORD, &form)
        .await
        .assert_status(422);
}
