//! Every address of the site, for the pages and for the server alike.

use std::fmt::Write as _;

use crate::id_attr::IdAttr;

/// Browse.
pub const HOME: &str = "/";
/// Where a new listing is posted.
pub const LISTINGS: &str = "/listings";
/// The form for a new listing.
pub const NEW_LISTING: &str = "/listings/new";
/// The owner's listings.
pub const MY_LISTINGS: &str = "/my/listings";
/// The inbox.
pub const MESSAGES: &str = "/messages";
/// Where one signs in.
pub const SIGN_IN: &str = "/sign-in";
/// Where one makes an account.
pub const SIGN_UP: &str = "/sign-up";
/// Where one signs out.
pub const SIGN_OUT: &str = "/sign-out";
/// The socket that nudges pages.
pub const LIVE: &str = "/live";
/// The account.
pub const SETTINGS: &str = "/settings";
/// Where a new name is posted.
pub const SETTINGS_PROFILE: &str = "/settings/profile";
/// What makes the site installable.
pub const MANIFEST: &str = "/manifest.webmanifest";
/// What crawlers may look at.
pub const ROBOTS: &str = "/robots.txt";
/// Every public page, for crawlers.
pub const SITEMAP: &str = "/sitemap.xml";
/// New homes, as an Atom feed; takes the query of the front page.
pub const FEED: &str = "/feed.atom";
/// Where the choice of light or dark is posted.
pub const SETTINGS_APPEARANCE: &str = "/settings/appearance";
/// Where the choice of language is posted.
pub const SETTINGS_LANGUAGE: &str = "/settings/language";
/// Where the choice to give and see read receipts is posted.
pub const SETTINGS_RECEIPTS: &str = "/settings/receipts";
/// Where the choice to show when one is there, and to see it of others, is posted.
pub const SETTINGS_PRESENCE: &str = "/settings/presence";
/// Where a new password is posted.
pub const SETTINGS_PASSWORD: &str = "/settings/password";
/// The JSON API, described for people.
pub const API_DOCS: &str = "/api/docs";
/// The JSON API, described for programs.
pub const OPENAPI: &str = "/api/openapi.json";

/// A listing.
pub fn listing(id: i64) -> String {
    format!("/listings/{id}")
}

/// The form to change a listing.
pub fn edit_listing(id: i64) -> String {
    format!("/listings/{id}/edit")
}

/// Where a conversation about a listing is opened.
pub fn contact(listing: i64) -> String {
    format!("/listings/{listing}/contact")
}

/// Where a comment on a listing is posted.
pub fn comments(listing: i64) -> String {
    format!("/listings/{listing}/comments")
}

/// Where a listing is saved whose owner goes on to its photos; `to` is where it is saved anyway.
pub fn then_photos(to: &str) -> String {
    format!("{to}?next=photos")
}

/// Where a listing's status is posted.
pub fn status(listing: i64) -> String {
    format!("/listings/{listing}/status")
}

/// The owner's page of a listing's photos; more are posted there, too.
pub fn listing_photos(listing: i64) -> String {
    format!("/listings/{listing}/photos")
}

/// The widths a photo can be asked for at.
pub const PHOTO_WIDTHS: [u32; 3] = [320, 800, 1600];

/// A photo at one of its widths.
pub fn photo(id: i64, width: u32) -> String {
    format!("/photos/{id}/{width}.webp")
}

/// Where it is said what a photo shows.
pub fn describe_photo(photo: i64) -> String {
    format!("/photos/{photo}")
}

/// Where a photo is given another place.
pub fn photo_place(photo: i64) -> String {
    format!("/photos/{photo}/place")
}

/// Where a photo is removed.
pub fn photo_removal(photo: i64) -> String {
    format!("/photos/{photo}/removal")
}

/// Where a comment is removed.
pub fn comment_removal(comment: i64) -> String {
    format!("/comments/{comment}/removal")
}

/// A conversation.
pub fn conversation(id: i64) -> String {
    format!("/messages/{id}")
}

/// Where what is typed in a conversation is kept until it is sent.
pub fn draft(conversation: i64) -> String {
    format!("{MESSAGES}/{conversation}/draft")
}

/// A conversation's messages before one of them; `new` is the first its reader had not read when they opened it.
pub fn older(conversation: i64, before: i64, new: Option<i64>) -> String {
    format!("/messages/{conversation}?{}", part_before(before, new))
}

/// The same as a fragment.
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

/// A conversation as a zip.
pub fn export_zip(conversation: i64) -> String {
    format!("/messages/{conversation}/export.zip")
}

/// A message in its conversation, and what was said around it.
pub fn message(conversation: i64, message: i64) -> IdAttr<3> {
    IdAttr([("/messages/", conversation), ("?at=", message), ("#message-", message)])
}

/// The files of a conversation; they are posted there, too.
pub fn files(conversation: i64) -> String {
    format!("/messages/{conversation}/files")
}

/// Where files are posted that wait for their message in the composer.
pub fn upload_files(conversation: i64) -> String {
    format!("/messages/{conversation}/attachments")
}

/// Where one is removed that has not been sent.
pub fn attachment_removal(id: i64) -> String {
    format!("/attachments/{id}/removal")
}

/// A file of a conversation, to be kept.
pub fn attachment(id: i64) -> String {
    format!("/attachments/{id}")
}

/// A picture of a conversation at one of the widths that pictures are kept at.
pub fn attachment_picture(id: i64, width: u32) -> String {
    format!("/attachments/{id}/{width}.webp")
}

/// What can be done with a message; its new text is posted there, too.
pub fn message_options(conversation: i64, message: i64) -> IdAttr<2> {
    IdAttr([("/messages/", conversation), ("/", message)])
}

/// Where a message is unsent.
pub fn message_removal(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}/{message}/removal")
}

/// Where a reaction to a message is posted.
pub fn reaction(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}/{message}/reaction")
}

/// A conversation, about to answer one of its messages.
pub fn reply(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}?reply={message}")
}

/// That message, as a fragment for the form.
pub fn quote(conversation: i64, message: i64) -> String {
    format!("/messages/{conversation}/{message}/quote")
}

/// What changed in a conversation since a revision.
pub fn updates(conversation: i64, since: i64) -> String {
    format!("/messages/{conversation}/updates?since={since}")
}

/// Whether the other side of a conversation is there, if it is not as shown.
pub fn presence(conversation: i64, shown: &str) -> String {
    format!("/messages/{conversation}/presence?shown={shown}")
}

/// The self-refreshing news of a conversation, for pages without scripts.
pub fn frame(conversation: i64, since: i64) -> String {
    format!("/messages/{conversation}/frame?since={since}")
}

/// What changed in the inbox since a revision.
pub fn inbox_updates(since: i64) -> String {
    format!("/messages/updates?since={since}")
}

/// The inbox's rows before a key.
pub fn older_conversations(before: &str) -> String {
    format!("/messages?before={}", encoded(before))
}

/// Signing in, and where to go after.
pub fn sign_in(next: Option<&str>) -> String {
    next.map_or_else(
        || SIGN_IN.to_owned(),
        |next| format!("{SIGN_IN}?next={}", encoded(next)),
    )
}

/// Where a session is ended.
pub fn end_session(id: i64) -> String {
    format!("/settings/sessions/{id}/end")
}

/// Percent-encoded for use as one value of a query.
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
