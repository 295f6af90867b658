//! A site -> rules by which a host forwards readers from addresses without a language to their own, in the form of Netlify's `_redirects`
//! (<https://docs.netlify.com/routing/redirects/redirect-options/>). Where no rule fits, the page itself is served, in the default
//! language. The root has none: it is where readers choose another language than their own.

use std::fmt::Write;

use super::{address, is_translated};
use crate::model::Site;

/// Returns the rules: for each document's address without a language, one a language that has the text, the default one apart.
pub(super) fn redirects(site: &Site) -> String {
    let mut out = String::new();
    let mut rule = |from: address::Address, to: address::Address, lang: &str| {
        writeln!(out, "/{from} /{to} 302 Language={lang}").expect("a text takes everything");
    };
    let languages = &site.config.languages;
    for document in &site.documents {
        let current = &document.revisions[document.current];
        for lang in languages.iter().skip(1).filter(|lang| is_translated(current, lang)) {
            rule(address::neutral(&document.id), address::current(lang, &document.id), lang.as_str());
        }
    }
    out
}
