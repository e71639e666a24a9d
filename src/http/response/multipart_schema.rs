//! The OpenAPI schema of `multipart/form-data` operations; the body itself is a [`MultipartBody`].

use std::marker::PhantomData;

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::http::request::multipart::MultipartBody;

/// The fields of an operation's form.
pub trait MultipartFields {
    /// The schema of each field by name, in order.
    fn all() -> Vec<(&'static str, MetaSchema)>;

    /// The names of the required fields.
    const REQUIRED: &'static [&'static str];
}

pub struct MultipartForm<F> {
    /// The form, parsed while it is uploaded.
    pub body: MultipartBody,
    fields: PhantomData<fn() -> F>,
}

/// The schema of a field: its JSON type, a description, and an OpenAPI format such as `int64` or `binary`.
pub fn field(kind: &'static str, description: &'static str, format: Option<&'static str>) -> MetaSchema {
    MetaSchema {
        description: Some(description),
        format,
        ..MetaSchema::new(kind)
    }
}

/// The schema of a field that may occur several times.
pub fn file_list(item: MetaSchema) -> MetaSchema {
    MetaSchema {
        items: Some(Box::new(inline(item))),
        ..MetaSchema::new("array")
    }
}

fn inline(schema: MetaSchema) -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(schema))
}

impl<'a, F: MultipartFields> ApiExtractor<'a> for MultipartForm<F> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn request_meta() -> Option<MetaRequest> {
        let fields = F::all().into_iter();
        let schema = MetaSchema {
            required: F::REQUIRED.to_vec(),
            properties: fields.map(|(name, schema)| (name, inline(schema))).collect(),
            ..MetaSchema::new("object")
        };
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: "multipart/form-data",
                schema: inline(schema),
            }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self {
            body: <MultipartBody as FromRequest>::from_request(request, body).await?,
            fields: PhantomData,
        })
    }
}
