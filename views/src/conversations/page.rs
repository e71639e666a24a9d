//! The page of a conversation.

use i18n::Translator;
use maud::{Markup, html};

use super::{Inbox, ThreadProps, composer, inbox, log, script_elements, status_line};
use crate::attachments;
use crate::fmt::{self, LocaleContext};
use crate::listings::price;
use crate::{ShellProps, layout, ui, urls};

/// The page; `inbox` is shown beside it on wide screens.
pub fn page(shell: &ShellProps, thread: &ThreadProps, inbox: Option<&Inbox>) -> Markup {
    let main = html! {
        div.conversation {
            @if let Some(inbox) = inbox { (inbox::pane(&shell.locale, inbox)) }
            section.chat aria-labelledby="with" {
                (head(shell.t(), thread))
                (log::listing_link(&shell.locale, thread))
                (log::log(&shell.locale, thread, &log::after_messages(shell.t(), thread)))
                (composer::composer(shell.t(), &thread.composer()))
                (attachments::tray(shell.t(), thread.id))
            }
            (aside(&shell.locale, thread))
            (script_elements::websocket())
        }
    };
    let title = shell.t().conversation_title(thread.other.name, thread.listing.title);
    layout::document(
        shell,
        &layout::Page {
            title: &title,
            main,
            app: true,
            chat: false,
            refresh: None,
            meta: None,
            script: None,
        },
    )
}

fn head(t: Translator, thread: &ThreadProps) -> Markup {
    html! {
        header.chat__head {
            a.icon-button href=(urls::MESSAGES) { (ui::icon_text("arrow-left", &t.back_to_inbox())) } " "
            (ui::avatar(thread.other, ui::AvatarSize::Medium))
            div {
                h1 #with { bdi { (thread.other.name) } }
                (status_line(t, thread.id, thread.reply_time, thread.presence))
            }
            details.menu {
                summary { span.visually-hidden { (t.download_conversation()) } (ui::menu_chevron()) }
                div.menu__panel {
                    p { b { (t.download_conversation()) } }
                    a href=(urls::export(thread.id)) { (t.as_a_page()) }
                    a href=(urls::export_zip(thread.id)) download { (t.as_a_zip()) }
                    a href=(urls::conversation_files(thread.id)) { (t.all_files()) }
                }
            }
        }
    }
}

fn aside(locale: &LocaleContext, thread: &ThreadProps) -> Markup {
    let (t, listing) = (locale.t, &thread.listing);
    html! {
        aside.aside.stack aria-label=(t.the_home_aside()) {
            ul.listing-grid {
                li.listing-card {
                    div.photo { (ui::thumbnail(t, listing.cover.as_ref())) }
                    div.stack.stack--s {
                        p.spread {
                            (price(t, listing.price, listing.currency)) " "
                            span { (fmt::available(locale, listing.available_from)) }
                        }
                        h2 { a href=(urls::listing(listing.id)) dir="auto" { (listing.title) } }
                        p.soft { small dir="auto" { (listing.city) } }
                    }
                }
            }
        }
    }
}
