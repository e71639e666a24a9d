//! Access to attachments: participants only, response headers, range requests, and deletion.

use std::time::Duration;

use porchlight::conversations::attachments::actions::delete_expired;
use porchlight::entities::Timestamp;
use reqwest::Method;
use views::urls;

use super::PDF;
use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp, TestResponse};
use crate::images::corpus::jpeg;

/// The URL of the first file of a conversation.
pub async fn first_file_url(actor: &Actor, conversation: i64) -> String {
    let page = actor.opens(conversation).await;
    page.attribute(".bubble .file", "href").unwrap()
}

/// Requests a range of a file (RFC 9110, section 14).
pub async fn get_range(actor: &Actor, path: &str, range: &str) -> TestResponse {
    actor
        .send(actor.request(Method::GET, path).header("range", range))
        .await
}

#[tokio::test]
async fn an_attachment_is_a_sandboxed_download_for_participants_and_404_for_a_stranger() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.sends_files(conversation, "", &[("plan „€\".pdf", PDF)])
        .await
        .assert_status(303);
    let path = first_file_url(&omar, conversation).await;

    let file = omar.get(&path).await;

    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").contains("sandbox"), "{file}");
    assert!(file.header("cache-control").starts_with("private"), "{file}");
    assert!(
        file.header("content-disposition")
            .starts_with("attachment; filename*=UTF-8''plan%20"),
        "{file}"
    );
    let olga = app.olga().await;
    olga.get(&path).await.assert_status(404);
    app.visitor().get(&path).await.assert_sign_in();
    olga.get(urls::conversation_files(conversation))
        .await
        .assert_status(404);
    let ravis = app
        .ravi()
        .await
        .sends_files(conversation, "", &[("plan.pdf", PDF)])
        .await;
    ravis.assert_status(404);
}

#[tokio::test]
async fn range_requests_get_206_or_416_and_a_known_etag_gets_304() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.sends_files(conversation, "", &[("letters.txt", b"abcdefghij")])
        .await
        .assert_status(303);
    let path = first_file_url(&omar, conversation).await;

    for (range, status, body, content_range) in [
        ("bytes=0-3", 206, "abcd", "bytes 0-3/10"),
        ("bytes=7-", 206, "hij", "bytes 7-9/10"),
        ("bytes=-2", 206, "ij", "bytes 8-9/10"),
        ("bytes=5-99", 206, "fghij", "bytes 5-9/10"),
        ("bytes=-99", 206, "abcdefghij", "bytes 0-9/10"),
        ("Bytes=9-9", 206, "j", "bytes 9-9/10"),
        ("bytes=10-", 416, "", "bytes */10"),
        ("bytes=20-25", 416, "", "bytes */10"),
        ("bytes=-0", 416, "", "bytes */10"),
        ("bytes=5-2", 200, "abcdefghij", ""),
        ("bytes=-", 200, "abcdefghij", ""),
        ("bytes=+1-2", 200, "abcdefghij", ""),
        ("bytes=0-1,4-5", 200, "abcdefghij", ""),
        ("nonsense", 200, "abcdefghij", ""),
    ] {
        let part = get_range(&omar, &path, range).await;
        assert_eq!(part.status, status, "{range}");
        assert_eq!(part.header("content-range"), content_range, "{range}");
        if status < 400 {
            assert_eq!(part.html(), body, "{range}");
        }
    }
    let whole = omar.get(&path).await;
    let known = omar
        .request(Method::GET, &path)
        .header("if-none-match", whole.header("etag"));
    omar.send(known).await.assert_status(304);
}

#[tokio::test]
async fn unsending_a_message_deletes_its_files() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let photo = jpeg(500, 400);
    rita.sends_files(conversation, "", &[("plan.pdf", PDF), ("a.jpg", &photo)])
        .await
        .assert_status(303);
    let path = first_file_url(&omar, conversation).await;
    let stored = |app: &TestApp| files_in(&app.data().join("files"));
    assert!(stored(&app) > 1);
    let id = rita.message_ids(conversation).await.pop().unwrap();

    rita.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(303);

    omar.get(&path).await.assert_status(404);
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn attachments_without_a_message_expire_with_their_files() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let page = rita
        .sends_files(
            conversation,
            "",
            &[("plan.pdf", PDF), ("tool.exe", b"MZ\x90\0\x03\0\0\0")],
        )
        .await;
    let ready: i64 = page
        .attribute("[name=attachment_ids]", "value")
        .unwrap()
        .parse()
        .unwrap();
    rita.get(urls::attachment(ready)).await.assert_ok();
    delete_expired(app.db(), app.context().now).await.unwrap();
    rita.get(urls::attachment(ready)).await.assert_ok();
    app.advance(Duration::from_secs(1));

    delete_expired(app.db(), app.context().now).await.unwrap();

    rita.get(urls::attachment(ready)).await.assert_status(404);
    let removed = app.files().sweep(Timestamp(i64::MAX)).await.unwrap();
    assert_eq!((removed, files_in(&app.data().join("files"))), (1, 0));
}

fn files_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { files_in(&path) } else { 1 })
        .sum()
}
