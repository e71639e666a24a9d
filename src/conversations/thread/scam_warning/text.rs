//! Normalizes a message for the scam rules: lower case, split into sentences and words.

pub struct NormalizedText {
    /// The message in lower case, without invisible characters.
    pub lower: String,
    /// Its sentences: the words, with one space before and after each, and whether it is a question in the first
    /// person.
    pub sentences: Vec<(String, bool)>,
}

impl NormalizedText {
    pub fn new(message: &str) -> Self {
        let lower: String = message
            .chars()
            .filter(|c| !is_invisible(*c))
            .flat_map(char::to_lowercase)
            .collect();
        let sentences = lower.split_inclusive(['.', '!', '?', '\n']).map(sentence).collect();
        Self { lower, sentences }
    }

    /// Whether any sentence contains one of these terms.
    pub fn has(&self, words: &[&str]) -> bool {
        self.sentences.iter().any(|(sentence, _)| has(sentence, words))
    }

    /// Whether a sentence that may be a request contains one of these terms. A question in the first person is no
    /// request: "Shall I pay by bank transfer?"
    pub fn asks_for(&self, words: &[&str]) -> bool {
        self.sentences
            .iter()
            .any(|(sentence, own)| !own && has(sentence, words))
    }
}

/// Whether a character is invisible: such characters can hide a word from the rules.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn sentence(text: &str) -> (String, bool) {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words = format!(" {} ", words.collect::<Vec<_>>().join(" "));
    let own = text.ends_with('?') && has(&words, &["i", "we", "ik", "wij"]);
    (words, own)
}

/// Whether a sentence contains one of these terms as whole words. A term is compared only where its first letter
/// matches, because a whole page of messages is scanned.
pub fn has(sentence: &str, words: &[&str]) -> bool {
    let mut word_starts = sentence
        .match_indices(' ')
        .map(|(at, space)| &sentence[at + space.len()..]);
    word_starts.any(|rest| {
        let matches = |word: &&str| {
            word.as_bytes().first() == rest.as_bytes().first()
                && rest.strip_prefix(*word).is_some_and(|rest| rest.starts_with(' '))
        };
        words.iter().any(matches)
    })
}
