//! The HTML document of every page: head, header, main, footer.

use i18n::Translator;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::shell::{PersonProps, Section, ShellProps};
use crate::{assets, ids, ui, urls};

const HTMX_CONFIG: &str = r#"{"extensions":"ws","history":false,"noSwap":[204,304,"4xx","5xx"],"includeIndicatorCSS":false,"defaultTimeout":10000,"ws":{"reconnectDelay":2000,"reconnectJitter":0.9,"reconnectMaxDelay":30000}}"#;

/// A page, and its options for the layout.
#[derive(Debug)]
pub struct Page<'a> {
    /// The title, without the name of the site.
    pub title: &'a str,
    /// The content of the `main` element.
    pub main: Markup,
    /// App layout for inbox and conversation: fills the screen, scrolls inside, and has no footer.
    pub app: bool,
    /// Whether the page has a slot for the chat panel.
    pub chat: bool,
    /// The reload interval for browsers without scripts, in seconds.
    pub refresh: Option<u32>,
    /// Meta tags for search engines and link previews. A page without them is `noindex`.
    pub meta: Option<PageMeta<'a>>,
    /// The path of an additional script.
    pub script: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// A page without options.
    pub fn plain(title: &'a str, main: Markup) -> Self {
        Self {
            title,
            main,
            app: false,
            chat: false,
            refresh: None,
            meta: None,
            script: None,
        }
    }
}

/// Meta data of a public page.
#[derive(Clone, Copy, Debug)]
pub struct PageMeta<'a> {
    /// The canonical path.
    pub path: &'a str,
    /// One or two sentences.
    pub description: &'a str,
    /// The path of the preview image.
    pub picture: Option<&'a str>,
    /// Linked data (JSON-LD), escaped for a script element.
    pub data: Option<&'a str>,
    /// The path of the Atom feed.
    pub feed: Option<&'a str>,
}

/// A document without options.
pub fn page(shell: &ShellProps, title: &str, main: Markup) -> Markup {
    document(shell, &Page::plain(title, main))
}

/// The complete document.
pub fn document(shell: &ShellProps, page: &Page) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(shell.t().0.tag()) dir=(shell.t().0.direction()) data-theme=[shell.theme.attribute()]
            data-viewer=[shell.viewer.map(|viewer| viewer.id)] {
            (head(shell, page))
            body {
                a.skip-link href=(format!("#{}", ids::MAIN)) { (shell.t().skip_to_content()) }
                (header(shell))
                @if let Some(flash) = shell.flash { div.wrap.flash { (ui::success_notice(flash)) } }
                main id=(ids::MAIN) tabindex="-1" class=[page.app.then_some("app")] { (page.main) }
                @if page.chat { div id=(ids::CHAT) {} }
                @if !page.app { (footer()) }
            }
        }
    }
}

fn head(shell: &ShellProps, page: &Page) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            (common_head())
            title { (page.title) " | Porchlight" }
            link rel="icon" href=(assets::LOGO) type="image/svg+xml";
            link rel="apple-touch-icon" href=(assets::app_icon("apple-touch-icon"));
            link rel="manifest" href=(urls::MANIFEST);
            (meta_tags(shell, page))
            meta name="htmx-config" content=(HTMX_CONFIG);
            script src=(assets::SCRIPT) defer {}
            @if let Some(script) = page.script { script src=(script) defer {} }
            @if let Some(seconds) = page.refresh {
                noscript { meta http-equiv="refresh" content=(seconds); }
            }
        }
    }
}

/// The meta tags for search engines and link previews.
fn meta_tags(shell: &ShellProps, page: &Page) -> Markup {
    let Some(meta) = &page.meta else {
        return html! { meta name="robots" content="noindex"; };
    };
    let address = format!("{}{}", shell.origin, meta.path);
    html! {
        meta name="description" content=(meta.description);
        link rel="canonical" href=(address);
        meta property="og:site_name" content="Porchlight";
        meta property="og:type" content="website";
        meta property="og:title" content=(page.title);
        meta property="og:description" content=(meta.description);
        meta property="og:url" content=(address);
        @if let Some(picture) = meta.picture {
            meta property="og:image" content=(format!("{}{picture}", shell.origin));
        }
        @if let Some(feed) = meta.feed {
            link rel="alternate" type="application/atom+xml" title=(shell.t().feed_of_new_homes()) href=(feed);
        }
        @if let Some(data) = meta.data { script type="application/ld+json" { (PreEscaped(data)) } }
    }
}

