//! WebKitGTK: WebKitWebDriver with its MiniBrowser, on a virtual screen (Xvfb).

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::child_process::{ChildProcess, local};
use super::{Scripts, StartedDriver, Theme, installed};

const MISSING: &str = "the browser tests in WebKit need its driver and Xvfb; on Debian and Ubuntu: \
    apt-get install webkit2gtk-driver xvfb";

/// Makes the browser's own buttons small: they would keep the window wider than a phone.
const STYLES: &str = "* { min-width: 0; margin: 0; padding: 0; font-size: 1px; }";

pub fn start(profile: &TempDir, scripts: Scripts, theme: Theme) -> StartedDriver {
    let (screen, number) = screen();
    let address = free_address();
    let mut command = Command::new(installed(&["WebKitWebDriver"]).expect(MISSING));
    command
        .arg(format!("--port={}", address.port()))
        .env("DISPLAY", format!(":{number}"))
        .env("HOME", profile.path())
        .env("XDG_CONFIG_HOME", profile.path());
    write_styles(profile);
    let driver = ChildProcess::start_quiet(&mut command);
    wait_until_listening(address);
    let mut switches = vec!["--automation", "--full-screen"];
    switches.extend((scripts == Scripts::Off).then_some("--enable-javascript=false"));
    switches.extend((theme == Theme::Dark).then_some("--dark-mode"));
    StartedDriver {
        address,
        programs: vec![driver, screen],
        capabilities: json!({ "webkitgtk:browserOptions": { "args": switches } }),
    }
}

/// Writes the GTK styles for both major versions, since the system chooses one.
fn write_styles(profile: &TempDir) {
    for toolkit in ["gtk-3.0", "gtk-4.0"] {
        let folder = profile.path().join(toolkit);
        fs::create_dir(&folder).expect("a folder for settings");
        fs::write(folder.join("gtk.css"), STYLES).expect("styles");
    }
}

pub async fn resize(driver: &WebDriver, width: u32, height: u32) {
    let resized = driver.set_window_rect(0, 0, width, height).await;
    resized.expect("a window of another size");
}

fn screen() -> (ChildProcess, u16) {
    let mut command = Command::new(installed(&["Xvfb"]).expect(MISSING));
    command.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]);
    ChildProcess::start(&mut command, "")
}

/// A free port. WebKitWebDriver can choose one itself, but does not print it.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(local(0)).expect("a free port");
    listener.local_addr().expect("an address")
}

fn wait_until_listening(address: SocketAddr) {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(began.elapsed() < Duration::from_secs(10), "WebKitWebDriver listens");
        sleep(Duration::from_millis(10));
    }
}
