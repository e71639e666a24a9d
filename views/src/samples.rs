//! Sample data for the component gallery.

use i18n::Translator;
use jiff::tz::TimeZone;

use crate::attachments::Attachment;
use crate::comments::Comment;
use crate::conversations::{
    self, Message, MessageVersion, Preview, Quote, ReactionKind, ReceiptProps, Row, ScamWarningKind,
};
use crate::fmt::LocaleContext;
use crate::listings::{Card, Enquiry, MyListing, Status};
use crate::photos::Photo;
use crate::settings::Session;
use crate::ui::FieldError;
use crate::uploads::RejectedFileProps;
use crate::{PersonProps, assets};

/// 2026-01-13T10:21:00Z, a Tuesday.
const NOW: i64 = 1_768_299_660_000_000;
const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The renter.
pub const RITA: PersonProps = PersonProps {
    id: 1,
    name: "Rita Okafor",
};

/// The owner.
pub const OMAR: PersonProps = PersonProps {
    id: 2,
    name: "Omar Haddad",
};

/// A locale with a fixed time in UTC, so that screenshots do not change.
pub fn locale(t: Translator) -> LocaleContext {
    LocaleContext {
        now: NOW,
        zone: TimeZone::UTC,
        t,
    }
}

/// One of the demo's photos, with its alternative text.
pub fn photo(number: usize, alt: &'static str) -> Photo<'static> {
    Photo {
        id: 0,
        static_path: Some(assets::demo_photo(number)),
        alt,
        colour: "#6d7f86",
    }
}

pub fn photos() -> [Photo<'static>; 3] {
    [
        Photo {
            id: 1,
            ..photo(1, "Gabled canal houses at dusk, several windows lit")
        },
        Photo { id: 2, ..photo(2, "") },
        Photo { id: 3, ..photo(6, "") },
    ]
}

pub const FILE: Attachment = Attachment {
    id: 1,
    name: "Floor plan.pdf",
    size: 245_000,
    pixels: None,
};

/// Rejected uploads.
pub fn rejected(t: Translator) -> [RejectedFileProps<'static>; 2] {
    [
        RejectedFileProps {
            name: "hallway.heic",
            reason: t.picture_unread("HEIC"),
        },
        RejectedFileProps {
            name: "garden.jpg",
            reason: t.picture_too_large(31, 15),
        },
    ]
}

/// A listing card with the given title and status.
pub fn card(title: &'static str, status: Status) -> Card<'static> {
    Card {
        id: 1,
        title,
        city: "Ghent",
        price: 115_000,
        currency: "EUR",
        bedrooms: 2,
        bathrooms: 1,
        area: Some(78),
        available_from: Some("2026-02-01"),
        cover: Some(photo(1, "Gabled canal houses at dusk, several windows lit")),
        status,
    }
}

/// A studio without a photo, and with a title that wraps.
pub fn bare_card() -> Card<'static> {
    Card {
        title: "A studio under the roof with a name that is much too long to stand on one line of a card",
        bedrooms: 0,
        area: None,
        available_from: None,
        cover: None,
        price: 78_050,
        ..card("", Status::Available)
    }
}

pub fn listing() -> conversations::Listing<'static> {
    let card = card("Two bedrooms above the canal", Status::Available);
    conversations::Listing {
        id: card.id,
        title: card.title,
        city: card.city,
        cover: card.cover,
        price: card.price,
        currency: card.currency,
        available_from: card.available_from,
    }
}

fn message(id: i64, sender: PersonProps<'static>, text: &'static str, ago: i64) -> Message<'static> {
    Message {
        id,
        conversation: 1,
        sender,
        recipient: if sender == RITA { OMAR } else { RITA },
        own: sender == RITA,
        text: Some(text),
        edited: false,
        quote: None,
        reaction: None,
        files: Vec::new(),
        client_id: None,
        scam_warning: None,
        created_at: NOW - ago,
    }
}

/// Messages of two days: single and grouped, short and long, with a link, a long word and a right-to-left script.
pub fn messages() -> [Message<'static>; 7] {
    [
        message(1, RITA, "Hello Omar, is the flat still free from February?", DAY),
        message(
            2,
            OMAR,
            "Hi Rita! Yes, it is.\nCats are welcome, the last tenants had two.",
            DAY - 60 * MINUTE,
        ),
        message(
            3,
            OMAR,
            "There is a plan at https://example.org/plan?floor=2",
            DAY - 59 * MINUTE,
        ),
        message(
            4,
            RITA,
            "That works for me. Does the back bedroom get any street noise?",
            90 * MINUTE,
        ),
        message(
            5,
            RITA,
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftstraße",
            89 * MINUTE,
        ),
        message(6, OMAR, "שלום, היא פונה לחצר, ולכן שקט שם.", 20 * MINUTE),
        message(
            7,
            OMAR,
            "Would Thursday or Saturday suit you for a viewing?",
            4 * MINUTE,
        ),
    ]
}

pub fn quote() -> Quote<'static> {
    Quote {
        id: 7,
        conversation: 1,
        sender: OMAR,
        own: false,
        text: Some("Would Thursday or Saturday suit you for a viewing?"),
    }
}

