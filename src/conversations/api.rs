//! Conversations and messages in the JSON API.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi, Tags};
use serde::Deserialize;
use views::fmt::rfc3339;
use words::Sentence;

use super::actions::{self, Outcome};
use super::draft::MessageDraft;
use super::inbox::{self, InboxRow};
use super::opening;
use super::queries::{self, PAGE_SIZE, Part, Thread};
use crate::accounts::ApiViewer;
use crate::accounts::api::PersonBody;
use crate::app::App;
use crate::entities::{ConversationId, ListingId, MessageId, UserId, message};
use crate::error::AppError;
use crate::http::json::Body;
use crate::http::problem::ApiError;
use crate::photos::api::url;

/// The most messages one answer holds.
const MOST_MESSAGES: u64 = 200;

#[derive(Tags)]
enum Tag {
    /// One renter, one owner, one listing.
    Conversations,
}

/// Conversations in the JSON API.
pub struct ConversationsApi;

/// The home a conversation is about.
#[derive(Clone, Debug, Object)]
struct AboutBody {
    id: i64,
    title: String,
    city: String,
    /// Its first photo, by its path on this site.
    #[oai(nullable)]
    photo: Option<String>,
}

/// The one thread between a renter and the owner of a listing.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
struct ConversationBody {
    id: i64,
    listing: AboutBody,
    renter: PersonBody,
    owner: PersonBody,
    /// The beginning of the newest message, if there is one.
    #[oai(nullable)]
    last_message: Option<String>,
    /// When it was sent.
    #[oai(nullable)]
    last_message_at: Option<String>,
    /// Messages you have not read.
    unread: i64,
    /// Grows with every visible change.
    revision: i64,
    /// RFC 3339, UTC, with milliseconds.
    created_at: String,
    /// RFC 3339, UTC, with milliseconds.
    updated_at: String,
}

impl From<&InboxRow> for ConversationBody {
    fn from(row: &InboxRow) -> Self {
        let conversation = &row.conversation;
        Self {
            id: conversation.id.0,
            listing: AboutBody {
                id: row.listing.id.0,
                title: row.listing.title.clone(),
                city: row.listing.city.clone(),
                photo: row.listing.cover_id.map(url),
            },
            renter: (&row.renter).into(),
            owner: (&row.owner).into(),
            last_message: conversation.last_message_text.clone(),
            last_message_at: conversation.last_message_at.map(|at| rfc3339(at.0)),
            unread: row.place.unread,
            revision: conversation.revision,
            created_at: rfc3339(conversation.created_at.0),
            updated_at: rfc3339(conversation.updated_at.0),
        }
    }
}

/// A line in a conversation.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
struct MessageBody {
    /// Ids grow in the order both sides see.
    id: i64,
    /// The conversation's id.
    conversation: i64,
    sender: PersonBody,
    text: String,
    /// Whether the one it was sent to has read it. Of your own messages you are told only while neither of you has
    /// switched read receipts off.
    read: bool,
    /// RFC 3339, UTC, with milliseconds.
    created_at: String,
    /// RFC 3339, UTC, with milliseconds.
    updated_at: String,
}

impl MessageBody {
    fn new(thread: &Thread, row: &message::Model) -> Self {
        let own = row.sender_id == thread.me.id;
        let (sender, read_up_to) = if own {
            (&thread.me, thread.receipt.message)
        } else {
            (&thread.other, thread.read_by_me)
        };
        Self {
            id: row.id.0,
            conversation: row.conversation_id.0,
            sender: sender.into(),
            text: row.text.clone(),
            read: row.id <= read_up_to,
            created_at: rfc3339(row.created_at.0),
            updated_at: rfc3339(row.updated_at.0),
        }
    }
}

/// Whom to contact, and about what.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
struct NewConversationBody {
    /// The home you ask about.
    listing_id: i64,
    /// Who owns it.
    owner_id: i64,
}

impl Example for NewConversationBody {
    fn example() -> Self {
        Self {
            listing_id: 1,
            owner_id: 3,
        }
    }
}

/// A message to send.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
struct NewMessageBody {
    /// A conversation of yours.
    conversation_id: i64,
    /// 1 to 4,000 characters.
    #[oai(validator(min_length = 1, max_length = 4_000))]
    text: String,
    /// Your own name for this message, at most 128 characters: sent again under it, it is still one message.
    #[oai(validator(max_length = 128), nullable)]
    client_id: Option<String>,
}

impl Example for NewMessageBody {
    fn example() -> Self {
        Self {
            conversation_id: 1,
            text: "Is the flat still free from February?".to_owned(),
            client_id: Some("b6d1f0e2-5a0b-4c39-9a51-0f9a2a1c7a11".to_owned()),
        }
    }
}

