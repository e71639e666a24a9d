//! What somebody answers without a word.

use std::borrow::Cow;

use i18n::Translator;

/// One of the small set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReactionKind {
    /// A thumb up.
    Like,
    /// A heart.
    Love,
    /// A laughing face.
    Laugh,
    /// A surprised face.
    Wow,
    /// A sad face.
    Sad,
}

impl ReactionKind {
    /// Every reaction, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Like, Self::Love, Self::Laugh, Self::Wow, Self::Sad];

    /// The word that a form sends, and the name of its icon.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Love => "love",
            Self::Laugh => "laugh",
            Self::Wow => "wow",
            Self::Sad => "sad",
        }
    }

    /// What is heard.
    pub fn name(self, t: Translator) -> Cow<'static, str> {
        match self {
            Self::Like => t.reaction_like(),
            Self::Love => t.reaction_love(),
            Self::Laugh => t.reaction_laugh(),
            Self::Wow => t.reaction_wow(),
            Self::Sad => t.reaction_sad(),
        }
    }
}
