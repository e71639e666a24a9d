//! The owner's forms: creating and editing a listing.

use porchlight::entities::{ListingId, listing};
use sea_orm::EntityTrait;
use views::urls;

use crate::harness::{TestApp, home_with};

async fn stored(app: &TestApp, id: i64) -> listing::Model {
    let row = listing::Entity::find_by_id(ListingId(id)).one(app.db().read()).await;
    row.unwrap().expect("a listing")
}

#[tokio::test]
async fn omar_creates_a_listing() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    omar.get(urls::NEW_LISTING)
        .await
        .assert_ok()
        .assert_text("button", "Save listing");

    let home = omar
        .lists_with(&[
            ("title", " Canal loft "),
            ("description", "Two rooms.\r\n\r\nA <b>view</b>."),
            ("currency", "usd"),
        ])
        .await;

    let page = app.visitor().get(urls::listing(home)).await;
    page.assert_ok()
        .assert_text("h1", "Canal loft")
        .assert_text(".price", "$1,250 a month")
        .assert_text(".facts", "70 m²")
        .assert_text("[aria-labelledby=owner]", "Omar Haddad")
        .assert_text("[aria-labelledby=about]", "A <b>view</b>.");
    assert_eq!(
        page.raw_texts("[aria-labelledby=about] p"),
        ["Two rooms.\n\nA <b>view</b>."]
    );
    assert_eq!(stored(&app, home).await.title, "Canal loft");
}

#[tokio::test]
async fn an_invalid_form_is_422_with_all_field_errors_and_keeps_the_input() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let wrong = [
        ("title", ""),
        ("city", "  "),
        ("price", "a lot"),
        ("currency", "EURO"),
        ("bedrooms", "two"),
        ("bathrooms", "-1"),
        ("area", "0"),
        ("available_from", "soon"),
        ("status", "maybe"),
    ];
    let inputs = [
        ("price", "a lot"),
        ("currency", "EURO"),
        ("bedrooms", "two"),
        ("area", "0"),
    ];

    let again = omar.post(urls::LISTINGS, &home_with(&wrong)).await;

    again.assert_status(422);
    for (field, _) in wrong {
        again
            .assert_some(&format!("#{field}-error"))
            .assert_some(&format!("a[href='#{field}']"));
        again.assert_some(&format!("[name={field}][aria-invalid=true]"));
    }
    for (field, typed) in inputs {
        assert_eq!(
            again.attribute(&format!("[name={field}]"), "value").as_deref(),
            Some(typed),
            "{field}"
        );
    }
    assert_eq!(again.value_of("[name=description]"), "Two rooms over the water.");
    omar.get(urls::MY_LISTINGS).await.assert_text("h1", "Your first light");
}

#[tokio::test]
async fn a_price_is_parsed_with_a_decimal_point_or_comma() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let right = [
        ("0", 0),
        ("1250", 125_000),
        ("1250.50", 125_050),
        ("1250.5", 125_050),
        ("1250,05", 125_005),
        (" 12 ", 1_200),
        ("007", 700),
        ("100000000", 10_000_000_000),
        ("100000000.00", 10_000_000_000),
    ];
    let wrong = [
        "",
        "1.2.3",
        "-1",
        "+1",
        "1e3",
        "1 250",
        "1.255",
        ".50",
        "1250.",
        "€1250",
        "NaN",
        "0x10",
        "١٢٥٠",
        "100000000.01",
        "100000001",
        "99999999999999999999",
    ];

    for (typed, price) in right {
        let home = omar.lists_with(&[("price", typed)]).await;
        assert_eq!(stored(&app, home).await.price, price, "{typed}");
    }
    for typed in wrong {
        let again = omar.post(urls::LISTINGS, &home_with(&[("price", typed)])).await;
        again.assert_status(422).assert_some("#price-error");
        assert_eq!(again.attribute("#price", "value").as_deref(), Some(typed));
    }
}

#[tokio::test]
async fn every_field_has_length_and_range_limits() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let [title, longer_title] = [120, 121].map(|length| "é".repeat(length));
    let [description, longer_description] = [10_000, 10_001].map(|length| "é".repeat(length));
    let fine = [
        ("title", &*title),
        ("description", &*description),
        ("description", ""),
        ("city", &*title),
        ("bedrooms", "0"),
        ("bedrooms", "99"),
        ("area", ""),
        ("area", "1000000"),
        ("available_from", "2028-02-29"),
        ("currency", "chf"),
    ];
    let wrong = [
        ("title", &*longer_title),
        ("title", "two\nlines"),
        ("title", "nul\0"),
        ("description", &*longer_description),
        ("description", "nul\0"),
        ("city", &*longer_title),
        ("city", "tab\there"),
        ("bedrooms", "100"),
        ("bedrooms", ""),
        ("bathrooms", "1.5"),
        ("area", "1000001"),
        ("available_from", "2027-02-29"),
        ("available_from", "01.02.2027"),
        ("available_from", "2027-1-1"),
        ("currency", "XXX"),
        ("currency", ""),
        ("status", ""),
    ];

    for field in fine {
        omar.lists_with(&[field]).await;
    }
    for (field, typed) in wrong {
        let again = omar.post(urls::LISTINGS, &home_with(&[(field, typed)])).await;
        again.assert_status(422).assert_some(&format!("#{field}-error"));
    }
}

