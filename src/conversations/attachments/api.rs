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
    /// Images and files in conversations.
    Attachments,
}

/// Attachments in the JSON API.
pub struct AttachmentsApi;

/// An image or a file of a conversation.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
pub struct AttachmentResponse {
    /// For `attachmentIds` of `POST /messages`.
    id: i64,
    /// The file name; an extension that does not match the content is followed by one that does.
    name: String,
    /// The media type that it is served with.
    content_type: String,
    /// In bytes.
    size: i64,
    /// Its path on this site.
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
    /// The file was stored. It is deleted after 24 hours unless a message is sent with it.
    #[oai(status = 201)]
    Added(Json<AttachmentResponse>),
}

/// A conversation, and a file for it.
struct AttachmentFields;

impl MultipartFields for AttachmentFields {
    const REQUIRED: &'static [&'static str] = &["conversationId", "file"];

    fn all() -> Vec<(&'static str, MetaSchema)> {
        let about = "An image, a PDF, text or an office document, up to 20 MB";
        vec![
            (
                "conversationId",
                field(
                    "integer",
                    "The id of one of your conversations; must precede the file",
                    None,
                ),
            ),
            ("file", field("string", about, Some("binary"))),
        ]
    }
}

#[OpenApi(tag = "Tag::Attachments")]
impl AttachmentsApi {
    /// Upload an image or a file, to send it with `attachmentIds` of `POST /messages` within 24 hours.
    #[oai(path = "/attachments", method = "post", operation_id = "create_attachment")]
    async fn create_attachment(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        form: MultipartForm<AttachmentFields>,
    ) -> Result<AttachmentAdded, ApiError> {
        let mut form = form.body;
        let conversation = form.first_number("conversationId").await.map_err(ApiError::new)?;
        let required = || LocalizedMessage::english("is required as the first part of the form, an integer");
        let conversation = conversation
            .map(ConversationId)
            .ok_or_else(|| AppError::field("conversation_id", required()))?;
        thread::find(&app.db, &caller.viewer, conversation).await?;
        let uploaded = receive(&app, &caller.viewer, conversation, form).await;
        let uploaded = uploaded.map_err(ApiError::new)?;
        if let Some(rejected) = uploaded.rejected.into_iter().next() {
            return Err(AppError::field("file", rejected.reason).into());
        }
        let Some(id) = uploaded.input.attachment_ids.first().and_then(|id| id.parse().ok()) else {
            return Err(AppError::field("file", LocalizedMessage::new(Translator::attachment_missing)).into());
        };
        let row = queries::attachment(&app.db, &caller.viewer, AttachmentId(id)).await?;
        Ok(AttachmentAdded::Added(Json((&row).into())))
    }
}
