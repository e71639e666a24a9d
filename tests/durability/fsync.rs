//! A disk that does not take what was written to it.

use views::urls;

use super::assert_sound;
use crate::harness::{Process, Tracer, trace};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_flush_that_failed_nothing_is_written_until_the_site_is_started_again() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let conversation = rita.asks_about(omar.lists("Canal loft").await, "before").await;
    // Once: whoever tried again would be told that all is well.
    let Some(tracer) = Tracer::meddles(&site, "fsync,fdatasync:error=EIO:when=1") else {
        return;
    };

    let failed = rita.sends(conversation, "failed", "failed").await;
    drop(tracer);
    let mut later = Vec::new();
    for number in 0..3 {
        later.push(
            rita.sends(conversation, "later", &format!("later-{number}"))
                .await
                .status,
        );
    }
    let page = omar.get(urls::conversation(conversation)).await;

    assert_eq!((failed.status, later), (503, vec![503; 3]));
    assert_eq!(omar.get("/healthz").await.status, 200, "it lives");
    assert_eq!(omar.get("/readyz").await.status, 503, "and says that it is not well");
    page.assert_ok().assert_text(".bubble", "before");
    assert!(site.terminate().success());

    let site = Process::serve(data.path());
    let rita = rita.moved_to(&site.url);
    // Nobody was told what became of it, so it is sent again under its name, and then it is there once.
    for (text, name) in [("failed", "failed"), ("after", "after")] {
        rita.sends(conversation, text, name)
            .await
            .assert_redirect(urls::conversation(conversation));
    }
    assert!(site.terminate().success());
    let stored = assert_sound(data.path()).await;
    let texts: Vec<_> = stored.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["before", "failed", "after"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_the_log_is_written_again_and_flushed_before_it_is_read() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    rita.asks_about(omar.lists("Canal loft").await, "before").await;
    site.kill();
    let log = std::fs::read(data.path().join("porchlight.db-wal")).unwrap();

    let Some(asked) = trace(data.path(), &["migrate"], "pwrite64,fsync,fdatasync,mmap") else {
        return;
    };

    // The log's index is mapped by whoever reads it.
    let before = asked.iter().take_while(|line| !line.contains("-shm>"));
    let of_log: Vec<_> = before.filter(|line| line.contains("-wal>")).collect();
    let written = of_log.iter().filter(|line| line.contains("pwrite64"));
    let written: usize = written
        .map(|line| line.rsplit("= ").next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(written, log.len(), "{of_log:#?}");
    assert!(of_log.last().unwrap().contains("fsync("), "{of_log:#?}");
    let stored = assert_sound(data.path()).await;
    assert_eq!(stored.len(), 1);
}
