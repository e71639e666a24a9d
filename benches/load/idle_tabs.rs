//! Open tabs, as browsers keep them: a conversation and the inbox, then the addresses their htmx attributes name, each on
//! a clock of its own. An answer's time counts from the moment its question was due, whoever was late.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::{Connection, order, reader_question};
use crate::fixture::Person;

/// How often an open conversation asks, and an open inbox.
const CONVERSATION: Duration = Duration::from_secs(3);
const INBOX: Duration = Duration::from_secs(5);

/// How often somebody sends who does.
const MESSAGE: Duration = Duration::from_secs(30);

/// How long all are open before anything counts: nobody opens thousands in one moment, and what memory does not know
/// yet is read from the database once.
const WARM_UP: Duration = Duration::from_secs(6);

const GOLDEN_RATIO: f64 = 0.618_033_988_749_895;

/// Pages that are opened at once.
const OPENED_AT_ONCE: usize = 16;

/// What came of some open tabs.
#[derive(Debug, Default)]
pub struct Kept {
    /// How long the polls of conversations took, in microseconds.
    pub conversations: Vec<u32>,
    /// Those of inboxes.
    pub inboxes: Vec<u32>,
    /// And messages, each acknowledged once it is on disk.
    pub messages: Vec<u32>,
}

/// What one tab asks, and when next.
struct Clock {
    due: Instant,
    every: Duration,
    question: Vec<u8>,
    asks: Asks,
}

enum Asks {
    /// What came since; the answer names what to ask next. The beginning of its path.
    News(String),
    /// That a message be sent.
    Sending,
}

/// Opens a tab for each of these people and keeps them open for so long; the first `senders` of them write, and
/// `dawdlers` others hold connections. Calls `tell` when it begins to count, and when the time is over.
pub fn keep_open(
    address: SocketAddr,
    people: &[Person],
    senders: usize,
    length: Duration,
    dawdlers: usize,
    mut tell: impl FnMut(),
) -> Kept {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    LocalSet::new().block_on(&runtime, async {
        let opened = Arc::new(Barrier::new(people.len() + 1));
        let doors = Arc::new(Semaphore::new(OPENED_AT_ONCE));
        // They go when the runtime does.
        let _dawdlers: Vec<_> = (0..dawdlers).map(|_| spawn_local(dawdler(address))).collect();
        let tabs: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(number, person)| {
                let (person, opened, doors) = (person.clone(), opened.clone(), doors.clone());
                // Spread evenly, whichever of them are looked at.
                let phase = (number as f64 * GOLDEN_RATIO).fract();
                let writes = number < senders;
                spawn_local(async move {
                    let mut tab = Tab::open(address, person, &doors).await;
                    opened.wait().await;
                    (tab.stays(phase, writes, length).await, tab)
                })
            })
            .collect();
        opened.wait().await;
        sleep(WARM_UP).await;
        tell();
        let mut all = Kept::default();
        // Nobody closes theirs before the last has come to its end: until then they take memory.
        let mut open = Vec::with_capacity(people.len());
        for tab in tabs {
            let (kept, tab) = tab.await.expect("every answer is as it should be");
            all.conversations.extend(kept.conversations);
            all.inboxes.extend(kept.inboxes);
            all.messages.extend(kept.messages);
            open.push(tab);
        }
        tell();
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
    async fn open(address: SocketAddr, person: Person, doors: &Semaphore) -> Self {
        let _inside = doors.acquire().await.expect("nobody closes them");
        let mut connection = Connection::open(address).await;
        let mut addresses = Vec::new();
        for (page, beginning) in pages(&person) {
            let status = connection.ask(&reader_question(&page, &person.token)).await;
            assert_eq!(status, 200, "{page}");
            addresses.push(connection.named(&beginning).expect("an address to ask"));
        }
        connection.forget();
        let [conversation, inbox] = addresses.try_into().expect("two pages");
        Self {
            connection,
            person,
            conversation,
            inbox,
        }
    }

    async fn stays(&mut self, phase: f64, writes: bool, length: Duration) -> Kept {
        let began = Instant::now();
        let counts = began + WARM_UP;
        let token = self.person.token.clone();
        let [(_, of_conversation), (_, of_inbox)] = pages(&self.person);
        let clock = |every: Duration, question: Vec<u8>, asks: Asks| Clock {
            due: began + every.mul_f64(phase),
            every,
            question,
            asks,
        };
        let mut clocks = vec![
            clock(
                CONVERSATION,
                reader_question(&self.conversation, &token),
                Asks::News(of_conversation),
            ),
            clock(INBOX, reader_question(&self.inbox, &token), Asks::News(of_inbox)),
        ];
        if writes {
            clocks.push(clock(MESSAGE, message(&self.person), Asks::Sending));
        }
        let mut kept = Kept::default();
        while let Some(next) = clocks.iter_mut().min_by_key(|clock| clock.due)
            && next.due < counts + length
        {
            sleep_until(next.due).await;
            let status = self.connection.ask(&next.question).await;
            let took = u32::try_from(next.due.elapsed().as_micros()).expect("less than an hour");
            let took = Some(took).filter(|_| next.due >= counts);
            match &next.asks {
                Asks::Sending => {
                    assert_eq!(status, 201);
                    kept.messages.extend(took);
                }
                Asks::News(beginning) => {
                    if status == 200 {
                        let address = self.connection.named(beginning).expect("an address to ask");
                        next.question = reader_question(&address, &token);
                    } else {
                        assert_eq!(status, 204);
                    }
                    let times = if next.every == CONVERSATION {
                        &mut kept.conversations
                    } else {
                        &mut kept.inboxes
                    };
                    times.extend(took);
                }
            }
            self.connection.forget();
            next.due += next.every;
        }
        kept
    }
}

/// The two pages, and how the addresses begin that they ask for news.
fn pages(person: &Person) -> [(String, String); 2] {
    let conversation = format!("/messages/{}", person.conversation);
    let of_conversation = format!("{conversation}/updates?since=");
    [
        (conversation, of_conversation),
        ("/messages".to_owned(), "/messages/updates?since=".to_owned()),
    ]
}

fn message(person: &Person) -> Vec<u8> {
    let conversation = person.conversation;
    let body = format!(r#"{{"conversationId":{conversation},"text":"Is it still free?"}}"#);
    order("/api/messages", &person.token, &body)
}

/// Somebody who begins a request and sends a byte of it every second, again and again.
async fn dawdler(address: SocketAddr) {
    loop {
        let Ok(mut stream) = TcpStream::connect(address).await else {
            return;
        };
        for byte in reader_question("/messages", "nobody") {
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
            sleep(Duration::from_secs(1)).await;
        }
    }
}
