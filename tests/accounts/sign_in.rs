//! Sign-in: the form, the redirect afterwards, and the session cookie.

use views::urls;

use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn rita_signs_in_with_her_email_in_any_letter_case() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let elsewhere = rita.as_visitor();
    elsewhere
        .get(urls::SIGN_IN)
        .await
        .assert_ok()
        .assert_text("button", "Sign in");

    let form = [("email", " Rita@EXAMPLE.org "), ("password", PASSWORD)];
    elsewhere.post(urls::SIGN_IN, &form).await.assert_redirect(urls::HOME);

    assert!(elsewhere.is_signed_in().await);
    elsewhere.get(urls::SIGN_IN).await.assert_redirect(urls::HOME);
}

#[tokio::test]
async fn a_failed_sign_in_does_not_reveal_whether_an_account_exists() {
    let app = TestApp::boot().await;
    let _rita = app.rita().await;
    let guesser = app.visitor();
    let tries = [
        ("rita@example.org", "not her password"),
        ("riga@example.org", "not her password"),
        ("rita@example.org", ""),
        ("riga@example.org", ""),
        ("rita@example.org", "nul\0"),
        ("no e-mail at all", "x"),
    ];

    let mut responses = Vec::new();
    for (email, password) in tries {
        let response = guesser
            .post(urls::SIGN_IN, &[("email", email), ("password", password)])
            .await;
        response.assert_status(422).assert_text("[role=alert]", "don’t match");
        assert_eq!(response.attribute("#email", "value").as_deref(), Some(email));
        let mut headers = response.headers.clone();
        headers.remove("content-length");
        headers.remove("date");
        responses.push((headers, response.html().replace(email, "E-MAIL")));
    }

    assert!(responses.iter().all(|response| *response == responses[0]));
    assert!(!guesser.is_signed_in().await);
}

#[tokio::test]
async fn a_private_page_redirects_to_sign_in_and_back() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let visitor = rita.as_visitor();

    visitor
        .get("/messages?before=1-2")
        .await
        .assert_redirect("/sign-in?next=/messages%3Fbefore%3D1-2");
    let page = visitor.get("/sign-in?next=/messages%3Fbefore%3D1-2").await;
    let next = page.attribute("input[name=next]", "value").unwrap();
    let form = [("email", rita.email.as_str()), ("password", PASSWORD), ("next", &next)];
    visitor
        .post(urls::SIGN_IN, &form)
        .await
        .assert_redirect("/messages?before=1-2");
}

#[tokio::test]
async fn a_failed_sign_in_keeps_the_redirect_target() {
    let app = TestApp::boot().await;
    let form = [
        ("email", "rita@example.org"),
        ("password", "wrong"),
        ("next", "/my/listings"),
    ];

    let again = app.visitor().post(urls::SIGN_IN, &form).await;

    again.assert_status(422);
    assert_eq!(
        again.attribute("input[name=next]", "value").as_deref(),
        Some("/my/listings")
    );
}

#[tokio::test]
async fn sign_in_is_no_open_redirect() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let elsewhere = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "/messages\r\nSet-Cookie: a=b",
        "/\u{2028}/evil.example",
        "",
    ];

    for next in elsewhere {
        let form = [("email", rita.email.as_str()), ("password", PASSWORD), ("next", next)];
        let response = rita.as_visitor().post(urls::SIGN_IN, &form).await;
        response.assert_redirect(urls::HOME);
        let query = format!("{}?next={}", urls::SIGN_IN, urls::encoded(next));
        rita.get(query).await.assert_redirect(urls::HOME);
    }
}

#[tokio::test]
async fn every_private_page_and_form_redirects_to_sign_in_and_is_401_for_htmx() {
    let app = TestApp::boot().await;
    let (rita, omar) = (app.rita().await, app.omar().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    let visitor = app.visitor();
    let pages = [
        urls::MESSAGES.to_owned(),
        urls::inbox_updates(0),
        urls::conversation(conversation),
        urls::updates(conversation, 0),
        urls::noscript_frame(conversation, 0),
        urls::NEW_LISTING.to_owned(),
        urls::edit_listing(home),
        urls::MY_LISTINGS.to_owned(),
        urls::SETTINGS.to_owned(),
    ];
    let forms = [
        urls::LISTINGS.to_owned(),
        urls::listing(home),
        urls::status(home),
        urls::comments(home),
        urls::comment_removal(1),
        urls::contact(home),
        urls::conversation(conversation),
        urls::SETTINGS_PROFILE.to_owned(),
        urls::SETTINGS_PASSWORD.to_owned(),
        urls::end_session(1),
    ];

    for page in pages {
        visitor.get(&page).await.assert_redirect(urls::sign_in(Some(&page)));
        let fragment = visitor.hx_get(&page).await;
        fragment.assert_status(401);
        assert_eq!(fragment.header("hx-redirect"), "/sign-in?next=/", "{page}");
    }
    for form in forms {
        visitor
            .post(&form, &[("text", "Hello")])
            .await
            .assert_redirect(urls::SIGN_IN);
        let fragment = visitor.hx_post(&form, &[("text", "Hello")]).await;
        fragment.assert_status(401);
        assert_eq!(fragment.header("hx-redirect"), "/sign-in?next=/", "{form}");
    }
}

#[tokio::test]
async fn contact_owner_without_a_session_redirects_to_sign_in_and_back_to_the_listing() {
    let app = TestApp::boot().await;
    let home = app.omar().await.lists("Canal loft").await;
    let visitor = app.visitor();

    let request = visitor.request(reqwest::Method::POST, urls::contact(home));
    let response = visitor
        .send(request.header("Referer", format!("{}/listings/{home}", app.url())))
        .await;

    response.assert_redirect(urls::sign_in(Some(&urls::listing(home))));
}

#[tokio::test]
async fn the_session_cookie_is_http_only_and_same_site_lax() {
    let app = TestApp::boot().await;
    let form = [("name", "Rita"), ("email", "rita@example.org"), ("password", PASSWORD)];

    let response = app.visitor().post(urls::SIGN_UP, &form).await;

    let cookie = response.header("set-cookie");
    let (token, attributes) = cookie.strip_prefix("porchlight=").unwrap().split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000");
    assert!(
        token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{token}"
    );
}

#[tokio::test]
async fn over_https_the_session_cookie_is_secure_with_the_host_prefix() {
    let app = TestApp::with().public_url("https://homes.example").boot().await;
    let form = [("name", "Rita"), ("email", "rita@example.org"), ("password", PASSWORD)];

    let response = app.visitor().post(urls::SIGN_UP, &form).await;

    let cookie = response.header("set-cookie");
    assert!(cookie.starts_with("__Host-porchlight="), "{cookie}");
    assert!(
        cookie.contains("; Path=/; HttpOnly; SameSite=Lax;") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert!(
        response
            .header("strict-transport-security")
            .starts_with("max-age=31536000")
    );
    let visitor = app.visitor();
    let (pair, _) = cookie.split_once(';').unwrap();
    let request = visitor
        .request(reqwest::Method::GET, urls::SETTINGS)
        .header("Cookie", pair);
    visitor.send(request).await.assert_ok();
    let unprefixed = pair.trim_start_matches("__Host-");
    let request = visitor
        .request(reqwest::Method::GET, urls::SETTINGS)
        .header("Cookie", unprefixed);
    visitor.send(request).await.assert_sign_in();
}
