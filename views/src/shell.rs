//! Props that every page needs: the viewer, the current section, the flash message, theme and locale.

use std::borrow::Cow;

use i18n::Translator;

use crate::fmt::LocaleContext;

/// A person as components show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonProps<'a> {
    /// The account's id. It also selects the colour of the avatar.
    pub id: i64,
    /// The display name.
    pub name: &'a str,
}

impl<'a> PersonProps<'a> {
    /// The first word of the name.
    pub fn first_name(&self) -> &'a str {
        self.name.split_whitespace().next().unwrap_or(self.name)
    }
}

/// The section of the site that the navigation highlights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Search and listings.
    Browse,
    Messages,
    /// The owner's listings.
    MyListings,
    Settings,
    Other,
}

/// The colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The setting of the device (`prefers-color-scheme`).
    #[default]
    Device,
    Light,
    Dark,
}

impl Theme {
    /// All themes, in the order of the settings form.
    pub const ALL: [Self; 3] = [Self::Device, Self::Light, Self::Dark];

    /// The value in the settings form and in the cookie.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this value; None for an unknown value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == value)
    }

    /// The value of the `data-theme` attribute; None follows the device.
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

/// What the layout needs for one viewer and one page.
#[derive(Clone, Debug)]
pub struct ShellProps<'a> {
    /// The signed-in account; None for a visitor.
    pub viewer: Option<PersonProps<'a>>,
    /// The number of unread messages of the viewer.
    pub unread: u32,
    /// The section that the header marks as current.
    pub section: Section,
    /// Scheme and host of the site, without a trailing slash.
    pub origin: &'a str,
    /// The message about a completed form, shown once at the top.
    pub flash: Option<&'a str>,
    pub theme: Theme,
    pub locale: LocaleContext,
}

impl ShellProps<'_> {
    /// The translator for the viewer's language.
    pub fn t(&self) -> Translator {
        self.locale.t
    }
}
