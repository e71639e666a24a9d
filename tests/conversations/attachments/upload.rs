//! Uploads of attachments in the composer, before their message is sent.

use porchlight::conversations::attachments::actions::MAX_PER_MESSAGE;
use views::urls;

use super::PDF;
use crate::harness::steps::started_conversation;
use crate::harness::stored_files::files;
use crate::harness::{Options, TestApp};
use crate::images::corpus::jpeg;

const TOOL: &[u8] = b"MZ\x90\0\x03\0\0\0";

#[tokio::test]
async fn uploaded_attachments_are_private_until_they_are_sent_with_a_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = omar.current_poll(conversation).await;

    let rows = rita
        .uploads_attachments(conversation, &[("plan.pdf", PDF), ("kitchen.jpg", &jpeg(1_200, 900))])
        .await;

    rows.assert_ok().assert_no("main").assert_text("li .file b", "plan.pdf");
    assert_eq!(rows.attributes("li img", "alt"), ["kitchen.jpg"]);
    let ids = rows.attachment_ids();
    assert_eq!(ids.len(), 2);
    omar.hx_get(&poll).await.assert_status(204);
    for id in &ids {
        omar.get(urls::attachment(id.parse().unwrap())).await.assert_status(404);
    }

    let fields: Vec<_> = ids.iter().map(|id| ("attachment_ids", id.as_str())).collect();
    rita.hx_post(urls::conversation(conversation), &fields)
        .await
        .assert_ok();

    let news = omar.hx_get(&poll).await;
    assert_eq!(news.texts(".bubble .file b"), ["plan.pdf"]);
    assert_eq!(news.count(".bubble .files li"), 2);
    // A sent attachment can neither be removed nor sent with another message.
    let sent = ids[0].parse().unwrap();
    rita.hx_post(urls::attachment_removal(sent), &[])
        .await
        .assert_status(404);
    let again = rita.hx_post(urls::conversation(conversation), &fields).await;
    again.assert_status(422).assert_text("[role=alert]", "no longer there");
}

#[tokio::test]
async fn a_rejected_file_has_a_row_with_the_reason_and_the_other_uploads_are_kept() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    let rows = rita
        .uploads_attachments(
            conversation,
            &[("plan.pdf", PDF), ("tool.exe", TOOL), ("empty.txt", b"")],
        )
        .await;

    rows.assert_status(422);
    assert_eq!(rows.attachment_ids().len(), 1);
    assert_eq!(
        rows.texts("li.failed [role=alert]"),
        [
            "tool.exe This is nothing that can be sent here. Pictures, PDF, text and office files can.",
            "empty.txt There is nothing in this file."
        ]
    );
    assert_eq!(
        rows.texts("[data-remove]"),
        ["Remove plan.pdf", "Remove tool.exe", "Remove empty.txt"]
    );
    let dutch = rita.request(reqwest::Method::POST, urls::upload_attachments(conversation));
    let dutch = dutch.header("accept-language", "nl");
    let body = crate::harness::uploads::form(&[("files", "tool.exe", TOOL)]);
    let dutch = rita.send(crate::harness::uploads::as_form(dutch, body)).await;
    dutch.assert_text("[data-remove]", "tool.exe weghalen");
}

#[tokio::test]
async fn removing_an_upload_deletes_its_files_and_is_404_for_others() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let rows = rita
        .uploads_attachments(conversation, &[("a.jpg", &jpeg(500, 400)), ("plan.pdf", PDF)])
        .await;
    let removals = rows.attributes("[data-remove]", "data-remove");
    let visitor = app.visitor();
    for stranger in [&omar, &app.sam().await] {
        stranger.hx_post(&removals[0], &[]).await.assert_status(404);
    }
    visitor.post(&removals[0], &[]).await.assert_sign_in();
    assert!(!files(app.data()).is_empty());

    for removal in &removals {
        rita.hx_post(removal, &[]).await.assert_status(204);
    }

    assert_eq!(files(app.data()).len(), 0);
    rita.hx_post(&removals[0], &[]).await.assert_status(404);
}

#[tokio::test]
async fn an_upload_to_a_conversation_is_404_for_a_stranger_and_401_for_a_visitor() {
    let app = TestApp::boot().await;
    let (_omar, _rita, conversation) = started_conversation(&app).await;

    let sam = app
        .sam()
        .await
        .uploads_attachments(conversation, &[("plan.pdf", PDF)])
        .await;
    sam.assert_status(404);
    let visitor = app
        .visitor()
        .uploads_attachments(conversation, &[("plan.pdf", PDF)])
        .await;
    visitor.assert_status(401);

    assert_eq!(files(app.data()).len(), 0);
}

#[tokio::test]
async fn over_the_rate_limit_of_120_files_an_hour_an_upload_is_429() {
    let app = Options::default().rate_limits().boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    for _ in 0..24 {
        let five = [("plan.pdf", PDF); 5];
        rita.uploads_attachments(conversation, &five).await.assert_ok();
    }

    let rejected = rita.uploads_attachments(conversation, &[("plan.pdf", PDF)]).await;

    rejected.assert_status(429).assert_some(".notice p + p");
}

#[tokio::test]
async fn rejected_files_count_for_the_rate_limit_of_uploads() {
    let app = Options::default().rate_limits().boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let many = [("plan.pdf", PDF); 60];
    for _ in 0..2 {
        let rows = rita.uploads_attachments(conversation, &many).await;
        rows.assert_status(422);
        assert_eq!(rows.count("li.failed"), many.len() - MAX_PER_MESSAGE);
    }

    let rejected = rita.uploads_attachments(conversation, &[("plan.pdf", PDF)]).await;

    rejected.assert_status(429);
}

#[tokio::test]
async fn over_the_rate_limit_an_upload_is_429_before_anything_is_stored() {
    let app = Options::default().rate_limits().boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    for _ in 0..2 {
        let tools = [("tool.exe", TOOL); 60];
        rita.uploads_attachments(conversation, &tools).await.assert_status(422);
    }
    // Without this folder, every write to the storage fails.
    std::fs::remove_dir_all(app.data().join("files")).unwrap();

    let rejected = rita.uploads_attachments(conversation, &[("plan.pdf", PDF)]).await;
    let none = rita.uploads_attachments(conversation, &[("", b"")]).await;
    let large = rita
        .uploads_attachments(conversation, &[("large.pdf", &vec![b'x'; 20_000_001])])
        .await;

    rejected.assert_status(429);
    none.assert_ok();
    large.assert_status(422);
    assert!(large.texts("li.failed [role=alert]")[0].contains("20 MB"), "{large}");
}

#[tokio::test]
async fn the_page_and_the_panel_have_an_upload_tray_with_the_file_limit() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let thread = rita.opens(conversation).await;
    let home = thread.attribute(".chat__about", "href").unwrap();
    let panel = rita.hx_post(format!("{home}/contact"), &[]).await;

    for composer in [thread, panel] {
        composer.assert_some(".tray [type=file][multiple]");
        let max_files = composer.attribute(".tray", "data-most");
        assert_eq!(max_files, Some(MAX_PER_MESSAGE.to_string()), "the limit of the server");
        let action = composer.attribute(".tray", "data-action");
        assert_eq!(action, Some(urls::upload_attachments(conversation)));
    }
}
