//! Sign-up: field errors, password rules, and one account per e-mail address.

use porchlight::accounts::queries::user_by_email;
use views::urls;

use crate::harness::{PASSWORD, TestApp, concurrently};

#[tokio::test]
async fn sign_up_creates_an_account_and_a_session() {
    let app = TestApp::boot().await;
    let newcomer = app.visitor();
    let page = newcomer.get(urls::SIGN_UP).await;
    page.assert_ok().assert_text("button", "Sign up");
    for field in ["name", "email", "password"] {
        page.assert_some(&format!("label[for={field}]"))
            .assert_some(&format!("input#{field}[name={field}]"));
    }

    let form = [
        ("name", " Rita Okafor "),
        ("email", "rita@example.org"),
        ("password", PASSWORD),
    ];
    newcomer.post(urls::SIGN_UP, &form).await.assert_redirect(urls::HOME);

    newcomer
        .get(urls::HOME)
        .await
        .assert_text(".menu__panel b", "Rita Okafor");
    newcomer.get(urls::SIGN_UP).await.assert_redirect(urls::HOME);
}

#[tokio::test]
async fn an_invalid_sign_up_is_422_with_all_field_errors_and_keeps_the_input() {
    let app = TestApp::boot().await;
    let newcomer = app.visitor();

    let form = [("name", ""), ("email", "rita at <example>"), ("password", "sh0rt")];
    let again = newcomer.post(urls::SIGN_UP, &form).await;

    again
        .assert_status(422)
        .assert_text("#name-error", "Enter your name")
        .assert_text("#email-error", "Enter an e-mail address")
        .assert_text("#password-error", "8 characters or more");
    assert_eq!(again.attribute("#email", "value").as_deref(), Some("rita at <example>"));
    assert_eq!(
        again.attribute("#password", "value"),
        None,
        "a password is never sent back"
    );
    assert!(!again.html().contains("sh0rt"));
    assert!(!newcomer.is_signed_in().await);
}

#[tokio::test]
async fn short_leaked_and_personal_passwords_are_422() {
    let app = TestApp::boot().await;
    let newcomer = app.visitor();
    let too_long = "x".repeat(129);
    let guessable = [
        ("", "8 characters"),
        ("1234567", "8 characters"),
        ("ééééééé", "8 characters"),
        ("password123", "leaked"),
        ("PassWord123", "leaked"),
        ("rita.okafor@example.org", "not your name or e-mail"),
        ("Rita.Okafor", "not your name or e-mail"),
        ("rita okafor", "not your name or e-mail"),
        ("nul\0in here", "NUL"),
        (&too_long, "at most 128"),
    ];

    for (password, reason) in guessable {
        let form = [
            ("name", "Rita Okafor"),
            ("email", "rita.okafor@example.org"),
            ("password", password),
        ];
        let again = newcomer.post(urls::SIGN_UP, &form).await;
        again.assert_status(422).assert_text("#password-error", reason);
    }
}

#[tokio::test]
async fn passwords_may_have_unicode_spaces_and_128_characters() {
    let app = TestApp::boot().await;
    let longest = "ж".repeat(128);
    let fine = [
        "ÿ8 chars",
        "        spaces",
        "пароль из слов",
        "🏠🏠🏠🏠🏠🏠🏠🏠",
        &longest,
    ];

    for (number, password) in fine.into_iter().enumerate() {
        let (newcomer, email) = (app.visitor(), format!("n{number}@example.org"));
        let form = [("name", "Newcomer"), ("email", &email), ("password", password)];
        newcomer.post(urls::SIGN_UP, &form).await.assert_redirect(urls::HOME);

        let form = [("email", email.as_str()), ("password", password)];
        app.visitor()
            .post(urls::SIGN_IN, &form)
            .await
            .assert_redirect(urls::HOME);
    }
}

#[tokio::test]
async fn an_email_has_one_account_in_any_letter_case() {
    let app = TestApp::boot().await;
    let _rita = app.rita().await;

    let form = [
        ("name", "Another Rita"),
        ("email", " RITA@Example.ORG"),
        ("password", PASSWORD),
    ];
    let again = app.visitor().post(urls::SIGN_UP, &form).await;

    again
        .assert_status(422)
        .assert_text("#email-error", "already has an account");
    assert_eq!(again.attribute("#name", "value").as_deref(), Some("Another Rita"));
}

#[tokio::test]
async fn concurrent_sign_ups_with_one_email_create_one_account() {
    let app = TestApp::boot().await;
    let sign_ups = (0..8).map(|number| {
        let newcomer = app.visitor();
        let (name, email) = (
            format!("Rita {number}"),
            if number % 2 == 0 {
                "rita@example.org"
            } else {
                "RITA@example.org"
            },
        );
        async move {
            let form = [("name", name.as_str()), ("email", email), ("password", PASSWORD)];
            newcomer.post(urls::SIGN_UP, &form).await.status
        }
    });

    let mut responses = concurrently(sign_ups).await;

    responses.sort_unstable();
    assert_eq!(responses, [303, 422, 422, 422, 422, 422, 422, 422]);
}

#[tokio::test]
async fn names_and_emails_have_length_and_format_limits() {
    let app = TestApp::boot().await;
    let newcomer = app.visitor();
    let (long_name, longest_name) = ("ñ".repeat(81), "ñ".repeat(80));
    let label = "a".repeat(60);
    let long_email = format!("{}@{label}.{label}.{label}.example.org", "a".repeat(64));
    let wrong = [
        (&*long_name, "n@example.org", "#name-error"),
        ("two\nlines", "n@example.org", "#name-error"),
        ("bell\u{7}", "n@example.org", "#name-error"),
        ("Name", "", "#email-error"),
        ("Name", "no-at.example.org", "#email-error"),
        ("Name", "two@at@example.org", "#email-error"),
        ("Name", "spa ce@example.org", "#email-error"),
        ("Name", "nodot@example", "#email-error"),
        ("Name", "dots@example..org", "#email-error"),
        ("Name", "@example.org", "#email-error"),
        ("Name", "a\r\nBcc: b@example.org", "#email-error"),
        ("Name", &long_email, "#email-error"),
    ];
    for (name, email, error) in wrong {
        let form = [("name", name), ("email", email), ("password", PASSWORD)];
        newcomer
            .post(urls::SIGN_UP, &form)
            .await
            .assert_status(422)
            .assert_some(error);
    }

    let form = [
        ("name", &*longest_name),
        ("email", "o'neil+home@ex-ample.co.uk"),
        ("password", PASSWORD),
    ];
    newcomer.post(urls::SIGN_UP, &form).await.assert_redirect(urls::HOME);
}

#[tokio::test]
async fn a_password_is_stored_only_as_an_argon2id_hash() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    let row = user_by_email(app.db(), &rita.email).await.unwrap().unwrap();

    assert!(
        row.password_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{}",
        row.password_hash
    );
    for name in ["porchlight.db", "porchlight.db-wal"] {
        let file = std::fs::read(app.data().join(name)).unwrap();
        let (password, email) = (PASSWORD.as_bytes(), rita.email.as_bytes());
        assert!(!file.windows(password.len()).any(|bytes| bytes == password), "{name}");
        // The check reads the right file: the e-mail address is in the write-ahead log.
        assert!(name.ends_with("db") || file.windows(email.len()).any(|bytes| bytes == email));
    }
}
