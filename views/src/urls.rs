//! URLs of the site. Pages and route handlers share them.

use std::fmt::Write as _;

use crate::id_attr::IdAttr;
use crate::ids;

/// The front page: search.
pub const HOME: &str = "/";
/// `POST` creates a listing.
pub const LISTINGS: &str = "/listings";
/// The form for a new listing.
pub const NEW_LISTING: &str = "/listings/new";
/// The owner's listings.
pub const MY_LISTINGS: &str = "/my/listings";
pub const MESSAGES: &str = "/messages";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_UP: &str = "/sign-up";
pub const SIGN_OUT: &str = "/sign-out";
/// The WebSocket that sends nudges.
pub const LIVE: &str = "/live";
/// The settings page.
pub const SETTINGS: &str = "/settings";
/// `POST` changes the name.
pub const SETTINGS_PROFILE: &str = "/settings/profile";
/// The web app manifest.
pub const MANIFEST: &str = "/manifest.webmanifest";
/// Rules for crawlers (RFC 9309).
pub const ROBOTS: &str = "/robots.txt";
/// The sitemap for crawlers.
pub const SITEMAP: &str = "/sitemap.xml";
/// New listings as an Atom feed. It accepts the query of the front page.
pub const FEED: &str = "/feed.atom";
/// `POST` changes the theme.
pub const SETTINGS_APPEARANCE: &str = "/settings/appearance";
/// `POST` changes the language.
pub const SETTINGS_LANGUAGE: &str = "/settings/language";
/// `POST` switches read receipts on or off.
pub const SETTINGS_RECEIPTS: &str = "/settings/receipts";
/// `POST` switches presence on or off.
pub const SETTINGS_PRESENCE: &str = "/settings/presence";
/// `POST` changes the password.
pub const SETTINGS_PASSWORD: &str = "/settings/password";
/// The API documentation as a page.
pub const API_DOCS: &str = "/api/docs";
/// The OpenAPI description as JSON.
pub const OPENAPI: &str = "/api/openapi.json";

/// A page of the owner's listings, from 1.
pub fn my_listings(page: u64) -> String {
    if page > 1 {
        format!("{MY_LISTINGS}?page={page}")
    } else {
        MY_LISTINGS.to_owned()
    }
}

pub fn listing(id: i64) -> String {
    format!("/listings/{id}")
}

pub fn edit_listing(id: i64) -> String {
    format!("/listings/{id}/edit")
}

/// `POST` starts a conversation about a listing, or opens the existing one.
pub fn contact(listing: i64) -> String {
    format!("/listings/{listing}/contact")
}

/// `POST` adds a comment to a listing.
pub fn comments(listing: i64) -> String {
    format!("/listings/{listing}/comments")
}

/// A listing with its comments before the id `before`.
pub fn older_comments(listing: i64, before: i64) -> String {
    format!("/listings/{listing}?before={before}#{}", ids::COMMENTS)
}

/// The same comments as a fragment.
pub fn older_comments_fragment(listing: i64, before: i64) -> String {
    format!("/listings/{listing}/comments?before={before}")
}

/// Adds the query that redirects to the photos page after a listing is saved. `to` is the action of the form.
pub fn with_photos_next(to: &str) -> String {
    format!("{to}?next=photos")
}

/// `POST` changes a listing's status.
pub fn status(listing: i64) -> String {
    format!("/listings/{listing}/status")
}

/// The owner's page of a listing's photos. `POST` uploads photos.
pub fn listing_photos(listing: i64) -> String {
    format!("/listings/{listing}/photos")
}

/// The widths of the stored renditions, in pixels.
pub const PHOTO_WIDTHS: [u32; 3] = [320, 800, 1600];

/// A rendition of a photo; `width` is one of [`PHOTO_WIDTHS`].
pub fn photo(id: i64, width: u32) -> String {
    format!("/photos/{id}/{width}.webp")
}

/// `POST` changes a photo's alternative text.
pub fn photo_alt(photo: i64) -> String {
    format!("/photos/{photo}")
}

/// `POST` changes a photo's position.
pub fn photo_position(photo: i64) -> String {
    format!("/photos/{photo}/place")
}

/// `POST` removes a photo.
pub fn photo_removal(photo: i64) -> String {
    format!("/photos/{photo}/removal")
}

/// `POST` removes a comment.
pub fn comment_removal(comment: i64) -> String {
    format!("/comments/{comment}/removal")
}

