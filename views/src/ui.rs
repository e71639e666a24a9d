//! Components that several features use: icons, avatars, notices, empty states, form fields.

use i18n::Translator;
use maud::{Markup, PreEscaped, Render, html};

use crate::photos::{self, Photo, PhotoSize};
use crate::{assets, fmt, shell::PersonProps};

mod field;

pub use field::{Field, FieldError, error_for, error_line, input, is_first, select, summary, textarea};

/// An icon of `icons.svg`, by its name. It is hidden from assistive technology, so the control needs its own label.
pub fn icon(name: &str) -> Icon<'_> {
    Icon(name)
}

/// Renders straight into the page buffer, without an intermediate string.
#[derive(Clone, Copy, Debug)]
pub struct Icon<'a>(&'a str);

impl Render for Icon<'_> {
    fn render_to(&self, page: &mut String) {
        page.push_str(r#"<svg class="icon" aria-hidden="true"><use href=""#);
        page.push_str(assets::ICONS);
        page.push('#');
        page.push_str(self.0);
        page.push_str(r#""/></svg>"#);
    }
}

/// The chevron that CSS rotates while its menu is open.
pub fn menu_chevron() -> Markup {
    PreEscaped(format!(
        r##"<svg class="icon icon--turn" aria-hidden="true"><use href="{}#chevron-down"/></svg>"##,
        assets::ICONS
    ))
}

pub fn logo() -> Markup {
    PreEscaped(format!(
        r##"<svg aria-hidden="true"><use href="{}#logo"/></svg>"##,
        assets::ICONS
    ))
}

/// An icon with a visually hidden label. Without style sheets the label is visible, so the control stays usable.
pub fn icon_text<'a>(name: &'a str, text: &'a str) -> IconText<'a> {
    IconText(name, text)
}

/// Renders straight into the page buffer, without an intermediate string.
#[derive(Clone, Copy, Debug)]
pub struct IconText<'a>(&'a str, &'a str);

impl Render for IconText<'_> {
    fn render_to(&self, page: &mut String) {
        let Self(name, text) = self;
        icon(name).render_to(page);
        page.push_str(r#"<span class="visually-hidden">"#);
        fmt::escape(text, page);
        page.push_str("</span>");
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AvatarSize {
    Small,
    Medium,
    Large,
}

/// The initials of a person, in a colour that the account's id selects.
pub fn avatar(person: PersonProps, size: AvatarSize) -> Markup {
    let class = match size {
        AvatarSize::Small => "avatar avatar--s",
        AvatarSize::Medium => "avatar",
        AvatarSize::Large => "avatar avatar--l",
    };
    html! {
        span class=(class) data-tone=(person.id.rem_euclid(5) + 1) aria-hidden="true" {
            (fmt::Initials(person.name))
        }
        " "
    }
}

/// The placeholder for a listing without photos.
pub fn photo_placeholder(t: Translator) -> Markup {
    html! { div.no-picture { (icon("image")) span.visually-hidden { (t.no_picture()) } } }
}

/// The cover photo of a listing as a thumbnail, or the placeholder.
pub fn thumbnail(t: Translator, photo: Option<&Photo>) -> Markup {
    photo.map_or_else(
        || photo_placeholder(t),
        |photo| photos::image(photo, "", PhotoSize::Thumbnail, true),
    )
}

pub fn success_notice(text: &str) -> Markup {
    html! { div.notice.notice--good role="status" { (icon("check")) p { (text) } } }
}

pub fn error_notice(text: &str) -> Markup {
    html! { div.notice.notice--bad role="alert" tabindex="-1" autofocus { (icon("alert")) p { (text) } } }
}

/// The links to the pages beside a numbered page of a list. A list of one page has none.
pub fn pager(t: Translator, page: u64, pages: u64, previous: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if pages > 1 {
            nav.pager aria-label=(t.pages()) {
                @if let Some(previous) = previous { a.button.button--quiet href=(previous) rel="prev" { (t.previous_page()) } }
                span.soft { (t.page_of(page, pages)) }
                @if let Some(next) = next { a.button.button--quiet href=(next) rel="next" { (t.next_page()) } }
            }
        }
    }
}

pub fn notice(icon_name: &str, content: Markup) -> Markup {
    html! { div.notice { (icon(icon_name)) p { (content) } } }
}

/// Props of [`empty`].
#[derive(Debug)]
pub struct Empty<'a> {
    /// The name of the illustration, such as `doorway-dark`.
    pub art: &'a str,
    /// The alternative text of the illustration; empty for a decorative one.
    pub alt: &'a str,
    /// The heading element; its level depends on the page.
    pub heading: Markup,
    pub text: Markup,
    /// Links to the next step.
    pub actions: Markup,
    /// A small line at the end.
    pub note: Option<Markup>,
}

/// The empty state of a page or list.
pub fn empty(empty: &Empty) -> Markup {
    html! {
        div.empty {
            img.arch src=(assets::art(empty.art)) width="640" height="720" alt=(empty.alt);
            (empty.heading)
            p { (empty.text) }
            div.row { (empty.actions) }
            @if let Some(note) = &empty.note { p { small { (note) } } }
        }
    }
}

/// The badge with the number of unread messages; nothing for 0.
pub fn unread_count(t: Translator, unread: u32) -> Markup {
    html! { @if unread > 0 { span.count { (unread) span.visually-hidden { (t.unread()) } } } }
}

/// Concatenates fragments in one buffer. `capacity` is the estimated size in bytes, to avoid reallocations.
pub fn concat(parts: impl Iterator<Item = Markup>, capacity: usize) -> Markup {
    let mut all = String::with_capacity(capacity);
    parts.for_each(|part| all.push_str(&part.into_string()));
    PreEscaped(all)
}

pub fn back_link(href: &str, text: &str) -> Markup {
    html! { a.back href=(href) { (icon("arrow-left")) (text) } }
}
