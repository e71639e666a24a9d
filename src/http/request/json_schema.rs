//! Checks JSON bodies against the schema that the API publishes for them, so that the specification is enforced as it is
//! written: required properties, types, `null`, enumerations, patterns, lengths, ranges.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use i18n::LocalizedMessage;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use regex::Regex;
use serde_json::{Map, Value};

use crate::error::FieldErrors;

/// The schema of an object, with compiled patterns.
pub struct ObjectSchema(Vec<Property>);

struct Property {
    name: &'static str,
    required: bool,
    schema: ValueSchema,
}

struct ValueSchema {
    kind: Kind,
    nullable: bool,
    allowed: Vec<Value>,
}

enum Kind {
    Text {
        min_length: usize,
        max_length: usize,
        pattern: Option<Regex>,
    },
    Integer {
        min: i64,
        max: i64,
    },
    Boolean,
    Array {
        items: Box<ValueSchema>,
        max_items: usize,
    },
    /// Not checked here.
    Other,
}

impl ObjectSchema {
    /// The schema of a type. It is compiled at the first call and then kept: the number of types is fixed.
    pub fn for_type<T: Type + 'static>() -> &'static Self {
        static COMPILED: LazyLock<RwLock<HashMap<TypeId, &'static ObjectSchema>>> = LazyLock::new(RwLock::default);
        let id = TypeId::of::<T>();
        if let Some(schema) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return schema;
        }
        let mut compiled = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        compiled
            .entry(id)
            .or_insert_with(|| Box::leak(Box::new(Self::compile::<T>())))
    }

    fn compile<T: Type>() -> Self {
        let mut registry = Registry::default();
        T::register(&mut registry);
        let name = T::name();
        let Some(object) = registry.schemas.get(&*name) else {
            return Self(Vec::new());
        };
        let properties = object.properties.iter().map(|(name, schema)| Property {
            name,
            required: object.required.contains(name),
            schema: ValueSchema::new(&registry, schema),
        });
        Self(properties.collect())
    }

    /// Every property that does not match, with a message. Properties that the schema does not name are ignored.
    pub fn check(&self, object: &Map<String, Value>) -> FieldErrors {
        let mut errors = FieldErrors::default();
        for property in &self.0 {
            let problem = match object.get(property.name) {
                None if property.required => Some("is required".to_owned()),
                None => None,
                Some(value) => property.schema.problem(value),
            };
            if let Some(problem) = problem {
                errors.add(property.name, LocalizedMessage::english(problem));
            }
        }
        errors
    }
}

impl ValueSchema {
    fn new(registry: &Registry, schema: &MetaSchemaRef) -> Self {
        let (schema, nullable) = match schema {
            MetaSchemaRef::Inline(schema) => (Some(&**schema), schema.nullable),
            MetaSchemaRef::Reference(name) => (registry.schemas.get(name), false),
        };
        let Some(schema) = schema else {
            return Self {
                kind: Kind::Other,
                nullable: true,
                allowed: Vec::new(),
            };
        };
        Self {
            kind: Kind::new(registry, schema),
            nullable,
            allowed: schema.enum_items.clone(),
        }
    }

    fn problem(&self, value: &Value) -> Option<String> {
        if value.is_null() {
            return (!self.nullable).then(|| "must not be null".to_owned());
        }
        if !self.allowed.is_empty() && !self.allowed.contains(value) {
            let allowed: Vec<_> = self.allowed.iter().map(Value::to_string).collect();
            return Some(format!("must be one of {}", allowed.join(", ")));
        }
        self.kind.problem(value)
    }
}

/// The least value of an integer format such as `int64` or `uint64`.
fn least(format: Option<&str>) -> i64 {
    let is_unsigned = format.is_some_and(|format| format.starts_with("uint"));
    if is_unsigned { 0 } else { i64::MIN }
}

impl Kind {
    fn new(registry: &Registry, schema: &MetaSchema) -> Self {
        match schema.ty {
            "string" => Self::Text {
                min_length: schema.min_length.unwrap_or(0),
                max_length: schema.max_length.unwrap_or(usize::MAX),
                pattern: schema.pattern.as_deref().and_then(|pattern| Regex::new(pattern).ok()),
            },
            // Bounds of money and counts, all below 2⁵³: the conversion is exact.
            "integer" => Self::Integer {
                min: schema.minimum.map_or_else(|| least(schema.format), |min| min as i64),
                max: schema.maximum.map_or(i64::MAX, |max| max as i64),
            },
            "boolean" => Self::Boolean,
            "array" => match &schema.items {
                Some(items) => Self::Array {
                    items: Box::new(ValueSchema::new(registry, items)),
                    max_items: schema.max_items.unwrap_or(usize::MAX),
                },
                None => Self::Other,
            },
            _ => Self::Other,
        }
    }

    fn problem(&self, value: &Value) -> Option<String> {
        match (self, value) {
            (
                Self::Text {
                    min_length,
                    max_length,
                    pattern,
                },
                Value::String(text),
            ) => match text.chars().count() {
                length if length < *min_length => Some(format!("must have at least {min_length} characters")),
                length if length > *max_length => Some(format!("must have at most {max_length} characters")),
                _ => {
                    let mismatch = pattern.as_ref().filter(|pattern| !pattern.is_match(text));
                    mismatch.map(|pattern| format!("must match the pattern {pattern}"))
                }
            },
            (Self::Text { .. }, _) => Some("must be a string".to_owned()),
            (Self::Integer { min, max }, value) => match value.as_i64() {
                None => Some("must be an integer".to_owned()),
                Some(number) if number < *min => Some(format!("must be at least {min}")),
                Some(number) if number > *max => Some(format!("must be at most {max}")),
                Some(_) => None,
            },
            (Self::Boolean, Value::Bool(_)) | (Self::Other, _) => None,
            (Self::Boolean, _) => Some("must be true or false".to_owned()),
            (Self::Array { items, max_items }, Value::Array(values)) => {
                if values.len() > *max_items {
                    return Some(format!("must have at most {max_items} items"));
                }
                let problem = values.iter().find_map(|value| items.problem(value))?;
                Some(format!("every item {problem}"))
            }
            (Self::Array { .. }, _) => Some("must be an array".to_owned()),
        }
    }
}
