//! Chromium, through chromedriver and the DevTools protocol.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::child_process::{ChildProcess, local};
use super::{Scripts, StartedDriver, Theme, installed};
use crate::browser::webdriver_ext::send_command;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const MISSING: &str = "the browser tests need Chromium and its driver; on Debian and Ubuntu: \
    apt-get install chromium chromium-driver";

const SWITCHES: [&str; 11] = [
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
];

pub fn start(profile: &TempDir, scripts: Scripts) -> StartedDriver {
    let browser = installed(&BROWSERS).expect(MISSING);
    let driver = installed(&["chromedriver"]).expect(MISSING);
    let (running, port) = ChildProcess::start(Command::new(driver).arg("--port=0"), "started successfully on port ");
    let mut switches: Vec<_> = SWITCHES.map(str::to_owned).into();
    switches.push(format!("--user-data-dir={}", profile.path().display()));
    let prefs = match scripts {
        Scripts::On => json!({}),
        Scripts::Off => json!({ "profile.managed_default_content_settings.javascript": 2 }),
    };
    StartedDriver {
        address: local(port),
        programs: vec![running],
        capabilities: json!({
            "goog:chromeOptions": { "binary": browser, "args": switches, "prefs": prefs },
            "goog:loggingPrefs": { "browser": "ALL" },
        }),
    }
}

pub async fn prefer(driver: &WebDriver, theme: Theme) {
    let value = match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
    devtools_command(driver, "Emulation.setEmulatedMedia", features).await;
}

pub async fn resize(driver: &WebDriver, width: u32, height: u32) {
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    devtools_command(driver, "Emulation.setDeviceMetricsOverride", metrics).await;
}

pub async fn console(driver: &WebDriver) -> Vec<String> {
    let lines = driver.browser_log().await.expect("a log");
    lines
        .iter()
        .map(|line| format!("{}: {}", line.level, line.message))
        .collect()
}

pub async fn devtools_command(driver: &WebDriver, command: &str, params: Value) {
    send_command(driver, "goog/cdp/execute", json!({ "cmd": command, "params": params })).await;
}
