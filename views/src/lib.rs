//! HTML of the site: maud components, their props, formatting, and embedded assets. Depends on neither the database nor
//! the web framework.

pub mod accounts;
pub mod api_docs;
pub mod assets;
pub mod attachments;
pub mod comments;
pub mod conversations;
pub mod errors;
pub mod feeds;
pub mod fmt;
pub mod gallery;
mod id_attr;
pub mod ids;
pub mod layout;
pub mod listings;
pub mod photos;
pub mod reply_time;
pub mod samples;
pub mod settings;
pub mod shell;
pub mod ui;
pub mod uploads;
pub mod urls;

pub use id_attr::IdAttr;
pub use maud::Markup;
pub use shell::{PersonProps, Section, ShellProps, Theme};
