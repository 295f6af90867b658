//! One file's text -> what it states and says: settings, front matter, Markdown, labels.

pub mod label;
pub mod markdown;
pub mod provisions;

mod articles;
mod clauses;
mod cursor;
mod cut;
mod leaf;
mod numeral;
mod words;
