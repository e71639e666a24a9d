//! The scenarios: polls, sends, pages and idle tabs. Variants that are compared are measured alternately, so that other
//! load on the machine affects all of them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::client::{RequestSource, Responses, closed_loop, html_request, json_request};
use crate::fixture::Person;
use crate::idle_tabs::{TabTimes, run_tabs};
use crate::site::{EMPTY, Site};
use crate::table::{Measure, compare};

/// Length of one round.
const ROUND: Duration = Duration::from_millis(1_500);

/// Rounds of each variant.
const TURNS: usize = 5;

/// Measured time, once all tabs are open.
const TABS_OPEN: Duration = Duration::from_secs(30);

/// Tabs that send a message in that time.
const WRITERS: usize = 1_000;

/// Tabs of the second run, and slow clients (slowloris) beside them.
const FEW: usize = 1_000;
const SLOW_CLIENTS: usize = 5_000;

/// The scenarios of one site.
pub struct Scenarios {
    site: Site,
    /// Rounds of sending so far; part of every idempotency key, so that no key is used twice.
    send_rounds: usize,
}

impl Scenarios {
    pub fn new(site: Site) -> Self {
        Self { site, send_rounds: 0 }
    }

    /// Polls of a conversation and an inbox that have not changed, beside an empty handler as the baseline.
    pub fn polls(&mut self) {
        let people = self.site.fixture.people.clone();
        let [mut floor, mut conversation, mut inbox] = [Measure::default(), Measure::default(), Measure::default()];
        for _ in 0..TURNS {
            let empty = people.iter().map(|person| repeat(html_request(EMPTY, &person.token)));
            self.site.run_round(&mut floor, self.site.floor, empty.collect(), 204);
            let polls = people.iter().map(|person| {
                let path = format!("/messages/{}/updates?since={}", person.conversation, person.revision);
                repeat(html_request(&path, &person.token))
            });
            self.site
                .run_round(&mut conversation, self.site.address, polls.collect(), 204);
            let polls = people.iter().map(|person| {
                let path = format!("/messages/updates?since={}", person.inbox_revision);
                repeat(html_request(&path, &person.token))
            });
            self.site.run_round(&mut inbox, self.site.address, polls.collect(), 204);
        }
        floor.print("an empty handler (the floor)");
        conversation.print("a conversation's poll without news");
        inbox.print("an inbox's poll without news");
        compare(
            "conversation's poll: rate, of the floor's",
            conversation.rate() / floor.rate(),
        );
        compare(
            "conversation's poll: the floor's work, of its own",
            floor.work() / conversation.work(),
        );
        compare("inbox's poll: rate, of the floor's", inbox.rate() / floor.rate());
        compare(
            "inbox's poll: the floor's work, of its own",
            floor.work() / inbox.work(),
        );
    }

    /// `POST /api/messages`, acknowledged after the commit: 64 people and one person, with and without group commit.
    pub fn sends(&mut self) {
        let people = self.site.fixture.people.clone();
        let mut measures: [Measure; 4] = std::array::from_fn(|_| Measure::default());
        for _ in 0..TURNS {
            for (index, group_commit) in [false, true].into_iter().enumerate() {
                self.site.set_group_commit(group_commit);
                let many = self.messages(&people);
                self.site.run_round(&mut measures[index], self.site.address, many, 201);
                let one = self.messages(&people[..1]);
                self.site
                    .run_round(&mut measures[index + 2], self.site.address, one, 201);
            }
        }
        let [many_alone, many_shared, one_alone, one_shared] = measures;
        many_alone.print("64 people send, one transaction a message");
        many_shared.print("64 people send, sharing commits");
        one_alone.print("one person sends, one transaction a message");
        one_shared.print("one person sends, sharing commits");
        compare(
            "64 people: rate of sharing, of not sharing",
            many_shared.rate() / many_alone.rate(),
        );
        let [alone, shared] = [one_alone.percentile(0.5), one_shared.percentile(0.5)];
        compare(
            "one person: median time of sharing, of not sharing",
            f64::from(shared) / f64::from(alone),
        );
    }

    /// The three most visited pages.
    pub fn pages(&mut self) {
        let person = self.site.fixture.people[0].clone();
        let enquirer = self.site.fixture.enquirer.clone();
        let pages = [
            (
                "a thread of 50 messages",
                format!("/messages/{}", person.conversation),
                &person.token,
            ),
            ("an inbox of 30 conversations", "/messages".to_owned(), &enquirer),
            ("24 homes", "/".to_owned(), &enquirer),
        ];
        for (what, path, token) in pages {
            let mut measure = Measure::default();
            for _ in 0..2 {
                let clients = (0..16).map(|_| repeat(html_request(&path, token))).collect();
                self.site.run_round(&mut measure, self.site.address, clients, 200);
            }
            measure.print(what);
        }
    }

    /// Idle tabs that poll at fixed intervals, some of which send; then fewer tabs beside slow clients.
    pub fn tabs(&mut self) {
        let people = self.site.fixture.bulk_people.clone();
        let mut samples = Vec::new();
        let site = &self.site;
        let times = run_tabs(site.address, &people, WRITERS, TABS_OPEN, 0, || {
            samples.push((Instant::now(), site.work(), site.memory()));
        });
        let [(began, work, _), (ended, work_after, memory)] = samples[..] else {
            unreachable!("one sample at the start and one at the end");
        };
        let elapsed = ended - began;
        print_times(&times, elapsed);
        let worked = (work_after - work) as f64 / 1_000_000.0 / elapsed.as_secs_f64();
        compare("tabs: of a core's time", worked);
        compare(
            "tabs: memory each, in KiB, of all that the site holds",
            memory.own as f64 / people.len() as f64,
        );
        let times = run_tabs(
            site.address,
            &people[..FEW],
            WRITERS / 10,
            TABS_OPEN,
            SLOW_CLIENTS,
            || (),
        );
        println!("the same, {FEW} of them, while {SLOW_CLIENTS} others send a byte a second:");
        print_times(&times, TABS_OPEN);
    }

    fn messages(&mut self, people: &[Person]) -> Vec<RequestSource> {
        self.send_rounds += 1;
        let round = self.send_rounds;
        let clients = people.iter().map(|person| {
            let (token, conversation) = (person.token.clone(), person.conversation);
            let requests = move |number: usize| {
                let body = format!(
                    r#"{{"conversationId":{conversation},"text":"Is it still free?","clientId":"{round}-{number}"}}"#
                );
                json_request("/api/messages", &token, &body)
            };
            Box::new(requests) as RequestSource
        });
        clients.collect()
    }
}

impl Site {
    /// Runs the clients for one round. Panics at a response with another status.
    pub fn run_round(&self, measure: &mut Measure, address: SocketAddr, clients: Vec<RequestSource>, expected: u16) {
        let before = self.work();
        let responses = closed_loop(address, clients, expected, ROUND);
        measure.add(responses, self.work() - before);
    }
}

/// The same request every time.
pub fn repeat(request: Vec<u8>) -> RequestSource {
    Box::new(move |_| request.clone())
}

fn print_times(tabs: &TabTimes, elapsed: Duration) {
    for (what, times) in [
        ("an open tab's poll of its conversation", &tabs.conversations),
        ("an open tab's poll of its inbox", &tabs.inboxes),
        ("a message from an open tab", &tabs.messages),
    ] {
        let mut measure = Measure::default();
        let times = times.clone();
        measure.add(Responses { times, elapsed }, 0);
        measure.print(what);
    }
}
