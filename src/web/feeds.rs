//! How the site is found from outside: the feed of new homes, the sitemap, and what makes it installable.

use poem::http::{Uri, header};
use poem::web::Data;
use poem::{IntoResponse, Response, Result, Route, handler};
use serde_json::json;
use views::discovery::{Entry, feed, robots, sitemap};
use views::{assets, urls};

use crate::app::App;
use crate::http::request::forms::Query;
use crate::http::response::methods::get;
use crate::listings::filter::FilterInput;
use crate::listings::queries::{self, ListingWithOwner};

/// How long others may keep what they were given, in seconds: five minutes.
const FRESH: &str = "public, max-age=300";

/// Adds what crawlers, feed readers and home screens ask for.
pub fn mount(route: Route) -> Route {
    route
        .at(urls::FEED, get(show_feed))
        .at(urls::SITEMAP, get(show_sitemap))
        .at(urls::ROBOTS, get(show_robots))
        .at(urls::MANIFEST, get(show_manifest))
}

/// `GET /feed.atom`, with the query of the front page
#[handler]
async fn show_feed(app: Data<&App>, uri: &Uri, Query(draft): Query<FilterInput>) -> Result<Response> {
    let (filter, _) = draft.parse();
    let found = queries::search(&app.db, &app.listing_counts, &filter).await?;
    let path = uri.path_and_query().map_or(urls::FEED, |path| path.as_str());
    let entries: Vec<_> = found.listings.iter().map(entry).collect();
    Ok(document(
        "application/atom+xml; charset=utf-8",
        feed(app.origin(), path, &entries),
    ))
}

/// `GET /sitemap.xml`
#[handler]
async fn show_sitemap(app: Data<&App>) -> Result<Response> {
    let listings = queries::newest(&app.db, SITEMAP_ENTRIES).await?;
    let entries: Vec<_> = listings.iter().map(entry).collect();
    Ok(document(
        "application/xml; charset=utf-8",
        sitemap(app.origin(), &entries),
    ))
}

/// The most pages a sitemap may list (<https://www.sitemaps.org/protocol.html>), the front page among them.
const SITEMAP_ENTRIES: u64 = 49_999;

/// `GET /robots.txt`
#[handler]
fn show_robots(app: Data<&App>) -> Response {
    document("text/plain; charset=utf-8", robots(app.origin()))
}

/// `GET /manifest.webmanifest` (<https://www.w3.org/TR/appmanifest/>)
#[handler]
fn show_manifest() -> Response {
    let icon = |name, sizes, purpose| json!({"src": assets::app_icon(name), "sizes": sizes, "type": "image/png", "purpose": purpose});
    let manifest = json!({
        "name": "Porchlight",
        "short_name": "Porchlight",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f6f2",
        "theme_color": "#1c4451",
        "icons": [
            icon("icon-192", "192x192", "any"),
            icon("icon-512", "512x512", "any"),
            icon("icon-maskable-512", "512x512", "maskable"),
        ],
    });
    document("application/manifest+json", manifest.to_string())
}

fn document(content_type: &'static str, body: impl IntoResponse) -> Response {
    body.with_content_type(content_type)
        .with_header(header::CACHE_CONTROL, FRESH)
        .into_response()
}

fn entry(offer: &ListingWithOwner) -> Entry<'_> {
    let row = &offer.listing;
    Entry {
        id: row.id.0,
        title: &row.title,
        city: &row.city,
        description: &row.description,
        price: row.price,
        currency: &row.currency,
        owner: &offer.owner.name,
        created_at: row.created_at.0,
        updated_at: row.updated_at.0,
    }
}
