//! Feeds for other programs: Atom, the sitemap, robots.txt, linked data (JSON-LD), and the web app manifest.

use std::sync::{Arc, Mutex};

use views::urls;

use crate::harness::TestApp;

#[tokio::test]
async fn the_atom_feed_contains_the_available_listings_that_match_a_search() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    omar.lists("Canal loft").await;
    let draft = omar.lists("Attic room").await;
    omar.post(urls::status(draft), &[("status", "draft")])
        .await
        .assert_redirect(urls::MY_LISTINGS);

    let all = app.visitor().get(urls::FEED).await;
    let none = app.visitor().get(format!("{}?q=castle", urls::FEED)).await;

    assert_eq!(all.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(all.html().contains("Canal loft"));
    assert!(!all.html().contains("Attic room"));
    assert!(!none.html().contains("<entry>"));
}

#[tokio::test]
async fn characters_that_xml_forbids_are_removed_from_the_atom_feed() {
    let app = TestApp::boot().await;
    // Control characters and noncharacters, as in text copied from a PDF. The page shows them unchanged.
    let odd = "Two\u{c} rooms\u{1}\u{1b},\ta\nbalcony\u{fffe}\u{ffff} \u{1f3e0}";
    app.omar()
        .await
        .lists_with(&[("title", "Canal\u{ffff} loft"), ("description", odd)])
        .await;

    let feed = app.visitor().get(urls::FEED).await.html();

    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(feed.chars().all(is_allowed), "{feed:?}");
    assert!(feed.contains("Two rooms,\ta\nbalcony \u{1f3e0}"), "{feed}");
    assert!(feed.contains("<title>Canal loft,"), "{feed}");
}

#[tokio::test]
async fn robots_txt_and_the_sitemap_expose_listings_and_no_private_page() {
    let app = TestApp::with().public_url("https://homes.example.org").boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;

    let robots = app.visitor().get(urls::ROBOTS).await.html();
    let sitemap = app.visitor().get(urls::SITEMAP).await.html();
    let page = app.visitor().get(urls::listing(home)).await;
    let inbox = omar.get(urls::MESSAGES).await;

    assert!(robots.contains("Disallow: /messages\n"));
    assert!(robots.contains("Sitemap: https://homes.example.org/sitemap.xml\n"));
    assert!(sitemap.contains(&format!("<loc>https://homes.example.org/listings/{home}</loc>")));
    assert!(!sitemap.contains("/messages"));
    assert_eq!(
        page.attribute("link[rel=canonical]", "href"),
        Some(format!("https://homes.example.org/listings/{home}"))
    );
    page.assert_no("meta[name=robots]");
    inbox.assert_some("meta[name=robots][content=noindex]");
}

#[tokio::test]
async fn linked_data_is_escaped_so_that_it_cannot_close_its_script_element() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let title = "Loft </script><script>alert(1)</script>";
    let home = omar.lists(title).await;

    let page = app.visitor().get(urls::listing(home)).await;

    let data = page.raw_texts("script[type='application/ld+json']").concat();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["name"], title);
    assert_eq!(page.count("script"), 2);
}

#[tokio::test]
async fn the_web_app_manifest_and_its_icons_are_served() {
    let app = TestApp::boot().await;

    let manifest = app.visitor().get(urls::MANIFEST).await;

    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    for icon in manifest.json()["icons"].as_array().unwrap() {
        let image = app.visitor().get(icon["src"].as_str().unwrap()).await;
        image.assert_ok();
        assert_eq!(image.header("content-type"), "image/png");
    }
}

#[tokio::test]
async fn the_sitemap_reads_only_ids_and_times_of_listings() {
    let app = TestApp::boot().await;
    let home = app.omar().await.lists("Canal loft").await;
    let recorded = Arc::new(Mutex::new(Vec::new()));
    app.db().on_statement({
        let recorded = recorded.clone();
        move |statement| recorded.lock().unwrap().push(statement.sql.clone())
    });

    let sitemap = app.visitor().get(urls::SITEMAP).await.html();

    assert!(
        sitemap.contains(&format!("/listings/{home}</loc><lastmod>2026-11-22T10:00:00")),
        "{sitemap}"
    );
    let recorded = recorded.lock().unwrap().clone();
    let reads: Vec<_> = recorded.iter().filter(|sql| sql.contains("listing")).collect();
    assert_eq!(reads.len(), 1, "{recorded:?}");
    assert!(
        !reads[0].contains("description") && !reads[0].contains("search_text"),
        "{reads:?}"
    );
}
