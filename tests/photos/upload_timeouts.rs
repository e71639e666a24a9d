//! Limits of the stream of an upload: a minimum rate, a maximum pause, and how much the parser holds unread.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use poem::{Body, FromRequest, Request};
use porchlight::http::request::multipart::MultipartBody;
use tokio::time::Instant;

use crate::harness::uploads::form;

/// Uploads a form at this rate, in bytes per second. Returns the length of its file or the error status, and the
/// duration.
async fn upload_at_rate(whole: Vec<u8>, rate: usize) -> (Result<u64, u16>, Duration) {
    upload(pieces(&whole, rate, Duration::from_secs(1))).await
}

/// Pieces of this length in bytes, with a pause before each.
fn pieces(whole: &[u8], length: usize, pause: Duration) -> impl Stream<Item = Bytes> + Send + use<> {
    let pieces: Vec<_> = whole.chunks(length).map(Bytes::copy_from_slice).collect();
    stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        piece
    })
}

/// Uploads a form with this body. Returns the length of its file or the error status, and the duration.
async fn upload(body: impl Stream<Item = Bytes> + Send + 'static) -> (Result<u64, u16>, Duration) {
    let body = body.map(Ok::<_, std::io::Error>);
    let request = Request::builder()
        .content_type("multipart/form-data; boundary=----porchlight")
        .body(Body::from_bytes_stream(body));
    let (request, mut body) = request.split();
    let started = Instant::now();
    let read = async {
        let mut multipart = MultipartBody::from_request(&request, &mut body).await?;
        let part = multipart.next().await?.expect("a part");
        let saved = part.save(u64::MAX, || Ok(tempfile::tempfile().unwrap())).await?;
        Ok::<_, poem::Error>(saved.expect("a file").length)
    };
    let read = read.await.map_err(|error| error.status().as_u16());
    (read, started.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_large_photo_at_9_kb_per_second_is_above_the_minimum_rate() {
    let photo = vec![7; 15_000_000];

    let (read, took) = upload_at_rate(form(&[("photos", "a.jpg", &photo)]), 9_000).await;

    assert_eq!(read, Ok(15_000_000));
    assert!(took > Duration::from_secs(1_600), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn an_upload_below_the_minimum_rate_is_408() {
    let photo = vec![7; 15_000_000];

    let (read, took) = upload_at_rate(form(&[("photos", "a.jpg", &photo)]), 100).await;

    assert_eq!(read, Err(408));
    assert!(took < Duration::from_secs(40), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_fast_start_does_not_extend_the_timeout_of_a_stalled_upload() {
    let photo = vec![7; 15_000_000];
    let whole = form(&[("photos", "a.jpg", &photo)]);
    let fast_start = pieces(&whole[..10_000_000], 100_000, Duration::ZERO);

    let (read, took) = upload(fast_start.chain(stream::pending())).await;

    assert_eq!(read, Err(408));
    assert!(took < Duration::from_secs(40), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn an_upload_with_pauses_below_the_timeout_succeeds() {
    let photo = vec![7; 15_000_000];
    let whole = form(&[("photos", "a.jpg", &photo)]);
    let with_pauses = pieces(&whole, 250_000, Duration::from_secs(25));

    let (read, took) = upload(with_pauses).await;

    assert_eq!(read, Ok(15_000_000));
    assert!(took > Duration::from_secs(1_500), "{took:?}");
}

/// The size of a piece of a body, and how much the parser may hold unread, in bytes.
const PIECE: usize = 8_192;
const MAX_BUFFERED: usize = 65_536;

/// A form whose body counts the bytes that were taken from it.
async fn counted(body: impl Stream<Item = Bytes> + Send + 'static) -> (MultipartBody, Arc<AtomicUsize>) {
    let taken = Arc::<AtomicUsize>::default();
    let counter = taken.clone();
    let body = body.map(move |piece| {
        counter.fetch_add(piece.len(), Ordering::Relaxed);
        Ok::<_, std::io::Error>(piece)
    });
    let request = Request::builder()
        .content_type("multipart/form-data; boundary=----porchlight")
        .body(Body::from_bytes_stream(body));
    let (request, mut body) = request.split();
    (MultipartBody::from_request(&request, &mut body).await.unwrap(), taken)
}

#[tokio::test]
async fn the_head_of_a_part_without_an_end_is_413_after_64_kib() {
    let start = Bytes::from_static(b"------porchlight\r\nContent-Disposition: form-data; name=\"");
    let endless = stream::repeat(Bytes::from(vec![b'x'; PIECE])).take(1_000);
    let (mut form, taken) = counted(stream::iter([start]).chain(endless)).await;

    let error = form.next().await.err().expect("no part");

    assert_eq!(error.status(), 413);
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken <= MAX_BUFFERED + 2 * PIECE, "{taken} bytes");
}

#[tokio::test]
async fn a_form_of_many_small_files_is_read_whole_and_at_most_64_kib_ahead() {
    let content = vec![7; 5_000];
    let files: Vec<_> = (0..90).map(|_| ("photos", "a.jpg", content.as_slice())).collect();
    let whole = form(&files);
    let part = whole.len() / files.len();
    let (mut form, taken) = counted(stream::iter(pieces_of(&whole))).await;

    for number in 1..=files.len() {
        let file = form.next().await.unwrap().expect("a part");
        let saved = file.save(u64::MAX, || Ok(tempfile::tempfile().unwrap())).await.unwrap();
        assert_eq!(saved.expect("a file").length, 5_000);
        let ahead = taken.load(Ordering::Relaxed).saturating_sub(number * part);
        assert!(ahead <= MAX_BUFFERED + 2 * PIECE, "{ahead} bytes after {number} files");
    }

    assert!(form.next().await.unwrap().is_none());
}

fn pieces_of(whole: &[u8]) -> Vec<Bytes> {
    whole.chunks(PIECE).map(Bytes::copy_from_slice).collect()
}
