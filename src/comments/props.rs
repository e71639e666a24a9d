//! Comments as the views want them. Pure.

use views::comments::{Comment, Comments};

use super::input::CommentDraft;
use super::queries::Remark;
use crate::accounts::Viewer;
use crate::accounts::props::person;
use crate::entities::listing;

/// The comments under a listing.
pub fn items<'a>(remarks: &'a [Remark], listing: &listing::Model, viewer: Option<&Viewer>) -> Vec<Comment<'a>> {
    let item = |remark: &'a Remark| {
        let author = remark.author.id;
        let may_remove = |viewer: &Viewer| viewer.id == author || viewer.id == listing.owner_id;
        Comment {
            id: remark.comment.id.0,
            author: person(&remark.author),
            by_owner: author == listing.owner_id,
            text: &remark.comment.text,
            at: remark.comment.created_at.0,
            removable: viewer.is_some_and(may_remove),
        }
    };
    remarks.iter().map(item).collect()
}

/// The comments and the form below them.
pub fn comments<'a>(
    listing: &listing::Model,
    viewer: Option<&Viewer>,
    items: &'a [Comment<'a>],
    draft: &'a CommentDraft,
) -> Comments<'a> {
    Comments {
        listing: listing.id.0,
        items,
        signed_in: viewer.is_some(),
        draft: &draft.text,
        error: draft.error.as_deref(),
    }
}
