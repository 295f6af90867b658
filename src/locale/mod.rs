//! Languages, dates, words: everything that differs from language to language, and the only face of ICU4X.

mod date;
mod lang;
mod lang_parse_standin;
mod zones;

pub use date::{Date, NoDate, Zone};
pub use lang::{Direction, Lang, NoLang};
pub use zones::zone_names;
