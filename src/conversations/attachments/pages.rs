//! The endpoints of attachments: the form that sends files, uploads from the composer, and downloads.

use i18n::{LocalizedMessage, Translator};
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use views::{Markup, Section, urls};

use super::props::{self, FilesFormState};
use super::upload::{UploadedFiles, receive};
use super::{actions, queries};
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::send::actions::send_message;
use crate::conversations::send::composer::ComposerState;
use crate::conversations::send::input::MessageInput;
use crate::conversations::thread::{self, Thread};
use crate::entities::{AttachmentId, ConversationId, attachment};
use crate::error::AppError;
use crate::http::middleware::security_headers::Sandboxed;
use crate::http::request::multipart::MultipartBody;
use crate::http::request::{htmx, preferred_language};
use crate::http::response::form_error::FormError;
use crate::http::response::respond::{rejected, see_other, unprocessable};
use crate::http::response::{assets, ranges};
use crate::images;
use crate::web::shell::Shell;

/// Only the browser may cache attachments, and it validates them at each use (304). So they are gone after signing out,
/// for another person in the same browser, and once the message is unsent.
const CACHE_CONTROL: &str = "private, no-cache";

/// `GET /messages/{id}/files`: the form to send files, and all files of the conversation
#[handler]
pub async fn index(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
) -> Result<Markup> {
    let thread = thread::find(&app.db, &viewer, id).await?;
    let composer_state = ComposerState::new()?;
    let input = MessageInput {
        client_id: composer_state.client_id,
        ..MessageInput::default()
    };
    Ok(form(&app, &viewer, headers, &thread, &FilesFormState::new(input)).await?)
}

/// `POST /messages/{id}/files`: sends the files of the form as one message
#[handler]
pub async fn create(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    body: MultipartBody,
) -> Result<Response> {
    let thread = thread::find(&app.db, &viewer, id).await?;
    let UploadedFiles {
        input,
        rejected: rejected_files,
    } = receive(&app, &viewer, id, body).await?;
    let t = preferred_language::translator(headers);
    let rejection = if !rejected_files.is_empty() {
        None
    } else if input.attachment_ids.is_empty() {
        let missing = AppError::field("attachment_ids", LocalizedMessage::new(Translator::attachment_missing));
        Some(FormError::from_error(missing, t)?)
    } else {
        match send_message(app.context(), &viewer, id, &input).await {
            Ok(_) if htmx::is_htmx(headers) => return Ok("".with_header("hx-trigger", "nudge").into_response()),
            Ok(_) => return Ok(see_other(urls::conversation(id.0))),
            Err(error) => Some(FormError::from_error(error, t)?),
        }
    };
    let (status, wait) = rejection
        .as_ref()
        .map_or((StatusCode::UNPROCESSABLE_ENTITY, None), |rejection| {
            (rejection.status, rejection.wait)
        });
    let state = FilesFormState {
        rejected: rejected_files,
        error: rejection.map(|rejection| rejection.message),
        ..FilesFormState::new(input)
    };
    let form = form(&app, &viewer, headers, &thread, &state).await?;
    Ok(rejected(form, status, wait))
}

/// `POST /messages/{id}/attachments`: uploads files from the composer, which shows them until the message is sent
#[handler]
pub async fn upload(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    body: MultipartBody,
) -> Result<Response> {
    thread::find(&app.db, &viewer, id).await?;
    let UploadedFiles {
        input,
        rejected: rejected_files,
    } = receive(&app, &viewer, id, body).await?;
    let ready = queries::pending(&app.db, &viewer, id, input.ids()).await?;
    let rows = props::uploaded(&ready, &rejected_files, preferred_language::translator(headers));
    Ok(if rejected_files.is_empty() {
        rows.into_response()
    } else {
        unprocessable(rows)
    })
}

/// `POST /attachments/{id}/removal`: deletes an upload that has not been sent
#[handler]
pub async fn remove(app: Data<&App>, viewer: Viewer, Path(id): Path<AttachmentId>) -> Result<Response> {
    actions::delete(app.context(), &viewer, id).await?;
    Ok(htmx::no_content())
}

/// Renders the form: a sheet for htmx, else a page that also lists all files of the conversation.
async fn form(
    app: &App,
    viewer: &Viewer,
    headers: &HeaderMap,
    thread: &Thread,
    state: &FilesFormState,
) -> Result<Markup, AppError> {
    let id = thread.id;
    let ready = queries::pending(&app.db, viewer, id, state.input.ids()).await?;
    if htmx::is_htmx(headers) {
        let t = preferred_language::translator(headers);
        return Ok(views::attachments::sheet(t, &props::files_form(id, state, &ready, t)));
    }
    let shell = Shell::load(app, headers).await?;
    let shell = shell.section(Section::Messages);
    let sent = queries::for_conversation(&app.db, id).await?;
    let sent: Vec<_> = sent.iter().map(props::attachment).collect();
    let view = props::files_form(id, state, &ready, shell.t());
    Ok(views::attachments::page(&shell, &thread.other.name, &view, &sent))
}

/// `GET /attachments/{id}`: a download, which the browser saves and does not display
#[handler]
pub async fn file(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<AttachmentId>,
) -> Result<Response> {
    let row = queries::attachment(&app.db, &viewer, id).await?;
    let mut response = serve(&app, headers, &row, &actions::original_file_name(&row)?).await?;
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, disposition(&row.name)?);
    Ok(response)
}

/// `GET /attachments/{id}/{width}.webp`: a rendition. The server has encoded it, so browsers may display it.
#[handler]
pub async fn image(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path((id, name)): Path<(AttachmentId, String)>,
) -> Result<Response> {
    let requested = images::named_width(&name).ok_or(AppError::NotFound)?;
    let row = queries::attachment(&app.db, &viewer, id).await?;
    let largest = row
        .width
        .and_then(|width| u32::try_from(width).ok())
        .ok_or(AppError::NotFound)?;
    let name = images::file_name(images::width_for(requested, largest));
    serve(&app, headers, &row, &name).await
}

/// Serves a stored file, or the requested range of it.
async fn serve(app: &App, headers: &HeaderMap, row: &attachment::Model, name: &str) -> Result<Response> {
    let etag = format!("\"{}-{name}\"", row.key);
    let mut response = Response::builder()
        .content_type(&row.content_type)
        .header(header::ETAG, &etag)
        .header(header::CACHE_CONTROL, CACHE_CONTROL)
        .header(header::ACCEPT_RANGES, "bytes")
        .extension(Sandboxed)
        .finish();
    if assets::is_not_modified(headers, &etag) {
        response.set_status(StatusCode::NOT_MODIFIED);
        return Ok(response);
    }
    let stored = app.files.store().stream(&row.key, name).await?;
    Ok(ranges::respond(headers, response, stored.length(), |range| {
        stored.part(range)
    }))
}

/// The `Content-Disposition` header that makes browsers save a file under its name (RFC 6266).
fn disposition(name: &str) -> Result<HeaderValue, AppError> {
    let value = format!(
        "attachment; filename*=UTF-8''{}",
        urls::encoded(name).replace('/', "%2F")
    );
    HeaderValue::try_from(value).map_err(AppError::unexpected)
}
