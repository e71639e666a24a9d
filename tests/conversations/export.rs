//! Export of a conversation as an HTML page and as a ZIP archive.

use std::io::{Cursor, Read as _};

use serde_json::Value;
use sha2::{Digest, Sha256};
use views::urls;
use zip::ZipArchive;

use crate::harness::slow_reader::large_file;
use crate::harness::steps;
use crate::harness::{Actor, TestApp, TestResponse};

/// Omar, Rita, and a conversation with more messages than one query of the export returns (20).
async fn long_conversation(app: &TestApp) -> (Actor, Actor, i64) {
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal <loft>").await;
    let conversation = rita.enquires_about(home, "Is it free?\nReally?").await;
    for number in 0..205 {
        omar.sends(conversation, &format!("<b>message</b> {number}")).await;
    }
    (omar, rita, conversation)
}

pub fn file(zip: &TestResponse, name: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(zip.body.clone())).unwrap();
    let mut content = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

#[tokio::test]
async fn both_participants_export_all_messages_without_marking_them_as_read() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = long_conversation(&app).await;

    for reader in [&omar, &rita] {
        let page = reader.get(urls::export(conversation)).await;
        page.assert_ok()
            .assert_no("link[href]")
            .assert_no("img")
            .assert_no("script")
            .assert_no("main b b");
        assert_eq!(page.count("article"), 206);
        assert!(
            page.texts("article")[0].contains("Rita Okafor, 2026-11-22 10:00"),
            "{page}"
        );
        assert!(page.texts("article")[205].contains("<b>message</b> 204"), "{page}");
        assert!(page.html().ends_with("</main></body></html>"));

        let zip = reader.get(urls::export_zip(conversation)).await;
        assert_eq!(zip.header("content-type"), "application/zip");
        assert!(zip.header("content-disposition").contains(".zip"));
        let content = file(&zip, "conversation.json");
        let exported: Value = serde_json::from_slice(&content).unwrap();
        assert_eq!(exported["renter"]["name"], "Rita Okafor");
        assert_eq!(exported["owner"]["name"], "Omar Haddad");
        assert_eq!(exported["listing"]["title"], "Canal <loft>");
        let messages = exported["messages"].as_array().unwrap();
        assert_eq!(messages.len(), 206);
        assert_eq!(messages[0]["text"], "Is it free?\nReally?");
        assert_eq!(messages[0]["createdAt"], "2026-11-22T10:00:00.000Z");
        assert_eq!(messages[205]["text"], "<b>message</b> 204");
        assert_eq!(messages[205]["sender"]["name"], "Omar Haddad");
        let sum: String = Sha256::digest(&content)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let sums = String::from_utf8(file(&zip, "SHA256SUMS")).unwrap();
        assert_eq!(sums, format!("{sum}  conversation.json\n"));
    }
    let home = rita.get(urls::HOME).await;
    home.assert_some("#messages-link[aria-label='Messages, 205 unread']");
    let page = rita.opens(conversation).await;
    page.assert_text(".chat__head summary", "Download this conversation");
    for link in [urls::export(conversation), urls::export_zip(conversation)] {
        page.assert_some(&format!(".chat__head a[href='{link}']"));
    }
}

