//! Porchlight: owners list homes, renters enquire about them.
//!
//! [`server::Server`] starts the site. `ARCHITECTURE.md` describes the modules and their import rules.

pub mod accounts;
pub mod api;
pub mod app;
pub mod clock;
pub mod commands;
pub mod comments;
pub mod config;
pub mod context;
pub mod conversations;
pub mod db;
pub mod demo;
pub mod encoding;
pub mod entities;
pub mod error;
pub mod http;
pub mod images;
pub mod listings;
pub mod live;
pub mod maintenance;
pub mod photos;
pub mod rate_limits;
pub mod router;
pub mod server;
pub mod storage;
pub mod text;
pub mod web;
