//! A browser and its driver, as children of this test and of nobody else.
//!
//! `PORCHLIGHT_TEST_BROWSER` says which browser: `chromium` (also when it says nothing), `firefox` or `webkit`. Every
//! journey is taken in all three. What one of them does not tell is said at [`Browser::console`], and what only one of
//! them can be asked at [`Browser::ask_devtools`].

mod chromium;
mod firefox;
mod running;
mod webkit;

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde_json::{Map, Value};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use running::Running;

/// What most people look through, in CSS pixels.
const WINDOW: (u32, u32) = (1280, 900);

/// Whether a browser runs the scripts of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// What a browser tells pages about the colours that somebody prefers.
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
    fn chosen() -> Self {
        match env::var("PORCHLIGHT_TEST_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("PORCHLIGHT_TEST_BROWSER is chromium, firefox or webkit, not “{other}”"),
        }
    }
}

/// A driver that listens, what it needs to run, and what to ask it for.
struct Ready {
    address: SocketAddr,
    programs: Vec<Running>,
    wishes: Value,
}

/// A browser with nothing in its past.
pub struct Browser {
    /// What it is driven through. The last one to drop this closes the browser; that comes before its driver ends.
    pub driver: WebDriver,
    engine: Engine,
    _programs: Vec<Running>,
    _profile: TempDir,
}

impl Browser {
    /// Opens the one that was chosen.
    pub async fn open(scripts: Scripts, theme: Theme) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let engine = Engine::chosen();
        let ready = match engine {
            Engine::Chromium => chromium::start(&profile, scripts),
            Engine::Firefox => firefox::start(&profile, scripts, theme),
            Engine::WebKit => webkit::start(&profile, scripts, theme),
        };
        let wishes: Map<String, Value> = serde_json::from_value(ready.wishes).expect("wishes by name");
        let driver = WebDriver::new(format!("http://{}", ready.address), Capabilities::from(wishes))
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
        browser.look_through(WINDOW.0, WINDOW.1).await;
        browser
    }

    /// Gives pages a window of this size. It may take a moment.
    pub async fn look_through(&self, width: u32, height: u32) {
        match self.engine {
            Engine::Chromium => chromium::look_through(&self.driver, width, height).await,
            Engine::Firefox => firefox::look_through(&self.driver, width, height).await,
            Engine::WebKit => webkit::look_through(&self.driver, width, height).await,
        }
    }

    /// Asks the developer tools of Chromium for something. Other browsers have none to ask: then this is false.
    pub async fn ask_devtools(&self, command: &str, params: Value) -> bool {
        let has_them = matches!(self.engine, Engine::Chromium);
        if has_them {
            chromium::ask_devtools(&self.driver, command, params).await;
        }
        has_them
    }

    /// What the browser had to say about pages since it was last asked: errors, refusals, what was not found.
    ///
    /// None in WebKit, which tells nobody: its driver has no word for it, and it prints nothing about the private
    /// sessions that it drives. Firefox leaves out what scripts themselves write to the console.
    pub async fn console(&self) -> Option<Vec<String>> {
        match self.engine {
            Engine::Chromium => Some(chromium::console(&self.driver).await),
            Engine::Firefox => Some(firefox::console(&self.driver).await),
            Engine::WebKit => None,
        }
    }
}

/// The first of these programs that there is.
fn installed(programs: &[&str]) -> Option<PathBuf> {
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    programs
        .iter()
        .flat_map(|program| folders.iter().map(move |folder| folder.join(program)))
        .find(|path| path.is_file())
}
