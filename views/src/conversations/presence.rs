//! What stands below the other side's name: how soon they answer, and whether they are there.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use crate::reply_time::{ReplyTime, reply_time};
use crate::{ids, urls};

/// What is told of somebody's being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresenceStatus {
    /// They are there, or were a moment ago.
    Now,
    /// They were there on this day of the reader's.
    Today,
}

impl PresenceStatus {
    /// What an address calls it, also where nothing is told.
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

/// Both, below a name.
pub fn status_line(
    t: Translator,
    conversation: i64,
    median: Option<ReplyTime>,
    status: Option<PresenceStatus>,
) -> Markup {
    html! {
        div.standing {
            @if let Some(median) = median { (reply_time(t, median))  " " }
            (presence(t, conversation, status))
        }
    }
}

/// The line, which asks every minute whether it is still right; and when nudged, for whoever writes is there. It keeps
/// its place where it tells nothing.
pub fn presence(t: Translator, conversation: i64, presence: Option<PresenceStatus>) -> Markup {
    html! {
        p.presence.presence--now[presence == Some(PresenceStatus::Now)] id=(ids::presence(conversation))
            hx-get=(urls::presence(conversation, PresenceStatus::as_str(presence)))
            hx-trigger="every 60s, nudge from:body throttle:5s" hx-swap="outerHTML" {
            @if let Some(presence) = presence { (presence.label(t)) }
        }
    }
}
