//! Forms with files in the JSON API: read like any other, and described field by field.

use std::marker::PhantomData;

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::http::request::multipart::MultipartBody;

/// What an operation's form consists of.
pub trait MultipartFields {
    /// Each field by its name, in their order.
    fn all() -> Vec<(&'static str, MetaSchema)>;

    /// Those that have to be there.
    const REQUIRED: &'static [&'static str];
}

/// A form with these fields.
pub struct MultipartForm<F> {
    /// The form, as it arrives.
    pub upload: MultipartBody,
    fields: PhantomData<fn() -> F>,
}

/// How a field is described: its type, in a sentence, and its format if that says more.
pub fn field(kind: &'static str, description: &'static str, format: Option<&'static str>) -> MetaSchema {
    MetaSchema {
        description: Some(description),
        format,
        ..MetaSchema::new(kind)
    }
}

/// How several of one kind are described.
pub fn file_list(one: MetaSchema) -> MetaSchema {
    MetaSchema {
        items: Some(Box::new(inline(one))),
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
            upload: <MultipartBody as FromRequest>::from_request(request, body).await?,
            fields: PhantomData,
        })
    }
}
