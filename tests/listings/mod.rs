//! Listings: browsing, the owner's forms, and who may see what.

mod browse;
mod forms;
mod paging;
mod visibility;
