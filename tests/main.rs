//! Integration tests: each test starts the real server with its own port and database and sends HTTP requests, or
//! drives a real browser.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed test panics with its location"
)]

mod harness;

mod accounts;
mod api;
mod architecture;
mod attachments;
mod browser;
mod budgets;
mod comments;
mod conversations;
mod discovery;
mod durability;
mod gallery;
mod inbox;
mod maintenance;
mod languages;
mod listings;
mod live;
mod photos;
mod images;
mod plans;
mod safety;
mod schema;
mod group_commit;