#[derive(ApiResponse)]
enum ConversationOpened {
    /// There was one already.
    #[oai(status = 200)]
    Existing(Json<ConversationBody>),
    /// It has begun.
    #[oai(status = 201)]
    Created(Json<ConversationBody>),
}

#[derive(ApiResponse)]
enum MessageSent {
    /// It had been sent before, under the same `clientId`.
    #[oai(status = 200)]
    Existing(Json<MessageBody>),
    /// It is on disk.
    #[oai(status = 201)]
    Created(Json<MessageBody>),
}

#[OpenApi(tag = "Tag::Conversations")]
impl ConversationsApi {
    /// Your conversations, newest activity first.
    #[oai(path = "/conversations", method = "get", operation_id = "list_conversations")]
    async fn list_conversations(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
    ) -> Result<Json<Vec<ConversationBody>>, ApiError> {
        let rows = inbox::conversations(&app.db, &caller.viewer).await?;
        Ok(Json(rows.iter().map(ConversationBody::from).collect()))
    }

    /// Contact an owner.
    #[oai(path = "/conversations", method = "post", operation_id = "create_conversation")]
    async fn create_conversation(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        body: Body<NewConversationBody>,
    ) -> Result<ConversationOpened, ApiError> {
        let NewConversationBody { listing_id, owner_id } = body.value;
        let listing = ListingId(listing_id);
        opening::check_owner(&app.db, &caller.viewer, listing, UserId(owner_id)).await?;
        let opened = opening::open_conversation(app.context(), &caller.viewer, listing).await?;
        let is_new = matches!(opened, Outcome::Created(_));
        let row = inbox::conversation(&app.db, &caller.viewer, opened.into_inner().id).await?;
        let body = Json((&row).into());
        Ok(if is_new {
            ConversationOpened::Created(body)
        } else {
            ConversationOpened::Existing(body)
        })
    }

    /// Messages of a conversation, the oldest first.
    ///
    /// Without `after` and `before` the newest ones. What you are given counts as read, except with `before`.
    #[oai(path = "/messages", method = "get", operation_id = "list_messages")]
    async fn list_messages(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        /// A conversation of yours.
        #[oai(name = "conversationId")]
        conversation_id: Query<i64>,
        /// Those that follow this message.
        after: Query<Option<i64>>,
        /// Those that precede this message.
        before: Query<Option<i64>>,
        /// How many, 1 to 200; 50 when left out.
        limit: Query<Option<i64>>,
    ) -> Result<Json<Vec<MessageBody>>, ApiError> {
        let part = part(after.0, before.0)?;
        let limit = checked_limit(limit.0)?;
        let thread = queries::thread(&app.db, &caller.viewer, ConversationId(conversation_id.0)).await?;
        let messages = queries::messages(&app.db, &thread, part, limit).await?;
        if !matches!(part, Part::Before(_)) {
            actions::note_read(app.context(), &caller.viewer, &thread, &messages).await;
        }
        let body = messages.rows.iter().map(|row| MessageBody::new(&thread, row));
        Ok(Json(body.collect()))
    }

    /// Send a message.
    #[oai(path = "/messages", method = "post", operation_id = "create_message")]
    async fn create_message(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        body: Body<NewMessageBody>,
    ) -> Result<MessageSent, ApiError> {
        let conversation = ConversationId(body.value.conversation_id);
        let draft = MessageDraft {
            text: body.value.text,
            client_id: body.value.client_id.unwrap_or_default(),
        };
        let sent = actions::send_message(app.context(), &caller.viewer, conversation, &draft).await?;
        let thread = queries::thread(&app.db, &caller.viewer, conversation).await?;
        Ok(match sent {
            Outcome::Created(row) => MessageSent::Created(Json(MessageBody::new(&thread, &row))),
            Outcome::Existing(row) => MessageSent::Existing(Json(MessageBody::new(&thread, &row))),
        })
    }
}

fn part(after: Option<i64>, before: Option<i64>) -> Result<Part, AppError> {
    match (after, before) {
        (Some(_), Some(_)) => Err(AppError::field(
            "before",
            Sentence::english("Ask for `after` or `before`, not for both"),
        )),
        (Some(after), None) => Ok(Part::After(MessageId(after))),
        (None, Some(before)) => Ok(Part::Before(MessageId(before))),
        (None, None) => Ok(Part::Last),
    }
}

fn checked_limit(limit: Option<i64>) -> Result<u64, AppError> {
    limit
        .map_or(Some(PAGE_SIZE), |limit| u64::try_from(limit).ok())
        .filter(|limit| (1..=MOST_MESSAGES).contains(limit))
        .ok_or_else(|| {
            let why = Sentence::english(format!("Ask for 1 to {MOST_MESSAGES} messages"));
            AppError::field("limit", why)
        })
}
