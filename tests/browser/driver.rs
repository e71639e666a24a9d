//! chromedriver, as a child of this test and of nobody else.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const MISSING: &str = "the browser journeys need Chromium and its driver; on Debian and Ubuntu: \
    apt-get install chromium chromium-driver";

const SWITCHES: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--lang=en-GB",
    "--window-size=1280,900",
];

/// Whether a browser runs the scripts of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A running chromedriver, with every browser it has opened.
pub struct Driver {
    child: Child,
    address: SocketAddr,
    browser: PathBuf,
    _stdout: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts one on a port that it picks.
    pub fn start() -> Self {
        let browser = BROWSERS.into_iter().find_map(installed).expect(MISSING);
        let program = installed("chromedriver").expect(MISSING);
        let mut child = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let port = port_said(&mut stdout);
        Self {
            child,
            address: (Ipv4Addr::LOCALHOST, port).into(),
            browser,
            _stdout: stdout,
        }
    }

    /// A browser with nothing in its past.
    pub async fn browser(&self, profile: &TempDir, scripts: Scripts) -> WebDriver {
        let mut wishes = DesiredCapabilities::chrome();
        self.describe(&mut wishes, profile, scripts)
            .expect("the wishes can be written down");
        WebDriver::new(format!("http://{}", self.address), wishes)
            .await
            .expect("Chromium opens")
    }

    fn describe(
        &self,
        wishes: &mut impl ChromiumLikeCapabilities,
        profile: &TempDir,
        scripts: Scripts,
    ) -> WebDriverResult<()> {
        wishes.set_binary(&self.browser.to_string_lossy())?;
        for switch in SWITCHES {
            wishes.add_arg(switch)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wishes.set_browser_log_level(thirtyfour::LoggingPrefsLogLevel::All)?;
        if scripts == Scripts::Off {
            let off = json!({ "profile.managed_default_content_settings.javascript": 2 });
            wishes.add_experimental_option("prefs", off)?;
        }
        Ok(())
    }
}

impl Drop for Driver {
    /// Asks it to close its browsers and go; only if it does not, ends it.
    fn drop(&mut self) {
        let _ = ask_to_go(self.address);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(5) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ask_to_go(address: SocketAddr) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(
        stream,
        "GET /shutdown HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}

fn port_said(stdout: &mut impl BufRead) -> u16 {
    stdout
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        })
        .expect("chromedriver says its port")
}

fn installed(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}
