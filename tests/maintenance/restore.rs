//! `porchlight restore`: complete or nothing, and ids that no lost row had.

use std::fs;

use porchlight::maintenance::restore::restore;
use views::{ids, urls};

use super::backup::{backed_up, names_in};
use super::{findings, populate};
use crate::harness::steps::{sends_many, started_conversation};
use crate::harness::stored_files::files;
use crate::harness::{Process, TestApp, config_for, kill_at, trace};
use crate::images::corpus::jpeg;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_is_complete_and_the_next_message_gets_a_new_id() {
    let app = TestApp::boot().await;
    let (_, rita, home, conversation) = populate(&app).await;
    let (_folder, file) = backed_up(&app).await;
    let before = (rita.reads(conversation).await, rita.message_ids(conversation).await);
    let kept = files(app.data()).len();
    rita.sends(conversation, "Said since, and lost.").await;
    let lost = rita.message_ids(conversation).await.pop();

    let restored = tempfile::tempdir().unwrap();
    let config = config_for(restored.path());
    restore(&config, &file).await.unwrap();

    assert_eq!(findings(&config, true).await, Vec::<String>::new());
    assert_eq!(files(restored.path()).len(), kept);
    let site = Process::serve(restored.path());
    let rita = rita.moved_to(&site.url);
    assert_eq!(
        (rita.reads(conversation).await, rita.message_ids(conversation).await),
        before
    );
    rita.sends(conversation, "Here again.").await;
    let next = rita.message_ids(conversation).await.pop();
    assert!(next > lost, "{next:?} was the id of a lost message");
    rita.get(urls::listing(home)).await.assert_ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_given_after_the_backup_are_not_reused_after_a_restore() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let home = omar.lists("House").await;
    let (_folder, file) = backed_up(&app).await;
    // The first photo, and a page and an inbox whose revisions include the lost messages.
    let lost = omar.adds_photos(home, &[&jpeg(40, 30)]).await;
    sends_many(&app, &omar, conversation, 0..7).await;
    let page = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let inbox = rita.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);

    let restored = tempfile::tempdir().unwrap();
    restore(&config_for(restored.path()), &file).await.unwrap();

    let site = Process::serve(restored.path());
    let (omar, rita) = (omar.moved_to(&site.url), rita.moved_to(&site.url));
    let given = omar.adds_photos(home, &[&jpeg(50, 30)]).await;
    assert!(
        given[0] > lost[0] + 1_000,
        "{given:?} is close to the id of a lost photo"
    );
    let mut sent = Vec::new();
    for number in 0..10 {
        sent.push(format!("Said anew {number}"));
        omar.sends(conversation, &sent[number]).await;
    }
    assert_eq!(rita.hx_get(&page).await.messages(), sent);
    rita.hx_get(&inbox)
        .await
        .assert_text(".conversation-item .last", "Said anew 9");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_database_is_synced_before_it_is_renamed() {
    let app = TestApp::boot().await;
    populate(&app).await;
    let (_folder, file) = backed_up(&app).await;
    let restored = tempfile::tempdir().unwrap();

    let arguments = ["restore", &file.display().to_string()];
    let Some(calls) = trace(restored.path(), &arguments, "pwrite64,fsync,fdatasync,rename") else {
        return;
    };

    let database_calls: Vec<_> = calls.iter().filter(|line| line.contains("porchlight.db")).collect();
    // No WAL: an error of the checkpoint at close would not be reported.
    assert!(
        !database_calls.iter().any(|line| line.contains("-wal")),
        "{database_calls:#?}"
    );
    let named = database_calls.iter().position(|line| line.contains("rename(")).unwrap();
    let is_of_file = |line: &&&String| !line.contains("-journal");
    let last = database_calls[..named].iter().rfind(is_of_file).unwrap();
    assert!(last.contains("sync("), "{database_calls:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_restore_leaves_the_folder_unchanged() {
    let app = TestApp::boot().await;
    populate(&app).await;
    let (folder, file) = backed_up(&app).await;
    let whole = fs::read(&file).unwrap();
    let corrupted = folder.path().join("corrupted.zip");
    let rejected = async |bytes: &[u8]| {
        fs::write(&corrupted, bytes).unwrap();
        let data = tempfile::tempdir().unwrap();
        let reason = restore(&config_for(data.path()), &corrupted).await.unwrap_err();
        let left = names_in(data.path())
            .into_iter()
            .filter(|name| !name.ends_with(".lock"));
        assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new(), "{reason}");
        reason
    };

    rejected(b"no zip at all").await;
    rejected(&whole[..whole.len() - 100]).await;
    // One offset in the first file, and one in the database, which follows the files.
    for offset in [200, whole.len() * 9 / 10] {
        let mut changed = whole.clone();
        changed[offset] ^= 0x55;
        let reason = rejected(&changed).await;
        assert!(reason.contains("cannot be restored"), "{reason}");
    }

    let reason = restore(&config_for(app.data()), &file).await.unwrap_err();
    assert!(reason.contains("is in use"), "{reason}");
    let data = app.stop().await;
    let before = fs::read(data.path().join("porchlight.db")).unwrap();
    let reason = restore(&config_for(data.path()), &file).await.unwrap_err();
    assert!(reason.contains("restore into an empty folder"), "{reason}");
    assert!(fs::read(data.path().join("porchlight.db")).unwrap() == before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_killed_restore_the_site_does_not_start_on_partial_data() {
    let app = TestApp::boot().await;
    populate(&app).await;
    let (_folder, file) = backed_up(&app).await;
    let file = file.display().to_string();
    let mut outcomes = Vec::new();

    for calls in ["openat", "fsync,fdatasync", "rename,renameat2", "pwrite64,write"] {
        for nth in [1, 3, 4, 20, 40, 60] {
            let data = tempfile::tempdir().unwrap();
            let Some(killed) = kill_at(data.path(), &["restore", &file], calls, nth) else {
                return;
            };
            let (started, _, reason) = Process::on(data.path(), &["migrate"]);
            let begun = files(data.path()).len();
            if started.success() {
                // The restore had either ended or not begun.
                let found = findings(&config_for(data.path()), true).await;
                assert_eq!(found, Vec::<String>::new(), "{calls} {nth}");
                assert!(begun == 0 || begun == files(app.data()).len(), "{calls} {nth}");
            } else {
                assert!(
                    killed && reason.contains("left by a restore that did not end"),
                    "{reason}"
                );
            }
            outcomes.push((killed, started.success()));
        }
    }

    assert!(
        outcomes.contains(&(true, false)),
        "no restore was killed before its end"
    );
}
