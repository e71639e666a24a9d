//! A conversation with the whole screen to itself.

use i18n::Translator;
use maud::{Markup, html};

use super::{Inbox, Thread, composer, inbox, log, pending, standing};
use crate::attachments;
use crate::fmt::{self, Reader};
use crate::listings::price;
use crate::{Shell, layout, ui, urls};

/// The whole page; on a wide screen with the inbox beside it.
pub fn page(shell: &Shell, thread: &Thread, beside: Option<&Inbox>) -> Markup {
    let main = html! {
        div.conversation {
            @if let Some(inbox) = beside { (inbox::beside(&shell.reader, inbox)) }
            section.chat aria-labelledby="with" {
                (head(shell.words(), thread))
                (log::about(&shell.reader, thread))
                (log::log(&shell.reader, thread, &log::end(shell.words(), thread)))
                (composer::composer(shell.words(), &thread.composer()))
                (attachments::tray(shell.words(), thread.id))
            }
            (aside(&shell.reader, thread))
            (pending::line())
        }
    };
    let title = shell
        .words()
        .conversation_title(thread.other.name, thread.listing.title);
    layout::document(
        shell,
        &layout::Page {
            title: &title,
            main,
            app: true,
            chat: false,
            refresh: None,
            about: None,
            script: None,
        },
    )
}

fn head(t: Translator, thread: &Thread) -> Markup {
    html! {
        header.chat__head {
            a.icon-button href=(urls::MESSAGES) { (ui::icon_text("arrow-left", &t.back_to_inbox())) } " "
            (ui::avatar(thread.other, ui::Size::Medium))
            div {
                h1 #with { (thread.other.name) }
                (standing(t, thread.id, thread.reply_time, thread.presence))
            }
            details.menu {
                summary { span.visually-hidden { (t.download_conversation()) } (ui::turning_chevron()) }
                div.menu__panel {
                    p { b { (t.download_conversation()) } }
                    a href=(urls::export(thread.id)) { (t.as_a_page()) }
                    a href=(urls::export_zip(thread.id)) download { (t.as_a_zip()) }
                    a href=(urls::files(thread.id)) { (t.all_files()) }
                }
            }
        }
    }
}

fn aside(reader: &Reader, thread: &Thread) -> Markup {
    let (t, listing) = (reader.words, &thread.listing);
    html! {
        aside.aside.stack aria-label=(t.the_home_aside()) {
            ul.listing-grid {
                li.listing-card {
                    div.photo { (ui::thumbnail(t, listing.cover.as_ref())) }
                    div.stack.stack--s {
                        p.spread {
                            (price(t, listing.price, listing.currency)) " "
                            span { (fmt::available(reader, listing.available_from)) }
                        }
                        h2 { a href=(urls::listing(listing.id)) { (listing.title) } }
                        p.soft { small { (listing.city) } }
                    }
                }
            }
        }
    }
}