#[tokio::test]
async fn omar_edits_his_listing() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar
        .lists_with(&[
            ("price", "1250.50"),
            ("description", "\nFirst line"),
            ("available_from", "2027-02-01"),
        ])
        .await;
    let form = omar.get(urls::edit_listing(home)).await;
    form.assert_ok();
    for (field, value) in [
        ("title", "Canal loft"),
        ("price", "1250.50"),
        ("available_from", "2027-02-01"),
        ("area", "70"),
    ] {
        assert_eq!(
            form.attribute(&format!("#{field}"), "value").as_deref(),
            Some(value),
            "{field}"
        );
    }
    assert_eq!(form.value_of("#description"), "First line");
    form.assert_some("#status option[value=available][selected]");

    let saved = omar
        .edits(
            home,
            &[("title", "Canal loft & terrace"), ("price", "1300"), ("area", "")],
        )
        .await;

    saved.assert_redirect(urls::listing(home));
    let page = app.visitor().get(urls::listing(home)).await;
    page.assert_text("h1", "Canal loft & terrace")
        .assert_text(".price", "€1,300");
    let row = stored(&app, home).await;
    assert_eq!((row.area, row.available_from), (None, None));
    assert_eq!(
        app.visitor().get("/?q=terrace").await.count(".listing-card"),
        1,
        "the search finds the new title"
    );
}

#[tokio::test]
async fn an_invalid_edit_is_422_and_changes_nothing() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;

    let again = omar.edits(home, &[("title", ""), ("price", "1")]).await;

    again.assert_status(422).assert_some("#title-error");
    assert_eq!(again.attribute("#price", "value").as_deref(), Some("1"));
    let row = stored(&app, home).await;
    assert_eq!((row.title.as_str(), row.price), ("Canal loft", 125_000));
    omar.post(urls::status(home), &[("status", "sold")])
        .await
        .assert_status(422);
    omar.post(urls::status(home), &[]).await.assert_status(422);
}

#[tokio::test]
async fn omar_sets_the_status_to_let_and_back_to_available() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let mine = omar.get(urls::MY_LISTINGS).await;
    mine.assert_some(&format!("#listing-{home} button[name=status][value=let]"));

    omar.post(urls::status(home), &[("status", "let")])
        .await
        .assert_redirect(urls::MY_LISTINGS);

    assert_eq!(app.visitor().get("/").await.count(".listing-card"), 0);
    let mine = omar.get(urls::MY_LISTINGS).await;
    mine.assert_text(&format!("#listing-{home} .tag"), "Let");
    omar.post(urls::status(home), &[("status", "available")])
        .await
        .assert_redirect(urls::MY_LISTINGS);
    assert_eq!(app.visitor().get("/").await.count(".listing-card"), 1);
}

#[tokio::test]
async fn a_stranger_gets_404_for_every_form_of_a_listing() {
    let app = TestApp::boot().await;
    let (omar, sam) = (app.omar().await, app.sam().await);
    let home = omar.lists("Canal loft").await;
    omar.get(urls::edit_listing(home)).await.assert_ok();

    for id in [home, home + 1, 0, i64::MAX] {
        sam.get(urls::edit_listing(id)).await.assert_status(404);
        sam.edits(id, &[("title", "Mine now")]).await.assert_status(404);
        sam.edits(id, &[("title", "")]).await.assert_status(404);
        sam.post(urls::status(id), &[("status", "archived")])
            .await
            .assert_status(404);
    }

    let row = stored(&app, home).await;
    assert_eq!((row.title.as_str(), row.status.as_str()), ("Canal loft", "available"));
}

#[tokio::test]
async fn save_then_photos_saves_the_listing_and_redirects_to_its_photos() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let form = omar.get(urls::edit_listing(home)).await;
    let buttons = form.texts("main form .save-bar button");
    assert_eq!(
        buttons,
        ["Save listing", "Save, then photos"],
        "the Enter key presses the first"
    );
    let action = form.attribute("main form button[formaction]", "formaction").unwrap();
    let fields = [
        ("title", "Two rooms"),
        ("city", "Ghent"),
        ("price", "900"),
        ("currency", "EUR"),
    ];

    let saved = omar.post(&action, &fields).await;

    saved.assert_redirect(urls::listing_photos(home));
    let photos = omar.get(urls::listing_photos(home)).await;
    photos
        .assert_text(".back", "Two rooms")
        .assert_some(".adding [type=file]");
    let rejected = omar.post(&action, &[("title", ""), ("city", "Ghent")]).await;
    rejected.assert_status(422);
    assert_eq!(rejected.attribute("#city", "value").unwrap(), "Ghent");
    let new = omar.get(urls::NEW_LISTING).await;
    let action = new.attribute("main form button[formaction]", "formaction").unwrap();
    let made = omar.post(&action, &fields).await;
    assert!(made.header("location").ends_with("/photos"), "{made}");
    let sam = app.sam().await;
    sam.get(urls::listing_photos(home)).await.assert_status(404);
    app.visitor().get(urls::listing_photos(home)).await.assert_sign_in();
}
