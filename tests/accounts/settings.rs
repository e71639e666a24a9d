//! The profile and the password.

use views::urls;

use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn rita_changes_her_name_and_everybody_sees_it() {
    let app = TestApp::boot().await;
    let (rita, omar) = (app.rita().await, app.omar().await);
    let phone = rita.on_another_device().await;
    let home = omar.lists("Canal loft").await;
    let conversation = rita.asks_about(home, "Is it free?").await;
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
async fn rita_is_told_why_a_name_will_not_do() {
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
async fn a_new_password_needs_the_current_one_and_has_to_be_a_good_one() {
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
async fn settings_show_the_email_to_its_owner_only() {
    let app = TestApp::boot().await;
    let (rita, omar) = (app.rita().await, app.omar().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.asks_about(home, "Is it free?").await;
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
