//! HTML of conversations and the inbox, and the embedded assets.

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

fn update_html(messages: &[&Message], previous: Option<&Message>) -> String {
    thread_update(
        &locale(),
        &ThreadUpdate {
            conversation: 7,
            messages: messages.iter().copied().cloned().collect(),
            previous: previous.cloned(),
            revision: 57,
            changed_up_to: None,
            first_unread: None,
            receipt: None,
            receipt_changed: false,
            changed: Vec::new(),
        },
    )
    .into_string()
}

#[test]
fn an_update_ends_with_a_polling_element_for_its_revision() {
    let html = update_html(&[&message(1, RITA, 0)], None);

    assert!(html.ends_with(
        "<li class=\"tail\" id=\"tail-7\" hx-get=\"/messages/7/updates?since=57\" \
         hx-trigger=\"every 3s, nudge from:body\" hx-swap=\"outerHTML\" aria-hidden=\"true\"></li>"
    ));
}

#[test]
fn messages_of_one_sender_are_grouped_across_polls() {
    let (first, second, later) = (message(1, OMAR, 0), message(2, OMAR, 3), message(3, OMAR, 9));

    assert!(update_html(&[&second], Some(&first)).contains("message--more"));
    assert!(!update_html(&[&second], Some(&first)).contains("day-mark"));
    assert!(!update_html(&[&later], Some(&second)).contains("message--more"));
    assert!(!update_html(&[&message(2, RITA, 3)], Some(&first)).contains("message--more"));
}

#[test]
fn every_message_has_its_sender_and_time() {
    let html = update_html(&[&message(1, OMAR, 0), &message(2, OMAR, 1)], None);

    assert_eq!(html.matches("<b dir=\"auto\">Omar Ode</b>").count(), 2);
    assert_eq!(html.matches("<time datetime=\"1970-01-01T00:0").count(), 2);
}

#[test]
fn a_moved_row_is_first_and_its_old_copy_is_deleted() {
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
    let update = InboxUpdate {
        revision: 9,
        moved: vec![row],
        changed: Vec::new(),
        unread: 2,
        current: None,
    };
    let html = inbox_update(&locale(), &update).into_string();

    assert!(html.starts_with("<li class=\"tail\" id=\"inbox-head\""));
    assert!(html.contains("<li id=\"conversation-7\" hx-swap-oob=\"delete\"></li>"));
    assert!(html.contains(">Open Chat</span></a>"));
    assert!(html.contains("aria-label=\"Messages, 2 unread\""));
}

#[test]
fn the_messages_link_has_no_label_without_unread_messages() {
    let html = layout::messages_link(Translator::ENGLISH, 0, false, false).into_string();

    assert!(!html.contains("aria-label"));
    assert!(html.ends_with("</svg>Messages</a>"));
}

#[test]
fn every_asset_has_a_hashed_path_in_the_table() {
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
fn the_style_sheet_links_to_hashed_illustrations() {
    let style = assets::ASSETS.iter().find(|asset| asset.path == assets::STYLE);
    let css = style
        .map(|asset| String::from_utf8_lossy(asset.bytes))
        .unwrap_or_default();

    assert!(css.contains(assets::art("rooftops")));
    assert!(!css.contains("url(\"art/"));
}
