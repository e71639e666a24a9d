//! Photos in the JSON API.

use reqwest::Method;
use serde_json::json;
use views::urls;

use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, Answer, TestApp};
use crate::pictures::corpus::{heic, jpeg, png};

async fn posts(actor: &Actor, listing: i64, files: &[(&str, &str, &[u8])]) -> Answer {
    let request = actor.request(Method::POST, format!("/api/listings/{listing}/photos"));
    actor.send(as_form(request, form(files))).await
}

#[tokio::test]
async fn a_program_adds_photos_and_finds_them_in_the_listing() {
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
    let listing = app.visitor().calls(Method::GET, &path, None).await.json();
    assert_eq!(listing["photos"], json!([made[0]["url"], made[1]["url"]]));
    let all = app.visitor().calls(Method::GET, "/api/listings", None).await.json();
    assert_eq!(all["listings"][0]["photos"], listing["photos"]);
    let photo = app.visitor().get(made[0]["url"].as_str().unwrap()).await;
    assert_eq!(photo.assert_ok().header("content-type"), "image/webp");
    let rita = app.rita().await;
    rita.asks_about(home, "Is it free?").await;
    let conversations = rita.calls(Method::GET, "/api/conversations", None).await.json();
    assert_eq!(conversations[0]["listing"]["photo"], made[0]["url"]);
}

#[tokio::test]
async fn a_program_is_told_why_a_file_is_refused() {
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
    omar.calls(Method::POST, &path, json).await.assert_problem(415);

    assert_eq!(omar.photos_of(home).await, Vec::<i64>::new());
    omar.get(urls::listing(home)).await.assert_ok();
}
