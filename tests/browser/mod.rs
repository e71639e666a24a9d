//! Browser tests: journeys through the site in a real browser, driven over WebDriver.
//!
//! The site runs in this process on its own port. Every person has a browser with an empty profile and its own driver,
//! started by the test. Tests find elements by role, accessible name and text, as assistive technology does.

mod browser_actor;
mod driver;
mod fault_proxy;
mod file_steps;
mod site;
mod wait;
mod webdriver_ext;

mod accessibility;
mod connection;
mod conversation_journey;
mod drafts;
mod editing;
mod files;
mod form_errors;
mod gallery;
mod keyboard;
mod layout_shift;
mod loading_states;
mod outages;
mod pages;
mod photos;
mod presence;
mod receipts;
mod rtl;
mod screen_reader;
mod screenshots;
mod scroll_position;
mod scrolling;
mod sending;
mod sign_out;
mod typing;
mod view_transitions;
mod without_scripts;
