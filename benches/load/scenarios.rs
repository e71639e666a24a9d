//! What is measured. What is compared is measured in turns, so that a busy neighbour disturbs both alike.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::client::{Answers, Questions, closed_loop, order, question};
use crate::fixture::Person;
use crate::site::{EMPTY, Site};
use crate::table::{Measure, compare};
use crate::idle_tabs::{Kept, keep_open};

/// How long one round takes.
const ROUND: Duration = Duration::from_millis(1_500);

/// How often each of some things that are compared is measured.
const TURNS: usize = 5;

/// How long tabs stay open, once all are.
const TABS_OPEN: Duration = Duration::from_secs(30);

/// Who sends a message in that time.
const WRITERS: usize = 1_000;

/// Tabs beside the dawdlers, and these.
const FEW: usize = 1_000;
const DAWDLERS: usize = 5_000;

/// The measurements, and the site they are of.
pub struct Rounds {
    site: Site,
    /// How many rounds of sending there were: nobody uses a name for a message twice.
    sent: usize,
}

impl Rounds {
    /// Of this site.
    pub fn of(site: Site) -> Self {
        Self { site, sent: 0 }
    }

    /// An open conversation and an open inbox without news, beside an empty handler.
    pub fn polls(&mut self) {
        let people = self.site.scene.people.clone();
        let [mut floor, mut conversation, mut inbox] = [Measure::default(), Measure::default(), Measure::default()];
        for _ in 0..TURNS {
            let empty = people.iter().map(|person| always(question(EMPTY, &person.token)));
            self.site.round(&mut floor, self.site.floor, empty.collect(), 204);
            let polls = people.iter().map(|person| {
                let path = format!("/messages/{}/updates?since={}", person.conversation, person.revision);
                always(question(&path, &person.token))
            });
            self.site
                .round(&mut conversation, self.site.address, polls.collect(), 204);
            let polls = people.iter().map(|person| {
                let path = format!("/messages/updates?since={}", person.inbox_revision);
                always(question(&path, &person.token))
            });
            self.site.round(&mut inbox, self.site.address, polls.collect(), 204);
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

    /// Messages, each acknowledged once it is on disk: 64 people at once and one alone, sharing commits and not.
    pub fn sends(&mut self) {
        let people = self.site.scene.people.clone();
        let mut measures: [Measure; 4] = std::array::from_fn(|_| Measure::default());
        for _ in 0..TURNS {
            for (index, share) in [false, true].into_iter().enumerate() {
                self.site.shares_commits(share);
                let many = self.messages(&people);
                self.site.round(&mut measures[index], self.site.address, many, 201);
                let one = self.messages(&people[..1]);
                self.site.round(&mut measures[index + 2], self.site.address, one, 201);
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
        let [alone, shared] = [one_alone.within(0.5), one_shared.within(0.5)];
        compare(
            "one person: median time of sharing, of not sharing",
            f64::from(shared) / f64::from(alone),
        );
    }

    /// The three pages people open most.
    pub fn pages(&mut self) {
        let person = self.site.scene.people[0].clone();
        let asker = self.site.scene.asker.clone();
        let pages = [
            (
                "a thread of 50 messages",
                format!("/messages/{}", person.conversation),
                &person.token,
            ),
            ("an inbox of 30 conversations", "/messages".to_owned(), &asker),
            ("24 homes", "/".to_owned(), &asker),
        ];
        for (what, path, token) in pages {
            let mut measure = Measure::default();
            for _ in 0..2 {
                let clients = (0..16).map(|_| always(question(&path, token))).collect();
                self.site.round(&mut measure, self.site.address, clients, 200);
            }
            measure.print(what);
        }
    }

    /// Open tabs, each polling on clocks of its own; some write. Then fewer, while strangers dawdle.
    pub fn tabs(&mut self) {
        let people = self.site.scene.crowd.clone();
        let mut told = Vec::new();
        let site = &self.site;
        let kept = keep_open(site.address, &people, WRITERS, TABS_OPEN, 0, || {
            told.push((Instant::now(), site.work(), site.memory()));
        });
        let [(began, work, _), (ended, work_after, memory)] = told[..] else {
            unreachable!("told at the beginning and at the end");
        };
        let elapsed = ended - began;
        print_kept(&kept, elapsed);
        let worked = (work_after - work) as f64 / 1_000_000.0 / elapsed.as_secs_f64();
        compare("tabs: of a core's time", worked);
        compare(
            "tabs: memory each, in KiB, of all that the site holds",
            memory.own as f64 / people.len() as f64,
        );
        let kept = keep_open(site.address, &people[..FEW], WRITERS / 10, TABS_OPEN, DAWDLERS, || ());
        println!("the same, {FEW} of them, while {DAWDLERS} others send a byte a second:");
        print_kept(&kept, TABS_OPEN);
    }

    fn messages(&mut self, people: &[Person]) -> Vec<Questions> {
        self.sent += 1;
        let round = self.sent;
        let clients = people.iter().map(|person| {
            let (token, conversation) = (person.token.clone(), person.conversation);
            let questions = move |number: usize| {
                let body = format!(
                    r#"{{"conversationId":{conversation},"text":"Is it still free?","clientId":"{round}-{number}"}}"#
                );
                order("/api/messages", &token, &body)
            };
            Box::new(questions) as Questions
        });
        clients.collect()
    }
}

impl Site {
    /// Clients ask for one round; every answer must have this status.
    pub fn round(&self, measure: &mut Measure, address: SocketAddr, clients: Vec<Questions>, expected: u16) {
        let before = self.work();
        let answers = closed_loop(address, clients, expected, ROUND);
        measure.add(answers, self.work() - before);
    }
}

/// The same question again and again.
pub fn always(question: Vec<u8>) -> Questions {
    Box::new(move |_| question.clone())
}

fn print_kept(kept: &Kept, elapsed: Duration) {
    for (what, times) in [
        ("an open tab's poll of its conversation", &kept.conversations),
        ("an open tab's poll of its inbox", &kept.inboxes),
        ("a message from an open tab", &kept.messages),
    ] {
        let mut measure = Measure::default();
        let times = times.clone();
        measure.add(Answers { times, elapsed }, 0);
        measure.print(what);
    }
}
