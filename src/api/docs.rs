//! The API documentation as a page. The server renders it from the OpenAPI document, so it needs no script and no other
//! origin.

use std::sync::LazyLock;

use poem::handler;
use serde_json::Value;
use views::api_docs::{ApiDocs, Operation, Param};
use views::{Markup, Section};

use super::SPECIFICATION_VALUE;
use crate::web::shell::Shell;

static DOCS: LazyLock<ApiDocs> = LazyLock::new(|| docs(&SPECIFICATION_VALUE));

/// `GET /api/docs`
#[handler]
pub async fn show(shell: Shell) -> Markup {
    views::api_docs::page(&shell.section(Section::Other), &DOCS)
}

fn docs(specification: &Value) -> ApiDocs {
    let operations = entries(&specification["paths"])
        .flat_map(|(path, methods)| entries(methods).map(move |(method, value)| operation(path, method, value)))
        .collect();
    let schemas = entries(&specification["components"]["schemas"])
        .map(|(name, schema)| (name.to_owned(), shape(schema)))
        .collect();
    ApiDocs {
        title: text(&specification["info"]["title"]),
        version: text(&specification["info"]["version"]),
        description: text(&specification["info"]["description"]),
        operations,
        schemas,
    }
}

fn operation(path: &str, method: &str, value: &Value) -> Operation {
    let body = entries(&value["requestBody"]["content"]).next();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        id: text(&value["operationId"]),
        summary: text(&value["summary"]),
        description: text(&value["description"]),
        auth: value["security"].as_array().is_some_and(|schemes| !schemes.is_empty()),
        parameters: value["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(parameter)
            .collect(),
        request: body.map(|(kind, media)| (kind.to_owned(), shape(&media["schema"]))),
        responses: entries(&value["responses"])
            .map(|(status, response)| {
                (
                    status.to_owned(),
                    text(&response["description"]),
                    response_schema(response),
                )
            })
            .collect(),
    }
}

fn parameter(value: &Value) -> Param {
    Param {
        name: text(&value["name"]),
        location: text(&value["in"]),
        kind: shape(&value["schema"]),
        required: value["required"].as_bool().unwrap_or(false),
        description: text(&value["description"]),
    }
}

fn response_schema(response: &Value) -> String {
    entries(&response["content"])
        .next()
        .map(|(_, media)| shape(&media["schema"]))
        .unwrap_or_default()
}

/// A schema as short text: the name of a named schema, else its fields or its type.
fn shape(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(schemas) = schema["allOf"].as_array() {
        return schemas
            .iter()
            .map(shape)
            .find(|text| !text.is_empty())
            .unwrap_or_default();
    }
    match schema["type"].as_str().unwrap_or_default() {
        "array" => format!("[{}]", shape(&schema["items"])),
        "object" => fields(schema),
        name => enum_values(schema).unwrap_or_else(|| name.to_owned()),
    }
}

fn fields(schema: &Value) -> String {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let field = |(name, value): (&str, &Value)| {
        let optional = if required.iter().any(|required_name| required_name == name) {
            ""
        } else {
            "?"
        };
        let description = text(&value["description"]).replace('\n', " ");
        let comment = if description.is_empty() {
            description
        } else {
            format!("  // {description}")
        };
        format!("  {name}{optional}: {}{comment}", shape(value))
    };
    let lines: Vec<String> = entries(&schema["properties"]).map(field).collect();
    format!("{{\n{}\n}}", lines.join("\n"))
}

fn enum_values(schema: &Value) -> Option<String> {
    let values: Vec<String> = schema["enum"].as_array()?.iter().map(Value::to_string).collect();
    Some(values.join(" | "))
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
