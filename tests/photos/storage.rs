//! What is on disk: as much as the rows want, and after a day nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use image::{DynamicImage, ImageFormat};
use porchlight::entities::{Timestamp, photo};
use sea_orm::EntityTrait;
use views::urls;

use crate::harness::stored_files::{files, keys, outlives_kills, sweep};
use crate::harness::{Actor, Process, TestApp, database_of};
use crate::images::corpus::{jpeg, noise, png, written};

const DAY: Duration = Duration::from_secs(86_400);

/// Makes every file look as if it had been written so long before a moment.
fn aged(data: &Path, moment: SystemTime, age: Duration) {
    for path in files(data) {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(moment - age).unwrap();
    }
}

fn morning() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(crate::harness::MORNING.unsigned_abs())
}

#[tokio::test]
async fn the_files_of_a_photo_go_with_it_unless_another_shows_the_same() {
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
async fn what_no_row_wants_is_swept_after_a_day_and_nothing_else() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photo = omar.adds_photos(home, &[&jpeg(900, 600)]).await[0];
    let orphan = app.data().join("files/ab/abcdef/320.webp");
    std::fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    std::fs::write(&orphan, b"left behind").unwrap();
    let before = Timestamp(crate::harness::MORNING).minus(Timestamp::DAY);

    aged(app.data(), morning(), DAY - Duration::from_secs(60));
    assert_eq!(app.files().sweep(before).await.unwrap(), 0);
    aged(app.data(), morning(), DAY + Duration::from_secs(60));
    assert_eq!(app.files().sweep(before).await.unwrap(), 1);

    assert!(!orphan.exists() && !orphan.parent().unwrap().exists());
    assert_eq!(files(app.data()).len(), 3);
    for width in urls::PHOTO_WIDTHS {
        app.visitor().get(urls::photo(photo, width)).await.assert_ok();
    }
}

#[tokio::test]
async fn the_files_of_a_listing_that_is_gone_are_swept() {
    let app = TestApp::boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    omar.adds_photos(home, &[&jpeg(900, 600)]).await;
    let home = porchlight::entities::ListingId(home);
    let gone = app.db().write(async move |tx: porchlight::db::Tx| {
        let row = porchlight::entities::listing::Entity::delete_by_id(home);
        Ok(row.exec(tx.conn()).await?.rows_affected)
    });
    assert_eq!(gone.await.unwrap(), 1);

    aged(app.data(), morning(), 2 * DAY);
    app.files().sweep(Timestamp(crate::harness::MORNING)).await.unwrap();

    assert_eq!(files(app.data()), Vec::<PathBuf>::new());
}

/// Sends photos until the site is gone.
async fn sends_until_the_end(owner: Actor, home: i64, photos: Arc<Vec<Vec<u8>>>, taken: Arc<AtomicUsize>) {
    for bytes in photos.iter().cycle() {
        let body = crate::harness::uploads::form(&[("photos", "photo.jpg", bytes)]);
        let request = owner.request(reqwest::Method::POST, urls::listing_photos(home));
        match crate::harness::uploads::as_form(request, body).send().await {
            Ok(_) => taken.fetch_add(1, Ordering::Relaxed),
            Err(_) => return,
        };
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_is_killed_while_photos_arrive_has_no_row_without_files_and_no_file_without_a_row() {
    let data = tempfile::tempdir().unwrap();
    let photos = Arc::new((0..40).map(|number| jpeg(400 + number, 300)).collect::<Vec<_>>());
    let site = Process::serve(data.path());
    let owner = site.person("Omar Haddad").await;
    let senders = async |site: &Process, _, taken: Arc<AtomicUsize>| {
        let mut senders = Vec::new();
        for _ in 0..3 {
            let owner = owner.moved_to(&site.url);
            let home = owner.lists("Canal loft").await;
            let sender = sends_until_the_end(owner, home, photos.clone(), taken.clone());
            senders.push(tokio::spawn(sender));
        }
        senders
    };

    let site = outlives_kills(site, data.path(), 4, senders, keys_of_rows).await;

    assert!(site.terminate().success());
    sweep(data.path(), keys_of_rows(data.path()).await).await;
    assert_eq!(keys(data.path()), keys_of_rows(data.path()).await);
    let leftover = files(data.path());
    let is_whole = |file: &&PathBuf| file.extension().is_some_and(|extension| extension == "webp");
    assert_eq!(leftover.iter().filter(is_whole).count(), leftover.len(), "{leftover:?}");
}

async fn keys_of_rows(data: &Path) -> BTreeSet<String> {
    let copy = tempfile::tempdir().unwrap();
    let db = database_of(data, copy.path()).await;
    let rows = photo::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    rows.into_iter().map(|row| row.key).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_says_so_and_messages_go_on() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve_on_a_small_disk(data.path(), 1_024);
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.contacts(home).await;
    let large = written(&DynamicImage::ImageRgb8(noise(800, 600)), ImageFormat::Png);
    assert!(large.len() > 1_024 * 1_024, "{}", large.len());

    let refused = omar.uploads(home, &[("photo.png", &large)]).await;

    refused.assert_status(507).assert_text("h1", "No room left");
    assert_eq!(files(data.path()), Vec::<PathBuf>::new());
    rita.says(conversation, "Is it free?").await;
    site.frees_space();
    omar.adds_photos(home, &[&large]).await;
}
