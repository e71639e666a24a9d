//! Conversations and messages in the JSON API.

use std::slice;

use i18n::LocalizedMessage;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::api_types::{
    ConversationResponse, EditMessageRequest, MessageResponse, NewConversationRequest, NewMessageRequest,
    ReactionRequest,
};
use super::conversation::Outcome;
use super::edit::input::{EditInput, ReactionInput};
use super::inbox::cursor::InboxCursor;
use super::send::input::MessageInput;
use super::thread;
use super::thread::messages::{self, PAGE_SIZE};
use super::thread::window::MessageWindow;
use super::{edit, inbox, read, send, start};
use crate::accounts::ApiViewer;
use crate::app::App;
use crate::entities::{ConversationId, ListingId, MessageId, UserId, message};
use crate::error::AppError;
use crate::http::request::json::Body;
use crate::http::request::page_limit::checked_limit;
use crate::http::response::problem::ApiError;

/// Number of conversations in one response, without `limit`.
const CONVERSATIONS: u64 = 50;

/// Maximum number of conversations in one response.
const MAX_CONVERSATIONS: u64 = 100;

/// Maximum number of messages in one response.
const MAX_MESSAGES: u64 = 200;

#[derive(Tags)]
enum Tag {
    /// Threads between one renter and one owner about one listing.
    Conversations,
}

/// Conversations in the JSON API.
pub struct ConversationsApi;

#[derive(ApiResponse)]
enum ConversationOpened {
    /// The conversation existed already.
    #[oai(status = 200)]
    Existing(Json<ConversationResponse>),
    /// The conversation was created.
    #[oai(status = 201)]
    Created(Json<ConversationResponse>),
}

#[derive(ApiResponse)]
enum MessageSent {
    /// The message was stored before, under the same `clientId`.
    #[oai(status = 200)]
    Existing(Json<MessageResponse>),
    /// The message was stored.
    #[oai(status = 201)]
    Created(Json<MessageResponse>),
}

#[OpenApi(tag = "Tag::Conversations")]
impl ConversationsApi {
    /// List your conversations, newest activity first.
    ///
    /// For the next page, set `before` to the id of the last conversation of this one.
    #[oai(path = "/conversations", method = "get", operation_id = "list_conversations")]
    async fn list_conversations(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        /// Only conversations after this one in the list: the id of one of your conversations.
        before: Query<Option<i64>>,
        /// The number of conversations, 1 to 100; default 50.
        limit: Query<Option<i64>>,
    ) -> Result<Json<Vec<ConversationResponse>>, ApiError> {
        let limit = checked_limit(limit.0, CONVERSATIONS, MAX_CONVERSATIONS)?;
        let cursor = match before.0 {
            Some(before) => Some(cursor_after(&app, &caller, ConversationId(before)).await?),
            None => None,
        };
        let (rows, _) = inbox::query::inbox_page(&app.db, &caller.viewer, cursor, limit).await?;
        Ok(Json(rows.iter().map(ConversationResponse::from).collect()))
    }

    /// Start a conversation with the owner of a listing.
    #[oai(path = "/conversations", method = "post", operation_id = "create_conversation")]
    async fn create_conversation(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        body: Body<NewConversationRequest>,
    ) -> Result<ConversationOpened, ApiError> {
        let NewConversationRequest { listing_id, owner_id } = body.value;
        let listing = ListingId(listing_id);
        start::actions::check_owner(&app.db, &caller.viewer, listing, UserId(owner_id)).await?;
        let opened = start::actions::start_conversation(app.context(), &caller.viewer, listing).await?;
        let is_new = matches!(opened, Outcome::Created(_));
        let row = inbox::query::conversation(&app.db, &caller.viewer, opened.into_inner().id).await?;
        let body = Json((&row).into());
        Ok(if is_new {
            ConversationOpened::Created(body)
        } else {
            ConversationOpened::Existing(body)
        })
    }

