//! What a person can observe of the other participant who has switched read receipts off, and which requests mark
//! messages as read.

use std::time::Duration;

use reqwest::Method;
use views::{ids, urls};

use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp, config_for};

const HOUR: Duration = Duration::from_secs(3_600);

/// Headers of requests whose response may never be shown.
const PREFETCHES: [(&str, &str); 5] = [
    ("Sec-Purpose", "prefetch"),
    ("Sec-Purpose", "prefetch;prerender"),
    ("Purpose", "prefetch"),
    ("X-Purpose", "preview"),
    ("X-Moz", "prefetch"),
];

async fn switches_receipts(actor: &Actor, to: &str) {
    actor
        .post(urls::SETTINGS_RECEIPTS, &[("receipts", to)])
        .await
        .assert_redirect("/settings?saved=receipts");
}

/// The polls of the open pages of a person.
struct OpenPages {
    thread: String,
    inbox: String,
}

async fn opens_pages(actor: &Actor, conversation: i64) -> OpenPages {
    OpenPages {
        thread: actor.current_poll(conversation).await,
        inbox: actor.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD),
    }
}

/// Status and body of everything that a person can request about a conversation and its messages.
async fn observes(actor: &Actor, pages: &OpenPages, conversation: i64) -> Vec<String> {
    let mut seen = Vec::new();
    for path in [
        "/api/conversations".to_owned(),
        format!("/api/messages?conversationId={conversation}&before=9999"),
        "/api/me".to_owned(),
        pages.thread.clone(),
        urls::updates(conversation, 0),
        pages.thread.replace("/updates", "/frame"),
        pages.inbox.clone(),
        urls::inbox_updates(0),
        urls::presence(conversation, "nothing"),
    ] {
        let response = actor.hx_get(&path).await;
        seen.push(format!("{path}: {} {}", response.status, response.html()));
    }
    seen
}

async fn reads_everywhere(actor: &Actor, conversation: i64) {
    actor.opens(conversation).await;
    actor.hx_get(urls::updates(conversation, 0)).await.assert_ok();
    let path = format!("/api/messages?conversationId={conversation}");
    actor.calls_api(Method::GET, path, None).await.assert_ok();
}

async fn unread(actor: &Actor) -> i64 {
    let me = actor.calls_api(Method::GET, "/api/me", None).await.json();
    me["unread"].as_i64().unwrap()
}

/// Everything that Rita observes while Omar reads her message, or does not, and after his next message.
async fn rita_while_omar_reads(switched_off_by: &str, is_read: bool) -> Vec<String> {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    rita.sends_with_client_id(conversation, "Is it free?", "first").await;
    let switch = if switched_off_by == "omar" { &omar } else { &rita };
    switches_receipts(switch, "off").await;
    let pages = opens_pages(&rita, conversation).await;
    app.advance(HOUR);
    omar.get(urls::HOME).await;

    let mut seen = observes(&rita, &pages, conversation).await;
    if is_read {
        reads_everywhere(&omar, conversation).await;
    }
    seen.extend(observes(&rita, &pages, conversation).await);
    omar.sends_with_client_id(conversation, "It is.", "second").await;
    seen.extend(observes(&rita, &pages, conversation).await);
    switches_receipts(switch, "on").await;
    seen.extend(observes(&rita, &pages, conversation).await);
    seen
}

#[tokio::test]
async fn reading_changes_no_response_to_the_sender_while_either_participant_has_receipts_off() {
    for who in ["omar", "rita"] {
        let read = rita_while_omar_reads(who, true).await;
        let unread = rita_while_omar_reads(who, false).await;

        assert_eq!(read, unread, "{who}");
        let (before, after) = (&read[..9], &read[9..18]);
        assert_eq!(before, after, "{who}");
    }
}

/// Everything that one person observes while the other switches receipts off and on again, or does not. No receipt of
/// that person is visible.
async fn observer_of_a_switch(observer: &str, is_switched: bool) -> Vec<String> {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    rita.sends_with_client_id(conversation, "Is it free?", "first").await;
    let (observer, other) = if observer == "omar" {
        // Rita sees a receipt of Omar, and he none of hers.
        omar.opens(conversation).await;
        (&omar, &rita)
    } else {
        (&rita, &omar)
    };
    let pages = opens_pages(observer, conversation).await;
    app.advance(HOUR);
    other.get(urls::HOME).await;

    let mut seen = Vec::new();
    for to in ["off", "on"] {
        if is_switched {
            switches_receipts(other, to).await;
        }
        seen.extend(observes(observer, &pages, conversation).await);
    }
    other.sends_with_client_id(conversation, "Hello?", "second").await;
    seen.extend(observes(observer, &pages, conversation).await);
    seen
}

#[tokio::test]
async fn switching_receipts_changes_no_response_to_a_person_who_saw_no_receipt() {
    for observer in ["omar", "rita"] {
        let switched = observer_of_a_switch(observer, true).await;
        let unchanged = observer_of_a_switch(observer, false).await;

        assert_eq!(switched, unchanged, "{observer}");
    }
}

