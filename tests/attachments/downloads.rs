//! How a file is sent: a piece at a time, as it is taken, and never as if half of it were all.

use std::time::Duration;

use reqwest::{Method, Response};
use tokio::time::timeout;
use views::urls;

use super::seeing::{asks_for, first_file};
use crate::harness::slow_reader::{file_of, large_file};
use crate::harness::steps::started_conversation;
use crate::harness::{Actor, TestApp};
use crate::photos::bucket::opened_with_a_gate;

/// As much as is read of a file at once.
const PIECE: usize = 128 * 1_024;

/// Long enough for anything on this machine; a test that passes does not wait for it.
const SOON: Duration = Duration::from_secs(20);

/// Rita sends Omar a file; answers with where it is.
async fn sent(rita: &Actor, omar: &Actor, conversation: i64, name: &str, content: &[u8]) -> String {
    let sent = rita.sends_files(conversation, "", &[(name, content)]).await;
    sent.assert_status(303);
    first_file(omar, conversation).await
}

/// Reads on until so much has been taken. False when the answer broke off before.
async fn takes(response: &mut Response, taken: &mut Vec<u8>, length: usize) -> bool {
    while taken.len() < length {
        match response.chunk().await {
            Ok(Some(more)) => taken.extend(more),
            Ok(None) => panic!("it ended as if it were whole"),
            Err(_) => return false,
        }
    }
    true
}

#[tokio::test]
async fn a_file_of_many_pieces_arrives_whole_and_so_does_any_part_of_it() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let content = file_of(3 * PIECE + 1);
    let path = sent(&rita, &omar, conversation, "plan.pdf", &content).await;
    let end = content.len();

    let whole = omar.get(&path).await;
    assert_eq!(whole.header("content-length"), end.to_string());
    assert!(whole.body == content);
    for (first, after) in [
        (0, PIECE),
        (0, PIECE + 1),
        (PIECE - 1, PIECE + 1),
        (PIECE, end),
        (100, 3 * PIECE),
        (3 * PIECE, end),
    ] {
        let part = asks_for(&omar, &path, &format!("bytes={first}-{}", after - 1)).await;
        part.assert_status(206);
        assert_eq!(part.header("content-length"), (after - first).to_string());
        assert!(part.body == content[first..after], "{first}..{after}");
    }
    let head = omar.send(omar.request(Method::HEAD, &path)).await;
    assert_eq!(head.header("content-length"), end.to_string());
    assert!(head.assert_ok().body.is_empty());
}

#[tokio::test]
async fn a_piece_is_read_only_once_the_one_before_it_has_been_taken() {
    let (objects, gate, url) = opened_with_a_gate().await;
    let app = TestApp::with().storage_url(url).boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let content = file_of(2 * PIECE + 1_000);
    let path = sent(&rita, &omar, conversation, "plan.pdf", &content).await;

    gate.shuts();
    let asked = tokio::spawn(omar.request(Method::GET, &path).send());
    gate.is_knocked_at().await;
    gate.lets_one_through();
    let (mut response, mut taken) = (asked.await.unwrap().unwrap(), Vec::new());
    assert!(takes(&mut response, &mut taken, PIECE).await);

    assert!(taken == content[..PIECE], "{} bytes", taken.len());
    let second = timeout(SOON, gate.is_knocked_at()).await;
    second.expect("the second piece is read now");
    // What is gone from the bucket cannot be read to its end, and that must show.
    objects.lock().unwrap().clear();
    gate.opens();
    assert!(!takes(&mut response, &mut taken, content.len()).await);
    assert_eq!(taken.len(), PIECE);
}

#[tokio::test]
async fn nothing_is_kept_of_a_file_for_somebody_who_reads_it_slowly() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let path = sent(&rita, &omar, conversation, "plan.pdf", &large_file()).await;
    assert!(omar.get(&path).await.body == large_file());

    let slow = omar.asks_slowly(&path).await;
    let id = rita.message_ids(conversation).await.pop().unwrap();
    rita.post(urls::message_removal(conversation, id), &[])
        .await
        .assert_status(303);

    let taken = slow.reads_on().await;
    assert!(taken.len() < large_file().len() / 2, "{} bytes", taken.len());
    omar.get(&path).await.assert_status(404);
}

#[tokio::test]
async fn a_text_that_was_sent_travels_as_it_is_so_that_its_parts_fit_together() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let content = "A letter of many words. ".repeat(400);
    let path = sent(&rita, &omar, conversation, "letter.txt", content.as_bytes()).await;
    let packed = || omar.request(Method::GET, &path).header("accept-encoding", "gzip");

    let whole = omar.send(packed()).await;
    let part = omar.send(packed().header("range", "bytes=2000-")).await;

    for answer in [&whole, &part] {
        assert_eq!(answer.header("content-encoding"), "");
        assert_eq!(answer.header("etag"), whole.header("etag"));
    }
    assert_eq!(whole.assert_ok().html(), content);
    assert_eq!(part.assert_status(206).html(), content[2_000..]);
}
