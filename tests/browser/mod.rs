//! What only a browser can show: polls that survive, a log that stays where its reader is, pages without scripts.
//!
//! The site runs in this process on a port of its own; every person has a browser with an empty profile, and a driver
//! that this test started. Journeys speak of what people see: roles, names and text.

mod file_steps;
mod rtl;
mod driver;
mod fault_proxy;
mod wait;
mod site;
mod browser_actor;
mod webdriver_ext;

mod accessibility;
mod layout_shift;
mod editing;
mod connection;
mod drafts;
mod conversation_journey;
mod files;
mod gallery;
mod screen_reader;
mod keyboard;
mod view_transitions;
mod outages;
mod pages;
mod photos;
mod screenshots;
mod presence;
mod scroll_position;
mod receipts;
mod form_errors;
mod scrolling;
mod sending;
mod typing;
mod loading_states;
mod without_scripts;
