//! The chips above the results. Each is a form of its own and carries what the others say.

use jiff::civil::Date;
use maud::{Markup, html};

use super::Filter;
use crate::{fmt, ui, urls};

const BEDS: [(&str, &str); 6] = [
    ("", "Any"),
    ("0", "Studio or more"),
    ("1", "1 or more"),
    ("2", "2 or more"),
    ("3", "3 or more"),
    ("4", "4 or more"),
];

const SORTS: [(&str, &str); 3] = [
    ("newest", "Newest first"),
    ("price_asc", "Lowest rent"),
    ("price_desc", "Highest rent"),
];

/// Every chip.
pub(super) fn bar(today: Date, filter: &Filter) -> Markup {
    html! {
        div.results-bar.spread {
            div.chips role="group" aria-label="Filters" {
                (chip(filter, &["city"], city_label(filter), &city_field(filter)))
                (chip(filter, &["min_price", "max_price"], price_label(filter), &price_fields(filter)))
                (chip(filter, &["beds"], beds_label(filter), &beds_field(filter)))
                (chip(filter, &["available_by"], available_label(today, filter), &available_field(filter)))
                @if filter.is_set() { a.button.button--bare href=(urls::HOME) { "Clear all" } }
            }
        }
    }
}

/// One chip: what it is set to, or what it would set.
fn chip(filter: &Filter, own: &[&str], (label, is_on): (String, bool), fields: &Markup) -> Markup {
    html! {
        details.menu.chip.chip--on[is_on] name="filter" {
            summary { (label) (ui::turning_chevron()) }
            form.menu__panel action=(urls::HOME) {
                (others(filter, own))
                (fields)
                button.button { "Show homes" }
            }
        }
    }
}

/// What the other forms say, carried along.
pub(super) fn others(filter: &Filter, own: &[&str]) -> Markup {
    html! {
        @for (name, value) in filter.fields() {
            @if !value.is_empty() && !own.contains(&name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// The order of the results; the script sends it at once, the button is for pages without one.
pub(super) fn sort(filter: &Filter) -> Markup {
    html! {
        form.sort action=(urls::HOME) {
            (others(filter, &["sort"]))
            label.visually-hidden for="sort" { "Sort by" }
            select #sort name="sort" {
                @for (value, says) in SORTS { option value=(value) selected[value == filter.sort] { (says) } }
            }
            noscript { button.button.button--quiet { "Sort" } }
        }
    }
}

fn set_or(value: &str, otherwise: &str, says: impl FnOnce(&str) -> String) -> (String, bool) {
    if value.is_empty() {
        (otherwise.to_owned(), false)
    } else {
        (says(value), true)
    }
}

fn city_label(filter: &Filter) -> (String, bool) {
    set_or(filter.city, "City", str::to_owned)
}

fn city_field(filter: &Filter) -> Markup {
    html! {
        p.field {
            label for="city" { "City" }
            input #city name="city" value=(filter.city) autocomplete="address-level2";
        }
    }
}

fn price_label(filter: &Filter) -> (String, bool) {
    let (min, max) = (amount(filter.min_price), amount(filter.max_price));
    match (min.is_empty(), max.is_empty()) {
        (true, true) => ("Price".to_owned(), false),
        (true, false) => (format!("Up to {max} a month"), true),
        (false, true) => (format!("From {min} a month"), true),
        (false, false) => (format!("{min} to {max} a month"), true),
    }
}

fn amount(typed: &str) -> String {
    typed.parse().map_or_else(|_| typed.to_owned(), fmt::grouped)
}

fn price_fields(filter: &Filter) -> Markup {
    html! {
        div.fields {
            p.field {
                label for="min_price" { "From, a month" }
                input #min_price name="min_price" inputmode="decimal" placeholder="Any" value=(filter.min_price);
            }
            p.field {
                label for="max_price" { "Up to, a month" }
                input #max_price name="max_price" inputmode="decimal" placeholder="Any" value=(filter.max_price);
            }
        }
    }
}

fn beds_label(filter: &Filter) -> (String, bool) {
    set_or(filter.beds, "Bedrooms", |beds| {
        if beds == "0" {
            "Studio or more".to_owned()
        } else {
            format!("{beds} or more beds")
        }
    })
}

fn beds_field(filter: &Filter) -> Markup {
    html! {
        fieldset.field {
            legend { "Bedrooms" }
            @for (value, says) in BEDS {
                label.choice { input type="radio" name="beds" value=(value) checked[value == filter.beds]; (says) }
            }
        }
    }
}

fn available_label(today: Date, filter: &Filter) -> (String, bool) {
    set_or(filter.available_by, "Available", |date| {
        let day = date
            .parse()
            .map_or_else(|_| date.to_owned(), |date| fmt::short_date(date, today));
        format!("Free by {day}")
    })
}

fn available_field(filter: &Filter) -> Markup {
    html! {
        p.field {
            label for="available_by" { "Move in on or before" }
            input #available_by type="date" name="available_by" value=(filter.available_by);
        }
    }
}
