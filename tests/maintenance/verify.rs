//! `porchlight verify` finds every kind of inconsistency, damage and missing file, and nothing on a consistent site.

use std::fs;
use std::path::Path;

use porchlight::config::Config;
use sea_orm::{ConnectionTrait, Database};
use views::urls;

use super::{findings, in_bucket, populate};
use crate::harness::stored_files::files;
use crate::harness::{Process, TestApp, config_for};
use crate::images::corpus::jpeg;
use crate::photos::bucket::opened_with_a_gate;

/// An SQL statement that makes the database inconsistent, and the expected finding.
const CORRUPTIONS: [(&str, &str); 37] = [
    (
        "UPDATE user SET email_key = 'other' WHERE id = 1",
        "account 1: its e-mail key does not match its e-mail",
    ),
    (
        "UPDATE listing SET cover_id = NULL",
        "listing 1: its cover is not its first photo",
    ),
    (
        "UPDATE listing SET cover_alt = 'A cellar'",
        "listing 1: its cover is not its first photo",
    ),
    (
        "UPDATE photo SET position = 7",
        "listing 1: two of its photos have the same position",
    ),
    (
        "UPDATE listing SET city_key = 'brussels'",
        "listing 1: its search columns do not match its content",
    ),
    (
        "UPDATE listing SET title = 'Cellar'",
        "listing 1: its search columns do not match its content",
    ),
    (
        "UPDATE conversation SET owner_id = 3",
        "conversation 1: its owner is not the owner of the listing",
    ),
    (
        "DELETE FROM participant WHERE user_id = 1",
        "conversation 1: its participants are not its renter and its owner",
    ),
    (
        "UPDATE participant SET user_id = 3 WHERE user_id = 2",
        "conversation 1: its participants are not its renter and its owner",
    ),
    (
        "UPDATE conversation SET revision = 3",
        "conversation 1: its revision is older than a change in it",
    ),
    (
        "UPDATE conversation SET last_message_id = 1",
        "conversation 1: inboxes show another message than its last",
    ),
    (
        "UPDATE conversation SET last_message_at = 1",
        "conversation 1: inboxes show another message than its last",
    ),
    (
        "DELETE FROM message WHERE id = 6",
        "conversation 1: inboxes show another message than its last",
    ),
    (
        "UPDATE conversation SET last_message_text = 'No.'",
        "conversation 1: inboxes show another text than that",
    ),
    (
        "UPDATE conversation SET asked_at = 1",
        "conversation 1: the time of the renter's first message is wrong",
    ),
    (
        "UPDATE conversation SET answered_at = NULL",
        "conversation 1: the time of the owner's first reply is wrong",
    ),
    (
        "UPDATE participant SET unread = 5 WHERE user_id = 1",
        "conversation 1, participant 1: its unread count is 5 instead of 2",
    ),
    (
        "UPDATE participant SET read_message_id = 99",
        "participant 2: its last read message 99 is not in the conversation",
    ),
    (
        "UPDATE participant SET receipt_message_id = 99",
        "participant 2: its read receipt for message 99 is wrong",
    ),
    // Her own message, which has no read receipt.
    (
        "UPDATE participant SET receipt_message_id = 1, read_message_id = 1 WHERE user_id = 2",
        "participant 2: its read receipt for message 1 is wrong",
    ),
    (
        "UPDATE participant SET activity_at = 1",
        "participant 1: its time in the inbox is not that of the last message",
    ),
    (
        "UPDATE participant SET revision = 999",
        "participant 1: its revision is newer than that of its inbox",
    ),
    (
        "UPDATE participant SET activity_revision = 999",
        "participant 1: its revision is newer than that of its inbox",
    ),
    (
        "UPDATE message SET sender_id = 3 WHERE id = 2",
        "message 2: its sender is not a participant",
    ),
    (
        "UPDATE message SET created_revision = 1 WHERE id = 2",
        "message 2: it is older than the message before it",
    ),
    (
        "UPDATE message SET created_at = 1 WHERE id = 2",
        "message 2: it is older than the message before it",
    ),
    (
        "UPDATE message SET revision = 1 WHERE id = 6",
        "message 6: its revision is older than its creation",
    ),
    (
        "UPDATE message SET text = 'Never' WHERE id = 4",
        "message 4: it is unsent but still has content",
    ),
    (
        "UPDATE message SET reaction = 'like' WHERE id = 4",
        "message 4: it is unsent but still has content",
    ),
    (
        "UPDATE message SET text = '' WHERE id = 2",
        "message 2: it has neither text nor files",
    ),
    (
        "UPDATE message SET reply_to_id = 99 WHERE id = 5",
        "message 5: the message that it quotes is not an earlier one",
    ),
    (
        "UPDATE message SET reply_to_id = 6 WHERE id = 5",
        "message 5: the message that it quotes is not an earlier one",
    ),
    (
        "UPDATE message SET attachments = 3 WHERE id = 3",
        "message 3: its number of files is wrong",
    ),
    (
        "UPDATE attachment SET message_id = 2 WHERE id = 1",
        "message 2: one of its files has another sender or conversation",
    ),
    (
        "DELETE FROM earlier_text",
        "message 1: it has earlier versions but no time of an edit, or the reverse",
    ),
    (
        "UPDATE message SET edited_at = NULL WHERE id = 1",
        "message 1: it has earlier versions but no time of an edit, or the reverse",
    ),
    (
        "PRAGMA foreign_keys = off; DELETE FROM session; DELETE FROM user WHERE id = 1",
        "listing 1 refers to a user that is not there",
    ),
];

