//! The way between browsers and the site, which can be made as bad as the internet.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy, copy_bidirectional, sink};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const BROKEN: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\
    Connection: close\r\n\r\n<h1>Oh</h1>";

const FOREIGN: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\
    Connection: close\r\n\r\n<form>Who are you?</form>\r\n";

/// What happens to requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// They pass.
    Fine,
    /// Somebody else answers 503, with a page.
    Broken,
    /// Somebody else answers 200, with a page that asks who is there.
    Foreign,
    /// The connection ends before a request is read.
    Cut,
    /// They reach the site, and the answer is lost.
    AnswersLost,
    /// They wait at the gate until the weather changes, and then do as it is.
    Still,
}

/// Passes connections on to the site, as the weather allows.
pub struct Gate {
    /// Where browsers knock.
    pub address: SocketAddr,
    listener: Option<TcpListener>,
    weather: watch::Sender<Weather>,
    troubled: Arc<AtomicUsize>,
}

impl Gate {
    /// A gate that does not lead anywhere yet.
    pub async fn build() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        Self {
            address: listener.local_addr().expect("an address"),
            listener: Some(listener),
            weather: watch::Sender::new(Weather::Fine),
            troubled: Arc::default(),
        }
    }

    /// Begins to pass connections on.
    pub fn lead_to(&mut self, site: SocketAddr) {
        let listener = self.listener.take().expect("a gate that leads nowhere yet");
        let (weather, troubled) = (self.weather.clone(), self.troubled.clone());
        tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                tokio::spawn(pass(visitor, site, weather.subscribe(), troubled.clone()));
            }
        });
    }

    /// Changes the weather. Connections that are open end.
    pub fn turn(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// How many connections have met bad weather.
    pub fn troubled(&self) -> usize {
        self.troubled.load(Ordering::Relaxed)
    }
}

async fn pass(visitor: TcpStream, site: SocketAddr, mut weather: watch::Receiver<Weather>, troubled: Arc<AtomicUsize>) {
    let mut now = *weather.borrow_and_update();
    while now == Weather::Still && weather.changed().await.is_ok() {
        now = *weather.borrow_and_update();
    }
    tokio::select! {
        _ = weather.changed() => {}
        _ = endure(visitor, site, now) => {}
    }
    if now != Weather::Fine {
        troubled.fetch_add(1, Ordering::Relaxed);
    }
}

async fn endure(mut visitor: TcpStream, site: SocketAddr, weather: Weather) -> std::io::Result<()> {
    match weather {
        Weather::Fine => {
            let mut site = TcpStream::connect(site).await?;
            copy_bidirectional(&mut visitor, &mut site).await?;
        }
        Weather::Broken => answer(&mut visitor, BROKEN).await?,
        Weather::Foreign => answer(&mut visitor, FOREIGN).await?,
        Weather::Cut | Weather::Still => {}
        Weather::AnswersLost => {
            let mut site = TcpStream::connect(site).await?;
            let (mut answers, mut requests) = site.split();
            tokio::select! {
                _ = copy(&mut visitor, &mut requests) => {}
                _ = answers.read_u8() => {}
            }
        }
    }
    Ok(())
}

/// Answers in place of the site, whatever is asked.
async fn answer(visitor: &mut TcpStream, words: &str) -> std::io::Result<()> {
    let _ = visitor.read(&mut [0; 4096]).await?;
    visitor.write_all(words.as_bytes()).await?;
    visitor.shutdown().await?;
    copy(visitor, &mut sink()).await?;
    Ok(())
}
