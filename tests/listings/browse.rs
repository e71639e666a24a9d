//! Browsing listings: the search, filters, sorting, and counts.

use views::urls;

use crate::harness::{Actor, TestApp};

/// The titles of the listings that a query returns.
async fn finds(actor: &Actor, query: &str) -> Vec<String> {
    let page = actor.get(format!("/?{query}")).await;
    page.assert_ok();
    page.texts(".listing-card h3")
}

#[tokio::test]
async fn the_home_page_shows_available_listings_newest_first() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let canal = omar.lists("Canal loft").await;
    omar.lists_with(&[("title", "Being written"), ("status", "draft")])
        .await;
    omar.lists_with(&[("title", "Taken"), ("status", "let")]).await;
    omar.lists_with(&[("title", "Put away"), ("status", "archived")]).await;
    omar.lists_with(&[("title", "Garden flat"), ("price", "990.50"), ("bedrooms", "0")])
        .await;

    let page = app.visitor().get(urls::HOME).await;

    page.assert_ok().assert_text("#results", "2 homes");
    assert_eq!(page.texts(".listing-card h3"), ["Garden flat", "Canal loft"]);
    assert_eq!(
        page.texts(".listing-card .price"),
        ["€990.50 a month", "€1,250 a month"]
    );
    page.assert_text(".listing-card", "Studio")
        .assert_text(".listing-card", "Ghent");
    assert_eq!(page.attributes(".listing-card h3 a", "href")[1], urls::listing(canal));
}

#[tokio::test]
async fn result_counts_are_cached_until_a_listing_changes() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let canal = omar.lists("Canal loft").await;
    omar.lists("Garden flat").await;
    let counts = async |query: &str| app.visitor().get(query).await.texts("#results").concat();
    assert!(counts("/").await.contains("2 homes"));
    assert!(counts("/?q=canal").await.contains("1 home"));

    let before = app.statements();
    assert!(counts("/?sort=price_asc").await.contains("2 homes"));
    assert_eq!(app.statements() - before, 1, "the query for the listings");

    omar.edits(canal, &[("title", "Garden loft"), ("status", "available")])
        .await;
    assert!(!counts("/?q=canal").await.contains("1 home"));
    omar.edits(canal, &[("status", "let")]).await;
    assert!(counts("/").await.contains("1 home"));
    omar.lists("Canal house").await;
    assert!(counts("/").await.contains("2 homes"));
}

#[tokio::test]
async fn no_results_show_a_message_and_a_link_to_clear_the_filters() {
    let app = TestApp::boot().await;
    let visitor = app.visitor();

    visitor
        .get("/")
        .await
        .assert_ok()
        .assert_text("#results", "No lights on here yet");

    let filtered = visitor.get("/?q=castle").await;
    filtered.assert_ok().assert_text("a[href='/']", "Clear all filters");
}

#[tokio::test]
async fn filters_and_sorting_select_and_order_the_results() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let homes = [
        [
            ("title", "Loft"),
            ("city", "Ghent"),
            ("price", "1250"),
            ("bedrooms", "2"),
            ("available_from", "2027-02-01"),
        ],
        [
            ("title", "Cottage"),
            ("city", "Århus"),
            ("price", "900.50"),
            ("bedrooms", "3"),
            ("available_from", ""),
        ],
        [
            ("title", "Studio"),
            ("city", "GHENT"),
            ("price", "640"),
            ("bedrooms", "0"),
            ("available_from", "2026-12-01"),
        ],
    ];
    for home in &homes {
        omar.lists_with(home).await;
    }
    let expected: [(&str, &[&str]); 18] = [
        ("", &["Studio", "Cottage", "Loft"]),
        ("q=", &["Studio", "Cottage", "Loft"]),
        ("q=loft", &["Loft"]),
        ("q=LOFT+ghent", &["Loft"]),
        ("q=over+the+WATER", &["Studio", "Cottage", "Loft"]),
        ("q=loft+cottage", &[]),
        ("q=%C3%85RHUS", &["Cottage"]),
        ("city=ghent", &["Studio", "Loft"]),
        ("city=+gHeNt+", &["Studio", "Loft"]),
        ("city=%C3%A5rhus", &["Cottage"]),
        ("city=gh", &[]),
        ("min_price=900.50", &["Cottage", "Loft"]),
        ("max_price=900.50", &["Studio", "Cottage"]),
        ("min_price=700&max_price=1000", &["Cottage"]),
        ("beds=2", &["Cottage", "Loft"]),
        ("available_by=2026-12-01", &["Studio", "Cottage"]),
        ("sort=price_asc", &["Studio", "Cottage", "Loft"]),
        ("sort=price_desc&city=ghent", &["Loft", "Studio"]),
    ];

    for (query, homes) in expected {
        assert_eq!(finds(&rita, query).await, homes, "{query}");
    }
}

