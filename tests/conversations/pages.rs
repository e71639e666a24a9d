//! The page of a conversation: day marks, senders, read state, older pages, and the frame for browsers without scripts.

use std::time::Duration;

use views::urls;

use crate::harness::TestApp;
use crate::harness::steps::started_conversation;

#[tokio::test]
async fn the_page_shows_day_marks_and_the_sender_of_each_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    omar.sends(conversation, "It is.").await;
    omar.sends(conversation, "Since May.").await;
    app.advance_days(1);
    rita.sends(conversation, "And today?").await;

    let page = rita.opens(conversation).await;

    assert_eq!(page.texts(".day-mark"), ["Yesterday", "Today"]);
    let senders = ["Rita Okafor", "Omar Haddad", "Omar Haddad", "Rita Okafor"];
    assert_eq!(page.texts(".message__meta b"), senders, "each message names its sender");
    assert_eq!(page.count(".message__meta time[datetime]"), 4);
    assert_eq!(page.count(".message--more"), 1);
    assert_eq!(page.count(".message--own"), 2);
    page.assert_text("a.icon-button[href='/messages']", "Back to the inbox");
}

#[tokio::test]
async fn opening_a_conversation_marks_it_as_read_and_shows_the_new_messages_mark() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.sends(conversation, "And quiet?").await;
    omar.get(urls::HOME)
        .await
        .assert_some("#messages-link[aria-label='Messages, 2 unread']");

    let first = omar.opens(conversation).await;

    first
        .assert_text(".new-mark", "New messages")
        .assert_some("#messages-link:not([aria-label])");
    omar.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
    omar.opens(conversation).await.assert_no(".new-mark");
    rita.opens(conversation).await.assert_no(".new-mark");
}

#[tokio::test]
async fn pagination_without_scripts_returns_every_message_once() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    for number in 0..120 {
        let sender = if number % 3 == 0 { &omar } else { &rita };
        sender.sends(conversation, &format!("message {number}")).await;
    }

    let mut page = rita.opens(conversation).await;
    page.assert_some("[hx-trigger*='every 3s']");
    let mut texts = page.messages();
    // A new message does not move the older pages.
    omar.sends(conversation, "one more").await;
    while let Some(older) = page.attribute("a[href*='?before=']", "href") {
        page = rita.get(older).await;
        page.assert_ok()
            .assert_no("[hx-trigger*='every 3s']")
            .assert_text("a", "Newest messages");
        let mut earlier = page.messages();
        earlier.append(&mut texts);
        texts = earlier;
    }

    let numbered = (0..120).map(|number| format!("message {number}"));
    let expected: Vec<_> = std::iter::once("Is it free?".to_owned()).chain(numbered).collect();
    assert_eq!(texts, expected);
}

#[tokio::test]
async fn an_invalid_pagination_cursor_returns_the_newest_page() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    for before in ["x", "", "99999999999999999999", "1.5"] {
        let page = rita.get(format!("/messages/{conversation}?before={before}")).await;
        page.assert_ok();
        assert_eq!(page.messages(), ["Is it free?"], "{before}");
    }
    for before in [0, -1, i64::MIN] {
        rita.get(urls::older(conversation, before, None)).await.assert_ok();
    }
}

#[tokio::test]
async fn browsers_without_scripts_get_new_messages_in_a_refreshing_frame() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let page = rita.opens(conversation).await;
    let html = page.html();
    let (_, after) = html.split_once("<noscript><iframe").expect("a frame");
    let (_, after) = after.split_once("src=\"").expect("its address");
    let frame = after.split('"').next().unwrap().replace("&amp;", "&");
    let unchanged = rita.get(&frame).await;
    unchanged
        .assert_ok()
        .assert_some("meta[http-equiv=refresh][content='3']")
        .assert_text("p", "No newer messages");
    assert_eq!(unchanged.header("x-frame-options"), "SAMEORIGIN");
    assert!(
        unchanged
            .header("content-security-policy")
            .contains("frame-ancestors 'self'")
    );

    omar.sends(conversation, "It is.").await;

    let news = rita.get(&frame).await;
    assert_eq!(news.messages(), ["It is."]);
    news.assert_no("script").assert_some("[role=log]");
    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
}

#[tokio::test]
async fn times_are_in_the_viewers_time_zone() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    assert_eq!(rita.opens(conversation).await.texts(".message__meta time"), ["10:00"]);

    rita.has_cookie("zone=Asia/Kathmandu; Path=/");
    assert_eq!(rita.opens(conversation).await.texts(".message__meta time"), ["15:45"]);

    for nonsense in ["Mars/Base", "..%2F..%2Fetc%2Fpasswd", "/etc/passwd", "%00", ""] {
        rita.has_cookie(&format!("zone={nonsense}; Path=/"));
        let page = rita.opens(conversation).await;
        assert_eq!(page.texts(".message__meta time"), ["10:00"], "{nonsense}");
    }
}

#[tokio::test]
async fn messages_keep_their_order_when_the_clock_is_set_back() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(Duration::from_secs(3_600));
    omar.sends(conversation, "It is.").await;

    app.set_back(Duration::from_secs(1_800));
    rita.sends(conversation, "Wonderful.").await;

    let page = rita.opens(conversation).await;
    assert_eq!(page.messages(), ["Is it free?", "It is.", "Wonderful."]);
    assert!(page.attributes(".message__meta time", "datetime").is_sorted());
}
