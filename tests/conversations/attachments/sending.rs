//! Sending attachments: the form, idempotency keys, limits, and the JSON API.

use reqwest::Method;
use serde_json::json;
use views::{ids, urls};

use super::PDF;
use crate::harness::TestApp;
use crate::harness::steps::started_conversation;
use crate::harness::uploads::{as_form, form_with};
use crate::images::corpus::jpeg;

#[tokio::test]
async fn rita_sends_an_image_and_a_file_and_omars_next_poll_returns_them() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let poll = omar.current_poll(conversation).await;
    let photo = jpeg(1_200, 900);

    let sent = rita
        .sends_files(
            conversation,
            "The plan and the kitchen",
            &[("plan.pdf", PDF), ("kitchen.jpg", &photo)],
        )
        .await;

    sent.assert_redirect(urls::conversation(conversation));
    let news = omar.hx_get(&poll).await;
    assert_eq!(news.messages(), ["The plan and the kitchen"]);
    news.assert_text(".files .file b", "plan.pdf")
        .assert_text(".files .file small", "48 B");
    assert_eq!(news.attributes(".files img", "alt"), ["kitchen.jpg"]);
    assert_eq!(news.attributes(".files img", "width"), ["1200"]);
    let file = news.attribute(".files .file", "href").unwrap();
    let file = omar.get(file).await;
    assert_eq!((file.status, &*file.body), (200, PDF));
    let picture = news.attribute(".files img", "src").unwrap();
    let picture = omar.get(picture).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/webp"));
    omar.get(urls::MESSAGES)
        .await
        .assert_text(".last", "The plan and the kitchen");
    let all = omar.get(urls::conversation_files(conversation)).await;
    assert_eq!((all.count(".files .file"), all.count(".files img")), (1, 1));
}

#[tokio::test]
async fn a_message_with_files_needs_no_text_and_the_inbox_shows_the_file_name() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;

    rita.sends_files(conversation, " ", &[("plan.pdf", PDF)])
        .await
        .assert_status(303);

    omar.get(urls::MESSAGES).await.assert_text(".last", "plan.pdf");
    let page = omar.opens(conversation).await;
    assert_eq!(page.messages(), ["Is it free?"]);
    assert_eq!(page.count(".bubble .file"), 1);
}

#[tokio::test]
async fn files_sent_twice_with_the_same_idempotency_key_are_one_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;

    for _ in 0..2 {
        rita.sends_files(conversation, "Twice", &[("plan.pdf", PDF)])
            .await
            .assert_status(303);
    }

    let page = omar.opens(conversation).await;
    assert_eq!(page.messages(), ["Is it free?", "Twice"]);
    assert_eq!(page.count(".bubble .file"), 1);
}

#[tokio::test]
async fn another_file_with_the_same_idempotency_key_is_409() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let conversation_id = conversation.to_string();
    let mut ids = Vec::new();
    for content in [PDF, b"Two rooms", PDF] {
        let body = form_with(&[("conversationId", &conversation_id)], &[("file", "plan", content)]);
        let request = rita.request(Method::POST, "/api/attachments");
        ids.push(rita.send(as_form(request, body)).await.json()["id"].clone());
    }
    let sends = async |id: &serde_json::Value| {
        let message = json!({"conversationId": conversation, "text": "", "clientId": "once", "attachmentIds": [id]});
        rita.calls_api(Method::POST, "/api/messages", Some(message)).await
    };

    sends(&ids[0]).await.assert_status(201);
    sends(&ids[0]).await.assert_status(200);
    sends(&ids[2]).await.assert_status(200);
    sends(&ids[1]).await.assert_problem(409);

    assert_eq!(omar.opens(conversation).await.count(".bubble .file"), 1);
}

#[tokio::test]
async fn a_rejected_file_keeps_the_text_and_the_other_files_in_the_form() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;

    let page = rita
        .sends_files(
            conversation,
            "Both",
            &[("plan.pdf", PDF), ("tool.exe", b"MZ\x90\0\x03\0\0\0")],
        )
        .await;

    page.assert_status(422).assert_text("[role=alert] b", "tool.exe");
    assert_eq!(page.value_of("form textarea"), "Both");
    let ready = page.attribute("form [name=attachment_ids][checked]", "value").unwrap();
    page.assert_text("form .choice span", "plan.pdf is ready to be sent");
    assert_eq!(omar.reads(conversation).await, ["Is it free?"]);
    // The accepted file is sent without another upload.
    let body = form_with(
        &[("client_id", "again"), ("text", "Both"), ("attachment_ids", &ready)],
        &[],
    );
    let request = rita.request(Method::POST, urls::conversation_files(conversation));
    rita.send(as_form(request, body)).await.assert_status(303);
    let page = omar.opens(conversation).await;
    assert_eq!(page.texts(".bubble .file b"), ["plan.pdf"]);
}