#[tokio::test]
async fn wildcards_and_quotes_in_a_search_are_escaped() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    omar.lists("100% sunny").await;
    omar.lists("No_sign here").await;
    omar.lists("Back\\slash").await;
    omar.lists("O'Neil's \"den\"").await;

    for (query, homes) in [
        ("q=%25", vec!["100% sunny"]),
        ("q=_", vec!["No_sign here"]),
        ("q=%5C", vec!["Back\\slash"]),
        ("q='", vec!["O'Neil's \"den\""]),
        ("q=%22den%22", vec!["O'Neil's \"den\""]),
        ("q='+OR+1%3D1+--", vec![]),
    ] {
        assert_eq!(finds(&omar, query).await, homes, "{query}");
    }
}

#[tokio::test]
async fn the_filter_form_keeps_the_values_of_the_query() {
    let app = TestApp::boot().await;
    app.omar().await.lists("Canal loft").await;

    let query = "q=Canal&city=Ghent&min_price=1&max_price=2000&beds=1&available_by=2027-01-01&sort=price_asc";
    let page = app.visitor().get(format!("/?{query}")).await;

    page.assert_ok();
    assert_eq!(page.attribute("#q", "value").as_deref(), Some("Canal"));
    for (field, value) in [("city", "Ghent"), ("min_price", "1"), ("max_price", "2000")] {
        assert_eq!(
            page.attribute(&format!("input[name={field}]"), "value").as_deref(),
            Some(value),
            "{field}"
        );
    }
    page.assert_some("[name=sort] option[value=price_asc][selected]");
}

#[tokio::test]
async fn an_invalid_filter_is_ignored_with_an_error_message() {
    let app = TestApp::boot().await;
    app.omar().await.lists("Canal loft").await;
    let visitor = app.visitor();
    let nonsense = [
        "min_price=cheap",
        "max_price=-1",
        "min_price=1e9",
        "beds=many",
        "beds=-1",
        "beds=100",
        "available_by=tomorrow",
        "available_by=2026-02-30",
        "sort=prettiest",
        "page=0",
        "page=-1",
        "page=two",
        "page=99999999999999999999",
    ];
    // A very long query of wildcards in SQL LIKE.
    let endless = format!("q={}", "_".repeat(30_000));

    for query in nonsense.into_iter().chain([&*endless]) {
        let page = visitor.get(format!("/?{query}")).await;
        page.assert_ok().assert_some("[role=alert]");
        assert_eq!(page.texts(".listing-card h3"), ["Canal loft"], "{query}");
    }
}

#[tokio::test]
async fn no_query_string_causes_a_server_error() {
    let app = TestApp::boot().await;
    app.omar().await.lists("Canal loft").await;
    let visitor = app.visitor();
    let many = format!("q=a+{}", "word+".repeat(2_000));
    let odd = [
        "unknown=1",
        "q=a&q=b",
        "q[]=a",
        "after=x",
        "page=2&after=99-99",
        "page=1000000",
        "page=1&after=9223372036854775807-9223372036854775807",
        "=&&=;",
        "q=%00",
        "city=%00",
        "q=%F0%9F%8F%A0",
        "min_price=100000000.00&max_price=0",
        &many,
    ];

    for query in odd {
        let page = visitor.get(format!("/?{query}")).await;
        assert!([200, 400].contains(&page.status), "{query}: {page}");
    }
    visitor.get("/?q=%FF").await.assert_status(400);
}
