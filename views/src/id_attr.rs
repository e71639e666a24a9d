//! DOM ids and URLs made of constant parts and numbers. A long page contains hundreds, so they render without an
//! intermediate string.

use std::fmt;

use maud::Render;

/// Pairs of a constant part and a number. The constant parts must not need HTML escaping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdAttr<const N: usize>(pub [(&'static str, i64); N]);

impl<const N: usize> fmt::Display for IdAttr<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(part, number)| write!(f, "{part}{number}"))
    }
}

impl<const N: usize> Render for IdAttr<N> {
    fn render_to(&self, page: &mut String) {
        for (part, number) in self.0 {
            page.push_str(part);
            number.render_to(page);
        }
    }
}
