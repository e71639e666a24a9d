//! Lingering close: after the last response, reads and discards bytes until the client closes, within limits.
//!
//! If a socket is closed with unread input, TCP sends a reset (RST). The client may then lose the last response (RFC
//! 9112, section 9.6): for example the 413 to an upload that is too large.

use std::io::Result;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use super::client_io::ClientIo;

/// Maximum time without bytes.
const IDLE_TIMEOUT: Duration = Duration::from_secs(2);

/// Maximum time in total.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);

/// Maximum number of bytes that are read.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Bytes per read.
const BUFFER_SIZE: usize = 16 * 1024;

/// Sends the final response, if there is one, and shuts down the write side. Then discards input until the client
/// closes or a limit is reached. The connection holds its permit meanwhile.
pub async fn linger(mut stream: Box<ClientIo>, final_response: Option<Vec<u8>>) {
    if let Some(response) = final_response {
        let written = timeout(stream.timeouts().stall, write_response(&mut stream, &response)).await;
        if !matches!(written, Ok(Ok(()))) {
            return;
        }
    }
    let _ = timeout(TOTAL_TIMEOUT, discard(&mut stream)).await;
}

async fn write_response(stream: &mut ClientIo, response: &[u8]) -> Result<()> {
    stream.write_all(response).await?;
    stream.shutdown().await
}

async fn discard(stream: &mut ClientIo) {
    let (mut buffer, mut discarded) = (vec![0; BUFFER_SIZE], 0);
    while discarded < MAX_BYTES {
        match timeout(IDLE_TIMEOUT, stream.read(&mut buffer)).await {
            Ok(Ok(length @ 1..)) => discarded += length,
            _ => return,
        }
    }
}
