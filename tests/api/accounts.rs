//! Signing up, in and out by program.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Actor, Answer, PASSWORD, TestApp};

/// Asks with a bearer token and no cookie.
async fn asks(app: &TestApp, method: Method, path: &str, token: &str) -> Answer {
    let program = app.visitor();
    program.send(program.request(method, path).bearer_auth(token)).await
}

async fn signs_up(program: &Actor, body: Value) -> Answer {
    program.calls(Method::POST, "/api/accounts", Some(body)).await
}

#[tokio::test]
async fn a_program_signs_up_asks_who_it_is_and_signs_out() {
    let app = TestApp::boot().await;
    let body = json!({"name": "Rita Okafor", "email": "Rita@example.org", "password": PASSWORD});

    let answer = signs_up(&app.visitor(), body).await;

    answer.assert_status(201);
    assert!(answer.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    let account = answer.json();
    let token = account["token"].as_str().unwrap();
    assert_eq!(
        account,
        json!({"id": 1, "name": "Rita Okafor", "email": "Rita@example.org", "token": token})
    );
    let me = asks(&app, Method::GET, "/api/me", token).await;
    assert_eq!(
        me.json(),
        json!({"id": 1, "name": "Rita Okafor", "email": "Rita@example.org", "unread": 0})
    );
    asks(&app, Method::DELETE, "/api/session", token)
        .await
        .assert_status(204);
    asks(&app, Method::GET, "/api/me", token).await.assert_problem(401);
    asks(&app, Method::DELETE, "/api/session", token)
        .await
        .assert_problem(401);
}

#[tokio::test]
async fn a_program_signs_in_and_learns_nothing_from_being_refused() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let program = app.visitor();
    let signs_in = |email: &str, password: &str| {
        let body = json!({"email": email, "password": password});
        let program = program.clone();
        async move { program.calls(Method::POST, "/api/session", Some(body)).await }
    };

    let wrong = signs_in(&rita.email, "wrong").await;
    let unknown = signs_in("nobody@example.org", "wrong").await;
    let right = signs_in("RITA@example.org", PASSWORD).await;

    wrong.assert_problem(401);
    assert_eq!(wrong.json(), unknown.json());
    right.assert_ok();
    assert_eq!(right.json()["name"], "Rita Okafor");
    assert!(program.is_signed_in().await, "the cookie came as well");
}

#[tokio::test]
async fn a_taken_email_is_a_conflict_and_a_wrong_one_is_said() {
    let app = TestApp::boot().await;
    let _rita = app.rita().await;
    let program = app.visitor();

    let taken = json!({"name": "R", "email": "rita@EXAMPLE.org", "password": PASSWORD});
    signs_up(&program, taken).await.assert_problem(409);
    let wrong = json!({"name": "", "email": "x", "password": "short"});
    assert_eq!(
        signs_up(&program, wrong).await.assert_problem(422),
        ["name", "email", "password"]
    );
    assert_eq!(
        signs_up(&program, json!({})).await.assert_problem(422),
        ["name", "email", "password"]
    );
    let leaked = json!({"name": "L", "email": "l@example.org", "password": "password123"});
    assert_eq!(signs_up(&program, leaked).await.assert_problem(422), ["password"]);
    let nul = json!({"name": "a\0b", "email": "n@example.org", "password": PASSWORD});
    assert_eq!(signs_up(&program, nul).await.assert_problem(422), ["name"]);
}
