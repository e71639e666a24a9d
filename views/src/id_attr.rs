//! Ids and addresses of which a page has hundreds: words and numbers, written where they stand.

use std::fmt;

use maud::Render;

/// Words, a number after each. Nothing in it needs to be escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdAttr<const N: usize>(pub [(&'static str, i64); N]);

impl<const N: usize> fmt::Display for IdAttr<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(word, number)| write!(f, "{word}{number}"))
    }
}

impl<const N: usize> Render for IdAttr<N> {
    fn render_to(&self, page: &mut String) {
        for (word, number) in self.0 {
            page.push_str(word);
            number.render_to(page);
        }
    }
}
