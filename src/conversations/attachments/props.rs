//! Props of attachments. Pure.

use i18n::Translator;
use views::Markup;
use views::attachments::{Attachment, FilesForm, Pixels};

use crate::conversations::send::input::MessageInput;
use crate::entities::{ConversationId, attachment};
use crate::http::request::rejected_file::RejectedFile;

/// The state of the form that sends a message with files.
#[derive(Default)]
pub struct FilesFormState {
    /// The typed text, and the ids of the uploaded files.
    pub input: MessageInput,
    pub rejected: Vec<RejectedFile>,
    /// The translated reason why the message was not sent.
    pub error: Option<String>,
}

impl FilesFormState {
    /// A form without errors.
    pub fn new(input: MessageInput) -> Self {
        Self {
            input,
            ..Self::default()
        }
    }
}

/// The props of the form for a message with files.
pub fn files_form<'a>(
    conversation: ConversationId,
    state: &'a FilesFormState,
    ready: &'a [attachment::Model],
    t: Translator,
) -> FilesForm<'a> {
    FilesForm {
        conversation: conversation.0,
        client_id: &state.input.client_id,
        text: &state.input.text,
        ready: ready.iter().map(attachment).collect(),
        rejected: state.rejected.iter().map(|file| file.props(t)).collect(),
        error: state.error.as_deref(),
    }
}

/// The rows of uploaded and of rejected files.
pub fn uploaded(ready: &[attachment::Model], rejected: &[RejectedFile], t: Translator) -> Markup {
    let ready: Vec<_> = ready.iter().map(attachment).collect();
    let rejected: Vec<_> = rejected.iter().map(|file| file.props(t)).collect();
    views::attachments::uploaded(t, &ready, &rejected)
}

pub fn attachment(row: &attachment::Model) -> Attachment<'_> {
    let side = |length: i64| u32::try_from(length).ok();
    let pixels = || {
        Some(Pixels {
            width: side(row.width?)?,
            height: side(row.height?)?,
        })
    };
    Attachment {
        id: row.id.0,
        name: &row.name,
        size: u64::try_from(row.size).unwrap_or_default(),
        pixels: pixels(),
    }
}
