//! The JSON body of an API request.

use i18n::LocalizedMessage;
use poem::{Request, RequestBody, Result};
use poem_openapi::error::{ContentTypeError, ParseRequestPayloadError};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::json_schema::ObjectSchema;
use crate::error::AppError;

/// A JSON body that matches the schema of `T`. Other text than JSON is 400; a value that does not match is 422 and names
/// every property at fault.
#[derive(Clone, Debug)]
pub struct Body<T> {
    pub value: T,
    /// The body as sent: tells a property that is `null` from one that is missing.
    raw: Value,
}

impl<T> Body<T> {
    pub fn has(&self, field: &str) -> bool {
        self.raw.get(field).is_some()
    }

    pub fn is_null(&self, field: &str) -> bool {
        self.raw.get(field).is_some_and(Value::is_null)
    }
}

impl<'a, T: Type + DeserializeOwned + 'static> ApiExtractor<'a> for Body<T> {
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
        let raw: Value = serde_json::from_slice(&bytes).map_err(unreadable)?;
        let Some(object) = raw.as_object() else {
            return Err(AppError::field("", LocalizedMessage::english("must be a JSON object")).into());
        };
        ObjectSchema::for_type::<T>().check(object).into_result()?;
        let value = T::deserialize(&raw).map_err(unreadable)?;
        Ok(Self { value, raw })
    }
}
