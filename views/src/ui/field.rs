//! Form fields: label, hint, control and error, wired together.

use std::borrow::Cow;

use maud::{Markup, html};

use super::icon;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form; empty for none in particular.
    pub field: &'static str,
    /// What happened and what to do now.
    pub message: Cow<'static, str>,
}

/// One field of a form. Its id is its name.
#[derive(Clone, Debug, Default)]
pub struct Field<'a> {
    /// The name it is posted under.
    pub name: &'a str,
    /// What the label says.
    pub label: &'a str,
    /// A line of help under the label.
    pub hint: Option<&'a str>,
    /// What was typed.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: Option<&'a str>,
    /// Has the keyboard as soon as the page is shown: where a form without a summary begins to be wrong.
    pub focus: bool,
    /// Takes the whole row of a grid of fields.
    pub full: bool,
    /// What a browser may fill in (`autocomplete`).
    pub autocomplete: Option<&'a str>,
    /// Which keyboard a phone shows (`inputmode`).
    pub inputmode: Option<&'a str>,
}

impl Field<'_> {
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let error = self.error.map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }
}

/// The message for a field, if there is one.
pub fn error_for<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors
        .iter()
        .find(|error| error.field == field)
        .map(|error| &*error.message)
}

/// Whether this is the first field that is wrong.
pub fn is_first(errors: &[FieldError], field: &str) -> bool {
    errors.first().is_some_and(|error| error.field == field)
}

/// A field of one line; `kind` is the input's type.
pub fn input(field: &Field, kind: &str) -> Markup {
    labelled(
        field,
        &html! {
            input id=(field.name) name=(field.name) type=(kind) value=[(kind != "password").then_some(field.value)]
                autocomplete=[field.autocomplete] inputmode=[field.inputmode]
                aria-describedby=[field.described_by()] aria-invalid=[field.invalid()]
                autofocus[field.focus];
        },
    )
}

/// A field of several lines.
pub fn textarea(field: &Field, rows: u8) -> Markup {
    // A parser drops the first line break inside a textarea, so one is given for it to drop.
    labelled(
        field,
        &html! {
            textarea id=(field.name) name=(field.name) rows=(rows) dir="auto"
                aria-describedby=[field.described_by()] aria-invalid=[field.invalid()]
                autofocus[field.focus] { "\n" (field.value) }
        },
    )
}

/// A choice of one; each option is its value and what it says.
pub fn select(field: &Field, options: &[(&str, Cow<'static, str>)]) -> Markup {
    labelled(
        field,
        &html! {
            select id=(field.name) name=(field.name)
                aria-describedby=[field.described_by()] aria-invalid=[field.invalid()]
                autofocus[field.focus] {
                @for (value, label) in options {
                    option value=(value) selected[*value == field.value] { (label) }
                }
            }
        },
    )
}

fn labelled(field: &Field, control: &Markup) -> Markup {
    html! {
        div.field.field--full[field.full] {
            label for=(field.name) { (field.label) } " "
            @if let Some(hint) = field.hint {
                span.hint id=(format!("{}-hint", field.name)) { (hint) } " "
            }
            (control) " "
            @if let Some(error) = field.error { (error_line(&format!("{}-error", field.name), error)) }
        }
    }
}

/// What is wrong, beside where it is wrong.
pub fn error_line(id: &str, message: &str) -> Markup {
    html! { span.error id=(id) { (icon("alert")) (message) } }
}

/// Everything that is wrong with a form, first of all, each with a link to its field. A message for no field in
/// particular (an empty name) stands by itself.
pub fn summary(heading: &str, errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.notice.notice--bad role="alert" tabindex="-1" autofocus {
                (icon("alert"))
                div {
                    h2 { (heading) }
                    ul {
                        @for error in errors {
                            li {
                                @if error.field.is_empty() { (error.message) } @else {
                                    a href=(format!("#{}", error.field)) { (error.message) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
