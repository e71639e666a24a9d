//! Timeouts of uploads: a minimum rate and a maximum pause.

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
