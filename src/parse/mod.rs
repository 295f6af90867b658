//! One file's text into what it states and says: front matter, Markdown, labels.

pub mod label;
pub mod provisions;

mod articles;
mod clauses;
mod cursor;
mod cut;
mod leaf;
mod numeral;
mod words;
//! One file's text -> what it states and says.

mod markdown;

pub use markdown::{Body, Options, body, prose};
