//! What a renter looks for.

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use super::input::{parse_date, parse_price};
use crate::error::FieldErrors;
use crate::text;

/// Listings on one page.
pub const PAGE_SIZE: u64 = 24;

/// The longest words to look for, in characters, all together.
const LONGEST_WORDS: usize = 200;

/// The highest page that can be asked for.
const LAST_PAGE: u64 = 1_000_000;

/// The query of the browse page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FilterInput {
    /// Words that all appear in title, city or description.
    pub q: String,
    /// The city, without regard to case.
    pub city: String,
    /// The lowest rent, in major units.
    pub min_price: String,
    /// The highest rent, in major units.
    pub max_price: String,
    /// At least so many bedrooms; 0 for any.
    pub beds: String,
    /// Free on this day, `YYYY-MM-DD`.
    pub available_by: String,
    /// `newest`, `price_asc` or `price_desc`.
    pub sort: String,
    /// Which page, from 1.
    pub page: String,
    /// Where the page before ended: the place of its last listing. Set by the links, so that deep pages cost nothing.
    pub after: String,
}

/// What is looked for, checked.
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
    /// At least so many.
    pub beds: Option<i64>,
    /// `YYYY-MM-DD`.
    pub available_by: Option<String>,
    /// In which order.
    pub sort: Sort,
    /// From 1.
    pub page: u64,
    /// The place (sort value, id) after which the page begins, if it is known.
    pub after: Option<(i64, i64)>,
}

/// The order of listings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The one listed last first.
    #[default]
    Newest,
    /// The cheapest first.
    PriceAscending,
    /// The dearest first.
    PriceDescending,
}

impl Filter {
    /// What is looked for, in whichever order and on whichever page.
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
    /// What can be looked for, and what of it was not understood and is left out.
    pub fn parse(&self) -> (Filter, FieldErrors) {
        let mut errors = FieldErrors::default();
        let words = errors
            .take("q", parse_words(&self.q))
            .unwrap_or_default()
            .to_lowercase();
        let city = errors
            .take("city", text::paragraphs(&self.city))
            .unwrap_or_default()
            .to_lowercase();
        let mut optional = |field, typed: &str, parse: fn(&str) -> Result<i64, LocalizedMessage>| {
            let typed = typed.trim();
            if typed.is_empty() {
                None
            } else {
                errors.take(field, parse(typed))
            }
        };
        let min_price = optional("min_price", &self.min_price, parse_price);
        let max_price = optional("max_price", &self.max_price, parse_price);
        let beds = optional("beds", &self.beds, parse_beds);
        let filter = Filter {
            words: words.split_whitespace().map(str::to_owned).take(10).collect(),
            city_key: Some(city).filter(|city| !city.is_empty()),
            min_price,
            max_price,
            beds,
            available_by: errors.take("available_by", parse_date(&self.available_by)).flatten(),
            sort: errors.take("sort", parse_sort(&self.sort)).unwrap_or_default(),
            page: errors.take("page", parse_page(&self.page)).unwrap_or(1),
            after: parse_place(&self.after),
        };
        (filter, errors)
    }
}

fn parse_words(typed: &str) -> Result<String, LocalizedMessage> {
    text::at_most(LONGEST_WORDS, text::paragraphs(typed)?)
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

fn parse_page(typed: &str) -> Result<u64, LocalizedMessage> {
    if typed.is_empty() {
        return Ok(1);
    }
    typed
        .parse()
        .ok()
        .filter(|page| (1..=LAST_PAGE).contains(page))
        .ok_or_else(|| LocalizedMessage::new(|t| t.page_wrong(LAST_PAGE)))
}

fn parse_place(typed: &str) -> Option<(i64, i64)> {
    let (value, id) = typed.split_once('-')?;
    Some((value.parse().ok()?, id.parse().ok()?))
}
