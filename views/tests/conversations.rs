//! What a conversation and an inbox hand to a browser.

use i18n::Translator;
use jiff::tz::TimeZone;
use views::conversations::{InboxUpdate, Message, Preview, Row, ThreadUpdate, inbox_update, thread_update};
use views::fmt::LocaleContext;
use views::{PersonProps, assets, layout};

const RITA: PersonProps = PersonProps {
    id: 1,
    name: "Rita Rook",
};
const OMAR: PersonProps = PersonProps {
    id: 2,
    name: "Omar Ode",
};
const MINUTE: i64 = 60_000_000;

fn locale() -> LocaleContext {
    LocaleContext {
        now: 100 * MINUTE,
        zone: TimeZone::UTC,
        t: Translator::ENGLISH,
    }
}

fn message(id: i64, sender: PersonProps<'static>, minute: i64) -> Message<'static> {
    Message {
        id,
        conversation: 7,
        sender,
        own: sender == RITA,
        text: Some("Hello"),
        recipient: if sender == RITA { OMAR } else { RITA },
        edited: false,
        quote: None,
        reaction: None,
        files: Vec::new(),
        created_at: minute * MINUTE,
        client_id: None,
        scam_warning: None,
    }
}

fn shown(messages: &[&Message], previous: Option<&Message>) -> String {
    thread_update(
        &locale(),
        &ThreadUpdate {
            conversation: 7,
            messages: messages.iter().copied().cloned().collect(),
            previous: previous.cloned(),
            revision: 57,
            first_unread: None,
            receipt: None,
            receipt_changed: false,
            changed: Vec::new(),
        },
    )
    .into_string()
}

#[test]
fn news_ends_in_a_tail_that_knows_what_to_ask_next() {
    let html = shown(&[&message(1, RITA, 0)], None);

    assert!(html.ends_with(
        "<li class=\"tail\" id=\"tail-7\" hx-get=\"/messages/7/updates?since=57\" \
         hx-trigger=\"every 3s, nudge from:body\" hx-swap=\"outerHTML\" aria-hidden=\"true\"></li>"
    ));
}

#[test]
fn messages_of_one_person_stand_together_across_two_polls() {
    let (first, second, later) = (message(1, OMAR, 0), message(2, OMAR, 3), message(3, OMAR, 9));

    assert!(shown(&[&second], Some(&first)).contains("message--more"));
    assert!(!shown(&[&second], Some(&first)).contains("day-mark"));
    assert!(!shown(&[&later], Some(&second)).contains("message--more"));
    assert!(!shown(&[&message(2, RITA, 3)], Some(&first)).contains("message--more"));
}

#[test]
fn every_message_names_its_sender_and_its_time() {
    let html = shown(&[&message(1, OMAR, 0), &message(2, OMAR, 1)], None);

    assert_eq!(html.matches("<b>Omar Ode</b>").count(), 2);
    assert_eq!(html.matches("<time datetime=\"1970-01-01T00:0").count(), 2);
}

#[test]
fn a_moved_row_comes_first_and_its_old_copy_goes() {
    let row = Row {
        id: 7,
        listing_title: "Canal loft",
        listing_city: "Ghent",
        cover: None,
        other: OMAR,
        preview: Preview::Text("Hello"),
        preview_own: false,
        at: 0,
        unread: 2,
    };
    let moved = InboxUpdate {
        revision: 9,
        moved: vec![row],
        changed: Vec::new(),
        unread: 2,
        current: None,
    };
    let html = inbox_update(&locale(), &moved).into_string();

    assert!(html.starts_with("<li class=\"tail\" id=\"inbox-head\""));
    assert!(html.contains("<li id=\"conversation-7\" hx-swap-oob=\"delete\"></li>"));
    assert!(html.contains(">Open Chat</span></a>"));
    assert!(html.contains("aria-label=\"Messages, 2 unread\""));
}

#[test]
fn the_messages_link_says_only_its_name_when_nothing_waits() {
    let html = layout::messages_link(Translator::ENGLISH, 0, false, false).into_string();

    assert!(!html.contains("aria-label"));
    assert!(html.ends_with("</svg>Messages</a>"));
}

#[test]
fn every_asset_is_named_by_its_content_and_found() {
    let paths: Vec<&str> = assets::ASSETS.iter().map(|asset| asset.path).collect();

    for path in [
        assets::STYLE,
        assets::SCRIPT,
        assets::ICONS,
        assets::LOGO,
        assets::art("doorway-lit"),
    ] {
        assert!(paths.contains(&path), "{path} is not served");
    }
    assert_ne!(assets::demo_photo(1), assets::demo_photo(8));
    assert_eq!(assets::demo_photo(1), assets::demo_photo(9));
}

#[test]
fn the_style_sheet_names_its_drawings_by_content() {
    let style = assets::ASSETS.iter().find(|asset| asset.path == assets::STYLE);
    let css = style
        .map(|asset| String::from_utf8_lossy(asset.bytes))
        .unwrap_or_default();

    assert!(css.contains(assets::art("rooftops")));
    assert!(!css.contains("url(\"art/"));
}
