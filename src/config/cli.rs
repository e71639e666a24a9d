//! The command line and the environment. No other file reads the environment.

use std::env;
use std::error::Error;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand};
use url::Url;

use super::{Config, Listen, LogFormat, Networks, Secret, Switch};

/// The old name of `PORCHLIGHT_DATA_DIR`, which stays valid.
const DATA_DIR_ALIAS: &str = "PORCHLIGHT_DATA";

/// A self-hosted site where owners list homes and renters ask about them.
#[derive(Debug, Parser)]
#[command(name = "porchlight", version)]
struct CommandLine {
    /// What to do; `serve` when left out.
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
}

/// Parses the command line and the environment. Prints help and version, and exits, when asked to.
///
/// # Errors
/// One line that names the variable with the wrong value, or the unknown argument.
pub fn read() -> Result<(Command, Config), String> {
    let CommandLine { command, flags } = CommandLine::try_parse().map_err(|error| match error.kind() {
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => wrong_value(&error),
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => first_line(&error),
        _ => error.exit(),
    })?;
    Ok((command.unwrap_or_default(), flags.into()))
}

/// One line with the variable's name, which is derived from the flag's.
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

/// The commands of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Run the site; creates the database and applies migrations first
    #[default]
    Serve,
    /// Run the site on a data folder of its own, filled with people, homes and conversations
    Demo,
    /// Apply migrations to the database and exit
    Migrate,
    /// Check that the data is complete and consistent, also while the site runs; exits 1 when it is not
    Verify {
        /// Also read every file and compare its checksum
        #[arg(long)]
        thorough: bool,
    },
    /// Write the database and every file to one archive, also while the site runs
    Backup {
        /// The archive; it must not exist yet
        file: PathBuf,
    },
    /// Unpack a backup into an empty data folder
    Restore {
        /// An archive that `backup` wrote
        file: PathBuf,
    },
    /// Ask the running site whether it is ready; exits 0 when it is
    Healthcheck,
}

#[derive(Debug, Args)]
struct Flags {
    /// Address and port to listen on (port 0 picks a free one), or `unix:FILE` for a Unix socket behind a proxy
    #[arg(long, env = "PORCHLIGHT_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    listen: Listen,

    /// Folder of the database and the files [default: `./data`]
    #[arg(long, alias = "data", env = "PORCHLIGHT_DATA_DIR", global = true)]
    data_dir: Option<PathBuf>,

    /// The database [default: `sqlite://DATA_DIR/porchlight.db`]
    #[arg(long, env = "PORCHLIGHT_DATABASE_URL", global = true)]
    database_url: Option<String>,

    /// A bucket for the files instead of the data folder: `s3://BUCKET/FOLDER?endpoint=https://s3.example.org&region=eu`
    #[arg(long, env = "PORCHLIGHT_STORAGE_URL", value_parser = storage_url, global = true)]
    storage_url: Option<Url>,

    /// The id of the key to that bucket
    #[arg(
        long,
        env = "PORCHLIGHT_STORAGE_KEY",
        default_value = "",
        hide_env_values = true,
        global = true
    )]
    storage_key: String,

    /// The secret of that key
    #[arg(
        long,
        env = "PORCHLIGHT_STORAGE_SECRET",
        default_value = "",
        hide_env_values = true,
        global = true
    )]
    storage_secret: Secret,

    /// The address people type into their browser [default: `http://LISTEN`]
    #[arg(long, env = "PORCHLIGHT_PUBLIC_URL", value_parser = public_url, global = true)]
    public_url: Option<Url>,

    /// Rate limits by person and address; `off` is for load tests only
    #[arg(long, env = "PORCHLIGHT_RATE_LIMITS", default_value = "on", global = true)]
    rate_limits: Switch,

    /// Networks whose X-Forwarded-For and X-Forwarded-Proto are trusted, separated by commas
    #[arg(long, env = "PORCHLIGHT_TRUSTED_PROXIES", default_value = "", global = true)]
    trusted_proxies: Networks,

    /// What to log, as a tracing filter such as `info` or `warn,porchlight=debug`
    #[arg(long, env = "PORCHLIGHT_LOG", default_value = "info", value_parser = log_filter, global = true)]
    log: String,

    /// The format of log lines
    #[arg(long, env = "PORCHLIGHT_LOG_FORMAT", default_value = "text", global = true)]
    log_format: LogFormat,
}

impl From<Flags> for Config {
    fn from(flags: Flags) -> Self {
        let defaults = Self::default();
        let alias = || env::var_os(DATA_DIR_ALIAS).map(PathBuf::from);
        Self {
            listen: flags.listen,
            data_dir: flags.data_dir.or_else(alias).unwrap_or(defaults.data_dir),
            database_url: flags.database_url,
            storage_url: flags.storage_url,
            storage_key: flags.storage_key,
            storage_secret: flags.storage_secret,
            public_url: flags.public_url,
            rate_limits: flags.rate_limits,
            trusted_proxies: flags.trusted_proxies,
            log: flags.log,
            log_format: flags.log_format,
            gallery: defaults.gallery,
        }
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
    // Every page, feed and link of the site contains the address.
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() || !is_plain(text) {
        return Err("it consists of http:// or https:// and a host, such as https://homes.example.org".to_owned());
    }
    Ok(url)
}

/// Whether a URL is written as `http://host` or `http://host/`, without the spaces, backslashes and missing or additional
/// slashes that the parser corrects.
fn is_plain(text: &str) -> bool {
    let has_host = |(scheme, rest): (&str, &str)| {
        matches!(&*scheme.to_ascii_lowercase(), "http" | "https") && !rest.starts_with('/')
    };
    text.split_once("://").is_some_and(has_host) && !text.contains(|c: char| c == '\\' || c == '@' || c.is_whitespace())
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
