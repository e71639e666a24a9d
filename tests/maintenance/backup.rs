//! `porchlight backup`, during writes, with files in a folder or a bucket, and with faults.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use porchlight::maintenance::backup::backup;
use porchlight::maintenance::restore::restore;
use reqwest::Method;
use sea_orm::EntityTrait;
use tempfile::TempDir;
use views::urls;

use super::{findings, in_bucket, populate};
use crate::durability::send_until_stopped;
use crate::harness::stored_files::files;
use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, Process, TestApp, config_for, database_of, kill_at};
use crate::images::corpus::jpeg;
use crate::photos::bucket::{opened, opened_with_a_gate};

/// Uploads photos of a listing and removes them until the process has ended.
async fn change_photos_until_stopped(owner: Actor, home: i64) {
    let posts = async |path: String, body: Vec<u8>| {
        let sent = as_form(owner.request(Method::POST, path), body).send().await;
        sent.map(|response| response.headers()["location"].to_str().unwrap().to_owned())
    };
    for number in 0_u32.. {
        let body = form(&[("photos", "photo.jpg", &jpeg(33 + number % 900, 20))]);
        if posts(urls::listing_photos(home), body).await.is_err() {
            return;
        }
        let Ok(page) = owner.request(Method::GET, urls::listing_photos(home)).send().await else {
            return;
        };
        let Ok(page) = page.text().await else { return };
        let photo = page.split("id=\"photo-").nth(1).and_then(|rest| rest.split('"').next());
        let photo = photo.unwrap().parse().unwrap();
        if owner
            .request(Method::POST, urls::photo_removal(photo))
            .send()
            .await
            .is_err()
        {
            return;
        }
    }
}

/// Writes a backup of a running site. Returns its folder, which is removed when dropped, and the file.
pub async fn backed_up(app: &TestApp) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("homes.zip");
    let faults = backup(&config_for(app.data()), &file, &mut |fault| panic!("{fault}")).await;
    assert_eq!(faults, Ok(0));
    (folder, file)
}

