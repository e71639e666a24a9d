//! Accounts: sign-up, sign-in, sessions, settings, rate limits and race conditions.

mod races;
mod rate_limits;
mod sessions;
mod settings;
mod sign_in;
mod sign_up;
mod sign_up_limits;
