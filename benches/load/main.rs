//! The load benchmark: prints a table of throughput, CPU time and latency. `benches/README.md` explains it.
//!
//! The program starts itself a second time as the site under load, so that the site and the clients have a core each.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed measurement panics with its location"
)]

mod bulk_data;
mod client;
mod fixture;
mod idle_tabs;
mod scaling;
mod scenarios;
mod site;
mod table;

use std::process::Command;

use bulk_data::BulkData;
use scenarios::Scenarios;
use site::Site;

/// The allocator of the measured program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments: Vec<_> = std::env::args().skip(1).collect();
    // Cargo passes --bench.
    arguments.retain(|argument| argument != "--bench");
    if arguments.first().is_some_and(|first| first == site::ROLE) {
        return site::serve(std::path::Path::new(&arguments[1]), &arguments[2]);
    }
    let selected = |name: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
    pin_to_core(1);
    println!("{}", table::HEADING);
    if ["polls", "sends", "pages"].into_iter().any(selected) {
        let data = tempfile::tempdir().expect("a folder for the data");
        let mut scenarios = Scenarios::new(Site::start(data.path(), BulkData::default()));
        if selected("polls") {
            scenarios.polls();
        }
        if selected("sends") {
            scenarios.sends();
        }
        if selected("pages") {
            scenarios.pages();
        }
    }
    if selected("tabs") {
        let data = tempfile::tempdir().expect("a folder for the data");
        let bulk = BulkData {
            pairs: 7_500,
            messages: 50,
            signed_in: true,
        };
        let fixture = Site::start(data.path(), bulk).fixture.clone();
        // A restart, so that the measured memory contains nothing from filling the database.
        let site = Site::restart(data.path(), fixture);
        Scenarios::new(site).tabs();
    }
    if selected("growth") {
        scaling::measure();
    }
}

/// Pins the clients to another core than the site's.
fn pin_to_core(core: u32) {
    let process = std::process::id().to_string();
    let moved = Command::new("taskset")
        .args(["-cp", &core.to_string(), &process])
        .output();
    if !moved.is_ok_and(|moved| moved.status.success()) {
        println!("taskset failed: the site and the clients share their cores, which makes the results less reliable.");
    }
}
