//! The owner's form, for a new listing and for one that is there.

use maud::{Markup, html};
use words::Words;

use super::Status;
use crate::ui::{self, Field, FieldError, error_for};
use crate::{Shell, layout, urls};

/// Every field as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values<'a> {
    /// What the home is called.
    pub title: &'a str,
    /// What there is to say about it.
    pub description: &'a str,
    /// Where it is.
    pub city: &'a str,
    /// Rent a month, in major units.
    pub price: &'a str,
    /// The currency's ISO 4217 code.
    pub currency: &'a str,
    /// How many bedrooms.
    pub bedrooms: &'a str,
    /// How many bathrooms.
    pub bathrooms: &'a str,
    /// Floor area in square metres.
    pub area: &'a str,
    /// From when, as `YYYY-MM-DD`.
    pub available_from: &'a str,
    /// Where the listing is in its life.
    pub status: &'a str,
}

/// The form.
#[derive(Clone, Copy, Debug)]
pub struct FormView<'a> {
    /// The listing to change; none for a new one.
    pub id: Option<i64>,
    /// What is in the fields.
    pub values: Values<'a>,
    /// What is wrong with them.
    pub errors: &'a [FieldError],
}

impl<'a> FormView<'a> {
    fn field(&self, name: &'a str, label: &'a str, value: &'a str) -> Field<'a> {
        Field {
            name,
            label,
            value,
            error: error_for(self.errors, name),
            ..Field::default()
        }
    }
}

/// The whole page.
pub fn form(shell: &Shell, view: &FormView) -> Markup {
    let say = shell.words();
    let heading = if view.id.is_some() {
        say.edit_listing()
    } else {
        say.new_listing()
    };
    let action = view.id.map_or_else(|| urls::LISTINGS.to_owned(), urls::listing);
    let main = html! {
        div.wrap.page.stack.stack--l {
            div.stack.stack--s { (ui::back_link(urls::MY_LISTINGS, &say.my_listings())) h1 { (heading) } }
            form.stack.stack--l method="post" action=(action) novalidate {
                (ui::summary(&say.listing_errors(), view.errors))
                (the_home(say, view))
                (rent_and_dates(say, view))
                (ui::notice("image", html! { (say.photos_come_next()) }))
                div.save-bar.spread { div.row {
                    a.button.button--quiet.wide-only href=(urls::MY_LISTINGS) { (say.cancel()) }
                    // The first button is the one that Enter presses.
                    button.button { (say.save_listing()) }
                    button.button.button--quiet formaction=(urls::then_photos(&action)) { (say.save_then_photos()) }
                } }
            }
        }
    };
    layout::page(shell, &heading, main)
}

fn the_home(say: Words, view: &FormView) -> Markup {
    let typed = &view.values;
    html! {
        section.panel.stack.stack--m aria-labelledby="the-home" {
            h2 #the-home { (say.the_home()) }
            div.fields {
                (ui::input(&Field {
                    hint: Some(&say.title_hint()), full: true,
                    ..view.field("title", &say.title_label(), typed.title)
                }, "text"))
                (ui::input(&Field {
                    autocomplete: Some("address-level2"), hint: Some(&say.city_hint()),
                    ..view.field("city", &say.city(), typed.city)
                }, "text"))
                (ui::input(&number(view.field("area", &say.floor_area(), typed.area), &say.area_hint()), "text"))
                (ui::input(&number(view.field("bedrooms", &say.bedrooms(), typed.bedrooms), &say.bedrooms_hint()), "text"))
                (ui::input(&number(
                    view.field("bathrooms", &say.bathrooms(), typed.bathrooms), &say.bathrooms_hint()
                ), "text"))
                (ui::textarea(&Field {
                    hint: Some(&say.description_hint()), full: true,
                    ..view.field("description", &say.description_label(), typed.description)
                }, 7))
            }
        }
    }
}

fn number<'a>(field: Field<'a>, hint: &'a str) -> Field<'a> {
    Field {
        inputmode: Some("numeric"),
        hint: Some(hint),
        ..field
    }
}

fn rent_and_dates(say: Words, view: &FormView) -> Markup {
    let typed = &view.values;
    html! {
        section.panel.stack.stack--m aria-labelledby="rent-and-dates" {
            h2 #rent-and-dates { (say.rent_and_dates()) }
            div.fields {
                (ui::input(&Field {
                    inputmode: Some("decimal"), hint: Some(&say.rent_hint()),
                    ..view.field("price", &say.rent(), typed.price)
                }, "text"))
                (ui::input(&Field {
                    hint: Some(&say.currency_hint()), ..view.field("currency", &say.currency(), typed.currency)
                }, "text"))
                (ui::input(&Field {
                    hint: Some(&say.available_from_hint()),
                    ..view.field("available_from", &say.available_from(), typed.available_from)
                }, "date"))
                (ui::select(&Field {
                    hint: Some(&say.status_hint()),
                    ..view.field("status", &say.status(), typed.status)
                }, &STATUSES.map(|status| (status.value(), status.label(say)))))
            }
        }
    }
}

const STATUSES: [Status; 4] = [Status::Draft, Status::Available, Status::Let, Status::Archived];
