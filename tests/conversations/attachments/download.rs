//! Downloads of attachments: ranges, backpressure, and aborted responses instead of truncated ones.

use std::time::Duration;

use reqwest::{Method, Response};
use tokio::time::timeout;
use views::urls;

use super::access::{first_file_url, get_range};
use crate::harness::slow_reader::{file_of, large_file};
use crate::harness::steps::started_conversation;
use crate::harness::{Actor, PASSWORD, TestApp};
use crate::images::corpus::jpeg;
use crate::photos::bucket::opened_with_a_gate;

/// How many bytes of a file the server reads at a time.
const CHUNK: usize = 128 * 1_024;

/// The time until a test fails. A test that passes does not wait for it.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Rita sends Omar a file. Returns its URL.
async fn send_file(rita: &Actor, omar: &Actor, conversation: i64, name: &str, content: &[u8]) -> String {
    let sent = rita.sends_files(conversation, "", &[(name, content)]).await;
    sent.assert_status(303);
    first_file_url(omar, conversation).await
}

/// Reads until this many bytes have arrived in total; `false` when the response is aborted before.
async fn reads_until(response: &mut Response, received: &mut Vec<u8>, length: usize) -> bool {
    while received.len() < length {
        match response.chunk().await {
            Ok(Some(more)) => received.extend(more),
            Ok(None) => panic!("the response ended as if it were complete"),
            Err(_) => return false,
        }
    }
    true
}

#[tokio::test]
async fn a_file_of_several_chunks_and_every_range_of_it_are_complete() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let content = file_of(3 * CHUNK + 1);
    let path = send_file(&rita, &omar, conversation, "plan.pdf", &content).await;
    let end = content.len();

    let whole = omar.get(&path).await;
    assert_eq!(whole.header("content-length"), end.to_string());
    assert!(whole.body == content);
    for (first, after) in [
        (0, CHUNK),
        (0, CHUNK + 1),
        (CHUNK - 1, CHUNK + 1),
        (CHUNK, end),
        (100, 3 * CHUNK),
        (3 * CHUNK, end),
    ] {
        let part = get_range(&omar, &path, &format!("bytes={first}-{}", after - 1)).await;
        part.assert_status(206);
        assert_eq!(part.header("content-length"), (after - first).to_string());
        assert!(part.body == content[first..after], "{first}..{after}");
    }
    let head = omar.send(omar.request(Method::HEAD, &path)).await;
    assert_eq!(head.header("content-length"), end.to_string());
    assert!(head.assert_ok().body.is_empty());
}

#[tokio::test]
async fn with_backpressure_a_chunk_is_read_only_after_the_one_before_was_sent() {
    let (objects, gate, url) = opened_with_a_gate().await;
    let app = TestApp::with().storage_url(url).boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let content = file_of(2 * CHUNK + 1_000);
    let path = send_file(&rita, &omar, conversation, "plan.pdf", &content).await;

    gate.shuts();
    let request = tokio::spawn(omar.request(Method::GET, &path).send());
    gate.is_knocked_at().await;
    gate.lets_one_through();
    let (mut response, mut received) = (request.await.unwrap().unwrap(), Vec::new());
    assert!(reads_until(&mut response, &mut received, CHUNK).await);

    assert!(received == content[..CHUNK], "{} bytes", received.len());
    let second = timeout(TIMEOUT, gate.is_knocked_at()).await;
    second.expect("the second chunk is read now");
    // An object that is deleted during a download aborts the response.
    objects.lock().unwrap().clear();
    gate.opens();
    assert!(!reads_until(&mut response, &mut received, content.len()).await);
    assert_eq!(received.len(), CHUNK);
}

#[tokio::test]
async fn an_unsent_file_is_not_buffered_for_a_slow_reader() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let path = send_file(&rita, &omar, conversation, "plan.pdf", &large_file()).await;
    assert!(omar.get(&path).await.body == large_file());

    let slow = omar.requests_slowly(&path).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    rita.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(303);

    let received = slow.reads_rest().await;
    assert!(received.len() < large_file().len() / 2, "{} bytes", received.len());
    omar.get(&path).await.assert_status(404);
}

#[tokio::test]
async fn text_attachments_are_not_compressed_and_have_one_etag_for_all_ranges() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let content = "A letter of many words. ".repeat(400);
    let path = send_file(&rita, &omar, conversation, "letter.txt", content.as_bytes()).await;
    let with_gzip = || omar.request(Method::GET, &path).header("accept-encoding", "gzip");

    let whole = omar.send(with_gzip()).await;
    let part = omar.send(with_gzip().header("range", "bytes=2000-")).await;

    for response in [&whole, &part] {
        assert_eq!(response.header("content-encoding"), "");
        assert_eq!(response.header("etag"), whole.header("etag"));
    }
    assert_eq!(whole.assert_ok().html(), content);
    assert_eq!(part.assert_status(206).html(), content[2_000..]);
}

#[tokio::test]
async fn a_cached_attachment_is_revalidated_and_gone_after_unsending_and_signing_out() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let image = rita.sends_files(conversation, "", &[("plan.jpg", &jpeg(90, 60))]).await;
    image.assert_status(303);
    let paths = [urls::attachment(1), urls::attachment_picture(1, 800)];
    let mut cached = Vec::new();
    for path in &paths {
        let first = omar.get(path).await;
        assert_eq!(first.assert_ok().header("cache-control"), "private, no-cache");
        cached.push((path, first.header("etag").to_owned()));
    }
    let revalidate = async |actor: &Actor| {
        let mut statuses = Vec::new();
        for (path, etag) in &cached {
            let request = actor.request(Method::GET, path).header("if-none-match", etag);
            statuses.push(actor.send(request).await.status);
        }
        statuses
    };

    assert_eq!(revalidate(&omar).await, [304, 304]);
    assert_eq!(revalidate(&app.sam().await).await, [404, 404]);
    rita.post(urls::SIGN_OUT, &[]).await;
    assert_eq!(revalidate(&rita).await, [303, 303], "to the sign-in page");
    rita.signs_in(PASSWORD).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    rita.post(urls::message_removal(conversation, id), &[]).await;

    assert_eq!(revalidate(&omar).await, [404, 404]);
}
