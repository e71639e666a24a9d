//! The options of a message: reactions, reply, link, edit, unsend. They have a page, and a sheet for htmx.

use i18n::Translator;
use maud::{Markup, html};

use super::{Message, ReactionKind, message_list, sheet};
use crate::fmt::{self, LocaleContext};
use crate::{ShellProps, ids, layout, ui, urls};

/// A message, and what the viewer can do with it.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    pub message: Message<'a>,
    /// Earlier texts of an edited message, oldest first.
    pub versions: Vec<MessageVersion<'a>>,
    /// The number of versions that are not shown, between the first and the second one.
    pub versions_left_out: usize,
    /// Whether the viewer can still edit it.
    pub may_edit: bool,
    /// Whether the viewer can unsend it.
    pub may_unsend: bool,
    /// The rejected new text.
    pub draft: Option<&'a str>,
    /// Why the last action was rejected.
    pub error: Option<&'a str>,
}

/// An earlier text of a message.
#[derive(Clone, Copy, Debug)]
pub struct MessageVersion<'a> {
    pub text: &'a str,
    /// When it became the text, in microseconds since 1970 UTC.
    pub at: i64,
}

pub fn options_page(shell: &ShellProps, options: &Options) -> Markup {
    let t = shell.t();
    let message = &options.message;
    let main = html! {
        div.wrap.page.stack {
            (ui::back_link(&urls::message(message.conversation, message.id).to_string(), &t.messages()))
            h1 { (t.message_by(message.sender.name)) }
            div.chat { ol.messages { (message_list::rows(&shell.locale, std::slice::from_ref(message), None, None, None)) } }
            div.panel { (actions(&shell.locale, options)) }
        }
    };
    layout::page(shell, &t.message_options(), main)
}

pub fn options(locale: &LocaleContext, options: &Options) -> Markup {
    let (t, message) = (locale.t, &options.message);
    let content = html! {
        @if let Some(text) = message.text { p.soft.excerpt dir="auto" { (fmt::excerpt(text, 80)) } }
        (actions(locale, options))
    };
    sheet::sheet(t, message.conversation, &t.message_by(message.sender.name), &content)
}

fn actions(locale: &LocaleContext, options: &Options) -> Markup {
    let (t, message) = (locale.t, &options.message);
    html! {
        div.message-actions {
            @if let Some(error) = options.error { (ui::error_notice(error)) }
            @if message.text.is_some() {
                @if !message.own { (reactions(t, message)) }
                div.row {
                    a.button.button--quiet href=(urls::reply(message.conversation, message.id))
                        hx-get=(urls::quote(message.conversation, message.id))
                        hx-target=(format!("#{}", ids::quoting(message.conversation))) hx-swap="outerHTML" {
                        (ui::icon("reply")) (t.reply())
                    }
                    " " a.button.button--quiet href=(urls::message(message.conversation, message.id)) data-copy=(t.link_copied()) {
                        (ui::icon("link")) (t.copy_link())
                    }
                }
                @if options.may_edit { (edit(t, options)) }
                @if options.may_unsend { (unsend(t, message)) }
            }
            @if !options.versions.is_empty() { (versions(locale, options)) }
        }
    }
}

/// A button for each reaction. The button of the current reaction posts an empty value, which removes it.
fn reactions(t: Translator, message: &Message) -> Markup {
    let address = urls::reaction(message.conversation, message.id);
    html! {
        form.reactions method="post" action=(address) aria-label=(t.reactions())
            hx-post=(address) hx-target={ "#" (ids::sheet(message.conversation)) } hx-swap="innerHTML" hx-status:42x="swap:innerHTML" hx-status:409="swap:innerHTML" {
            @for reaction in ReactionKind::ALL {
                @let is_given = message.reaction == Some(reaction);
                button.icon-button name="reaction" value=(if is_given { "" } else { reaction.as_str() })
                    aria-pressed=(is_given) { (ui::icon_text(reaction.as_str(), &reaction.name(t))) }
                " "
            }
        }
    }
}

fn edit(t: Translator, options: &Options) -> Markup {
    let message = &options.message;
    let (id, address) = (
        ids::edit(message.id),
        urls::message_options(message.conversation, message.id),
    );
    let hint = format!("{id}-hint");
    html! {
        details.fold open[options.draft.is_some()] {
            summary { (ui::icon("edit")) (t.edit_message()) }
            form.stack.stack--s method="post" action=(address)
                hx-post=(address) hx-target={ "#" (ids::sheet(message.conversation)) } hx-swap="innerHTML" hx-status:42x="swap:innerHTML" hx-status:409="swap:innerHTML" {
                label.visually-hidden for=(id) { (t.edit_label()) }
                textarea id=(id) name="text" rows="3" dir="auto" aria-describedby=(hint) {
                    "\n" (options.draft.or(message.text).unwrap_or_default())
                }
                p.hint id=(hint) { (t.edit_message_hint()) }
                div { button.button { (t.save_message()) } }
            }
        }
    }
}

fn unsend(t: Translator, message: &Message) -> Markup {
    let address = urls::message_removal(message.conversation, message.id);
    html! {
        details.fold {
            summary { (ui::icon("trash")) (t.unsend()) }
            form.stack.stack--s method="post" action=(address)
                hx-post=(address) hx-target={ "#" (ids::sheet(message.conversation)) } hx-swap="innerHTML" hx-status:42x="swap:innerHTML" hx-status:409="swap:innerHTML" {
                p.soft { small { (t.unsend_about(message.recipient.first_name())) } }
                div { button.button.button--danger { (t.unsend_message()) } }
            }
        }
    }
}

fn versions(locale: &LocaleContext, options: &Options) -> Markup {
    let left_out = options.versions_left_out;
    html! {
        details.fold open {
            summary { (ui::icon("clock")) (locale.t.earlier_versions()) }
            ol.stack.stack--s {
                @for (index, version) in options.versions.iter().enumerate() {
                    @if index == 1 && left_out > 0 { li { p.soft { (locale.t.versions_left_out(left_out)) } } }
                    li { p.soft { small { (fmt::date_time(locale, version.at)) } } p.earlier-text dir="auto" { (fmt::text(version.text)) } }
                }
            }
        }
    }
}
