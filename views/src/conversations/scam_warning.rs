//! A calm word to the reader of a stranger's message.

use i18n::Translator;
use maud::{Markup, html};

use crate::ui;

/// What there is to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScamWarning {
    /// The message asks for money.
    Payment,
    /// The message gives a way to go on elsewhere.
    OtherChannel,
}

/// The notice, below the message it is about.
pub fn notice(t: Translator, warning: ScamWarning) -> Markup {
    let text = match warning {
        ScamWarning::Payment => t.caution_payment_html(),
        ScamWarning::OtherChannel => t.caution_elsewhere_html(),
    };
    html! { div.notice.caution { (ui::icon("shield")) p { (text) } } }
}
