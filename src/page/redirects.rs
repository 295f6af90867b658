//! A site -> rules by which a host forwards readers, in the form of Netlify's `_redirects`
//! (<https://docs.netlify.com/routing/redirects/redirect-options/>): from old addresses to the documents that are there now, and from
//! addresses without a language to the reader's own.
//!
//! Every address that is forwarded has a page of its own as well, for hosts without rules. The root has no rule: it is where readers
//! choose another language than their own.

use std::fmt::Write;

use super::plan::{former_addresses, is_translated};
use super::{Address, address};
use crate::model::Site;

/// Returns the rules: one for each old address; then for each document's address without a language one a language that has the text, the
/// default one apart. Empty where there are none.
pub(super) fn redirects(site: &Site) -> String {
    let mut out = String::new();
    // A site may lie below a path of its host.
    let below: String = site.config.base_url.split_inclusive('/').skip(3).collect();
    let mut rule = |from: &Address, to: &Address, how: &str| {
        writeln!(out, "/{below}{from} /{below}{to} {how}").expect("a text takes everything");
    };
    for document in &site.documents {
        for (from, lang, _) in former_addresses(site, document) {
            let (neutral, current) = (address::neutral, address::current);
            let to = lang.as_ref().map_or_else(|| neutral(&document.id), |lang| current(lang, &document.id));
            // The page that lies there would be served before a rule that does not insist.
            rule(&from, &to, "301!");
        }
    }
    for document in &site.documents {
        let current = &document.revisions[document.current];
        for lang in site.config.languages.iter().skip(1).filter(|lang| is_translated(current, lang)) {
            let (from, to) = (address::neutral(&document.id), address::current(lang, &document.id));
            rule(&from, &to, &format!("302 Language={lang}"));
        }
    }
    out
}
