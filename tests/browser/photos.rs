//! Photos of a home at a browser: sent, described, put in order and removed.

use std::path::PathBuf;

use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::wait::{SOON, eventually};
use super::site::{LOFT, Stage};
use super::browser_actor::Visitor;
use crate::images::corpus::{heic, jpeg, png};

/// What the owner's form shows of each photo.
const SHOWN: &str = "[...document.querySelectorAll('.uploads img')].map((one) => one.alt)";

/// Photos in a folder of the visitor's.
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

async fn form(stage: &Stage, scripts: bool) -> Visitor {
    let omar = if scripts {
        stage.person("omar").await
    } else {
        stage.person_without_scripts("omar").await
    };
    // All of the form in view: what is pressed must not be under the bar that stays at the end.
    omar.looks_through(1280, 2600).await;
    omar.goes_to(&format!("/listings/{}/photos", LOFT.0)).await;
    omar
}

async fn chooses(omar: &Visitor, files: &[PathBuf]) {
    let control = omar.driver.find(By::Css(".drop [type=file]")).await.expect("a control");
    let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    control.send_keys(names.join("\n")).await.expect("it takes files");
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_sent_one_by_one_and_what_is_refused_says_why() {
    let stage = Stage::open().await;
    let omar = form(&stage, true).await;
    let (_folder, files) = folder();
    let before = omar.count(".uploads [data-place]").await;

    chooses(&omar, &files).await;

    omar.sees(before + 2, ".uploads [data-place]").await;
    omar.sees(1, ".uploads .failed").await;
    let why: String = omar
        .page("document.querySelector('.uploads .failed').textContent")
        .await;
    assert!(why.contains("hall.heic") && why.contains("Save it as JPEG"), "{why}");
    assert_eq!(omar.count(".uploads progress").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_put_in_order_by_buttons_and_by_dragging() {
    let stage = Stage::open().await;
    let omar = form(&stage, true).await;
    let first: Vec<String> = omar.page(SHOWN).await;
    assert!(first.len() > 1, "{first:?}");

    omar.presses("Move photo 1 later").await;
    eventually(SOON, "the first two change places", async || {
        let now: Vec<String> = omar.page(SHOWN).await;
        (now[0] == first[1] && now[1] == first[0]).then_some(())
    })
    .await;

    omar.runs(
        "const [a, b] = document.querySelectorAll('.uploads [data-place]');
         const drag = (type, on) => on.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true }));
         drag('dragstart', b); drag('dragover', a); drag('drop', a); drag('dragend', b);",
    )
    .await;
    eventually(SOON, "they change back", async || {
        let now: Vec<String> = omar.page(SHOWN).await;
        (now == first).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_photos_are_sent_described_and_removed() {
    let stage = Stage::open().await;
    let omar = form(&stage, false).await;
    let (_folder, files) = folder();
    let before = omar.count(".uploads [data-place]").await;

    chooses(&omar, &[files[0].clone(), files[2].clone()]).await;
    omar.presses("Upload").await;
    omar.sees(before + 2, ".uploads [data-place]").await;
    omar.presses(&format!("Remove photo {}", before + 1)).await;
    omar.sees(before + 1, ".uploads [data-place]").await;
    omar.presses(&format!("Move photo {} earlier", before + 1)).await;

    eventually(SOON, "the new one stands before the last", async || {
        let shown: Vec<String> = omar.shown(SHOWN).await;
        let new = shown.get(before - 1)?;
        new.starts_with(&format!("Photo {before} of")).then_some(())
    })
    .await;
}
