//! What makes a stranger's message worth a word of caution to its reader. Pure.
//!
//! Who means to cheat asks for money before anything has been seen, or leads away from here, where nobody can look into
//! it afterwards. So the first messages of somebody the reader has not answered yet are read by these rules, and a calm
//! notice stands below those that one of them knows. Nothing is held back, and the sender never learns of it.
//!
//! A false alarm costs trust too: rents, dates, times, postcodes and house numbers are what honest people write about.

/// What a reader should know about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// It asks for money.
    Payment,
    /// It gives a way to go on elsewhere.
    Elsewhere,
}

/// A rule, and what it is about.
struct Rule {
    about: Caution,
    knows: fn(&Text) -> bool,
}

/// The first one that knows a message decides: money weighs more than an address.
const RULES: [Rule; 7] = [
    // An account number in a first message has one purpose. The check digits tell it from any other code.
    Rule {
        about: Caution::Payment,
        knows: has_account_number,
    },
    // Nobody takes these for a rent that can be traced or given back, or they only ever come with a request.
    Rule {
        about: Caution::Payment,
        knows: |text| text.asks_for(&UNTRACEABLE),
    },
    // A deposit is an honest subject. Asked for in a first message, before a viewing, it is the oldest trick there is.
    Rule {
        about: Caution::Payment,
        knows: asks_for_a_deposit,
    },
    // A mail address leads away from here.
    Rule {
        about: Caution::Elsewhere,
        knows: has_mail_address,
    },
    // So does another messenger.
    Rule {
        about: Caution::Elsewhere,
        knows: |text| text.has(&MESSENGERS),
    },
    // So do links that open one.
    Rule {
        about: Caution::Elsewhere,
        knows: |text| MESSENGER_LINKS.iter().any(|link| text.lower.contains(link)),
    },
    // So does a telephone number.
    Rule {
        about: Caution::Elsewhere,
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
pub fn of(message: &str) -> Option<Caution> {
    let text = Text::new(message);
    let rule = RULES.iter().find(|rule| (rule.knows)(&text));
    rule.map(|rule| rule.about)
}

/// A message, ready for the rules.
struct Text {
    /// In small letters, without what cannot be seen.
    lower: String,
    /// Its sentences: words with one space between, before and after them; and whether it is asked in the first person.
    sentences: Vec<(String, bool)>,
}

impl Text {
    fn new(message: &str) -> Self {
        let lower: String = message
            .chars()
            .filter(|c| !is_unseen(*c))
            .flat_map(char::to_lowercase)
            .collect();
        let sentences = lower.split_inclusive(['.', '!', '?', '\n']).map(sentence).collect();
        Self { lower, sentences }
    }

    fn has(&self, words: &[&str]) -> bool {
        self.sentences.iter().any(|(sentence, _)| has(sentence, words))
    }

    /// Whether it has one of these where it may be a request. "Shall I pay by bank transfer?" is the other way round.
    fn asks_for(&self, words: &[&str]) -> bool {
        self.sentences
            .iter()
            .any(|(sentence, own)| !own && has(sentence, words))
    }
}

/// Characters that only serve to hide a word from rules like these.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn sentence(written: &str) -> (String, bool) {
    let words = written
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words = format!(" {} ", words.collect::<Vec<_>>().join(" "));
    let own = written.ends_with('?') && has(&words, &["i", "we", "ik", "wij"]);
    (words, own)
}

/// Whether one of these stands in a sentence, a space before it and one after it. A whole page of messages is looked
/// through: nothing is compared where its first letter does not stand.
fn has(sentence: &str, words: &[&str]) -> bool {
    let mut begins = sentence
        .match_indices(' ')
        .map(|(at, space)| &sentence[at + space.len()..]);
    begins.any(|rest| {
        let stands = |word: &&str| {
            word.as_bytes().first() == rest.as_bytes().first()
                && rest.strip_prefix(*word).is_some_and(|rest| rest.starts_with(' '))
        };
        words.iter().any(stands)
    })
}

fn asks_for_a_deposit(text: &Text) -> bool {
    let asks = |(sentence, own): &(String, bool)| !own && has(sentence, &DEPOSITS) && has(sentence, &GIVES);
    text.sentences.iter().any(asks)
}

fn has_mail_address(text: &Text) -> bool {
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

/// Nine to fifteen digits, with what stands between them on paper, that begin like a number one can call: `+`, `0`, or
/// as they are grouped in North America.
fn has_phone_number(text: &Text) -> bool {
    // What these stand next to is a price, a time or a list.
    let parts = text.lower.split([':', ';', ',', '€', '$', '£', '=', '\n']);
    parts.into_iter().any(|part| {
        let words = part.split_whitespace().map(trimmed);
        let mut run = String::new();
        words.chain(["x"]).any(|word| {
            let goes_on = word.chars().all(|c| c.is_ascii_digit() || "+().-/".contains(c)) && !is_date_or_time(word);
            if goes_on {
                run.push(' ');
                run.push_str(word);
                return false;
            }
            is_phone_number(std::mem::take(&mut run).trim())
        })
    })
}

/// Without the punctuation of the sentence it stands in.
fn trimmed(word: &str) -> &str {
    word.trim_end_matches(['.', '!', '?', ')', '-', '/'])
        .trim_start_matches(['-', '/', '.'])
}

fn is_phone_number(run: &str) -> bool {
    let groups: Vec<usize> = run
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|length| *length > 0)
        .collect();
    let digits: usize = groups.iter().sum();
    let begins = run.trim_start_matches('(').starts_with(['+', '0']);
    (begins && (9..=15).contains(&digits)) || groups == [3, 3, 4]
}

/// 1-2-2026, 2026-02-01, 09.30, 09.30-17.00, 0900-1700.
fn is_date_or_time(word: &str) -> bool {
    let groups: Vec<usize> = word.split(['-', '.', '/']).map(str::len).collect();
    let short = |length: &usize| (1..=2).contains(length);
    match groups.as_slice() {
        [4, month, day] => short(month) && short(day),
        [day, month, year] => short(day) && short(month) && matches!(year, 2 | 4),
        [hour, 2] | [hour, 2, _, 2] => short(hour) && word.contains('.'),
        [4, 4] => true,
        _ => false,
    }
}

/// An IBAN, in one word or in groups, whose check digits are right; of 34 characters at most (ISO 13616).
fn has_account_number(text: &Text) -> bool {
    const LONGEST: usize = 34;
    let words = text.lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    (0..words.len()).any(|start| {
        let groups = words[start..].iter();
        let mut numbers = groups.scan(String::with_capacity(LONGEST), |number, group| {
            number.push_str(group);
            (number.len() <= LONGEST).then(|| is_account_number(number))
        });
        numbers.any(|is_one| is_one)
    })
}

fn is_account_number(number: &str) -> bool {
    let bytes = number.as_bytes();
    let [c, o, d, n, ..] = bytes else {
        return false;
    };
    let begins = c.is_ascii_alphabetic() && o.is_ascii_alphabetic() && d.is_ascii_digit() && n.is_ascii_digit();
    begins && bytes.len() >= 15 && remainder(bytes[4..].iter().chain(&bytes[..4])) == 1
}

/// ISO 7064: letters count from ten, and what is left of 97 is one.
fn remainder<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    bytes
        .filter_map(|byte| char::from(*byte).to_digit(36))
        .fold(0, |rest, value| (rest * if value > 9 { 100 } else { 10 } + value) % 97)
}
