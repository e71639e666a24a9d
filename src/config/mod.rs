//! The settings of a site. `cli` reads them from flags and the environment; tests and benchmarks build them.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use ipnet::IpNet;
use url::Url;

pub mod cli;

/// The name of the database file in the data folder.
pub const DATABASE_FILE: &str = "porchlight.db";

/// The settings. Each has a flag and an environment variable of its name; `--help` describes them.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: Listen,
    /// The folder of the database and the files.
    pub data_dir: PathBuf,
    /// None: a SQLite file in the data folder.
    pub database_url: Option<String>,
    /// A bucket for the files; none: the data folder.
    pub storage_url: Option<Url>,
    pub storage_key: String,
    pub storage_secret: Secret,
    /// The address that people type into their browser; none: `http://` and the address of `listen`.
    pub public_url: Option<Url>,
    /// Limits by person and by address.
    pub rate_limits: Switch,
    /// Networks whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Networks,
    /// A filter of `tracing`, such as `info` or `warn,porchlight=debug`.
    pub log: String,
    pub log_format: LogFormat,
    /// Serves every component at `/_gallery`; on in the demo and in tests only.
    pub gallery: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: Listen::Tcp(([127, 0, 0, 1], 8080).into()),
            data_dir: PathBuf::from("./data"),
            database_url: None,
            storage_url: None,
            storage_key: String::new(),
            storage_secret: Secret::default(),
            public_url: None,
            rate_limits: Switch::On,
            trusted_proxies: Networks::default(),
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            gallery: false,
        }
    }
}

impl Config {
    /// The URL of the database; by default a SQLite file in the data folder.
    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data_dir.join(DATABASE_FILE).display()))
    }
}

/// Where the site listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    Tcp(SocketAddr),
    /// A Unix socket. Only processes on this machine that may open the file can connect, so the peer is a trusted proxy.
    Unix(PathBuf),
}

impl Listen {
    /// The address and port; none for a Unix socket.
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("unix:") {
            Some("") => Err("`unix:` is followed by the name of a file".to_owned()),
            Some(file) => Ok(Self::Unix(file.into())),
            None => text.parse().map(Self::Tcp).map_err(|error| format!("{error}")),
        }
    }
}

impl std::fmt::Display for Listen {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(address) => write!(formatter, "{address}"),
            Self::Unix(file) => write!(formatter, "unix:{}", file.display()),
        }
    }
}

/// A secret. `Debug` prints a placeholder.
#[derive(Clone, Default)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    /// One JSON object for each line.
    Json,
}

/// A list of networks such as `10.0.0.0/8,::1`. An address without a prefix length is a network of one address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<IpNet>);

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse::<IpNet>()
                    .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
                    .map_err(|_| format!("`{part}` is not a network such as 10.0.0.0/8"))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}
