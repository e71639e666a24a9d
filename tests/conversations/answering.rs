//! How soon an owner usually answers, as renters see it.

use std::time::Duration;

use views::urls;

use crate::harness::{Actor, TestApp};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A renter asks Omar about his home, and hears from him this many seconds later.
async fn answered_after(app: &TestApp, home: i64, omar: &Actor, renter: &Actor, seconds: u64) -> i64 {
    let conversation = renter.asks_about(home, "Is it free?").await;
    app.advance(Duration::from_secs(seconds));
    omar.says(conversation, "It is.").await;
    conversation
}

async fn says(app: &TestApp, home: i64) -> Vec<String> {
    app.visitor().get(urls::listing(home)).await.texts(".lit")
}

#[tokio::test]
async fn an_owner_without_an_answer_yet_is_new_here() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let conversation = rita.contacts(home).await;
    // Writing first is no answer.
    omar.says(conversation, "Hello!").await;
    rita.says(conversation, "Is it free?").await;

    app.visitor()
        .get(urls::listing(home))
        .await
        .assert_text("section[aria-labelledby=owner] .lit.lit--off", "New here");
    rita.opens(conversation)
        .await
        .assert_text(".chat__head .lit.lit--off", "New here");
}

#[tokio::test]
async fn the_median_of_first_answers_is_told_in_words_and_by_the_light() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let spoken = [
        (2 * HOUR, "Usually replies within 2 hours", true),
        (20 * MINUTE, "Usually replies within 2 hours", true),
        (3 * DAY, "Usually replies within 2 hours", true),
        (3 * DAY, "Usually replies within 2 days", false),
        (3 * DAY, "Usually replies within 3 days", false),
        (10 * DAY, "Usually replies within 3 days", false),
    ];

    for (number, (seconds, words, lit)) in spoken.into_iter().enumerate() {
        let renter = app.person(&format!("Renter{number} Someone")).await;
        let conversation = answered_after(&app, home, &omar, &renter, seconds).await;

        assert_eq!(says(&app, home).await, [words], "after {number}");
        let page = renter.opens(conversation).await;
        assert_eq!(page.texts(".chat__head .lit"), [words]);
        assert_eq!(page.count(".lit.lit--off") == 0, lit, "{words}");
    }
}

#[tokio::test]
async fn the_light_goes_by_half_a_day() {
    for (seconds, words, off) in [
        (0, "Usually replies within an hour", 0),
        (HOUR, "Usually replies within an hour", 0),
        (12 * HOUR - 1, "Usually replies within 12 hours", 0),
        (12 * HOUR, "Usually replies within 12 hours", 1),
        (13 * HOUR, "Usually replies within a day", 1),
        (8 * DAY, "Usually takes more than a week to reply", 1),
    ] {
        let app = TestApp::boot().await;
        let (omar, rita) = (app.omar().await, app.rita().await);
        let home = omar.lists("Canal loft").await;
        answered_after(&app, home, &omar, &rita, seconds).await;

        let page = rita.get(urls::listing(home)).await;
        assert_eq!(page.texts(".lit"), [words]);
        assert_eq!(page.count(".lit--off"), off, "{words}");
    }
}

#[tokio::test]
async fn only_the_first_answer_counts_and_only_for_ninety_days() {
    let app = TestApp::boot().await;
    let (omar, rita, olga) = (app.omar().await, app.rita().await, app.olga().await);
    let home = omar.lists("Canal loft").await;
    let conversation = answered_after(&app, home, &omar, &rita, 3 * HOUR).await;
    for _ in 0..3 {
        rita.says(conversation, "And quiet?").await;
        app.advance_days(2);
        omar.says(conversation, "It is.").await;
    }

    assert_eq!(says(&app, home).await, ["Usually replies within 3 hours"]);
    let hers = olga.lists("Garden cottage").await;
    assert_eq!(
        says(&app, hers).await,
        ["New here"],
        "one owner's answers are not another's"
    );
    app.advance_days(85);
    assert_eq!(says(&app, home).await, ["New here"]);
}

#[tokio::test]
async fn the_owner_is_not_told_how_soon_a_renter_answers() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = answered_after(&app, home, &omar, &rita, HOUR).await;

    rita.opens(conversation).await.assert_some(".chat__head .lit");
    omar.opens(conversation).await.assert_no(".lit");
    rita.hx_post(urls::contact(home), &[])
        .await
        .assert_text(".chat-dock .lit", "Usually replies within an hour");
}

#[tokio::test]
async fn a_page_asks_for_it_once_while_nobody_answers() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = answered_after(&app, home, &omar, &rita, HOUR).await;
    rita.opens(conversation).await;

    for path in [urls::listing(home), urls::conversation(conversation)] {
        let before = app.statements();
        rita.get(&path).await.assert_some(".lit");
        assert!(app.statements() - before <= 3, "{path}: {}", app.statements() - before);
    }
}
