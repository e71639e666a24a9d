//! The frame around every page: who is looking, what they have not read, and the time where they are.

use i18n::{Language, Translator};
use jiff::tz::TimeZone;
use maud::Markup;
use poem::http::HeaderMap;
use poem::{FromRequest, Request, RequestBody, Result};
use views::errors::ErrorProps;
use views::fmt::LocaleContext;
use views::{Section, Theme};

use crate::accounts::Viewer;
use crate::app::App;
use crate::http::middleware::render_errors;
use crate::http::request::{cookies, preferred_language};

/// The cookie in which the page's script notes the browser's time zone, for the pages that follow.
const ZONE_COOKIE: &str = "zone";

/// The cookie in which the page's script notes that the window has room for two panes.
const WIDE_COOKIE: &str = "wide";

/// What the frame of a page is made from.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Who is looking, if they are signed in.
    pub viewer: Option<Viewer>,
    /// Messages they have not read.
    pub unread: u32,
    /// The site's own address.
    origin: String,
    /// Light or dark, as they chose.
    pub theme: Theme,
    /// Whether their window has room for the inbox beside a conversation.
    pub wide: bool,
    /// The language they chose, if they did.
    pub language: Option<Language>,
    /// Their words, clock and time zone.
    pub locale: LocaleContext,
}

impl Shell {
    /// The frame for whoever sent these headers.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(app: &App, headers: &HeaderMap) -> Result<Self, crate::error::AppError> {
        let viewer = app.viewer(headers).await?;
        let unread = match &viewer {
            Some(viewer) => app.revisions.inbox(viewer.id).await?.displayed_unread(),
            None => 0,
        };
        Ok(Self {
            viewer,
            unread,
            origin: app.origin().to_owned(),
            theme: theme(headers),
            wide: cookies::read(headers, WIDE_COOKIE) == Some("1"),
            language: preferred_language::chosen(headers),
            locale: locale(app, headers),
        })
    }

    /// What the site says to them.
    pub fn t(&self) -> Translator {
        self.locale.t
    }

    /// As the views want it.
    pub fn section(&self, section: Section) -> views::ShellProps<'_> {
        self.flashing(section, None)
    }

    /// The same with a sentence about what just went well.
    pub fn flashing<'a>(&'a self, section: Section, flash: Option<&'a str>) -> views::ShellProps<'a> {
        views::ShellProps {
            viewer: self.viewer.as_ref().map(|viewer| views::PersonProps {
                id: viewer.id.0,
                name: &viewer.name,
            }),
            unread: self.unread,
            section,
            flash,
            origin: &self.origin,
            theme: self.theme,
            locale: self.locale.clone(),
        }
    }
}

impl<'a> FromRequest<'a> for Shell {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        Ok(Self::load(App::from_request(request)?, request.headers()).await?)
    }
}

/// The cookie in which a browser keeps its choice of light or dark.
pub const THEME_COOKIE: &str = "theme";

/// The choice of whoever sent these headers.
pub fn theme(headers: &HeaderMap) -> Theme {
    cookies::read(headers, THEME_COOKIE)
        .and_then(Theme::from_word)
        .unwrap_or_default()
}

/// The words, the clock and the time zone for whoever sent these headers; UTC until their browser has said where it is.
pub fn locale(app: &App, headers: &HeaderMap) -> LocaleContext {
    let zone = cookies::read(headers, ZONE_COOKIE)
        .and_then(|name| TimeZone::get(&name.replace("%2F", "/")).ok())
        .unwrap_or(TimeZone::UTC);
    LocaleContext {
        now: app.clock.now().0,
        zone,
        t: preferred_language::translator(headers),
    }
}

impl render_errors::ErrorPage for App {
    async fn error_page(&self, headers: &HeaderMap, problem: &ErrorProps<'_>) -> Markup {
        let shell = match Shell::load(self, headers).await {
            Ok(shell) => shell,
            // The database may be what failed: then the frame is that of a stranger.
            Err(_) => Shell {
                viewer: None,
                unread: 0,
                origin: self.origin().to_owned(),
                theme: theme(headers),
                wide: false,
                language: preferred_language::chosen(headers),
                locale: locale(self, headers),
            },
        };
        views::errors::page(&shell.section(Section::Other), problem)
    }
}
