//! Checks at start-up: the lock, damaged or newer databases, missing files and permissions.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use sea_orm::{ConnectionTrait, Database};

use super::crash::assert_verified;
use crate::harness::{Process, TestApp, config_for, kill_at};
use crate::images::corpus::jpeg;
use crate::photos::bucket::opened;

/// The contents of the database and its WAL; `None` for a missing or empty file.
fn contents(data: &Path) -> Vec<Option<Vec<u8>>> {
    let names = ["porchlight.db", "porchlight.db-wal"];
    let read = |name| fs::read(data.join(name)).ok().filter(|bytes| !bytes.is_empty());
    names.into_iter().map(read).collect()
}

/// Asserts that the site does not start, prints the reason in one line, and changes no file.
#[track_caller]
fn assert_start_fails(data: &Path, reason: &str) {
    let before = contents(data);
    for command in ["serve", "migrate"] {
        let (status, _, errors) = Process::on(data, &[command]);

        assert!(!status.success(), "{command}: {reason}");
        assert!(errors.contains(reason), "{command}: {errors}");
        assert_eq!(errors.trim_end().lines().count(), 1, "{errors}");
        assert!(contents(data) == before, "{command} changed it: {reason}");
    }
}

/// The data folder of a site that has stored messages and was stopped.
async fn used_data() -> tempfile::TempDir {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    for number in 0..30 {
        rita.sends(conversation, &format!("{number} {}", "x".repeat(3_000)))
            .await;
    }
    app.stop().await
}

async fn execute(data: &Path, sql: &str) {
    let url = format!("sqlite://{}", data.join("porchlight.db").display());
    let db = Database::connect(url).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_same_data_fails_while_the_first_holds_the_lock() {
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
async fn a_damaged_database_fails_the_integrity_check() {
    let data = used_data().await;
    let file = data.path().join("porchlight.db");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 8_192;
    bytes[last..].fill(0xaa);
    fs::write(&file, bytes).unwrap();

    assert_start_fails(data.path(), "is damaged");
}

#[tokio::test]
async fn a_truncated_database_fails_the_start() {
    let data = used_data().await;
    let file = fs::File::options()
        .write(true)
        .open(data.path().join("porchlight.db"))
        .unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();

    assert_start_fails(data.path(), "malformed");
}

#[tokio::test]
async fn the_integrity_check_of_a_large_database_runs_while_the_site_serves() {
    let data = used_data().await;
    execute(
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

    let (status, output, errors) = Process::on(data.path(), &["serve"]);
    assert!(output.contains("Porchlight listens"), "{output}");
    assert!(!status.success());
    assert!(errors.contains("is damaged"), "{errors}");
}

#[test]
fn a_file_that_is_not_a_database_fails_the_start() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("porchlight.db"), "Dear diary, ".repeat(1_000)).unwrap();

    assert_start_fails(data.path(), "file is not a database");
}

#[tokio::test]
async fn a_database_with_a_newer_migration_fails_the_start() {
    let data = used_data().await;
    execute(
        data.path(),
        "INSERT INTO seaql_migrations VALUES ('m20990101_000001_add_wings', 0)",
    )
    .await;

    assert_start_fails(data.path(), "was written by a newer Porchlight");
}

#[tokio::test]
async fn a_missing_database_beside_its_files_is_not_replaced_by_a_new_one() {
    let data = used_data().await;
    fs::remove_file(data.path().join("porchlight.db")).unwrap();
    let create_file = |there: &str| {
        fs::create_dir_all(data.path().join(there).parent().unwrap()).unwrap();
        fs::write(data.path().join(there), "something").unwrap();
    };

    create_file("files/ab/abcd/320.webp");
    assert_start_fails(data.path(), "is missing, but its files are there");
    create_file("porchlight.db-wal");
    assert_start_fails(data.path(), "is missing, but its log");
    create_file("porchlight.db.restoring");
    assert_start_fails(data.path(), "left by a restore that did not end");
    assert!(!data.path().join("porchlight.db").exists());
}

/// Asserts that the site does not start without write permission. Drops the capabilities of root that bypass it.
#[track_caller]
fn assert_start_fails_without_root(data: &Path, reason: &str) {
    let mut program = Command::new("setpriv");
    let drop_capabilities = ["--bounding-set", "-dac_override,-dac_read_search"];
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if is_root {
        program.args(drop_capabilities);
    }
    let output = program
        .arg(env!("CARGO_BIN_EXE_porchlight"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--data"])
        .arg(data)
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && errors.contains(reason), "{errors}");
    assert_eq!(errors.trim_end().lines().count(), 1, "{errors}");
}

#[tokio::test]
async fn a_read_only_database_fails_the_start() {
    let data = used_data().await;
    let (file, before) = (data.path().join("porchlight.db"), contents(data.path()));
    let set_mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();

    set_mode(&file, 0o400);
    assert_start_fails_without_root(data.path(), "porchlight.db cannot be written: Permission denied");
    set_mode(&file, 0o600);
    fs::remove_file(data.path().join("porchlight.db.lock")).unwrap();
    set_mode(data.path(), 0o500);
    assert_start_fails_without_root(data.path(), "cannot be written: Permission denied");
    set_mode(data.path(), 0o700);

    assert!(contents(data.path()) == before);
    let (status, _, errors) = Process::on(data.path(), &["migrate"]);
    assert!(status.success(), "{errors}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_database_beside_a_bucket_with_files_is_not_replaced_by_a_new_one() {
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
async fn after_a_crash_during_the_first_start_the_next_start_succeeds() {
    for (calls, nth) in [
        ("fsync,fdatasync", 1),
        ("fsync,fdatasync", 2),
        ("fsync,fdatasync", 5),
        ("fsync,fdatasync", 9),
        ("pwrite64", 1),
        ("pwrite64", 3),
        ("pwrite64", 40),
    ] {
        let data = tempfile::tempdir().unwrap();
        match kill_at(data.path(), &["migrate"], calls, nth) {
            Some(killed) => assert!(killed, "{calls} {nth}"),
            None => return,
        }

        let (status, _, errors) = Process::on(data.path(), &["migrate"]);

        assert!(status.success(), "{calls} {nth}: {errors}");
        assert_verified(data.path(), calls);
    }
}