/// The configuration of the same site with a copy of its database.
fn with_copy(data: &Path, folder: &Path) -> Config {
    let copy = folder.join("copy.db");
    fs::copy(data.join("porchlight.db"), &copy).unwrap();
    let mut config = config_for(data);
    config.database_url = Some(format!("sqlite://{}", copy.display()));
    config
}

async fn execute(config: &Config, sql: &str) {
    let db = Database::connect(config.database_url()).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inconsistent_denormalised_data_is_found() {
    let app = TestApp::boot().await;
    populate(&app).await;
    app.sam().await;
    assert_eq!(
        findings(&config_for(app.data()), true).await,
        Vec::<String>::new(),
        "while it runs"
    );
    let data = app.stop().await;
    assert_eq!(findings(&config_for(data.path()), true).await, Vec::<String>::new());

    for (sql, expected) in CORRUPTIONS {
        let folder = tempfile::tempdir().unwrap();
        let config = with_copy(data.path(), folder.path());
        execute(&config, sql).await;

        let found = findings(&config, false).await;

        assert!(found.iter().any(|line| line.contains(expected)), "{sql}: {found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_file_is_found() {
    let app = TestApp::boot().await;
    populate(&app).await;
    let data = app.stop().await;
    let file = data.path().join("porchlight.db");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 4_096;
    bytes[last..].fill(0xaa);
    fs::write(&file, bytes).unwrap();

    let (status, found, reason) = Process::on(data.path(), &["verify"]);

    assert!(!status.success());
    assert!(found.contains("the database is damaged: "), "{found}{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn missing_and_changed_files_are_found() {
    let app = TestApp::boot().await;
    populate(&app).await;
    let data = app.stop().await;
    let config = config_for(data.path());
    let is_text = |path: &&std::path::PathBuf| path.ends_with("file");
    let lease = files(data.path()).iter().find(is_text).unwrap().clone();
    let whole = fs::read(&lease).unwrap();

    let mut other = whole.clone();
    other[0] ^= 1;
    fs::write(&lease, other).unwrap();
    assert_eq!(findings(&config, false).await, Vec::<String>::new());
    assert!(findings(&config, true).await[0].contains("attachment 1: the files under"));

    fs::write(&lease, &whole[1..]).unwrap();
    assert!(findings(&config, false).await[0].contains("has the wrong size"));

    fs::remove_dir_all(data.path().join("files")).unwrap();
    for thorough in [false, true] {
        let found = findings(&config, thorough).await;
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found.iter().all(|line| line.ends_with("is missing")), "{found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exit_code_of_verify_reports_findings() {
    let app = TestApp::boot().await;
    populate(&app).await;

    let (well, output, reason) = Process::on(app.data(), &["verify"]);
    let data = app.stop().await;
    execute(&config_for(data.path()), "UPDATE participant SET unread = 5").await;
    let (ill, found, summary) = Process::on(data.path(), &["verify"]);
    let nothing = tempfile::tempdir().unwrap();
    let (none, _, missing) = Process::on(nothing.path(), &["verify"]);

    assert!(well.success(), "{output}{reason}");
    assert_eq!(output, "Everything is there and fits together.\n");
    assert_eq!((ill.code(), found.lines().count()), (Some(1), 2), "{found}");
    assert_eq!(summary, "porchlight: found: 2\n");
    assert!(!none.success() && missing.contains("is missing"), "{missing}");
    assert_eq!(fs::read_dir(nothing.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_removed_during_the_verification_are_not_reported_as_missing() {
    let (_, gate, url) = opened_with_a_gate().await;
    let app = TestApp::with().storage_url(url.clone()).boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photos = omar.adds_photos(home, &[&jpeg(40, 30), &jpeg(30, 40)]).await;
    let config = in_bucket(app.data(), &url);

    gate.shuts();
    let verification = tokio::spawn(async move { findings(&config, true).await });
    gate.is_knocked_at().await;
    omar.post(urls::photo_removal(photos[1]), &[]).await;
    gate.opens();

    assert_eq!(verification.await.unwrap(), Vec::<String>::new());
}
