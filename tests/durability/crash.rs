//! Crash recovery: the process is killed repeatedly while people write, read and upload photos. It is killed at any
//! moment and inside system calls (fsync, write, rename). `PORCHLIGHT_CRASH_ROUNDS=200` sets the number of crashes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use views::urls;

use super::sound_messages;
use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, FaultInjector, News, Process, test_env};
use crate::images::corpus::jpeg;

/// The default number of crashes.
const CRASH_ROUNDS: usize = 6;

/// The system calls in which the process is killed, one set a round; `None` is `kill -9` at any moment.
const CRASH_POINTS: [Option<&str>; 4] = [
    None,
    Some("fsync,fdatasync"),
    Some("pwrite64"),
    Some("rename,renameat2"),
];

/// Sends messages until the process has ended; returns the idempotency keys of the acknowledged messages and that of
/// the last one, whose outcome is unknown.
pub async fn send_until_stopped(
    actor: Actor,
    conversation: i64,
    name: String,
    accepted: Arc<AtomicUsize>,
) -> (Vec<String>, String) {
    let mut acknowledged = Vec::new();
    loop {
        let client_id = format!("{name}-{}", acknowledged.len());
        let form = [("text", client_id.as_str()), ("client_id", &client_id)];
        match actor.try_post(urls::conversation(conversation), &form).await {
            Some(response) => {
                response.assert_redirect(urls::conversation(conversation));
                acknowledged.push(client_id);
                accepted.fetch_add(1, Ordering::Relaxed);
            }
            None => return (acknowledged, client_id),
        }
    }
}

/// Requests a conversation until the process has ended.
async fn read_until_stopped(actor: Actor, conversation: i64) {
    let page = || actor.request(Method::GET, urls::conversation(conversation)).send();
    while page().await.is_ok() {}
}

/// Uploads photos of a listing until the process has ended.
async fn upload_until_stopped(owner: Actor, home: i64, first: u32) {
    for number in first.. {
        let body = form(&[("photos", "photo.jpg", &jpeg(33 + number % 900, 20))]);
        let request = owner.request(Method::POST, urls::listing_photos(home));
        if as_form(request, body).send().await.is_err() {
            return;
        }
    }
}

/// Two people of a site that crashes, and the outcomes of their messages.
pub struct Workload {
    omar: Actor,
    rita: Actor,
    conversation: i64,
    /// Idempotency keys of the messages that the server has acknowledged.
    pub acknowledged: Vec<String>,
    /// Idempotency keys of the messages without a response: they may or may not be stored.
    pub unknown: Vec<String>,
}

