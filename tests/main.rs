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
mod browser;
mod budgets;
mod comments;
mod conversations;
mod durability;
mod feeds;
mod gallery;
mod group_commit;
mod i18n;
mod images;
mod listings;
mod maintenance;
mod photos;
mod query_plans;
mod safety;
mod schema;
mod text;
mod websocket;
