//! What Porchlight promises, asked from the outside.

mod browser;
