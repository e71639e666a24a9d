//! Parting from somebody who may still be talking. Closed with something unread, a connection is cut, and what was said
//! last is lost with it (RFC 9112, section 9.6): whoever sends a large form would never learn that it is too large.

use std::io::Result;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use super::client_io::ClientIo;

/// How long they may be silent.
const SILENCE: Duration = Duration::from_secs(2);

/// How long they may go on, in all.
const WHOLE: Duration = Duration::from_secs(10);

/// The most bytes that they may go on for.
const MOST: usize = 4 * 1024 * 1024;

/// How much is read at once.
const SOME: usize = 16 * 1024;

/// Says the last words, if there are any, and then hears the other side out until it hangs up, within limits. The
/// connection keeps its place as long.
pub async fn linger(mut stream: Box<ClientIo>, final_response: Option<Vec<u8>>) {
    if let Some(words) = final_response {
        let said = timeout(stream.timeouts().reader, write_response(&mut stream, &words)).await;
        if !matches!(said, Ok(Ok(()))) {
            return;
        }
    }
    let _ = timeout(WHOLE, discard(&mut stream)).await;
}

async fn write_response(stream: &mut ClientIo, words: &[u8]) -> Result<()> {
    stream.write_all(words).await?;
    stream.shutdown().await
}

async fn discard(stream: &mut ClientIo) {
    let (mut some, mut heard) = (vec![0; SOME], 0);
    while heard < MOST {
        match timeout(SILENCE, stream.read(&mut some)).await {
            Ok(Ok(length @ 1..)) => heard += length,
            _ => return,
        }
    }
}
