//! The part of the thread page and of the panel between header and composer.

use i18n::Translator;
use maud::{Markup, html};

use super::{ThreadProps, message_list, older, script_elements, sheet};
use crate::fmt::{self, LocaleContext};
use crate::photos::{self, PhotoSize};
use crate::{assets, ui, urls};

/// The link to the listing, with its cover, rent and date.
pub fn listing_link(locale: &LocaleContext, thread: &ThreadProps) -> Markup {
    let (t, listing) = (locale.t, &thread.listing);
    html! {
        a.chat__about href=(urls::listing(listing.id)) {
            @if let Some(cover) = &listing.cover { (photos::image(cover, "", PhotoSize::Thumbnail, false)) }
            span {
                b dir="auto" { (listing.title) } " "
                small {
                    (t.rent_a_month(fmt::money(t, listing.price, listing.currency))) ". "
                    (fmt::available(locale, listing.available_from))
                }
            }
            (ui::icon("chevron-right"))
        }
    }
}

/// The scrolling message list, and the elements of the script that belong to it. `after` follows the messages.
pub fn log(locale: &LocaleContext, thread: &ThreadProps, after: &Markup) -> Markup {
    let t = locale.t;
    html! {
        div.chat__log role="log" aria-label=(t.messages()) aria-live="off" tabindex="0" {
            div {
                ol.messages {
                    (older::start(t, thread.id, thread.older, thread.first_unread))
                    (message_list::rows(locale, &thread.messages, thread.previous.as_ref(), thread.first_unread, thread.receipt))
                    @if thread.latest { (message_list::tail(thread.id, thread.revision, None)) }
                }
                (after)
                @if thread.latest { (script_elements::typing(t, thread.id, thread.other)) }
            }
        }
        button.button.button--lamp.new-pill type="button" data-new-pill=(t.new_messages()) hidden {}
        (sheet::slot(thread.id, false))
        (script_elements::announcer())
        (script_elements::connection(t))
        script src=(assets::TYPING_SCRIPT) defer {}
        @if thread.latest { (script_elements::pending_template(locale, thread.id, thread.viewer)) }
    }
}

/// The noscript frame, or links to newer messages. For the full page only: htmx parses fragments with scripting
/// disabled, so it would load the frame.
pub fn after_messages(t: Translator, thread: &ThreadProps) -> Markup {
    html! {
        @if thread.latest {
            noscript {
                iframe.chat__frame src=(urls::noscript_frame(thread.id, thread.revision)) title=(t.new_messages()) {}
            }
        } @else {
            nav.pager aria-label=(t.messages()) {
                @if let Some(last) = thread.newer {
                    a.button.button--quiet href=(urls::message(thread.id, last)) { (t.later_messages()) }
                }
                " " a.button.button--quiet href=(urls::conversation(thread.id)) { (t.newest_messages()) }
            }
        }
    }
}
