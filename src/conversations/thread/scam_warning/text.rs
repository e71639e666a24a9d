//! A message as the rules of caution read it: its words, sentence by sentence.

/// A message, ready for the rules.
pub struct NormalizedText {
    /// In small letters, without what cannot be seen.
    pub lower: String,
    /// Its sentences: words with one space between, before and after them; and whether it is asked in the first person.
    pub sentences: Vec<(String, bool)>,
}

impl NormalizedText {
    /// Of this message.
    pub fn new(message: &str) -> Self {
        let lower: String = message
            .chars()
            .filter(|c| !is_unseen(*c))
            .flat_map(char::to_lowercase)
            .collect();
        let sentences = lower.split_inclusive(['.', '!', '?', '\n']).map(sentence).collect();
        Self { lower, sentences }
    }

    /// Whether it has one of these anywhere.
    pub fn has(&self, words: &[&str]) -> bool {
        self.sentences.iter().any(|(sentence, _)| has(sentence, words))
    }

    /// Whether it has one of these where it may be a request. "Shall I pay by bank transfer?" is the other way round.
    pub fn asks_for(&self, words: &[&str]) -> bool {
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
pub fn has(sentence: &str, words: &[&str]) -> bool {
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
