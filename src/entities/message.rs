//! The `message` table.

use sea_orm::entity::prelude::*;

use super::{ConversationId, MessageId, Timestamp, UserId};

/// How long the sender may edit a message, in microseconds.
const EDIT_PERIOD: i64 = 15 * 60 * Timestamp::SECOND;

/// How long the sender may unsend a message, in microseconds.
const UNSEND_PERIOD: i64 = Timestamp::DAY;

/// The recipient's reaction to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Reaction {
    /// A thumb up.
    #[sea_orm(string_value = "like")]
    Like,
    /// A heart.
    #[sea_orm(string_value = "love")]
    Love,
    /// A laughing face.
    #[sea_orm(string_value = "laugh")]
    Laugh,
    /// A surprised face.
    #[sea_orm(string_value = "wow")]
    Wow,
    /// A sad face.
    #[sea_orm(string_value = "sad")]
    Sad,
}

impl Reaction {
    /// In the order of the menu.
    pub const ALL: [Self; 5] = [Self::Like, Self::Love, Self::Laugh, Self::Wow, Self::Sad];

    /// The value in forms, the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Love => "love",
            Self::Laugh => "laugh",
            Self::Wow => "wow",
            Self::Sad => "sad",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reaction| reaction.as_str() == word)
    }
}

/// A message of a conversation. Both participants see messages in the order of their ids.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Increases with each message.
    #[sea_orm(primary_key)]
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub sender_id: UserId,
    /// The idempotency key: a message that is sent twice with it is stored once.
    pub client_id: Option<String>,
    /// 1 to 4,000 characters; empty for an unsent message and for attachments without text.
    pub text: String,
    /// The revision of the conversation at which the message was created.
    pub created_revision: i64,
    /// The revision of the conversation that last changed the message.
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// The text and the attachments of an unsent message are deleted.
    pub unsent_at: Option<Timestamp>,
    /// The quoted message, of the same conversation.
    pub reply_to_id: Option<MessageId>,
    /// The number of attachments.
    pub attachments: i64,
    /// By the recipient.
    pub reaction: Option<Reaction>,
    #[sea_orm(belongs_to, from = "conversation_id", to = "id")]
    pub conversation: BelongsTo<super::conversation::Entity>,
    #[sea_orm(belongs_to, from = "sender_id", to = "id")]
    pub sender: BelongsTo<super::user::Entity>,
    /// Its texts before each edit.
    #[sea_orm(has_many)]
    pub message_versions: HasMany<super::message_version::Entity>,
    /// Its attachments.
    #[sea_orm(has_many)]
    pub files: HasMany<super::attachment::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn is_unsent(&self) -> bool {
        self.unsent_at.is_some()
    }

    /// Whether the sender may still edit it: for 15 minutes.
    pub fn may_be_edited(&self, now: Timestamp) -> bool {
        !self.is_unsent() && now <= self.created_at.plus(EDIT_PERIOD)
    }

    /// Whether the sender may still unsend it: for 24 hours.
    pub fn may_be_unsent(&self, now: Timestamp) -> bool {
        !self.is_unsent() && now <= self.created_at.plus(UNSEND_PERIOD)
    }
}
