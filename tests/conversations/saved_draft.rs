//! Saved drafts: typed text is stored until its author sends it, and only the author sees it.

use views::urls;

use crate::harness::TestApp;

const TYPED: &str = "Is Saturday\nat eleven too early?";

#[tokio::test]
async fn ritas_saved_draft_is_on_all_her_devices_until_she_sends_it() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    let phone = rita.on_another_device().await;

    rita.hx_post(urls::draft(conversation), &[("text", TYPED)])
        .await
        .assert_status(204);

    assert_eq!(phone.opens(conversation).await.value_of("textarea"), TYPED);
    let panel = phone.hx_post(urls::contact(home), &[]).await;
    assert_eq!(panel.value_of("textarea"), TYPED);
    assert_eq!(omar.opens(conversation).await.value_of("textarea"), "");
    rita.sends(conversation, TYPED).await;
    assert_eq!(phone.opens(conversation).await.value_of("textarea"), "");
}

#[tokio::test]
async fn ritas_saved_draft_is_no_change_in_omars_poll() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.enquires_about(omar.lists("Canal loft").await, "Is it free?").await;
    let tail = omar.opens(conversation).await.attribute(".tail", "hx-get").unwrap();

    rita.hx_post(urls::draft(conversation), &[("text", TYPED)]).await;

    omar.hx_get(&tail).await.assert_status(204);
}

#[tokio::test]
async fn a_stranger_gets_404_for_a_draft_and_long_drafts_are_truncated() {
    let app = TestApp::boot().await;
    let (omar, rita, sam) = (app.omar().await, app.rita().await, app.sam().await);
    let conversation = rita.enquires_about(omar.lists("Canal loft").await, "Is it free?").await;

    sam.hx_post(urls::draft(conversation), &[("text", TYPED)])
        .await
        .assert_status(404);
    rita.hx_post(urls::draft(conversation), &[("text", &"é".repeat(5_000))])
        .await
        .assert_status(204);

    assert_eq!(rita.opens(conversation).await.value_of("textarea"), "é".repeat(4_000));
}

#[tokio::test]
async fn a_sent_message_clears_the_saved_draft_and_keeps_newer_text() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.enquires_about(omar.lists("Canal loft").await, "Is it free?").await;
    omar.hx_post(urls::draft(conversation), &[("text", "It is")]).await;

    let message = [("text", "And quiet?"), ("client_id", "quiet"), ("draft", TYPED)];
    rita.post(urls::conversation(conversation), &message).await;

    assert_eq!(rita.opens(conversation).await.value_of("textarea"), TYPED);
    assert_eq!(omar.opens(conversation).await.value_of("textarea"), "It is");
    rita.sends(conversation, "And how large?").await;
    assert_eq!(rita.opens(conversation).await.value_of("textarea"), "");
    // A save that arrives after the message with the same text was sent is discarded.
    rita.hx_post(urls::draft(conversation), &[("text", "And how large? ")])
        .await
        .assert_status(204);
    assert_eq!(rita.opens(conversation).await.value_of("textarea"), "");
}

#[tokio::test]
async fn a_form_rendered_for_rita_is_401_in_omars_session() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.enquires_about(omar.lists("Canal loft").await, "Is it free?").await;
    let reader = rita
        .opens(conversation)
        .await
        .attribute("form.composer [name=reader]", "value")
        .unwrap();
    let typed = [("text", TYPED), ("reader", &*reader), ("client_id", "hers")];

    for url in [urls::conversation(conversation), urls::draft(conversation)] {
        omar.hx_post(url, &typed).await.assert_status(401);
    }

    let page = omar.opens(conversation).await;
    assert_eq!(page.messages(), ["Is it free?"]);
    assert_eq!(page.value_of("textarea"), "");
    rita.hx_post(urls::conversation(conversation), &typed).await.assert_ok();
    assert_eq!(rita.reads(conversation).await, ["Is it free?", TYPED]);
}
