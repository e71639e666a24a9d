//! What people say to each other.

use sea_orm::entity::prelude::*;

use super::{ConversationId, MessageId, Timestamp, UserId};

/// How long its sender may edit a message, in microseconds.
const EDITABLE: i64 = 15 * 60 * Timestamp::SECOND;

/// How long its sender may unsend a message, in microseconds.
const UNSENDABLE: i64 = Timestamp::DAY;

/// What somebody answers without a word.
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
    /// Every reaction, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Like, Self::Love, Self::Laugh, Self::Wow, Self::Sad];

    /// The word used in forms, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Love => "love",
            Self::Laugh => "laugh",
            Self::Wow => "wow",
            Self::Sad => "sad",
        }
    }

    /// The reaction a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reaction| reaction.word() == word)
    }
}

/// A line in a conversation. Its id gives its place: both sides see the same order.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Grows with each message.
    #[sea_orm(primary_key)]
    pub id: MessageId,
    /// The thread it belongs to.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub sender_id: UserId,
    /// The sender's own name for it: sent twice, it is still one message.
    pub client_id: Option<String>,
    /// 1 to 4,000 characters; empty once it has been unsent, and where files came without words.
    pub text: String,
    /// The conversation's revision that brought it.
    pub created_revision: i64,
    /// The conversation's revision that last changed it.
    pub revision: i64,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When its sender last edited it.
    pub edited_at: Option<Timestamp>,
    /// When its sender unsent it; of what it said nothing is left.
    pub unsent_at: Option<Timestamp>,
    /// The message of the same thread that it quotes.
    pub reply_to_id: Option<MessageId>,
    /// How many pictures and files came with it.
    pub attachments: i64,
    /// What the one it was sent to answers without a word.
    pub reaction: Option<Reaction>,
    /// The thread it belongs to.
    #[sea_orm(belongs_to, from = "conversation_id", to = "id")]
    pub conversation: BelongsTo<super::conversation::Entity>,
    /// Who wrote it.
    #[sea_orm(belongs_to, from = "sender_id", to = "id")]
    pub sender: BelongsTo<super::user::Entity>,
    /// What it said before it was edited.
    #[sea_orm(has_many)]
    pub message_versions: HasMany<super::message_version::Entity>,
    /// What came with it.
    #[sea_orm(has_many)]
    pub files: HasMany<super::attachment::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether nothing but the place of it is left.
    pub fn is_unsent(&self) -> bool {
        self.unsent_at.is_some()
    }

    /// Whether its sender may still edit it: for 15 minutes.
    pub fn may_be_edited(&self, now: Timestamp) -> bool {
        !self.is_unsent() && now <= self.created_at.plus(EDITABLE)
    }

    /// Whether its sender may still unsend it: for 24 hours.
    pub fn may_be_unsent(&self, now: Timestamp) -> bool {
        !self.is_unsent() && now <= self.created_at.plus(UNSENDABLE)
    }
}
