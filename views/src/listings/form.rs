//! The form of a listing, new or existing.

use i18n::Translator;
use maud::{Markup, html};

use super::Status;
use crate::ui::{self, Field, FieldError, error_for};
use crate::{ShellProps, layout, urls};

/// The field values: stored ones, or those of a rejected request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub city: &'a str,
    /// The monthly rent, in major units.
    pub price: &'a str,
    /// The ISO 4217 code.
    pub currency: &'a str,
    pub bedrooms: &'a str,
    pub bathrooms: &'a str,
    /// The floor area in square metres.
    pub area: &'a str,
    /// As `YYYY-MM-DD`.
    pub available_from: &'a str,
    pub status: &'a str,
}

#[derive(Clone, Debug)]
pub struct FormView<'a> {
    /// The listing to edit; None for a new one.
    pub id: Option<i64>,
    pub values: Values<'a>,
    /// Validation errors.
    pub errors: Vec<FieldError>,
}

impl<'a> FormView<'a> {
    fn field(&'a self, name: &'a str, label: &'a str, value: &'a str) -> Field<'a> {
        Field {
            name,
            label,
            value,
            error: error_for(&self.errors, name),
            ..Field::default()
        }
    }
}

pub fn form(shell: &ShellProps, view: &FormView) -> Markup {
    let t = shell.t();
    let heading = if view.id.is_some() {
        t.edit_listing()
    } else {
        t.new_listing()
    };
    let action = view.id.map_or_else(|| urls::LISTINGS.to_owned(), urls::listing);
    let main = html! {
        div.wrap.page.stack.stack--l {
            div.stack.stack--s { (ui::back_link(urls::MY_LISTINGS, &t.my_listings())) h1 { (heading) } }
            form.stack.stack--l method="post" action=(action) novalidate {
                @if let Some(message) = error_for(&view.errors, "") { (ui::error_notice(message)) }
                @else { (ui::summary(&t.listing_errors(), &view.errors)) }
                (property_fields(t, view))
                (rent_and_availability_fields(t, view))
                (ui::notice("image", html! { (t.photos_come_next()) }))
                div.save-bar.spread { div.row {
                    a.button.button--quiet.wide-only href=(urls::MY_LISTINGS) { (t.cancel()) }
                    // The Enter key activates the first submit button of a form.
                    button.button { (t.save_listing()) }
                    button.button.button--quiet formaction=(urls::with_photos_next(&action)) { (t.save_then_photos()) }
                } }
            }
        }
    };
    layout::page(shell, &heading, main)
}

fn property_fields(t: Translator, view: &FormView) -> Markup {
    let values = &view.values;
    html! {
        section.panel.stack.stack--m aria-labelledby="the-home" {
            h2 #the-home { (t.the_home()) }
            div.fields {
                (ui::input(&Field {
                    hint: Some(&t.title_hint()), full: true,
                    ..view.field("title", &t.title_label(), values.title)
                }, "text"))
                (ui::input(&Field {
                    autocomplete: Some("address-level2"), hint: Some(&t.city_hint()),
                    ..view.field("city", &t.city(), values.city)
                }, "text"))
                (ui::input(&number(view.field("area", &t.floor_area(), values.area), &t.area_hint()), "text"))
                (ui::input(&number(view.field("bedrooms", &t.bedrooms(), values.bedrooms), &t.bedrooms_hint()), "text"))
                (ui::input(&number(
                    view.field("bathrooms", &t.bathrooms(), values.bathrooms), &t.bathrooms_hint()
                ), "text"))
                (ui::textarea(&Field {
                    hint: Some(&t.description_hint()), full: true,
                    ..view.field("description", &t.description_label(), values.description)
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

fn rent_and_availability_fields(t: Translator, view: &FormView) -> Markup {
    let values = &view.values;
    html! {
        section.panel.stack.stack--m aria-labelledby="rent-and-dates" {
            h2 #rent-and-dates { (t.rent_and_dates()) }
            div.fields {
                (ui::input(&Field {
                    inputmode: Some("decimal"), hint: Some(&t.rent_hint()),
                    ..view.field("price", &t.rent(), values.price)
                }, "text"))
                (ui::input(&Field {
                    hint: Some(&t.currency_hint()), ..view.field("currency", &t.currency(), values.currency)
                }, "text"))
                (ui::input(&Field {
                    hint: Some(&t.available_from_hint()),
                    ..view.field("available_from", &t.available_from(), values.available_from)
                }, "date"))
                (ui::select(&Field {
                    hint: Some(&t.status_hint()),
                    ..view.field("status", &t.status(), values.status)
                }, &STATUSES.map(|status| (status.value(), status.label(t)))))
            }
        }
    }
}

const STATUSES: [Status; 4] = [Status::Draft, Status::Available, Status::Let, Status::Archived];
