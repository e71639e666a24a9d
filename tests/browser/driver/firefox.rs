//! Firefox, through geckodriver. Where that has no word for something, Firefox's own scripts do.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::running::{Running, local};
use super::{Ready, Scripts, Theme, installed};
use crate::browser::webdriver_ext::ask;

const MISSING: &str = "the browser journeys in Firefox need it and its driver; on Debian: apt-get install firefox-esr, \
    and cargo install --locked geckodriver";

pub fn start(profile: &TempDir, scripts: Scripts, theme: Theme) -> Ready {
    let browser = installed(&["firefox-esr", "firefox"]).expect(MISSING);
    let driver = installed(&["geckodriver"]).expect(MISSING);
    let mut command = Command::new(driver);
    command
        .args(["--port=0", "--allow-system-access", "--profile-root"])
        .arg(profile.path())
        .env("HOME", profile.path())
        // Room for every window that a page is shown in.
        .envs([("MOZ_HEADLESS_WIDTH", "1600"), ("MOZ_HEADLESS_HEIGHT", "1200")]);
    let (running, port) = Running::start(&mut command, "Listening on 127.0.0.1:");
    let prefs = json!({
        "intl.accept_languages": "en-GB",
        "javascript.enabled": scripts == Scripts::On,
        // As on a telephone, and in the other two: over the page, not beside it.
        "ui.useOverlayScrollbars": 1,
        "layout.css.prefers-color-scheme.content-override": match theme { Theme::Dark => 0, Theme::Light => 1 },
    });
    Ready {
        address: local(port),
        programs: vec![running],
        wishes: json!({ "moz:firefoxOptions": { "binary": browser, "args": ["-headless"], "prefs": prefs } }),
    }
}

/// The window itself can be no narrower than 500 pixels; what it shows pages in can.
pub async fn look_through(driver: &WebDriver, width: u32, height: u32) {
    let script = "Object.assign(gBrowser.selectedBrowser.style, \
        { flex: 'none', minWidth: '0', width: `${arguments[0]}px`, height: `${arguments[1]}px` })";
    ask_firefox(driver, script, vec![json!(width), json!(height)]).await;
}

/// Without what Firefox says about its own scripts, and about when it had to lay a page out: being driven makes that
/// early.
pub async fn console(driver: &WebDriver) -> Vec<String> {
    let script = r"
        const messages = Services.console.getMessageArray();
        Services.console.reset();
        const itself = (one) => /^(chrome|resource|moz-src):/.test(one.sourceName) || one.category === 'Layout';
        return messages
            .filter((one) => one instanceof Ci.nsIScriptError && !itself(one))
            .map((one) => `${one.category}: ${one.errorMessage} (${one.sourceName}:${one.lineNumber})`);
    ";
    let said = ask_firefox(driver, script, Vec::new()).await;
    serde_json::from_value(said).expect("lines")
}

/// Runs a script that may do whatever Firefox itself may do.
async fn ask_firefox(driver: &WebDriver, script: &str, arguments: Vec<Value>) -> Value {
    ask(driver, "moz/context", json!({ "context": "chrome" })).await;
    let answer = driver.execute(script, arguments).await.expect("Firefox runs it");
    ask(driver, "moz/context", json!({ "context": "content" })).await;
    answer.json().clone()
}
