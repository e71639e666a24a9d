//! The pictures of the README. `PORCHLIGHT_SCREENSHOTS=1` writes them where it finds them.

use std::env;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::site::Stage;
use super::browser_actor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_readme_have_their_picture_taken() {
    let stage = Stage::open().await;
    let elsewhere = tempfile::tempdir().expect("a folder for pictures");
    let folder = folder(&elsewhere);
    std::fs::create_dir_all(&folder).expect("the folder for pictures");
    let rita = stage.person("rita").await;
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

async fn take(visitor: &Visitor, path: &Path) {
    visitor.runs("document.activeElement.blur()").await;
    visitor.driver.screenshot(path).await.expect("a picture");
}

fn folder(elsewhere: &TempDir) -> PathBuf {
    match env::var_os("PORCHLIGHT_SCREENSHOTS") {
        Some(_) => Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screenshots"),
        None => elsewhere.path().to_owned(),
    }
}
