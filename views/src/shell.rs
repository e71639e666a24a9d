//! What every page needs to know: who is looking, from where, and what just happened.

use crate::fmt::Reader;

/// Somebody with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person<'a> {
    /// The account's id; it also picks the colour of the doorway.
    pub id: i64,
    /// The name others see.
    pub name: &'a str,
}

impl<'a> Person<'a> {
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

/// The frame around one page for one reader.
#[derive(Clone, Debug)]
pub struct Shell<'a> {
    /// Who is signed in.
    pub viewer: Option<Person<'a>>,
    /// How many messages wait for them.
    pub unread: u32,
    /// Which link of the header is the current one.
    pub section: Section,
    /// Good news to say once, at the top.
    pub flash: Option<&'a str>,
    /// Whose clock the times are told by.
    pub reader: Reader,
}
