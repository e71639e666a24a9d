//! Form errors: the focus moves to the error summary or to the invalid field, with and without scripts.

use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::eventually;

const FOCUSED: &str = "document.activeElement.getAttribute('role') ?? document.activeElement.name ?? ''";

#[tokio::test(flavor = "multi_thread")]
async fn the_error_summary_gets_the_focus_and_links_to_the_field() {
    let site = Site::start().await;
    for rita in [site.person("rita").await, site.person_without_scripts("rita").await] {
        rita.goes_to("/listings/new").await;
        rita.presses("Save listing").await;
        is_at(&rita, "alert").await;

        let keys = format!("{}{}", Key::Tab.value(), Key::Enter.value());
        let focused = rita.driver.active_element().await.expect("the summary");
        focused.send_keys(keys).await.expect("it takes keys");

        is_at(&rita, "title").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_summary_the_alert_or_the_invalid_field_gets_the_focus() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    visitor.goes_to("/sign-in").await;
    for (name, typed) in [("email", "rita@example.org"), ("password", "not the porch light")] {
        let field = visitor.driver.find(By::Name(name)).await.expect("a field");
        field.send_keys(typed).await.expect("it takes what is typed");
    }
    visitor.presses("Sign in").await;
    is_at(&visitor, "alert").await;

    let rita = site.person("rita").await;
    rita.goes_to("/listings/1").await;
    rita.presses("Post comment").await;
    is_at(&rita, "text").await;
    assert!(rita.page::<bool>("document.activeElement.id === 'comment-text'").await);
}

async fn is_at(visitor: &BrowserActor, what: &str) {
    eventually(&format!("the focus is at: {what}"), async || {
        (visitor.shown::<String>(FOCUSED).await == what).then_some(())
    })
    .await;
}
