//! Presence: the status line of the other participant, its poll, and the setting that switches it off.

use std::time::Duration;

use reqwest::Method;
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// The text of the status line below the other participant's name.
async fn status_line(actor: &Actor, conversation: i64) -> String {
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
async fn omars_presence_is_active_now_then_active_today_then_empty() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;

    assert_eq!(status_line(&rita, conversation).await, "Active now");
    app.advance(Duration::from_secs(2 * MINUTE));
    assert_eq!(status_line(&rita, conversation).await, "Active now");
    app.advance(Duration::from_secs(1));
    assert_eq!(status_line(&rita, conversation).await, "Active today");
    app.advance(Duration::from_secs(19 * HOUR + 57 * MINUTE));
    assert_eq!(status_line(&rita, conversation).await, "Active today");
    app.advance(Duration::from_secs(MINUTE));
    assert_eq!(status_line(&rita, conversation).await, "");

    omar.get(urls::HOME).await;
    assert_eq!(status_line(&rita, conversation).await, "Active now");
    assert_eq!(status_line(&omar, conversation).await, "Active now");
}

#[tokio::test]
async fn presence_expires_also_when_the_clock_is_set_back() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    app.set_back(Duration::from_secs(MINUTE));
    assert_eq!(status_line(&rita, conversation).await, "Active now");
    app.set_back(Duration::from_secs(HOUR));
    assert_eq!(status_line(&rita, conversation).await, "Active today");
    app.set_back(Duration::from_secs(24 * HOUR));
    assert_eq!(status_line(&rita, conversation).await, "");
}

#[tokio::test]
async fn the_presence_poll_is_204_until_the_status_line_changes() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let line = ids::presence(conversation);
    let mut poll = rita.opens(conversation).await.next_poll(&line);

    for (seconds, words) in [(2 * MINUTE + 1, "Active today"), (20 * HOUR, "")] {
        rita.hx_get(&poll).await.assert_status(204);
        app.advance(Duration::from_secs(seconds));
        let news = rita.hx_get(&poll).await;
        assert_eq!(news.texts(".presence"), [words]);
        news.assert_no("h1");
        poll = news.next_poll(&line);
    }
    rita.hx_get(&poll).await.assert_status(204);
    // Omar's polls count as presence: a visible page polls.
    omar.hx_get(urls::inbox_updates(0)).await.assert_ok();
    assert_eq!(rita.hx_get(&poll).await.texts(".presence--now"), ["Active now"]);
    for nonsense in ["", "NOW", "tomorrow"] {
        let again = rita.hx_get(urls::presence(conversation, nonsense)).await;
        assert_eq!(again.texts(".presence"), ["Active now"]);
    }
}

#[tokio::test]
async fn active_today_is_the_same_in_every_time_zone_and_tells_only_a_quarter_of_the_day() {
    const ZONES: [&str; 6] = [
        "UTC",
        "Europe/Amsterdam",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Asia/Kathmandu",
        "nonsense",
    ];
    // The test begins at 10:00; both visits are between 12:00 and 18:00 UTC.
    for visited_after in [2 * HOUR + MINUTE, 8 * HOUR - MINUTE] {
        let app = TestApp::boot().await;
        let (omar, rita, conversation) = started_conversation(&app).await;
        app.advance(Duration::from_secs(visited_after));
        omar.get(urls::HOME).await;
        app.advance(Duration::from_secs(8 * HOUR - visited_after + 10 * MINUTE));

        let mut active_until = None;
        for half_hours in 1..60 {
            app.advance(Duration::from_secs(HOUR / 2));
            let mut answers = Vec::new();
            for zone in ZONES {
                rita.has_cookie(&format!("zone={}; Path=/", zone.replace('/', "%2F")));
                let line = rita.hx_get(urls::presence(conversation, "other")).await;
                answers.push(line.texts(".presence").concat());
            }
            answers.dedup();
            assert_eq!(answers.len(), 1, "{answers:?} after {half_hours} half hours");
            if answers == ["Active today"] {
                active_until = Some(half_hours);
            }
        }

        // From 18:10, until 12:00.
        assert_eq!(active_until, Some(35), "{visited_after}");
    }
}

