//! How long somebody may take to send photos: as long as something keeps coming.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use poem::{Body, FromRequest, Request};
use porchlight::http::request::multipart::MultipartBody;
use tokio::time::Instant;

use crate::harness::uploads::form;

/// What becomes of a form that comes in pieces of so many bytes, one a second, and how long that takes.
async fn sent(whole: Vec<u8>, piece: usize) -> (Result<u64, u16>, Duration) {
    taken(pieces(&whole, piece, Duration::from_secs(1))).await
}

/// Pieces of so many bytes, with so much time before each.
fn pieces(whole: &[u8], length: usize, pause: Duration) -> impl Stream<Item = Bytes> + Send + use<> {
    let pieces: Vec<_> = whole.chunks(length).map(Bytes::copy_from_slice).collect();
    stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        piece
    })
}

/// What becomes of a form whose body comes like this, and how long that takes.
async fn taken(body: impl Stream<Item = Bytes> + Send + 'static) -> (Result<u64, u16>, Duration) {
    let body = body.map(Ok::<_, std::io::Error>);
    let request = Request::builder()
        .content_type("multipart/form-data; boundary=----porchlight")
        .body(Body::from_bytes_stream(body));
    let (request, mut body) = request.split();
    let began = Instant::now();
    let read = async {
        let mut upload = MultipartBody::from_request(&request, &mut body).await?;
        let part = upload.next().await?.expect("a part");
        let saved = part.save(u64::MAX, || Ok(tempfile::tempfile().unwrap())).await?;
        Ok::<_, poem::Error>(saved.expect("a file").length)
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

#[tokio::test(start_paused = true)]
async fn who_began_quickly_is_waited_for_no_longer_than_others_who_send_nothing_more() {
    let photo = vec![7; 15_000_000];
    let whole = form(&[("photos", "a.jpg", &photo)]);
    let begun = pieces(&whole[..10_000_000], 100_000, Duration::ZERO);

    let (read, took) = taken(begun.chain(stream::pending())).await;

    assert_eq!(read, Err(408));
    assert!(took < Duration::from_secs(40), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn who_stops_for_a_while_now_and_then_is_waited_for() {
    let photo = vec![7; 15_000_000];
    let whole = form(&[("photos", "a.jpg", &photo)]);
    let tunnels = pieces(&whole, 250_000, Duration::from_secs(25));

    let (read, took) = taken(tunnels).await;

    assert_eq!(read, Ok(15_000_000));
    assert!(took > Duration::from_secs(1_500), "{took:?}");
}
