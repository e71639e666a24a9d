//! The shell around every page: the viewer, their unread count, theme, language and time zone.

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

/// Holds the browser's time zone, an IANA name. A script sets it.
const ZONE_COOKIE: &str = "zone";

/// `1` if the window has room for two panes. A script sets it.
const WIDE_COOKIE: &str = "wide";

/// The data of the shell, loaded once for each page.
#[derive(Clone, Debug)]
pub struct Shell {
    pub viewer: Option<Viewer>,
    /// How many unread messages the viewer has, as displayed.
    pub unread: u32,
    /// The public origin of the site.
    origin: String,
    pub theme: Theme,
    /// Whether the window has room for the inbox beside a conversation.
    pub wide: bool,
    /// The language chosen in settings; None if it follows the browser.
    pub language: Option<Language>,
    /// The translator, the current time and the time zone.
    pub locale: LocaleContext,
}

impl Shell {
    /// Loads the shell for a request, from its session and its preference cookies.
    ///
    /// # Errors
    /// When the database fails.
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

    pub fn t(&self) -> Translator {
        self.locale.t
    }

    /// The props of the shell, with the section that the navigation highlights.
    pub fn section(&self, section: Section) -> views::ShellProps<'_> {
        self.section_with_flash(section, None)
    }

    /// [`Self::section`] with a flash message: a sentence that confirms the last action.
    pub fn section_with_flash<'a>(&'a self, section: Section, flash: Option<&'a str>) -> views::ShellProps<'a> {
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

pub const THEME_COOKIE: &str = "theme";

/// The theme from the request's cookie.
pub fn theme(headers: &HeaderMap) -> Theme {
    cookies::read(headers, THEME_COOKIE)
        .and_then(Theme::parse)
        .unwrap_or_default()
}

/// The translator, the current time and the time zone for a request; UTC until the script has set the time zone cookie.
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
            // The database may be the cause of the error. The shell then is that of a signed-out visitor.
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
