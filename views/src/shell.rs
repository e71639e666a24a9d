//! What every page needs to know: who is looking, from where, and what just happened.

use std::borrow::Cow;

use i18n::Translator;

use crate::fmt::LocaleContext;

/// Somebody with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonProps<'a> {
    /// The account's id; it also picks the colour of the doorway.
    pub id: i64,
    /// The name others see.
    pub name: &'a str,
}

impl<'a> PersonProps<'a> {
    /// What one calls them: the first word of the name.
    pub fn first_name(&self) -> &'a str {
        self.name.split_whitespace().next().unwrap_or(self.name)
    }
}

/// The part of the site a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Looking for a home.
    Browse,
    /// Inbox and conversations.
    Messages,
    /// The owner's side.
    MyListings,
    /// The account.
    Settings,
    /// Anything else.
    Other,
}

/// In which light the site is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Device,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every choice, in the order settings offer them.
    pub const ALL: [Self; 3] = [Self::Device, Self::Light, Self::Dark];

    /// The word forms and the cookie carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice a word names.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == value)
    }

    /// What the document is told, unless the device decides.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::Device).then_some(self.as_str())
    }

    pub fn label(self, t: Translator) -> Cow<'static, str> {
        match self {
            Self::Device => t.theme_device(),
            Self::Light => t.theme_light(),
            Self::Dark => t.theme_dark(),
        }
    }
}

/// The frame around one page for one reader.
#[derive(Clone, Debug)]
pub struct ShellProps<'a> {
    /// Who is signed in.
    pub viewer: Option<PersonProps<'a>>,
    /// How many messages wait for them.
    pub unread: u32,
    /// Which link of the header is the current one.
    pub section: Section,
    /// The address people type, without a slash at its end.
    pub origin: &'a str,
    /// Good news to say once, at the top.
    pub flash: Option<&'a str>,
    /// In which light it is shown.
    pub theme: Theme,
    /// Who reads it.
    pub locale: LocaleContext,
}

impl ShellProps<'_> {
    /// What the page says, in the reader's language.
    pub fn t(&self) -> Translator {
        self.locale.t
    }
}
