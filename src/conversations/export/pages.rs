//! A conversation to take along: as a page to print, and as a zip.

use std::vec::IntoIter;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use poem::http::{HeaderMap, header};
use poem::web::{Data, Path};
use poem::{Body, Response, Result, handler};

use super::props;
use super::query::Export;
use super::zip::ConversationZip;
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::attachments::actions as attachments;
use crate::conversations::attachments::queries::of_conversation as sent_in;
use crate::conversations::thread;
use crate::conversations::thread::props::messages;
use crate::entities::{ConversationId, attachment};
use crate::error::AppError;
use crate::http::middleware::compression::Streamed;
use crate::http::response::stream_file::as_io_error;
use crate::web::shell;

/// `GET /messages/{id}/export`
#[handler]
pub async fn show(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
) -> Result<Response> {
    let thread = thread::find(&app.db, &viewer, id).await?;
    let locale = shell::locale(&app, headers);
    let (head, foot) = views::conversations::export(&locale, &props::export(&thread));
    let export = Export::new(&app.db, thread);
    let parts = stream::try_unfold((export, Some(head), Some(foot)), move |(mut export, head, foot)| {
        let locale = locale.clone();
        async move {
            if let Some(head) = head {
                return Ok(Some((head, (export, None, foot))));
            }
            if let Some(page) = export.next().await.map_err(as_io_error)? {
                let messages = messages(&export.thread, &page.messages);
                let rows = views::conversations::export_rows(&locale, &messages).into_string();
                return Ok(Some((rows, (export, None, foot))));
            }
            Ok::<_, std::io::Error>(foot.map(|foot| (foot, (export, None, None))))
        }
    });
    Ok(streamed("text/html; charset=utf-8", Body::from_bytes_stream(parts)))
}

/// `GET /messages/{id}/export.zip`
#[handler]
pub async fn archive(app: Data<&App>, viewer: Viewer, Path(id): Path<ConversationId>) -> Result<Response> {
    let thread = thread::find(&app.db, &viewer, id).await?;
    let archive = ConversationZip::new(&thread, app.context().now)?;
    let export = Export::new(&app.db, thread);
    let files = sent_in(&app.db, id).await?.into_iter();
    let packing = ZipProgress {
        zip: archive,
        messages: Some(export),
        files,
        file: None,
    };
    let app = app.0.clone();
    let parts = stream::try_unfold(Some(packing), move |packing| {
        let app = app.clone();
        async move {
            match packing {
                Some(packing) => packing.next(&app).await.map(Some).map_err(as_io_error),
                None => Ok(None),
            }
        }
    });
    let mut response = streamed("application/zip", Body::from_bytes_stream(parts));
    let name = format!("attachment; filename=\"porchlight-conversation-{id}.zip\"");
    if let Ok(name) = name.parse() {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// How far a zip has come.
struct ZipProgress {
    zip: ConversationZip,
    /// The messages that are left; none once all are packed.
    messages: Option<Export>,
    /// The files that are left.
    files: IntoIter<attachment::Model>,
    /// The file that is being packed, and what is left of it.
    file: Option<(attachment::Model, BoxStream<'static, Result<Bytes, AppError>>)>,
}

impl ZipProgress {
    /// What follows of the zip, and how it goes on.
    async fn next(mut self, app: &App) -> Result<(Vec<u8>, Option<Self>), AppError> {
        if let Some(export) = &mut self.messages {
            let Some(page) = export.next().await? else {
                self.messages = None;
                self.zip = self.zip.end_messages()?;
                return Ok((Vec::new(), Some(self)));
            };
            let (zip, ready) = self.zip.add(&export.thread, &page).await?;
            return Ok((ready, Some(Self { zip, ..self })));
        }
        if let Some((row, pieces)) = &mut self.file {
            let Some(piece) = pieces.try_next().await? else {
                self.zip.end_file(row);
                self.file = None;
                return Ok((Vec::new(), Some(self)));
            };
            let (zip, ready) = self.zip.add_piece(piece).await?;
            return Ok((ready, Some(Self { zip, ..self })));
        }
        let Some(row) = self.files.next() else {
            return Ok((self.zip.finish()?, None));
        };
        let file = app
            .files
            .find(&row.key, &attachments::original_file_name(&row)?)
            .await?;
        self.zip.begin_file(&row)?;
        self.file = Some((row, file.all().boxed()));
        Ok((Vec::new(), Some(self)))
    }
}

/// What comes bit by bit is passed on bit by bit.
fn streamed(kind: &'static str, body: Body) -> Response {
    let mut response = Response::builder().content_type(kind).body(body);
    response.extensions_mut().insert(Streamed);
    response
}
