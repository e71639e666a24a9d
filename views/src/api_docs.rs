//! The JSON API, described for people: in English, as the description itself is.

use i18n::Translator;
use maud::{Markup, html};

use crate::{ShellProps, layout, urls};

/// The whole description.
#[derive(Clone, Debug, Default)]
pub struct ApiDocs {
    /// What the API is called.
    pub title: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    pub description: String,
    /// What it can do.
    pub operations: Vec<Operation>,
    /// Every schema by its name, with its text.
    pub schemas: Vec<(String, String)>,
}

/// One thing the API can do.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// The operation's id.
    pub id: String,
    /// One line about it.
    pub summary: String,
    /// More about it; may be empty.
    pub description: String,
    /// Whether one has to be signed in.
    pub auth: bool,
    /// What goes into the path and the query.
    pub parameters: Vec<Param>,
    /// What goes into the body: content type and the schema's text.
    pub request: Option<(String, String)>,
    /// What comes back: status, meaning, the schema's text (may be empty).
    pub responses: Vec<(String, String, String)>,
}

/// One value in a path or a query.
#[derive(Clone, Debug, Default)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub location: String,
    /// Its type in words.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it means; may be empty.
    pub description: String,
}

/// The whole page.
pub fn page(shell: &ShellProps, docs: &ApiDocs) -> Markup {
    layout::page(
        shell,
        &docs.title,
        html! {
            div.wrap.page.stack.stack--l.api lang=(Translator::ENGLISH.0.tag()) {
                div.stack.stack--s {
                    div.row { h1 { (docs.title) } span.tag { (docs.version) } }
                    p.prose.text { (docs.description) }
                    p { a href=(urls::OPENAPI) { "OpenAPI description (JSON)" } }
                }
                section.stack aria-labelledby="operations" {
                    h2 #operations { "Operations" }
                    @for entry in &docs.operations { (operation(entry)) }
                }
                @if !docs.schemas.is_empty() { (schemas(&docs.schemas)) }
            }
        },
    )
}

fn operation(operation: &Operation) -> Markup {
    html! {
        details.panel id=(operation.id) {
            summary {
                span.tag.tag--dusk { (operation.method) }
                code { (operation.path) }
                span.soft { (operation.summary) }
            }
            div.stack {
                p.soft { small { code { (operation.id) } @if operation.auth { ", for people who are signed in" } } }
                @if !operation.description.is_empty() { p.prose.text { (operation.description) } }
                @if !operation.parameters.is_empty() { (parameters(&operation.parameters)) }
                @if let Some((content_type, schema)) = &operation.request {
                    div.stack.stack--s { h3 { "Request" } p { code { (content_type) } } (text(schema)) }
                }
                (responses(&operation.responses))
            }
        }
    }
}

fn parameters(parameters: &[Param]) -> Markup {
    html! {
        div.stack.stack--s {
            h3 { "Parameters" }
            dl {
                @for parameter in parameters {
                    dt {
                        code { (parameter.name) } " "
                        small { (parameter.kind) ", in the " (parameter.location) @if parameter.required { ", required" } }
                    }
                    dd { (parameter.description) }
                }
            }
        }
    }
}

fn responses(responses: &[(String, String, String)]) -> Markup {
    html! {
        div.stack.stack--s {
            h3 { "Answers" }
            dl {
                @for (status, description, schema) in responses {
                    dt { (status) }
                    dd { p { (description) } @if !schema.is_empty() { (text(schema)) } }
                }
            }
        }
    }
}

/// Code is wider than a phone, so it scrolls by itself and the keyboard can reach it.
fn text(schema: &str) -> Markup {
    html! { pre tabindex="0" { code { (schema) } } }
}

fn schemas(schemas: &[(String, String)]) -> Markup {
    html! {
        section.stack aria-labelledby="schemas" {
            h2 #schemas { "Shapes" }
            @for (name, schema) in schemas {
                details.panel id=(format!("schema-{name}")) { summary { code { (name) } } (text(schema)) }
            }
        }
    }
}
