//! A site that is killed while attachments arrive.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use porchlight::entities::attachment;
use sea_orm::EntityTrait;

use crate::harness::stored_files::{files, keys, outlives_kills, sweep};
use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, Process, database_of};
use crate::images::corpus::jpeg;

/// How many bring files at a time.
const SENDERS: u32 = 6;

/// Brings pictures and files by turns until the site is gone. No two are the same: each has a file of its own to lack.
async fn brings_until_the_end(actor: Actor, conversation: i64, sender: u32, taken: Arc<AtomicUsize>) {
    for turn in 0.. {
        let (name, bytes) = if turn % 3 == 0 {
            ("a.jpg", jpeg(300 + turn, 200 + sender))
        } else {
            ("a.txt", format!("{sender} wrote {turn}. ").repeat(100_000).into_bytes())
        };
        let request = actor.request(reqwest::Method::POST, views::urls::upload_files(conversation));
        match as_form(request, form(&[("files", name, &bytes)])).send().await {
            Ok(_) => taken.fetch_add(1, Ordering::Relaxed),
            Err(_) => return,
        };
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_row_is_without_its_file_and_after_the_sweep_no_file_without_a_row() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let home = omar.lists("Canal loft").await;
    let conversation = rita.asks_about(home, "Is it free?").await;
    let bringers = async |site: &Process, round: usize, taken: Arc<AtomicUsize>| {
        let bringer = |sender| {
            let sender = round as u32 * SENDERS + sender;
            brings_until_the_end(rita.moved_to(&site.url), conversation, sender, taken.clone())
        };
        (0..SENDERS).map(bringer).map(tokio::spawn).collect()
    };

    let site = outlives_kills(site, data.path(), 6, bringers, keys_of_rows).await;

    assert!(site.terminate().success());
    sweep(data.path(), keys_of_rows(data.path()).await).await;
    assert_eq!(keys(data.path()), keys_of_rows(data.path()).await);
    let is_whole = |file: &PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name == "file" || name.ends_with(".webp"))
    };
    assert!(files(data.path()).iter().all(is_whole), "{:?}", files(data.path()));
}

async fn keys_of_rows(data: &Path) -> BTreeSet<String> {
    let copy = tempfile::tempdir().unwrap();
    let db = database_of(data, copy.path()).await;
    let rows = attachment::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    rows.into_iter().map(|row| row.key).collect()
}
