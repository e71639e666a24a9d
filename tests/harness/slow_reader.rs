//! A slow reader: a client that requests a large file and does not read the response (backpressure).

use std::fmt::Display;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use super::Actor;

/// A file size in bytes that exceeds the buffers of the server and of a slow reader.
const LARGE: usize = 12_000_000;

/// The socket receive buffer of a slow reader, in bytes.
const WINDOW: u32 = 64 * 1_024;

/// A file of [`LARGE`] bytes with the signature of a PDF.
pub fn large_file() -> Vec<u8> {
    file_of(LARGE)
}

/// A file of this many bytes with the signature of a PDF, in which no two ranges are equal.
pub fn file_of(length: usize) -> Vec<u8> {
    let numbers = (0_u32..).flat_map(u32::to_le_bytes);
    b"%PDF-1.4\n".iter().copied().chain(numbers).take(length).collect()
}

/// A connection that has read only the start of its response.
pub struct Slow(TcpStream);

impl Actor {
    /// Requests a path and reads the first 512 bytes of the response.
    pub async fn requests_slowly(&self, path: impl Display) -> Slow {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(WINDOW).expect("a small window");
        let address = self.address();
        let address = address.socket_addrs(|| None).expect("a port")[0];
        let mut stream = socket.connect(address).await.expect("a connection");
        let cookie = format!("porchlight={}", self.token().expect("a session"));
        let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("an open connection");
        let mut start = [0; 512];
        stream.read_exact(&mut start).await.expect("a response");
        assert!(start.starts_with(b"HTTP/1.1 200"), "{}", start.escape_ascii());
        Slow(stream)
    }
}

impl Slow {
    /// Reads until the server closes the connection.
    pub async fn reads_rest(mut self) -> Vec<u8> {
        let mut received = Vec::new();
        // A reset is no error here: tests compare the received bytes.
        let _ = self.0.read_to_end(&mut received).await;
        received
    }
}