#[tokio::test]
async fn no_file_too_many_files_and_too_large_files_are_422_with_a_reason() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    let nothing = rita.sends_files(conversation, "Words", &[]).await;
    nothing
        .assert_status(422)
        .assert_text("[role=alert]", "Choose a picture or a file first");
    let six: Vec<_> = (0..6).map(|_| ("plan.pdf", PDF)).collect();
    let many = rita.sends_files(conversation, "Many", &six).await;
    many.assert_status(422).assert_some("[role=alert] li");
    assert_eq!(many.count("form [name=attachment_ids][checked]"), 5);
    let large = vec![b'a'; 20_000_001];
    let large = rita.sends_files(conversation, "", &[("large.txt", &large)]).await;
    large.assert_status(422).assert_some("[role=alert] li");
    let mut photo = jpeg(400, 300);
    photo.resize(15_000_001, 0);
    let photo = rita.sends_files(conversation, "", &[("photo.jpg", &photo)]).await;
    photo
        .assert_status(422)
        .assert_text("[role=alert] li", "photo.jpg Too big at 16 MB. The limit is 15 MB.");
    assert_eq!(rita.reads(conversation).await, ["Is it free?"]);
}

#[tokio::test]
async fn with_htmx_the_form_is_a_sheet_that_closes_after_sending() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    let sheet = rita.hx_get(urls::conversation_files(conversation)).await;
    sheet.assert_some(".sheet form[enctype='multipart/form-data'] input[type=file][multiple]");
    let target = sheet.attribute(".sheet form", "hx-target");
    assert_eq!(target, Some(format!("#{}", ids::sheet(conversation))));
    let body = form_with(&[("client_id", "a")], &[("files", "plan.pdf", PDF)]);
    let request = rita.request(Method::POST, urls::conversation_files(conversation));
    let sent = rita.send(rita.hx(as_form(request, body), "/")).await;

    sent.assert_ok();
    assert_eq!((sent.header("hx-trigger"), sent.body.len()), ("nudge", 0));
}

#[tokio::test]
async fn the_api_uploads_an_attachment_and_sends_it_once() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let conversation_id = conversation.to_string();
    let body = form_with(&[("conversationId", &conversation_id)], &[("file", "plan.pdf", PDF)]);
    let request = rita.request(Method::POST, "/api/attachments");

    let uploaded = rita.send(as_form(request, body)).await;

    uploaded.assert_status(201);
    let uploaded = uploaded.json();
    assert_eq!(
        (&uploaded["name"], &uploaded["contentType"]),
        (&json!("plan.pdf"), &json!("application/pdf"))
    );
    let id = uploaded["id"].as_i64().unwrap();
    // Before it is sent, only the uploader can see it.
    omar.get(urls::attachment(id)).await.assert_status(404);
    let message = json!({"conversationId": conversation, "text": "", "attachmentIds": [id]});
    rita.calls_api(Method::POST, "/api/messages", Some(message.clone()))
        .await
        .assert_status(201);
    omar.get(urls::attachment(id)).await.assert_ok();
    let again = rita.calls_api(Method::POST, "/api/messages", Some(message)).await;
    assert_eq!(again.assert_problem(422), ["attachmentIds"]);
}

#[tokio::test]
async fn the_api_returns_the_attachments_of_a_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let conversation_id = conversation.to_string();
    let body = form_with(&[("conversationId", &conversation_id)], &[("file", "plan.pdf", PDF)]);
    let uploaded = rita
        .send(as_form(rita.request(Method::POST, "/api/attachments"), body))
        .await;
    let uploaded = uploaded.json();
    let message =
        json!({"conversationId": conversation, "text": "", "clientId": "once", "attachmentIds": [uploaded["id"]]});

    let sent = rita
        .calls_api(Method::POST, "/api/messages", Some(message.clone()))
        .await;
    let again = rita.calls_api(Method::POST, "/api/messages", Some(message)).await;

    sent.assert_status(201);
    again.assert_status(200);
    for response in [&sent, &again] {
        assert_eq!(response.json()["attachments"], json!([uploaded]));
    }
    let path = format!("/api/messages?conversationId={conversation}");
    let messages = omar.calls_api(Method::GET, &path, None).await.json();
    assert_eq!(messages[1]["attachments"], json!([uploaded]));
    assert_eq!(
        messages[0].get("attachments"),
        None,
        "a message without files has no such field"
    );
    let unsent = format!("/api/messages/{}", sent.json()["id"]);
    let unsent = rita.calls_api(Method::DELETE, unsent, None).await.json();
    assert!(unsent["unsentAt"].is_string());
    assert_eq!(unsent.get("attachments"), None);
}

#[tokio::test]
async fn line_breaks_in_a_multipart_form_are_normalised_to_lf() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let text = format!("{}{}", "x\n".repeat(20), "x".repeat(3_960));
    assert_eq!(text.len(), 4_000, "the maximum length of a message");

    // Browsers send every line break as CR LF.
    let sent = rita
        .sends_files(conversation, &text.replace('\n', "\r\n"), &[("plan.pdf", PDF)])
        .await;

    sent.assert_status(303);
    assert_eq!(omar.reads(conversation).await, ["Is it free?", &text]);
    let id = rita.message_ids(conversation).await.pop().unwrap();
    rita.edits_message(conversation, id, &text.replace('\n', "\r\n"))
        .await
        .assert_status(303);
    omar.opens(conversation).await.assert_no(".marks a");
}
