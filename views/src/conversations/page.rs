//! A conversation with the whole screen to itself.

use maud::{Markup, html};

use super::{Thread, composer, log};
use crate::fmt::{self, Reader};
use crate::{Shell, layout, ui, urls};

/// The whole page.
pub fn page(shell: &Shell, thread: &Thread) -> Markup {
    let main = html! {
        div.conversation {
            section.chat aria-labelledby="with" {
                (head(thread))
                (log::about(&shell.reader, thread))
                (log::log(&shell.reader, thread))
                (composer::composer(&thread.composer()))
            }
            (aside(&shell.reader, thread))
        }
    };
    let title = format!("{}: {}", thread.other.name, thread.listing.title);
    layout::document(
        shell,
        &layout::Page {
            title: &title,
            main,
            app: true,
            chat: false,
            refresh: None,
            about: None,
        },
    )
}

fn head(thread: &Thread) -> Markup {
    html! {
        header.chat__head {
            a.icon-button href=(urls::MESSAGES) { (ui::icon_text("arrow-left", "Back to the inbox")) } " "
            (ui::avatar(thread.other, ui::Size::Medium))
            div { h1 #with { (thread.other.name) } }
        }
    }
}

fn aside(reader: &Reader, thread: &Thread) -> Markup {
    let listing = &thread.listing;
    html! {
        aside.aside.stack aria-label="The home" {
            ul.listing-grid {
                li.listing-card {
                    div.photo { (ui::picture(listing.picture, "", false)) }
                    div.stack.stack--s {
                        p.spread {
                            span.price { (fmt::money(listing.price, listing.currency)) " " small { "a month" } }
                            span { (fmt::available(listing.available_from, reader.today())) }
                        }
                        h2 { a href=(urls::listing(listing.id)) { (listing.title) } }
                        p.soft { small { (listing.city) } }
                    }
                }
            }
        }
    }
}
