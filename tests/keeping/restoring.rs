//! `porchlight restore`: all of it, or nothing.

use std::fs;

use porchlight::keeping::restore::restore;
use views::urls;

use super::backup::{names_in, taken_along};
use super::{findings, lived_in};
use crate::harness::kept::files;
use crate::harness::{Process, TestApp, config_for, kill_at};

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
