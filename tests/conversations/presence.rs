//! Whether the other side is there, for those who want that shown.

use std::time::Duration;

use reqwest::Method;
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// What stands below the other side's name.
async fn told(actor: &Actor, conversation: i64) -> String {
    let page = actor.opens(conversation).await;
    let lines = page.texts(".chat__head .presence");
    assert_eq!(lines.len(), 1, "{page}");
    lines.concat()
}

async fn switches_presence(actor: &Actor, to: &str) {
    actor
        .post(urls::SETTINGS_PRESENCE, &[("presence", to)])
        .await
        .assert_redirect("/settings?saved=presence");
}

#[tokio::test]
async fn omar_is_active_now_then_today_and_then_nothing_is_told() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;

    assert_eq!(told(&rita, conversation).await, "Active now");
    app.advance(Duration::from_secs(2 * MINUTE));
    assert_eq!(told(&rita, conversation).await, "Active now");
    app.advance(Duration::from_secs(1));
    assert_eq!(told(&rita, conversation).await, "Active today");
    app.advance(Duration::from_secs(13 * HOUR));
    assert_eq!(told(&rita, conversation).await, "Active today");
    app.advance(Duration::from_secs(HOUR));
    assert_eq!(told(&rita, conversation).await, "");

    omar.get(urls::HOME).await;
    assert_eq!(told(&rita, conversation).await, "Active now");
    assert_eq!(told(&omar, conversation).await, "Active now");
}

#[tokio::test]
async fn a_clock_that_is_set_back_leaves_nobody_there_for_ever() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    app.set_back(Duration::from_secs(MINUTE));
    assert_eq!(told(&rita, conversation).await, "Active now");
    app.set_back(Duration::from_secs(HOUR));
    assert_eq!(told(&rita, conversation).await, "Active today");
    app.set_back(Duration::from_secs(24 * HOUR));
    assert_eq!(told(&rita, conversation).await, "");
}

#[tokio::test]
async fn an_open_page_asks_until_something_else_is_right() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let line = ids::presence(conversation);
    let mut poll = rita.opens(conversation).await.next_poll(&line);

    for (seconds, words) in [(2 * MINUTE + 1, "Active today"), (14 * HOUR, "")] {
        rita.hx_get(&poll).await.assert_status(204);
        app.advance(Duration::from_secs(seconds));
        let news = rita.hx_get(&poll).await;
        assert_eq!(news.texts(".presence"), [words]);
        news.assert_no("h1");
        poll = news.next_poll(&line);
    }
    rita.hx_get(&poll).await.assert_status(204);
    // A poll of his is enough: an open page in view polls.
    omar.hx_get(urls::inbox_updates(0)).await.assert_ok();
    assert_eq!(rita.hx_get(&poll).await.texts(".presence--now"), ["Active now"]);
    for nonsense in ["", "NOW", "tomorrow"] {
        let again = rita.hx_get(urls::presence(conversation, nonsense)).await;
        assert_eq!(again.texts(".presence"), ["Active now"]);
    }
}

#[tokio::test]
async fn today_ends_at_the_readers_midnight() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.carries("zone=Europe%2FAmsterdam; Path=/");
    let phone = rita.on_another_device().await;
    // 22:30 in Amsterdam.
    app.advance(Duration::from_secs(11 * HOUR + 30 * MINUTE));
    omar.get(urls::HOME).await;

    app.advance(Duration::from_secs(89 * MINUTE));
    assert_eq!(told(&rita, conversation).await, "Active today");
    app.advance(Duration::from_secs(MINUTE));

    assert_eq!(told(&rita, conversation).await, "");
    assert_eq!(told(&phone, conversation).await, "Active today", "in UTC it is 23:00");
}

#[tokio::test]
async fn whoever_switches_it_off_is_not_shown_and_sees_nobody() {
    for who in ["omar", "rita"] {
        let app = TestApp::boot().await;
        let (omar, rita, conversation) = started_conversation(&app).await;
        let switch = if who == "omar" { &omar } else { &rita };
        let poll = rita.opens(conversation).await.next_poll(&ids::presence(conversation));
        rita.hx_get(&poll).await.assert_status(204);

        switches_presence(switch, "off").await;

        let news = rita.hx_get(&poll).await;
        assert_eq!(news.texts(".presence"), [""], "{who}");
        rita.hx_get(news.next_poll(&ids::presence(conversation)))
            .await
            .assert_status(204);
        for actor in [&rita, &omar] {
            assert_eq!(told(actor, conversation).await, "", "{who}");
        }

        switches_presence(switch, "on").await;
        for actor in [&rita, &omar] {
            assert_eq!(told(actor, conversation).await, "Active now", "{who}");
        }
    }
}

