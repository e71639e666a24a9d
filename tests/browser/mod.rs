//! What only a browser can show: polls that survive, a log that stays where its reader is, pages without scripts.
//!
//! The site runs in this process on a port of its own; every person has a browser with an empty profile, and a driver
//! that this test started. Journeys speak of what people see: roles, names and text.

mod desk;
mod directions;
mod driver;
mod gate;
mod patience;
mod stage;
mod visitor;
mod wire;

mod accessibility;
mod arriving;
mod changing;
mod connection;
mod drafts;
mod enquiry;
mod files;
mod gallery;
mod hearing;
mod keyboard;
mod moving;
mod outages;
mod pages;
mod photos;
mod pictures;
mod presence;
mod reading;
mod receipts;
mod refused;
mod scrolling;
mod sending;
mod typing;
mod waiting;
mod without_scripts;
