//! Pressing Contact Owner.

use views::urls;

use crate::harness::{TestApp, together};

#[tokio::test]
async fn rita_contacts_an_owner_without_javascript() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let answer = rita.post(urls::contact(home), &[]).await;

    let page = rita.get(answer.header("location")).await;
    assert_eq!(answer.header("location"), urls::conversation(answer.made()));
    page.assert_ok()
        .assert_text("h1", "Omar Haddad")
        .assert_text(".chat__about", "Canal loft")
        .assert_some("form.composer[method=post] textarea[name=text]")
        .assert_some(".chat__log[role=log][aria-label=Messages]");
    assert_eq!(rita.contacts(home).await, answer.made(), "the same one again");
}

#[tokio::test]
async fn rita_contacts_an_owner_and_the_panel_opens_on_the_page() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let panel = rita.hx_post(urls::contact(home), &[]).await;

    // htmx reads a fragment as if scripts were off: what only they may see must not be in it.
    panel.assert_no("noscript, iframe");
    panel
        .assert_ok()
        .assert_some("#chat[role=region][aria-label=Chat]")
        .assert_text("button[data-close-chat]", "Close chat")
        .assert_some("[role=log][aria-label=Messages]")
        .assert_text(".composer button", "Send")
        .assert_text("label", "Message")
        .assert_no(".site-header");
    assert!(!panel.html().contains("<!DOCTYPE"));
    let conversation = rita.contacts(home).await;
    panel.assert_some(&format!("form[hx-post='/messages/{conversation}']"));
    let next = panel.next_poll(&format!("tail-{conversation}"));
    rita.hx_get(next).await.assert_status(204);
    let trigger = panel.attribute(&format!("#tail-{conversation}"), "hx-trigger").unwrap();
    assert!(trigger.contains("every 3s"), "{trigger}");
}

#[tokio::test]
async fn the_panel_shows_what_was_said_before_and_marks_it_read() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.asks_about(home, "Is it free?").await;
    omar.says(conversation, "It is.").await;
    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link[aria-label='Messages, 1 unread']");

    let panel = rita.hx_post(urls::contact(home), &[]).await;

    assert_eq!(panel.messages(), ["Is it free?", "It is."]);
    rita.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
}

#[tokio::test]
async fn fifty_first_contacts_at_once_make_one_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let contacts = (0..50).map(|_| {
        let rita = rita.clone();
        async move { rita.contacts(home).await }
    });
    let mut conversations = together(contacts).await;

    conversations.dedup();
    assert_eq!(conversations.len(), 1);
    assert_eq!(rita.get(urls::MESSAGES).await.count(".conversation-item"), 1);
    assert_eq!(omar.get(urls::MESSAGES).await.count(".conversation-item"), 1);
}

#[tokio::test]
async fn two_renters_have_a_conversation_each() {
    let app = TestApp::boot().await;
    let (omar, rita, ravi) = (app.omar().await, app.rita().await, app.ravi().await);
    let (loft, studio) = (omar.lists("Canal loft").await, omar.lists("Studio").await);

    let conversations = [
        rita.contacts(loft).await,
        ravi.contacts(loft).await,
        rita.contacts(studio).await,
    ];

    assert_ne!(conversations[0], conversations[1]);
    assert_ne!(conversations[0], conversations[2]);
    assert_eq!(omar.get(urls::MESSAGES).await.count(".conversation-item"), 3);
    assert_eq!(ravi.get(urls::MESSAGES).await.count(".conversation-item"), 1);
}

#[tokio::test]
async fn an_owner_cannot_contact_himself() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;

    let page = omar.post(urls::contact(home), &[]).await;
    let notice = omar.hx_post(urls::contact(home), &[]).await;

    page.assert_status(422).assert_text("main", "This is your own listing");
    notice
        .assert_status(422)
        .assert_text("[role=alert]", "This is your own listing")
        .assert_no(".site-header");
    assert_eq!(omar.get(urls::MESSAGES).await.count(".conversation-item"), 0);
}

#[tokio::test]
async fn a_thread_goes_on_when_its_listing_is_archived() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.asks_about(home, "Is it free?").await;

    for status in ["let", "draft", "archived"] {
        omar.edits(home, &[("status", status)])
            .await
            .assert_redirect(urls::listing(home));
        assert_eq!(rita.contacts(home).await, conversation, "{status}");
        rita.says(conversation, status).await;
        omar.says(conversation, "Noted").await;
    }

    assert_eq!(omar.reads(conversation).await.len(), 7);
    rita.get(urls::MESSAGES)
        .await
        .assert_text(".conversation-item", "Canal loft");
}

#[tokio::test]
async fn nobody_can_contact_about_a_home_that_is_not_there() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;

    for id in [0, 1, i64::MAX] {
        rita.post(urls::contact(id), &[]).await.assert_status(404);
        rita.hx_post(urls::contact(id), &[])
            .await
            .assert_status(404)
            .assert_some("[role=alert]");
    }
}

#[tokio::test]
async fn a_renter_begins_twenty_conversations_a_day_and_the_next_one_tomorrow() {
    let app = TestApp::with().rate_limits().boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let mut homes = Vec::new();
    for number in 0..21 {
        homes.push(omar.lists(&format!("Home {number}")).await);
    }
    let first = rita.contacts(homes[0]).await;
    app.advance(std::time::Duration::from_secs(3_600));
    for home in &homes[1..20] {
        rita.contacts(*home).await;
    }

    let refused = rita.post(urls::contact(homes[20]), &[]).await;

    refused
        .assert_status(429)
        .assert_text("main", "Please try again in 23 hours");
    assert_eq!(refused.header("retry-after"), "82800");
    assert_eq!(rita.contacts(homes[0]).await, first, "those that are there stay open");
    rita.says(first, "Hello").await;
    omar.says(first, "Hello").await;
    app.advance(std::time::Duration::from_secs(82_801));
    rita.contacts(homes[20]).await;
}
