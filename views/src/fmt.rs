//! Times, money, names and text, as a reader sees them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use linkify::{LinkFinder, LinkKind};
use maud::{Markup, html};

/// Whose clock the times are told by.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The current time, in microseconds since 1970 UTC.
    pub now: i64,
    /// The reader's time zone.
    pub zone: TimeZone,
}

impl Reader {
    fn local(&self, micros: i64) -> Zoned {
        timestamp(micros).to_zoned(self.zone.clone())
    }

    /// The date on the reader's wall.
    pub fn today(&self) -> Date {
        self.local(self.now).date()
    }

    /// The reader's date of a moment.
    pub fn date(&self, micros: i64) -> Date {
        self.local(micros).date()
    }
}

fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A moment for machines: RFC 3339, UTC, milliseconds.
pub fn rfc3339(micros: i64) -> String {
    timestamp(micros).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The time of day: 10:21.
pub fn time(reader: &Reader, micros: i64) -> Markup {
    html! { time datetime=(rfc3339(micros)) { (reader.local(micros).strftime("%H:%M")) } }
}

/// The time of day with seconds: 14:02:05.
pub fn time_with_seconds(reader: &Reader, micros: i64) -> Markup {
    html! { time datetime=(rfc3339(micros)) { (reader.local(micros).strftime("%H:%M:%S")) } }
}

/// The day of a moment: Today, Yesterday, Sunday 11 January.
pub fn day(reader: &Reader, micros: i64) -> Markup {
    let date = reader.date(micros);
    html! { time datetime=(date) { (day_name(date, reader.today())) } }
}

fn day_name(date: Date, today: Date) -> String {
    if date == today {
        "Today".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| date == yesterday) {
        "Yesterday".to_owned()
    } else if date.year() == today.year() {
        date.strftime("%A %-d %B").to_string()
    } else {
        date.strftime("%A %-d %B %Y").to_string()
    }
}

/// A moment in as few letters as say it: 10:22, Yesterday, Sun, 7 Jan, 7 Jan 2025.
pub fn short_when(reader: &Reader, micros: i64) -> Markup {
    html! { time datetime=(rfc3339(micros)) { (short_name(&reader.local(micros), reader.today())) } }
}

fn short_name(at: &Zoned, today: Date) -> String {
    let date = at.date();
    let days_ago = date.until(today).map_or(i32::MAX, |span| span.get_days());
    let form = match days_ago {
        0 => "%H:%M",
        1 => return "Yesterday".to_owned(),
        2..=6 => "%a",
        _ if date.year() == today.year() => "%-d %b",
        _ => "%-d %b %Y",
    };
    at.strftime(form).to_string()
}

/// An amount in minor units: €1,150 or €1,250.50 or CHF 1,150.
pub fn money(minor_units: i64, currency: &str) -> String {
    let sign = if minor_units < 0 { "-" } else { "" };
    let (whole, cents) = (minor_units.unsigned_abs() / 100, minor_units.unsigned_abs() % 100);
    let cents = if cents == 0 {
        String::new()
    } else {
        format!(".{cents:02}")
    };
    let amount = format!("{}{cents}", grouped(whole));
    match currency {
        "EUR" => format!("{sign}€{amount}"),
        "GBP" => format!("{sign}£{amount}"),
        "USD" => format!("{sign}${amount}"),
        other => format!("{other} {sign}{amount}"),
    }
}

/// A number with its thousands parted: 1,150.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// When a home is free: Free now, or From 1 February. No date means now.
pub fn available(from: Option<&str>, today: Date) -> String {
    match from.and_then(|date| date.parse::<Date>().ok()) {
        Some(date) if date > today => format!("From {}", short_date(date, today)),
        _ => "Free now".to_owned(),
    }
}

/// A date in words: 1 February, with the year when it is another one.
pub fn short_date(date: Date, today: Date) -> String {
    let form = if date.year() == today.year() {
        "%-d %B"
    } else {
        "%-d %B %Y"
    };
    date.strftime(form).to_string()
}

/// At most two letters that stand for a name.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first
        .into_iter()
        .chain(words.next_back())
        .flat_map(char::to_uppercase)
        .collect()
}

/// What somebody wrote: escaped, line breaks as they are, web addresses as links.
pub fn text(written: &str) -> Markup {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    html! {
        @for span in finder.spans(written) {
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

/// A number with its noun: 1 home, 12 homes.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}
