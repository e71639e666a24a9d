//! The reply time of an owner, as renters see it: the median of first replies.

use std::time::Duration;

use views::urls;

use crate::harness::{Actor, TestApp};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A renter starts a conversation, and Omar replies after this many seconds. Returns the conversation.
async fn replies_after(app: &TestApp, home: i64, omar: &Actor, renter: &Actor, seconds: u64) -> i64 {
    let conversation = renter.enquires_about(home, "Is it free?").await;
    app.advance(Duration::from_secs(seconds));
    omar.sends(conversation, "It is.").await;
    conversation
}

async fn shown_reply_time(app: &TestApp, home: i64) -> Vec<String> {
    app.visitor().get(urls::listing(home)).await.texts(".lit")
}

#[tokio::test]
async fn an_owner_without_replies_is_new_here_and_has_no_reply_time() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let conversation = rita.contacts(home).await;
    // A message before the renter's first one does not count as a reply.
    omar.sends(conversation, "Hello!").await;
    rita.sends(conversation, "Is it free?").await;

    app.visitor()
        .get(urls::listing(home))
        .await
        .assert_text("section[aria-labelledby=owner] .lit.lit--off", "New here");
    rita.opens(conversation)
        .await
        .assert_text(".chat__head .lit.lit--off", "New here");
}

#[tokio::test]
async fn the_reply_time_is_the_median_of_first_replies_as_text_and_light() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let expected = [
        (2 * HOUR, "Usually replies within 2 hours", true),
        (20 * MINUTE, "Usually replies within 2 hours", true),
        (3 * DAY, "Usually replies within 2 hours", true),
        (3 * DAY, "Usually replies within 2 days", false),
        (3 * DAY, "Usually replies within 3 days", false),
        (10 * DAY, "Usually replies within 3 days", false),
    ];

    for (number, (seconds, words, lit)) in expected.into_iter().enumerate() {
        let renter = app.person(&format!("Renter{number} Someone")).await;
        let conversation = replies_after(&app, home, &omar, &renter, seconds).await;

        assert_eq!(shown_reply_time(&app, home).await, [words], "after {number}");
        let page = renter.opens(conversation).await;
        assert_eq!(page.texts(".chat__head .lit"), [words]);
        assert_eq!(page.count(".lit.lit--off") == 0, lit, "{words}");
    }
}

#[tokio::test]
async fn the_light_is_on_for_reply_times_below_12_hours() {
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
        replies_after(&app, home, &omar, &rita, seconds).await;

        let page = rita.get(urls::listing(home)).await;
        assert_eq!(page.texts(".lit"), [words]);
        assert_eq!(page.count(".lit--off"), off, "{words}");
    }
}

#[tokio::test]
async fn only_first_replies_of_the_last_90_days_count_for_the_reply_time() {
    let app = TestApp::boot().await;
    let (omar, rita, olga) = (app.omar().await, app.rita().await, app.olga().await);
    let home = omar.lists("Canal loft").await;
    let conversation = replies_after(&app, home, &omar, &rita, 3 * HOUR).await;
    for _ in 0..3 {
        rita.sends(conversation, "And quiet?").await;
        app.advance_days(2);
        omar.sends(conversation, "It is.").await;
    }

    assert_eq!(shown_reply_time(&app, home).await, ["Usually replies within 3 hours"]);
    let hers = olga.lists("Garden cottage").await;
    assert_eq!(
        shown_reply_time(&app, hers).await,
        ["New here"],
        "the reply time is per owner"
    );
    app.advance_days(85);
    assert_eq!(shown_reply_time(&app, home).await, ["New here"]);
}

#[tokio::test]
async fn an_owner_sees_no_reply_time_of_a_renter() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = replies_after(&app, home, &omar, &rita, HOUR).await;

    rita.opens(conversation).await.assert_some(".chat__head .lit");
    omar.opens(conversation).await.assert_no(".lit");
    rita.hx_post(urls::contact(home), &[])
        .await
        .assert_text(".chat-dock .lit", "Usually replies within an hour");
}

#[tokio::test]
async fn a_page_with_a_cached_reply_time_costs_at_most_three_sql_statements() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = replies_after(&app, home, &omar, &rita, HOUR).await;
    rita.opens(conversation).await;

    for path in [urls::listing(home), urls::conversation(conversation)] {
        let before = app.statements();
        rita.get(&path).await.assert_some(".lit");
        assert!(app.statements() - before <= 3, "{path}: {}", app.statements() - before);
    }
}