impl Workload {
    pub async fn on(site: &Process) -> Self {
        let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
        let conversation = rita.contacts(omar.lists("Canal loft").await).await;
        Self {
            omar,
            rita,
            conversation,
            acknowledged: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Sends, reads and uploads until `ends` has ended the process. `ends` gets the process and the number of accepted
    /// messages.
    pub async fn run_until<F>(&mut self, site: Process, round: usize, ends: impl FnOnce(Process, Arc<AtomicUsize>) -> F)
    where
        F: Future<Output = ()>,
    {
        let (omar, rita) = (self.omar.moved_to(&site.url), self.rita.moved_to(&site.url));
        let home = omar.lists("House").await;
        let accepted = Arc::new(AtomicUsize::new(0));
        let senders: Vec<_> = (0..8)
            .map(|number| {
                let actor = if number % 2 == 0 { &rita } else { &omar }.clone();
                let name = format!("{round}-{number}");
                tokio::spawn(send_until_stopped(actor, self.conversation, name, accepted.clone()))
            })
            .collect();
        let others = [
            tokio::spawn(read_until_stopped(omar.clone(), self.conversation)),
            tokio::spawn(read_until_stopped(rita.clone(), self.conversation)),
            tokio::spawn(upload_until_stopped(omar, home, u32::try_from(round * 7).unwrap())),
        ];
        ends(site, accepted).await;
        for sender in senders {
            let (acknowledged, last) = sender.await.unwrap();
            self.acknowledged.extend(acknowledged);
            self.unknown.push(last);
        }
        for other in others {
            other.await.unwrap();
        }
    }

    /// Retries the messages of unknown outcome with the same idempotency keys. Then both people read the same
    /// messages, and every message is stored exactly once. Stops the site.
    pub async fn check(mut self, site: Process, data: &Path) {
        self.rita = self.rita.moved_to(&site.url);
        self.omar = self.omar.moved_to(&site.url);
        self.retry_unknown().await;
        let texts = |news: Vec<News>| news.into_iter().flat_map(|news| news.texts).collect::<Vec<_>>();
        let for_rita = texts(self.rita.polls_from_start(self.conversation).await);
        assert_eq!(for_rita, texts(self.omar.polls_from_start(self.conversation).await));
        assert!(site.terminate().success());

        let stored: Vec<_> = sound_messages(data).await.into_iter().map(|row| row.text).collect();
        assert_eq!(stored, for_rita);
        let mut times = BTreeMap::new();
        for text in stored {
            *times.entry(text).or_insert(0) += 1;
        }
        println!(
            "{} acknowledged, {} unknown",
            self.acknowledged.len(),
            self.unknown.len()
        );
        let sent = self.acknowledged.into_iter().chain(self.unknown);
        let expected: BTreeMap<_, _> = sent.map(|name| (name, 1)).collect();
        assert_eq!(times, expected);
        assert_verified(data, "at the end");
    }

    async fn retry_unknown(&self) {
        for name in &self.unknown {
            let number: u32 = name.split('-').nth(1).unwrap().parse().unwrap();
            let sender = if number.is_multiple_of(2) {
                &self.rita
            } else {
                &self.omar
            };
            let sent = sender.sends_with_client_id(self.conversation, name, name).await;
            sent.assert_redirect(urls::conversation(self.conversation));
        }
    }
}

/// Waits until the site has accepted some messages; the number differs each round.
pub async fn wait_for_messages(round: usize, accepted: &AtomicUsize) {
    while accepted.load(Ordering::Relaxed) < 10 + round * 17 % 60 {
        tokio::task::yield_now().await;
    }
}

/// Crashes the site: at another system call each round.
async fn crash(site: Process, round: usize) {
    let nth = 1 + round * 5 % 19;
    let injector = CRASH_POINTS[round % CRASH_POINTS.len()].and_then(|calls| {
        // strace counts calls per thread, and a thread that renames files handles only a few.
        let nth = if calls.contains("rename") { 1 + nth % 2 } else { nth };
        FaultInjector::inject(&site, &format!("{calls}:signal=SIGKILL:when={nth}"))
    });
    match injector {
        Some(_injector) => {
            let status = tokio::task::spawn_blocking(|| site.wait_for_exit());
            assert!(!status.await.unwrap().success());
        }
        None => site.kill(),
    }
}

fn crash_rounds() -> usize {
    let rounds = test_env("PORCHLIGHT_CRASH_ROUNDS", "PORCHLIGHT_KILLS");
    rounds.map_or(CRASH_ROUNDS, |rounds| rounds.parse().unwrap())
}

/// Asserts that `porchlight verify --thorough` finds nothing.
#[track_caller]
pub fn assert_verified(data: &Path, when: &str) {
    let (status, found, reason) = Process::on(data, &["verify", "--thorough"]);
    assert!(status.success(), "{when}: {found}{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_message_is_lost_or_duplicated_by_a_crash() {
    let data = tempfile::tempdir().unwrap();
    let mut site = Process::serve(data.path());
    let mut workload = Workload::on(&site).await;

    for round in 0..crash_rounds() {
        let ends = async |site, accepted: Arc<AtomicUsize>| {
            wait_for_messages(round, &accepted).await;
            crash(site, round).await;
        };
        workload.run_until(site, round, ends).await;
        assert_verified(data.path(), &format!("after {} crashes", round + 1));
        site = Process::serve(data.path());
    }

    println!("{} crashes", crash_rounds());
    workload.check(site, data.path()).await;
}
