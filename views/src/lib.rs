//! How Porchlight looks: maud functions, the props they take, and the assets they link to. Knows no database and
//! no web framework.

pub mod accounts;
pub mod api_docs;
pub mod assets;
pub mod attachments;
pub mod comments;
pub mod conversations;
pub mod discovery;
pub mod errors;
pub mod fmt;
pub mod gallery;
pub mod ids;
pub mod layout;
pub mod listings;
mod numbered;
pub mod photos;
pub mod reply_time;
pub mod samples;
pub mod settings;
pub mod shell;
pub mod ui;
pub mod uploads;
pub mod urls;

pub use maud::Markup;
pub use numbered::Numbered;
pub use shell::{Person, Section, Shell, Theme};
