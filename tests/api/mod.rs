//! The JSON API: the same rules as on the pages, for programs.

mod accounts;
mod conversations;
mod errors;
mod listings;
