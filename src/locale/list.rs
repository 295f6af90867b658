//! Things in a row -> what a language writes between them.

use icu_list::ListFormatter;
use icu_list::options::{ListFormatterOptions, ListLength};

use super::Lang;

/// Stands for a thing in a row; no text of CLDR has it (a noncharacter, Unicode 23.7).
const THING: &str = "\u{fdd0}";

/// Returns what a language writes before, between and behind so many things in a row (CLDR, conjunction): `["", ", ", ", and ", ""]`
/// for three in English. One piece more than there are things.
pub fn list_gaps(count: usize, lang: &Lang) -> Vec<String> {
    let options = ListFormatterOptions::default().with_length(ListLength::Wide);
    let things = std::iter::repeat_n(THING, count);
    let row = match ListFormatter::try_new_and((&lang.cldr()).into(), options) {
        Ok(formatter) => formatter.format(things).to_string(),
        Err(_) => things.collect::<Vec<_>>().join(", "),
    };
    row.split(THING).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_own_row() {
        let check = |tag: &str, count: usize, expected: &[&str]| {
            assert_eq!(list_gaps(count, &Lang::parse(tag).expect("a tag")), expected, "{tag}");
        };
        check("en", 3, &["", ", ", ", and ", ""]);
        check("en", 1, &["", ""]);
        check("en", 0, &[""]);
        check("ja", 3, &["", "、", "、", ""]);
        check("de", 2, &["", " und ", ""]);
        check("ar", 2, &["", " و", ""]);
    }
}
