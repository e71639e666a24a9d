//! Clients that read responses slowly or not at all: the minimum speed, and the budget of unsent responses.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use porchlight::config::{Networks, Switch};
use porchlight::http::listener::{ListenerOptions, Timeouts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use super::connection_limits::{ENDLESS, SOON, TestListener, short_timeouts};
use crate::harness::Process;

/// The smallest receive buffer that the system allows, in bytes: a client that reads nothing takes a few kilobytes.
const SMALL_WINDOW: u32 = 2_048;

/// Interval between two reads of a slow reader.
const READ_INTERVAL: Duration = Duration::from_millis(10);

async fn connect(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(SMALL_WINDOW).unwrap();
    socket.connect(address).await.unwrap()
}

/// Sends a request and returns the status code of its response.
async fn request(stream: &mut TcpStream, path: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    String::from_utf8_lossy(&status[9..]).into_owned()
}

#[tokio::test]
async fn a_client_that_reads_slower_than_the_minimum_rate_is_disconnected() {
    let listener = TestListener::start(ListenerOptions {
        client_timeouts: Timeouts {
            stall: Duration::from_secs(1),
            min_read_rate: 1e9,
            ..short_timeouts().client_timeouts
        },
        ..short_timeouts()
    })
    .await;
    let mut client = connect(listener.address()).await;
    assert_eq!(request(&mut client, "/endless").await, "200");

    let (mut received, mut part) = (0, vec![0; 64 * 1_024]);
    // A few megabytes a second: never silent for the stall timeout, and below the minimum rate.
    while let Ok(length @ 1..) = client.read(&mut part).await {
        received += length;
        tokio::time::sleep(READ_INTERVAL).await;
    }

    assert!(received < ENDLESS, "the whole response arrived");
}

#[tokio::test]
async fn unsent_responses_over_the_budget_of_an_address_are_replaced_by_503() {
    let options = ListenerOptions::new(Switch::On, Networks::default(), porchlight::router::timeout);
    let listener = TestListener::start(options).await;
    let (mut readers, mut statuses) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let mut reader = connect(listener.address()).await;
        statuses.push(request(&mut reader, "/megabytes").await);
        readers.push(reader);
    }

    assert_eq!(statuses, ["200", "200", "503", "503"]);
    let small = request(&mut connect(listener.address()).await, "/").await;
    assert_eq!(small, "200", "small responses are not counted");

    drop(readers);
    let begun = Instant::now();
    while request(&mut connect(listener.address()).await, "/megabytes").await != "200" {
        assert!(begun.elapsed() < SOON, "the budget is not released");
    }
}

/// The address space of the site in KiB.
const ADDRESS_SPACE: u32 = 600_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_clients_that_read_nothing_of_the_largest_page_do_not_exhaust_memory() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve_with_little_memory(data.path(), ADDRESS_SPACE);
    let omar = site.person("Omar Haddad").await;
    let home = omar.lists("Canal loft").await;
    for number in 0..60 {
        let text = format!("{number} {}", "word ".repeat(790));
        omar.post(format!("/listings/{home}/comments"), &[("text", &text)])
            .await;
    }
    let address: SocketAddr = site.url.trim_start_matches("http://").parse().unwrap();

    let mut readers = Vec::new();
    for _ in 0..1_000 {
        let mut reader = connect(address).await;
        let head = format!("GET /listings/{home} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        reader.write_all(head.as_bytes()).await.unwrap();
        readers.push(reader);
    }
    for reader in &mut readers {
        let mut start = [0; 9];
        reader.read_exact(&mut start).await.unwrap();
    }

    assert_eq!(omar.get("/").await.status, 200);
    let peak = site.peak_memory() / 1_000_000;
    assert!(peak < 300, "{peak} MB");
}
