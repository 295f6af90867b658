//! Languages, dates, words: everything that differs from language to language, and the only face of ICU4X.

mod date;
mod lang;
mod letters;

pub use date::{Date, NoDate, Zone};
pub use lang::{Direction, Lang, NoLang};
pub use letters::{letters, slug};
