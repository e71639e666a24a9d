//! Sessions: tokens, the list of devices, sign-out, and expiry.

use std::time::{Duration, Instant};

use porchlight::accounts::queries::user_by_email;
use porchlight::accounts::sessions;
use porchlight::entities::session;
use reqwest::Method;
use sea_orm::{EntityTrait, PaginatorTrait};
use views::urls;

use crate::harness::{Actor, PASSWORD, TestApp};

/// Whether a session token is valid: the settings page returns 200.
async fn is_valid(actor: &Actor, token: &str) -> bool {
    let visitor = actor.as_visitor();
    let request = visitor.request(Method::GET, urls::SETTINGS);
    visitor
        .send(request.header("Cookie", format!("porchlight={token}")))
        .await
        .status
        == 200
}

#[tokio::test]
async fn the_database_stores_only_the_hash_of_a_session_token() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let token = rita.token().unwrap();

    let rows = session::Entity::find().all(app.db().read()).await.unwrap();

    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].token_hash, sessions::hash(&token));
    for name in ["porchlight.db", "porchlight.db-wal"] {
        let file = std::fs::read(app.data().join(name)).unwrap();
        assert!(
            !file.windows(token.len()).any(|bytes| bytes == token.as_bytes()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn sign_in_replaces_the_session_of_the_browser() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let before = rita.token().unwrap();

    rita.signs_in(PASSWORD).await.assert_redirect(urls::HOME);

    let after = rita.token().unwrap();
    assert_ne!(before, after);
    assert!(is_valid(&rita, &after).await);
    assert!(!is_valid(&rita, &before).await);
}

#[tokio::test]
async fn a_planted_session_token_is_replaced_at_sign_in_against_session_fixation() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let browser = rita.as_visitor();
    let planted = "0".repeat(64);
    browser.has_cookie(&format!("porchlight={planted}; Path=/"));

    let form = [("email", rita.email.as_str()), ("password", PASSWORD)];
    browser.post(urls::SIGN_IN, &form).await.assert_redirect(urls::HOME);

    assert_ne!(browser.token().unwrap(), planted);
    assert!(!is_valid(&rita, &planted).await);
    for nonsense in ["", "x", "%00", "\"quoted\"", &"f".repeat(5_000)] {
        assert!(!is_valid(&rita, nonsense).await);
    }
}

#[tokio::test]
async fn sign_out_ends_the_session_and_clears_the_cookie() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let other = rita.on_another_device().await;
    let token = rita.token().unwrap();

    let out = rita.post(urls::SIGN_OUT, &[]).await;

    out.assert_redirect(urls::HOME);
    assert!(out.header("set-cookie").starts_with("porchlight=;") && out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(rita.token(), None);
    assert!(!is_valid(&rita, &token).await);
    assert!(other.is_signed_in().await, "other devices stay");
    rita.post(urls::SIGN_OUT, &[]).await.assert_redirect(urls::HOME);
}

/// The value of `Clear-Site-Data` when a session ends.
const CLEARED: &str = r#""cache", "storage""#;

#[tokio::test]
async fn ending_the_own_session_clears_cache_and_storage_of_the_browser() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let (laptop, phone) = (rita.on_another_device().await, rita.on_another_device().await);
    let settings = laptop.get(urls::SETTINGS).await;
    assert_eq!(settings.header("clear-site-data"), "");

    let out = rita.post(urls::SIGN_OUT, &[]).await;
    let by_api = phone.calls_api(Method::DELETE, "/api/session", None).await;
    let id = own_session(&app, &laptop).await;
    let from_settings = laptop.post(urls::end_session(id), &[]).await;

    for response in [&out, &by_api, &from_settings] {
        assert_eq!(response.header("clear-site-data"), CLEARED, "{response}");
        assert!(response.header("set-cookie").contains("Max-Age=0"), "{response}");
    }
    from_settings.assert_redirect(urls::HOME);
    assert!(!laptop.is_signed_in().await);
}

#[tokio::test]
async fn a_sign_in_clears_cache_and_storage_of_another_person_and_keeps_the_own() {
    let app = TestApp::boot().await;
    let (rita, omar) = (app.rita().await, app.omar().await);

    let again = rita.signs_in(PASSWORD).await;
    let other = rita
        .post(urls::SIGN_IN, &[("email", &omar.email), ("password", PASSWORD)])
        .await;

    again.assert_redirect(urls::HOME);
    assert_eq!(again.header("clear-site-data"), "");
    other.assert_redirect(urls::HOME);
    assert_eq!(other.header("clear-site-data"), CLEARED);
    assert!(rita.is_signed_in().await);
}

