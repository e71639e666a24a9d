//! Discovery: the Atom feed of new homes, the sitemap, `robots.txt`, and the web app manifest.

use poem::http::{Uri, header};
use poem::web::Data;
use poem::{IntoResponse, Response, Result, Route, handler};
use serde_json::json;
use views::feeds::{FeedEntry, SitemapEntry, feed, robots, sitemap};
use views::{assets, urls};

use crate::app::App;
use crate::entities::{ListingId, Timestamp};
use crate::http::request::forms::Query;
use crate::http::response::methods::get;
use crate::listings::filter::FilterInput;
use crate::listings::queries::{self, ListingWithOwner};

/// Caches may store these documents for five minutes.
const CACHE_POLICY: &str = "public, max-age=300";

pub fn mount(route: Route) -> Route {
    route
        .at(urls::FEED, get(show_feed))
        .at(urls::SITEMAP, get(show_sitemap))
        .at(urls::ROBOTS, get(show_robots))
        .at(urls::MANIFEST, get(show_manifest))
}

/// `GET /feed.atom`, with the query of the front page
#[handler]
async fn show_feed(app: Data<&App>, uri: &Uri, Query(input): Query<FilterInput>) -> Result<Response> {
    let (filter, _) = input.parse();
    let results = queries::search(&app.db, &app.listing_counts, &filter).await?;
    let path = uri.path_and_query().map_or(urls::FEED, |path| path.as_str());
    let entries: Vec<_> = results.listings.iter().map(entry).collect();
    Ok(document(
        "application/atom+xml; charset=utf-8",
        feed(app.origin(), path, &entries),
    ))
}

/// `GET /sitemap.xml`
#[handler]
async fn show_sitemap(app: Data<&App>) -> Result<Response> {
    let listings = queries::newest(&app.db, SITEMAP_ENTRIES).await?;
    let entry = |(id, updated_at): (ListingId, Timestamp)| SitemapEntry {
        id: id.0,
        updated_at: updated_at.0,
    };
    let entries: Vec<_> = listings.into_iter().map(entry).collect();
    Ok(document(
        "application/xml; charset=utf-8",
        sitemap(app.origin(), &entries),
    ))
}

/// A sitemap may list 50,000 pages (<https://www.sitemaps.org/protocol.html>); one of them is the front page.
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
        .with_header(header::CACHE_CONTROL, CACHE_POLICY)
        .into_response()
}

fn entry(item: &ListingWithOwner) -> FeedEntry<'_> {
    let listing = &item.listing;
    FeedEntry {
        id: listing.id.0,
        title: &listing.title,
        city: &listing.city,
        description: &listing.description,
        price: listing.price,
        currency: &listing.currency,
        owner: &item.owner.name,
        created_at: listing.created_at.0,
        updated_at: listing.updated_at.0,
    }
}
