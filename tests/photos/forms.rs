//! The owner's forms for photos, as a browser without scripts sends them.

use views::urls;

use crate::harness::{Actor, TestApp, TestResponse};
use crate::images::corpus::{heic, jpeg, png, webp};

async fn loft(app: &TestApp) -> (Actor, i64) {
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    (omar, home)
}

async fn moves_photo(owner: &Actor, photo: i64, place: &str) -> TestResponse {
    owner.post(urls::photo_position(photo), &[("place", place)]).await
}

#[tokio::test]
async fn an_owner_adds_photos_and_the_first_is_the_cover_image() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let rita = app.rita().await;

    let photos = omar
        .adds_photos(home, &[&jpeg(900, 600), &png(500, 500), &webp(400, 300)])
        .await;

    assert_eq!(photos.len(), 3);
    let [first, second, third] = photos[..] else { panic!() };
    let page = rita.get(urls::listing(home)).await;
    assert_eq!(
        page.attributes(".gallery a", "href"),
        [first, second, third].map(|id| urls::photo(id, 1600))
    );
    assert_eq!(page.attribute(".gallery img", "alt").unwrap(), "Photo 1 of Canal loft");
    let browse = rita.get(urls::HOME).await;
    assert_eq!(
        browse.attribute(".listing-card img", "src").unwrap(),
        urls::photo(first, 800)
    );
    assert_eq!(browse.attribute(".listing-card rect", "fill").unwrap().len(), 7);
    let conversation = rita.enquires_about(home, "Is it free?").await;
    let thread = rita.get(urls::conversation(conversation)).await;
    assert_eq!(
        thread.attribute(".chat__about img", "src").unwrap(),
        urls::photo(first, 320)
    );
    let inbox = omar.get(urls::MESSAGES).await;
    assert_eq!(inbox.attribute(".thumb img", "src").unwrap(), urls::photo(first, 320));
}

#[tokio::test]
async fn an_owner_reorders_photos_without_scripts() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let photos = omar
        .adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60), &jpeg(92, 60), &jpeg(93, 60)])
        .await;
    let [a, b, c, d] = photos[..] else { panic!() };
    let page = omar.get(urls::listing_photos(home)).await;
    let places = |photo: i64| page.attributes(&format!("#photo-{photo} [name=place]"), "value");
    assert_eq!(
        [places(a), places(b), places(d)],
        [vec!["2"], vec!["1", "3"], vec!["3"]]
    );

    for (photo, place, order) in [
        (a, "2", [b, a, c, d]),
        (d, "1", [d, b, a, c]),
        (d, "99", [b, a, c, d]),
        (c, "0", [c, b, a, d]),
        (c, "1", [c, b, a, d]),
    ] {
        moves_photo(&omar, photo, place)
            .await
            .assert_redirect(urls::listing_photos(home));
        assert_eq!(omar.photos_of(home).await, order);
    }

    let browse = app.visitor().get(urls::HOME).await;
    assert_eq!(
        browse.attribute(".listing-card img", "src").unwrap(),
        urls::photo(c, 800)
    );
}

#[tokio::test]
async fn an_owner_sets_the_alternative_text_of_a_photo() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let photos = omar.adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60)]).await;
    let page = omar.get(urls::listing_photos(home)).await;
    assert_eq!(page.attributes("[name=alt]", "value"), ["", ""]);

    let alt = "Water & \"light\" <b>";
    let response = omar.post(urls::photo_alt(photos[0]), &[("alt", alt)]).await;

    response.assert_redirect(urls::listing_photos(home));
    let page = app.visitor().get(urls::listing(home)).await;
    assert_eq!(page.attributes(".gallery img", "alt"), [alt, "Photo 2 of Canal loft"]);
    let browse = app.visitor().get(urls::HOME).await;
    assert_eq!(browse.attribute(".listing-card img", "alt").unwrap(), alt);
    let long = "x".repeat(201);
    for wrong in [long.as_str(), "two\nlines", "a\0b"] {
        let rejected = omar.post(urls::photo_alt(photos[0]), &[("alt", wrong)]).await;
        rejected.assert_status(422).assert_some("#photos [role=alert]");
    }
    let page = app.visitor().get(urls::listing(home)).await;
    assert_eq!(page.attributes(".gallery img", "alt")[0], alt);
}

#[tokio::test]
async fn the_default_alternative_text_is_not_stored() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let photos = omar.adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60)]).await;
    let page = omar.get(urls::listing_photos(home)).await;
    let alt = page.attribute("[name=alt]", "value").unwrap();

    // The unchanged form.
    omar.post(urls::photo_alt(photos[0]), &[("alt", &alt)]).await;
    moves_photo(&omar, photos[0], "2").await;

    let page = app.visitor().get(urls::listing(home)).await;
    assert_eq!(
        page.attributes(".gallery img", "alt"),
        ["Photo 1 of Canal loft", "Photo 2 of Canal loft"]
    );
}