#[tokio::test]
async fn an_empty_conversation_can_be_exported() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;

    let page = rita.get(urls::export(conversation)).await;
    page.assert_ok().assert_no("article").assert_some("h1");
    let zip = rita.get(urls::export_zip(conversation)).await;
    let exported: Value = serde_json::from_slice(&file(&zip, "conversation.json")).unwrap();
    assert_eq!(exported["messages"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn the_export_contains_edits_reactions_quotes_and_unsent_messages() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = steps::started_conversation(&app).await;
    let quoted = rita.message_ids(conversation).await.pop().unwrap();
    rita.edits_message(conversation, quoted, "Is it free soon?").await;
    omar.post(urls::reaction(conversation, quoted), &[("reaction", "love")])
        .await;
    let form = [
        ("text", "From May"),
        ("client_id", "a"),
        ("reply_to", &*quoted.to_string()),
    ];
    omar.post(urls::conversation(conversation), &form).await;
    rita.sends(conversation, "Oops").await;
    let unsent = rita.message_ids(conversation).await.pop().unwrap();
    rita.post(urls::message_removal(conversation, unsent), &[]).await;

    let page = rita.get(urls::export(conversation)).await;
    let zip = rita.get(urls::export_zip(conversation)).await;

    let articles = page.texts("article");
    assert!(
        articles[0].contains(", Edited") && articles[0].contains("Omar Haddad reacted: Heart"),
        "{page}"
    );
    page.assert_text("article:nth-of-type(2) q", "Is it free soon?");
    page.assert_text("article:nth-of-type(3) i", "This message was unsent");
    let exported: Value = serde_json::from_slice(&file(&zip, "conversation.json")).unwrap();
    let [first, second, third] = exported["messages"].as_array().unwrap().as_slice() else {
        panic!("three messages in {exported}");
    };
    assert_eq!(first["earlierTexts"][0]["text"], "Is it free?");
    assert_eq!(first["earlierTexts"][0]["writtenAt"], first["createdAt"]);
    assert_eq!(first["reaction"], "love");
    assert_eq!(second["replyTo"], quoted);
    assert_eq!(
        (&third["text"], third["unsentAt"].is_string()),
        (&Value::from(""), true)
    );
    assert_eq!(third.get("editedAt"), None);
}

#[tokio::test]
async fn the_zip_export_contains_the_attachments_and_sha256_checksums() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = steps::started_conversation(&app).await;
    let pdf: &[u8] = b"%PDF-1.4\n%%EOF\n";
    let picture = crate::images::corpus::jpeg(400, 300);
    rita.sends_files(conversation, "", &[("plan.pdf", pdf), ("a.jpg", &picture)])
        .await
        .assert_status(303);

    let zip = omar.get(urls::export_zip(conversation)).await;

    let exported: Value = serde_json::from_slice(&file(&zip, "conversation.json")).unwrap();
    let names: Vec<String> = serde_json::from_value(exported["messages"][1]["files"].clone()).unwrap();
    assert_eq!(names, ["files/1-plan.pdf", "files/2-a.jpg"]);
    assert_eq!(file(&zip, &names[0]), pdf);
    let sums = String::from_utf8(file(&zip, "SHA256SUMS")).unwrap();
    for name in ["conversation.json", &names[0], &names[1]] {
        let sum = Sha256::digest(file(&zip, name));
        let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(sums.contains(&format!("{sum}  {name}\n")), "{sums}");
    }
    omar.get(urls::export(conversation))
        .await
        .assert_text("article:nth-of-type(2) small", "plan.pdf");
}

#[tokio::test]
async fn a_zip_export_is_aborted_when_a_file_is_unsent_during_the_download() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = steps::started_conversation(&app).await;
    rita.sends_files(conversation, "", &[("plan.pdf", &large_file())])
        .await
        .assert_status(303);
    let whole = omar.get(urls::export_zip(conversation)).await;
    assert_eq!(file(&whole, "files/1-plan.pdf"), large_file());

    let slow = omar.requests_slowly(urls::export_zip(conversation)).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    rita.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(303);

    let received = slow.reads_rest().await;
    assert!(received.len() < large_file().len() && !received.ends_with(b"0\r\n\r\n"));
}

#[tokio::test]
async fn a_stranger_gets_404_for_an_export_and_a_visitor_is_redirected_to_sign_in() {
    let app = TestApp::boot().await;
    let (omar, rita, sam) = (app.omar().await, app.rita().await, app.sam().await);
    let conversation = rita.enquires_about(omar.lists("Canal loft").await, "Is it free?").await;

    for path in [urls::export(conversation), urls::export_zip(conversation)] {
        rita.get(&path).await.assert_ok();
        sam.get(&path).await.assert_status(404);
        app.visitor().get(&path).await.assert_sign_in();
    }
    rita.get(urls::export(0)).await.assert_status(404);
}
