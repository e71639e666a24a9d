//! Formatting of times, money, names and texts.

use i18n::{Language, Translator};
use jiff::tz::TimeZone;
use maud::Render as _;
use views::fmt::{self, LocaleContext};

const JANUARY_13: i64 = 1_768_299_660_000_000; // 2026-01-13T10:21:00Z
const DAY: i64 = 86_400_000_000;

fn locale() -> LocaleContext {
    LocaleContext {
        now: JANUARY_13,
        zone: TimeZone::UTC,
        t: Translator::ENGLISH,
    }
}

fn dutch() -> LocaleContext {
    LocaleContext {
        t: Translator(Language::Dutch),
        ..locale()
    }
}

#[test]
fn money_has_thousands_separators_and_cents_only_if_not_zero() {
    assert_eq!(fmt::money(Translator::ENGLISH, 115_000, "EUR"), "€1,150");
    assert_eq!(fmt::money(Translator::ENGLISH, 125_050, "EUR"), "€1,250.50");
    assert_eq!(fmt::money(Translator::ENGLISH, 0, "GBP"), "£0");
    assert_eq!(fmt::money(Translator::ENGLISH, 115_000, "CHF"), "CHF 1,150");
    assert_eq!(fmt::money(Translator::ENGLISH, 10_000_000_000, "USD"), "$100,000,000");
}

#[test]
fn a_time_is_in_the_viewers_time_zone_and_its_datetime_in_utc() {
    assert_eq!(
        fmt::time(&locale(), JANUARY_13).into_string(),
        r#"<time datetime="2026-01-13T10:21:00.000Z">10:21</time>"#
    );
}

#[test]
fn a_day_is_relative_to_today() {
    let day = |ago: i64| fmt::day(&locale(), JANUARY_13 - ago * DAY).into_string();
    assert!(day(0).contains(">Today<"));
    assert!(day(1).contains(">Yesterday<"));
    assert!(day(2).contains(">Sunday 11 January<"));
    assert!(day(30).contains(">Sunday 14 December 2025<"));
}

#[test]
fn a_relative_time_is_short() {
    let when = |ago: i64| fmt::relative_time(&locale(), JANUARY_13 - ago * DAY).into_string();
    assert!(when(0).contains(">10:21<"));
    assert!(when(1).contains(">Yesterday<"));
    assert!(when(2).contains(">Sun<"));
    assert!(when(8).contains(">5 Jan<"));
    assert!(when(30).contains(">14 Dec 2025<"));
}

#[test]
fn a_listing_is_available_now_or_from_a_date() {
    assert_eq!(fmt::available(&locale(), None), "Free now");
    assert_eq!(fmt::available(&locale(), Some("2026-01-13")), "Free now");
    assert_eq!(fmt::available(&locale(), Some("2026-02-01")), "From 1 February");
    assert_eq!(fmt::available(&locale(), Some("2027-02-01")), "From 1 February 2027");
}

#[test]
fn dates_and_money_follow_the_language() {
    let t = dutch().t;
    assert_eq!(fmt::money(t, 115_000, "EUR"), "€\u{a0}1.150");
    assert_eq!(fmt::money(t, 125_050, "EUR"), "€\u{a0}1.250,50");
    assert_eq!(fmt::money(t, 115_000, "CHF"), "CHF 1.150");
    let day = |ago: i64| fmt::day(&dutch(), JANUARY_13 - ago * DAY).into_string();
    assert!(day(1).contains(">Gisteren<"));
    assert!(day(2).contains(">zondag 11 januari<"));
    assert!(day(30).contains(">zondag 14 december 2025<"));
    let when = |ago: i64| fmt::relative_time(&dutch(), JANUARY_13 - ago * DAY).into_string();
    assert!(when(2).contains(">zo<"));
    assert!(when(8).contains(">5 jan<"));
    assert_eq!(fmt::available(&dutch(), Some("2026-02-01")), "Vanaf 1 februari");
}

#[test]
fn initials_are_those_of_the_first_and_the_last_word() {
    assert_eq!(fmt::Initials("Omar").render().into_string(), "O");
    assert_eq!(fmt::Initials("omar van den berg").render().into_string(), "OB");
    assert_eq!(fmt::Initials("Élodie Ångström").render().into_string(), "ÉÅ");
    assert_eq!(fmt::Initials(" ").render().into_string(), "");
    assert_eq!(fmt::Initials("<b> \"c\" &d").render().into_string(), "&lt;&amp;");
}

#[test]
fn texts_are_escaped_and_http_urls_become_links() {
    let html = fmt::text("<b>See</b>\nhttps://a.test/?x=1&y=2, not javascript:alert(1) or a.test")
        .render()
        .into_string();
    assert_eq!(
        html,
        "&lt;b&gt;See&lt;/b&gt;\n<a href=\"https://a.test/?x=1&amp;y=2\" rel=\"nofollow ugc noopener\">\
         https://a.test/?x=1&amp;y=2</a>, not javascript:alert(1) or a.test"
    );
    let plain = fmt::text("<é> & \"5 > 4\"").render().into_string();
    assert_eq!(plain, "&lt;é&gt; &amp; &quot;5 &gt; 4&quot;");
}
