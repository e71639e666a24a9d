//! Listings and comments by program.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Actor, Answer, TestApp, together};

async fn posts(actor: &Actor, path: &str, body: Value) -> Answer {
    actor.calls(Method::POST, path, Some(body)).await
}

fn home() -> Value {
    json!({"title": "Canal loft", "description": "Over the water.", "city": "Ghent", "price": 125_050, "currency": "EUR"})
}

#[tokio::test]
async fn a_program_lists_a_home_and_changes_a_part_of_it() {
    let app = TestApp::boot().await;
    let (omar, sam) = (app.omar().await, app.sam().await);

    let made = posts(&omar, "/api/listings", home()).await;

    made.assert_status(201);
    let made = made.json();
    assert_eq!(
        (&made["price"], &made["status"], &made["area"]),
        (&json!(125_050), &json!("available"), &Value::Null)
    );
    assert_eq!(made["owner"]["name"], "Omar Haddad");
    assert!(made["photos"].is_array());
    let path = format!("/api/listings/{}", made["id"]);
    assert_eq!(app.visitor().calls(Method::GET, &path, None).await.json(), made);
    let change = Some(json!({"price": 0, "area": 70, "availableFrom": "2027-02-01"}));
    sam.calls(Method::PATCH, &path, change.clone())
        .await
        .assert_problem(404);
    let changed = omar.calls(Method::PATCH, &path, change).await.json();
    assert_eq!(
        (&changed["price"], &changed["area"], &changed["title"]),
        (&json!(0), &json!(70), &json!("Canal loft"))
    );
    let cleared = omar
        .calls(Method::PATCH, &path, Some(json!({"area": null, "status": "draft"})))
        .await
        .json();
    assert_eq!(
        (&cleared["area"], &cleared["availableFrom"]),
        (&Value::Null, &json!("2027-02-01"))
    );
    app.visitor().calls(Method::GET, &path, None).await.assert_problem(404);
}

#[tokio::test]
async fn omar_keeps_all_that_several_programs_of_his_change_at_once() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let id = posts(&omar, "/api/listings", home()).await.json()["id"].clone();
    let path = format!("/api/listings/{id}");
    let wanted = json!({
        "title": "Quay loft", "description": "Above the quay.", "city": "Bruges", "price": 99_000, "currency": "USD",
        "bedrooms": 3, "bathrooms": 2, "area": 70, "availableFrom": "2027-02-01", "status": "archived",
    });
    let wanted = wanted.as_object().unwrap();

    let changes = wanted.clone().into_iter().map(|(field, value)| {
        let (omar, path) = (omar.clone(), path.clone());
        async move { omar.calls(Method::PATCH, path, Some(json!({ field: value }))).await }
    });
    for answer in together(changes).await {
        answer.assert_ok();
    }

    let home = omar.calls(Method::GET, &path, None).await.json();
    for (field, value) in wanted {
        assert_eq!(&home[field], value, "{field}");
    }
}

#[tokio::test]
async fn a_program_is_told_every_field_that_is_wrong() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let wrong = json!({
        "title": "", "description": "x".repeat(10_001), "city": "", "price": -1, "currency": "euro", "bedrooms": 100,
        "bathrooms": -1, "area": 0, "availableFrom": "soon", "status": "maybe",
    });

    let fields = posts(&omar, "/api/listings", wrong).await.assert_problem(422);

    let all = [
        "title",
        "description",
        "city",
        "price",
        "currency",
        "bedrooms",
        "bathrooms",
        "area",
        "availableFrom",
        "status",
    ];
    assert_eq!(fields, all);
    let fields = posts(&omar, "/api/listings", json!({})).await.assert_problem(422);
    assert_eq!(fields, ["title", "description", "city", "price", "currency"]);
    let mut unknown_currency = home();
    unknown_currency["currency"] = json!("XXX");
    assert_eq!(
        posts(&omar, "/api/listings", unknown_currency).await.assert_problem(422),
        ["currency"]
    );
    let mut too_dear = home();
    too_dear["price"] = json!(10_000_000_001_i64);
    assert_eq!(
        posts(&omar, "/api/listings", too_dear).await.assert_problem(422),
        ["price"]
    );
}

#[tokio::test]
async fn a_program_searches_as_people_do() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    for number in 0..26 {
        let price = (500 + number).to_string();
        omar.lists_with(&[("title", &format!("Home {number:02}")), ("price", &price)])
            .await;
    }
    let program = app.visitor();
    let asks = |query: &str| program.calls(Method::GET, format!("/api/listings?{query}"), None);

    let (all, second, cheap) = (
        asks("").await.json(),
        asks("page=2&sort=price_asc").await.json(),
        asks("max_price=501").await.json(),
    );

    assert_eq!(
        (&all["total"], &all["page"], &all["pages"]),
        (&json!(26), &json!(1), &json!(2))
    );
    assert_eq!(all["listings"].as_array().unwrap().len(), 24);
    assert_eq!(second["listings"][1]["title"], "Home 25");
    assert_eq!(cheap["total"], 2);
    assert_eq!(
        asks("min_price=cheap&available_by=soon&sort=x")
            .await
            .assert_problem(422),
        ["min_price", "available_by", "sort"],
        "as the query names them"
    );
}

#[tokio::test]
async fn a_program_reads_comments_without_signing_in_and_posts_them_signed_in() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let comment = json!({"postId": home, "text": "Is there a lift?"});

    app.visitor()
        .calls(Method::POST, "/api/comments", Some(comment.clone()))
        .await
        .assert_problem(401);
    let posted = posts(&rita, "/api/comments", comment).await;

    posted.assert_status(201);
    assert_eq!(posted.json()["author"]["name"], "Rita Okafor");
    let path = format!("/api/comments?postId={home}");
    assert_eq!(
        app.visitor().calls(Method::GET, path, None).await.json(),
        json!([posted.json()])
    );
    assert_eq!(
        posts(&rita, "/api/comments", json!({"postId": home, "text": " "}))
            .await
            .assert_problem(422),
        ["text"]
    );
    posts(&rita, "/api/comments", json!({"postId": 99, "text": "x"}))
        .await
        .assert_problem(404);
    app.visitor()
        .calls(Method::GET, "/api/comments?postId=99", None)
        .await
        .assert_problem(404);
}
