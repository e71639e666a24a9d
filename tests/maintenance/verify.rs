//! `porchlight verify`: each thing that can be wrong is found, and nothing else.

use std::fs;
use std::path::Path;

use porchlight::config::Config;
use sea_orm::{ConnectionTrait, Database};
use views::urls;

use super::{findings, in_bucket, lived_in};
use crate::harness::stored_files::files;
use crate::harness::{Process, TestApp, config_for};
use crate::photos::bucket::opened_with_a_gate;
use crate::images::corpus::jpeg;

/// A change of the database that no use case makes, and what is found then.
const SPOILED: [(&str, &str); 37] = [
    (
        "UPDATE user SET email_key = 'other' WHERE id = 1",
        "person 1: signs in with another e-mail than is shown",
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
        "listing 1: two of its photos have the same place",
    ),
    (
        "UPDATE listing SET city_key = 'brussels'",
        "listing 1: the search looks for other words",
    ),
    (
        "UPDATE listing SET title = 'Cellar'",
        "listing 1: the search looks for other words",
    ),
    (
        "UPDATE conversation SET owner_id = 3",
        "conversation 1: whoever answers does not own the home",
    ),
    (
        "DELETE FROM participant WHERE user_id = 1",
        "conversation 1: its places are not those of its two people",
    ),
    (
        "UPDATE participant SET user_id = 3 WHERE user_id = 2",
        "conversation 1: its places are not those of its two",
    ),
    (
        "UPDATE conversation SET revision = 3",
        "conversation 1: something in it is newer than its revision",
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
        "conversation 1: inboxes show other words than those",
    ),
    (
        "UPDATE conversation SET asked_at = 1",
        "conversation 1: the renter first asked at another time",
    ),
    (
        "UPDATE conversation SET answered_at = NULL",
        "conversation 1: the owner first answered at another time",
    ),
    (
        "UPDATE participant SET unread = 5 WHERE user_id = 1",
        "conversation 1, place of person 1: 5 unread messages are counted, and 2 are there",
    ),
    (
        "UPDATE participant SET read_message_id = 99",
        "place of person 2: it is read up to message 99",
    ),
    (
        "UPDATE participant SET receipt_message_id = 99",
        "place of person 2: the other side is told that message 99",
    ),
    // Her own message: nobody is told that she has read that.
    (
        "UPDATE participant SET receipt_message_id = 1, read_message_id = 1 WHERE user_id = 2",
        "place of person 2: the other side is told that message 1 is read, which is not so",
    ),
    (
        "UPDATE participant SET activity_at = 1",
        "place of person 1: it stands in the inbox by another time",
    ),
    (
        "UPDATE participant SET revision = 999",
        "place of person 1: it is newer than the inbox it is in",
    ),
    (
        "UPDATE participant SET activity_revision = 999",
        "place of person 1: it is newer than the inbox it is in",
    ),
    (
        "UPDATE message SET sender_id = 3 WHERE id = 2",
        "message 2: its sender is neither of the two",
    ),
    (
        "UPDATE message SET created_revision = 1 WHERE id = 2",
        "message 2: it came before the message that it stands",
    ),
    (
        "UPDATE message SET created_at = 1 WHERE id = 2",
        "message 2: it came before the message that it stands behind",
    ),
    (
        "UPDATE message SET revision = 1 WHERE id = 6",
        "message 6: it changed before it came",
    ),
    (
        "UPDATE message SET text = 'Never' WHERE id = 4",
        "message 4: it was unsent, and something of it is left",
    ),
    (
        "UPDATE message SET reaction = 'like' WHERE id = 4",
        "message 4: it was unsent, and something of it is left",
    ),
    (
        "UPDATE message SET text = '' WHERE id = 2",
        "message 2: it says nothing",
    ),
    (
        "UPDATE message SET reply_to_id = 99 WHERE id = 5",
        "message 5: it quotes what is not before it",
    ),
    (
        "UPDATE message SET reply_to_id = 6 WHERE id = 5",
        "message 5: it quotes what is not before it",
    ),
    (
        "UPDATE message SET attachments = 3 WHERE id = 3",
        "message 3: not as many files are there as came with it",
    ),
    (
        "UPDATE attachment SET message_id = 2 WHERE id = 1",
        "message 2: a file came with it that is of somebody else",
    ),
    (
        "DELETE FROM earlier_text",
        "message 1: what it said earlier is not there as it should be",
    ),
    (
        "UPDATE message SET edited_at = NULL WHERE id = 1",
        "message 1: what it said earlier is not there",
    ),
    (
        "PRAGMA foreign_keys = off; DELETE FROM session; DELETE FROM user WHERE id = 1",
        "listing 1 refers to a user that is not there",
    ),
];

