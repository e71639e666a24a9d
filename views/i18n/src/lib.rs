//! Internationalisation: the texts of the site in all languages.
//!
//! The texts are in `locales/*.ftl` ([Fluent](https://projectfluent.org)). For each message, the build generates a
//! method of [`Translator`]. A message whose id ends in `-html` may contain HTML: its method returns markup and escapes
//! the arguments. All other messages are plain text. Texts for operators (command line, log) and the OpenAPI
//! description are English, in the code.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::parse_accepted_languages;
use maud::{Markup, PreEscaped};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A language with translations, or [`Language::Api`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// British English.
    #[default]
    English,
    Dutch,
    /// Technical English for errors of the API: `api.ftl`, with `en.ftl` as the fallback. Viewers cannot choose it.
    Api,
}

impl Language {
    /// The languages that a viewer can choose, in the order of the settings form.
    pub const ALL: [Self; 2] = [Self::English, Self::Dutch];

    /// The language tag (BCP 47) for the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English | Self::Api => "en-GB",
            Self::Dutch => "nl",
        }
    }

    /// The text direction for the `dir` attribute: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::English | Self::Dutch | Self::Api => "ltr",
        }
    }

    /// The language code in the settings form and in the cookie.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Dutch => "nl",
            Self::Api => "api",
        }
    }

    /// The language with this code; None for an unknown code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The name of the language in that language.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Dutch => "Nederlands",
            Self::Api => "API",
        }
    }

    /// Negotiates the language: the first supported one in an `Accept-Language` header (RFC 9110, section 12.5.4).
    /// Weights are ignored, because browsers sort the header by preference. None if no language is supported.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        parse_accepted_languages(header)
            .iter()
            .find_map(|accepted| Self::from_code(accepted.language.as_str()))
    }

    /// The thousands separator and the decimal separator.
    fn separators(self) -> (char, char) {
        match self {
            Self::English | Self::Api => (',', '.'),
            Self::Dutch => ('.', ','),
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::English | Self::Api => include_str!("../locales/en.ftl"),
            Self::Dutch => include_str!("../locales/nl.ftl"),
        }
    }

    fn bundle(self) -> Bundle {
        let tag = self.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // No bidi isolation marks around arguments: pages isolate texts of people with the `dir` attribute.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match self {
            Self::English => |value, _| whole_number(Self::English, value),
            Self::Dutch => |value, _| whole_number(Self::Dutch, value),
            Self::Api => |value, _| whole_number(Self::Api, value),
        }));
        // Parsing cannot fail here: the build has parsed the same files.
        bundle.add_resource_overriding(resource(self.source()));
        if self == Self::Api {
            bundle.add_resource_overriding(resource(include_str!("../locales/api.ftl")));
        }
        bundle
    }
}

fn resource(source: &str) -> FluentResource {
    FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource)
}

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| Language::English.bundle());
static DUTCH: LazyLock<Bundle> = LazyLock::new(|| Language::Dutch.bundle());
static API: LazyLock<Bundle> = LazyLock::new(|| Language::Api.bundle());

/// The texts of the site in one language; each message is a generated method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Translator(pub Language);

impl Translator {
    /// For logs and feeds.
    pub const ENGLISH: Self = Self(Language::English);

    /// For the errors of the API.
    pub const API: Self = Self(Language::Api);

    /// A number with thousands separators, except for the API: 1,150.
    pub fn number(self, number: u64) -> String {
        if self.0 == Language::Api {
            return number.to_string();
        }
        let (thousands, _) = self.0.separators();
        let digits = number.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(thousands);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// An amount of money without its currency, from minor units (hundredths): 1,150 or 1,250.50.
    pub fn amount(self, minor_units: u64) -> String {
        let (_, point) = self.0.separators();
        let whole = self.number(minor_units / 100);
        match minor_units % 100 {
            0 => whole,
            cents => format!("{whole}{point}{cents:02}"),
        }
    }

    fn format_text<const N: usize>(
        self,
        id: &'static str,
        arguments: [(&'static str, FluentValue<'_>); N],
    ) -> Cow<'static, str> {
        let arguments = (N > 0).then(|| FluentArgs::from_iter(arguments));
        self.format(id, arguments.as_ref())
    }

    fn format_html<const N: usize>(self, id: &'static str, arguments: [(&'static str, Markup); N]) -> Markup {
        PreEscaped(
            self.format_text(id, arguments.map(|(name, value)| (name, value.into_string().into())))
                .into_owned(),
        )
    }

    /// A message without arguments or selectors; `texts` are pairs of language code and text.
    fn static_text(self, texts: &[(&str, &'static str)]) -> Cow<'static, str> {
        let code = self.0.code();
        let text_in = |code: &str| texts.iter().find(|(language, _)| *language == code);
        let text = text_in(code).or_else(|| text_in(Language::English.code()));
        Cow::Borrowed(text.map_or("", |(_, text)| text))
    }

    fn static_html(self, texts: &[(&str, &'static str)]) -> Markup {
        PreEscaped(self.static_text(texts).into_owned())
    }

    fn format(self, id: &'static str, arguments: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle: &'static Bundle = match self.0 {
            Language::English => &ENGLISH,
            Language::Dutch => &DUTCH,
            Language::Api => &API,
        };
        // The build checks that every language has every message, so the fallback to the id is never used.
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return Cow::Borrowed(id);
        };
        bundle.format_pattern(pattern, arguments, &mut Vec::new())
    }
}

fn whole_number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    // Counts are integers far below 2⁵³, so f64 represents them exactly.
    format!("{:.0}", number.value)
        .parse()
        .ok()
        .map(|number| Translator(language).number(number))
}

/// A message whose language is not known yet. Validation creates it, and the code that sends the response translates
/// it.
#[derive(Clone)]
pub struct LocalizedMessage(Arc<dyn Fn(Translator) -> Cow<'static, str> + Send + Sync>);

impl LocalizedMessage {
    pub fn new(render: impl Fn(Translator) -> Cow<'static, str> + Send + Sync + 'static) -> Self {
        Self(Arc::new(render))
    }

    /// A message that is English in all languages, for clients that are programs.
    pub fn english(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self::new(move |_| text.clone())
    }

    pub fn translate(&self, t: Translator) -> Cow<'static, str> {
        (self.0)(t)
    }
}

impl fmt::Display for LocalizedMessage {
    /// English, for logs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.translate(Translator::ENGLISH))
    }
}

impl fmt::Debug for LocalizedMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.translate(Translator::ENGLISH))
    }
}
