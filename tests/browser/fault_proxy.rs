//! A TCP proxy between browsers and the site that injects network faults.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy, copy_bidirectional, sink};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const ERROR: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\
    Connection: close\r\n\r\n<h1>Oh</h1>";

const FOREIGN_PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\
    Connection: close\r\n\r\n<form>Who are you?</form>\r\n";

/// How the proxy treats connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyMode {
    /// Passes them on to the site.
    Pass,
    /// Responds with 503 and an HTML page.
    Error,
    /// Responds with 200 and a foreign page, like a captive portal.
    ForeignPage,
    /// Closes the connection before a request is read.
    Disconnect,
    /// Passes the request on, and closes the connection at the first byte of the response.
    LoseResponse,
    /// Holds connections until the mode changes, then applies the new mode.
    Stall,
}

pub struct FaultProxy {
    /// The address for browsers.
    pub address: SocketAddr,
    listener: Option<TcpListener>,
    mode: watch::Sender<ProxyMode>,
    faulted: Arc<AtomicUsize>,
}

impl FaultProxy {
    /// Binds a port. Connections are accepted after [`Self::start`].
    pub async fn bind() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        Self {
            address: listener.local_addr().expect("an address"),
            listener: Some(listener),
            mode: watch::Sender::new(ProxyMode::Pass),
            faulted: Arc::default(),
        }
    }

    /// Starts to accept connections for this site.
    pub fn start(&mut self, site: SocketAddr) {
        let listener = self.listener.take().expect("a proxy that is not started");
        let (mode, faulted) = (self.mode.clone(), self.faulted.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(handle(client, site, mode.subscribe(), faulted.clone()));
            }
        });
    }

    /// Changes the mode and closes open connections.
    pub fn set_mode(&self, mode: ProxyMode) {
        self.mode.send_replace(mode);
    }

    /// The number of connections that have ended in a mode other than `Pass`.
    pub fn faulted(&self) -> usize {
        self.faulted.load(Ordering::Relaxed)
    }
}

async fn handle(client: TcpStream, site: SocketAddr, mut mode: watch::Receiver<ProxyMode>, faulted: Arc<AtomicUsize>) {
    let mut current = *mode.borrow_and_update();
    while current == ProxyMode::Stall && mode.changed().await.is_ok() {
        current = *mode.borrow_and_update();
    }
    tokio::select! {
        _ = mode.changed() => {}
        _ = apply(client, site, current) => {}
    }
    if current != ProxyMode::Pass {
        faulted.fetch_add(1, Ordering::Relaxed);
    }
}

async fn apply(mut client: TcpStream, site: SocketAddr, mode: ProxyMode) -> std::io::Result<()> {
    match mode {
        ProxyMode::Pass => {
            let mut site = TcpStream::connect(site).await?;
            copy_bidirectional(&mut client, &mut site).await?;
        }
        ProxyMode::Error => respond(&mut client, ERROR).await?,
        ProxyMode::ForeignPage => respond(&mut client, FOREIGN_PAGE).await?,
        ProxyMode::Disconnect | ProxyMode::Stall => {}
        ProxyMode::LoseResponse => {
            let mut site = TcpStream::connect(site).await?;
            let (mut responses, mut requests) = site.split();
            tokio::select! {
                _ = copy(&mut client, &mut requests) => {}
                _ = responses.read_u8() => {}
            }
        }
    }
    Ok(())
}

/// Sends this response in place of the site.
async fn respond(client: &mut TcpStream, response: &str) -> std::io::Result<()> {
    let _ = client.read(&mut [0; 4096]).await?;
    client.write_all(response.as_bytes()).await?;
    client.shutdown().await?;
    copy(client, &mut sink()).await?;
    Ok(())
}