#[tokio::test]
async fn presence_is_mutual_when_either_participant_switches_it_off() {
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
            assert_eq!(status_line(actor, conversation).await, "", "{who}");
        }

        switches_presence(switch, "on").await;
        for actor in [&rita, &omar] {
            assert_eq!(status_line(actor, conversation).await, "Active now", "{who}");
        }
    }
}

#[tokio::test]
async fn the_presence_setting_is_validated_and_stored_per_person() {
    let app = TestApp::boot().await;
    let (omar, rita, _) = started_conversation(&app).await;
    let chosen = "#presence [name=presence][checked]";
    let chosen_value = async |actor: &Actor| actor.get(urls::SETTINGS).await.attribute(chosen, "value");
    assert_eq!(chosen_value(&rita).await.as_deref(), Some("on"));

    switches_presence(&rita, "off").await;
    rita.get("/settings?saved=presence")
        .await
        .assert_text("[role=status]", "Saved");
    for nonsense in ["", "maybe", "ON"] {
        let rejected = rita.post(urls::SETTINGS_PRESENCE, &[("presence", nonsense)]).await;
        assert!((400..500).contains(&rejected.status), "{rejected}");
    }
    rita.post(urls::SETTINGS_PRESENCE, &[]).await;

    assert_eq!(chosen_value(&rita).await.as_deref(), Some("off"));
    assert_eq!(chosen_value(&omar).await.as_deref(), Some("on"));
    let page = rita.get(urls::SETTINGS).await;
    let receipts = page.attribute("#receipts [name=receipts][checked]", "value");
    assert_eq!(receipts.as_deref(), Some("on"), "read receipts have their own setting");
    let visitor = app.visitor();
    visitor
        .post(urls::SETTINGS_PRESENCE, &[("presence", "on")])
        .await
        .assert_sign_in();
}

#[tokio::test]
async fn after_a_restart_presence_comes_from_the_stored_sessions() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(Duration::from_secs(30 * MINUTE));
    omar.get(urls::HOME).await;
    assert_eq!(status_line(&rita, conversation).await, "Active now");

    let app = app.restart().await;
    let (omar, rita) = (omar.moved_to(&app.url()), rita.moved_to(&app.url()));

    // The last use of his session was stored half an hour ago.
    assert_eq!(status_line(&rita, conversation).await, "Active today");
    app.advance(Duration::from_secs(2 * HOUR));
    omar.get(urls::HOME).await;
    let app = app.restart().await;
    let rita = rita.moved_to(&app.url());
    assert_eq!(status_line(&rita, conversation).await, "Active now");
    app.advance_days(1);
    assert_eq!(status_line(&rita, conversation).await, "");
}

#[tokio::test]
async fn api_calls_and_health_checks_do_not_count_as_presence() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(Duration::from_secs(HOUR));

    omar.calls_api(Method::GET, "/api/conversations", None)
        .await
        .assert_ok();
    omar.get("/healthz").await.assert_ok();

    assert_eq!(status_line(&rita, conversation).await, "Active today");
    omar.get(urls::MESSAGES).await.assert_ok();
    assert_eq!(status_line(&rita, conversation).await, "Active now");
}

#[tokio::test]
async fn presence_is_shown_in_conversations_only() {
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
async fn the_presence_fragment_is_404_for_a_stranger_and_401_for_a_visitor() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let line = urls::presence(conversation, "nothing");
    rita.hx_get(&line).await.assert_text(".presence", "Active now");

    let navigation = rita.request(Method::GET, &line).header("sec-fetch-dest", "document");
    rita.send(navigation)
        .await
        .assert_redirect(urls::conversation(conversation));
    let signed_out = app.visitor().hx_get(&line).await;
    signed_out.assert_status(401);
    assert!(signed_out.header("hx-redirect").starts_with("/sign-in"), "{signed_out}");
    let sam = app.sam().await;
    sam.hx_get(&line).await.assert_status(404);
    sam.get(&line).await.assert_status(404);
}
