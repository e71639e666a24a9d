//! Log lines: a path that a client sends raw is percent-encoded, because a terminal would obey its characters.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Command;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::Process;

/// Runs the site with this log format, requests a path, stops the site, and returns its log.
async fn log_of_request(format: &str, path: &str) -> String {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().display().to_string();
    let variables = [
        ("PORCHLIGHT_DATA_DIR", data.as_str()),
        ("PORCHLIGHT_LISTEN", "127.0.0.1:0"),
        ("PORCHLIGHT_LOG_FORMAT", format),
    ];
    let mut site = Process::command(&["serve"], &variables).spawn().unwrap();
    let mut output = BufReader::new(site.stdout.take().unwrap()).lines();
    let address = output.find_map(|line| {
        line.unwrap()
            .split_once("listens on http://")
            .map(|(_, url)| url.to_owned())
    });
    let address = address.unwrap();
    let address = address.split([' ', '/']).next().unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    Command::new("kill").arg(site.id().to_string()).status().unwrap();
    let mut log = String::new();
    site.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    site.wait().unwrap();
    log
}

#[tokio::test]
async fn control_and_bidi_characters_of_a_path_are_percent_encoded_in_the_log() {
    for format in ["json", "text"] {
        let log = log_of_request(format, "/caf\u{e9}/\u{202e}\u{9b}31m").await;

        assert!(log.contains("/caf%C3%A9/%E2%80%AE%C2%9B31m"), "{log:?}");
        assert!(
            log.is_ascii() && !log.contains(|c: char| c.is_control() && c != '\n'),
            "{log:?}"
        );
    }
}
