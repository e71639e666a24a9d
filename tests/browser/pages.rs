//! Checks on every page: no external requests, no console errors, no horizontal overflow, and the promised accessible
//! names.

use super::browser_actor::BrowserActor;
use super::site::Site;

const PUBLIC_PATHS: [&str; 6] = ["/", "/?q=canal", "/listings/1", "/sign-in", "/sign-up", "/api/docs"];

const OMARS_PATHS: [&str; 8] = [
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
async fn pages_load_no_external_resource_and_log_no_console_error() {
    let site = Site::start().await;
    let visitor = site.visitor().await;

    for path in PUBLIC_PATHS {
        is_clean(&visitor, path).await;
    }
    visitor.signs_in("omar").await;
    for path in OMARS_PATHS {
        is_clean(&visitor, path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_overflows_at_phone_width() {
    let site = Site::start().await;
    let visitor = site.visitor().await;

    fits(&visitor, &PUBLIC_PATHS).await;
    visitor.signs_in("omar").await;
    fits(&visitor, &OMARS_PATHS).await;
    visitor.goes_to("/listings/2").await;
    visitor.presses("Contact Owner").await;
    visitor.finds("region", "Chat").await;
    assert_eq!(overflow(&visitor).await, 0, "the chat at 390 px");
}

#[tokio::test(flavor = "multi_thread")]
async fn controls_have_the_promised_accessible_names() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
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
    let without_time: usize = visitor
        .page("[...document.querySelectorAll('[role=log] .message')].filter((row) => !row.querySelector('time[datetime]')).length")
        .await;
    assert_eq!(without_time, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_button_is_at_the_bottom_left_and_the_chat_at_the_bottom_right() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.looks_through(1280, 800).await;
    rita.goes_to("/listings/1").await;
    let position = |selector: &str| {
        format!(
            "(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect(); \
             return [box.left, innerWidth - box.right, innerHeight - box.bottom]; }})()"
        )
    };

    rita.runs("scrollTo(0, 300)").await;
    let (left, _, below): (f64, f64, f64) = rita.page(&position("form.contact button")).await;
    assert!(
        left < 320.0 && (0.0..64.0).contains(&below),
        "the button is at {left}, {below}"
    );

    rita.presses("Contact Owner").await;
    rita.finds("region", "Chat").await;
    let (_, right, below): (f64, f64, f64) = rita.page(&position("#chat")).await;
    assert!(
        (0.0..64.0).contains(&right) && (0.0..64.0).contains(&below),
        "the chat is at {right}, {below}"
    );
}

async fn is_clean(visitor: &BrowserActor, path: &str) {
    visitor.goes_to(path).await;
    let broken: Vec<String> = visitor.broken_images().await;
    assert!(broken.is_empty(), "{path} has broken images: {broken:?}");
    let external: Vec<String> = visitor
        .page(
            "performance.getEntries().map((one) => one.name).filter((name) => URL.canParse(name) \
             && new URL(name).origin !== location.origin)",
        )
        .await;
    assert!(external.is_empty(), "{path} fetched {external:?}");
    let fetched: usize = visitor.page("performance.getEntriesByType('resource').length").await;
    assert!(fetched >= 2, "{path} fetched neither style nor script");
    match visitor.browser.console().await {
        Some(lines) => assert!(lines.is_empty(), "{path}: {lines:#?}"),
        None => println!("{path}: the console of this browser is not available"),
    }
}

async fn fits(visitor: &BrowserActor, paths: &[&str]) {
    for width in [320, 390] {
        visitor.looks_through(width, 700).await;
        for path in paths {
            visitor.goes_to(path).await;
            assert_eq!(overflow(visitor).await, 0, "{path} at {width} px");
        }
    }
}

/// Horizontal overflow of the page in CSS pixels.
async fn overflow(visitor: &BrowserActor) -> i64 {
    visitor.page("document.documentElement.scrollWidth - innerWidth").await
}

async fn finds_all(visitor: &BrowserActor, path: &str, names: &[(&str, &str)]) {
    visitor.goes_to(path).await;
    for (role, name) in names {
        visitor.finds(role, name).await;
    }
}
