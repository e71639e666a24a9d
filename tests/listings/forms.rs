//! Listing a home, and changing it.

use porchlight::entities::{ListingId, listing};
use sea_orm::EntityTrait;
use views::urls;

use crate::harness::{TestApp, home_with};

async fn stored(app: &TestApp, id: i64) -> listing::Model {
    let found = listing::Entity::find_by_id(ListingId(id)).one(app.db().read()).await;
    found.unwrap().expect("a listing")
}

#[tokio::test]
async fn omar_lists_a_home() {
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
async fn omar_is_told_everything_that_is_wrong_at_once_and_keeps_what_he_typed() {
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
    let kept = [
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
    for (field, typed) in kept {
        assert_eq!(
            again.attribute(&format!("[name={field}]"), "value").as_deref(),
            Some(typed),
            "{field}"
        );
    }
    assert_eq!(again.typed("[name=description]"), "Two rooms over the water.");
    omar.get(urls::MY_LISTINGS).await.assert_text("h1", "Your first light");
}

#[tokio::test]
async fn a_rent_is_written_the_way_people_write_it() {
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
async fn every_field_has_its_limits() {
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
async fn omar_changes_his_listing() {
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
    assert_eq!(form.typed("#description"), "First line");
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
        "the search knows it as well"
    );
}

#[tokio::test]
async fn a_change_that_will_not_do_changes_nothing() {
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
async fn omar_marks_a_home_as_let_and_offers_it_again() {
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
async fn a_stranger_changes_nothing_of_somebody_elses_listing() {
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
    assert_eq!((row.title.as_str(), row.status.word()), ("Canal loft", "available"));
}

#[tokio::test]
async fn who_goes_on_to_the_photos_has_saved_what_they_typed() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let form = omar.get(urls::edit_listing(home)).await;
    let buttons = form.texts("main form .save-bar button");
    assert_eq!(
        buttons,
        ["Save listing", "Save, then photos"],
        "Enter presses the first"
    );
    let then = form.attribute("main form button[formaction]", "formaction").unwrap();
    let fields = [
        ("title", "Two rooms"),
        ("city", "Ghent"),
        ("price", "900"),
        ("currency", "EUR"),
    ];

    let saved = omar.post(&then, &fields).await;

    saved.assert_redirect(urls::listing_photos(home));
    let photos = omar.get(urls::listing_photos(home)).await;
    photos
        .assert_text(".back", "Two rooms")
        .assert_some(".adding [type=file]");
    let refused = omar.post(&then, &[("title", ""), ("city", "Ghent")]).await;
    refused.assert_status(422);
    assert_eq!(refused.attribute("#city", "value").unwrap(), "Ghent");
    let new = omar.get(urls::NEW_LISTING).await;
    let then = new.attribute("main form button[formaction]", "formaction").unwrap();
    let made = omar.post(&then, &fields).await;
    assert!(made.header("location").ends_with("/photos"), "{made}");
    let sam = app.sam().await;
    sam.get(urls::listing_photos(home)).await.assert_status(404);
    app.visitor().get(urls::listing_photos(home)).await.assert_sign_in();
}
