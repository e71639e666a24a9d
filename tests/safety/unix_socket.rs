//! A site that listens on a Unix socket, behind a proxy on the same machine.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use porchlight::clock::Clock;
use porchlight::config::{Config, Listen};
use porchlight::server::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

use crate::harness::Process;

fn config(data: &Path, socket: &Path) -> Config {
    Config {
        listen: Listen::Unix(socket.to_owned()),
        data_dir: data.to_owned(),
        public_url: "http://porchlight.test".parse().ok(),
        log: "off".to_owned(),
        ..Config::default()
    }
}

async fn request(socket: &Path, head: &str, body: &str) -> String {
    let mut stream = UnixStream::connect(socket).await.expect("a listener");
    let length = body.len();
    let more = format!("Host: porchlight.test\nConnection: close\nContent-Length: {length}\n\n");
    let head = format!("{head}\n{more}").replace('\n', "\r\n");
    stream.write_all((head + body).as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test]
async fn a_unix_socket_has_mode_660_and_is_replaced_at_the_next_start() {
    let data = tempfile::tempdir().unwrap();
    let socket = data.path().join("porchlight.sock");
    for _ in 0..2 {
        let server = Server::start(config(data.path(), &socket), Clock::System)
            .await
            .unwrap();

        assert!(request(&socket, "GET / HTTP/1.1", "").await.starts_with("HTTP/1.1 200"));
        let mode = std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o660, "{mode:o}");
        server.stop().await;
        assert!(socket.exists(), "the socket file stays");
    }
}

#[tokio::test]
async fn x_forwarded_for_is_trusted_over_a_unix_socket() {
    let data = tempfile::tempdir().unwrap();
    let socket = data.path().join("porchlight.sock");
    let server = Server::start(config(data.path(), &socket), Clock::System)
        .await
        .unwrap();
    let body = "email=unknown%40example.org&password=not+the+porch+light";
    let sign_in = |client: u8| {
        format!(
            "POST /sign-in HTTP/1.1\nX-Forwarded-For: 192.0.2.{client}\nSec-Fetch-Site: same-origin\n\
             Content-Type: application/x-www-form-urlencoded"
        )
    };

    let mut last = String::new();
    for _ in 0..100 {
        last = request(&socket, &sign_in(1), body).await;
        if last.starts_with("HTTP/1.1 429") {
            break;
        }
    }

    assert!(last.starts_with("HTTP/1.1 429"), "{last}");
    let other = request(&socket, &sign_in(2), &body.replace("unknown", "other")).await;
    assert!(!other.starts_with("HTTP/1.1 429"), "{other}");
    server.stop().await;
}

#[tokio::test]
async fn a_regular_file_and_a_socket_in_use_are_not_replaced() {
    let data = tempfile::tempdir().unwrap();
    let (file, taken) = (data.path().join("letter.txt"), data.path().join("taken.sock"));
    std::fs::write(&file, "Dear Omar").unwrap();
    let _listener = UnixListener::bind(&taken).unwrap();

    for socket in [&file, &taken] {
        let refused = Server::start(config(&data.path().join("site"), socket), Clock::System).await;
        let reason = refused.err().expect("it does not start");
        assert!(
            reason.starts_with("PORCHLIGHT_LISTEN") && reason.contains("in use"),
            "{reason}"
        );
    }

    assert_eq!(std::fs::read_to_string(file).unwrap(), "Dear Omar");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_check_works_over_a_unix_socket() {
    let data = tempfile::tempdir().unwrap();
    let socket = data.path().join("porchlight.sock");
    let server = Server::start(config(data.path(), &socket), Clock::System)
        .await
        .unwrap();
    let variables = [("PORCHLIGHT_LISTEN", &*format!("unix:{}", socket.display()))];

    let (while_up, errors) = Process::run(&["healthcheck"], &variables);
    server.stop().await;
    let (when_down, reason) = Process::run(&["healthcheck"], &variables);

    assert!(while_up.success(), "{errors}");
    assert!(!when_down.success() && reason.contains("does not answer"), "{reason}");
}

#[test]
fn a_site_on_a_unix_socket_requires_a_public_url() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().display().to_string();
    let socket = format!("unix:{data}/porchlight.sock");
    let variables = [("PORCHLIGHT_DATA_DIR", &*data), ("PORCHLIGHT_LISTEN", &*socket)];

    let (status, errors) = Process::run(&[], &variables);

    assert!(!status.success());
    assert!(errors.contains("PORCHLIGHT_PUBLIC_URL"), "{errors}");
}
