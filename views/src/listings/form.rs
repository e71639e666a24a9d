//! The owner's form, for a new listing and for one that is there.

use maud::{Markup, html};

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
    pub errors: &'a [FieldError<'a>],
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
    let heading = if view.id.is_some() {
        "Edit listing"
    } else {
        "New listing"
    };
    let action = view.id.map_or_else(|| urls::LISTINGS.to_owned(), urls::listing);
    layout::page(
        shell,
        heading,
        html! {
            form.wrap.page.stack.stack--l method="post" action=(action) novalidate {
                div.stack.stack--s { (ui::back_link(urls::MY_LISTINGS, "My listings")) h1 { (heading) } }
                (ui::summary("Something to fix before this can be saved", view.errors))
                (the_home(view))
                (rent_and_dates(view))
                div.save-bar.spread { div.row {
                    a.button.button--quiet href=(urls::MY_LISTINGS) { "Cancel" }
                    button.button { "Save listing" }
                } }
            }
        },
    )
}

fn the_home(view: &FormView) -> Markup {
    let typed = &view.values;
    html! {
        section.panel.stack.stack--m aria-labelledby="the-home" {
            h2 #the-home { "The home" }
            div.fields {
                (ui::input(&Field {
                    hint: Some("Say what makes it yours. Up to 120 characters."), full: true,
                    ..view.field("title", "Title", typed.title)
                }, "text"))
                (ui::input(&Field {
                    autocomplete: Some("address-level2"), hint: Some("The one renters look in."),
                    ..view.field("city", "City", typed.city)
                }, "text"))
                (ui::input(&number(view.field("area", "Floor area", typed.area), "In square metres."), "text"))
                (ui::input(&number(view.field("bedrooms", "Bedrooms", typed.bedrooms), "0 for a studio."), "text"))
                (ui::input(&number(
                    view.field("bathrooms", "Bathrooms", typed.bathrooms), "With a bath or a shower."
                ), "text"))
                (ui::textarea(&Field {
                    hint: Some("Light, noise, heating, neighbours: the things people ask first."), full: true,
                    ..view.field("description", "Description", typed.description)
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

fn rent_and_dates(view: &FormView) -> Markup {
    let typed = &view.values;
    html! {
        section.panel.stack.stack--m aria-labelledby="rent-and-dates" {
            h2 #rent-and-dates { "Rent and dates" }
            div.fields {
                (ui::input(&Field {
                    inputmode: Some("decimal"), hint: Some("A month, such as 1250 or 1250.50."),
                    ..view.field("price", "Rent", typed.price)
                }, "text"))
                (ui::input(&Field {
                    hint: Some("Its three letters, such as EUR."), ..view.field("currency", "Currency", typed.currency)
                }, "text"))
                (ui::input(&Field {
                    hint: Some("Leave it empty if the home is free now."),
                    ..view.field("available_from", "Available from", typed.available_from)
                }, "date"))
                (ui::select(&Field {
                    hint: Some("Renters find it only while it is available."),
                    ..view.field("status", "Status", typed.status)
                }, &STATUSES.map(|status| (status.value(), status.label()))))
            }
        }
    }
}

const STATUSES: [Status; 4] = [Status::Draft, Status::Available, Status::Let, Status::Archived];
