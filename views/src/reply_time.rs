//! The usual reply time of an owner, as a light and a label.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

const HOUR: i64 = 3_600 * 1_000_000;

/// The light is on below this time, in microseconds.
const FAST_REPLY: i64 = 12 * HOUR;

/// The usual reply time of an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyTime {
    /// The median time to the first reply, in microseconds; None before the first reply.
    pub median: Option<i64>,
}

/// The light and the label.
pub fn reply_time(t: Translator, reply_time: ReplyTime) -> Markup {
    let is_fast = reply_time.median.is_some_and(|median| median < FAST_REPLY);
    html! { p.lit.lit--off[!is_fast] { (label(t, reply_time)) } }
}

fn label(t: Translator, ReplyTime { median }: ReplyTime) -> Cow<'static, str> {
    let Some(median) = median else {
        return t.reply_none_yet();
    };
    let hours = median.div_euclid(HOUR) + i64::from(median.rem_euclid(HOUR) > 0);
    match hours {
        ..=12 => t.reply_within_hours(hours.max(1)),
        13..=168 => t.reply_within_days((hours + 23) / 24),
        _ => t.reply_slower(),
    }
}
