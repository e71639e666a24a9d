//! The parts every page is made of.

use i18n::Translator;
use maud::{Markup, PreEscaped, Render, html};

use crate::photos::{self, Photo, PhotoSize};
use crate::{assets, fmt, shell::PersonProps};

mod field;

pub use field::{Field, FieldError, error_for, error_line, input, is_first, select, summary, textarea};

/// An icon by its name in `icons.svg`; it never says anything, so give the control a name of its own.
pub fn icon(name: &str) -> Icon<'_> {
    Icon(name)
}

/// An icon, written where it stands.
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

/// The small chevron that turns when its menu opens.
pub fn menu_chevron() -> Markup {
    PreEscaped(format!(
        r##"<svg class="icon icon--turn" aria-hidden="true"><use href="{}#chevron-down"/></svg>"##,
        assets::ICONS
    ))
}

/// The mark of the site.
pub fn logo() -> Markup {
    PreEscaped(format!(
        r##"<svg aria-hidden="true"><use href="{}#logo"/></svg>"##,
        assets::ICONS
    ))
}

/// What a control says that shows only an icon: text, so that browsers without style sheets have something to press.
pub fn icon_text<'a>(name: &'a str, text: &'a str) -> IconText<'a> {
    IconText(name, text)
}

/// An icon with what it says, written where they stand.
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

/// How large a doorway is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AvatarSize {
    /// Beside a message.
    Small,
    /// In a header.
    Medium,
    /// On a panel of its own.
    Large,
}

/// Somebody's doorway: their initials in the colour of their id.
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

/// The quiet place where the photo of a home would be.
pub fn photo_placeholder(t: Translator) -> Markup {
    html! { div.no-picture { (icon("image")) span.visually-hidden { (t.no_picture()) } } }
}

/// A small photo of a home beside its name, or the quiet place where one would be.
pub fn thumbnail(t: Translator, photo: Option<&Photo>) -> Markup {
    photo.map_or_else(
        || photo_placeholder(t),
        |photo| photos::image(photo, "", PhotoSize::Thumbnail, true),
    )
}

/// Good update.
pub fn success_notice(text: &str) -> Markup {
    html! { div.notice.notice--good role="status" { (icon("check")) p { (text) } } }
}

/// Something to put right, said at once.
pub fn error_notice(text: &str) -> Markup {
    html! { div.notice.notice--bad role="alert" tabindex="-1" autofocus { (icon("alert")) p { (text) } } }
}

/// Something to know.
pub fn notice(icon_name: &str, content: Markup) -> Markup {
    html! { div.notice { (icon(icon_name)) p { (content) } } }
}

/// What is missing and one way forward.
#[derive(Debug)]
pub struct Empty<'a> {
    /// The drawing in the arch, such as `doorway-dark`.
    pub art: &'a str,
    /// What the drawing shows; empty when it only decorates.
    pub alt: &'a str,
    /// The heading, as an element.
    pub heading: Markup,
    /// What to know.
    pub text: Markup,
    /// Where to go: links.
    pub actions: Markup,
    /// A last small line.
    pub note: Option<Markup>,
}

/// A place with nothing in it yet.
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

/// A number that wants an answer.
pub fn unread_count(t: Translator, unread: u32) -> Markup {
    html! { @if unread > 0 { span.count { (unread) span.visually-hidden { (t.unread()) } } } }
}

/// Many rows, one after the other: about so many bytes, so that they are not copied while they grow.
pub fn concat(parts: impl Iterator<Item = Markup>, capacity: usize) -> Markup {
    let mut all = String::with_capacity(capacity);
    parts.for_each(|part| all.push_str(&part.into_string()));
    PreEscaped(all)
}

/// A link that goes back up.
pub fn back_link(href: &str, text: &str) -> Markup {
    html! { a.back href=(href) { (icon("arrow-left")) (text) } }
}