/// Messages with later changes: reply, reaction, edited, unsent.
pub fn changed() -> [Message<'static>; 4] {
    [
        Message {
            quote: Some(quote()),
            reaction: Some(ReactionKind::Like),
            ..message(21, RITA, "Saturday suits me. Is eleven too early?", 40 * MINUTE)
        },
        Message {
            edited: true,
            reaction: Some(ReactionKind::Love),
            ..message(22, OMAR, "Eleven is fine, the blue door.", 30 * MINUTE)
        },
        Message {
            text: None,
            ..message(23, OMAR, "", 29 * MINUTE)
        },
        Message {
            quote: Some(Quote { text: None, ..quote() }),
            edited: true,
            ..message(24, RITA, "See you there!", 10 * MINUTE)
        },
    ]
}

pub fn message_versions() -> [MessageVersion<'static>; 2] {
    [
        MessageVersion {
            text: "Eleven is fine.",
            at: NOW - 30 * MINUTE,
        },
        MessageVersion {
            text: "Eleven is fine, the green door.",
            at: NOW - 29 * MINUTE,
        },
    ]
}

/// Reply times for each label: an hour, half a day, days, slower, and none.
pub const MEDIANS: [Option<i64>; 5] = [
    Some(10 * MINUTE),
    Some(11 * 60 * MINUTE),
    Some(3 * DAY),
    Some(9 * DAY),
    None,
];

/// A read receipt for the renter's last message.
pub fn receipt() -> ReceiptProps {
    ReceiptProps {
        conversation: 1,
        message: 5,
        at: NOW - 60 * MINUTE,
    }
}

/// Messages that match each scam warning.
pub fn message_with_scam_warning() -> [Message<'static>; 2] {
    let with_warning = |id, text, warning, ago| Message {
        scam_warning: Some(warning),
        ..message(id, OMAR, text, ago)
    };
    [
        with_warning(
            8,
            "Please pay the deposit by Western Union and I send you the keys.",
            ScamWarningKind::Payment,
            9 * MINUTE,
        ),
        with_warning(
            9,
            "Or call me on 06 12345678.",
            ScamWarningKind::OtherChannel,
            8 * MINUTE,
        ),
    ]
}

/// Inbox rows: unread, answered, and without messages.
pub fn rows() -> [Row<'static>; 3] {
    let row = Row {
        id: 1,
        listing_title: "Two bedrooms above the canal",
        listing_city: "Ghent",
        cover: Some(photo(1, "")),
        other: OMAR,
        preview: Preview::Text("Would Thursday or Saturday suit you for a viewing?"),
        preview_own: false,
        at: NOW - 4 * MINUTE,
        unread: 2,
    };
    let answered = Row {
        id: 2,
        listing_title: "Garden cottage with a porch",
        listing_city: "Utrecht",
        cover: Some(photo(3, "")),
        other: PersonProps {
            id: 3,
            name: "Olga Lindqvist",
        },
        preview: Preview::Text("Thank you, see you on Friday at five!"),
        preview_own: true,
        at: NOW - DAY,
        unread: 0,
    };
    let silent = Row {
        id: 3,
        listing_title: "Loft in the old print works",
        listing_city: "Porto",
        cover: None,
        other: PersonProps {
            id: 4,
            name: "Ravi Menon",
        },
        preview: Preview::NoMessages,
        preview_own: false,
        at: NOW - 9 * DAY,
        unread: 0,
    };
    [row, answered, silent]
}

pub fn comments() -> [Comment<'static>; 2] {
    [
        Comment {
            id: 1,
            author: RITA,
            by_owner: false,
            text: "Is there somewhere dry to keep two bikes?",
            at: NOW - 2 * DAY,
            removable: true,
        },
        Comment {
            id: 2,
            author: OMAR,
            by_owner: true,
            text: "There is: a shed in the yard, with a lock.",
            at: NOW - DAY,
            removable: false,
        },
    ]
}

/// Conversations about one listing of the owner.
pub fn enquiries() -> [Enquiry<'static>; 2] {
    [
        Enquiry {
            conversation: 1,
            renter: RITA,
            preview: Preview::Text("Does the back bedroom get any street noise?"),
            unread: 1,
            at: NOW - 90 * MINUTE,
        },
        Enquiry {
            conversation: 2,
            renter: PersonProps {
                id: 4,
                name: "Ravi Menon",
            },
            preview: Preview::NoMessages,
            unread: 0,
            at: NOW - 3 * DAY,
        },
    ]
}

/// Listings of the owner: one with enquiries, and a draft.
pub fn my_listings() -> [MyListing<'static>; 2] {
    [
        MyListing {
            card: card("Two bedrooms above the canal", Status::Available),
            enquiries: 2,
            waiting: 1,
            conversations: enquiries().into(),
        },
        MyListing {
            card: card("Loft in the old print works", Status::Draft),
            enquiries: 0,
            waiting: 0,
            conversations: Vec::new(),
        },
    ]
}

pub fn sessions() -> [Session; 2] {
    [
        Session {
            id: 1,
            device: "Firefox on Android".into(),
            seen_at: NOW - MINUTE,
            current: true,
        },
        Session {
            id: 2,
            device: "Safari on Mac".into(),
            seen_at: NOW - DAY,
            current: false,
        },
    ]
}

/// Validation errors.
pub fn errors(t: Translator) -> [FieldError; 2] {
    [
        FieldError {
            field: "name",
            message: t.name_missing(),
        },
        FieldError {
            field: "email",
            message: t.email_wrong(),
        },
    ]
}
