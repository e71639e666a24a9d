//! Reactions to messages.

use std::borrow::Cow;

use i18n::Translator;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReactionKind {
    Like,
    Love,
    Laugh,
    Wow,
    Sad,
}

impl ReactionKind {
    /// All reactions, in the order of the buttons.
    pub const ALL: [Self; 5] = [Self::Like, Self::Love, Self::Laugh, Self::Wow, Self::Sad];

    /// The form value, and the name of the icon.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Love => "love",
            Self::Laugh => "laugh",
            Self::Wow => "wow",
            Self::Sad => "sad",
        }
    }

    /// The name, for screen readers.
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
