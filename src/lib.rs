//! Porchlight: owners list homes, renters ask about them.
//!
//! [`app::Server`] is the whole site; everything else is a room of it. `ARCHITECTURE.md` shows the rooms.

pub mod accounts;
pub mod api;
pub mod app;
pub mod cast;
pub mod clock;
pub mod commands;
pub mod comments;
pub mod config;
pub mod context;
pub mod conversations;
pub mod db;
pub mod entities;
pub mod error;
pub mod files;
pub mod http;
pub mod keeping;
pub mod limits;
pub mod listings;
pub mod live;
pub mod photos;
pub mod pictures;
pub mod router;
pub mod server;
pub mod text;
pub mod web;
