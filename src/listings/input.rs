//! Typed input of the listing form, and its validation.

use std::borrow::Cow;

use i18n::{LocalizedMessage, Translator};
use jiff::civil::Date;
use serde::Deserialize;

use super::currency::is_currency;
use crate::entities::listing::{self, ListingStatus};
use crate::error::{FieldErrors, Result};
use crate::text;

/// In characters.
const MAX_TITLE_LENGTH: usize = 120;

/// In characters.
const MAX_CITY_LENGTH: usize = 120;

/// In characters.
const MAX_DESCRIPTION_LENGTH: usize = 10_000;

/// In minor units: 100,000,000.00.
const MAX_PRICE: i64 = 10_000_000_000;

/// Every field is a string, as forms send them.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct ListingInput {
    /// 1 to 120 characters.
    pub title: String,
    /// Up to 10,000 characters.
    pub description: String,
    /// 1 to 120 characters.
    pub city: String,
    /// In major units, such as `1250` or `1250.50`; 0 to 100,000,000.00.
    pub price: String,
    /// An ISO 4217 code.
    pub currency: String,
    /// 0 (a studio) to 99.
    pub bedrooms: String,
    /// 0 to 99.
    pub bathrooms: String,
    /// Square metres, 1 to 1,000,000, or empty.
    pub area: String,
    /// `YYYY-MM-DD`, or empty for now.
    pub available_from: String,
    /// One of the four statuses.
    pub status: String,
}

impl Default for ListingInput {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            city: String::new(),
            price: String::new(),
            currency: "EUR".to_owned(),
            bedrooms: "1".to_owned(),
            bathrooms: "1".to_owned(),
            area: String::new(),
            available_from: String::new(),
            status: ListingStatus::Available.as_str().to_owned(),
        }
    }
}

impl From<&listing::Model> for ListingInput {
    fn from(row: &listing::Model) -> Self {
        Self {
            title: row.title.clone(),
            description: row.description.clone(),
            city: row.city.clone(),
            price: major_units(row.price),
            currency: row.currency.clone(),
            bedrooms: row.bedrooms.to_string(),
            bathrooms: row.bathrooms.to_string(),
            area: row.area.map(|area| area.to_string()).unwrap_or_default(),
            available_from: row.available_from.clone().unwrap_or_default(),
            status: row.status.as_str().to_owned(),
        }
    }
}

/// Validated content of a listing.
#[derive(Clone, Debug)]
pub struct ListingContent {
    /// 1 to 120 characters.
    pub title: String,
    /// Up to 10,000 characters.
    pub description: String,
    /// 1 to 120 characters.
    pub city: String,
    /// Minor units.
    pub price: i64,
    /// An ISO 4217 code.
    pub currency: String,
    /// 0 is a studio.
    pub bedrooms: i64,
    pub bathrooms: i64,
    /// In square metres.
    pub area: Option<i64>,
    /// `YYYY-MM-DD`; None means now.
    pub available_from: Option<String>,
    pub status: ListingStatus,
}

impl ListingInput {
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with every field that is wrong.
    pub fn parse(&self) -> Result<ListingContent> {
        let mut errors = FieldErrors::default();
        let title = errors.collect(
            "title",
            required_line(&self.title, MAX_TITLE_LENGTH, Translator::title_missing),
        );
        let description = errors.collect("description", parse_description(&self.description));
        let city = errors.collect(
            "city",
            required_line(&self.city, MAX_CITY_LENGTH, Translator::city_missing),
        );
        let price = errors.collect("price", parse_price(&self.price));
        let currency = errors.collect("currency", parse_currency(&self.currency));
        let bedrooms = errors.collect(
            "bedrooms",
            parse_number(&self.bedrooms, 0, 99, Translator::bedrooms_wrong),
        );
        let bathrooms = errors.collect(
            "bathrooms",
            parse_number(&self.bathrooms, 0, 99, Translator::bathrooms_wrong),
        );
        let area = errors.collect("area", parse_area(&self.area));
        let available_from = errors.collect("available_from", parse_date(&self.available_from));
        let status = errors.collect("status", parse_status(&self.status));
        let content = || {
            Some(ListingContent {
                title: title?,
                description: description?,
                city: city?,
                price: price?,
                currency: currency?,
                bedrooms: bedrooms?,
                bathrooms: bathrooms?,
                area: area?,
                available_from: available_from?,
                status: status?,
            })
        };
        content().ok_or_else(|| errors.into_error())
    }
}

/// Formats minor units as major units: `125050` is `1250.50`, `125000` is `1250`.
pub fn major_units(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    match (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, cents) => format!("{sign}{whole}.{cents:02}"),
    }
}

/// Parses major units such as `1250`, `1250.5` or `1250,50`; returns minor units.
///
/// # Errors
/// The message for the field.
pub fn parse_price(typed: &str) -> Result<i64, LocalizedMessage> {
    let typed = typed.trim();
    let (whole, cents) = typed.split_once(['.', ',']).unwrap_or((typed, "0"));
    let is_digits =
        |text: &str, max: usize| (1..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole, 15) || !is_digits(cents, 2) {
        return Err(LocalizedMessage::new(Translator::price_wrong));
    }
    let cents = if cents.len() == 1 {
        format!("{cents}0")
    } else {
        cents.to_owned()
    };
    match format!("{whole}{cents}").parse::<i64>() {
        Ok(price) if price <= MAX_PRICE => Ok(price),
        _ => Err(LocalizedMessage::new(|t| t.price_too_high(MAX_PRICE / 100))),
    }
}

/// Validates a date of the form `YYYY-MM-DD`, from 1900 on; None for empty input.
///
/// # Errors
/// The message for the field.
pub fn parse_date(typed: &str) -> Result<Option<String>, LocalizedMessage> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let is_plain = typed.len() == 10 && typed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match typed.parse::<Date>() {
        Ok(date) if is_plain && date.year() >= 1900 => Ok(Some(date.to_string())),
        _ => Err(LocalizedMessage::new(Translator::date_wrong)),
    }
}

/// # Errors
/// The message for the field.
pub fn parse_status(typed: &str) -> Result<ListingStatus, LocalizedMessage> {
    ListingStatus::parse(typed.trim()).ok_or_else(|| LocalizedMessage::new(Translator::status_wrong))
}

fn required_line(
    typed: &str,
    max: usize,
    missing: fn(Translator) -> Cow<'static, str>,
) -> Result<String, LocalizedMessage> {
    let line = text::single_line(typed)?;
    if line.is_empty() {
        return Err(LocalizedMessage::new(missing));
    }
    text::check_length(max, line)
}

fn parse_description(typed: &str) -> Result<String, LocalizedMessage> {
    text::check_length(MAX_DESCRIPTION_LENGTH, text::multi_line(typed)?)
}

fn parse_currency(typed: &str) -> Result<String, LocalizedMessage> {
    let code = typed.trim().to_uppercase();
    if is_currency(&code) {
        return Ok(code);
    }
    Err(LocalizedMessage::new(Translator::currency_wrong))
}

fn parse_number(
    typed: &str,
    min: i64,
    max: i64,
    wrong: fn(Translator, i64, i64) -> Cow<'static, str>,
) -> Result<i64, LocalizedMessage> {
    typed
        .trim()
        .parse()
        .ok()
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(|| LocalizedMessage::new(move |t| wrong(t, min, max)))
}

fn parse_area(typed: &str) -> Result<Option<i64>, LocalizedMessage> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    parse_number(typed, 1, 1_000_000, Translator::area_wrong).map(Some)
}
