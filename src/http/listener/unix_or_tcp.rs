//! What is listened on: a port, or a Unix socket behind a proxy on the same machine.

use std::borrow::Cow;
use std::fs::Permissions;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;

use poem::Addr;
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_util::either::Either::{self, Left, Right};

use crate::config::Listen;

/// Who may connect to a Unix socket: its owner, and its group, which a proxy may belong to.
const SOCKET_MODE: u32 = 0o660;

/// The address of both ends of a Unix socket: none.
pub const NO_ADDRESS: Addr = Addr::Custom("unix", Cow::Borrowed(""));

/// Where connections are accepted.
pub type Listener = Either<TcpListener, UnixListener>;

/// A connection that was accepted.
pub type Socket = Either<TcpStream, UnixStream>;

/// Begins to listen; answers also with where that is, once the system has picked a port. The file of a Unix socket is
/// made anew if it was left over.
///
/// # Errors
/// The system's; of a file, if it is no socket, or another process listens there.
pub async fn bind(listen: &Listen) -> io::Result<(Listener, Listen)> {
    match listen {
        Listen::Tcp(address) => {
            let listener = TcpListener::bind(address).await?;
            let bound = Listen::Tcp(listener.local_addr()?);
            Ok((Left(listener), bound))
        }
        Listen::Unix(file) => {
            clear(file).await?;
            let listener = UnixListener::bind(file)?;
            std::fs::set_permissions(file, Permissions::from_mode(SOCKET_MODE))?;
            Ok((Right(listener), listen.clone()))
        }
    }
}

/// Removes a socket that a process left which was killed.
async fn clear(file: &Path) -> io::Result<()> {
    let Ok(found) = std::fs::symlink_metadata(file) else {
        return Ok(());
    };
    if !found.file_type().is_socket() || UnixStream::connect(file).await.is_ok() {
        return Err(io::ErrorKind::AddrInUse.into());
    }
    std::fs::remove_file(file)
}

/// Waits for somebody. Whoever comes over a Unix socket has no address.
pub async fn accept(listener: &Listener) -> io::Result<(Socket, Option<SocketAddr>)> {
    match listener {
        Left(listener) => {
            let (stream, peer) = listener.accept().await?;
            let _ = stream.set_nodelay(true);
            Ok((Left(stream), Some(peer)))
        }
        Right(listener) => {
            let (stream, _) = listener.accept().await?;
            Ok((Right(stream), None))
        }
    }
}

/// Connects to where somebody listens; to this machine, if they do so on all of its addresses.
///
/// # Errors
/// The system's.
pub async fn connect(listen: &Listen) -> io::Result<Socket> {
    match listen {
        Listen::Tcp(address) if address.ip().is_unspecified() => {
            TcpStream::connect((Ipv4Addr::LOCALHOST, address.port()))
                .await
                .map(Left)
        }
        Listen::Tcp(address) => TcpStream::connect(address).await.map(Left),
        Listen::Unix(file) => UnixStream::connect(file).await.map(Right),
    }
}

/// The address that was connected to.
pub fn address(socket: &Socket) -> io::Result<Addr> {
    match socket {
        Left(stream) => stream.local_addr().map(Addr::from),
        Right(_) => Ok(NO_ADDRESS),
    }
}

/// Waits for something to read, or for the end.
pub async fn readable(socket: &Socket) -> io::Result<()> {
    match socket {
        Left(stream) => stream.readable().await,
        Right(stream) => stream.readable().await,
    }
}

/// Says a few words without waiting, and hangs up.
pub fn respond_and_close(socket: Socket, words: &[u8]) -> io::Result<usize> {
    match socket {
        Left(stream) => final_response(stream.into_std()?, words),
        Right(stream) => final_response(stream.into_std()?, words),
    }
}

/// What was asked is read as far as it is here: closed with something unread, the connection would take the answer
/// with it.
fn final_response(mut stream: impl Read + Write, words: &[u8]) -> io::Result<usize> {
    let _ = stream.read(&mut [0; 4_096]);
    stream.write(words)
}
