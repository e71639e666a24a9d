//! Pagination of search results.

use views::urls;

use crate::harness::{Actor, TestApp};

/// The titles on all pages from this URL on, by the links to the next page. `between` runs after the first page.
async fn all_titles(reader: &Actor, first: &str, between: impl AsyncFnOnce()) -> Vec<String> {
    let mut page = reader.get(first).await;
    let mut titles = page.texts(".listing-card h3");
    between().await;
    while let Some(next) = page.attribute("a[rel=next]", "href") {
        page = reader.get(&next).await;
        page.assert_ok().assert_some("a[rel=prev]");
        titles.extend(page.texts(".listing-card h3"));
    }
    titles
}

/// Creates 60 listings, 20 at each price. Returns the titles, oldest first.
async fn sixty_listings(owner: &Actor) -> Vec<String> {
    let mut titles = Vec::new();
    for number in 0..60 {
        let (title, price) = (format!("Home {number:02}"), (500 + number / 20).to_string());
        owner.lists_with(&[("title", &title), ("price", &price)]).await;
        titles.push(title);
    }
    titles
}

#[tokio::test]
async fn pagination_returns_every_listing_once_in_every_order() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let oldest_first = sixty_listings(&omar).await;
    let newest_first: Vec<_> = oldest_first.iter().rev().cloned().collect();

    let newest = all_titles(&rita, urls::HOME, async || ()).await;
    let cheapest = all_titles(&rita, "/?sort=price_asc", async || ()).await;
    let dearest = all_titles(&rita, "/?sort=price_desc&city=ghent&q=home", async || ()).await;

    assert_eq!(newest, newest_first);
    assert_eq!(cheapest, oldest_first);
    assert_eq!(dearest, newest_first);
}

#[tokio::test]
async fn pagination_with_a_keyset_cursor_misses_no_listing_while_others_are_added() {
    let app = TestApp::boot().await;
    let (omar, olga, rita) = (app.omar().await, app.olga().await, app.rita().await);
    let oldest_first = sixty_listings(&omar).await;

    for first in ["/", "/?sort=price_asc", "/?sort=price_desc"] {
        let listed_between = async || {
            // Before, at and after the end of the first page.
            for price in ["1", "500", "501", "502", "9000"] {
                olga.lists_with(&[("title", "In between"), ("price", price)]).await;
            }
        };
        let mut seen = all_titles(&rita, first, listed_between).await;

        seen.retain(|title| title != "In between");
        seen.sort();
        assert_eq!(seen, oldest_first, "{first}");
    }
}

#[tokio::test]
async fn pages_can_be_requested_by_number() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    sixty_listings(&omar).await;

    let second = rita.get("/?page=2").await;
    second
        .assert_ok()
        .assert_text(".pager", "Page 2 of 3")
        .assert_text("#results", "60 homes");
    assert_eq!(second.texts(".listing-card h3")[0], "Home 35");

    let beyond = rita.get("/?page=99").await;
    beyond
        .assert_ok()
        .assert_text(".pager", "Page 3 of 3")
        .assert_no("a[rel=next]");
    assert_eq!(beyond.count(".listing-card"), 12);

    let back = beyond.attribute("a[rel=prev]", "href").unwrap();
    let back = rita.get(back).await;
    assert_eq!(back.texts(".listing-card h3"), second.texts(".listing-card h3"));
}
