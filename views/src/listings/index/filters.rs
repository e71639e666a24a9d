//! The filter chips above the results. Each chip is a form, and sends the other filters in hidden fields.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use super::FilterProps;
use crate::fmt::{self, LocaleContext};
use crate::{ui, urls};

/// The text of a chip, and whether its filter is set.
type Label<'a> = (Cow<'a, str>, bool);

/// Choices for bedrooms: any, studio, or a minimum number.
const BEDS: [&str; 6] = ["", "0", "1", "2", "3", "4"];

pub fn filter_bar(locale: &LocaleContext, filter: &FilterProps) -> Markup {
    let t = locale.t;
    html! {
        div.results-bar.spread {
            div.chips role="group" aria-label=(t.filters()) {
                (chip(t, filter, &["city"], city_label(t, filter), &city_field(t, filter)))
                (chip(t, filter, &["min_price", "max_price"], price_label(t, filter), &price_fields(t, filter)))
                (chip(t, filter, &["beds"], beds_label(t, filter), &beds_field(t, filter)))
                (chip(t, filter, &["available_by"], available_label(locale, filter), &available_field(t, filter)))
                @if filter.is_set() { a.button.button--bare href=(urls::HOME) { (t.clear_all()) } }
            }
        }
    }
}

/// A chip with its current value, or the name of its filter. `own` are the fields of its form.
fn chip(t: Translator, filter: &FilterProps, own: &[&str], (label, is_on): Label, fields: &Markup) -> Markup {
    html! {
        details.menu.chip.chip--on[is_on] name="filter" {
            summary { (label) (ui::menu_chevron()) }
            form.menu__panel action=(urls::HOME) {
                (hidden_fields(filter, own))
                (fields)
                button.button { (t.show_homes()) }
            }
        }
    }
}

/// Hidden fields for all filters except `own`.
pub fn hidden_fields(filter: &FilterProps, own: &[&str]) -> Markup {
    html! {
        @for (name, value) in filter.fields() {
            @if !value.is_empty() && !own.contains(&name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// The sort order. The script submits a change; the button is for browsers without scripts.
pub fn sort(t: Translator, filter: &FilterProps) -> Markup {
    let orders = [
        ("newest", t.sort_newest()),
        ("price_asc", t.sort_lowest()),
        ("price_desc", t.sort_highest()),
    ];
    html! {
        form.sort action=(urls::HOME) {
            (hidden_fields(filter, &["sort"]))
            label.visually-hidden for="sort" { (t.sort_by()) }
            select #sort name="sort" {
                @for (value, label) in &orders { option value=(value) selected[*value == filter.sort] { (label) } }
            }
            noscript { button.button.button--quiet { (t.sort()) } }
        }
    }
}

fn value_label<'a>(
    value: &'a str,
    unset: Cow<'static, str>,
    format: impl FnOnce(&'a str) -> Cow<'a, str>,
) -> Label<'a> {
    if value.is_empty() {
        (unset, false)
    } else {
        (format(value), true)
    }
}

fn city_label<'a>(t: Translator, filter: &FilterProps<'a>) -> Label<'a> {
    value_label(filter.city, t.city(), Cow::Borrowed)
}

fn city_field(t: Translator, filter: &FilterProps) -> Markup {
    html! {
        p.field {
            label for="city" { (t.city()) }
            input #city name="city" dir="auto" value=(filter.city) autocomplete="address-level2";
        }
    }
}

fn price_label<'a>(t: Translator, filter: &FilterProps<'a>) -> Label<'a> {
    let (min, max) = (amount(t, filter.min_price), amount(t, filter.max_price));
    match (min.is_empty(), max.is_empty()) {
        (true, true) => (t.price(), false),
        (true, false) => (t.price_up_to(max), true),
        (false, true) => (t.price_from(min), true),
        (false, false) => (t.price_between(min, max), true),
    }
}

fn amount(t: Translator, typed: &str) -> String {
    typed
        .parse()
        .map_or_else(|_| typed.to_owned(), |amount| t.number(amount))
}

fn price_fields(t: Translator, filter: &FilterProps) -> Markup {
    html! {
        div.fields {
            p.field {
                label for="min_price" { (t.price_least_label()) }
                input #min_price name="min_price" inputmode="decimal" placeholder=(t.any()) value=(filter.min_price);
            }
            p.field {
                label for="max_price" { (t.price_most_label()) }
                input #max_price name="max_price" inputmode="decimal" placeholder=(t.any()) value=(filter.max_price);
            }
        }
    }
}

fn beds_label<'a>(t: Translator, filter: &FilterProps<'a>) -> Label<'a> {
    value_label(filter.beds, t.bedrooms(), |beds| match beds {
        "0" => t.beds_studio(),
        beds => t.beds_set(beds),
    })
}

fn beds_choice(t: Translator, beds: &'static str) -> Cow<'static, str> {
    match beds {
        "" => t.beds_any(),
        "0" => t.beds_studio(),
        beds => t.beds_at_least(beds),
    }
}

fn beds_field(t: Translator, filter: &FilterProps) -> Markup {
    html! {
        fieldset.field {
            legend { (t.bedrooms()) } " "
            @for beds in BEDS {
                label.choice {
                    input type="radio" name="beds" value=(beds) checked[beds == filter.beds];
                    (beds_choice(t, beds))
                }
                " "
            }
        }
    }
}

fn available_label<'a>(locale: &LocaleContext, filter: &FilterProps<'a>) -> Label<'a> {
    let t = locale.t;
    value_label(filter.available_by, t.available(), |date| {
        let day = date
            .parse()
            .map_or(Cow::Borrowed(date), |date| fmt::short_date(t, date, locale.today()));
        t.available_by(day)
    })
}

fn available_field(t: Translator, filter: &FilterProps) -> Markup {
    html! {
        p.field {
            label for="available_by" { (t.available_by_label()) }
            input #available_by type="date" name="available_by" value=(filter.available_by);
        }
    }
}
