//! The quota of listings: 20 new ones in a day, 50 in all.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::json;
use views::urls;

use crate::harness::{Actor, TestApp, home_with};

async fn lists_many(owner: &Actor, count: usize) {
    for number in 0..count {
        owner.lists(&format!("Home {number}")).await;
    }
}

#[tokio::test]
async fn the_twenty_first_listing_in_a_day_is_429_and_stays_in_the_form() {
    let app = TestApp::with().rate_limits().boot().await;
    let (omar, olga) = (app.omar().await, app.olga().await);
    lists_many(&omar, 1).await;
    app.advance(Duration::from_secs(3_600));
    lists_many(&omar, 19).await;

    let rejected = omar.post(urls::LISTINGS, &home_with(&[("title", "One more")])).await;

    rejected.assert_status(429).assert_text(
        "[role=alert]",
        "You have listed 20 homes within a day, as many as fit. You can list the next one in 23 hours.",
    );
    assert_eq!(rejected.header("retry-after"), "82800");
    assert_eq!(rejected.attribute("#title", "value").as_deref(), Some("One more"));
    assert_eq!(rejected.value_of("#description"), "Two rooms over the water.");
    let body = json!({"title": "One more", "description": "", "city": "Ghent", "price": 1, "currency": "EUR"});
    let problem = omar.calls_api(Method::POST, "/api/listings", Some(body)).await;
    problem.assert_problem(429);
    assert_eq!(problem.header("retry-after"), "82800");
    olga.lists("Studio").await;
    app.advance(Duration::from_secs(82_800));
    omar.lists("One more").await;
}

#[tokio::test]
async fn the_fifty_first_listing_is_422_and_names_what_to_do() {
    let app = TestApp::with().rate_limits().boot().await;
    let omar = app.omar().await;
    for count in [20, 20, 10] {
        lists_many(&omar, count).await;
        app.advance_days(1);
    }
    let home = home_with(&[("title", "One more")]);

    let rejected = omar.post(urls::LISTINGS, &home).await;
    let request = omar.request(Method::POST, urls::LISTINGS).form(&home);
    let dutch = omar.send(request.header(ACCEPT_LANGUAGE, "nl")).await;

    rejected.assert_status(422).assert_text(
        "[role=alert]",
        "You have 50 homes, as many as one account can have. Edit one that is let or archived instead.",
    );
    assert_eq!(rejected.attribute("#title", "value").as_deref(), Some("One more"));
    dutch.assert_status(422).assert_text(
        "[role=alert]",
        "Je hebt 50 woningen, meer passen er niet in een account.",
    );
    let body = json!({"title": "One more", "description": "", "city": "Ghent", "price": 1, "currency": "EUR"});
    let problem = omar.calls_api(Method::POST, "/api/listings", Some(body)).await;
    problem.assert_problem(422);
    assert_eq!(problem.json()["detail"], "The caller has the maximum of 50 listings.");
}
