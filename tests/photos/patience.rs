//! How long somebody may take to send photos: as long as something keeps coming.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use poem::{Body, FromRequest, Request};
use porchlight::http::uploads::Upload;
use tokio::time::Instant;

use crate::harness::uploads::form;

/// What becomes of a form that comes in pieces of so many bytes, one a second, and how long that takes.
async fn sent(whole: Vec<u8>, piece: usize) -> (Result<u64, u16>, Duration) {
    let pieces: Vec<_> = whole.chunks(piece).map(|piece| Bytes::from(piece.to_vec())).collect();
    let body = stream::unfold(pieces.into_iter(), |mut pieces| async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Some((Ok::<_, std::io::Error>(pieces.next()?), pieces))
    });
    let request = Request::builder()
        .content_type("multipart/form-data; boundary=----porchlight")
        .body(Body::from_bytes_stream(body));
    let (request, mut body) = request.split();
    let began = Instant::now();
    let read = async {
        let mut upload = Upload::from_request(&request, &mut body).await?;
        let part = upload.next().await?.expect("a part");
        let (_, length) = part.save(tempfile::tempfile().unwrap(), u64::MAX).await?.unwrap();
        Ok::<_, poem::Error>(length)
    };
    let read = read.await.map_err(|error| error.status().as_u16());
    (read, began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_large_photo_may_come_from_a_slow_phone() {
    let photo = vec![7; 15_000_000];

    let (read, took) = sent(form(&[("photos", "a.jpg", &photo)]), 9_000).await;

    assert_eq!(read, Ok(15_000_000));
    assert!(took > Duration::from_secs(1_600), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn who_sends_next_to_nothing_is_not_waited_for() {
    let photo = vec![7; 15_000_000];

    let (read, took) = sent(form(&[("photos", "a.jpg", &photo)]), 100).await;

    assert_eq!(read, Err(408));
    assert!(took < Duration::from_secs(40), "{took:?}");
}
