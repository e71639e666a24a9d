//! Who sees what was sent, how it is served, and when it is gone.

use std::time::Duration;

use porchlight::conversations::attachments::actions::delete_expired;
use porchlight::entities::Timestamp;
use reqwest::Method;
use views::urls;

use super::PDF;
use crate::harness::steps::started_conversation;
use crate::harness::{Actor, Answer, TestApp};
use crate::images::corpus::jpeg;

/// Where the first file of a conversation is.
pub async fn first_file(actor: &Actor, conversation: i64) -> String {
    let page = actor.opens(conversation).await;
    page.attribute(".bubble .file", "href").unwrap()
}

/// Asks for a part of a file.
pub async fn asks_for(actor: &Actor, path: &str, range: &str) -> Answer {
    actor
        .send(actor.request(Method::GET, path).header("range", range))
        .await
}

#[tokio::test]
async fn a_file_is_for_the_two_of_them_and_never_shown_as_a_page() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.sends_files(conversation, "", &[("plan „€\".pdf", PDF)])
        .await
        .assert_status(303);
    let path = first_file(&omar, conversation).await;

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
    olga.get(urls::files(conversation)).await.assert_status(404);
    let theirs = app
        .ravi()
        .await
        .sends_files(conversation, "", &[("plan.pdf", PDF)])
        .await;
    theirs.assert_status(404);
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    rita.sends_files(conversation, "", &[("letters.txt", b"abcdefghij")])
        .await
        .assert_status(303);
    let path = first_file(&omar, conversation).await;

    for (range, status, body, said) in [
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
        let part = asks_for(&omar, &path, range).await;
        assert_eq!(part.status, status, "{range}");
        assert_eq!(part.header("content-range"), said, "{range}");
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
async fn unsending_takes_the_files_along() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let photo = jpeg(500, 400);
    rita.sends_files(conversation, "", &[("plan.pdf", PDF), ("a.jpg", &photo)])
        .await
        .assert_status(303);
    let path = first_file(&omar, conversation).await;
    let kept = |app: &TestApp| files_in(&app.data().join("files"));
    assert!(kept(&app) > 1);
    let id = rita.message_ids(conversation).await.pop().unwrap();

    rita.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(303);

    omar.get(&path).await.assert_status(404);
    assert_eq!(kept(&app), 0);
}

#[tokio::test]
async fn what_was_brought_and_never_sent_is_let_go_with_its_file() {
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
