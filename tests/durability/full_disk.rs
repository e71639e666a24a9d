//! A full disk (`EFBIG` from a file size limit): writes fail with 503, and succeed again once there is space.

use std::time::{Duration, Instant};

use views::urls;

use super::sound_messages;
use crate::harness::Process;

/// Upper bound until messages are accepted again once there is space.
const RECOVERY: Duration = Duration::from_secs(10);

/// File size limit in KiB: enough for the schema and a few dozen long messages.
const SMALL: u32 = 1_024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_messages_fail_with_503_until_there_is_space_and_none_is_lost() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve_on_a_small_disk(data.path(), SMALL);
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    let sends = async |name: &str| {
        let text = format!("{name} {}", "x".repeat(3_000));
        rita.sends_with_client_id(conversation, &text, name).await.status
    };
    let mut acknowledged = Vec::new();

    let mut number = 0;
    while sends(&format!("before-{number}")).await == 303 {
        acknowledged.push(format!("before-{number}"));
        number += 1;
    }
    let while_full = [sends("full-1").await, sends("full-2").await, sends("full-3").await];
    let page = omar.get(urls::conversation(conversation)).await;

    assert!(!acknowledged.is_empty());
    assert_eq!(while_full, [503, 503, 503]);
    page.assert_ok().assert_text(".bubble", "before-0");

    site.frees_space();
    let deadline = Instant::now() + RECOVERY;
    while sends("after-0").await != 303 {
        assert!(Instant::now() < deadline, "no message was accepted within {RECOVERY:?}");
    }
    for number in 1..20 {
        assert_eq!(sends(&format!("after-{number}")).await, 303);
    }
    acknowledged.extend((0..20).map(|number| format!("after-{number}")));
    assert!(site.terminate().success());

    let stored: Vec<_> = sound_messages(data.path())
        .await
        .into_iter()
        .filter_map(|row| row.text.split(' ').next().map(str::to_owned))
        .filter(|name| !name.starts_with("full-"))
        .collect();
    assert_eq!(stored, acknowledged);
}
