//! Form fields: label, hint, control and error, connected by `aria-describedby`.

use std::borrow::Cow;

use maud::{Markup, html};

use super::icon;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; empty for an error of the whole form.
    pub field: &'static str,
    /// What is wrong, and what the viewer can do.
    pub message: Cow<'static, str>,
}

/// One field of a form. Its DOM id is its name.
#[derive(Clone, Debug, Default)]
pub struct Field<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub hint: Option<&'a str>,
    /// The current value.
    pub value: &'a str,
    /// The error message; None for a valid field.
    pub error: Option<&'a str>,
    /// Sets `autofocus`: for the first invalid field of a form without an error summary.
    pub focus: bool,
    /// Spans all columns of the grid.
    pub full: bool,
    /// The `autocomplete` attribute.
    pub autocomplete: Option<&'a str>,
    /// The `inputmode` attribute: which on-screen keyboard a phone shows.
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

/// The error message of a field.
pub fn error_for<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors
        .iter()
        .find(|error| error.field == field)
        .map(|error| &*error.message)
}

/// Whether this field has the first error of the form.
pub fn is_first(errors: &[FieldError], field: &str) -> bool {
    errors.first().is_some_and(|error| error.field == field)
}

/// A single-line field; `kind` is the `type` of the input. A password is never filled in again.
pub fn input(field: &Field, kind: &str) -> Markup {
    labelled(
        field,
        &html! {
            input id=(field.name) name=(field.name) type=(kind) value=[(kind != "password").then_some(field.value)]
                dir=[(kind == "text").then_some("auto")] autocomplete=[field.autocomplete] inputmode=[field.inputmode]
                aria-describedby=[field.described_by()] aria-invalid=[field.invalid()]
                autofocus[field.focus];
        },
    )
}

/// A multi-line field.
pub fn textarea(field: &Field, rows: u8) -> Markup {
    // An HTML parser drops a newline at the start of a textarea. The added one protects a newline of the value.
    labelled(
        field,
        &html! {
            textarea id=(field.name) name=(field.name) rows=(rows) dir="auto"
                aria-describedby=[field.described_by()] aria-invalid=[field.invalid()]
                autofocus[field.focus] { "\n" (field.value) }
        },
    )
}

/// A select field; options are pairs of value and label.
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

/// The error message of one field; the control refers to `id` by `aria-describedby`.
pub fn error_line(id: &str, message: &str) -> Markup {
    html! { span.error id=(id) { (icon("alert")) (message) } }
}

/// The error summary at the top of a form, with a link to each invalid field. Errors of the whole form (an empty field
/// name) have no link.
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
