//! Filters, order and pagination of the listing search: typed input and its validation.

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use super::input::{parse_date, parse_price};
use crate::error::FieldErrors;
use crate::text;

/// Listings on one page.
pub const PAGE_SIZE: u64 = 24;

/// Of all search words together, in characters.
const MAX_QUERY_LENGTH: usize = 200;

const MAX_PAGE: u64 = 1_000_000;

/// Further search words are ignored: each adds a condition to the query.
const MAX_WORDS: usize = 10;

/// The query parameters of the browse page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FilterInput {
    /// Words that must all appear in title, city or description.
    pub q: String,
    /// Case-insensitive.
    pub city: String,
    /// In major units.
    pub min_price: String,
    /// In major units.
    pub max_price: String,
    /// The minimum number of bedrooms; 0 for any.
    pub beds: String,
    /// Available on this day, `YYYY-MM-DD`.
    pub available_by: String,
    /// `newest`, `price_asc` or `price_desc`.
    pub sort: String,
    /// From 1.
    pub page: String,
    /// Keyset cursor: the position of the last listing of the previous page. The page links contain it; with an offset,
    /// deep pages would be slow.
    pub after: String,
}

/// A validated search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Lower-case words.
    pub words: Vec<String>,
    /// In lower case.
    pub city_key: Option<String>,
    /// Minor units.
    pub min_price: Option<i64>,
    /// Minor units.
    pub max_price: Option<i64>,
    /// The minimum number of bedrooms.
    pub beds: Option<i64>,
    /// `YYYY-MM-DD`.
    pub available_by: Option<String>,
    pub sort: Sort,
    /// From 1.
    pub page: u64,
    /// Keyset cursor (sort value, id): the page begins after this position. None: the page begins at an offset.
    pub after: Option<(i64, i64)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    PriceAscending,
    PriceDescending,
}

impl Filter {
    /// Identifies the filters. It leaves out order and page, because the number of results does not depend on them.
    pub fn cache_key(&self) -> String {
        let Self {
            words,
            city_key,
            min_price,
            max_price,
            beds,
            available_by,
            sort: _,
            page: _,
            after: _,
        } = self;
        format!("{words:?} {city_key:?} {min_price:?} {max_price:?} {beds:?} {available_by:?}")
    }
}

impl FilterInput {
    /// Returns the filters that are valid, and an error for each field that is not; invalid fields do not filter.
    pub fn parse(&self) -> (Filter, FieldErrors) {
        let mut errors = FieldErrors::default();
        let words = errors
            .collect("q", parse_words(&self.q))
            .unwrap_or_default()
            .to_lowercase();
        let city = errors
            .collect("city", text::multi_line(&self.city))
            .unwrap_or_default()
            .to_lowercase();
        let mut optional = |field, typed: &str, parse: fn(&str) -> Result<i64, LocalizedMessage>| {
            let typed = typed.trim();
            if typed.is_empty() {
                None
            } else {
                errors.collect(field, parse(typed))
            }
        };
        let min_price = optional("min_price", &self.min_price, parse_price);
        let max_price = optional("max_price", &self.max_price, parse_price);
        let beds = optional("beds", &self.beds, parse_beds);
        let filter = Filter {
            words: words.split_whitespace().map(str::to_owned).take(MAX_WORDS).collect(),
            city_key: Some(city).filter(|city| !city.is_empty()),
            min_price,
            max_price,
            beds,
            available_by: errors.collect("available_by", parse_date(&self.available_by)).flatten(),
            sort: errors.collect("sort", parse_sort(&self.sort)).unwrap_or_default(),
            page: errors.collect("page", parse_page(&self.page)).unwrap_or(1),
            after: parse_cursor(&self.after),
        };
        (filter, errors)
    }
}

fn parse_words(typed: &str) -> Result<String, LocalizedMessage> {
    text::check_length(MAX_QUERY_LENGTH, text::multi_line(typed)?)
}

fn parse_beds(typed: &str) -> Result<i64, LocalizedMessage> {
    typed
        .parse()
        .ok()
        .filter(|beds| (0..=99).contains(beds))
        .ok_or_else(|| LocalizedMessage::new(|t| t.bedrooms_wrong(0, 99)))
}

fn parse_sort(typed: &str) -> Result<Sort, LocalizedMessage> {
    match typed {
        "" | "newest" => Ok(Sort::Newest),
        "price_asc" => Ok(Sort::PriceAscending),
        "price_desc" => Ok(Sort::PriceDescending),
        _ => Err(LocalizedMessage::new(Translator::sort_wrong)),
    }
}

/// Parses a page number, from 1; an empty one is 1.
///
/// # Errors
/// A message if it is no number, or too large.
pub fn parse_page(typed: &str) -> Result<u64, LocalizedMessage> {
    if typed.is_empty() {
        return Ok(1);
    }
    typed
        .parse()
        .ok()
        .filter(|page| (1..=MAX_PAGE).contains(page))
        .ok_or_else(|| LocalizedMessage::new(|t| t.page_wrong(MAX_PAGE)))
}

fn parse_cursor(typed: &str) -> Option<(i64, i64)> {
    let (value, id) = typed.split_once('-')?;
    Some((value.parse().ok()?, id.parse().ok()?))
}
