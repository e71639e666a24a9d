//! Accounts and sessions in the JSON API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Actor, PASSWORD, TestApp, TestResponse};

/// Sends a request with a bearer token and without cookies.
async fn request_with_token(app: &TestApp, method: Method, path: &str, token: &str) -> TestResponse {
    let client = app.visitor();
    client.send(client.request(method, path).bearer_auth(token)).await
}

async fn signs_up(client: &Actor, body: Value) -> TestResponse {
    client.calls_api(Method::POST, "/api/accounts", Some(body)).await
}

#[tokio::test]
async fn the_bearer_token_of_a_new_account_is_valid_until_sign_out() {
    let app = TestApp::boot().await;
    let body = json!({"name": "Rita Okafor", "email": "Rita@example.org", "password": PASSWORD});

    let response = signs_up(&app.visitor(), body).await;

    response.assert_status(201);
    assert!(response.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    let account = response.json();
    let token = account["token"].as_str().unwrap();
    assert_eq!(
        account,
        json!({"id": 1, "name": "Rita Okafor", "email": "Rita@example.org", "token": token})
    );
    let me = request_with_token(&app, Method::GET, "/api/me", token).await;
    assert_eq!(
        me.json(),
        json!({"id": 1, "name": "Rita Okafor", "email": "Rita@example.org", "unread": 0})
    );
    request_with_token(&app, Method::DELETE, "/api/session", token)
        .await
        .assert_status(204);
    request_with_token(&app, Method::GET, "/api/me", token)
        .await
        .assert_problem(401);
    request_with_token(&app, Method::DELETE, "/api/session", token)
        .await
        .assert_problem(401);
}

#[tokio::test]
async fn a_failed_sign_in_is_401_and_does_not_reveal_whether_an_account_exists() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let client = app.visitor();
    let signs_in = |email: &str, password: &str| {
        let body = json!({"email": email, "password": password});
        let client = client.clone();
        async move { client.calls_api(Method::POST, "/api/session", Some(body)).await }
    };

    let wrong = signs_in(&rita.email, "wrong").await;
    let unknown = signs_in("unknown@example.org", "wrong").await;
    let right = signs_in("RITA@example.org", PASSWORD).await;

    wrong.assert_problem(401);
    assert_eq!(wrong.json(), unknown.json());
    right.assert_ok();
    assert_eq!(right.json()["name"], "Rita Okafor");
    assert!(client.is_signed_in().await, "the response sets the cookie as well");
}

#[tokio::test]
async fn a_taken_email_is_409_and_invalid_fields_are_422() {
    let app = TestApp::boot().await;
    let _rita = app.rita().await;
    let client = app.visitor();

    let taken = json!({"name": "R", "email": "rita@EXAMPLE.org", "password": PASSWORD});
    signs_up(&client, taken).await.assert_problem(409);
    let wrong = json!({"name": "", "email": "x", "password": "short"});
    assert_eq!(
        signs_up(&client, wrong).await.assert_problem(422),
        ["name", "email", "password"]
    );
    assert_eq!(
        signs_up(&client, json!({})).await.assert_problem(422),
        ["name", "email", "password"]
    );
    let leaked = json!({"name": "L", "email": "l@example.org", "password": "password123"});
    assert_eq!(signs_up(&client, leaked).await.assert_problem(422), ["password"]);
    let nul = json!({"name": "a\0b", "email": "n@example.org", "password": PASSWORD});
    assert_eq!(signs_up(&client, nul).await.assert_problem(422), ["name"]);
}
