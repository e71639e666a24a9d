//! A fake S3 bucket for tests of object storage, with a gate that blocks reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use poem::http::{Method, StatusCode};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::Data;
use poem::{EndpointExt, Request, Response, ResponseBuilder, handler};
use tokio::sync::Notify;
use views::urls;

use crate::harness::TestApp;
use crate::images::corpus::jpeg;

pub type Objects = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// Blocks reads of objects while it is shut.
#[derive(Default)]
pub struct Gate {
    shut: AtomicBool,
    knocked: Notify,
    opened: Notify,
}

impl Gate {
    /// Blocks all reads from now on.
    pub fn shuts(&self) {
        self.shut.store(true, Ordering::SeqCst);
    }

    /// Waits until a read is blocked.
    pub async fn is_knocked_at(&self) {
        self.knocked.notified().await;
    }

    /// Unblocks one read; later ones are still blocked.
    pub fn lets_one_through(&self) {
        self.opened.notify_one();
    }

    /// Unblocks the waiting read and all later ones.
    pub fn opens(&self) {
        self.shut.store(false, Ordering::SeqCst);
        self.opened.notify_one();
    }

    async fn wait_while_shut(&self) {
        if self.shut.load(Ordering::SeqCst) {
            self.knocked.notify_one();
            self.opened.notified().await;
        }
    }
}

/// The part of the S3 API that a site needs: put, get (with ranges), list and delete objects.
#[handler]
async fn bucket(request: &Request, body: Vec<u8>, objects: Data<&Objects>, gate: Data<&Arc<Gate>>) -> Response {
    let key = request
        .uri()
        .path()
        .trim_start_matches("/homes")
        .trim_start_matches('/')
        .to_owned();
    let signed = request
        .header("authorization")
        .is_some_and(|line| line.contains("Credential=a key/"));
    let response = Response::builder()
        .header("etag", "\"1\"")
        .header("last-modified", "Fri, 20 Nov 2026 10:00:00 GMT");
    if !signed {
        return response.status(StatusCode::FORBIDDEN).finish();
    }
    if request.method() == Method::GET && !key.is_empty() {
        gate.wait_while_shut().await;
    }
    let mut objects = objects.lock().unwrap();
    match *request.method() {
        Method::PUT => {
            objects.insert(key, body);
            response.finish()
        }
        Method::DELETE => {
            objects.remove(&key);
            response.status(StatusCode::NO_CONTENT).finish()
        }
        _ if key.is_empty() => response
            .content_type("application/xml")
            .body(list_response(&objects, &prefix(request))),
        _ => match objects.get(&key) {
            Some(bytes) => object_response(response, bytes, request.header("range")),
            None => response.status(StatusCode::NOT_FOUND).finish(),
        },
    }
}

/// A complete object, or the requested range of it.
fn object_response(response: ResponseBuilder, bytes: &[u8], range: Option<&str>) -> Response {
    let Some((first, last)) = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')) else {
        return response.body(bytes.to_vec());
    };
    let first: usize = first.parse().unwrap();
    let last = last.parse::<usize>().unwrap().min(bytes.len() - 1);
    response
        .status(StatusCode::PARTIAL_CONTENT)
        .header("content-range", format!("bytes {first}-{last}/{}", bytes.len()))
        .body(bytes[first..=last].to_vec())
}

/// The `prefix` parameter of a list request.
fn prefix(request: &Request) -> String {
    let url = format!("http://bucket{}", request.uri());
    let url = reqwest::Url::parse(&url).unwrap();
    let prefix = url.query_pairs().find(|(name, _)| name == "prefix");
    prefix.map_or(String::new(), |(_, prefix)| prefix.into_owned())
}

fn list_response(objects: &BTreeMap<String, Vec<u8>>, prefix: &str) -> String {
    let mut entries = String::new();
    for (key, bytes) in objects.iter().filter(|(key, _)| key.starts_with(prefix)) {
        write!(
            entries,
            "<Contents><Key>{key}</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><ETag>\"1\"</ETag>\
             <Size>{}</Size></Contents>",
            bytes.len()
        )
        .unwrap();
    }
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>")
}

/// Starts a bucket named `homes`. Returns its objects and its storage URL.
pub async fn opened() -> (Objects, String) {
    let (objects, _, url) = opened_with_a_gate().await;
    (objects, url)
}

/// The same with its gate, which is open.
pub async fn opened_with_a_gate() -> (Objects, Arc<Gate>, String) {
    let (objects, gate) = (Objects::default(), Arc::<Gate>::default());
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
    let endpoint = bucket.data(objects.clone()).data(gate.clone());
    tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(endpoint));
    (
        objects,
        gate,
        format!("s3://homes/porchlight?endpoint=http://{address}"),
    )
}

#[tokio::test]
async fn with_a_storage_url_photos_are_stored_in_the_s3_bucket_and_not_on_disk() {
    let (objects, url) = opened().await;
    let app = TestApp::with().storage_url(url).boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;

    let photo = omar.adds_photos(home, &[&jpeg(900, 600)]).await[0];

    let names: Vec<String> = objects.lock().unwrap().keys().cloned().collect();
    assert_eq!(names.len(), 3);
    assert!(names.iter().all(|name| name.starts_with("porchlight/")), "{names:?}");
    assert_eq!(
        crate::harness::stored_files::files(app.data()),
        Vec::<std::path::PathBuf>::new()
    );
    let shown = app.visitor().get(urls::photo(photo, 320)).await;
    assert_eq!(shown.assert_ok().body, objects.lock().unwrap()[&names[0]]);
    omar.post(urls::photo_removal(photo), &[]).await;
    assert!(objects.lock().unwrap().is_empty());
}
