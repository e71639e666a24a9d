//! Detects phone numbers and bank account numbers by their format.

use super::text::NormalizedText;

/// Whether the text contains a phone number: 9 to 15 digits that start with `+` or `0`, or 10 digits in the North
/// American grouping of 3, 3 and 4. Usual separators are allowed.
pub fn has_phone_number(text: &NormalizedText) -> bool {
    // These characters separate numbers: next to them is a price, a time or a list.
    let parts = text.lower.split([':', ';', ',', '€', '$', '£', '=', '\n']);
    parts.into_iter().any(|part| {
        let words = part.split_whitespace().map(trimmed);
        let mut run = String::new();
        words.chain(["x"]).any(|word| {
            let continues = word.chars().all(|c| c.is_ascii_digit() || "+().-/".contains(c)) && !is_date_or_time(word);
            if continues {
                run.push(' ');
                run.push_str(word);
                return false;
            }
            is_phone_number(std::mem::take(&mut run).trim())
        })
    })
}

/// Removes the punctuation of the sentence around a number.
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
    let has_prefix = run.trim_start_matches('(').starts_with(['+', '0']);
    (has_prefix && (9..=15).contains(&digits)) || groups == [3, 3, 4]
}

/// Whether a word is a date or a time, such as 1-2-2026, 2026-02-01, 09.30, 09.30-17.00 or 0900-1700.
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

/// Whether the text contains an IBAN with valid check digits, in one word or in groups: at most 34 characters (ISO
/// 13616).
pub fn has_account_number(text: &NormalizedText) -> bool {
    const MAX_LENGTH: usize = 34;
    let words = text.lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    (0..words.len()).any(|start| {
        let groups = words[start..].iter();
        let mut numbers = groups.scan(String::with_capacity(MAX_LENGTH), |number, group| {
            number.push_str(group);
            (number.len() <= MAX_LENGTH).then(|| is_account_number(number))
        });
        numbers.any(|is_account| is_account)
    })
}

fn is_account_number(number: &str) -> bool {
    let bytes = number.as_bytes();
    let [c, o, d, n, ..] = bytes else {
        return false;
    };
    let has_prefix = c.is_ascii_alphabetic() && o.is_ascii_alphabetic() && d.is_ascii_digit() && n.is_ascii_digit();
    has_prefix && bytes.len() >= 15 && remainder(bytes[4..].iter().chain(&bytes[..4])) == 1
}

/// The remainder modulo 97, with letters as numbers from 10. It is 1 for a valid IBAN (ISO 7064, MOD 97-10).
fn remainder<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    bytes
        .filter_map(|byte| char::from(*byte).to_digit(36))
        .fold(0, |rest, value| (rest * if value > 9 { 100 } else { 10 } + value) % 97)
}
