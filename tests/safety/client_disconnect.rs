//! Clients that disconnect before the response: their queries are cancelled and leave no thread.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::{Process, TestApp};

/// Rounds, and concurrent clients in each: enough that queries run when the clients disconnect.
const ROUNDS: u32 = 20;
const CLIENTS: usize = 40;

/// Connections of the read pool; each has a thread.
const READERS: u64 = 4;

#[tokio::test]
async fn a_disconnect_while_a_page_is_queried_leaves_no_thread() {
    let data = tempfile::tempdir().unwrap();
    let (site, _) = Process::demo(data.path());
    let nora = site.person("Nora").await;
    nora.get("/").await.assert_ok();
    let before = site.threads();
    let address = site.url.strip_prefix("http://").unwrap();

    for round in 1..=ROUNDS {
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            let mut client = TcpStream::connect(address).await.unwrap();
            client.set_zero_linger().unwrap();
            let request = "GET / HTTP/1.1\r\nHost: porchlight.test\r\n\r\n";
            client.write_all(request.as_bytes()).await.unwrap();
            clients.push(client);
        }
        // Another delay each round: while queries are sent, while they run, while rows are returned.
        tokio::time::sleep(Duration::from_millis(1) * round).await;
    }

    nora.get("/").await.assert_ok();
    let now = site.threads();
    assert!(now <= before + READERS, "{now} threads, {before} before");
    assert!(site.terminate().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_query_has_ended_when_the_server_has_stopped() {
    const LONG: &str = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000000) \
                        SELECT count(*) FROM number";
    let app = TestApp::boot().await;
    let db = app.db().clone();
    for _ in 0..READERS {
        let query = db.read().execute_unprepared(LONG);
        // Long enough for the query to start, too short for it to end.
        assert!(timeout(Duration::from_millis(20), query).await.is_err());
    }

    let data = app.stop().await;

    // The last connection to close checkpoints the WAL and removes it.
    assert!(data.path().join("porchlight.db").exists());
    assert!(
        !data.path().join("porchlight.db-wal").exists(),
        "a connection is still open"
    );
}