    /// List messages of a conversation, the oldest first.
    ///
    /// Without `after` and `before`: the newest ones. Returned messages are marked as read, except with `before`, and
    /// except if an unread message precedes them.
    #[oai(path = "/messages", method = "get", operation_id = "list_messages")]
    async fn list_messages(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        /// The id of one of your conversations.
        #[oai(name = "conversationId")]
        conversation_id: Query<i64>,
        /// Only messages after this id.
        after: Query<Option<i64>>,
        /// Only messages before this id.
        before: Query<Option<i64>>,
        /// The number of messages, 1 to 200; default 50.
        limit: Query<Option<i64>>,
    ) -> Result<Json<Vec<MessageResponse>>, ApiError> {
        let window = window(after.0, before.0)?;
        let limit = checked_limit(limit.0, PAGE_SIZE, MAX_MESSAGES)?;
        let thread = thread::find(&app.db, &caller.viewer, ConversationId(conversation_id.0)).await?;
        let messages = messages::read(&app.db, &thread, window, limit).await?;
        if !matches!(window, MessageWindow::Before(_)) && !caller.is_prefetch {
            read::actions::mark_returned_as_read(app.context(), &caller.viewer, &thread, &messages).await;
        }
        let body = |row: &message::Model| MessageResponse::new(&thread, row, messages.attachments(row.id));
        Ok(Json(messages.rows.iter().map(body).collect()))
    }

    /// Send a message.
    #[oai(path = "/messages", method = "post", operation_id = "create_message")]
    async fn create_message(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        body: Body<NewMessageRequest>,
    ) -> Result<MessageSent, ApiError> {
        let conversation = ConversationId(body.value.conversation_id);
        let input = MessageInput {
            text: body.value.text,
            client_id: body.value.client_id.unwrap_or_default(),
            reply_to: body.value.reply_to.map(|id| id.to_string()).unwrap_or_default(),
            attachment_ids: body.value.attachment_ids.iter().map(i64::to_string).collect(),
            ..MessageInput::default()
        };
        match send::actions::send_message(app.context(), &caller.viewer, conversation, &input).await? {
            Outcome::Created(row) => {
                let attachments = messages::attachments(&app.db, slice::from_ref(&row)).await?;
                let body = MessageResponse::sent(&caller.viewer, &row, &attachments);
                Ok(MessageSent::Created(Json(body)))
            }
            Outcome::Existing(row) => message(&app, &caller, &row).await.map(MessageSent::Existing),
        }
    }

    /// Edit one of your messages within 15 minutes, at most 20 times. Its previous versions stay visible to both participants on the site.
    #[oai(path = "/messages/:id", method = "patch", operation_id = "update_message")]
    async fn update_message(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        body: Body<EditMessageRequest>,
    ) -> Result<Json<MessageResponse>, ApiError> {
        let input = EditInput { text: body.value.text };
        let row = edit::actions::edit_message(app.context(), &caller.viewer, MessageId(id.0), &input).await?;
        message(&app, &caller, &row).await
    }

    /// Unsend one of your messages within 24 hours. Its text is deleted for both participants; an empty message stays.
    #[oai(path = "/messages/:id", method = "delete", operation_id = "unsend_message")]
    async fn unsend_message(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
    ) -> Result<Json<MessageResponse>, ApiError> {
        let row = edit::actions::unsend_message(app.context(), &caller.viewer, MessageId(id.0)).await?;
        message(&app, &caller, &row).await
    }

    /// Set or remove your reaction to a message that you received.
    #[oai(path = "/messages/:id/reaction", method = "put", operation_id = "react_to_message")]
    async fn react_to_message(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        body: Body<ReactionRequest>,
    ) -> Result<Json<MessageResponse>, ApiError> {
        let input = ReactionInput {
            reaction: body.value.reaction.unwrap_or_default(),
        };
        let row = edit::actions::react(app.context(), &caller.viewer, MessageId(id.0), &input).await?;
        message(&app, &caller, &row).await
    }
}

async fn cursor_after(app: &App, caller: &ApiViewer, before: ConversationId) -> Result<InboxCursor, AppError> {
    match inbox::query::cursor_after(&app.db, &caller.viewer, before).await {
        Err(AppError::NotFound) => Err(AppError::field(
            "before",
            LocalizedMessage::english("must be the id of a conversation of the caller"),
        )),
        found => found,
    }
}

async fn message(app: &App, caller: &ApiViewer, row: &message::Model) -> Result<Json<MessageResponse>, ApiError> {
    let thread = thread::find(&app.db, &caller.viewer, row.conversation_id).await?;
    let attachments = messages::attachments(&app.db, slice::from_ref(row)).await?;
    Ok(Json(MessageResponse::new(&thread, row, attachments.iter())))
}

fn window(after: Option<i64>, before: Option<i64>) -> Result<MessageWindow, AppError> {
    match (after, before) {
        (Some(_), Some(_)) => Err(AppError::field(
            "before",
            LocalizedMessage::english("must not be combined with `after`"),
        )),
        (Some(after), None) => Ok(MessageWindow::After(MessageId(after))),
        (None, Some(before)) => Ok(MessageWindow::Before(MessageId(before))),
        (None, None) => Ok(MessageWindow::Newest),
    }
}
