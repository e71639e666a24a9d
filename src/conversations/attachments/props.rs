//! Attachments as the views want them. Pure.

use i18n::Translator;
use views::Markup;
use views::attachments::{Attachment, Pixels, Sending as SendingView};

use crate::conversations::send::input::MessageDraft;
use crate::entities::{ConversationId, attachment};
use crate::http::request::rejected_file::RejectedFile;

/// A message with files that is about to be sent.
#[derive(Default)]
pub struct Sending {
    /// What was typed, and what has arrived.
    pub draft: MessageDraft,
    /// What was not taken.
    pub refused: Vec<RejectedFile>,
    /// Why it was not sent.
    pub error: Option<String>,
}

impl Sending {
    /// A message of which nothing is known to be wrong.
    pub fn of(draft: MessageDraft) -> Self {
        Self {
            draft,
            ..Self::default()
        }
    }
}

/// Shows the form of a message with files.
pub fn sending<T>(
    conversation: ConversationId,
    sending: &Sending,
    ready: &[attachment::Model],
    t: Translator,
    show: impl FnOnce(&SendingView<'_>) -> T,
) -> T {
    let ready: Vec<_> = ready.iter().map(attachment).collect();
    let refused = sending.refused.iter().map(|refusal| refusal.props(t));
    show(&SendingView {
        conversation: conversation.0,
        client_id: &sending.draft.client_id,
        text: &sending.draft.text,
        ready: &ready,
        refused: &refused.collect::<Vec<_>>(),
        error: sending.error.as_deref(),
    })
}

/// Shows what became of files that were brought.
pub fn brought(ready: &[attachment::Model], refused: &[RejectedFile], t: Translator) -> Markup {
    let ready: Vec<_> = ready.iter().map(attachment).collect();
    let refused: Vec<_> = refused.iter().map(|refusal| refusal.props(t)).collect();
    views::attachments::brought(t, &ready, &refused)
}

/// A picture or a file.
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
