//! What a site finds where it starts, and refuses to touch.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use sea_orm::{ConnectionTrait, Database};

use super::crash::assert_whole;
use crate::harness::{Process, TestApp, config_for, kill_at};
use crate::photos::bucket::opened;
use crate::images::corpus::jpeg;

/// What is in the files of a database; of an empty one nothing.
fn contents(data: &Path) -> Vec<Option<Vec<u8>>> {
    let names = ["porchlight.db", "porchlight.db-wal"];
    let read = |name| fs::read(data.join(name)).ok().filter(|bytes| !bytes.is_empty());
    names.into_iter().map(read).collect()
}

/// The site does not start, says why in one line, and leaves everything as it is.
#[track_caller]
fn assert_refuses(data: &Path, why: &str) {
    let before = contents(data);
    for command in ["serve", "migrate"] {
        let (status, _, errors) = Process::on(data, &[command]);

        assert!(!status.success(), "{command}: {why}");
        assert!(errors.contains(why), "{command}: {errors}");
        assert_eq!(errors.trim_end().lines().count(), 1, "{errors}");
        assert!(contents(data) == before, "{command} changed it: {why}");
    }
}

/// The folder of a site that was used and stopped.
async fn used() -> tempfile::TempDir {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    for number in 0..30 {
        rita.says(conversation, &format!("{number} {}", "x".repeat(3_000)))
            .await;
    }
    app.stop().await
}

async fn spoil(data: &Path, sql: &str) {
    let url = format!("sqlite://{}", data.join("porchlight.db").display());
    let db = Database::connect(url).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_same_data_is_refused_until_the_first_has_ended() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let rita = site.person("Rita Okafor").await;

    for command in ["serve", "migrate", "demo"] {
        let (status, _, errors) = Process::on(data.path(), &[command]);
        assert!(!status.success(), "{command}");
        assert!(errors.contains("is in use by another process"), "{command}: {errors}");
        assert_eq!(errors.trim_end().lines().count(), 1, "{errors}");
    }

    assert!(rita.is_signed_in().await);
    site.kill();
    let site = Process::serve(data.path());
    assert!(rita.moved_to(&site.url).is_signed_in().await);
}

#[tokio::test]
async fn a_damaged_database_is_refused() {
    let data = used().await;
    let file = data.path().join("porchlight.db");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 8_192;
    bytes[last..].fill(0xaa);
    fs::write(&file, bytes).unwrap();

    assert_refuses(data.path(), "is damaged");
}

#[tokio::test]
async fn a_database_that_was_cut_short_is_refused() {
    let data = used().await;
    let file = fs::File::options()
        .write(true)
        .open(data.path().join("porchlight.db"))
        .unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();

    assert_refuses(data.path(), "malformed");
}

#[tokio::test]
async fn a_large_database_is_looked_through_while_the_site_serves() {
    let data = used().await;
    spoil(
        data.path(),
        "CREATE TABLE ballast AS SELECT zeroblob(20000000) AS weight; \
         CREATE TABLE last AS WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n; \
         PRAGMA wal_checkpoint(TRUNCATE)",
    )
    .await;
    let sound = Process::serve(data.path());
    assert!(sound.person("Noor Haddad").await.is_signed_in().await);
    assert!(sound.terminate().success());

    let file = data.path().join("porchlight.db");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 8_192;
    bytes[last..].fill(0xaa);
    fs::write(&file, bytes).unwrap();

    let (status, said, errors) = Process::on(data.path(), &["serve"]);
    assert!(said.contains("Porchlight listens"), "{said}");
    assert!(!status.success());
    assert!(errors.contains("is damaged"), "{errors}");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("porchlight.db"), "Dear diary, ".repeat(1_000)).unwrap();

    assert_refuses(data.path(), "file is not a database");
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let data = used().await;
    spoil(
        data.path(),
        "INSERT INTO seaql_migrations VALUES ('m20990101_000001_add_wings', 0)",
    )
    .await;

    assert_refuses(data.path(), "was written by a newer Porchlight");
}

#[tokio::test]
async fn a_database_that_is_missing_while_something_of_it_is_there_is_no_new_site() {
    let data = used().await;
    fs::remove_file(data.path().join("porchlight.db")).unwrap();
    let start_again = |there: &str| {
        fs::create_dir_all(data.path().join(there).parent().unwrap()).unwrap();
        fs::write(data.path().join(there), "something").unwrap();
    };

    start_again("files/ab/abcd/320.webp");
    assert_refuses(data.path(), "is missing, but its files are there");
    start_again("porchlight.db-wal");
    assert_refuses(data.path(), "is missing, but its log");
    start_again("porchlight.db.restoring");
    assert_refuses(data.path(), "left by a restore that did not end");
    assert!(!data.path().join("porchlight.db").exists());
}

/// Runs the site as somebody to whom rights apply, also where the tests run as root.
#[track_caller]
fn assert_may_not(data: &Path, why: &str) {
    let mut program = Command::new("setpriv");
    let without = ["--bounding-set", "-dac_override,-dac_read_search"];
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if is_root {
        program.args(without);
    }
    let output = program
        .arg(env!("CARGO_BIN_EXE_porchlight"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--data"])
        .arg(data)
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && errors.contains(why), "{errors}");
    assert_eq!(errors.trim_end().lines().count(), 1, "{errors}");
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_refused() {
    let data = used().await;
    let (file, before) = (data.path().join("porchlight.db"), contents(data.path()));
    let rights = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();

    rights(&file, 0o400);
    assert_may_not(data.path(), "porchlight.db cannot be written: Permission denied");
    rights(&file, 0o600);
    fs::remove_file(data.path().join("porchlight.db.lock")).unwrap();
    rights(data.path(), 0o500);
    assert_may_not(data.path(), "cannot be written: Permission denied");
    rights(data.path(), 0o700);

    assert!(contents(data.path()) == before);
    let (status, _, errors) = Process::on(data.path(), &["migrate"]);
    assert!(status.success(), "{errors}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_database_beside_a_bucket_with_files_is_no_new_site() {
    let (objects, url) = opened().await;
    let app = TestApp::with().storage_url(url.clone()).boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    omar.adds_photos(home, &[&jpeg(40, 30)]).await;
    let empty = tempfile::tempdir().unwrap();
    let mut config = config_for(empty.path());
    config.storage_url = Some(url.parse().unwrap());

    let refused = porchlight::server::open(&config).await.err().unwrap();

    assert!(refused.contains("is missing, but its files are there"), "{refused}");
    assert_eq!(objects.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_that_is_killed_anywhere_is_followed_by_another() {
    for (asked, nth) in [
        ("fsync,fdatasync", 1),
        ("fsync,fdatasync", 2),
        ("fsync,fdatasync", 5),
        ("fsync,fdatasync", 9),
        ("pwrite64", 1),
        ("pwrite64", 3),
        ("pwrite64", 40),
    ] {
        let data = tempfile::tempdir().unwrap();
        match kill_at(data.path(), &["migrate"], asked, nth) {
            Some(killed) => assert!(killed, "{asked} {nth}"),
            None => return,
        }

        let (status, _, errors) = Process::on(data.path(), &["migrate"]);

        assert!(status.success(), "{asked} {nth}: {errors}");
        assert_whole(data.path(), asked);
    }
}
