//! What Porchlight promises, told by people who use it: the real server on a port of its own, spoken to over HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails, and says where"
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