/// Elements that every head has, including that of the noscript frame.
pub fn common_head() -> Markup {
    html! {
        meta name="viewport"
            content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content";
        meta name="color-scheme" content="light dark";
        meta name="theme-color" content="#f7f6f2" media="(prefers-color-scheme: light)";
        meta name="theme-color" content="#10191e" media="(prefers-color-scheme: dark)";
        link rel="stylesheet" href=(assets::STYLE);
    }
}

fn header(shell: &ShellProps) -> Markup {
    let t = shell.t();
    html! {
        header.site-header {
            div.wrap {
                a.brand href=(urls::HOME) { (ui::logo()) " Porchlight" } " "
                nav.site-nav aria-label=(t.main_navigation()) {
                    (nav_link(shell, Section::Browse, urls::HOME, "search", &t.browse()))
                    @if shell.viewer.is_some() {
                        (messages_link(t, shell.unread, shell.section == Section::Messages, false)) " "
                        (nav_link(shell, Section::MyListings, urls::MY_LISTINGS, "home", &t.my_listings()))
                        a.narrow-only href=(urls::SETTINGS) aria-current=[current(shell.section == Section::Settings)] {
                            (ui::icon("user")) (t.you())
                        }
                        " "
                    }
                }
                @if let Some(viewer) = shell.viewer { (account_menu(t, viewer)) } @else { (auth_links(t)) }
            }
        }
    }
}

fn nav_link(shell: &ShellProps, section: Section, href: &str, icon: &str, text: &str) -> Markup {
    html! { a href=(href) aria-current=[current(shell.section == section)] { (ui::icon(icon)) (text) } " " }
}

fn current(is_current: bool) -> Option<&'static str> {
    is_current.then_some("page")
}

/// The header's link to the inbox. `oob` marks it as an out-of-band swap in a poll response.
pub fn messages_link(t: Translator, unread: u32, is_current: bool, oob: bool) -> Markup {
    // One label with the count: a name computed from several elements would contain extra spaces.
    let name = (unread > 0).then(|| t.messages_unread(unread));
    html! {
        a id=(ids::MESSAGES_LINK) href=(urls::MESSAGES) aria-label=[name] aria-current=[current(is_current)]
            hx-swap-oob=[oob.then_some("true")] {
            (ui::icon("message")) (t.messages())
            @if unread > 0 { " " span.count aria-hidden="true" { (unread) } }
        }
    }
}

fn account_menu(t: Translator, viewer: PersonProps) -> Markup {
    html! {
        details.menu {
            summary {
                (ui::avatar(viewer, ui::AvatarSize::Medium))
                span.visually-hidden { (t.your_account()) }
                (ui::menu_chevron())
            }
            div.menu__panel {
                p { (t.signed_in_as()) br; b dir="auto" { (viewer.name) } }
                hr;
                a href=(urls::MY_LISTINGS) { (ui::icon("home")) " " (t.my_listings()) }
                a href=(urls::SETTINGS) { (ui::icon("user")) " " (t.settings()) }
                hr;
                form method="post" action=(urls::SIGN_OUT) { button { (ui::icon("sign-out")) " " (t.sign_out()) } }
            }
        }
    }
}

fn auth_links(t: Translator) -> Markup {
    html! {
        div.row {
            a.button.button--bare href=(urls::SIGN_IN) { (t.sign_in()) } " "
            a.button.button--quiet href=(urls::SIGN_UP) { (t.sign_up()) }
        }
    }
}

fn footer() -> Markup {
    html! {
        footer.site-footer {
            div.wrap.spread {
                p { "Porchlight" }
                ul.row { li { a href=(urls::API_DOCS) { "API" } } }
            }
        }
    }
}