#[tokio::test]
async fn the_choice_stands_in_settings_and_takes_nothing_else() {
    let app = TestApp::boot().await;
    let (omar, rita, _) = started_conversation(&app).await;
    let chosen = "#presence [name=presence][checked]";
    let says = async |actor: &Actor| actor.get(urls::SETTINGS).await.attribute(chosen, "value");
    assert_eq!(says(&rita).await.as_deref(), Some("on"));

    switches_presence(&rita, "off").await;
    rita.get("/settings?saved=presence")
        .await
        .assert_text("[role=status]", "Saved");
    for nonsense in ["", "maybe", "ON"] {
        let refused = rita.post(urls::SETTINGS_PRESENCE, &[("presence", nonsense)]).await;
        assert!((400..500).contains(&refused.status), "{refused}");
    }
    rita.post(urls::SETTINGS_PRESENCE, &[]).await;

    assert_eq!(says(&rita).await.as_deref(), Some("off"));
    assert_eq!(says(&omar).await.as_deref(), Some("on"));
    let page = rita.get(urls::SETTINGS).await;
    let receipts = page.attribute("#receipts [name=receipts][checked]", "value");
    assert_eq!(receipts.as_deref(), Some("on"), "the other switch is another one");
    let visitor = app.visitor();
    visitor
        .post(urls::SETTINGS_PRESENCE, &[("presence", "on")])
        .await
        .assert_sign_in();
}

#[tokio::test]
async fn a_restart_leaves_what_sessions_know() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(Duration::from_secs(30 * MINUTE));
    omar.get(urls::HOME).await;
    assert_eq!(told(&rita, conversation).await, "Active now");

    let app = app.restart().await;
    let (omar, rita) = (omar.moved_to(&app.url()), rita.moved_to(&app.url()));

    // His session was written down half an hour ago.
    assert_eq!(told(&rita, conversation).await, "Active today");
    app.advance(Duration::from_secs(2 * HOUR));
    omar.get(urls::HOME).await;
    let app = app.restart().await;
    let rita = rita.moved_to(&app.url());
    assert_eq!(told(&rita, conversation).await, "Active now");
    app.advance_days(1);
    assert_eq!(told(&rita, conversation).await, "");
}

#[tokio::test]
async fn programs_and_pictures_are_not_somebody_who_is_there() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(Duration::from_secs(HOUR));

    omar.calls(Method::GET, "/api/conversations", None).await.assert_ok();
    omar.get("/healthz").await.assert_ok();

    assert_eq!(told(&rita, conversation).await, "Active today");
    omar.get(urls::MESSAGES).await.assert_ok();
    assert_eq!(told(&rita, conversation).await, "Active now");
}

#[tokio::test]
async fn only_a_conversation_tells_it() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let listing = rita
        .opens(conversation)
        .await
        .attribute(".chat__about", "href")
        .unwrap();

    rita.hx_post(format!("{listing}/contact"), &[])
        .await
        .assert_text(".chat-dock .presence", "Active now");

    for page in [&*listing, urls::MESSAGES, urls::HOME] {
        let page = rita.get(page).await;
        page.assert_ok().assert_no(".presence");
        assert!(!page.html().contains("Active now"), "{page}");
    }
}

#[tokio::test]
async fn the_line_by_itself_is_for_pages_of_the_two_only() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let line = urls::presence(conversation, "nothing");
    rita.hx_get(&line).await.assert_text(".presence", "Active now");

    let visit = rita.request(Method::GET, &line).header("sec-fetch-dest", "document");
    rita.send(visit).await.assert_redirect(urls::conversation(conversation));
    let signed_out = app.visitor().hx_get(&line).await;
    signed_out.assert_status(401);
    assert!(signed_out.header("hx-redirect").starts_with("/sign-in"), "{signed_out}");
    let sam = app.sam().await;
    sam.hx_get(&line).await.assert_status(404);
    sam.get(&line).await.assert_status(404);
}
