//! A site that is killed, again and again, while people write, read and add photos: at any moment, and in the middle of
//! what it asks of the system. `PORCHLIGHT_KILLS=200` says how often.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use views::urls;

use super::assert_sound;
use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, News, Process, Tracer};
use crate::images::corpus::jpeg;

/// How often a site is killed unless somebody wants more.
const KILLS: usize = 6;

/// What a site dies of, in turns: in the middle of bringing something to disk, writing it, giving it its name; or just so.
const ENDS: [Option<&str>; 4] = [
    None,
    Some("fsync,fdatasync"),
    Some("pwrite64"),
    Some("rename,renameat2"),
];

/// Sends messages until the site is gone; answers with the names of those it took, and of the one it may have taken.
pub async fn sends_until_the_end(
    actor: Actor,
    conversation: i64,
    name: String,
    taken: Arc<AtomicUsize>,
) -> (Vec<String>, String) {
    let mut acknowledged = Vec::new();
    loop {
        let client_id = format!("{name}-{}", acknowledged.len());
        let form = [("text", client_id.as_str()), ("client_id", &client_id)];
        match actor.try_post(urls::conversation(conversation), &form).await {
            Some(answer) => {
                answer.assert_redirect(urls::conversation(conversation));
                acknowledged.push(client_id);
                taken.fetch_add(1, Ordering::Relaxed);
            }
            None => return (acknowledged, client_id),
        }
    }
}

/// Reads a conversation until the site is gone.
async fn reads_until_the_end(actor: Actor, conversation: i64) {
    let page = || actor.request(Method::GET, urls::conversation(conversation)).send();
    while page().await.is_ok() {}
}

/// Adds photos to a home until the site is gone.
async fn photographs_until_the_end(owner: Actor, home: i64, first: u32) {
    for number in first.. {
        let body = form(&[("photos", "photo.jpg", &jpeg(33 + number % 900, 20))]);
        let request = owner.request(Method::POST, urls::listing_photos(home));
        if as_form(request, body).send().await.is_err() {
            return;
        }
    }
}

/// The people of a site that dies again and again, and what they know.
pub struct Stage {
    omar: Actor,
    rita: Actor,
    conversation: i64,
    pub acknowledged: Vec<String>,
    pub unknown: Vec<String>,
}

impl Stage {
    /// On a new site.
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

    /// Everybody is busy until the site dies, as `ends` has it: given the site and how many messages it has taken.
    pub async fn plays_until<F>(
        &mut self,
        site: Process,
        round: usize,
        ends: impl FnOnce(Process, Arc<AtomicUsize>) -> F,
    ) where
        F: Future<Output = ()>,
    {
        let (omar, rita) = (self.omar.moved_to(&site.url), self.rita.moved_to(&site.url));
        let home = omar.lists("House").await;
        let taken = Arc::new(AtomicUsize::new(0));
        let senders: Vec<_> = (0..8)
            .map(|number| {
                let actor = if number % 2 == 0 { &rita } else { &omar }.clone();
                let name = format!("{round}-{number}");
                tokio::spawn(sends_until_the_end(actor, self.conversation, name, taken.clone()))
            })
            .collect();
        let others = [
            tokio::spawn(reads_until_the_end(omar.clone(), self.conversation)),
            tokio::spawn(reads_until_the_end(rita.clone(), self.conversation)),
            tokio::spawn(photographs_until_the_end(omar, home, u32::try_from(round * 7).unwrap())),
        ];
        ends(site, taken).await;
        for sender in senders {
            let (acknowledged, last) = sender.await.unwrap();
            self.acknowledged.extend(acknowledged);
            self.unknown.push(last);
        }
        for other in others {
            other.await.unwrap();
        }
    }

    /// On a site that lives: what may have been taken is sent again, under the same names; both read the same; and
    /// everything is there once. The site is stopped.
    pub async fn reckons(mut self, site: Process, data: &Path) {
        self.rita = self.rita.moved_to(&site.url);
        self.omar = self.omar.moved_to(&site.url);
        self.sends_again().await;
        let texts = |news: Vec<News>| news.into_iter().flat_map(|news| news.texts).collect::<Vec<_>>();
        let for_rita = texts(self.rita.catches_up(self.conversation).await);
        assert_eq!(for_rita, texts(self.omar.catches_up(self.conversation).await));
        assert!(site.terminate().success());

        let stored: Vec<_> = assert_sound(data).await.into_iter().map(|row| row.text).collect();
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
        assert_whole(data, "at the end");
    }

    async fn sends_again(&self) {
        for name in &self.unknown {
            let number: u32 = name.split('-').nth(1).unwrap().parse().unwrap();
            let sender = if number.is_multiple_of(2) {
                &self.rita
            } else {
                &self.omar
            };
            let sent = sender.sends(self.conversation, name, name).await;
            sent.assert_redirect(urls::conversation(self.conversation));
        }
    }
}

/// Waits until a site has taken some messages; another number each round.
pub async fn until_it_is_busy(round: usize, taken: &AtomicUsize) {
    while taken.load(Ordering::Relaxed) < 10 + round * 17 % 60 {
        tokio::task::yield_now().await;
    }
}

/// Ends a site: somewhere else each round.
async fn ends(site: Process, round: usize) {
    let nth = 1 + round * 5 % 19;
    let meddling = ENDS[round % ENDS.len()].and_then(|asked| {
        // A thread that gives files their names lives for a few of them.
        let nth = if asked.contains("rename") { 1 + nth % 2 } else { nth };
        Tracer::meddles(&site, &format!("{asked}:signal=SIGKILL:when={nth}"))
    });
    match meddling {
        Some(_tracer) => {
            let status = tokio::task::spawn_blocking(|| site.wait_for_its_end());
            assert!(!status.await.unwrap().success());
        }
        None => site.kill(),
    }
}

fn kills() -> usize {
    std::env::var("PORCHLIGHT_KILLS").map_or(KILLS, |kills| kills.parse().unwrap())
}

/// `porchlight verify` finds nothing.
#[track_caller]
pub fn assert_whole(data: &Path, when: &str) {
    let (status, found, why) = Process::on(data, &["verify", "--thorough"]);
    assert!(status.success(), "{when}: {found}{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_message_is_lost_or_doubled_when_the_site_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let mut site = Process::serve(data.path());
    let mut stage = Stage::on(&site).await;

    for round in 0..kills() {
        let ends = async |site, taken: Arc<AtomicUsize>| {
            until_it_is_busy(round, &taken).await;
            ends(site, round).await;
        };
        stage.plays_until(site, round, ends).await;
        assert_whole(data.path(), &format!("after {} kills", round + 1));
        site = Process::serve(data.path());
    }

    println!("{} kills", kills());
    stage.reckons(site, data.path()).await;
}
