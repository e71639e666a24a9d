//! Typed text: invisible texts count as empty, and bidi controls, line separators and stacked marks are removed. Scripts
//! and emoji that need joiners and marks stay as they are.

use reqwest::Method;
use serde_json::json;
use views::urls;

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, PASSWORD, TestApp, home_with};

/// Texts of which nothing is visible: spaces, fillers, format characters, controls, and marks without a letter.
const INVISIBLE: [&str; 12] = [
    "\u{200b}",
    "\u{3164}\u{3164}",
    "\u{115f}\u{1160}",
    "\u{2800} \u{2800}",
    "\u{202e}\u{202c}",
    "\u{feff}\u{ad}\u{2060}",
    "\u{301}\u{302}",
    "\u{200d}\u{fe0f}",
    "\u{e0041}\u{e007f}",
    "\u{a0}\u{3000}\u{ffa0}",
    "\u{1d159}",
    "\u{180e}\u{34f}\u{61c}",
];

/// Texts of which nothing may be removed.
const INTACT: [&str; 13] = [
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇳🇱 ☎️ 1️⃣ ❤️‍🔥",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "می\u{200c}خواهم خانه\u{200c}ها را ببینم",
    "السَّلَامُ عَلَيْكُمْ\u{200f} (3)",
    "בְּרֵאשִׁ֖ית\u{200e} 3",
    "Nguyễn Việt, Vie\u{323}\u{302}t, Ngu\u{79}e\u{302}\u{303}n",
    "ที่นี่มีน้ำร้อนไหม",
    "मैं किराये का घर ढूँढ रहा हूँ, क्\u{200d}ष",
    "ཧྐྵྨླྺྼྻྂ",
    "ကျွန်ုပ်",
    "ខ្ញុំ\u{200b}ចង់\u{200b}ជួល",
    "한국어 \u{1112}\u{1161}\u{11ab}",
    "Zoe\u{308} A\u{30a}sa",
];

#[tokio::test]
async fn a_name_title_or_city_without_visible_characters_is_rejected_as_missing() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let visitor = app.visitor();

    for text in INVISIBLE {
        let form = [("name", text), ("email", "new@example.org"), ("password", PASSWORD)];
        let page = visitor.post(urls::SIGN_UP, &form).await;
        page.assert_status(422).assert_text("#name-error", "Enter your name");
        let body = json!({"name": text, "email": "new@example.org", "password": PASSWORD});
        let response = visitor.calls_api(Method::POST, "/api/accounts", Some(body)).await;
        assert_eq!(response.assert_problem(422), ["name"], "{text:?}");
        omar.post(urls::SETTINGS_PROFILE, &[("name", text)])
            .await
            .assert_status(422);
        for field in ["title", "city"] {
            let page = omar.post(urls::LISTINGS, &home_with(&[(field, text)])).await;
            page.assert_status(422).assert_some(&format!("#{field}-error"));
        }
    }
}

#[tokio::test]
async fn a_message_or_comment_without_visible_characters_is_rejected_as_empty() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let home = omar.lists("Garden flat").await;
    let before = rita.reads(conversation).await;
    let message = rita.message_ids(conversation).await[0];

    for text in INVISIBLE {
        rita.sends_with_client_id(conversation, text, "")
            .await
            .assert_status(422);
        rita.edits_message(conversation, message, text).await.assert_status(422);
        rita.post(urls::comments(home), &[("text", text)])
            .await
            .assert_status(422);
        let body = json!({"conversationId": conversation, "text": text});
        let response = rita.calls_api(Method::POST, "/api/messages", Some(body)).await;
        assert_eq!(response.assert_problem(422), ["text"], "{text:?}");
    }

    assert_eq!(rita.reads(conversation).await, before);
}

#[tokio::test]
async fn an_invisible_message_with_a_file_is_sent_as_an_empty_one() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    let sent = rita
        .sends_files(conversation, "\u{200b}\u{2800}", &[("notes.txt", b"Notes")])
        .await;

    sent.assert_status(303);
    let page = rita.opens(conversation).await;
    assert_eq!(page.count(".bubble .file"), 1);
    assert!(page.texts(".bubble").last().unwrap().starts_with("notes.txt"), "{page}");
}

#[tokio::test]
async fn bidi_controls_are_removed_and_line_separators_are_line_breaks() {
    let app = TestApp::boot().await;
    let sam = app.person("\u{202e}Sam\u{202c} \u{2066}Vance\u{2069}").await;
    let omar = app.omar().await;
    let home = omar
        .lists_with(&[("title", "Canal\u{202d} loft"), ("city", "\u{2067}Ghent")])
        .await;
    let conversation = sam.contacts(home).await;

    sam.sends(conversation, "\u{202e}txt.exe\u{202c}\u{2028}second\u{2029}third")
        .await;
    let title = omar
        .post(urls::LISTINGS, &home_with(&[("title", "Canal\u{2028}loft")]))
        .await;

    assert_eq!(sam.reads(conversation).await, ["txt.exe\nsecond\nthird"]);
    assert_eq!(me(&sam).await, "Sam Vance");
    let shown = app
        .visitor()
        .calls_api(Method::GET, format!("/api/listings/{home}"), None)
        .await
        .json();
    assert_eq!(
        (&shown["title"], &shown["city"]),
        (&json!("Canal loft"), &json!("Ghent"))
    );
    title.assert_status(422).assert_some("#title-error");
}

#[tokio::test]
async fn at_most_eight_combining_marks_stay_on_a_letter() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let stacked = |marks: &str, count: usize| format!("Z{}y", marks.repeat(count));

    for mark in ["\u{301}", "\u{e47}", "\u{20dd}", "\u{610}", "\u{fe0f}"] {
        for count in [8, 9, 75] {
            rita.renames(&stacked(mark, count)).await;
            assert_eq!(me(&rita).await, stacked(mark, 8), "{count} of {mark:?}");
        }
    }
    // A joiner begins no new letter.
    rita.renames(&stacked("\u{200d}\u{301}", 35)).await;
    assert_eq!(me(&rita).await.matches('\u{301}').count(), 8);
}

#[tokio::test]
async fn scripts_and_emoji_that_need_joiners_and_marks_are_stored_unchanged() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let before = rita.reads(conversation).await.len();

    for text in INTACT {
        rita.sends(conversation, text).await;
        rita.renames(text).await;
        assert_eq!(me(&rita).await, text);
    }

    assert_eq!(rita.reads(conversation).await[before..], INTACT);
}

impl Actor {
    async fn renames(&self, name: &str) {
        let saved = self.post(urls::SETTINGS_PROFILE, &[("name", name)]).await;
        saved.assert_status(303);
    }
}

/// The name of the caller.
async fn me(actor: &Actor) -> String {
    let response = actor.calls_api(Method::GET, "/api/me", None).await;
    response.json()["name"].as_str().unwrap().to_owned()
}
