//! The front page: search, filters and results.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use super::card::{Card, card};
use crate::ui::{self, FieldError};
use crate::{ShellProps, ids, layout, urls};

pub mod filters;

/// The first cards load their photos eagerly, because they are visible without scrolling.
const EAGER_CARDS: usize = 6;

/// The query of a search, as typed. Empty fields do not filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilterProps<'a> {
    /// Search terms.
    pub q: &'a str,
    pub city: &'a str,
    /// The minimum rent, in major units.
    pub min_price: &'a str,
    /// The maximum rent, in major units.
    pub max_price: &'a str,
    /// The minimum number of bedrooms; `0` for studios.
    pub beds: &'a str,
    /// Available by this day, as `YYYY-MM-DD`.
    pub available_by: &'a str,
    /// `newest`, `price_asc` or `price_desc`.
    pub sort: &'a str,
}

impl<'a> FilterProps<'a> {
    /// Pairs of field name and value.
    pub fn fields(&self) -> [(&'static str, &'a str); 7] {
        [
            ("q", self.q),
            ("city", self.city),
            ("min_price", self.min_price),
            ("max_price", self.max_price),
            ("beds", self.beds),
            ("available_by", self.available_by),
            ("sort", self.sort),
        ]
    }

    fn is_set(&self) -> bool {
        self.fields()
            .iter()
            .any(|(name, value)| *name != "sort" && !value.is_empty())
    }
}

/// A page of search results.
#[derive(Clone, Debug)]
pub struct Results<'a> {
    /// The query.
    pub filter: FilterProps<'a>,
    /// The listings on this page.
    pub cards: Vec<Card<'a>>,
    pub total: u64,
    /// The number of this page, from 1.
    pub page: u64,
    pub pages: u64,
    /// The URL of the previous page.
    pub prev: Option<String>,
    /// The URL of the next page.
    pub next: Option<String>,
    /// Validation errors of the query.
    pub errors: Vec<FieldError>,
}

pub fn index(shell: &ShellProps, results: &Results) -> Markup {
    let t = shell.t();
    let description = t.browse_description();
    let meta = layout::PageMeta {
        path: urls::HOME,
        description: &description,
        picture: None,
        data: None,
        feed: Some(urls::FEED),
    };
    let page = layout::Page {
        title: &t.browse_title(),
        main: html! {
            (hero(t, &results.filter))
            div.wrap {
                (filters::filter_bar(&shell.locale, &results.filter))
                @for error in &results.errors { (ui::error_notice(&error.message)) }
                (result_list(shell, results))
            }
        },
        app: false,
        chat: false,
        refresh: None,
        meta: Some(meta),
        script: None,
    };
    layout::document(shell, &page)
}

fn hero(t: Translator, filter: &FilterProps) -> Markup {
    html! {
        section.hero aria-label=(t.search()) {
            div.wrap {
                h1 { (t.browse_heading()) }
                p { (t.browse_about()) }
                form role="search" action=(urls::HOME) {
                    (filters::hidden_fields(filter, &["q"]))
                    div.search-field {
                        (ui::icon("search"))
                        label.visually-hidden for="q" { (t.search_label()) }
                        input #q type="search" name="q" value=(filter.q) placeholder=(t.search_label())
                            autocomplete="off";
                    }
                    button.button { span { (t.search()) } }
                }
            }
        }
    }
}

/// The results, or an empty state.
pub fn result_list(shell: &ShellProps, results: &Results) -> Markup {
    let t = shell.t();
    html! {
        @if results.cards.is_empty() { (empty_state(t, &results.filter)) } @else {
            section.page.stack.stack--m aria-labelledby=(ids::RESULTS) {
                div.spread { h2 id=(ids::RESULTS) { (heading(t, results)) } (filters::sort(t, &results.filter)) }
                ul.listing-grid {
                    @for (index, listing) in results.cards.iter().enumerate() { (card(&shell.locale, listing, index >= EAGER_CARDS)) }
                }
                (ui::pager(t, results.page, results.pages, results.prev.as_deref(), results.next.as_deref()))
            }
        }
    }
}

fn heading(t: Translator, results: &Results) -> Cow<'static, str> {
    if results.filter.city.is_empty() {
        t.homes(results.total)
    } else {
        t.homes_in(results.total, results.filter.city)
    }
}

fn empty_state(t: Translator, filter: &FilterProps) -> Markup {
    html! {
        div.page {
            (ui::empty(&ui::Empty {
                art: "doorway-dark",
                alt: "",
                heading: html! { h2 id=(ids::RESULTS) { (t.nothing_heading()) } },
                text: html! {
                    @if filter.is_set() { (t.nothing_found()) }
                    @else { (t.nothing_listed()) }
                },
                actions: html! {
                    @if filter.is_set() { a.button href=(urls::HOME) { (t.clear_all_filters()) } }
                    @else { a.button href=(urls::NEW_LISTING) { (t.list_a_home()) } }
                },
                note: None,
            }))
        }
    }
}
