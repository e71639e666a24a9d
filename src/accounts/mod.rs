//! Accounts: signing up, in and out, one's profile, and the devices one is signed in on.

pub mod actions;
pub mod api;
pub mod draft;
mod extract;
mod pages;
mod passwords;
mod people;
pub mod present;
pub mod queries;
pub mod sessions;

pub use extract::{ApiViewer, MaybeApiViewer, MaybeViewer};
pub use pages::mount;
pub use people::Person;
pub use sessions::{Sessions, Viewer};
