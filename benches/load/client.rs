//! Clients that ask again as soon as they are answered, each over one connection that stays open.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a browser with htmx sends beside what it asks for.
const HEADERS: &str = "Host: porchlight.test\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n\
    Accept: text/html\r\nAccept-Language: en-GB,en;q=0.9\r\n\
    Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: same-origin\r\nSec-Fetch-Site: same-origin\r\n\
    HX-Request: true\r\nHX-Request-Type: partial\r\nHX-Current-URL: https://porchlight.test/messages/1\r\n";

/// A page's question, as bytes.
pub fn question(path: &str, token: &str) -> Vec<u8> {
    asked(path, token, "Accept-Encoding: gzip, deflate, br, zstd\r\n")
}

/// The same from somebody who reads the answer, and so takes it as it is.
pub fn reader_question(path: &str, token: &str) -> Vec<u8> {
    asked(path, token, "")
}

fn asked(path: &str, token: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\n{HEADERS}{more}Cookie: __Host-porchlight={token}\r\n\r\n").into_bytes()
}

/// A program's question with a body of JSON, as bytes.
pub fn order(path: &str, token: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: porchlight.test\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// One open connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("it listens");
        stream.set_nodelay(true).expect("an open connection");
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Asks, and answers with the status once the whole answer is here.
    pub async fn ask(&mut self, question: &[u8]) -> u16 {
        self.stream.write_all(question).await.expect("it takes questions");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("an answer");
            assert!(read > 0, "closed after {:?}", String::from_utf8_lossy(&self.buffer));
            if let Some(status) = whole(&self.buffer) {
                return status;
            }
        }
    }

    /// The address, beginning so, that the last answer has htmx ask.
    pub fn named(&self, beginning: &str) -> Option<String> {
        let said = std::str::from_utf8(&self.buffer).expect("text");
        let (_, rest) = said.split_once(&format!("hx-get=\"{beginning}"))?;
        let (rest, _) = rest.split_once('"')?;
        Some(format!("{beginning}{rest}"))
    }

    /// Forgets the last answer, and the room it took.
    pub fn forget(&mut self) {
        self.buffer = Vec::new();
    }
}

/// The status of an answer that is here with its last byte.
fn whole(bytes: &[u8]) -> Option<u16> {
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
    line.expect("an answer that says its length").parse().expect("a number")
}

/// What one client asks, by how often it has asked before.
pub type Questions = Box<dyn FnMut(usize) -> Vec<u8>>;

/// What came of a round.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// How long each took, in microseconds.
    pub times: Vec<u32>,
    /// How long the round took.
    pub elapsed: Duration,
}

/// Each client asks for so long, and at least once; every answer must have this status.
pub fn closed_loop(address: SocketAddr, clients: Vec<Questions>, expected: u16, length: Duration) -> Answers {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let began = Instant::now();
        let tasks: Vec<_> = clients
            .into_iter()
            .map(|questions| tokio::task::spawn_local(one_client(address, questions, expected, length)))
            .collect();
        let mut answers = Answers::default();
        for task in tasks {
            answers.times.extend(task.await.expect("no panic"));
        }
        answers.elapsed = began.elapsed();
        answers
    })
}

async fn one_client(address: SocketAddr, mut questions: Questions, expected: u16, length: Duration) -> Vec<u32> {
    let mut connection = Connection::open(address).await;
    let mut times = Vec::new();
    let began = Instant::now();
    loop {
        let question = questions(times.len());
        let asked = Instant::now();
        let status = connection.ask(&question).await;
        assert_eq!(status, expected, "{}", String::from_utf8_lossy(&connection.buffer));
        times.push(u32::try_from(asked.elapsed().as_micros()).expect("less than an hour"));
        if began.elapsed() >= length {
            return times;
        }
    }
}
