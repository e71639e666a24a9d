//! Sign-out: nothing that the person has written stays in the storage of the browser.

use super::browser_actor::BrowserActor;
use super::fault_proxy::ProxyMode;
use super::sending::shows_not_sent;
use super::site::Site;
use super::wait::eventually;

/// Rita, with a message in the outbox that could not be sent. She has left the page; the network works again.
async fn with_an_outbox(site: &Site) -> BrowserActor {
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    site.proxy.set_mode(ProxyMode::Disconnect);
    rita.types("Saturday at eleven?\n").await;
    shows_not_sent(&rita).await;
    rita.driver.goto("about:blank").await.expect("an empty page");
    site.proxy.set_mode(ProxyMode::Pass);
    rita.goes_to("/healthz").await;
    assert_eq!(stored(&rita).await, 1);
    rita
}

/// The number of entries in `sessionStorage` and `localStorage`.
async fn stored(visitor: &BrowserActor) -> u32 {
    visitor.page("sessionStorage.length + localStorage.length").await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_clear_site_data_the_next_page_of_a_signed_out_viewer_removes_the_outbox_from_session_storage() {
    let site = Site::start().await;
    let rita = with_an_outbox(&site).await;

    rita.goes_to("/settings").await;
    assert_eq!(stored(&rita).await, 1, "the own outbox stays");
    rita.driver.delete_all_cookies().await.expect("no session");
    rita.goes_to("/nowhere").await;
    assert_eq!(stored(&rita).await, 1, "an error page may not know the viewer");

    rita.goes_to("/").await;

    assert_eq!(stored(&rita).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_out_removes_the_outbox_from_session_storage() {
    let site = Site::start().await;
    let rita = with_an_outbox(&site).await;
    rita.goes_to("/settings").await;

    let sign_out = "document.querySelector('form[action=\"/sign-out\"]').submit()";
    rita.driver.execute(sign_out, Vec::new()).await.expect("a form");

    eventually("signed out", async || (rita.path().await == "/").then_some(())).await;
    eventually("nothing is stored", async || (stored(&rita).await == 0).then_some(())).await;
}