async fn own_session(app: &TestApp, actor: &Actor) -> i64 {
    let hash = sessions::hash(&actor.token().unwrap());
    let rows = session::Entity::find().all(app.db().read()).await.unwrap();
    rows.iter().find(|row| row.token_hash == hash).unwrap().id.0
}

#[tokio::test]
async fn rita_ends_the_session_of_another_device_and_a_stranger_gets_404() {
    let app = TestApp::boot().await;
    let (rita, sam) = (app.rita().await, app.sam().await);
    let phone = rita.as_visitor();
    let form = [("email", rita.email.as_str()), ("password", PASSWORD)];
    let request = phone.request(Method::POST, urls::SIGN_IN).form(&form);
    let firefox = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
    phone
        .send(request.header("User-Agent", firefox))
        .await
        .assert_redirect(urls::HOME);
    let settings = rita.get(urls::SETTINGS).await;
    settings
        .assert_text("#sessions b", "Firefox on Android")
        .assert_text("#sessions .tag", "This device");
    assert_eq!(settings.count("#sessions li"), 2);
    let end = settings.attribute("#sessions form[action$='/end']", "action").unwrap();

    sam.post(&end, &[]).await.assert_status(404);
    assert!(phone.is_signed_in().await, "a stranger cannot end the session");
    rita.post(&end, &[]).await.assert_redirect("/settings?saved=session");

    assert!(!phone.is_signed_in().await);
    assert!(rita.is_signed_in().await);
    rita.post(&end, &[]).await.assert_status(404);
    assert_eq!(rita.get(urls::SETTINGS).await.count("#sessions li"), 1);
}

#[tokio::test]
async fn a_password_change_ends_the_other_sessions() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let phone = rita.on_another_device().await;
    assert!(phone.is_signed_in().await);

    let form = [("current", PASSWORD), ("new", "four other plain words")];
    rita.post(urls::SETTINGS_PASSWORD, &form)
        .await
        .assert_redirect("/settings?saved=password");

    assert!(rita.is_signed_in().await);
    assert!(!phone.is_signed_in().await);
    phone.signs_in(PASSWORD).await.assert_status(422);
    phone
        .signs_in("four other plain words")
        .await
        .assert_redirect(urls::HOME);
}

#[tokio::test]
async fn a_session_expires_after_30_days_without_use() {
    let app = TestApp::boot().await;
    let (rita, phone) = {
        let rita = app.rita().await;
        let phone = rita.on_another_device().await;
        (rita, phone)
    };

    app.advance_days(29);
    assert!(rita.is_signed_in().await);
    app.advance_days(2);

    assert!(rita.is_signed_in().await, "last used two days ago");
    assert!(!phone.is_signed_in().await, "last used 31 days ago");
}

#[tokio::test]
async fn a_session_expires_after_180_days_in_spite_of_use() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for _ in 0..9 {
        app.advance_days(20);
        assert!(rita.is_signed_in().await);
    }
    app.advance_days(1);

    assert!(!rita.is_signed_in().await);
    rita.signs_in(PASSWORD).await.assert_redirect(urls::HOME);
    assert!(rita.is_signed_in().await);
}

#[tokio::test]
async fn settings_list_no_expired_session() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let _phone = rita.on_another_device().await;
    app.advance_days(29);
    assert_eq!(rita.get(urls::SETTINGS).await.count("#sessions li"), 2);

    app.advance_days(2);

    assert_eq!(rita.get(urls::SETTINGS).await.count("#sessions li"), 1);
}

#[tokio::test]
async fn an_account_is_found_by_its_email_in_lower_case_and_keeps_the_typed_case() {
    let app = TestApp::boot().await;
    let form = [("name", "Rita"), ("email", "Rita@Example.org"), ("password", PASSWORD)];
    app.visitor()
        .post(urls::SIGN_UP, &form)
        .await
        .assert_redirect(urls::HOME);

    let row = user_by_email(app.db(), "rita@example.org").await.unwrap().unwrap();

    assert_eq!(row.email, "Rita@Example.org", "shown as it was typed");
}

#[tokio::test]
async fn the_sweeper_deletes_expired_sessions() {
    let app = TestApp::boot().await;
    app.omar().await;
    app.advance_days(29);
    let rita = app.rita().await;
    app.advance_days(2);

    // It sweeps at each start.
    let app = app.restart().await;

    let sessions = || session::Entity::find().count(app.db().read());
    let deadline = Instant::now() + Duration::from_secs(20);
    while sessions().await.unwrap() > 1 && Instant::now() < deadline {
        tokio::task::yield_now().await;
    }
    assert_eq!(sessions().await.unwrap(), 1);
    assert!(rita.moved_to(&app.url()).is_signed_in().await);
}
