//! Languages, dates, words: everything that differs from language to language, and the only face of ICU4X.

mod chars;
mod date;
mod format;
mod lang;
mod letters;
mod list;
mod plural;
mod strings;
mod words;
mod zones;

pub use chars::{
    digit_value, fold_case, is_alphanumeric, is_cjk_punctuation, is_quotation_mark, is_spaceless, is_wide,
    may_hold_wide, nfc, nfkc,
};
pub use date::{Date, NoDate, Zone};
pub use format::{Calendar, date};
pub use lang::{Direction, Lang, NoLang};
pub use letters::{letters, slug};
pub use list::list_gaps;
pub use plural::{plural, plurals};
pub use strings::{Entries, Strings, fill};
pub use words::{grapheme_breaks, graphemes, stand_apart, words};
pub use zones::zone_names;
