//! Scaling: the same requests to a site with 20,000 messages and to one with 2,000,000, measured alternately; then the
//! start-up time and memory of the large one.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::bulk_data::BulkData;
use crate::client::{closed_loop, html_request};
use crate::fixture::Fixture;
use crate::scenarios::repeat;
use crate::site::{Memory, Site};
use crate::table::{Measure, compare};

/// Rounds of each measurement.
const TURNS: usize = 5;

/// Concurrent clients.
const CLIENTS: usize = 16;

/// Compares 20,000 messages about 1,000 listings with 2,000,000 about 100,000.
pub fn measure() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder for the data"));
    let [few, many] = [1_000, 100_000].map(|pairs| BulkData {
        pairs,
        messages: 20,
        signed_in: false,
    });
    let sites = [(&folders[0], few), (&folders[1], many)].map(|(folder, data)| Site::start(folder.path(), data));
    for (what, path, as_enquirer) in requests(&sites[0]) {
        let mut measures = [Measure::default(), Measure::default()];
        for _ in 0..TURNS {
            for (site, measure) in sites.iter().zip(&mut measures) {
                let token = if as_enquirer {
                    &site.fixture.enquirer
                } else {
                    &site.fixture.people[0].token
                };
                let clients = (0..CLIENTS).map(|_| repeat(html_request(&path, token))).collect();
                site.run_round(
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
    measure_start(folders[1].path());
}

/// Label, path and whether the enquirer sends it. Both sites have the same fixture, so the paths are the same.
fn requests(site: &Site) -> [(&'static str, String, bool); 4] {
    let person = &site.fixture.people[0];
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

fn measure_start(data: &Path) {
    let mut times = Vec::new();
    let mut memory = Memory::default();
    for _ in 0..TURNS {
        let began = Instant::now();
        let site = Site::restart(data, Fixture::default());
        closed_loop(site.address, vec![repeat(html_request("/", ""))], 200, Duration::ZERO);
        times.push(began.elapsed());
        memory = site.memory();
    }
    times.sort();
    println!(
        "start to first response, 2,000,000 messages: {} ms (median of {TURNS})",
        times[TURNS / 2].as_millis()
    );
    println!(
        "memory after that response: {} MB of its own, {} MB resident",
        memory.own / 1_000,
        memory.resident / 1_000
    );
}
