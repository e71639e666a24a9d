//! Attachments in the JSON API.

use i18n::{LocalizedMessage, Translator};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::registry::MetaSchema;
use poem_openapi::{ApiResponse, Object, OpenApi, Tags};
use views::urls;

use super::queries;
use super::upload::receive;
use crate::accounts::ApiViewer;
use crate::app::App;
use crate::conversations::thread;
use crate::entities::{AttachmentId, ConversationId, attachment};
use crate::error::AppError;
use crate::http::response::multipart_schema::{MultipartFields, MultipartForm, field};
use crate::http::response::problem::ApiError;

#[derive(Tags)]
enum Tag {
    /// Pictures and files in conversations.
    Attachments,
}

/// Attachments in the JSON API.
pub struct AttachmentsApi;

/// A picture or a file of a conversation.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
pub struct AttachmentResponse {
    /// Names it in `attachmentIds` of a message.
    id: i64,
    /// What its sender calls it; where that ends as another kind of file does, its own ending follows.
    name: String,
    /// What it is served as.
    content_type: String,
    /// Its bytes.
    size: i64,
    /// Where it is, by its path on this site.
    url: String,
}

impl From<&attachment::Model> for AttachmentResponse {
    fn from(row: &attachment::Model) -> Self {
        Self {
            id: row.id.0,
            name: row.name.clone(),
            content_type: row.content_type.clone(),
            size: row.size,
            url: urls::attachment(row.id.0),
        }
    }
}

#[derive(ApiResponse)]
enum AttachmentAdded {
    /// It waits to be sent, for a day.
    #[oai(status = 201)]
    Added(Json<AttachmentResponse>),
}

/// A conversation, and a file for it.
struct AttachmentFields;

impl MultipartFields for AttachmentFields {
    const REQUIRED: &'static [&'static str] = &["conversationId", "file"];

    fn all() -> Vec<(&'static str, MetaSchema)> {
        let about = "A picture, a PDF, text or an office document, up to 20 MB";
        vec![
            (
                "conversationId",
                field("integer", "A conversation of yours; stands before the file", None),
            ),
            ("file", field("string", about, Some("binary"))),
        ]
    }
}

#[OpenApi(tag = "Tag::Attachments")]
impl AttachmentsApi {
    /// Bring a picture or a file for a message: send it with `attachmentIds` of `POST /messages` within a day.
    #[oai(path = "/attachments", method = "post", operation_id = "create_attachment")]
    async fn create_attachment(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        form: MultipartForm<AttachmentFields>,
    ) -> Result<AttachmentAdded, ApiError> {
        let mut form = form.upload;
        let conversation = form.first_number("conversationId").await.map_err(ApiError::new)?;
        let conversation = conversation.map(ConversationId).ok_or(AppError::NotFound)?;
        thread::find(&app.db, &caller.viewer, conversation).await?;
        let arrived = receive(&app, &caller.viewer, conversation, form).await;
        let arrived = arrived.map_err(ApiError::new)?;
        if let Some(refused) = arrived.rejected.into_iter().next() {
            return Err(AppError::field("file", refused.why).into());
        }
        let Some(id) = arrived.input.attachment_ids.first().and_then(|id| id.parse().ok()) else {
            return Err(AppError::field("file", LocalizedMessage::new(Translator::attachment_missing)).into());
        };
        let row = queries::attachment(&app.db, &caller.viewer, AttachmentId(id)).await?;
        Ok(AttachmentAdded::Added(Json((&row).into())))
    }
}