/// The settings of the same site with a copy of its database.
fn with_copy(data: &Path, folder: &Path) -> Config {
    let copy = folder.join("copy.db");
    fs::copy(data.join("porchlight.db"), &copy).unwrap();
    let mut config = config_for(data);
    config.database_url = Some(format!("sqlite://{}", copy.display()));
    config
}

async fn spoil(config: &Config, sql: &str) {
    let db = Database::connect(config.database_url()).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_database_repeats_wrongly_is_found() {
    let app = TestApp::boot().await;
    lived_in(&app).await;
    app.sam().await;
    assert_eq!(
        findings(&config_for(app.data()), true).await,
        Vec::<String>::new(),
        "while it runs"
    );
    let data = app.stop().await;
    assert_eq!(findings(&config_for(data.path()), true).await, Vec::<String>::new());

    for (sql, expected) in SPOILED {
        let folder = tempfile::tempdir().unwrap();
        let config = with_copy(data.path(), folder.path());
        spoil(&config, sql).await;

        let found = findings(&config, false).await;

        assert!(found.iter().any(|line| line.contains(expected)), "{sql}: {found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_to_how_the_database_is_stored_is_found() {
    let app = TestApp::boot().await;
    lived_in(&app).await;
    let data = app.stop().await;
    let file = data.path().join("porchlight.db");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 4_096;
    bytes[last..].fill(0xaa);
    fs::write(&file, bytes).unwrap();

    let (status, found, why) = Process::on(data.path(), &["verify"]);

    assert!(!status.success());
    assert!(found.contains("the database is damaged: "), "{found}{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_missing_or_changed_are_found() {
    let app = TestApp::boot().await;
    lived_in(&app).await;
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
    assert!(findings(&config, false).await[0].contains("has another length"));

    fs::remove_dir_all(data.path().join("files")).unwrap();
    for thorough in [false, true] {
        let found = findings(&config, thorough).await;
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found.iter().all(|line| line.ends_with("is missing")), "{found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_says_by_its_exit_code_whether_all_is_well() {
    let app = TestApp::boot().await;
    lived_in(&app).await;

    let (well, said, why) = Process::on(app.data(), &["verify"]);
    let data = app.stop().await;
    spoil(&config_for(data.path()), "UPDATE participant SET unread = 5").await;
    let (ill, found, summary) = Process::on(data.path(), &["verify"]);
    let nothing = tempfile::tempdir().unwrap();
    let (none, _, missing) = Process::on(nothing.path(), &["verify"]);

    assert!(well.success(), "{said}{why}");
    assert_eq!(said, "Everything is there and fits together.\n");
    assert_eq!((ill.code(), found.lines().count()), (Some(1), 2), "{found}");
    assert_eq!(summary, "porchlight: found: 2\n");
    assert!(!none.success() && missing.contains("is missing"), "{missing}");
    assert_eq!(fs::read_dir(nothing.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_removed_while_the_site_is_looked_at_is_not_missed() {
    let (_, gate, url) = opened_with_a_gate().await;
    let app = TestApp::with().storage_url(url.clone()).boot().await;
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    let photos = omar.adds_photos(home, &[&jpeg(40, 30), &jpeg(30, 40)]).await;
    let config = in_bucket(app.data(), &url);

    gate.shuts();
    let looking = tokio::spawn(async move { findings(&config, true).await });
    gate.is_knocked_at().await;
    omar.post(urls::photo_removal(photos[1]), &[]).await;
    gate.opens();

    assert_eq!(looking.await.unwrap(), Vec::<String>::new());
}
