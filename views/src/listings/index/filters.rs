//! The chips above the results. Each is a form of its own and carries what the others say.

use std::borrow::Cow;

use maud::{Markup, html};
use words::Words;

use super::Filter;
use crate::fmt::{self, Reader};
use crate::{ui, urls};

/// What a chip says, and whether it is set.
type Label<'a> = (Cow<'a, str>, bool);

/// What can be asked for: nothing in particular, a studio, or at least so many.
const BEDS: [&str; 6] = ["", "0", "1", "2", "3", "4"];

/// Every chip.
pub fn bar(reader: &Reader, filter: &Filter) -> Markup {
    let say = reader.words;
    html! {
        div.results-bar.spread {
            div.chips role="group" aria-label=(say.filters()) {
                (chip(say, filter, &["city"], city_label(say, filter), &city_field(say, filter)))
                (chip(say, filter, &["min_price", "max_price"], price_label(say, filter), &price_fields(say, filter)))
                (chip(say, filter, &["beds"], beds_label(say, filter), &beds_field(say, filter)))
                (chip(say, filter, &["available_by"], available_label(reader, filter), &available_field(say, filter)))
                @if filter.is_set() { a.button.button--bare href=(urls::HOME) { (say.clear_all()) } }
            }
        }
    }
}

/// One chip: what it is set to, or what it would set.
fn chip(say: Words, filter: &Filter, own: &[&str], (label, is_on): Label, fields: &Markup) -> Markup {
    html! {
        details.menu.chip.chip--on[is_on] name="filter" {
            summary { (label) (ui::turning_chevron()) }
            form.menu__panel action=(urls::HOME) {
                (others(filter, own))
                (fields)
                button.button { (say.show_homes()) }
            }
        }
    }
}

/// What the other forms say, carried along.
pub fn others(filter: &Filter, own: &[&str]) -> Markup {
    html! {
        @for (name, value) in filter.fields() {
            @if !value.is_empty() && !own.contains(&name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// The order of the results; the script sends it at once, the button is for pages without one.
pub fn sort(say: Words, filter: &Filter) -> Markup {
    let orders = [
        ("newest", say.sort_newest()),
        ("price_asc", say.sort_lowest()),
        ("price_desc", say.sort_highest()),
    ];
    html! {
        form.sort action=(urls::HOME) {
            (others(filter, &["sort"]))
            label.visually-hidden for="sort" { (say.sort_by()) }
            select #sort name="sort" {
                @for (value, says) in &orders { option value=(value) selected[*value == filter.sort] { (says) } }
            }
            noscript { button.button.button--quiet { (say.sort()) } }
        }
    }
}

fn set_or<'a>(value: &'a str, otherwise: Cow<'static, str>, says: impl FnOnce(&'a str) -> Cow<'a, str>) -> Label<'a> {
    if value.is_empty() {
        (otherwise, false)
    } else {
        (says(value), true)
    }
}

fn city_label<'a>(say: Words, filter: &Filter<'a>) -> Label<'a> {
    set_or(filter.city, say.city(), Cow::Borrowed)
}

fn city_field(say: Words, filter: &Filter) -> Markup {
    html! {
        p.field {
            label for="city" { (say.city()) }
            input #city name="city" value=(filter.city) autocomplete="address-level2";
        }
    }
}

fn price_label<'a>(say: Words, filter: &Filter<'a>) -> Label<'a> {
    let (least, most) = (amount(say, filter.min_price), amount(say, filter.max_price));
    match (least.is_empty(), most.is_empty()) {
        (true, true) => (say.price(), false),
        (true, false) => (say.price_up_to(most), true),
        (false, true) => (say.price_from(least), true),
        (false, false) => (say.price_between(least, most), true),
    }
}

fn amount(say: Words, typed: &str) -> String {
    typed
        .parse()
        .map_or_else(|_| typed.to_owned(), |amount| say.number(amount))
}

fn price_fields(say: Words, filter: &Filter) -> Markup {
    html! {
        div.fields {
            p.field {
                label for="min_price" { (say.price_least_label()) }
                input #min_price name="min_price" inputmode="decimal" placeholder=(say.any()) value=(filter.min_price);
            }
            p.field {
                label for="max_price" { (say.price_most_label()) }
                input #max_price name="max_price" inputmode="decimal" placeholder=(say.any()) value=(filter.max_price);
            }
        }
    }
}

fn beds_label<'a>(say: Words, filter: &Filter<'a>) -> Label<'a> {
    set_or(filter.beds, say.bedrooms(), |beds| match beds {
        "0" => say.beds_studio(),
        beds => say.beds_set(beds),
    })
}

fn beds_choice(say: Words, beds: &'static str) -> Cow<'static, str> {
    match beds {
        "" => say.beds_any(),
        "0" => say.beds_studio(),
        beds => say.beds_at_least(beds),
    }
}

fn beds_field(say: Words, filter: &Filter) -> Markup {
    html! {
        fieldset.field {
            legend { (say.bedrooms()) } " "
            @for beds in BEDS {
                label.choice {
                    input type="radio" name="beds" value=(beds) checked[beds == filter.beds];
                    (beds_choice(say, beds))
                }
                " "
            }
        }
    }
}

fn available_label<'a>(reader: &Reader, filter: &Filter<'a>) -> Label<'a> {
    let say = reader.words;
    set_or(filter.available_by, say.available(), |date| {
        let day = date
            .parse()
            .map_or(Cow::Borrowed(date), |date| fmt::short_date(say, date, reader.today()));
        say.available_by(day)
    })
}

fn available_field(say: Words, filter: &Filter) -> Markup {
    html! {
        p.field {
            label for="available_by" { (say.available_by_label()) }
            input #available_by type="date" name="available_by" value=(filter.available_by);
        }
    }
}
