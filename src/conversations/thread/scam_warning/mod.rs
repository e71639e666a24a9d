//! Scam warnings: rules that detect requests for money and links to other channels in a message. Pure.
//!
//! A typical scam asks for money before a viewing, or moves the conversation to a channel that cannot be checked
//! later. The rules apply to messages that the recipient received before their first reply. The recipient sees a
//! notice below the message. Every message is delivered, and the sender does not see the notice.
//!
//! False positives cost trust too: rents, dates, times, postcodes and house numbers are normal content and must not
//! match.

mod numbers;
mod text;

use numbers::{has_account_number, has_phone_number};
use text::{NormalizedText, has};

/// The warning that the recipient of a message sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScamWarning {
    /// It asks for money.
    Payment,
    /// It leads to another channel: an e-mail address, a phone number or a messenger.
    OtherChannel,
}

struct Rule {
    warning: ScamWarning,
    matches: fn(&NormalizedText) -> bool,
}

/// The first matching rule decides. Payment rules come first, because they are more serious.
const RULES: [Rule; 7] = [
    // An account number in a first message is a request for payment. Its check digits separate it from other codes.
    Rule {
        warning: ScamWarning::Payment,
        matches: has_account_number,
    },
    // Payments by these methods cannot be traced or reversed, or the term itself is a request for payment.
    Rule {
        warning: ScamWarning::Payment,
        matches: |text| text.asks_for(&PAYMENT_TERMS),
    },
    // Mentioning a deposit is normal. Requesting one in a first message, before a viewing, is a common scam.
    Rule {
        warning: ScamWarning::Payment,
        matches: asks_for_a_deposit,
    },
    Rule {
        warning: ScamWarning::OtherChannel,
        matches: has_email_address,
    },
    Rule {
        warning: ScamWarning::OtherChannel,
        matches: |text| text.has(&MESSENGERS),
    },
    Rule {
        warning: ScamWarning::OtherChannel,
        matches: |text| MESSENGER_LINKS.iter().any(|link| text.lower.contains(link)),
    },
    Rule {
        warning: ScamWarning::OtherChannel,
        matches: has_phone_number,
    },
];

/// Payment methods that cannot be reversed, and requests for payment. Matched as whole words, in English and Dutch.
const PAYMENT_TERMS: [&str; 41] = [
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

/// Payments before moving in.
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

/// Words that request a payment.
const REQUESTS: [&str; 24] = [
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

/// Other messengers. The word "signal" alone is left out, because it usually means mobile reception.
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

/// Detects the warning for a message.
pub fn detect(message: &str) -> Option<ScamWarning> {
    let text = NormalizedText::new(message);
    let rule = RULES.iter().find(|rule| (rule.matches)(&text));
    rule.map(|rule| rule.warning)
}

fn asks_for_a_deposit(text: &NormalizedText) -> bool {
    let requests = |(sentence, own): &(String, bool)| !own && has(sentence, &DEPOSITS) && has(sentence, &REQUESTS);
    text.sentences.iter().any(requests)
}

fn has_email_address(text: &NormalizedText) -> bool {
    // "rita (at) gmail dot com"
    const SPELLED_OUT: [&str; 6] = [
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
    text.lower.split_whitespace().any(is_address) || text.has(&SPELLED_OUT)
}
