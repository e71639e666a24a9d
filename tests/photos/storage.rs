//! Storage of photos: deletion with the last reference, the sweeper, crashes, and a full disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use image::{DynamicImage, ImageFormat};
use porchlight::entities::{Timestamp, photo};
use sea_orm::EntityTrait;
use views::urls;

use crate::harness::stored_files::{assert_survives_crashes, files, keys, sweep};
use crate::harness::{Actor, Process, TestApp, database_of};
use crate::images::corpus::{jpeg, noise, png, written};

const DAY: Duration = Duration::from_secs(86_400);

/// Sets the modification time of all files to this age before a moment.
fn set_age(data: &Path, moment: SystemTime, age: Duration) {
    for path in files(data) {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(moment - age).unwrap();
    }
}

fn morning() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(crate::harness::MORNING.unsigned_abs())
}

#[tokio::test]
async fn the_files_of_a_photo_are_deleted_with_the_last_reference() {
    let app = TestApp::boot().await;
    let (omar, olga) = (app.omar().await, app.olga().await);
    let (loft, house) = (omar.lists("Canal loft").await, olga.lists("House").await);
    let same = jpeg(900, 600);
    let first = omar.adds_photos(loft, &[&same, &png(40, 30)]).await;
    let other = olga.adds_photos(house, &[&same]).await;
    assert_eq!(files(app.data()).len(), 4);

    omar.post(urls::photo_removal(first[0]), &[]).await;

    assert_eq!(files(app.data()).len(), 4);
    olga.get(urls::photo(other[0], 320)).await.assert_ok();

    olga.post(urls::photo_removal(other[0]), &[]).await;
    assert_eq!(files(app.data()).len(), 1);
    omar.post(urls::photo_removal(first[1]), &[]).await;
    assert_eq!(files(app.data()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn the_sweeper_deletes_only_unreferenced_files_older_than_a_day() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photo = omar.adds_photos(home, &[&jpeg(900, 600)]).await[0];
    let orphan = app.data().join("files/ab/abcdef/320.webp");
    std::fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    std::fs::write(&orphan, b"left behind").unwrap();
    let before = Timestamp(crate::harness::MORNING).minus(Timestamp::DAY);

    set_age(app.data(), morning(), DAY - Duration::from_secs(60));
    assert_eq!(app.files().sweep(before).await.unwrap(), 0);
    set_age(app.data(), morning(), DAY + Duration::from_secs(60));
    assert_eq!(app.files().sweep(before).await.unwrap(), 1);

    assert!(!orphan.exists() && !orphan.parent().unwrap().exists());
    assert_eq!(files(app.data()).len(), 3);
    for width in urls::PHOTO_WIDTHS {
        app.visitor().get(urls::photo(photo, width)).await.assert_ok();
    }
}

#[tokio::test]
async fn the_sweeper_deletes_the_files_of_a_deleted_listing() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    omar.adds_photos(home, &[&jpeg(900, 600)]).await;
    let home = porchlight::entities::ListingId(home);
    let deleted = app.db().write(async move |tx: porchlight::db::Tx| {
        let row = porchlight::entities::listing::Entity::delete_by_id(home);
        Ok(row.exec(tx.conn()).await?.rows_affected)
    });
    assert_eq!(deleted.await.unwrap(), 1);

    set_age(app.data(), morning(), 2 * DAY);
    app.files().sweep(Timestamp(crate::harness::MORNING)).await.unwrap();

    assert_eq!(files(app.data()), Vec::<PathBuf>::new());
}

/// Uploads photos until the site is killed.
async fn upload_until_killed(owner: Actor, home: i64, photos: Arc<Vec<Vec<u8>>>, accepted: Arc<AtomicUsize>) {
    for bytes in photos.iter().cycle() {
        let body = crate::harness::uploads::form(&[("photos", "photo.jpg", bytes)]);
        let request = owner.request(reqwest::Method::POST, urls::listing_photos(home));
        match crate::harness::uploads::as_form(request, body).send().await {
            Ok(_) => accepted.fetch_add(1, Ordering::Relaxed),
            Err(_) => return,
        };
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_crashes_during_uploads_every_row_has_its_files_and_the_sweeper_deletes_orphans() {
    let data = tempfile::tempdir().unwrap();
    let photos = Arc::new((0..40).map(|number| jpeg(400 + number, 300)).collect::<Vec<_>>());
    let site = Process::serve(data.path());
    let owner = site.person("Omar Haddad").await;
    let senders = async |site: &Process, _, accepted: Arc<AtomicUsize>| {
        let mut senders = Vec::new();
        for _ in 0..3 {
            let owner = owner.moved_to(&site.url);
            let home = owner.lists("Canal loft").await;
            let sender = upload_until_killed(owner, home, photos.clone(), accepted.clone());
            senders.push(tokio::spawn(sender));
        }
        senders
    };

    let site = assert_survives_crashes(site, data.path(), 4, senders, keys_of_rows).await;

    assert!(site.terminate().success());
    sweep(data.path(), keys_of_rows(data.path()).await).await;
    assert_eq!(keys(data.path()), keys_of_rows(data.path()).await);
    let stored = files(data.path());
    let is_complete = |file: &&PathBuf| file.extension().is_some_and(|extension| extension == "webp");
    assert_eq!(stored.iter().filter(is_complete).count(), stored.len(), "{stored:?}");
}

async fn keys_of_rows(data: &Path) -> BTreeSet<String> {
    let copy = tempfile::tempdir().unwrap();
    let db = database_of(data, copy.path()).await;
    let rows = photo::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    rows.into_iter().map(|row| row.key).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_an_upload_is_507_and_messages_are_still_stored() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve_on_a_small_disk(data.path(), 1_024);
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.contacts(home).await;
    let large = written(&DynamicImage::ImageRgb8(noise(800, 600)), ImageFormat::Png);
    assert!(large.len() > 1_024 * 1_024, "{}", large.len());

    let rejected = omar.uploads(home, &[("photo.png", &large)]).await;

    rejected.assert_status(507).assert_text("h1", "No room left");
    assert_eq!(files(data.path()), Vec::<PathBuf>::new());
    rita.sends(conversation, "Is it free?").await;
    site.frees_space();
    omar.adds_photos(home, &[&large]).await;
}
