//! Feeds for other programs: the Atom feed, the sitemap, and robots.txt.

use maud::{Markup, PreEscaped, html};

use i18n::Translator;

use crate::{fmt, urls};

const XML: PreEscaped<&str> = PreEscaped(r#"<?xml version="1.0" encoding="utf-8"?>"#);

/// A public listing in the feed.
#[derive(Clone, Copy, Debug)]
pub struct FeedEntry<'a> {
    pub id: i64,
    pub title: &'a str,
    pub city: &'a str,
    pub description: &'a str,
    /// The monthly rent, in minor units.
    pub price: i64,
    /// The ISO 4217 code.
    pub currency: &'a str,
    /// The name of the owner.
    pub owner: &'a str,
    /// In microseconds since 1970 UTC.
    pub created_at: i64,
    /// In microseconds since 1970 UTC.
    pub updated_at: i64,
}

/// A public listing in the sitemap.
#[derive(Clone, Copy, Debug)]
pub struct SitemapEntry {
    pub id: i64,
    /// In microseconds since 1970 UTC.
    pub updated_at: i64,
}

/// The newest listings of a search as an Atom feed (RFC 4287), in English. `path` is the path and query of the feed.
pub fn feed(origin: &str, path: &str, entries: &[FeedEntry]) -> Markup {
    let updated = entries.iter().map(|entry| entry.updated_at).max().unwrap_or(0);
    html! {
        (XML)
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" {
            id { (origin) (path) }
            title { "New homes on Porchlight" }
            updated { (fmt::rfc3339(updated)) }
            link rel="self" type="application/atom+xml" href=(format!("{origin}{path}")) {}
            link rel="alternate" type="text/html" href=(format!("{origin}/")) {}
            @for entry in entries { (feed_entry(origin, entry)) }
        }
    }
}

fn feed_entry(origin: &str, entry: &FeedEntry) -> Markup {
    let t = Translator::ENGLISH;
    let rent = t.rent_a_month(fmt::money(t, entry.price, entry.currency));
    let address = format!("{origin}{}", urls::listing(entry.id));
    html! {
        entry {
            id { (address) }
            title { (xml_text(entry.title)) ", " (xml_text(entry.city)) ": " (rent) }
            link rel="alternate" type="text/html" href=(address) {}
            author { name { (xml_text(entry.owner)) } }
            published { (fmt::rfc3339(entry.created_at)) }
            updated { (fmt::rfc3339(entry.updated_at)) }
            content type="text" { (xml_text(entry.description)) }
        }
    }
}

/// Removes the characters that XML forbids, even as character references (XML 1.0, section 2.2). A single one makes
/// the whole document invalid.
fn xml_text(text: &str) -> String {
    let is_allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_allowed).collect()
}

/// The sitemap of all public pages (<https://www.sitemaps.org/protocol.html>).
pub fn sitemap(origin: &str, entries: &[SitemapEntry]) -> Markup {
    html! {
        (XML)
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            url { loc { (origin) "/" } }
            @for entry in entries {
                url {
                    loc { (origin) (urls::listing(entry.id)) }
                    lastmod { (fmt::rfc3339(entry.updated_at)) }
                }
            }
        }
    }
}

/// The robots.txt (RFC 9309). It excludes the API and all pages that belong to an account.
pub fn robots(origin: &str) -> String {
    format!(
        "User-agent: *\nDisallow: /messages\nDisallow: /my/\nDisallow: /settings\nDisallow: /sign-in\n\
         Disallow: /sign-up\nDisallow: /listings/new\nDisallow: /api/\n\nSitemap: {origin}{}\n",
        urls::SITEMAP
    )
}
