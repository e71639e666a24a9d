//! Comments in the JSON API.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi, Tags};
use serde::Deserialize;

use super::actions;
use super::queries::{self, CommentWithAuthor, PAGE_SIZE};
use crate::accounts::api::PersonResponse;
use crate::accounts::{ApiViewer, MaybeApiViewer, Person};
use crate::app::App;
use crate::encoding::rfc3339;
use crate::entities::{CommentId, ListingId};
use crate::http::request::json::Body;
use crate::http::request::page_limit::checked_limit;
use crate::http::response::problem::ApiError;
use crate::listings;

/// Maximum number of comments in one response.
const MAX_COMMENTS: u64 = 200;

#[derive(Tags)]
enum Tag {
    /// Public questions and answers under a listing.
    Comments,
}

/// Comments in the JSON API.
pub struct CommentsApi;

/// A public question or answer.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
struct CommentResponse {
    id: i64,
    /// The id of the listing.
    post_id: i64,
    author: PersonResponse,
    text: String,
    /// RFC 3339, UTC, with milliseconds.
    created_at: String,
}

impl From<&CommentWithAuthor> for CommentResponse {
    fn from(CommentWithAuthor { comment, author }: &CommentWithAuthor) -> Self {
        Self {
            id: comment.id.0,
            post_id: comment.listing_id.0,
            author: author.into(),
            text: comment.text.clone(),
            created_at: rfc3339(comment.created_at),
        }
    }
}

/// A new comment.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
struct NewCommentRequest {
    /// The id of the listing.
    post_id: i64,
    /// 1 to 4,000 characters.
    #[oai(validator(min_length = 1, max_length = 4_000))]
    text: String,
}

impl Example for NewCommentRequest {
    fn example() -> Self {
        Self {
            post_id: 1,
            text: "Is there somewhere dry to keep two bikes?".to_owned(),
        }
    }
}

#[derive(ApiResponse)]
enum CommentCreated {
    /// The comment was stored.
    #[oai(status = 201)]
    Created(Json<CommentResponse>),
}

#[OpenApi(tag = "Tag::Comments")]
impl CommentsApi {
    /// List the comments of a listing, the oldest first.
    ///
    /// Without `before`: the newest ones.
    #[oai(path = "/comments", method = "get", operation_id = "list_comments")]
    async fn list_comments(
        &self,
        app: Data<&App>,
        caller: MaybeApiViewer,
        /// The id of the listing.
        #[oai(name = "postId")]
        post_id: Query<i64>,
        /// Only comments before this id.
        before: Query<Option<i64>>,
        /// The number of comments, 1 to 200; default 50.
        limit: Query<Option<i64>>,
    ) -> Result<Json<Vec<CommentResponse>>, ApiError> {
        let limit = checked_limit(limit.0, PAGE_SIZE, MAX_COMMENTS)?;
        let listing = ListingId(post_id.0);
        listings::queries::listing_with_owner(&app.db, caller.0.as_ref(), listing).await?;
        let page = queries::comment_page(&app.db, listing, before.0.map(CommentId), limit).await?;
        Ok(Json(page.rows.iter().map(CommentResponse::from).collect()))
    }

    /// Post a comment.
    #[oai(path = "/comments", method = "post", operation_id = "create_comment")]
    async fn create_comment(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        body: Body<NewCommentRequest>,
    ) -> Result<CommentCreated, ApiError> {
        let NewCommentRequest { post_id, text } = body.value;
        let comment = actions::post_comment(app.context(), &caller.viewer, ListingId(post_id), &text).await?;
        let author = Person {
            id: caller.viewer.id,
            name: caller.viewer.name,
        };
        Ok(CommentCreated::Created(Json(
            (&CommentWithAuthor { comment, author }).into(),
        )))
    }
}
