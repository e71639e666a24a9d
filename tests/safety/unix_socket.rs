//! A site on a Unix socket, behind a proxy on the same machine.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use clap::Parser as _;
use porchlight::clock::Clock;
use porchlight::config::{CommandLine, Config};
use porchlight::server::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

use crate::harness::Process;

fn on(data: &Path, socket: &Path) -> Config {
    let (listen, data) = (format!("unix:{}", socket.display()), data.display().to_string());
    let flags = [
        ["--listen", &listen],
        ["--data", &data],
        ["--public-url", "http://porchlight.test"],
        ["--log", "off"],
    ];
    CommandLine::parse_from(["porchlight"].into_iter().chain(flags.into_iter().flatten())).config
}

async fn ask(socket: &Path, head: &str, body: &str) -> String {
    let mut stream = UnixStream::connect(socket).await.expect("somebody listens");
    let length = body.len();
    let more = format!("Host: porchlight.test\nConnection: close\nContent-Length: {length}\n\n");
    let head = format!("{head}\n{more}").replace('\n', "\r\n");
    stream.write_all((head + body).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_site_answers_on_a_socket_that_its_owner_and_group_can_open_and_listens_there_again() {
    let data = tempfile::tempdir().unwrap();
    let socket = data.path().join("porchlight.sock");
    for _ in 0..2 {
        let server = Server::start(on(data.path(), &socket), Clock::System).await.unwrap();

        assert!(ask(&socket, "GET / HTTP/1.1", "").await.starts_with("HTTP/1.1 200"));
        let mode = std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o660, "{mode:o}");
        server.stop().await;
        assert!(socket.exists(), "it is left over");
    }
}

#[tokio::test]
async fn whoever_comes_over_the_socket_is_believed_about_where_a_client_is() {
    let data = tempfile::tempdir().unwrap();
    let socket = data.path().join("porchlight.sock");
    let server = Server::start(on(data.path(), &socket), Clock::System).await.unwrap();
    let body = "email=nobody%40example.org&password=not+the+porch+light";
    let sign_in = |client: u8| {
        format!(
            "POST /sign-in HTTP/1.1\nX-Forwarded-For: 192.0.2.{client}\nSec-Fetch-Site: same-origin\n\
             Content-Type: application/x-www-form-urlencoded"
        )
    };

    let mut last = String::new();
    for _ in 0..100 {
        last = ask(&socket, &sign_in(1), body).await;
        if last.starts_with("HTTP/1.1 429") {
            break;
        }
    }

    assert!(last.starts_with("HTTP/1.1 429"), "{last}");
    let other = ask(&socket, &sign_in(2), &body.replace("nobody", "anybody")).await;
    assert!(!other.starts_with("HTTP/1.1 429"), "{other}");
    server.stop().await;
}

#[tokio::test]
async fn a_file_and_a_socket_that_somebody_listens_on_are_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let (file, taken) = (data.path().join("letter.txt"), data.path().join("taken.sock"));
    std::fs::write(&file, "Dear Omar").unwrap();
    let _listener = UnixListener::bind(&taken).unwrap();

    for socket in [&file, &taken] {
        let refused = Server::start(on(&data.path().join("site"), socket), Clock::System).await;
        let why = refused.err().expect("it does not start");
        assert!(why.starts_with("PORCHLIGHT_LISTEN") && why.contains("in use"), "{why}");
    }

    assert_eq!(std::fs::read_to_string(file).unwrap(), "Dear Omar");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_check_asks_over_the_socket() {
    let data = tempfile::tempdir().unwrap();
    let socket = data.path().join("porchlight.sock");
    let server = Server::start(on(data.path(), &socket), Clock::System).await.unwrap();
    let variables = [("PORCHLIGHT_LISTEN", &*format!("unix:{}", socket.display()))];

    let (while_up, errors) = Process::run(&["healthcheck"], &variables);
    server.stop().await;
    let (when_down, why) = Process::run(&["healthcheck"], &variables);

    assert!(while_up.success(), "{errors}");
    assert!(!when_down.success() && why.contains("does not answer"), "{why}");
}

#[test]
fn a_site_on_a_socket_has_to_be_told_its_address() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().display().to_string();
    let socket = format!("unix:{data}/porchlight.sock");
    let variables = [("PORCHLIGHT_DATA", &*data), ("PORCHLIGHT_LISTEN", &*socket)];

    let (status, errors) = Process::run(&[], &variables);

    assert!(!status.success());
    assert!(errors.contains("PORCHLIGHT_PUBLIC_URL"), "{errors}");
}
