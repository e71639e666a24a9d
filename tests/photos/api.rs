//! Photos in the JSON API.

use reqwest::Method;
use serde_json::json;
use views::urls;

use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, TestApp, TestResponse};
use crate::images::corpus::{heic, jpeg, png};

async fn posts(actor: &Actor, listing: i64, files: &[(&str, &str, &[u8])]) -> TestResponse {
    let request = actor.request(Method::POST, format!("/api/listings/{listing}/photos"));
    actor.send(as_form(request, form(files))).await
}

#[tokio::test]
async fn the_api_uploads_photos_and_returns_them_with_the_listing() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;

    let made = posts(
        &omar,
        home,
        &[
            ("photos", "a.jpg", &jpeg(2000, 1000)),
            ("photos", "b.png", &png(40, 30)),
        ],
    )
    .await;

    made.assert_status(201);
    let made = made.json();
    assert_eq!(
        (
            &made[0]["listing"],
            &made[0]["width"],
            &made[0]["height"],
            &made[1]["width"]
        ),
        (&json!(home), &json!(1600), &json!(800), &json!(40))
    );
    let path = format!("/api/listings/{home}");
    let listing = app.visitor().calls_api(Method::GET, &path, None).await.json();
    assert_eq!(listing["photos"], json!([made[0]["url"], made[1]["url"]]));
    let all = app.visitor().calls_api(Method::GET, "/api/listings", None).await.json();
    assert_eq!(all["listings"][0]["photos"], listing["photos"]);
    let photo = app.visitor().get(made[0]["url"].as_str().unwrap()).await;
    assert_eq!(photo.assert_ok().header("content-type"), "image/webp");
    let rita = app.rita().await;
    rita.enquires_about(home, "Is it free?").await;
    let conversations = rita.calls_api(Method::GET, "/api/conversations", None).await.json();
    assert_eq!(conversations[0]["listing"]["photo"], made[0]["url"]);
}

#[tokio::test]
async fn a_rejected_upload_is_a_problem_response_with_the_field() {
    let app = TestApp::boot().await;
    let (omar, sam) = (app.omar().await, app.sam().await);
    let home = omar.lists("Canal loft").await;
    let photo: [(&str, &str, &[u8]); 1] = [("photos", "a.jpg", &jpeg(40, 30))];

    assert_eq!(
        posts(&omar, home, &[("photos", "a.heic", &heic())])
            .await
            .assert_problem(422),
        ["photos"]
    );
    assert_eq!(posts(&omar, home, &[]).await.assert_problem(422), ["photos"]);
    posts(&sam, home, &photo).await.assert_problem(404);
    posts(&app.visitor(), home, &photo).await.assert_problem(401);
    posts(&omar, 999_999, &photo).await.assert_problem(404);
    let json = Some(json!({"photos": []}));
    let path = format!("/api/listings/{home}/photos");
    omar.calls_api(Method::POST, &path, json).await.assert_problem(415);

    assert_eq!(omar.photos_of(home).await, Vec::<i64>::new());
    omar.get(urls::listing(home)).await.assert_ok();
}

#[tokio::test]
async fn the_api_patches_and_deletes_photos() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photos = omar
        .adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60), &jpeg(92, 60)])
        .await;
    let [first, second, third] = photos[..] else { panic!() };
    let path = |id: i64| format!("/api/photos/{id}");

    let body = json!({"alt": "The kitchen", "place": 1});
    let changed = omar.calls_api(Method::PATCH, &path(third), Some(body)).await;

    changed.assert_ok();
    let changed = changed.json();
    assert_eq!(
        (&changed["id"], &changed["alt"], &changed["listing"]),
        (&json!(third), &json!("The kitchen"), &json!(home))
    );
    assert_eq!(omar.photos_of(home).await, [third, first, second]);
    let page = app.visitor().get(urls::HOME).await;
    assert_eq!(page.attribute(".listing-card img", "alt").unwrap(), "The kitchen");
    // Missing fields and null fields keep their value.
    for body in [json!({"place": 99}), json!({"alt": null, "place": null}), json!({})] {
        let same = omar.calls_api(Method::PATCH, &path(third), Some(body)).await.json();
        assert_eq!(same["alt"], "The kitchen");
    }
    assert_eq!(omar.photos_of(home).await, [first, second, third]);
    let removed = omar.calls_api(Method::DELETE, &path(first), None).await;
    removed.assert_status(204);
    assert_eq!(omar.photos_of(home).await, [second, third]);
    let again = omar.calls_api(Method::DELETE, &path(first), None).await;
    again.assert_problem(404);
}

#[tokio::test]
async fn a_stranger_gets_404_for_a_photo_and_an_invalid_patch_is_atomic() {
    let app = TestApp::boot().await;
    let (omar, sam, visitor) = (app.omar().await, app.sam().await, app.visitor());
    let home = omar.lists("Canal loft").await;
    let photos = omar.adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60)]).await;
    let path = format!("/api/photos/{}", photos[1]);
    let change = Some(json!({"alt": "Mine", "place": 1}));

    for (who, status) in [(&sam, 404), (&visitor, 401)] {
        who.calls_api(Method::PATCH, &path, change.clone())
            .await
            .assert_problem(status);
        who.calls_api(Method::DELETE, &path, None).await.assert_problem(status);
    }
    let long = Some(json!({"alt": "x".repeat(201), "place": 1}));
    let rejected = omar.calls_api(Method::PATCH, &path, long).await;
    assert_eq!(rejected.assert_problem(422), ["alt"]);
    for (body, field) in [
        (json!({"place": -1}), "place"),
        (json!({"place": "first"}), "place"),
        (json!([]), ""),
    ] {
        let rejected = omar.calls_api(Method::PATCH, &path, Some(body)).await;
        assert_eq!(rejected.assert_problem(422), [field]);
    }

    assert_eq!(omar.photos_of(home).await, photos);
}
