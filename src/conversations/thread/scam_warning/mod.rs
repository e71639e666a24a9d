//! What makes a stranger's message worth a word of caution to its reader. Pure.
//!
//! Who means to cheat asks for money before anything has been seen, or leads away from here, where nobody can look into
//! it afterwards. So the first messages of somebody the reader has not answered yet are read by these rules, and a calm
//! notice stands below those that one of them knows. Nothing is held back, and the sender never learns of it.
//!
//! A false alarm costs trust too: rents, dates, times, postcodes and house numbers are what honest people write about.

mod numbers;
mod text;

use numbers::{has_account_number, has_phone_number};
use text::{NormalizedText, has};

/// What a reader should know about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScamWarning {
    /// It asks for money.
    Payment,
    /// It gives a way to go on elsewhere.
    OtherChannel,
}

/// A rule, and what it is about.
struct Rule {
    about: ScamWarning,
    knows: fn(&NormalizedText) -> bool,
}

/// The first one that knows a message decides: money weighs more than an address.
const RULES: [Rule; 7] = [
    // An account number in a first message has one purpose. The check digits tell it from any other code.
    Rule {
        about: ScamWarning::Payment,
        knows: has_account_number,
    },
    // Nobody takes these for a rent that can be traced or given back, or they only ever come with a request.
    Rule {
        about: ScamWarning::Payment,
        knows: |text| text.asks_for(&UNTRACEABLE),
    },
    // A deposit is an honest subject. Asked for in a first message, before a viewing, it is the oldest trick there is.
    Rule {
        about: ScamWarning::Payment,
        knows: asks_for_a_deposit,
    },
    // A mail address leads away from here.
    Rule {
        about: ScamWarning::OtherChannel,
        knows: has_mail_address,
    },
    // So does another messenger.
    Rule {
        about: ScamWarning::OtherChannel,
        knows: |text| text.has(&MESSENGERS),
    },
    // So do links that open one.
    Rule {
        about: ScamWarning::OtherChannel,
        knows: |text| MESSENGER_LINKS.iter().any(|link| text.lower.contains(link)),
    },
    // So does a telephone number.
    Rule {
        about: ScamWarning::OtherChannel,
        knows: has_phone_number,
    },
];

/// Ways to pay that cannot be called back, and requests to pay. Whole words, English and Dutch.
const UNTRACEABLE: [&str; 41] = [
    "wire transfer",
    "wire the money",
    "wire me",
    "bank transfer",
    "western union",
    "moneygram",
    "iban",
    "crypto",
    "bitcoin",
    "btc",
    "ethereum",
    "usdt",
    "gift card",
    "gift cards",
    "giftcard",
    "giftcards",
    "steam card",
    "paysafecard",
    "paypal",
    "cash app",
    "zelle",
    "venmo",
    "payment link",
    "advance payment",
    "pay in advance",
    "payment in advance",
    "pay upfront",
    "pay up front",
    "holding fee",
    "overboeking",
    "spoedoverboeking",
    "bankoverschrijving",
    "aanbetaling",
    "aanbetalen",
    "vooruitbetaling",
    "vooruitbetalen",
    "tikkie",
    "betaalverzoek",
    "betaallink",
    "cadeaukaart",
    "cadeaubon",
];

/// What is paid before one moves in.
const DEPOSITS: [&str; 11] = [
    "deposit",
    "borg",
    "borgsom",
    "waarborg",
    "waarborgsom",
    "first month",
    "first month s rent",
    "eerste maand",
    "eerste maandhuur",
    "reservation fee",
    "reserveringskosten",
];

/// What one is told to do with it.
const GIVES: [&str; 24] = [
    "pay",
    "send",
    "transfer",
    "wire",
    "upfront",
    "up front",
    "in advance",
    "to reserve",
    "to secure",
    "to hold",
    "betaal",
    "betaalt",
    "betalen",
    "voldoen",
    "maak",
    "maakt",
    "overmaken",
    "over te maken",
    "overmaakt",
    "storten",
    "stuur",
    "stuurt",
    "vooraf",
    "te reserveren",
];

/// Other places to talk. A "signal" by itself is about reception.
const MESSENGERS: [&str; 21] = [
    "whatsapp",
    "whats app",
    "whatsap",
    "watsapp",
    "wapp",
    "whatsappen",
    "appje",
    "app me",
    "telegram",
    "wechat",
    "viber",
    "skype",
    "snapchat",
    "facebook messenger",
    "on signal",
    "via signal",
    "signal app",
    "op signal",
    "text me at",
    "text me on",
    "sms me",
];

const MESSENGER_LINKS: [&str; 4] = ["wa.me/", "t.me/", "m.me/", "signal.me/"];

/// What to tell the reader of a stranger's message, if anything.
pub fn detect(message: &str) -> Option<ScamWarning> {
    let text = NormalizedText::new(message);
    let rule = RULES.iter().find(|rule| (rule.knows)(&text));
    rule.map(|rule| rule.about)
}

fn asks_for_a_deposit(text: &NormalizedText) -> bool {
    let asks = |(sentence, own): &(String, bool)| !own && has(sentence, &DEPOSITS) && has(sentence, &GIVES);
    text.sentences.iter().any(asks)
}

fn has_mail_address(text: &NormalizedText) -> bool {
    // "rita (at) gmail dot com"
    const SPELLED: [&str; 6] = [
        "at gmail",
        "gmail dot com",
        "at hotmail",
        "hotmail dot com",
        "at protonmail",
        "protonmail dot com",
    ];
    let is_address = |word: &str| {
        let Some((name, host)) = word.split_once('@') else {
            return false;
        };
        let host = host.trim_end_matches(|c: char| !c.is_alphanumeric());
        !name.is_empty() && host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty())
    };
    text.lower.split_whitespace().any(is_address) || text.has(&SPELLED)
}
