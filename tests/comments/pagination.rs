//! Pagination of comments: the newest page first, and a link to older ones.

use std::ops::Range;

use porchlight::comments::actions::post_comment;
use porchlight::entities::ListingId;
use views::urls;

use super::TEXT;
use crate::harness::steps::viewer;
use crate::harness::{Actor, TestApp, TestResponse};

/// The link to older comments, for htmx and without scripts.
const OLDER_LINK: &str = "#earlier-comments";

/// Posts comments with these numbers through the use case, which is faster than over HTTP.
async fn posts_many(app: &TestApp, author: &Actor, home: i64, texts: impl IntoIterator<Item = String>) {
    let viewer = viewer(app, author).await;
    for text in texts {
        post_comment(app.context(), &viewer, ListingId(home), &text)
            .await
            .unwrap();
    }
}

fn numbered(numbers: Range<u32>) -> Vec<String> {
    numbers.map(|number| format!("comment {number}")).collect()
}

#[tokio::test]
async fn pagination_of_comments_shows_every_comment_once_with_and_without_scripts() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    posts_many(&app, &rita, home, numbered(0..120)).await;

    let first = app.visitor().get(urls::listing(home)).await;
    assert_eq!(first.texts(TEXT), numbered(70..120));
    first.assert_no("#comments .pager:not(:has(#earlier-comments))");

    // htmx replaces the link by the older comments and their own link.
    let fragment = rita.hx_get(first.attribute(OLDER_LINK, "hx-get").unwrap()).await;
    fragment.assert_ok().assert_no("main").assert_no("form.panel");
    assert_eq!(fragment.texts("article > p"), numbered(20..70));
    assert_eq!(fragment.count("article form"), 50, "Rita can remove her own");
    let last = rita.hx_get(fragment.attribute(OLDER_LINK, "hx-get").unwrap()).await;
    assert_eq!(last.texts("article > p"), numbered(0..20));
    last.assert_no(OLDER_LINK);

    // Without scripts, the link opens a page with them.
    let older = rita.get(first.attribute(OLDER_LINK, "href").unwrap()).await;
    assert_eq!(older.texts(TEXT), numbered(20..70));
    older.assert_text(&format!("#comments a[href='/listings/{home}#comments']"), "Newest");
    let oldest = rita.get(older.attribute(OLDER_LINK, "href").unwrap()).await;
    assert_eq!(oldest.texts(TEXT), numbered(0..20));
}

#[tokio::test]
async fn a_listing_with_1020_long_comments_has_a_small_page() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    posts_many(&app, &rita, home, (0..1_020).map(|_| "x".repeat(4_000))).await;

    for path in [urls::listing(home), format!("/api/comments?postId={home}")] {
        let response = app.visitor().get(&path).await;
        response.assert_ok();
        assert!(response.body.len() < 300_000, "{path}: {} bytes", response.body.len());
    }
}

#[tokio::test]
async fn the_api_pages_comments_by_before_and_limit() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    posts_many(&app, &rita, home, numbered(0..60)).await;
    let visitor = app.visitor();
    let get = |query: String| visitor.get(format!("/api/comments?postId={home}{query}"));
    let texts = |response: &TestResponse| {
        let comments = response.json();
        let comments = comments.as_array().unwrap().clone();
        let text = |comment: serde_json::Value| comment["text"].as_str().unwrap().to_owned();
        comments.into_iter().map(text).collect::<Vec<_>>()
    };

    let newest = get(String::new()).await;
    assert_eq!(texts(&newest), numbered(10..60));
    let first = newest.json()[0]["id"].as_i64().unwrap();
    assert_eq!(texts(&get(format!("&before={first}")).await), numbered(0..10));
    assert_eq!(texts(&get(format!("&before={first}&limit=3")).await), numbered(7..10));
    assert_eq!(texts(&get("&limit=200".to_owned()).await), numbered(0..60));
    for limit in ["0", "-1", "201", "x"] {
        let wrong = get(format!("&limit={limit}")).await;
        assert_eq!(wrong.assert_problem(422), ["limit"]);
    }
}

#[tokio::test]
async fn older_comments_have_the_visibility_of_their_listing_and_an_invalid_cursor_is_ignored() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    posts_many(&app, &rita, home, numbered(0..2)).await;
    let part = urls::older_comments_fragment(home, 99);

    for invalid in ["", "x", "1.5", "99999999999999999999"] {
        let page = rita.get(format!("/listings/{home}?before={invalid}")).await;
        assert_eq!(page.texts(TEXT), numbered(0..2), "{invalid}");
    }
    rita.get(&part).await.assert_redirect(urls::older_comments(home, 99));
    omar.post(urls::status(home), &[("status", "draft")]).await;
    rita.hx_get(&part).await.assert_status(404);
    omar.hx_get(&part).await.assert_ok();
}