/// The file names in a folder, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_during_writes_restores_to_a_consistent_site() {
    let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("homes.zip");
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let (home, other) = (omar.lists("Canal loft").await, omar.lists("House").await);
    let photo = omar.adds_photos(home, &[&jpeg(900, 600)]).await[0];
    let conversation = rita.contacts(home).await;
    let accepted = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..4)
        .map(|number| {
            let sender = if number % 2 == 0 { &rita } else { &omar }.clone();
            tokio::spawn(send_until_stopped(
                sender,
                conversation,
                format!("{number}"),
                accepted.clone(),
            ))
        })
        .collect();
    let photographer = tokio::spawn(change_photos_until_stopped(omar.clone(), other));
    while accepted.load(Ordering::Relaxed) < 40 {
        tokio::task::yield_now().await;
    }

    let acknowledged = accepted.load(Ordering::Relaxed);
    let (backup, from) = (file.display().to_string(), data.path().to_owned());
    let backing_up = tokio::task::spawn_blocking(move || Process::on(&from, &["backup", &backup]));
    let (status, output, reason) = backing_up.await.unwrap();
    assert!(status.success(), "{output}{reason}");
    let accepted_after = accepted.load(Ordering::Relaxed);
    site.kill();
    let mut sent = 0;
    for sender in senders {
        sent += sender.await.unwrap().0.len();
    }
    photographer.await.unwrap();
    assert!(
        accepted_after > acknowledged && sent >= accepted_after,
        "nothing was written during the backup"
    );
    assert_eq!(names_in(elsewhere.path()), ["homes.zip"]);

    let restored = tempfile::tempdir().unwrap();
    let (status, output, reason) = Process::on(restored.path(), &["restore", &file.display().to_string()]);
    assert!(status.success(), "{output}{reason}");
    let (status, found, reason) = Process::on(restored.path(), &["verify", "--thorough"]);
    assert!(status.success(), "{found}{reason}");
    let copy = tempfile::tempdir().unwrap();
    let db = database_of(restored.path(), copy.path()).await;
    let stored = porchlight::entities::message::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    // Each sender waits for a response before it sends the next message, so acknowledged messages come first.
    assert!(stored.len() >= acknowledged, "{} of {acknowledged}", stored.len());

    let site = Process::serve(restored.path());
    let rita = rita.moved_to(&site.url);
    for width in urls::PHOTO_WIDTHS {
        rita.get(urls::photo(photo, width)).await.assert_ok();
    }
    rita.sends(conversation, "Here again.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_has_mode_600_and_overwrites_no_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let app = TestApp::boot().await;
    let (folder, file) = backed_up(&app).await;
    let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    let before = fs::read(&file).unwrap();

    let (status, _, errors) = Process::on(app.data(), &["backup", &file.display().to_string()]);

    assert_eq!(mode, 0o600, "{mode:o}");
    assert!(!status.success() && errors.contains("overwrites nothing"), "{errors}");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(names_in(folder.path()), ["homes.zip"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_file_is_reported_and_does_not_stop_the_backup() {
    let app = TestApp::boot().await;
    populate(&app).await;
    let lost = files(app.data())
        .into_iter()
        .find(|path| path.ends_with("file"))
        .unwrap();
    fs::remove_file(lost).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("homes.zip").display().to_string();

    let (status, output, _) = Process::on(app.data(), &["backup", &file]);

    assert_eq!(status.code(), Some(1));
    assert!(output.contains("attachment 1: the file file under"), "{output}");
    let restored = tempfile::tempdir().unwrap();
    restore(&config_for(restored.path()), Path::new(&file)).await.unwrap();
    let found = findings(&config_for(restored.path()), true).await;
    assert_eq!(found.len(), 1, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_in_a_bucket_are_backed_up_and_restored() {
    let (objects, url) = opened().await;
    let app = TestApp::with().storage_url(url.clone()).boot().await;
    populate(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("homes.zip");
    let config = in_bucket(app.data(), &url);
    assert_eq!(findings(&config, true).await, Vec::<String>::new());
    assert_eq!(backup(&config, &file, &mut |fault| panic!("{fault}")).await, Ok(0));

    let (others, other) = opened().await;
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    restore(&in_bucket(there.path(), &other), &file).await.unwrap();
    restore(&config_for(here.path()), &file).await.unwrap();

    assert_eq!(
        findings(&in_bucket(there.path(), &other), true).await,
        Vec::<String>::new()
    );
    assert_eq!(findings(&config_for(here.path()), true).await, Vec::<String>::new());
    assert!(*others.lock().unwrap() == *objects.lock().unwrap());
    assert!(!others.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_removed_during_the_backup_is_left_out() {
    let (_, gate, url) = opened_with_a_gate().await;
    let app = TestApp::with().storage_url(url.clone()).boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photos = omar.adds_photos(home, &[&jpeg(40, 30), &jpeg(30, 40)]).await;
    let folder = tempfile::tempdir().unwrap();
    let (config, file) = (in_bucket(app.data(), &url), folder.path().join("homes.zip"));

    gate.shuts();
    let backing_up = tokio::spawn({
        let (config, file) = (config.clone(), file.clone());
        async move { backup(&config, &file, &mut |fault| panic!("{fault}")).await }
    });
    gate.is_knocked_at().await;
    // The database snapshot is complete, and the backup reads the first photo.
    omar.post(urls::photo_removal(photos[1]), &[]).await;
    gate.opens();

    assert_eq!(backing_up.await.unwrap(), Ok(0));
    let restored = tempfile::tempdir().unwrap();
    restore(&config_for(restored.path()), &file).await.unwrap();
    assert_eq!(findings(&config_for(restored.path()), true).await, Vec::<String>::new());
    assert_eq!(files(restored.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_backup_leaves_no_file() {
    let app = TestApp::boot().await;
    populate(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("homes.zip");

    for nth in [1, 2] {
        let arguments = ["backup", file.to_str().unwrap()];
        match kill_at(app.data(), &arguments, "fsync,fdatasync,renameat2,linkat,rename", nth) {
            Some(killed) => assert!(killed && !file.exists(), "{nth}"),
            None => return,
        }
    }
}
