//! fsync: a failed fsync stops all writes until a restart, and the WAL is synced before it is read.

use views::urls;

use super::sound_messages;
use crate::harness::{FaultInjector, Process, trace};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_failed_fsync_all_writes_fail_until_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let conversation = rita.enquires_about(omar.lists("Canal loft").await, "before").await;
    // Once: on Linux a second fsync succeeds although the data is lost.
    let Some(injector) = FaultInjector::inject(&site, "fsync,fdatasync:error=EIO:when=1") else {
        return;
    };

    let failed = rita.sends_with_client_id(conversation, "failed", "failed").await;
    drop(injector);
    let mut later = Vec::new();
    for number in 0..3 {
        later.push(
            rita.sends_with_client_id(conversation, "later", &format!("later-{number}"))
                .await
                .status,
        );
    }
    let page = omar.get(urls::conversation(conversation)).await;

    assert_eq!((failed.status, later), (503, vec![503; 3]));
    assert_eq!(omar.get("/healthz").await.status, 200, "liveness");
    assert_eq!(omar.get("/readyz").await.status, 503, "readiness");
    page.assert_ok().assert_text(".bubble", "before");
    assert!(site.terminate().success());

    let site = Process::serve(data.path());
    let rita = rita.moved_to(&site.url);
    // The outcome of the failed message is unknown. The retry with its idempotency key stores it once.
    for (text, name) in [("failed", "failed"), ("after", "after")] {
        rita.sends_with_client_id(conversation, text, name)
            .await
            .assert_redirect(urls::conversation(conversation));
    }
    assert!(site.terminate().success());
    let stored = sound_messages(data.path()).await;
    let texts: Vec<_> = stored.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["before", "failed", "after"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_crash_the_wal_is_rewritten_and_synced_before_it_is_read() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    rita.enquires_about(omar.lists("Canal loft").await, "before").await;
    site.kill();
    let log = std::fs::read(data.path().join("porchlight.db-wal")).unwrap();

    let Some(calls) = trace(data.path(), &["migrate"], "pwrite64,fsync,fdatasync,mmap") else {
        return;
    };

    // Every reader maps the WAL index (-shm).
    let before = calls.iter().take_while(|line| !line.contains("-shm>"));
    let wal_calls: Vec<_> = before.filter(|line| line.contains("-wal>")).collect();
    let written = wal_calls.iter().filter(|line| line.contains("pwrite64"));
    let written: usize = written
        .map(|line| line.rsplit("= ").next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(written, log.len(), "{wal_calls:#?}");
    assert!(wal_calls.last().unwrap().contains("fsync("), "{wal_calls:#?}");
    let stored = sound_messages(data.path()).await;
    assert_eq!(stored.len(), 1);
}
