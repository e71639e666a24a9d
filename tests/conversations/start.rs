//! Starting a conversation with Contact Owner.

use views::urls;

use crate::harness::{TestApp, concurrently};

#[tokio::test]
async fn rita_contacts_omar_without_scripts_and_is_redirected_to_the_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let response = rita.post(urls::contact(home), &[]).await;

    let page = rita.get(response.header("location")).await;
    assert_eq!(response.header("location"), urls::conversation(response.created_id()));
    page.assert_ok()
        .assert_text("h1", "Omar Haddad")
        .assert_text(".chat__about", "Canal loft")
        .assert_some("form.composer[method=post] textarea[name=text]")
        .assert_some(".chat__log[role=log][aria-label=Messages]");
    assert_eq!(
        rita.contacts(home).await,
        response.created_id(),
        "the existing conversation"
    );
}

#[tokio::test]
async fn rita_contacts_omar_with_htmx_and_gets_the_chat_panel_as_a_fragment() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let panel = rita.hx_post(urls::contact(home), &[]).await;

    // htmx parses a fragment as if scripts were off, so content for browsers without scripts must not be in it.
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
async fn the_panel_shows_earlier_messages_and_marks_them_as_read() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    omar.sends(conversation, "It is.").await;
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
async fn fifty_concurrent_contact_requests_start_one_conversation() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;

    let contacts = (0..50).map(|_| {
        let rita = rita.clone();
        async move { rita.contacts(home).await }
    });
    let mut conversations = concurrently(contacts).await;

    conversations.dedup();
    assert_eq!(conversations.len(), 1);
    assert_eq!(rita.get(urls::MESSAGES).await.count(".conversation-item"), 1);
    assert_eq!(omar.get(urls::MESSAGES).await.count(".conversation-item"), 1);
}

#[tokio::test]
async fn each_renter_has_one_conversation_per_listing() {
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
async fn an_owner_who_contacts_himself_gets_422() {
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
async fn a_conversation_continues_when_its_listing_is_let_a_draft_or_archived() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;

    for status in ["let", "draft", "archived"] {
        omar.edits(home, &[("status", status)])
            .await
            .assert_redirect(urls::listing(home));
        assert_eq!(rita.contacts(home).await, conversation, "{status}");
        rita.sends(conversation, status).await;
        omar.sends(conversation, "Noted").await;
    }

    assert_eq!(omar.reads(conversation).await.len(), 7);
    rita.get(urls::MESSAGES)
        .await
        .assert_text(".conversation-item", "Canal loft");
}

#[tokio::test]
async fn contact_owner_of_an_unknown_listing_is_404() {
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
async fn over_the_rate_limit_of_twenty_new_conversations_a_day_contact_owner_is_429() {
    let app = TestApp::with().rate_limits().boot().await;
    let (omar, olga, rita) = (app.omar().await, app.olga().await, app.rita().await);
    let mut homes = Vec::new();
    for number in 0..21 {
        // More than one owner may list in a day.
        let owner = if number < 11 { &omar } else { &olga };
        homes.push(owner.lists(&format!("Home {number}")).await);
    }
    let first = rita.contacts(homes[0]).await;
    app.advance(std::time::Duration::from_secs(3_600));
    for home in &homes[1..20] {
        rita.contacts(*home).await;
    }

    let rejected = rita.post(urls::contact(homes[20]), &[]).await;

    rejected
        .assert_status(429)
        .assert_text("main", "Please try again in 23 hours");
    assert_eq!(rejected.header("retry-after"), "82800");
    assert_eq!(rita.contacts(homes[0]).await, first, "existing conversations stay open");
    rita.sends(first, "Hello").await;
    omar.sends(first, "Hello").await;
    app.advance(std::time::Duration::from_secs(82_801));
    rita.contacts(homes[20]).await;
}
