//! A browser and its driver as child processes of the test.
//!
//! `PORCHLIGHT_TEST_BROWSER` selects the browser: `chromium` (the default), `firefox` or `webkit`. Every test runs in
//! all three. [`Browser::console`] and [`Browser::devtools_command`] document what only some of them support.

mod child_process;
mod chromium;
mod firefox;
mod webkit;

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde_json::{Map, Value};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use child_process::ChildProcess;

/// The default window, in CSS pixels.
const WINDOW: (u32, u32) = (1280, 900);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// The value of `prefers-color-scheme`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug)]
enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    fn from_env() -> Self {
        match env::var("PORCHLIGHT_TEST_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("PORCHLIGHT_TEST_BROWSER is chromium, firefox or webkit, not “{other}”"),
        }
    }
}

/// A listening driver, the processes it needs, and the capabilities of the session.
struct StartedDriver {
    address: SocketAddr,
    programs: Vec<ChildProcess>,
    capabilities: Value,
}

/// A browser with an empty profile.
pub struct Browser {
    /// Dropping the last clone closes the browser. As the first field, it is dropped before the driver process.
    pub driver: WebDriver,
    engine: Engine,
    _programs: Vec<ChildProcess>,
    _profile: TempDir,
}

impl Browser {
    /// Opens the selected browser.
    pub async fn open(scripts: Scripts, theme: Theme) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let engine = Engine::from_env();
        let ready = match engine {
            Engine::Chromium => chromium::start(&profile, scripts),
            Engine::Firefox => firefox::start(&profile, scripts, theme),
            Engine::WebKit => webkit::start(&profile, scripts, theme),
        };
        let capabilities: Map<String, Value> =
            serde_json::from_value(ready.capabilities).expect("capabilities by name");
        let driver = WebDriver::new(format!("http://{}", ready.address), Capabilities::from(capabilities))
            .await
            .unwrap_or_else(|error| panic!("{engine:?} opens: {error}"));
        if let Engine::Chromium = engine {
            chromium::prefer(&driver, theme).await;
        }
        let browser = Self {
            driver,
            engine,
            _programs: ready.programs,
            _profile: profile,
        };
        browser.resize(WINDOW.0, WINDOW.1).await;
        browser
    }

    /// Resizes the window, in CSS pixels. The page may notice it later.
    pub async fn resize(&self, width: u32, height: u32) {
        match self.engine {
            Engine::Chromium => chromium::resize(&self.driver, width, height).await,
            Engine::Firefox => firefox::resize(&self.driver, width, height).await,
            Engine::WebKit => webkit::resize(&self.driver, width, height).await,
        }
    }

    /// Sends a command of the Chrome DevTools Protocol. Returns false in browsers other than Chromium.
    pub async fn devtools_command(&self, command: &str, params: Value) -> bool {
        let is_supported = matches!(self.engine, Engine::Chromium);
        if is_supported {
            chromium::devtools_command(&self.driver, command, params).await;
        }
        is_supported
    }

    /// The console messages since the last call: errors, CSP violations, missing files.
    ///
    /// `None` in WebKit, whose driver has no command for it. Firefox leaves out messages that page scripts log.
    pub async fn console(&self) -> Option<Vec<String>> {
        match self.engine {
            Engine::Chromium => Some(chromium::console(&self.driver).await),
            Engine::Firefox => Some(firefox::console(&self.driver).await),
            Engine::WebKit => None,
        }
    }
}

/// Whether the tests run in Chromium.
pub fn is_chromium() -> bool {
    matches!(Engine::from_env(), Engine::Chromium)
}

/// The first of these programs on `PATH`.
fn installed(programs: &[&str]) -> Option<PathBuf> {
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    programs
        .iter()
        .flat_map(|program| folders.iter().map(move |folder| folder.join(program)))
        .find(|path| path.is_file())
}
