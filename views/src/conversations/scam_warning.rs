//! Scam warnings below messages.

use i18n::Translator;
use maud::{Markup, html};

use crate::ui;

/// What the message was detected to contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScamWarningKind {
    /// A request for payment.
    Payment,
    /// Contact details outside of Porchlight.
    OtherChannel,
}

pub fn notice(t: Translator, warning: ScamWarningKind) -> Markup {
    let text = match warning {
        ScamWarningKind::Payment => t.caution_payment_html(),
        ScamWarningKind::OtherChannel => t.caution_elsewhere_html(),
    };
    html! { div.notice.caution { (ui::icon("shield")) p { (text) } } }
}
