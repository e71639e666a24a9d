//! Every setting, with its default, its flag and its line in `--help`. Nothing else reads the environment.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use url::Url;

/// The database's file in the data folder.
pub const DATABASE_FILE: &str = "porchlight.db";

/// A self-hosted site where owners list homes and renters ask about them.
#[derive(Debug, Parser)]
#[command(name = "porchlight", version)]
pub struct CommandLine {
    /// What to do; `serve` when left out.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings.
    #[command(flatten)]
    pub config: Config,
}

impl CommandLine {
    /// What the command line and the environment say. Help and version are printed, and end the program.
    ///
    /// # Errors
    /// One line that names the variable at fault, or the argument that is not known.
    pub fn read() -> Result<Self, String> {
        Self::try_parse().map_err(|error| match error.kind() {
            ErrorKind::ValueValidation | ErrorKind::InvalidValue => wrong_value(&error),
            ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => first_line(&error),
            _ => error.exit(),
        })
    }
}

/// A wrong value in one line, by the variable's name: flags and variables are called the same.
fn wrong_value(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        _ => "",
    };
    let flag = text(ContextKind::InvalidArg).split(' ').next().unwrap_or_default();
    let variable = flag.trim_start_matches('-').replace('-', "_").to_uppercase();
    let reason = match error.source() {
        Some(reason) => reason.to_string(),
        None => match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(values)) => format!("use one of {}", values.join(", ")),
            _ => "this cannot be used".to_owned(),
        },
    };
    format!("PORCHLIGHT_{variable}: `{}`: {reason}", text(ContextKind::InvalidValue))
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    format!("{} (see --help)", line.trim_start_matches("error: "))
}

/// What the program can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Run the site; creates the database, or brings it up to date, first
    #[default]
    Serve,
    /// Run the site on a data folder of its own, filled with people, homes and conversations
    Demo,
    /// Bring the database up to date and exit
    Migrate,
    /// Look whether everything is there and fits together, also while the site runs; exits 1 when something is wrong
    Verify {
        /// Also read every file and compare it with its sum
        #[arg(long)]
        thorough: bool,
    },
    /// Pack the database and every file into one file, also while the site runs
    Backup {
        /// The file, which must not be there yet
        file: PathBuf,
    },
    /// Unpack a backup into a data folder that is empty
    Restore {
        /// The file that `backup` made
        file: PathBuf,
    },
    /// Ask the running site whether it is ready; exits 0 when it is
    Healthcheck,
}

/// The settings of a site.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// Address and port to listen on (port 0 picks a free one), or `unix:FILE` for a Unix socket behind a proxy
    #[arg(long, env = "PORCHLIGHT_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: Listen,

    /// Folder of the database and the files
    #[arg(long, env = "PORCHLIGHT_DATA", default_value = "./data", global = true)]
    pub data: PathBuf,

    /// The database [default: `sqlite://DATA/porchlight.db`]
    #[arg(long, env = "PORCHLIGHT_DATABASE_URL", global = true)]
    pub database_url: Option<String>,

    /// A bucket for the files instead of the data folder: `s3://BUCKET/FOLDER?endpoint=https://s3.example.org&region=eu`
    #[arg(long, env = "PORCHLIGHT_STORAGE_URL", value_parser = storage_url, global = true)]
    pub storage_url: Option<Url>,

    /// The id of the key to that bucket
    #[arg(
        long,
        env = "PORCHLIGHT_STORAGE_KEY",
        default_value = "",
        hide_env_values = true,
        global = true
    )]
    pub storage_key: String,

    /// The secret of that key
    #[arg(
        long,
        env = "PORCHLIGHT_STORAGE_SECRET",
        default_value = "",
        hide_env_values = true,
        global = true
    )]
    pub storage_secret: Secret,

    /// The address people type into their browser [default: `http://LISTEN`]
    #[arg(long, env = "PORCHLIGHT_PUBLIC_URL", value_parser = public_url, global = true)]
    pub public_url: Option<Url>,

    /// RateLimits by person and address; `off` is for load tests only
    #[arg(long, env = "PORCHLIGHT_RATE_LIMITS", default_value = "on", global = true)]
    pub rate_limits: Switch,

    /// Networks whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas
    #[arg(long, env = "PORCHLIGHT_TRUSTED_PROXIES", default_value = "", global = true)]
    pub trusted_proxies: Networks,

    /// What to log, as a tracing filter such as `info` or `warn,porchlight=debug`
    #[arg(long, env = "PORCHLIGHT_LOG", default_value = "info", value_parser = log_filter, global = true)]
    pub log: String,

    /// How log lines look
    #[arg(long, env = "PORCHLIGHT_LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,

    /// Shows every component at `/_gallery`: in the demo and in tests, and nowhere else.
    #[arg(skip)]
    pub gallery: bool,
}

impl Config {
    /// The database's URL, by default a SQLite file in the data folder.
    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join(DATABASE_FILE).display()))
    }
}

/// Where the site listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// On a port of the network.
    Tcp(SocketAddr),
    /// On a Unix socket. Only what runs on the same machine and may open the file gets there, so it is a trusted proxy.
    Unix(PathBuf),
}

impl Listen {
    /// The address and the port, unless it is a Unix socket.
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

/// What nobody reads by accident.
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

/// Something that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// In force.
    On,
    /// Lifted.
    Off,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// A list of networks such as `10.0.0.0/8,::1`; a bare address is a network of one.
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

fn public_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err("it must begin with http:// or https:// and name a host".to_owned());
    }
    if url.path() != "/" || url.query().is_some() {
        return Err("the site lives at the root of its address, without a path".to_owned());
    }
    Ok(url)
}

fn storage_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if url.scheme() != "s3" || url.host_str().is_none() {
        return Err("it must begin with s3:// and name a bucket".to_owned());
    }
    let known = |name: &str| matches!(name, "endpoint" | "region");
    match url.query_pairs().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(format!("`{name}` is none of endpoint and region")),
        None => Ok(url),
    }
}

fn log_filter(text: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}
