//! Settings: the name, the password, and who sees the e-mail address.

use porchlight::accounts::sessions::{self, Token};
use porchlight::db::Tx;
use views::urls;

use crate::harness::steps::viewer;
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn ritas_new_name_is_shown_on_all_her_devices_and_to_omar() {
    let app = TestApp::boot().await;
    let (rita, omar) = (app.rita().await, app.omar().await);
    let phone = rita.on_another_device().await;
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    phone.get(urls::HOME).await.assert_text(".menu__panel b", "Rita Okafor");

    let saved = rita.post(urls::SETTINGS_PROFILE, &[("name", "Rita <Mendes>")]).await;

    saved.assert_redirect("/settings?saved=profile");
    rita.get("/settings?saved=profile")
        .await
        .assert_text("[role=status]", "Saved");
    phone
        .get(urls::HOME)
        .await
        .assert_text(".menu__panel b", "Rita <Mendes>");
    omar.opens(conversation).await.assert_text("h1", "Rita <Mendes>");
}

#[tokio::test]
async fn an_invalid_name_is_422_with_a_field_error() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let long = "n".repeat(81);

    for name in ["", "  ", &long, "a\nb"] {
        let again = rita.post(urls::SETTINGS_PROFILE, &[("name", name)]).await;
        again.assert_status(422).assert_some("#name-error");
    }

    rita.get(urls::HOME).await.assert_text(".menu__panel b", "Rita Okafor");
}

#[tokio::test]
async fn a_password_change_needs_the_current_password_and_a_strong_new_one() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let wrong = [
        ("not her password", "four other plain words", "#current-error"),
        ("", "four other plain words", "#current-error"),
        (PASSWORD, "short", "#new-error"),
        (PASSWORD, "password123", "#new-error"),
        (PASSWORD, "Rita Okafor", "#new-error"),
    ];

    for (current, new, error) in wrong {
        let again = rita
            .post(urls::SETTINGS_PASSWORD, &[("current", current), ("new", new)])
            .await;
        again.assert_status(422).assert_some(error);
        assert_eq!(again.attributes("[type=password]", "value"), Vec::<String>::new());
    }

    rita.on_another_device().await;
}

#[tokio::test]
async fn an_email_address_is_shown_on_the_own_settings_page_only() {
    let app = TestApp::boot().await;
    let (rita, omar) = (app.rita().await, app.omar().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    rita.get(urls::SETTINGS).await.assert_text("#profile b", &rita.email);

    let pages = [
        urls::conversation(conversation),
        urls::MESSAGES.to_owned(),
        urls::MY_LISTINGS.to_owned(),
        urls::listing(home),
        urls::SETTINGS.to_owned(),
    ];

    for page in pages {
        assert!(!omar.get(&page).await.html().contains(&rita.email), "{page}");
    }
}

#[tokio::test]
async fn settings_show_the_current_session_and_the_fifty_others_that_were_used_last() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let user = viewer(&app, &rita).await.id;
    app.advance_days(1);
    let now = app.context().now;
    let begin = async move |tx: Tx| {
        for _ in 0..60 {
            sessions::begin(&tx, user, &Token::random()?, "Firefox/130 Android", None, now).await?;
        }
        Ok(())
    };
    app.db().write(begin).await.unwrap();

    let page = rita.get(urls::SETTINGS).await;

    assert_eq!(page.count("#sessions li"), 51);
    page.assert_text("#sessions li", "This device")
        .assert_text("#sessions .hint", "To sign out all others, change your password.");
}
