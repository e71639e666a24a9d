//! Accounts: sign-up, sign-in, sign-out, profile, settings and sessions.

pub mod actions;
pub mod api;
mod extract;
pub mod input;
mod pages;
mod passwords;
mod person;
pub mod props;
pub mod queries;
pub mod sessions;

pub use extract::{ApiViewer, MaybeApiViewer, MaybeViewer};
pub use pages::mount;
pub use person::Person;
pub use sessions::{Sessions, Viewer};
