//! The page with the API documentation. It is in English, like the OpenAPI description that it shows.

use i18n::Translator;
use maud::{Markup, html};

use crate::{ShellProps, layout, urls};

/// The OpenAPI description, prepared for the page.
#[derive(Clone, Debug, Default)]
pub struct ApiDocs {
    pub title: String,
    pub version: String,
    pub description: String,
    pub operations: Vec<Operation>,
    /// Pairs of a schema's name and its text.
    pub schemas: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with parameters in braces.
    pub path: String,
    pub id: String,
    pub summary: String,
    /// May be empty.
    pub description: String,
    /// Whether the operation requires authentication.
    pub auth: bool,
    /// Parameters of path, query and headers.
    pub parameters: Vec<Param>,
    /// Content type and schema of the request body.
    pub request: Option<(String, String)>,
    /// Status, description and schema (may be empty) of each response.
    pub responses: Vec<(String, String, String)>,
}

/// One parameter of an operation.
#[derive(Clone, Debug, Default)]
pub struct Param {
    pub name: String,
    /// `path`, `query` or `header`.
    pub location: String,
    /// The type, as text.
    pub kind: String,
    /// Whether the parameter is required.
    pub required: bool,
    /// May be empty.
    pub description: String,
}

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

/// Code is often wider than the screen. The block scrolls by itself, and `tabindex` makes it scroll by keyboard.
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
