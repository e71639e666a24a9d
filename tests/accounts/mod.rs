//! Accounts: signing up, in and out, sessions, and settings.

mod limits;
mod races;
mod sessions;
mod settings;
mod sign_in;
mod sign_up;
