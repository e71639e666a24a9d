//! A system that lets the site open few files at once.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use views::urls;

use super::connection_limits::SOON;
use crate::harness::Process;
use crate::images::corpus::jpeg;

/// What the site may open. It begins with less, and has to ask for this.
const DESCRIPTORS: u32 = 256;

/// Asks, and takes the beginning of the answer; nothing comes from whoever is not even let in.
async fn hears(stream: &mut TcpStream) -> String {
    let asks = b"GET /healthz HTTP/1.1\r\nHost: porchlight.test\r\n\r\n";
    let mut answer = vec![0; 1_024];
    let heard = async {
        stream.write_all(asks).await.ok()?;
        stream.read(&mut answer).await.ok()
    };
    let length = timeout(SOON, heard).await.expect("an answer").unwrap_or_default();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[tokio::test]
async fn whoever_finds_all_descriptors_taken_is_told_so_and_the_others_are_served() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve_with_few_descriptors(data.path(), DESCRIPTORS);
    let omar = site.person("Omar Haddad").await;
    let home = omar.lists("Canal loft").await;
    let address = site.url.strip_prefix("http://").unwrap();
    let mut inside = Vec::new();

    let told = loop {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let answer = hears(&mut stream).await;
        if !answer.starts_with("HTTP/1.1 200") {
            break answer;
        }
        inside.push(stream);
        assert!(inside.len() < 1_000, "anybody is let in");
    };

    assert!(told.starts_with("HTTP/1.1 503"), "{told}");
    assert!(inside.len() > 64, "it asked for no more: {} are in", inside.len());
    // His connection was there before: what a page, a message or a photo needs to open has been left free.
    let photos = omar.adds_photos(home, &[&jpeg(40, 30)]).await;
    omar.get(urls::photo(photos[0], 320)).await.assert_ok();
    for stream in &mut inside {
        assert!(hears(stream).await.starts_with("HTTP/1.1 200"));
    }
    drop(inside);
    assert!(site.terminate().success());
}
