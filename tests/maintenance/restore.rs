//! `porchlight restore`: all of it, or nothing.

use std::fs;

use porchlight::maintenance::restore::restore;
use views::{ids, urls};

use super::backup::{names_in, taken_along};
use super::{findings, lived_in};
use crate::harness::stored_files::files;
use crate::harness::steps::{started_conversation, says_much};
use crate::harness::{Process, TestApp, config_for, kill_at, trace};
use crate::images::corpus::jpeg;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_comes_back_as_it_was_and_the_next_thing_said_follows() {
    let app = TestApp::boot().await;
    let (_, rita, home, conversation) = lived_in(&app).await;
    let (_folder, file) = taken_along(&app).await;
    let before = (rita.reads(conversation).await, rita.message_ids(conversation).await);
    let kept = files(app.data()).len();
    rita.says(conversation, "Said since, and lost.").await;
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
    rita.says(conversation, "Here again.").await;
    let next = rita.message_ids(conversation).await.pop();
    assert!(next > lost, "{next:?} may be remembered as something else");
    rita.get(urls::listing(home)).await.assert_ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_given_after_the_backup_is_given_to_nobody_else() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let home = omar.lists("House").await;
    let (_folder, file) = taken_along(&app).await;
    // The first photo, and a page and an inbox that have seen what will be lost.
    let lost = omar.adds_photos(home, &[&jpeg(40, 30)]).await;
    says_much(&app, &omar, conversation, 0..7).await;
    let page = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let inbox = rita.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);

    let restored = tempfile::tempdir().unwrap();
    restore(&config_for(restored.path()), &file).await.unwrap();

    let site = Process::serve(restored.path());
    let (omar, rita) = (omar.moved_to(&site.url), rita.moved_to(&site.url));
    let given = omar.adds_photos(home, &[&jpeg(50, 30)]).await;
    assert!(
        given[0] > lost[0] + 1_000,
        "{given:?} is remembered as a photo that is lost"
    );
    let mut said = Vec::new();
    for number in 0..10 {
        said.push(format!("Said anew {number}"));
        omar.says(conversation, &said[number]).await;
    }
    assert_eq!(rita.hx_get(&page).await.messages(), said);
    rita.hx_get(&inbox)
        .await
        .assert_text(".conversation-item .last", "Said anew 9");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_restore_writes_is_in_the_file_before_it_gets_its_name() {
    let app = TestApp::boot().await;
    lived_in(&app).await;
    let (_folder, file) = taken_along(&app).await;
    let restored = tempfile::tempdir().unwrap();

    let arguments = ["restore", &file.display().to_string()];
    let Some(asked) = trace(restored.path(), &arguments, "pwrite64,fsync,fdatasync,rename") else {
        return;
    };

    let of_database: Vec<_> = asked.iter().filter(|line| line.contains("porchlight.db")).collect();
    // Whoever closes a log is not told when it cannot be brought into the file.
    assert!(
        !of_database.iter().any(|line| line.contains("-wal")),
        "{of_database:#?}"
    );
    let named = of_database.iter().position(|line| line.contains("rename(")).unwrap();
    let is_of_file = |line: &&&String| !line.contains("-journal");
    let last = of_database[..named].iter().rfind(is_of_file).unwrap();
    assert!(last.contains("sync("), "{of_database:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_fails_leaves_the_folder_as_it_was() {
    let app = TestApp::boot().await;
    lived_in(&app).await;
    let (folder, file) = taken_along(&app).await;
    let whole = fs::read(&file).unwrap();
    let spoiled = folder.path().join("spoiled.zip");
    let refused = async |bytes: &[u8]| {
        fs::write(&spoiled, bytes).unwrap();
        let data = tempfile::tempdir().unwrap();
        let why = restore(&config_for(data.path()), &spoiled).await.unwrap_err();
        let left = names_in(data.path())
            .into_iter()
            .filter(|name| !name.ends_with(".lock"));
        assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new(), "{why}");
        why
    };

    refused(b"no zip at all").await;
    refused(&whole[..whole.len() - 100]).await;
    // In the first file, and in the database behind the files.
    for place in [200, whole.len() * 9 / 10] {
        let mut changed = whole.clone();
        changed[place] ^= 0x55;
        let why = refused(&changed).await;
        assert!(why.contains("cannot be restored"), "{why}");
    }

    let why = restore(&config_for(app.data()), &file).await.unwrap_err();
    assert!(why.contains("is in use"), "{why}");
    let data = app.stop().await;
    let before = fs::read(data.path().join("porchlight.db")).unwrap();
    let why = restore(&config_for(data.path()), &file).await.unwrap_err();
    assert!(why.contains("restore into an empty folder"), "{why}");
    assert!(fs::read(data.path().join("porchlight.db")).unwrap() == before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_is_killed_anywhere_is_no_half_site() {
    let app = TestApp::boot().await;
    lived_in(&app).await;
    let (_folder, file) = taken_along(&app).await;
    let file = file.display().to_string();
    let mut outcomes = Vec::new();

    for asked in ["openat", "fsync,fdatasync", "rename,renameat2", "pwrite64,write"] {
        for nth in [1, 3, 4, 20, 40, 60] {
            let data = tempfile::tempdir().unwrap();
            let Some(killed) = kill_at(data.path(), &["restore", &file], asked, nth) else {
                return;
            };
            let (started, _, why) = Process::on(data.path(), &["migrate"]);
            let begun = files(data.path()).len();
            if started.success() {
                // Either it came to its end, or it had not begun.
                let found = findings(&config_for(data.path()), true).await;
                assert_eq!(found, Vec::<String>::new(), "{asked} {nth}");
                assert!(begun == 0 || begun == files(app.data()).len(), "{asked} {nth}");
            } else {
                assert!(killed && why.contains("left by a restore that did not end"), "{why}");
            }
            outcomes.push((killed, started.success()));
        }
    }

    assert!(outcomes.contains(&(true, false)), "none was killed on its way");
}
