//! Crashes during uploads of attachments.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use porchlight::entities::attachment;
use sea_orm::EntityTrait;

use crate::harness::stored_files::{assert_survives_crashes, files, keys, sweep};
use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, Process, database_of};
use crate::images::corpus::jpeg;

/// The number of concurrent uploads.
const UPLOADERS: u32 = 6;

/// Uploads images and text files by turns until the site is killed. All files differ, so that each has its own storage
/// key.
async fn upload_until_killed(actor: Actor, conversation: i64, uploader: u32, accepted: Arc<AtomicUsize>) {
    for turn in 0.. {
        let (name, bytes) = if turn % 3 == 0 {
            ("a.jpg", jpeg(300 + turn, 200 + uploader))
        } else {
            (
                "a.txt",
                format!("{uploader} wrote {turn}. ").repeat(100_000).into_bytes(),
            )
        };
        let request = actor.request(reqwest::Method::POST, views::urls::upload_attachments(conversation));
        match as_form(request, form(&[("files", name, &bytes)])).send().await {
            Ok(_) => accepted.fetch_add(1, Ordering::Relaxed),
            Err(_) => return,
        };
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_crashes_during_uploads_every_row_has_its_file_and_the_sweeper_deletes_orphans() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    let uploaders = async |site: &Process, round: usize, accepted: Arc<AtomicUsize>| {
        let upload = |uploader| {
            let uploader = round as u32 * UPLOADERS + uploader;
            upload_until_killed(rita.moved_to(&site.url), conversation, uploader, accepted.clone())
        };
        (0..UPLOADERS).map(upload).map(tokio::spawn).collect()
    };

    let site = assert_survives_crashes(site, data.path(), 6, uploaders, keys_of_rows).await;

    assert!(site.terminate().success());
    sweep(data.path(), keys_of_rows(data.path()).await).await;
    assert_eq!(keys(data.path()), keys_of_rows(data.path()).await);
    let is_complete = |file: &PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name == "file" || name.ends_with(".webp"))
    };
    assert!(files(data.path()).iter().all(is_complete), "{:?}", files(data.path()));
}

async fn keys_of_rows(data: &Path) -> BTreeSet<String> {
    let copy = tempfile::tempdir().unwrap();
    let db = database_of(data, copy.path()).await;
    let rows = attachment::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    rows.into_iter().map(|row| row.key).collect()
}
