//! The photo form of a listing in a browser: uploading, ordering and removing photos.

use std::path::PathBuf;

use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::site::{LOFT, Site};
use super::wait::eventually;
use crate::images::corpus::{heic, jpeg, png};

/// The alternative texts of the photos in the owner's form.
const ALT_TEXTS: &str = "[...document.querySelectorAll('.uploads img')].map((one) => one.alt)";

/// A temporary folder with a JPEG, a HEIC and a PNG.
fn folder() -> (TempDir, [PathBuf; 3]) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("kitchen.jpg", jpeg(900, 600)),
        ("hall.heic", heic()),
        ("bath.png", png(400, 300)),
    ];
    let paths = files.map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    });
    (folder, paths)
}

async fn form(site: &Site, scripts: bool) -> BrowserActor {
    let omar = if scripts {
        site.person("omar").await
    } else {
        site.person_without_scripts("omar").await
    };
    // The whole form is in view, so that the sticky bar at the bottom covers no button.
    omar.looks_through(1280, 2600).await;
    omar.goes_to(&format!("/listings/{}/photos", LOFT.0)).await;
    omar
}

async fn chooses(omar: &BrowserActor, files: &[PathBuf]) {
    let control = omar.driver.find(By::Css(".drop [type=file]")).await.expect("a control");
    let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    control.send_keys(names.join("\n")).await.expect("it takes files");
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_uploaded_one_by_one_and_a_rejected_one_shows_the_reason() {
    let site = Site::start().await;
    let omar = form(&site, true).await;
    let (_folder, files) = folder();
    let before = omar.count(".uploads [data-place]").await;

    chooses(&omar, &files).await;

    omar.sees(before + 2, ".uploads [data-place]").await;
    omar.sees(1, ".uploads .failed").await;
    let reason: String = omar
        .page("document.querySelector('.uploads .failed').textContent")
        .await;
    assert!(
        reason.contains("hall.heic") && reason.contains("Save it as JPEG"),
        "{reason}"
    );
    assert_eq!(omar.count(".uploads progress").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_reordered_with_buttons_and_by_dragging() {
    let site = Site::start().await;
    let omar = form(&site, true).await;
    let first: Vec<String> = omar.page(ALT_TEXTS).await;
    assert!(first.len() > 1, "{first:?}");

    omar.presses("Move photo 1 later").await;
    eventually("the first two photos are swapped", async || {
        let now: Vec<String> = omar.page(ALT_TEXTS).await;
        (now[0] == first[1] && now[1] == first[0]).then_some(())
    })
    .await;

    omar.runs(
        "const [a, b] = document.querySelectorAll('.uploads [data-place]');
         const drag = (type, on) => on.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true }));
         drag('dragstart', b); drag('dragover', a); drag('drop', a); drag('dragend', b);",
    )
    .await;
    eventually("they are swapped back", async || {
        let now: Vec<String> = omar.page(ALT_TEXTS).await;
        (now == first).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_photos_are_uploaded_removed_and_reordered() {
    let site = Site::start().await;
    let omar = form(&site, false).await;
    let (_folder, files) = folder();
    let before = omar.count(".uploads [data-place]").await;

    chooses(&omar, &[files[0].clone(), files[2].clone()]).await;
    omar.presses("Upload").await;
    omar.sees(before + 2, ".uploads [data-place]").await;
    omar.presses(&format!("Remove photo {}", before + 1)).await;
    omar.sees(before + 1, ".uploads [data-place]").await;
    omar.presses(&format!("Move photo {} earlier", before + 1)).await;

    eventually("the new photo is the last but one", async || {
        let shown: Vec<String> = omar.shown(ALT_TEXTS).await;
        let new = shown.get(before - 1)?;
        new.starts_with(&format!("Photo {before} of")).then_some(())
    })
    .await;
}
