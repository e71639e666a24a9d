//! Closed-loop HTTP/1.1 clients: each sends its next request as soon as the response has arrived, over one keep-alive
//! connection.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Headers of a browser with htmx.
const HEADERS: &str = "Host: porchlight.test\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n\
    Accept: text/html\r\nAccept-Language: en-GB,en;q=0.9\r\n\
    Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: same-origin\r\nSec-Fetch-Site: same-origin\r\n\
    HX-Request: true\r\nHX-Request-Type: partial\r\nHX-Current-URL: https://porchlight.test/messages/1\r\n";

/// A GET request of a page, in bytes; it accepts compressed responses.
pub fn html_request(path: &str, token: &str) -> Vec<u8> {
    get_request(path, token, "Accept-Encoding: gzip, deflate, br, zstd\r\n")
}

/// The same without `Accept-Encoding`, so that the client can read the response.
pub fn identity_request(path: &str, token: &str) -> Vec<u8> {
    get_request(path, token, "")
}

fn get_request(path: &str, token: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\n{HEADERS}{more}Cookie: __Host-porchlight={token}\r\n\r\n").into_bytes()
}

/// A POST request of an API client with a JSON body, in bytes.
pub fn json_request(path: &str, token: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: porchlight.test\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// One keep-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the site listens");
        stream.set_nodelay(true).expect("an open connection");
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Sends a request; returns the status once the whole response has arrived.
    pub async fn send(&mut self, request: &[u8]) -> u16 {
        self.stream.write_all(request).await.expect("an open connection");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("a response");
            assert!(read > 0, "closed after {:?}", String::from_utf8_lossy(&self.buffer));
            if let Some(status) = complete_status(&self.buffer) {
                return status;
            }
        }
    }

    /// The first `hx-get` URL of the last response that starts with this prefix.
    pub fn hx_get_url(&self, prefix: &str) -> Option<String> {
        let body = std::str::from_utf8(&self.buffer).expect("text");
        let (_, rest) = body.split_once(&format!("hx-get=\"{prefix}"))?;
        let (rest, _) = rest.split_once('"')?;
        Some(format!("{prefix}{rest}"))
    }

    /// Frees the buffer of the last response.
    pub fn clear(&mut self) {
        self.buffer = Vec::new();
    }
}

/// The status of a response that is complete; `None` while bytes are missing.
fn complete_status(bytes: &[u8]) -> Option<u16> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).expect("a readable head");
    let status: u16 = head.get(9..12)?.parse().expect("a status");
    let length = match status {
        204 => 0,
        _ => content_length(head),
    };
    (bytes.len() >= end + length).then_some(status)
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    line.expect("a content-length header").parse().expect("a number")
}

/// Makes a client's next request from the number of requests it has sent.
pub type RequestSource = Box<dyn FnMut(usize) -> Vec<u8>>;

/// The responses of one round.
#[derive(Clone, Debug, Default)]
pub struct Responses {
    /// Response times in microseconds.
    pub times: Vec<u32>,
    pub elapsed: Duration,
}

/// Each client sends requests for this time, at least one. Panics at a response with another status.
pub fn closed_loop(address: SocketAddr, clients: Vec<RequestSource>, expected: u16, length: Duration) -> Responses {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let began = Instant::now();
        let tasks: Vec<_> = clients
            .into_iter()
            .map(|requests| tokio::task::spawn_local(run_client(address, requests, expected, length)))
            .collect();
        let mut responses = Responses::default();
        for task in tasks {
            responses.times.extend(task.await.expect("no panic"));
        }
        responses.elapsed = began.elapsed();
        responses
    })
}

async fn run_client(address: SocketAddr, mut requests: RequestSource, expected: u16, length: Duration) -> Vec<u32> {
    let mut connection = Connection::open(address).await;
    let mut times = Vec::new();
    let began = Instant::now();
    loop {
        let request = requests(times.len());
        let sent = Instant::now();
        let status = connection.send(&request).await;
        assert_eq!(status, expected, "{}", String::from_utf8_lossy(&connection.buffer));
        times.push(u32::try_from(sent.elapsed().as_micros()).expect("less than an hour"));
        if began.elapsed() >= length {
            return times;
        }
    }
}
