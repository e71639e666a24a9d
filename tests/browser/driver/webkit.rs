//! WebKit, as GTK has it: WebKitWebDriver and the small browser it brings, on a screen in memory.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::running::{Running, local};
use super::{Ready, Scripts, Theme, installed};

const MISSING: &str = "the browser journeys in WebKit need its driver and a screen in memory; on Debian and Ubuntu: \
    apt-get install webkit2gtk-driver xvfb";

/// The browser's own buttons would keep its window wider than a telephone.
const STYLES: &str = "* { min-width: 0; margin: 0; padding: 0; font-size: 1px; }";

pub fn start(profile: &TempDir, scripts: Scripts, theme: Theme) -> Ready {
    let (screen, number) = screen();
    let address = free_address();
    let mut command = Command::new(installed(&["WebKitWebDriver"]).expect(MISSING));
    command
        .arg(format!("--port={}", address.port()))
        .env("DISPLAY", format!(":{number}"))
        .env("HOME", profile.path())
        .env("XDG_CONFIG_HOME", profile.path());
    furnish(profile);
    let driver = Running::start_quiet(&mut command);
    listens(address);
    let mut switches = vec!["--automation", "--full-screen"];
    switches.extend((scripts == Scripts::Off).then_some("--enable-javascript=false"));
    switches.extend((theme == Theme::Dark).then_some("--dark-mode"));
    Ready {
        address,
        programs: vec![driver, screen],
        wishes: json!({ "webkitgtk:browserOptions": { "args": switches } }),
    }
}

/// Which major version of GTK reads this is the system's choice.
fn furnish(profile: &TempDir) {
    for toolkit in ["gtk-3.0", "gtk-4.0"] {
        let folder = profile.path().join(toolkit);
        fs::create_dir(&folder).expect("a folder for settings");
        fs::write(folder.join("gtk.css"), STYLES).expect("styles");
    }
}

pub async fn look_through(driver: &WebDriver, width: u32, height: u32) {
    let resized = driver.set_window_rect(0, 0, width, height).await;
    resized.expect("a window of another size");
}

fn screen() -> (Running, u16) {
    let mut command = Command::new(installed(&["Xvfb"]).expect(MISSING));
    command.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]);
    Running::start(&mut command, "")
}

/// WebKitWebDriver can pick a port itself, but keeps it to itself, too.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(local(0)).expect("a free port");
    listener.local_addr().expect("an address")
}

fn listens(address: SocketAddr) {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(began.elapsed() < Duration::from_secs(10), "WebKitWebDriver listens");
        sleep(Duration::from_millis(10));
    }
}
