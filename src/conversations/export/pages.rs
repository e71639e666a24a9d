//! The export endpoints: the page to print and the zip. Both are streamed: one page of messages or one
//! chunk of a file is in memory at a time.

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
use crate::conversations::attachments::queries::for_conversation as sent_attachments;
use crate::conversations::thread;
use crate::conversations::thread::props::messages;
use crate::entities::{ConversationId, attachment};
use crate::error::AppError;
use crate::http::middleware::compression::SkipCompression;
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
    let files = sent_attachments(&app.db, id).await?.into_iter();
    let progress = ZipProgress {
        zip: archive,
        messages: Some(export),
        files,
        file: None,
    };
    let app = app.0.clone();
    let parts = stream::try_unfold(Some(progress), move |progress| {
        let app = app.clone();
        async move {
            match progress {
                Some(progress) => progress.next(&app).await.map(Some).map_err(as_io_error),
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

/// The state of a zip that is being streamed.
struct ZipProgress {
    zip: ConversationZip,
    /// The remaining messages; None once all are packed.
    messages: Option<Export>,
    /// The remaining files.
    files: IntoIter<attachment::Model>,
    /// The file that is being packed, and its remaining bytes.
    file: Option<(attachment::Model, BoxStream<'static, Result<Bytes, AppError>>)>,
}

impl ZipProgress {
    /// Packs the next part. Returns the bytes that are ready to send, and the next state; None at the end of the zip.
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
        if let Some((row, chunks)) = &mut self.file {
            let Some(chunk) = chunks.try_next().await? else {
                self.zip.end_file(row);
                self.file = None;
                return Ok((Vec::new(), Some(self)));
            };
            let (zip, ready) = self.zip.add_chunk(chunk).await?;
            return Ok((ready, Some(Self { zip, ..self })));
        }
        let Some(row) = self.files.next() else {
            return Ok((self.zip.finish()?, None));
        };
        let file = app
            .files
            .store()
            .stream(&row.key, &attachments::original_file_name(&row)?)
            .await?;
        self.zip.start_file(&row)?;
        self.file = Some((row, file.all().boxed()));
        Ok((Vec::new(), Some(self)))
    }
}

/// A response that is not buffered for compression.
fn streamed(content_type: &'static str, body: Body) -> Response {
    let mut response = Response::builder().content_type(content_type).body(body);
    response.extensions_mut().insert(SkipCompression);
    response
}