#[tokio::test]
async fn an_owner_removes_photos_and_the_cover_image_follows() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let photos = omar.adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60)]).await;

    let removed = omar.post(urls::photo_removal(photos[0]), &[]).await;

    removed.assert_redirect(urls::listing_photos(home));
    assert_eq!(omar.photos_of(home).await, photos[1..]);
    let browse = app.visitor().get(urls::HOME).await;
    assert_eq!(
        browse.attribute(".listing-card img", "src").unwrap(),
        urls::photo(photos[1], 800)
    );
    omar.get(urls::photo(photos[0], 320)).await.assert_status(404);

    omar.post(urls::photo_removal(photos[1]), &[]).await;

    app.visitor()
        .get(urls::HOME)
        .await
        .assert_no(".listing-card img")
        .assert_some(".no-picture");
    let own = omar.get(urls::listing(home)).await;
    assert_eq!(
        own.attribute(".no-picture a", "href").unwrap(),
        urls::listing_photos(home)
    );
}

#[tokio::test]
async fn a_rejected_file_is_reported_by_name_and_the_others_are_stored() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let large = vec![0xff; 15_000_001];

    let response = omar
        .uploads(
            home,
            &[
                ("kitchen.jpg", &jpeg(90, 60)),
                ("hall.heic", &heic()),
                ("all.jpg", &large),
                ("empty.jpg", b""),
                ("bath.png", &png(50, 40)),
            ],
        )
        .await;

    response.assert_status(422);
    let errors = response.texts("#photos [role=alert] li");
    assert_eq!(
        errors,
        [
            "hall.heic HEIC pictures can’t be read here yet. Save it as JPEG and choose it again.",
            "all.jpg Too big at 16 MB. The limit is 15 MB.",
            "empty.jpg There is nothing in this file.",
        ]
    );
    assert_eq!(omar.photos_of(home).await.len(), 2);
}

#[tokio::test]
async fn a_form_without_a_file_is_422_with_the_reason() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;

    // Browsers send a part without file name and content for a field without a chosen file.
    let response = omar.uploads(home, &[("", b""), ("", b"")]).await;

    response
        .assert_status(422)
        .assert_text("#photos [role=alert]", "Choose a photo first.");
}

#[tokio::test]
async fn the_limit_is_thirty_photos_per_listing() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let small: Vec<_> = (1..=31).map(|width| png(width, 8)).collect();
    let files: Vec<_> = small.iter().map(|bytes| ("photo.png", bytes.as_slice())).collect();

    let response = omar.uploads(home, &files).await;

    response
        .assert_status(422)
        .assert_text("#photos [role=alert]", "room for 30 photos");
    assert_eq!(response.count("#photos [role=alert] li"), 1);
    assert_eq!(omar.photos_of(home).await.len(), 30);
}

#[tokio::test]
async fn htmx_gets_the_photos_fragment_without_the_page() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let photos = omar.adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60)]).await;

    let response = omar.hx_post(urls::photo_position(photos[1]), &[("place", "1")]).await;

    response.assert_ok().assert_some("#photos .uploads").assert_no("header");
    assert_eq!(
        response.attributes("[data-place]", "id")[0],
        format!("photo-{}", photos[1])
    );
}

#[tokio::test]
async fn a_stranger_gets_404_for_every_photo_form_and_a_visitor_is_redirected_to_sign_in() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let photos = omar.adds_photos(home, &[&jpeg(90, 60), &jpeg(91, 60)]).await;
    let (sam, visitor) = (app.sam().await, app.visitor());
    let forms = [
        (urls::photo_alt(photos[0]), vec![("alt", "mine")]),
        (urls::photo_position(photos[1]), vec![("place", "1")]),
        (urls::photo_removal(photos[0]), vec![]),
    ];

    for (form, fields) in &forms {
        sam.post(form, fields).await.assert_status(404);
        visitor.post(form, fields).await.assert_sign_in();
    }
    sam.uploads(home, &[("mine.jpg", &jpeg(90, 60))])
        .await
        .assert_status(404);
    visitor
        .uploads(home, &[("mine.jpg", &jpeg(90, 60))])
        .await
        .assert_sign_in();

    assert_eq!(omar.photos_of(home).await, photos);
    let page = omar.get(urls::listing_photos(home)).await;
    assert_eq!(page.attribute("[name=alt]", "value").unwrap(), "");
}

#[tokio::test]
async fn the_form_of_a_new_listing_has_no_file_field_and_points_to_the_photo_page() {
    let app = TestApp::boot().await;

    let page = app.omar().await.get(urls::NEW_LISTING).await;

    page.assert_ok()
        .assert_text(".notice", "Photos have a page of their own")
        .assert_no("[type=file]");
}
