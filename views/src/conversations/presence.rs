//! The status line below the other participant's name: reply time and presence.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use crate::reply_time::{ReplyTime, reply_time};
use crate::{ids, urls};

/// The presence of a participant, as far as the viewer may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresenceStatus {
    /// A page is open, or was a moment ago.
    Now,
    /// Last active on the viewer's current day.
    Today,
}

impl PresenceStatus {
    /// The value in the polling URL; also for None.
    pub fn as_str(presence: Option<Self>) -> &'static str {
        match presence {
            Some(Self::Now) => "now",
            Some(Self::Today) => "today",
            None => "nothing",
        }
    }

    fn label(self, t: Translator) -> Cow<'static, str> {
        match self {
            Self::Now => t.active_now(),
            Self::Today => t.active_today(),
        }
    }
}

/// Reply time and presence, below the name.
pub fn status_line(
    t: Translator,
    conversation: i64,
    time: Option<ReplyTime>,
    status: Option<PresenceStatus>,
) -> Markup {
    html! {
        div.standing {
            @if let Some(time) = time { (reply_time(t, time)) " " }
            (presence(t, conversation, status))
        }
    }
}

/// Polls every minute and on a nudge, because a participant who sends something is active. Without presence, the
/// element stays empty.
pub fn presence(t: Translator, conversation: i64, presence: Option<PresenceStatus>) -> Markup {
    html! {
        p.presence.presence--now[presence == Some(PresenceStatus::Now)] id=(ids::presence(conversation))
            hx-get=(urls::presence(conversation, PresenceStatus::as_str(presence)))
            hx-trigger="every 60s, nudge from:body throttle:5s" hx-swap="outerHTML" {
            @if let Some(presence) = presence { (presence.label(t)) }
        }
    }
}
