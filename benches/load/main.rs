//! How fast the site is on this machine, today: one command, one table. `benches/README.md` says how to read it.
//!
//! The program starts itself once more as the site under load, so that the two can have a core each.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot go on fails, and says where"
)]

mod client;
mod crowd;
mod growth;
mod rounds;
mod scene;
mod site;
mod table;
mod tabs;

use std::process::Command;

use crowd::Crowd;
use rounds::Rounds;
use site::Site;

/// The same as in the program that is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments: Vec<_> = std::env::args().skip(1).collect();
    // Cargo says that this is a bench, which it knows.
    arguments.retain(|argument| argument != "--bench");
    if arguments.first().is_some_and(|first| first == site::ROLE) {
        return site::serve(std::path::Path::new(&arguments[1]), &arguments[2]);
    }
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
    stay_on_core(1);
    println!("{}", table::HEADING);
    if ["polls", "sends", "pages"].into_iter().any(wanted) {
        let data = tempfile::tempdir().expect("a folder for the data");
        let mut rounds = Rounds::of(Site::start(data.path(), Crowd::default()));
        if wanted("polls") {
            rounds.polls();
        }
        if wanted("sends") {
            rounds.sends();
        }
        if wanted("pages") {
            rounds.pages();
        }
    }
    if wanted("tabs") {
        let data = tempfile::tempdir().expect("a folder for the data");
        let crowd = Crowd {
            pairs: 7_500,
            messages: 50,
            signed_in: true,
        };
        let scene = Site::start(data.path(), crowd).scene.clone();
        // Anew, so that no memory is left from filling it.
        let site = Site::start_again(data.path(), scene);
        Rounds::of(site).tabs();
    }
    if wanted("growth") {
        growth::measure();
    }
}

/// Keeps the clients off the core of the site.
fn stay_on_core(core: u32) {
    let process = std::process::id().to_string();
    let moved = Command::new("taskset")
        .args(["-cp", &core.to_string(), &process])
        .output();
    if !moved.is_ok_and(|moved| moved.status.success()) {
        println!("taskset does not work here: site and clients share their cores, and figures mean less.");
    }
}
