//! Who may see a listing, and everything that belongs to it: one rule, and the join that it needs.
//!
//! Available and let listings are public. Drafts and archived listings are visible to their owner, and to renters with a
//! conversation about them.

use sea_orm::sea_query::IntoCondition;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QuerySelect, Related, Select};

use crate::accounts::Viewer;
use crate::entities::listing::{self, ListingStatus};
use crate::entities::{ConversationId, UserId, conversation};

/// Whether every viewer may see a listing, signed in or not.
pub fn is_public(listing: &listing::Model) -> bool {
    matches!(listing.status, ListingStatus::Available | ListingStatus::Let)
}

/// Whether the viewer may see a listing. `conversation` is their conversation about it, read with
/// [`join_viewers_conversation`].
pub fn may_see(viewer: Option<&Viewer>, listing: &listing::Model, conversation: Option<ConversationId>) -> bool {
    let is_owner = viewer.is_some_and(|viewer| viewer.id == listing.owner_id);
    is_public(listing) || is_owner || conversation.is_some()
}

/// Adds a LEFT JOIN with the conversation in which the viewer is the renter. There is at most one for each listing. The
/// query must contain the table of listings.
pub fn join_viewers_conversation<E: EntityTrait>(query: Select<E>, viewer: Option<&Viewer>) -> Select<E> {
    // No account has the id 0: a viewer without a session has no conversation.
    let renter = viewer.map_or(UserId(0), |viewer| viewer.id);
    let conversation = <listing::Entity as Related<conversation::Entity>>::to()
        .on_condition(move |_, _| conversation::Column::RenterId.eq(renter).into_condition());
    query.join(JoinType::LeftJoin, conversation)
}
