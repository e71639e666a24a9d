//! Public comments below a listing.

use i18n::Translator;
use maud::{Markup, html};

use crate::fmt::{self, LocaleContext};
use crate::{PersonProps, ids, ui, urls};

/// The comments section of a listing.
#[derive(Clone, Debug)]
pub struct Comments<'a> {
    pub listing: i64,
    /// Oldest first.
    pub items: Vec<Comment<'a>>,
    /// The id to load older comments before; None when there are none.
    pub older: Option<i64>,
    /// Whether the page ends with the newest comment.
    pub latest: bool,
    /// Whether the viewer is signed in, and so can comment.
    pub signed_in: bool,
    /// The rejected text.
    pub draft: &'a str,
    /// Why the text was rejected.
    pub error: Option<&'a str>,
}

/// A comment.
#[derive(Clone, Copy, Debug)]
pub struct Comment<'a> {
    pub id: i64,
    pub author: PersonProps<'a>,
    /// Whether the author is the listing's owner.
    pub by_owner: bool,
    pub text: &'a str,
    /// In microseconds since 1970 UTC.
    pub at: i64,
    /// Whether the viewer can remove it.
    pub removable: bool,
}

pub fn thread(locale: &LocaleContext, comments: &Comments) -> Markup {
    let t = locale.t;
    html! {
        section.stack id=(ids::COMMENTS) aria-labelledby="comments-heading" {
            h2 #comments-heading { (t.asked_in_public()) }
            @if comments.items.is_empty() { p.soft { (t.nothing_asked()) } } @else {
                div.thread { (older(locale, comments)) }
            }
            @if !comments.latest { (newest_link(t, comments.listing)) }
            @if comments.signed_in { (form(t, comments)) } @else { (sign_in(t, comments.listing)) }
        }
    }
}

/// A page of comments, after the link to older ones. As a response of its own it replaces that link.
pub fn older(locale: &LocaleContext, comments: &Comments) -> Markup {
    html! {
        @if let Some(before) = comments.older { (older_link(locale.t, comments.listing, before)) }
        @for item in &comments.items { (comment(locale, item)) }
    }
}

/// Without scripts, the link leads to the page of the listing with these comments.
fn older_link(t: Translator, listing: i64, before: i64) -> Markup {
    html! {
        nav.pager aria-label=(t.asked_in_public()) {
            a.button.button--quiet id=(ids::OLDER_COMMENTS) href=(urls::older_comments(listing, before))
                hx-get=(urls::older_comments_fragment(listing, before))
                hx-target="closest nav" hx-swap="outerHTML" { (t.earlier_comments()) }
        }
    }
}

fn newest_link(t: Translator, listing: i64) -> Markup {
    html! {
        nav.pager aria-label=(t.pages()) {
            a.button.button--quiet href={ (urls::listing(listing)) "#" (ids::COMMENTS) } { (t.newest_comments()) }
        }
    }
}

fn comment(locale: &LocaleContext, comment: &Comment) -> Markup {
    html! {
        article.comment--owner[comment.by_owner] id=(ids::comment(comment.id)) {
            (ui::avatar(comment.author, ui::AvatarSize::Medium))
            header {
                b dir="auto" { (comment.author.name) } " "
                @if comment.by_owner { span.tag.tag--lamp { (locale.t.owner()) } " " }
                small { (fmt::relative_time(locale, comment.at)) }
                @if comment.removable { (removal(locale.t, comment.id)) }
            }
            p.text dir="auto" { (fmt::text(comment.text)) }
        }
    }
}

fn removal(t: Translator, id: i64) -> Markup {
    html! {
        form method="post" action=(urls::comment_removal(id)) {
            button.icon-button { (ui::icon_text("trash", &t.remove_comment())) }
        }
    }
}

fn form(t: Translator, comments: &Comments) -> Markup {
    let described_by = if comments.error.is_some() {
        "comment-hint comment-error"
    } else {
        "comment-hint"
    };
    html! {
        form.panel.stack method="post" action=(urls::comments(comments.listing)) {
            div.field {
                label for="comment-text" { (t.ask_in_public()) } " "
                textarea #comment-text name="text" rows="3" dir="auto" aria-describedby=(described_by)
                    aria-invalid=[comments.error.map(|_| "true")]
                    autofocus[comments.error.is_some()] { "\n" (comments.draft) }
                @if let Some(error) = comments.error { (ui::error_line("comment-error", error)) }
                " " span.hint #comment-hint { (t.ask_in_public_hint()) }
            }
            p { button.button.button--quiet { (t.post_comment()) } }
        }
    }
}

fn sign_in(t: Translator, listing: i64) -> Markup {
    let back = format!("{}#{}", urls::listing(listing), ids::COMMENTS);
    html! { p { a href=(urls::sign_in(Some(&back))) { (t.sign_in_to_ask()) } } }
}
