//! Formats times, money, names and texts for a locale.

use std::borrow::Cow;

use i18n::Translator;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::TimeZone;
use linkify::{LinkFinder, LinkKind};
use maud::{Markup, Render, html};

/// The viewer's language and time zone, and the current time.
#[derive(Clone, Debug)]
pub struct LocaleContext {
    /// The current time, in microseconds since 1970 UTC.
    pub now: i64,
    pub zone: TimeZone,
    pub t: Translator,
}

impl LocaleContext {
    fn local(&self, micros: i64) -> DateTime {
        self.zone.to_datetime(timestamp(micros))
    }

    /// The current date in the viewer's time zone.
    pub fn today(&self) -> Date {
        self.local(self.now).date()
    }

    /// The date of `micros` (microseconds since 1970 UTC) in the viewer's time zone.
    pub fn date(&self, micros: i64) -> Date {
        self.local(micros).date()
    }
}

fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

const MILLISECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// The timestamp in RFC 3339, UTC, with milliseconds.
pub fn rfc3339(micros: i64) -> String {
    MILLISECONDS.timestamp_to_string(&timestamp(micros))
}

/// Renders the timestamp straight into the page buffer. It never needs HTML escaping.
struct Rfc3339(i64);

impl Render for Rfc3339 {
    fn render_to(&self, page: &mut String) {
        // Writing to a String cannot fail.
        let _ = MILLISECONDS.print_timestamp(&timestamp(self.0), page);
    }
}

/// The time of day: 10:21.
pub fn time(locale: &LocaleContext, micros: i64) -> Markup {
    html! { time datetime=(Rfc3339(micros)) { (TimeOfDay::at(&locale.local(micros))) } }
}

/// 10:21. Renders straight into the page buffer, because every message has one.
struct TimeOfDay([i8; 2]);

impl TimeOfDay {
    fn at(time: &DateTime) -> Self {
        Self([time.hour(), time.minute()])
    }
}

impl Render for TimeOfDay {
    fn render_to(&self, page: &mut String) {
        let Self([hour, minute]) = *self;
        let digit = |number: i8| char::from(b'0' + number.unsigned_abs() % 10);
        page.extend([digit(hour / 10), digit(hour), ':', digit(minute / 10), digit(minute)]);
    }
}

/// Date and time: 2026-01-11 10:21.
pub fn date_time(locale: &LocaleContext, micros: i64) -> Markup {
    html! { time datetime=(Rfc3339(micros)) { (locale.local(micros).strftime("%Y-%m-%d %H:%M")) } }
}

/// The time of day with seconds: 14:02:05.
pub fn time_with_seconds(locale: &LocaleContext, micros: i64) -> Markup {
    html! { time datetime=(Rfc3339(micros)) { (locale.local(micros).strftime("%H:%M:%S")) } }
}

/// The day, relative to today: Today, Yesterday, Sunday 11 January.
pub fn day(locale: &LocaleContext, micros: i64) -> Markup {
    let date = locale.date(micros);
    html! { time datetime=(date) { (relative_day(locale.t, date, locale.today())) } }
}

fn relative_day(t: Translator, date: Date, today: Date) -> Cow<'static, str> {
    if date == today {
        t.today()
    } else if today.yesterday().is_ok_and(|yesterday| date == yesterday) {
        t.yesterday()
    } else {
        t.weekday_date(
            t.weekday(date.weekday().to_monday_one_offset()),
            short_date(t, date, today),
        )
    }
}

/// The shortest unambiguous form: 10:22, Yesterday, Sun, 7 Jan, 7 Jan 2025.
pub fn relative_time(locale: &LocaleContext, micros: i64) -> Markup {
    html! { time datetime=(Rfc3339(micros)) { (relative_time_text(locale.t, &locale.local(micros), locale.today())) } }
}

fn relative_time_text(t: Translator, at: &DateTime, today: Date) -> Cow<'static, str> {
    let date = at.date();
    let days_ago = date.until(today).map_or(i32::MAX, |span| span.get_days());
    match days_ago {
        0 => TimeOfDay::at(at).render().into_string().into(),
        1 => t.yesterday(),
        2..=6 => t.weekday_short(date.weekday().to_monday_one_offset()),
        _ => date_with(t, date, today, t.month_short(date.month())),
    }
}

/// An amount in minor units: €1,150 or €1,250.50 or CHF 1,150.
pub fn money(t: Translator, minor_units: i64, currency: &str) -> Cow<'static, str> {
    let amount = t.amount(minor_units.unsigned_abs());
    match currency {
        "EUR" => t.money("€", amount),
        "GBP" => t.money("£", amount),
        "USD" => t.money("$", amount),
        code => t.money_by_code(code, amount),
    }
}

/// From when a listing is available: Free now, or From 1 February. None and a past date mean now.
pub fn available(locale: &LocaleContext, from: Option<&str>) -> Cow<'static, str> {
    let (t, today) = (locale.t, locale.today());
    match from.and_then(|date| date.parse::<Date>().ok()) {
        Some(date) if date > today => t.free_from(short_date(t, date, today)),
        _ => t.free_now(),
    }
}

/// A date without the weekday: 1 February; with the year unless it is the current one.
pub fn short_date(t: Translator, date: Date, today: Date) -> Cow<'static, str> {
    date_with(t, date, today, t.month(date.month()))
}

fn date_with(t: Translator, date: Date, today: Date, month: Cow<'static, str>) -> Cow<'static, str> {
    if date.year() == today.year() {
        t.day_month(date.day(), month)
    } else {
        t.day_month_year(date.day(), month, date.year().to_string())
    }
}

/// The initials of the first and the last word of a name.
#[derive(Clone, Copy, Debug)]
pub struct Initials<'a>(pub &'a str);

impl Render for Initials<'_> {
    fn render_to(&self, page: &mut String) {
        let mut words = self.0.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        for letter in first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase) {
            escape(letter.encode_utf8(&mut [0; 4]), page);
        }
    }
}

/// A size in decimal units: 812 B, 14 KB, 2.4 MB.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The start of a text as one line, at most `max_chars` characters and then an ellipsis.
pub fn excerpt(text: &str, max_chars: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// A text from a person: escaped, with newlines kept, and with http and https URLs as links.
pub fn text(text: &str) -> EscapedText<'_> {
    EscapedText(text)
}

/// Renders straight into the page buffer.
#[derive(Clone, Copy, Debug)]
pub struct EscapedText<'a>(&'a str);

impl Render for EscapedText<'_> {
    fn render_to(&self, page: &mut String) {
        // Most texts have no URL; this check avoids the link finder.
        if self.0.contains("://") {
            linked(self.0).render_to(page);
        } else {
            escape(self.0, page);
        }
    }
}

/// Escapes HTML like maud, but copies runs of ordinary text at once and not byte by byte.
pub fn escape(mut text: &str, page: &mut String) {
    const SPECIAL: [u8; 4] = *b"&<>\"";
    while let Some(at) = text.bytes().position(|byte| SPECIAL.contains(&byte)) {
        page.push_str(&text[..at]);
        text[at..=at].render_to(page);
        text = &text[at + 1..];
    }
    page.push_str(text);
}

fn linked(text: &str) -> Markup {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    html! {
        @for span in finder.spans(text) {
            @if span.kind().is_some() && is_web_address(span.as_str()) {
                a href=(span.as_str()) rel="nofollow ugc noopener" { (span.as_str()) }
            } @else {
                (span.as_str())
            }
        }
    }
}

fn is_web_address(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}
