//! Firefox through geckodriver. For what WebDriver lacks, scripts run in the chrome context of Firefox.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::child_process::{ChildProcess, local};
use super::{Scripts, StartedDriver, Theme, installed};
use crate::browser::webdriver_ext::send_command;

const MISSING: &str = "the browser tests in Firefox need it and its driver; on Debian: apt-get install firefox-esr, \
    and cargo install --locked geckodriver";

pub fn start(profile: &TempDir, scripts: Scripts, theme: Theme) -> StartedDriver {
    let browser = installed(&["firefox-esr", "firefox"]).expect(MISSING);
    let driver = installed(&["geckodriver"]).expect(MISSING);
    let mut command = Command::new(driver);
    command
        .args(["--port=0", "--allow-system-access", "--profile-root"])
        .arg(profile.path())
        .env("HOME", profile.path())
        // Larger than every window size of the tests.
        .envs([("MOZ_HEADLESS_WIDTH", "1600"), ("MOZ_HEADLESS_HEIGHT", "1200")]);
    let (running, port) = ChildProcess::start(&mut command, "Listening on 127.0.0.1:");
    let prefs = json!({
        "intl.accept_languages": "en-GB",
        "javascript.enabled": scripts == Scripts::On,
        // Scroll bars over the page, as on phones and in the other two browsers.
        "ui.useOverlayScrollbars": 1,
        "layout.css.prefers-color-scheme.content-override": match theme { Theme::Dark => 0, Theme::Light => 1 },
    });
    StartedDriver {
        address: local(port),
        programs: vec![running],
        capabilities: json!({ "moz:firefoxOptions": { "binary": browser, "args": ["-headless"], "prefs": prefs } }),
    }
}

/// Resizes the element that shows the page: the window itself cannot be narrower than 500 pixels.
pub async fn resize(driver: &WebDriver, width: u32, height: u32) {
    let script = "Object.assign(gBrowser.selectedBrowser.style, \
        { flex: 'none', minWidth: '0', width: `${arguments[0]}px`, height: `${arguments[1]}px` })";
    run_in_chrome(driver, script, vec![json!(width), json!(height)]).await;
}

/// The console without messages of Firefox's own scripts and without layout warnings, which WebDriver causes.
pub async fn console(driver: &WebDriver) -> Vec<String> {
    let script = r"
        const messages = Services.console.getMessageArray();
        Services.console.reset();
        const itself = (one) => /^(chrome|resource|moz-src):/.test(one.sourceName) || one.category === 'Layout';
        return messages
            .filter((one) => one instanceof Ci.nsIScriptError && !itself(one))
            .map((one) => `${one.category}: ${one.errorMessage} (${one.sourceName}:${one.lineNumber})`);
    ";
    let lines = run_in_chrome(driver, script, Vec::new()).await;
    serde_json::from_value(lines).expect("lines")
}

/// Runs a script with the privileges of Firefox itself.
async fn run_in_chrome(driver: &WebDriver, script: &str, arguments: Vec<Value>) -> Value {
    send_command(driver, "moz/context", json!({ "context": "chrome" })).await;
    let response = driver.execute(script, arguments).await.expect("Firefox runs it");
    send_command(driver, "moz/context", json!({ "context": "content" })).await;
    response.json().clone()
}
