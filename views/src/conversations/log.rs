//! What the page and the panel share between their header and their composer.

use maud::{Markup, html};

use super::{Thread, news, pending};
use crate::fmt::{self, Reader};
use crate::{ui, urls};

/// The listing the conversation is about, as a strip.
pub(super) fn about(reader: &Reader, thread: &Thread) -> Markup {
    let listing = &thread.listing;
    html! {
        a.chat__about href=(urls::listing(listing.id)) {
            @if !listing.picture.is_empty() { img src=(listing.picture) width="1200" height="900" alt=""; }
            span {
                b { (listing.title) } " "
                small {
                    (fmt::money(listing.price, listing.currency)) " a month. "
                    (fmt::available(listing.available_from, reader.today()))
                }
            }
            (ui::icon("chevron-right"))
        }
    }
}

/// The messages, the newest in view, and the sign that there are more below.
pub(super) fn log(reader: &Reader, thread: &Thread) -> Markup {
    html! {
        div.chat__log role="log" aria-label="Messages" aria-live="off" tabindex="0" {
            div {
                (beginning(thread))
                ol.messages {
                    @if thread.latest { (news::news(reader, &thread.news())) } @else {
                        (news::rows(reader, thread.messages, thread.previous, thread.first_unread))
                    }
                }
                (end(thread))
            }
        }
        button.button.button--lamp.new-pill type="button" data-new-pill="New messages" hidden {}
        (pending::voice())
        (pending::connection())
        @if thread.latest { (pending::pending(reader, thread)) }
    }
}

fn beginning(thread: &Thread) -> Markup {
    html! {
        @if let Some(before) = thread.older {
            a.button.button--quiet href=(urls::older(thread.id, before)) { "Earlier messages" }
        } @else {
            (ui::notice("shield", html! {
                b { "Stay on Porchlight until you’ve seen the home." }
                " Nobody honest asks for money before a viewing."
            }))
        }
    }
}

fn end(thread: &Thread) -> Markup {
    html! {
        @if thread.latest {
            noscript {
                iframe.chat__frame src=(urls::frame(thread.id, thread.revision)) title="New messages" {}
            }
        } @else {
            a.button.button--quiet href=(urls::conversation(thread.id)) { "Newest messages" }
        }
    }
}
