//! Parting from somebody who may still be talking. Closed with something unread, a connection is cut, and what was said
//! last is lost with it (RFC 9112, section 9.6): whoever sends a large form would never learn that it is too large.

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::time::timeout;

use super::stream::Guarded;

/// How long they may be silent.
const SILENCE: Duration = Duration::from_secs(2);

/// How long they may go on, in all.
const WHOLE: Duration = Duration::from_secs(10);

/// The most bytes that they may go on for.
const MOST: usize = 4 * 1024 * 1024;

/// How much is read at once.
const SOME: usize = 16 * 1024;

/// Hears the other side out until it hangs up, within limits, once everything has been said. The connection keeps its
/// place as long.
pub async fn hear_out(mut stream: Box<Guarded>) {
    let _ = timeout(WHOLE, read_on(&mut stream)).await;
}

async fn read_on(stream: &mut Guarded) {
    let (mut some, mut heard) = (vec![0; SOME], 0);
    while heard < MOST {
        match timeout(SILENCE, stream.read(&mut some)).await {
            Ok(Ok(length @ 1..)) => heard += length,
            _ => return,
        }
    }
}
