//! Numbers of things -> the plural category that a language puts their words into.

use std::cell::RefCell;
use std::collections::BTreeMap;

use icu_plurals::{PluralCategory, PluralRules};

use super::Lang;

/// Returns the plural category of a number of things (CLDR, cardinal): `zero`, `one`, `two`, `few`, `many` or `other`.
pub fn plural(count: usize, lang: &Lang) -> &'static str {
    thread_local! {
        static RULES: RefCell<BTreeMap<Lang, Option<PluralRules>>> = const { RefCell::new(BTreeMap::new()) };
    }
    RULES.with_borrow_mut(|known| {
        let rules = known.entry(lang.clone()).or_insert_with(|| rules(lang));
        rules.as_ref().map_or("other", |rules| word(rules.category_for(count)))
    })
}

/// Returns every plural category that a language has (CLDR, cardinal), by name.
pub fn plurals(lang: &Lang) -> Vec<&'static str> {
    let mut words: Vec<_> = rules(lang).iter().flat_map(|rules| rules.categories().map(word)).collect();
    words.sort_unstable();
    words
}

fn rules(lang: &Lang) -> Option<PluralRules> {
    PluralRules::try_new_cardinal((&lang.cldr()).into()).ok()
}

fn word(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_category_of_their_language() {
        let check = |tag: &str, expected: [&str; 5]| {
            let lang = Lang::parse(tag).expect("a tag");
            assert_eq!([0, 1, 2, 5, 21].map(|count| plural(count, &lang)), expected, "{tag}");
        };
        check("en", ["other", "one", "other", "other", "other"]);
        check("ja", ["other"; 5]);
        check("ar", ["zero", "one", "two", "few", "many"]);
        check("ru", ["many", "one", "few", "many", "one"]);
        check("pl", ["many", "one", "few", "many", "many"]);
        check("pt-BR", ["one", "one", "other", "other", "other"]);
        check("xx", ["other"; 5]);
        assert_eq!(plurals(&Lang::parse("he").expect("a tag")), ["one", "other", "two"]);
    }
}
