//! Public comments on a listing.

use reqwest::Method;
use views::urls;

use crate::harness::{Actor, TestApp, TestResponse};

mod pagination;

const TEXT: &str = "#comments article > p";

/// Posts a comment. Returns the page of the listing.
async fn posts_comment(actor: &Actor, home: i64, text: &str) -> TestResponse {
    let posted = actor.post(urls::comments(home), &[("text", text)]).await;
    posted.assert_redirect(format!("/listings/{home}#comments"));
    actor.get(urls::listing(home)).await
}

#[tokio::test]
async fn comments_are_in_posting_order_and_those_of_the_owner_are_marked() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi) = (app.omar().await, app.rita().await, app.ravi().await);
    let home = omar.lists("Canal loft").await;
    rita.get(urls::listing(home))
        .await
        .assert_text("#comments p", "Nothing asked yet.");

    posts_comment(&rita, home, "Is there a lift?").await;
    posts_comment(&omar, home, "There is.").await;
    posts_comment(&ravi, home, "And a cellar?").await;

    let page = app.visitor().get(urls::listing(home)).await;
    assert_eq!(page.texts(TEXT), ["Is there a lift?", "There is.", "And a cellar?"]);
    assert_eq!(
        page.texts("#comments article b"),
        ["Rita Okafor", "Omar Haddad", "Ravi Menon"]
    );
    assert_eq!(page.texts("#comments article:has(.tag) b"), ["Omar Haddad"]);
    assert_eq!(
        page.attributes("#comments article time", "datetime")[0],
        "2026-11-22T10:00:00.000Z"
    );
    page.assert_no("#comments form")
        .assert_some("#comments a[href^='/sign-in?next=/listings/']");
}

#[tokio::test]
async fn only_the_author_and_the_owner_of_the_listing_can_remove_a_comment() {
    let app = TestApp::boot().await;
    let (omar, olga, rita, ravi) = (app.omar().await, app.olga().await, app.rita().await, app.ravi().await);
    let home = omar.lists("Canal loft").await;
    olga.lists("Studio").await;
    posts_comment(&rita, home, "First").await;
    posts_comment(&rita, home, "Second").await;
    let page = posts_comment(&omar, home, "Third").await;
    let removals = page.attributes("#comments article form", "action");
    assert_eq!(removals.len(), 3, "the owner can remove all");
    assert_eq!(
        rita.get(urls::listing(home)).await.count("#comments article form"),
        2,
        "Rita can remove her own"
    );
    assert_eq!(ravi.get(urls::listing(home)).await.count("#comments article form"), 0);

    for stranger in [&ravi, &olga] {
        stranger.post(&removals[0], &[]).await.assert_status(404);
    }
    rita.post(&removals[2], &[]).await.assert_status(404);
    assert_eq!(
        rita.get(urls::listing(home)).await.texts(TEXT),
        ["First", "Second", "Third"]
    );
    rita.post(&removals[0], &[])
        .await
        .assert_redirect(format!("/listings/{home}#comments"));
    omar.post(&removals[1], &[])
        .await
        .assert_redirect(format!("/listings/{home}#comments"));

    assert_eq!(rita.get(urls::listing(home)).await.texts(TEXT), ["Third"]);
    rita.post(&removals[0], &[]).await.assert_status(404);
    rita.post(urls::comment_removal(i64::MAX), &[]).await.assert_status(404);
}

#[tokio::test]
async fn a_comment_has_1_to_4000_characters_and_an_invalid_one_stays_in_the_form() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let [longest, longer] = [4_000, 4_001].map(|length| "é".repeat(length));

    for (text, reason) in [
        ("", "Write something first"),
        (" \r\n ", "Write something"),
        (&*longer, "at most 4,000"),
        ("nul\0", "NUL"),
    ] {
        let again = rita.post(urls::comments(home), &[("text", text)]).await;
        again
            .assert_status(422)
            .assert_text("#comment-error", reason)
            .assert_text("h1", "Canal loft");
        assert_eq!(
            again.value_of("#comment-text").replace('\u{fffd}', "\0"),
            text.replace("\r\n", "\n")
        );
    }

    let page = posts_comment(&rita, home, &format!("  {longest}\n")).await;
    assert_eq!(page.raw_texts(TEXT), [longest]);
}

#[tokio::test]
async fn html_in_a_comment_is_escaped() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let hostile = "<script>alert(1)</script>\n<img src=x onerror=alert(1)> &amp; \"'</p></article>";

    let page = posts_comment(&rita, home, hostile).await;

    assert_eq!(page.raw_texts(TEXT), [hostile]);
    page.assert_no("main script")
        .assert_no("[onerror]")
        .assert_no("img[src=x]");
    assert!(page.html().contains("&lt;script&gt;alert(1)"));
}

#[tokio::test]
async fn http_urls_in_a_comment_become_nofollow_ugc_links() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let text = "See https://example.org/a?b=1&c=\"2, (http://example.org/d). Not javascript:alert(1), \
                data:text/html,x, mailto:a@example.org, file:///etc/passwd or javascript://x%0Aalert(1)";

    let page = posts_comment(&rita, home, text).await;

    let links = page.attributes("#comments article p a", "href");
    assert_eq!(links, ["https://example.org/a?b=1&c=", "http://example.org/d"]);
    assert_eq!(
        page.attributes("#comments article p a", "rel"),
        ["nofollow ugc noopener"; 2]
    );
    assert_eq!(page.raw_texts(TEXT), [text], "the text stays as it was");
}

#[tokio::test]
async fn another_content_type_is_415_and_a_comment_that_is_not_utf_8_is_400() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let post = |kind: &str, body: &'static [u8]| {
        let request = rita
            .request(Method::POST, urls::comments(home))
            .header("Content-Type", kind);
        rita.send(request.body(body))
    };

    post("application/x-www-form-urlencoded", b"text=%ff%fe")
        .await
        .assert_status(400);
    post("application/x-www-form-urlencoded", b"text=\xc3\x28")
        .await
        .assert_status(400);
    post("application/json", b"{\"text\":\"hello\"}")
        .await
        .assert_status(415);
    post("text/plain", b"text=hello").await.assert_status(415);
    post("multipart/form-data; boundary=x", b"--x--")
        .await
        .assert_status(415);

    rita.get(urls::listing(home))
        .await
        .assert_text("#comments p", "Nothing asked yet.");
    rita.post(urls::comments(home + 1), &[("text", "Hello")])
        .await
        .assert_status(404);
    rita.post(urls::comments(home), &[]).await.assert_status(422);
}

#[tokio::test]
async fn over_the_rate_limit_a_comment_is_429_with_retry_after() {
    let app = TestApp::with().rate_limits().boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let mut posted = 0;
    let rejected = loop {
        let response = rita.post(urls::comments(home), &[("text", "Again")]).await;
        if response.status != 303 {
            break response;
        }
        posted += 1;
        assert!(posted < 200, "never rejected");
    };

    rejected.assert_status(429).assert_text("main", "Please try again in");
    assert!(posted >= 60, "{posted}");
    assert!(rejected.header("retry-after").parse::<u64>().is_ok());
}
