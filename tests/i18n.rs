//! Internationalisation: `Accept-Language`, the language setting, and translated errors and poll responses.

use i18n::Language;
use reqwest::Method;
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::json;
use views::urls;

use crate::harness::{Actor, TestApp, TestResponse};

/// Requests a page with this `Accept-Language` header.
async fn get(actor: &Actor, languages: &str, path: &str) -> TestResponse {
    let request = actor.request(Method::GET, path).header(ACCEPT_LANGUAGE, languages);
    actor.send(request).await
}

#[tokio::test]
async fn accept_language_selects_the_language_of_a_page() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();

    get(&visitor, "nl-NL,nl;q=0.9,en;q=0.8", urls::HOME)
        .await
        .assert_some("html[lang=nl]")
        .assert_text("h1", "Een plek om te wonen. Iemand om het aan te vragen.");
    for other in ["fr", "", "en-US"] {
        get(&visitor, other, urls::HOME)
            .await
            .assert_some("html[lang=en-GB]")
            .assert_text("h1", "Somewhere to live. Someone to ask.");
    }
}

#[tokio::test]
async fn the_language_setting_overrides_accept_language() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    rita.post(urls::SETTINGS_LANGUAGE, &[("language", "nl")])
        .await
        .assert_redirect("/settings?saved=language");

    get(&rita, "en-GB", "/settings?saved=language")
        .await
        .assert_some("html[lang=nl]")
        .assert_text("h1", "Instellingen")
        .assert_text("[role=status]", "Bewaard voor deze browser.")
        .assert_some("input[name=language][value=nl][checked]");
    rita.post(urls::SETTINGS_LANGUAGE, &[("language", "browser")]).await;
    get(&rita, "en-GB", urls::SETTINGS)
        .await
        .assert_text("h1", "Settings")
        .assert_some("input[name=language][value=browser][checked]");
}

#[tokio::test]
async fn an_unsupported_language_is_422() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for language in ["", "tlh", "NL", "nl\nx"] {
        rita.post(urls::SETTINGS_LANGUAGE, &[("language", language)])
            .await
            .assert_status(422);
    }

    rita.get(urls::SETTINGS).await.assert_some("html[lang=en-GB]");
}

#[tokio::test]
async fn errors_are_in_the_language_of_the_page_and_in_english_in_the_api() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    rita.post(urls::SETTINGS_LANGUAGE, &[("language", "nl")]).await;

    rita.get("/nowhere")
        .await
        .assert_status(404)
        .assert_text("h1", "Niemand thuis op dit adres");
    rita.post(urls::SETTINGS_PROFILE, &[("name", "")])
        .await
        .assert_status(422)
        .assert_text("#name-error", "Vul je naam in");
    let problem = rita.get("/api/listings/999").await.assert_status(404).json();
    assert_eq!(problem["title"], "Not Found");
    let new_password = json!({"name": "L", "email": "l@example.org", "password": "password123"});
    let problem = rita
        .calls_api(Method::POST, "/api/accounts", Some(new_password))
        .await
        .json();
    assert_eq!(
        problem["errors"][0]["message"],
        "must not be a well-known leaked password"
    );
}

#[tokio::test]
async fn a_poll_response_is_in_the_language_of_the_page() {
    let app = TestApp::boot().await;
    let (rita, omar) = (app.rita().await, app.omar().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    omar.post(urls::SETTINGS_LANGUAGE, &[("language", "nl")]).await;

    let news = omar.hx_get(format!("/messages/{conversation}/updates?since=0")).await;

    news.assert_some("#messages-link")
        .assert_text("#messages-link", "Berichten");
    omar.get(urls::MESSAGES)
        .await
        .assert_text(".visually-hidden", "Gesprek openen");
}

#[test]
fn every_translation_is_a_language_that_viewers_can_choose() {
    let files = std::fs::read_dir("views/i18n/locales").unwrap();
    let mut files: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "api.ftl")
        .collect();
    let mut languages = Language::ALL.map(|language| format!("{}.ftl", language.code()));

    files.sort();
    languages.sort();
    assert_eq!(files, languages);
}
