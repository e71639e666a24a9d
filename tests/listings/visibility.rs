//! Visibility of a listing by its status, and Contact Owner.

use views::urls;

use crate::harness::TestApp;

#[tokio::test]
async fn a_draft_is_visible_to_its_owner_and_404_for_others() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists_with(&[("status", "draft")]).await;
    omar.get(urls::listing(home))
        .await
        .assert_ok()
        .assert_text(".notice", "Only you can see it");

    rita.get(urls::listing(home)).await.assert_status(404);
    app.visitor().get(urls::listing(home)).await.assert_status(404);
    rita.post(urls::contact(home), &[]).await.assert_status(404);
    rita.post(urls::comments(home), &[("text", "Hello?")])
        .await
        .assert_status(404);

    let unknown = rita.get(urls::listing(home + 1)).await;
    let draft = rita.get(urls::listing(home)).await;
    assert_eq!(
        draft.texts("main p:first-of-type"),
        unknown.texts("main p:first-of-type")
    );
}

#[tokio::test]
async fn an_archived_listing_is_visible_to_its_owner_and_renters_with_a_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita, sam) = (app.omar().await, app.rita().await, app.sam().await);
    let home = omar.lists("Canal loft").await;
    rita.enquires_about(home, "Is it free?").await;
    sam.get(urls::listing(home)).await.assert_ok();

    omar.edits(home, &[("status", "archived")])
        .await
        .assert_redirect(urls::listing(home));

    rita.get(urls::listing(home))
        .await
        .assert_ok()
        .assert_text(".notice", "put away")
        .assert_text("button", "Contact Owner");
    omar.get(urls::listing(home)).await.assert_ok();
    sam.get(urls::listing(home)).await.assert_status(404);
    app.visitor().get(urls::listing(home)).await.assert_status(404);
    sam.post(urls::contact(home), &[]).await.assert_status(404);
    sam.post(urls::comments(home), &[("text", "Hello?")])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_let_listing_stays_visible_and_can_be_enquired_about() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists_with(&[("status", "let")]).await;

    app.visitor()
        .get(urls::listing(home))
        .await
        .assert_ok()
        .assert_text(".notice", "is let now");

    rita.contacts(home).await;
}

#[tokio::test]
async fn contact_owner_is_shown_to_all_but_the_owner() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let for_rita = rita.get(urls::listing(home)).await;
    for_rita
        .assert_text("form.contact button", "Contact Owner")
        .assert_some("#chat");
    assert_eq!(for_rita.attribute("form.contact", "hx-post"), Some(urls::contact(home)));
    assert_eq!(for_rita.attribute("form.contact", "action"), Some(urls::contact(home)));

    app.visitor()
        .get(urls::listing(home))
        .await
        .assert_text("form.contact button", "Contact Owner");

    let for_omar = omar.get(urls::listing(home)).await;
    for_omar
        .assert_no("form.contact")
        .assert_text(&format!("a[href='/listings/{home}/edit']"), "Edit listing");
    for_rita.assert_no(&format!("a[href='/listings/{home}/edit']"));
}

#[tokio::test]
async fn my_listings_shows_the_enquiries_about_the_owners_listings_only() {
    let app = TestApp::boot().await;
    let (omar, olga, rita, ravi) = (app.omar().await, app.olga().await, app.rita().await, app.ravi().await);
    let (loft, cottage) = (omar.lists("Canal loft").await, omar.lists("Cottage").await);
    olga.lists("Studio").await;
    let with_rita = rita.enquires_about(loft, "Is it free?").await;
    rita.sends(with_rita, "And quiet?").await;
    ravi.enquires_about(loft, "May I see it?").await;

    let mine = omar.get(urls::MY_LISTINGS).await;

    assert_eq!(mine.texts(".my-listings h2"), ["Cottage", "Canal loft"]);
    let loft = format!("#listing-{loft}");
    assert_eq!(
        mine.texts(&format!("{loft} h3")),
        ["Ravi Menon", "Rita Okafor"],
        "the latest first"
    );
    mine.assert_text(&format!("{loft} .enquiries"), "And quiet?")
        .assert_text(&format!("{loft} dl"), "Enquiries2Waiting3")
        .assert_some(&format!("{loft} a[href='/messages/{with_rita}']"))
        .assert_no(&format!("#listing-{cottage} .enquiries"))
        .assert_text("p", "3 messages are waiting for you.");
    let olgas = olga.get(urls::MY_LISTINGS).await;
    assert_eq!(olgas.texts(".my-listings h2"), ["Studio"]);
    rita.get(urls::MY_LISTINGS).await.assert_text("h1", "Your first light");
}

#[tokio::test]
async fn an_unknown_or_invalid_listing_id_is_404() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for path in [
        "/listings/1",
        "/listings/0",
        "/listings/9223372036854775807",
        "/listings/99999999999999999999",
        "/listings/-1",
        "/listings/one",
        "/listings/1/",
        "/nowhere",
    ] {
        let page = rita.get(path).await;
        page.assert_status(404).assert_text("h1", "Nobody home at this address");
    }
}
