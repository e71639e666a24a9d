//! The screenshots of the README. `PORCHLIGHT_SCREENSHOTS=1` writes them to `assets/screenshots`.

use std::env;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::browser_actor::BrowserActor;
use super::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn screenshots_of_the_readme_can_be_taken() {
    let site = Site::start().await;
    let temporary = tempfile::tempdir().expect("a folder for screenshots");
    let folder = folder(&temporary);
    std::fs::create_dir_all(&folder).expect("the folder for screenshots");
    let rita = site.person("rita").await;
    rita.looks_through(1280, 800).await;

    rita.goes_to("/").await;
    take(&rita, &folder.join("browse.png")).await;
    rita.goes_to("/listings/1").await;
    rita.presses("Contact Owner").await;
    rita.finds("region", "Chat").await;
    take(&rita, &folder.join("listing-with-chat.png")).await;
    rita.goes_to("/messages/1").await;
    take(&rita, &folder.join("conversation.png")).await;
}

async fn take(visitor: &BrowserActor, path: &Path) {
    visitor.runs("document.activeElement.blur()").await;
    visitor.driver.screenshot(path).await.expect("a screenshot");
}

fn folder(temporary: &TempDir) -> PathBuf {
    match env::var_os("PORCHLIGHT_SCREENSHOTS") {
        Some(_) => Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screenshots"),
        None => temporary.path().to_owned(),
    }
}
