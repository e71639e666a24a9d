//! The file descriptor limit (`RLIMIT_NOFILE`): load shedding when no descriptors are left.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use views::urls;

use super::connection_limits::SOON;
use crate::harness::Process;
use crate::images::corpus::jpeg;

/// The hard limit. The process starts with a lower soft limit and has to raise it.
const DESCRIPTORS: u32 = 256;

/// Sends a request; returns the start of the response, or "" when the connection was not accepted.
async fn get(stream: &mut TcpStream) -> String {
    let request = b"GET /healthz HTTP/1.1\r\nHost: porchlight.test\r\n\r\n";
    let mut response = vec![0; 1_024];
    let exchange = async {
        stream.write_all(request).await.ok()?;
        stream.read(&mut response).await.ok()
    };
    let length = timeout(SOON, exchange).await.expect("a response").unwrap_or_default();
    String::from_utf8_lossy(&response[..length]).into_owned()
}

#[tokio::test]
async fn load_shedding_without_free_descriptors_returns_503_and_open_connections_are_served() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve_with_few_descriptors(data.path(), DESCRIPTORS);
    let omar = site.person("Omar Haddad").await;
    let home = omar.lists("Canal loft").await;
    let address = site.url.strip_prefix("http://").unwrap();
    let mut accepted = Vec::new();

    let rejected = loop {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let response = get(&mut stream).await;
        if !response.starts_with("HTTP/1.1 200") {
            break response;
        }
        accepted.push(stream);
        assert!(accepted.len() < 1_000, "no connection is rejected");
    };

    assert!(rejected.starts_with("HTTP/1.1 503"), "{rejected}");
    assert!(
        accepted.len() > 64,
        "the soft limit was not raised: {} accepted",
        accepted.len()
    );
    // Omar's connection is older. Descriptors for pages, messages and photos are reserved.
    let photos = omar.adds_photos(home, &[&jpeg(40, 30)]).await;
    omar.get(urls::photo(photos[0], 320)).await.assert_ok();
    for stream in &mut accepted {
        assert!(get(stream).await.starts_with("HTTP/1.1 200"));
    }
    drop(accepted);
    assert!(site.terminate().success());
}
