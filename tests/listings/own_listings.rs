//! The page of an owner's listings: its pages, and the enquiries about each listing.

use porchlight::conversations::start::actions::start_conversation;
use porchlight::entities::ListingId;
use views::urls;

use crate::harness::TestApp;
use crate::harness::steps::viewer;

#[tokio::test]
async fn the_owners_listings_have_pages_with_each_listing_once() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let mut expected = Vec::new();
    for number in 0..55 {
        let title = format!("Home {number}");
        let home = omar.lists(&title).await;
        if number == 0 {
            rita.enquires_about(home, "Is it free?").await;
        }
        expected.insert(0, title);
    }

    let mut page = omar.get(urls::MY_LISTINGS).await;
    page.assert_text(".pager", "Page 1 of 3").assert_no("a[rel=prev]");
    page.assert_text("main", "One message is waiting for you.");
    assert_eq!(page.count(".my-listings > li"), 24);
    let mut titles = page.texts(".my-listings h2");
    while let Some(next) = page.attribute("a[rel=next]", "href") {
        page = omar.get(next).await;
        page.assert_ok().assert_some("a[rel=prev]");
        titles.extend(page.texts(".my-listings h2"));
    }

    assert_eq!(titles, expected);
    page.assert_text(".enquiries", "Is it free?");
    for invalid in ["", "x", "0", "-1"] {
        let page = omar.get(format!("{}?page={invalid}", urls::MY_LISTINGS)).await;
        page.assert_ok().assert_text(".pager", "Page 1 of 3");
    }
    let beyond = omar.get(urls::my_listings(99)).await;
    beyond.assert_text(".pager", "Page 3 of 3");
}

#[tokio::test]
async fn a_listing_with_more_enquiries_than_shown_counts_them_and_links_to_the_inbox() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    for number in 0..103 {
        let renter = app.person(&format!("Renter{number} Okafor")).await;
        let renter = viewer(&app, &renter).await;
        start_conversation(app.context(), &renter, ListingId(home))
            .await
            .unwrap();
    }

    let page = omar.get(urls::MY_LISTINGS).await;

    assert_eq!(page.count(".enquiries > li"), 100);
    page.assert_text(".my-listings dd", "103")
        .assert_text(".my-listings a[href='/messages']", "3 more in Messages");
}
