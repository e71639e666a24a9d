//! Listening sockets and connections: a TCP port, or a Unix socket behind a proxy on the same machine.

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

/// File mode of the Unix socket: its owner and its group may connect. A proxy may belong to the group.
const SOCKET_MODE: u32 = 0o660;

/// Stands for the address of both ends of a Unix socket, which have none.
pub const NO_ADDRESS: Addr = Addr::Custom("unix", Cow::Borrowed(""));

pub type Listener = Either<TcpListener, UnixListener>;

pub type Socket = Either<TcpStream, UnixStream>;

/// Listens on a port or a Unix socket. Also returns the bound address: for port 0, the port that the system has
/// chosen. A stale socket file, on which no process listens, is replaced.
///
/// # Errors
/// The system's errors. `AddrInUse` for a file that is no socket, or a socket on which another process listens.
pub async fn bind(listen: &Listen) -> io::Result<(Listener, Listen)> {
    match listen {
        Listen::Tcp(address) => {
            let listener = TcpListener::bind(address).await?;
            let bound = Listen::Tcp(listener.local_addr()?);
            Ok((Left(listener), bound))
        }
        Listen::Unix(file) => {
            remove_stale_socket(file).await?;
            let listener = UnixListener::bind(file)?;
            std::fs::set_permissions(file, Permissions::from_mode(SOCKET_MODE))?;
            Ok((Right(listener), listen.clone()))
        }
    }
}

/// Removes the socket file that a killed process has left.
async fn remove_stale_socket(file: &Path) -> io::Result<()> {
    let Ok(metadata) = std::fs::symlink_metadata(file) else {
        return Ok(());
    };
    if !metadata.file_type().is_socket() || UnixStream::connect(file).await.is_ok() {
        return Err(io::ErrorKind::AddrInUse.into());
    }
    std::fs::remove_file(file)
}

/// Accepts a connection. A client on the Unix socket has no address.
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

/// Connects to a listening address. An unspecified address (such as `0.0.0.0`) becomes `127.0.0.1`.
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

/// The local address of a connection.
pub fn address(socket: &Socket) -> io::Result<Addr> {
    match socket {
        Left(stream) => stream.local_addr().map(Addr::from),
        Right(_) => Ok(NO_ADDRESS),
    }
}

/// Waits until a read would return bytes, end of file or an error.
pub async fn readable(socket: &Socket) -> io::Result<()> {
    match socket {
        Left(stream) => stream.readable().await,
        Right(stream) => stream.readable().await,
    }
}

/// Writes a response without waiting, and closes the connection. Returns how many bytes the socket accepted.
pub fn respond_and_close(socket: Socket, response: &[u8]) -> io::Result<usize> {
    match socket {
        Left(stream) => read_and_write(stream.into_std()?, response),
        Right(stream) => read_and_write(stream.into_std()?, response),
    }
}

/// Reads the bytes that have arrived before it writes: closing a socket with unread bytes sends a reset (RST), and
/// the client would lose the response.
fn read_and_write(mut stream: impl Read + Write, response: &[u8]) -> io::Result<usize> {
    let _ = stream.read(&mut [0; 4_096]);
    stream.write(response)
}
