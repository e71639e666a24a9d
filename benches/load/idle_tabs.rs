//! Idle tabs, as browsers keep them open: each loads a conversation and the inbox, then polls the URLs of their htmx
//! attributes at fixed intervals. This is an open-loop load: a response time counts from the moment its request was
//! due, so that delays of the clients are included.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::{Connection, identity_request, json_request};
use crate::fixture::Person;

/// Poll intervals of an open conversation and an open inbox.
const CONVERSATION: Duration = Duration::from_secs(3);
const INBOX: Duration = Duration::from_secs(5);

/// Interval between the messages of a tab that sends.
const MESSAGE: Duration = Duration::from_secs(30);

/// Time between opening the last tab and the first measurement. The tabs open in a burst, and each first poll fills a
/// cache from the database.
const WARM_UP: Duration = Duration::from_secs(6);

const GOLDEN_RATIO: f64 = 0.618_033_988_749_895;

/// Tabs that are opened concurrently.
const CONCURRENT_OPENS: usize = 16;

/// Response times of idle tabs, in microseconds.
#[derive(Debug, Default)]
pub struct TabTimes {
    pub conversations: Vec<u32>,
    pub inboxes: Vec<u32>,
    /// Sent messages, each acknowledged after its commit.
    pub messages: Vec<u32>,
}

/// A request that a tab repeats, and when it is due.
struct Timer {
    due: Instant,
    every: Duration,
    request: Vec<u8>,
    kind: RequestKind,
}

enum RequestKind {
    /// A poll. Its response holds the next poll URL, which starts with this prefix.
    Poll(String),
    SendMessage,
}

/// Opens a tab for each of these people and polls for this time. The first `senders` of them send messages, and
/// `slow_clients` others send a byte a second. Calls `sample` when the measurement starts and when it ends.
pub fn run_tabs(
    address: SocketAddr,
    people: &[Person],
    senders: usize,
    length: Duration,
    slow_clients: usize,
    mut sample: impl FnMut(),
) -> TabTimes {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    LocalSet::new().block_on(&runtime, async {
        let opened = Arc::new(Barrier::new(people.len() + 1));
        let opens = Arc::new(Semaphore::new(CONCURRENT_OPENS));
        // They end with the runtime.
        let _slow_clients: Vec<_> = (0..slow_clients).map(|_| spawn_local(slow_client(address))).collect();
        let tabs: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(number, person)| {
                let (person, opened, opens) = (person.clone(), opened.clone(), opens.clone());
                // Any subset of the tabs is spread evenly over the interval.
                let phase = (number as f64 * GOLDEN_RATIO).fract();
                let writes = number < senders;
                spawn_local(async move {
                    let mut tab = Tab::open(address, person, &opens).await;
                    opened.wait().await;
                    (tab.run(phase, writes, length).await, tab)
                })
            })
            .collect();
        opened.wait().await;
        sleep(WARM_UP).await;
        sample();
        let mut all = TabTimes::default();
        // Tabs stay open until the last has ended: their memory on the site is part of the measurement.
        let mut open = Vec::with_capacity(people.len());
        for tab in tabs {
            let (times, tab) = tab.await.expect("expected responses");
            all.conversations.extend(times.conversations);
            all.inboxes.extend(times.inboxes);
            all.messages.extend(times.messages);
            open.push(tab);
        }
        sample();
        all
    })
}

struct Tab {
    connection: Connection,
    person: Person,
    conversation: String,
    inbox: String,
}

impl Tab {
    async fn open(address: SocketAddr, person: Person, opens: &Semaphore) -> Self {
        let _permit = opens.acquire().await.expect("an open semaphore");
        let mut connection = Connection::open(address).await;
        let mut urls = Vec::new();
        for (page, prefix) in pages(&person) {
            let status = connection.send(&identity_request(&page, &person.token)).await;
            assert_eq!(status, 200, "{page}");
            urls.push(connection.hx_get_url(&prefix).expect("a poll URL"));
        }
        connection.clear();
        let [conversation, inbox] = urls.try_into().expect("two pages");
        Self {
            connection,
            person,
            conversation,
            inbox,
        }
    }

    async fn run(&mut self, phase: f64, writes: bool, length: Duration) -> TabTimes {
        let began = Instant::now();
        let measured_from = began + WARM_UP;
        let token = self.person.token.clone();
        let [(_, conversation_prefix), (_, inbox_prefix)] = pages(&self.person);
        let timer = |every: Duration, request: Vec<u8>, kind: RequestKind| Timer {
            due: began + every.mul_f64(phase),
            every,
            request,
            kind,
        };
        let mut timers = vec![
            timer(
                CONVERSATION,
                identity_request(&self.conversation, &token),
                RequestKind::Poll(conversation_prefix),
            ),
            timer(
                INBOX,
                identity_request(&self.inbox, &token),
                RequestKind::Poll(inbox_prefix),
            ),
        ];
        if writes {
            timers.push(timer(MESSAGE, message(&self.person), RequestKind::SendMessage));
        }
        let mut times = TabTimes::default();
        while let Some(next) = timers.iter_mut().min_by_key(|timer| timer.due)
            && next.due < measured_from + length
        {
            sleep_until(next.due).await;
            let status = self.connection.send(&next.request).await;
            let took = u32::try_from(next.due.elapsed().as_micros()).expect("less than an hour");
            let took = Some(took).filter(|_| next.due >= measured_from);
            match &next.kind {
                RequestKind::SendMessage => {
                    assert_eq!(status, 201);
                    times.messages.extend(took);
                }
                RequestKind::Poll(prefix) => {
                    if status == 200 {
                        let url = self.connection.hx_get_url(prefix).expect("a poll URL");
                        next.request = identity_request(&url, &token);
                    } else {
                        assert_eq!(status, 204);
                    }
                    let poll_times = if next.every == CONVERSATION {
                        &mut times.conversations
                    } else {
                        &mut times.inboxes
                    };
                    poll_times.extend(took);
                }
            }
            self.connection.clear();
            next.due += next.every;
        }
        times
    }
}

/// The two pages, each with the prefix of its poll URL.
fn pages(person: &Person) -> [(String, String); 2] {
    let conversation = format!("/messages/{}", person.conversation);
    let conversation_prefix = format!("{conversation}/updates?since=");
    [
        (conversation, conversation_prefix),
        ("/messages".to_owned(), "/messages/updates?since=".to_owned()),
    ]
}

fn message(person: &Person) -> Vec<u8> {
    let conversation = person.conversation;
    let body = format!(r#"{{"conversationId":{conversation},"text":"Is it still free?"}}"#);
    json_request("/api/messages", &person.token, &body)
}

/// A slowloris client: repeatedly starts a request and sends one byte of it a second.
async fn slow_client(address: SocketAddr) {
    loop {
        let Ok(mut stream) = TcpStream::connect(address).await else {
            return;
        };
        for byte in identity_request("/messages", "invalid") {
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
            sleep(Duration::from_secs(1)).await;
        }
    }
}
