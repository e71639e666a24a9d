//! Somebody who asks for much and takes little of it.

use std::fmt::Display;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use super::Actor;

/// More bytes than the site and a slow reader hold of an answer between them.
const LARGE: usize = 12_000_000;

/// As much as a slow reader holds of an answer without looking at it.
const WINDOW: u32 = 64 * 1_024;

/// A PDF that is large, as far as anybody looks.
pub fn large_file() -> Vec<u8> {
    file_of(LARGE)
}

/// A PDF of so many bytes, no two parts of which are alike.
pub fn file_of(length: usize) -> Vec<u8> {
    let numbers = (0_u32..).flat_map(u32::to_le_bytes);
    b"%PDF-1.4\n".iter().copied().chain(numbers).take(length).collect()
}

/// A connection of somebody who takes nothing of an answer until they are told to.
pub struct Slow(TcpStream);

impl Actor {
    /// Asks for a path, and takes the beginning of the answer.
    pub async fn asks_slowly(&self, path: impl Display) -> Slow {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(WINDOW).expect("a small window");
        let address = self.address();
        let address = address.socket_addrs(|| None).expect("a port")[0];
        let mut stream = socket.connect(address).await.expect("a connection");
        let cookie = format!("porchlight={}", self.token().expect("a session"));
        let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("it is asked");
        let mut begun = [0; 512];
        stream.read_exact(&mut begun).await.expect("an answer");
        assert!(begun.starts_with(b"HTTP/1.1 200"), "{}", begun.escape_ascii());
        Slow(stream)
    }
}

impl Slow {
    /// Takes what there is, until the site hangs up.
    pub async fn reads_on(mut self) -> Vec<u8> {
        let mut taken = Vec::new();
        // Whether the end is one, or a connection that was reset, is for the test to find out by what has come.
        let _ = self.0.read_to_end(&mut taken).await;
        taken
    }
}
