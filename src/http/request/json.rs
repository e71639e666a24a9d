//! JSON in and out of the API.

use poem::{Request, RequestBody, Result};
use poem_openapi::error::{ContentTypeError, ParseRequestPayloadError};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A JSON body, described by the schema of `T`.
///
/// What is missing gets its default, so that the drafts can say what is wrong with it (422, all fields at once);
/// only what is no JSON, or of another type, is unreadable (400).
#[derive(Clone, Debug)]
pub struct Body<T> {
    /// The fields.
    pub value: T,
    /// The same as it came: tells a field that is `null` from one that is not there.
    raw: Value,
}

impl<T> Body<T> {
    /// Whether a field is there.
    pub fn has(&self, field: &str) -> bool {
        self.raw.get(field).is_some()
    }

    /// Whether a field is there and `null`.
    pub fn is_null(&self, field: &str) -> bool {
        self.raw.get(field).is_some_and(Value::is_null)
    }
}

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: Json::<T>::CONTENT_TYPE,
                schema: T::schema_ref(),
            }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let content_type = request.content_type().unwrap_or_default();
        if !Json::<T>::check_content_type(content_type) {
            return Err(ContentTypeError::NotSupported {
                content_type: content_type.to_owned(),
            }
            .into());
        }
        let bytes = body.take()?.into_bytes().await?;
        let unreadable = |error: serde_json::Error| ParseRequestPayloadError {
            reason: error.to_string(),
        };
        let raw: Map<String, Value> = serde_json::from_slice(&bytes).map_err(unreadable)?;
        let raw = Value::Object(raw);
        let value = T::deserialize(&raw).map_err(unreadable)?;
        Ok(Self { value, raw })
    }
}
