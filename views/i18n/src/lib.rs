//! Every word the site says, in every language it speaks.
//!
//! The words stand in `locales/*.ftl`, in [Fluent](https://projectfluent.org), where a translator can work with them;
//! each message there is a method of [`Translator`]. Messages whose names end in `-html` may hold plain HTML and give markup,
//! with their arguments escaped. All others are plain text. What operators and programs read (the command line, the log,
//! the description of the API) is English and stands where it is said.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::parse_accepted_languages;
use maud::{Markup, PreEscaped};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A language the site speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// As written in Britain.
    #[default]
    English,
    /// As written in the Netherlands.
    Dutch,
    /// Not a choice of people: technical English for the errors of the API (`api.ftl`, and `en.ftl` for the rest).
    Api,
}

impl Language {
    /// Every language, in the order settings offer them.
    pub const ALL: [Self; 2] = [Self::English, Self::Dutch];

    /// Its tag, for the document (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English | Self::Api => "en-GB",
            Self::Dutch => "nl",
        }
    }

    /// Which way it runs, for the document: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::English | Self::Dutch | Self::Api => "ltr",
        }
    }

    /// The word forms and the cookie carry.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Dutch => "nl",
            Self::Api => "api",
        }
    }

    /// The language a word names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// What its speakers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Dutch => "Nederlands",
            Self::Api => "API",
        }
    }

    /// The first of ours that a browser asks for with `Accept-Language` (RFC 9110, section 12.5.4). Browsers send what
    /// they like best first, so weights are not looked at.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        parse_accepted_languages(header)
            .iter()
            .find_map(|accepted| Self::from_code(accepted.language.as_str()))
    }

    /// What parts thousands, and what parts the cents.
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
        // The marks around arguments are for text of mixed direction; pages isolate what people wrote by `dir`.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match self {
            Self::English => |value, _| whole_number(Self::English, value),
            Self::Dutch => |value, _| whole_number(Self::Dutch, value),
            Self::Api => |value, _| whole_number(Self::Api, value),
        }));
        // The build has read these files already.
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

/// What the site says, in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Translator(pub Language);

impl Translator {
    /// As programs read them, and logs.
    pub const ENGLISH: Self = Self(Language::English);

    /// For the errors of the API.
    pub const API: Self = Self(Language::Api);

    /// A number with its thousands parted: 1,150.
    pub fn number(self, number: u64) -> String {
        if self.0 == Language::Api {
            return number.to_string();
        }
        let (thousands, _) = self.0.separators();
        let digits = number.to_string();
        let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                parted.push(thousands);
            }
            parted.push(digit);
        }
        parted
    }

    /// An amount in hundredths, the hundredths only where there are any: 1,150 or 1,250.50.
    pub fn amount(self, hundredths: u64) -> String {
        let (_, point) = self.0.separators();
        let whole = self.number(hundredths / 100);
        match hundredths % 100 {
            0 => whole,
            rest => format!("{whole}{point}{rest:02}"),
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

    /// What has nothing in it to put together, by the language's word.
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
        // The build has seen every message in every language; the name is what would be left to say.
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
    // Counts are whole and far below 2⁵³, so nothing is lost on the way.
    format!("{:.0}", number.value)
        .parse()
        .ok()
        .map(|number| Translator(language).number(number))
}

/// A sentence that is not in any language yet. Rules make it, and whoever answers puts it into words.
#[derive(Clone)]
pub struct LocalizedMessage(Arc<dyn Fn(Translator) -> Cow<'static, str> + Send + Sync>);

impl LocalizedMessage {
    /// What `words` would say.
    pub fn new(render: impl Fn(Translator) -> Cow<'static, str> + Send + Sync + 'static) -> Self {
        Self(Arc::new(render))
    }

    /// What only programs are told, in English whoever asks.
    pub fn english(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self::new(move |_| text.clone())
    }

    /// The sentence in one language.
    pub fn translate(&self, t: Translator) -> Cow<'static, str> {
        (self.0)(t)
    }
}

impl fmt::Display for LocalizedMessage {
    /// In English, for logs and programs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.translate(Translator::ENGLISH))
    }
}

impl fmt::Debug for LocalizedMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.translate(Translator::ENGLISH))
    }
}
