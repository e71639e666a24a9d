//! Whoever sends a form that cannot be taken finds the keyboard where the way on begins, with and without scripts.

use thirtyfour::prelude::*;

use super::wait::{SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

const FOCUSED: &str = "document.activeElement.getAttribute('role') ?? document.activeElement.name ?? ''";

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_has_the_focus_and_leads_to_the_field() {
    let stage = Stage::open().await;
    for rita in [stage.person("rita").await, stage.person_without_scripts("rita").await] {
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
async fn where_there_is_no_summary_the_sentence_or_the_field_has_the_focus() {
    let stage = Stage::open().await;
    let visitor = stage.visitor().await;
    visitor.goes_to("/sign-in").await;
    for (name, typed) in [("email", "rita@example.org"), ("password", "not the porch light")] {
        let field = visitor.driver.find(By::Name(name)).await.expect("a field");
        field.send_keys(typed).await.expect("it takes what is typed");
    }
    visitor.presses("Sign in").await;
    is_at(&visitor, "alert").await;

    let rita = stage.person("rita").await;
    rita.goes_to("/listings/1").await;
    rita.presses("Post comment").await;
    is_at(&rita, "text").await;
    assert!(rita.page::<bool>("document.activeElement.id === 'comment-text'").await);
}

async fn is_at(visitor: &Visitor, what: &str) {
    eventually(SOON, &format!("the focus is at: {what}"), async || {
        (visitor.shown::<String>(FOCUSED).await == what).then_some(())
    })
    .await;
}
