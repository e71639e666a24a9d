//! Every page: nothing from elsewhere, nothing refused, nothing wider than a telephone, and the promised names.

use super::site::Stage;
use super::browser_actor::Visitor;

const FOR_EVERYBODY: [&str; 6] = ["/", "/?q=canal", "/listings/1", "/sign-in", "/sign-up", "/api/docs"];

const FOR_OMAR: [&str; 8] = [
    "/",
    "/listings/2",
    "/listings/1/edit",
    "/listings/new",
    "/my/listings",
    "/messages",
    "/messages/1",
    "/settings",
];

#[tokio::test(flavor = "multi_thread")]
async fn pages_fetch_nothing_from_elsewhere_and_break_no_rule_of_their_own() {
    let stage = Stage::open().await;
    let visitor = stage.visitor().await;

    for path in FOR_EVERYBODY {
        is_clean(&visitor, path).await;
    }
    visitor.signs_in("omar").await;
    for path in FOR_OMAR {
        is_clean(&visitor, path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_a_telephone() {
    let stage = Stage::open().await;
    let visitor = stage.visitor().await;

    fits(&visitor, &FOR_EVERYBODY).await;
    visitor.signs_in("omar").await;
    fits(&visitor, &FOR_OMAR).await;
    visitor.goes_to("/listings/2").await;
    visitor.presses("Contact Owner").await;
    visitor.finds("region", "Chat").await;
    assert_eq!(too_wide(&visitor).await, 0, "the chat at 390 px");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_promised_is_found_by_its_name() {
    let stage = Stage::open().await;
    let visitor = stage.visitor().await;
    finds_all(&visitor, "/sign-up", &[("button", "Sign up")]).await;
    finds_all(&visitor, "/sign-in", &[("button", "Sign in")]).await;

    visitor.signs_in("rita").await;
    finds_all(&visitor, "/", &[("link", "Messages, 2 unread")]).await;
    let menu = visitor.driver.find(thirtyfour::By::Css("details.menu > summary")).await;
    menu.expect("a menu").click().await.expect("it opens");
    visitor.finds("button", "Sign out").await;

    finds_all(
        &visitor,
        "/listings/1",
        &[("button", "Contact Owner"), ("button", "Post comment")],
    )
    .await;
    visitor.presses("Contact Owner").await;
    for (role, name) in [("region", "Chat"), ("button", "Close chat")] {
        visitor.finds(role, name).await;
    }
    let conversation = [
        ("log", "Messages"),
        ("textbox", "Message"),
        ("button", "Send"),
        ("link", "Messages"),
    ];
    finds_all(&visitor, "/messages/1", &conversation).await;
    finds_all(&visitor, "/messages", &[("link", "Open Chat")]).await;
    finds_all(&visitor, "/listings/new", &[("button", "Save listing")]).await;
    let unsaid: usize = visitor
        .page("[...document.querySelectorAll('[role=log] .message')].filter((row) => !row.querySelector('time[datetime]')).length")
        .await;
    assert_eq!(unsaid, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_owner_stays_at_the_bottom_left_and_the_chat_opens_at_the_bottom_right() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.looks_through(1280, 800).await;
    rita.goes_to("/listings/1").await;
    let place = |selector: &str| {
        format!(
            "(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect(); \
             return [box.left, innerWidth - box.right, innerHeight - box.bottom]; }})()"
        )
    };

    rita.runs("scrollTo(0, 300)").await;
    let (left, _, below): (f64, f64, f64) = rita.page(&place("form.contact button")).await;
    assert!(
        left < 320.0 && (0.0..64.0).contains(&below),
        "the button is at {left}, {below}"
    );

    rita.presses("Contact Owner").await;
    rita.finds("region", "Chat").await;
    let (_, right, below): (f64, f64, f64) = rita.page(&place("#chat")).await;
    assert!(
        (0.0..64.0).contains(&right) && (0.0..64.0).contains(&below),
        "the chat is at {right}, {below}"
    );
}

async fn is_clean(visitor: &Visitor, path: &str) {
    visitor.goes_to(path).await;
    let broken: Vec<String> = visitor.sees_its_pictures().await;
    assert!(broken.is_empty(), "{path} cannot show {broken:?}");
    let elsewhere: Vec<String> = visitor
        .page(
            "performance.getEntries().map((one) => one.name).filter((name) => URL.canParse(name) \
             && new URL(name).origin !== location.origin)",
        )
        .await;
    assert!(elsewhere.is_empty(), "{path} fetched {elsewhere:?}");
    let fetched: usize = visitor.page("performance.getEntriesByType('resource').length").await;
    assert!(fetched >= 2, "{path} fetched neither style nor script");
    match visitor.browser.console().await {
        Some(said) => assert!(said.is_empty(), "{path}: {said:#?}"),
        None => println!("{path}: this browser does not tell what it refused"),
    }
}

async fn fits(visitor: &Visitor, paths: &[&str]) {
    for width in [320, 390] {
        visitor.looks_through(width, 700).await;
        for path in paths {
            visitor.goes_to(path).await;
            assert_eq!(too_wide(visitor).await, 0, "{path} at {width} px");
        }
    }
}

/// By how many pixels a page is wider than its window.
async fn too_wide(visitor: &Visitor) -> i64 {
    visitor.page("document.documentElement.scrollWidth - innerWidth").await
}

async fn finds_all(visitor: &Visitor, path: &str, names: &[(&str, &str)]) {
    visitor.goes_to(path).await;
    for (role, name) in names {
        visitor.finds(role, name).await;
    }
}
