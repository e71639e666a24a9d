//! Props of the comment views.

use views::comments::{Comment, Comments};

use super::input::CommentInput;
use super::queries::{CommentPage, CommentWithAuthor};
use crate::accounts::Viewer;
use crate::accounts::props::person;
use crate::entities::listing;

/// A page of the comments under a listing, and the form below them.
pub fn comments<'a>(
    page: &'a CommentPage,
    listing: &listing::Model,
    viewer: Option<&Viewer>,
    input: &'a CommentInput,
) -> Comments<'a> {
    let first = page.rows.first().filter(|_| page.has_older);
    Comments {
        listing: listing.id.0,
        items: page.rows.iter().map(|row| comment(row, listing, viewer)).collect(),
        older: first.map(|first| first.comment.id.0),
        latest: page.has_newest,
        signed_in: viewer.is_some(),
        draft: &input.text,
        error: input.error.as_deref(),
    }
}

fn comment<'a>(row: &'a CommentWithAuthor, listing: &listing::Model, viewer: Option<&Viewer>) -> Comment<'a> {
    let author = row.author.id;
    let may_remove = |viewer: &Viewer| viewer.id == author || viewer.id == listing.owner_id;
    Comment {
        id: row.comment.id.0,
        author: person(&row.author),
        by_owner: author == listing.owner_id,
        text: &row.comment.text,
        at: row.comment.created_at.0,
        removable: viewer.is_some_and(may_remove),
    }
}