pub fn conversation(id: i64) -> String {
    format!("/messages/{id}")
}

/// `POST` saves the draft of a conversation.
pub fn draft(conversation: i64) -> String {
    format!("{MESSAGES}/{conversation}/draft")
}

/// The messages of a conversation before the id `before`. `new` is the first message that was unread when the viewer
/// opened the conversation.
pub fn older(conversation: i64, before: i64, new: Option<i64>) -> String {
    format!("/messages/{conversation}?{}", part_before(before, new))
}

/// The same messages as a fragment.
pub fn older_fragment(conversation: i64, before: i64, new: Option<i64>) -> String {
    format!("/messages/{conversation}/earlier?{}", part_before(before, new))
}

fn part_before(before: i64, new: Option<i64>) -> String {
    new.map_or_else(
        || format!("before={before}"),
        |new| format!("before={before}&new={new}"),
    )
}

/// A conversation as a page to print.
pub fn export(conversation: i64) -> String {
    format!("/messages/{conversation}/export")
}

/// A conversation as a zip archive.
pub fn export_zip(conversation: i64) -> String {
    format!("/messages/{conversation}/export.zip")
}

/// A message in its conversation, with the messages around it.
pub fn message(conversation: i64, message: i64) -> IdAttr<3> {
    IdAttr([("/messages/", conversation), ("?at=", message), ("#message-", message)])
}

/// The files of a conversation. `POST` sends a message with files.
pub fn conversation_files(conversation: i64) -> String {
    format!("/messages/{conversation}/files")
}

/// `POST` uploads attachments for a message that is still being written.
pub fn upload_attachments(conversation: i64) -> String {
    format!("/messages/{conversation}/attachments")
}

/// `POST` removes an attachment that is not part of a sent message.
pub fn attachment_removal(id: i64) -> String {
    format!("/attachments/{id}/removal")
}

/// An attachment as a download.
pub fn attachment(id: i64) -> String {
    format!("/attachments/{id}")
}

/// A rendition of an image attachment; `width` in pixels.
pub fn attachment_picture(id: i64, width: u32) -> String {
    format!("/attachments/{id}/{width}.webp")
}

/// The options of a message. `POST` edits its text.
pub fn message_options(conversation: i64, message: i64) -> IdAttr<2> {
    IdAttr([("/messages/", conversation), ("/", message)])
}

/// `POST` unsends a message.
pub fn message_removal(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}/{message}/removal")
}

/// `POST` sets or removes a reaction.
pub fn reaction(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}/{message}/reaction")
}

/// A conversation with a message quoted in the composer.
pub fn reply(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}?reply={message}")
}

/// The quoted message as a fragment for the composer.
pub fn quote(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}/{message}/quote")
}

/// The changes of a conversation since a revision.
pub fn updates(conversation: i64, since: i64) -> String {
    format!("/messages/{conversation}/updates?since={since}")
}

/// The same, without the messages up to `after` that the next revision changed.
pub fn updates_after(conversation: i64, since: i64, after: i64) -> String {
    format!("/messages/{conversation}/updates?since={since}&after={after}")
}

/// The presence of the other participant. `shown` is the status on the page; an unchanged status has no content.
pub fn presence(conversation: i64, shown: &str) -> String {
    format!("/messages/{conversation}/presence?shown={shown}")
}

/// The frame with new messages for browsers without scripts. It reloads itself.
pub fn noscript_frame(conversation: i64, since: i64) -> String {
    format!("/messages/{conversation}/frame?since={since}")
}

/// The changes of the inbox since a revision.
pub fn inbox_updates(since: i64) -> String {
    format!("/messages/updates?since={since}")
}

/// The rows of the inbox before a cursor.
pub fn older_conversations(before: &str) -> String {
    format!("/messages?before={}", encoded(before))
}

/// The sign-in page; `next` is the path to return to.
pub fn sign_in(next: Option<&str>) -> String {
    next.map_or_else(
        || SIGN_IN.to_owned(),
        |next| format!("{SIGN_IN}?next={}", encoded(next)),
    )
}

/// `POST` ends a session.
pub fn end_session(id: i64) -> String {
    format!("/settings/sessions/{id}/end")
}

/// Percent-encodes a query value (RFC 3986). Slashes stay readable.
pub fn encoded(value: &str) -> String {
    let mut safe = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            safe.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    safe
}
