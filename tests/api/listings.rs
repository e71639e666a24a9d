//! Listings and comments in the JSON API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Actor, TestApp, TestResponse, concurrently};

async fn posts(actor: &Actor, path: &str, body: Value) -> TestResponse {
    actor.calls_api(Method::POST, path, Some(body)).await
}

fn home() -> Value {
    json!({"title": "Canal loft", "description": "Over the water.", "city": "Ghent", "price": 125_050, "currency": "EUR"})
}

#[tokio::test]
async fn omar_creates_a_listing_and_patches_some_of_its_fields() {
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
    assert_eq!(app.visitor().calls_api(Method::GET, &path, None).await.json(), made);
    let change = Some(json!({"price": 0, "area": 70, "availableFrom": "2027-02-01"}));
    sam.calls_api(Method::PATCH, &path, change.clone())
        .await
        .assert_problem(404);
    let changed = omar.calls_api(Method::PATCH, &path, change).await.json();
    assert_eq!(
        (&changed["price"], &changed["area"], &changed["title"]),
        (&json!(0), &json!(70), &json!("Canal loft"))
    );
    let cleared = omar
        .calls_api(Method::PATCH, &path, Some(json!({"area": null, "status": "draft"})))
        .await
        .json();
    assert_eq!(
        (&cleared["area"], &cleared["availableFrom"]),
        (&Value::Null, &json!("2027-02-01"))
    );
    app.visitor()
        .calls_api(Method::GET, &path, None)
        .await
        .assert_problem(404);
}

#[tokio::test]
async fn concurrent_patches_of_different_fields_are_all_stored() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let id = posts(&omar, "/api/listings", home()).await.json()["id"].clone();
    let path = format!("/api/listings/{id}");
    let values = json!({
        "title": "Quay loft", "description": "Above the quay.", "city": "Bruges", "price": 99_000, "currency": "USD",
        "bedrooms": 3, "bathrooms": 2, "area": 70, "availableFrom": "2027-02-01", "status": "archived",
    });
    let values = values.as_object().unwrap();

    let changes = values.clone().into_iter().map(|(field, value)| {
        let (omar, path) = (omar.clone(), path.clone());
        async move { omar.calls_api(Method::PATCH, path, Some(json!({ field: value }))).await }
    });
    for response in concurrently(changes).await {
        response.assert_ok();
    }

    let home = omar.calls_api(Method::GET, &path, None).await.json();
    for (field, value) in values {
        assert_eq!(&home[field], value, "{field}");
    }
}

#[tokio::test]
async fn an_invalid_listing_is_422_with_every_invalid_field() {
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
        posts(&omar, "/api/listings", unknown_currency)
            .await
            .assert_problem(422),
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
async fn listings_are_searched_with_filters_sorting_and_pagination() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    for number in 0..26 {
        let price = (500 + number).to_string();
        omar.lists_with(&[("title", &format!("Home {number:02}")), ("price", &price)])
            .await;
    }
    let visitor = app.visitor();
    let search = |query: &str| visitor.calls_api(Method::GET, format!("/api/listings?{query}"), None);

    let (all, second, cheap) = (
        search("").await.json(),
        search("page=2&sort=price_asc").await.json(),
        search("max_price=501").await.json(),
    );

    assert_eq!(
        (&all["total"], &all["page"], &all["pages"]),
        (&json!(26), &json!(1), &json!(2))
    );
    assert_eq!(all["listings"].as_array().unwrap().len(), 24);
    assert_eq!(second["listings"][1]["title"], "Home 25");
    assert_eq!(cheap["total"], 2);
    assert_eq!(
        search("min_price=cheap&available_by=soon&sort=x")
            .await
            .assert_problem(422),
        ["min_price", "available_by", "sort"],
        "named as in the query"
    );
}

#[tokio::test]
async fn comments_are_public_and_posting_one_needs_a_session() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let comment = json!({"postId": home, "text": "Is there a lift?"});

    app.visitor()
        .calls_api(Method::POST, "/api/comments", Some(comment.clone()))
        .await
        .assert_problem(401);
    let posted = posts(&rita, "/api/comments", comment).await;

    posted.assert_status(201);
    assert_eq!(posted.json()["author"]["name"], "Rita Okafor");
    let path = format!("/api/comments?postId={home}");
    assert_eq!(
        app.visitor().calls_api(Method::GET, path, None).await.json(),
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
        .calls_api(Method::GET, "/api/comments?postId=99", None)
        .await
        .assert_problem(404);
}
