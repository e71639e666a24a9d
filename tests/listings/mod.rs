//! Listings: search and filters, pagination, the owner's forms, and visibility by status.

mod browse;
mod forms;
mod own_listings;
mod pagination;
mod quota;
mod visibility;