#[tokio::test]
async fn the_next_message_removes_a_receipt_that_only_the_switching_person_saw() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    omar.opens(conversation).await;
    let poll = rita.current_poll(conversation).await;

    switches_receipts(&rita, "off").await;

    rita.opens(conversation).await.assert_no(".receipt--read");
    rita.hx_get(&poll).await.assert_status(204);
    omar.sends(conversation, "It is.").await;
    let news = rita.hx_get(&poll).await;
    assert_eq!(news.messages(), ["It is."]);
    news.assert_some(&format!("#receipt-{conversation}[hx-swap-oob=delete]"))
        .assert_no(".receipt--read");
    let next = news.next_poll(&ids::tail(conversation));
    rita.hx_get(next).await.assert_status(204);

    switches_receipts(&rita, "on").await;
    let mut found = Vec::new();
    let report = &mut |line: &str| found.push(line.to_owned());
    porchlight::maintenance::verify::verify(&config_for(app.data()), false, report)
        .await
        .unwrap();
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn the_api_revision_of_a_reader_grows_by_reading_with_receipts_off() {
    let app = TestApp::boot().await;
    let (omar, _rita, conversation) = started_conversation(&app).await;
    switches_receipts(&omar, "off").await;
    let conversation_in_api = async || omar.calls_api(Method::GET, "/api/conversations", None).await.json()[0].clone();
    let before = conversation_in_api().await;
    assert_eq!(before["unread"], 1);

    omar.opens(conversation).await;

    let after = conversation_in_api().await;
    assert_eq!(after["unread"], 0);
    assert!(after["revision"].as_i64() > before["revision"].as_i64());
}

#[tokio::test]
async fn a_prefetch_and_a_head_request_mark_nothing_as_read_and_record_no_presence() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    app.advance(2 * HOUR);

    for path in [
        urls::conversation(conversation),
        urls::updates(conversation, 0),
        urls::noscript_frame(conversation, 0),
        urls::MESSAGES.to_owned(),
        format!("/api/messages?conversationId={conversation}"),
    ] {
        for (name, value) in PREFETCHES {
            let prefetch = omar.request(Method::GET, &path).header(name, value);
            omar.send(prefetch).await.assert_ok();
            let prefetch = omar.request(Method::GET, &path).header(name, value);
            omar.send(omar.hx(prefetch, urls::HOME)).await.assert_ok();
        }
        let head = omar.send(omar.request(Method::HEAD, &path)).await;
        assert!([200, 405].contains(&head.status), "{head}");
        let page = rita.opens(conversation).await;
        assert_eq!(page.count(".receipt--read"), 0, "{path}");
    }
    // A poll without changes is on the fast path.
    let since = urls::updates(conversation, 2);
    let prefetch = omar.request(Method::GET, &since).header("Sec-Purpose", "prefetch");
    omar.send(omar.hx(prefetch, urls::HOME)).await;

    rita.opens(conversation)
        .await
        .assert_text(".chat__head .presence", "Active today");
    // Neither are they a use of the session, which tells after a restart when a person was seen.
    let app = app.restart().await;
    let (omar, rita) = (omar.moved_to(&app.url()), rita.moved_to(&app.url()));
    rita.opens(conversation)
        .await
        .assert_text(".chat__head .presence", "Active today");
    assert_eq!(unread(&omar).await, 1);
    omar.opens(conversation).await;
    assert_eq!(unread(&omar).await, 0);
    rita.opens(conversation)
        .await
        .assert_text(".chat__head .presence", "Active now")
        .assert_some(".receipt--read");
}

#[tokio::test]
async fn the_api_marks_no_message_as_read_that_precedes_the_returned_ones() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    for number in 1..26 {
        rita.sends(conversation, &format!("message {number}")).await;
    }
    let all = rita.message_ids(conversation).await;
    let list = async |query: String| {
        let path = format!("/api/messages?conversationId={conversation}{query}");
        omar.calls_api(Method::GET, path, None).await.assert_ok();
        unread(&omar).await
    };

    assert_eq!(
        list(format!("&after={}&limit=1", all[24])).await,
        26,
        "the newest message"
    );
    assert_eq!(list(format!("&after={}&limit=5", all[9])).await, 26);
    assert_eq!(list("&limit=1".to_owned()).await, 26);
    assert_eq!(list(format!("&before={}&limit=200", all[25])).await, 26);
    rita.opens(conversation).await.assert_no(".receipt--read");
    assert_eq!(list("&after=0&limit=10".to_owned()).await, 16);
    assert_eq!(list(format!("&after={}&limit=10", all[9])).await, 6);
    assert_eq!(list("&limit=6".to_owned()).await, 0);
    rita.opens(conversation).await.assert_some(".receipt--read");
}
