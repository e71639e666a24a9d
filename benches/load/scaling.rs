//! What a hundred times as much costs: the same questions to a small site and to a large one, in turns; and how the large
//! one starts.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::client::{closed_loop, question};
use crate::bulk_data::Crowd;
use crate::scenarios::always;
use crate::fixture::Scene;
use crate::site::{Memory, Site};
use crate::table::{Measure, compare};

/// How often each is measured.
const TURNS: usize = 5;

/// How many ask at once.
const CLIENTS: usize = 16;

/// 20 thousand messages about a thousand homes, beside two million about a hundred thousand.
pub fn measure() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder for the data"));
    let [few, many] = [1_000, 100_000].map(|pairs| Crowd {
        pairs,
        messages: 20,
        signed_in: false,
    });
    let sites = [(&folders[0], few), (&folders[1], many)].map(|(folder, crowd)| Site::start(folder.path(), crowd));
    for (what, path, ofasker) in asked(&sites[0]) {
        let mut measures = [Measure::default(), Measure::default()];
        for _ in 0..TURNS {
            for (site, measure) in sites.iter().zip(&mut measures) {
                let token = if ofasker {
                    &site.scene.asker
                } else {
                    &site.scene.people[0].token
                };
                let clients = (0..CLIENTS).map(|_| always(question(&path, token))).collect();
                site.round(
                    measure,
                    site.address,
                    clients,
                    if path.contains("since") { 204 } else { 200 },
                );
            }
        }
        let [small, large] = measures;
        small.print(&format!("{what}, 20,000 messages"));
        large.print(&format!("{what}, 2,000,000 messages"));
        compare(
            &format!("{what}: work at 2,000,000, of that at 20,000"),
            large.work() / small.work(),
        );
    }
    drop(sites);
    starts(folders[1].path());
}

/// What is asked: on both sites the stage is the same, and so are the paths.
fn asked(site: &Site) -> [(&'static str, String, bool); 4] {
    let person = &site.scene.people[0];
    let (conversation, revision) = (person.conversation, person.revision);
    [
        (
            "a conversation's poll",
            format!("/messages/{conversation}/updates?since={revision}"),
            false,
        ),
        ("a thread", format!("/messages/{conversation}"), false),
        ("an inbox", "/messages".to_owned(), true),
        ("24 homes", "/".to_owned(), true),
    ]
}

fn starts(data: &Path) {
    let mut times = Vec::new();
    let mut memory = Memory::default();
    for _ in 0..TURNS {
        let began = Instant::now();
        let site = Site::start_again(data, Scene::default());
        closed_loop(site.address, vec![always(question("/", ""))], 200, Duration::ZERO);
        times.push(began.elapsed());
        memory = site.memory();
    }
    times.sort();
    println!(
        "start to first answer, 2,000,000 messages: {} ms (median of {TURNS})",
        times[TURNS / 2].as_millis()
    );
    println!(
        "memory after that answer: {} MB of its own, {} MB resident",
        memory.own / 1_000,
        memory.resident / 1_000
    );
}
