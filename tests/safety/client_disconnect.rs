//! Whoever hangs up before the answer has come leaves nothing behind.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::{Process, TestApp};

/// How often how many ask at once, so that all are at work on it when they hang up.
const ROUNDS: u32 = 20;
const CALLERS: usize = 40;

/// The connections that read; each is a thread.
const READERS: u64 = 4;

#[tokio::test]
async fn whoever_hangs_up_while_a_page_is_read_leaves_no_thread_behind() {
    let data = tempfile::tempdir().unwrap();
    let (site, _) = Process::demo(data.path());
    let nora = site.person("Nora").await;
    nora.get("/").await.assert_ok();
    let before = site.threads();
    let address = site.url.strip_prefix("http://").unwrap();

    for round in 1..=ROUNDS {
        let mut callers = Vec::new();
        for _ in 0..CALLERS {
            let mut caller = TcpStream::connect(address).await.unwrap();
            caller.set_zero_linger().unwrap();
            let asks = "GET / HTTP/1.1\r\nHost: porchlight.test\r\n\r\n";
            caller.write_all(asks.as_bytes()).await.unwrap();
            callers.push(caller);
        }
        // At another moment each time: while questions are on their way, while they run, while rows come back.
        tokio::time::sleep(Duration::from_millis(1) * round).await;
    }

    nora.get("/").await.assert_ok();
    let now = site.threads();
    assert!(now <= before + READERS, "{now} threads, {before} before");
    assert!(site.terminate().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_waits_for_any_more_is_over_before_the_site_has_stopped() {
    const LONG: &str = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000000) \
                        SELECT count(*) FROM number";
    let app = TestApp::boot().await;
    let db = app.db().clone();
    for _ in 0..READERS {
        let asks = db.read().execute_unprepared(LONG);
        // Long enough to begin, and not to end.
        assert!(timeout(Duration::from_millis(20), asks).await.is_err());
    }

    let data = app.stop().await;

    // Whoever is the last to close the database brings the log into it, and removes it.
    assert!(data.path().join("porchlight.db").exists());
    assert!(!data.path().join("porchlight.db-wal").exists(), "somebody still reads");
}
