//! The texts of a site -> where comparisons of them break what must hold of every comparison.

use std::collections::BTreeMap;
use std::sync::Arc;

use kaitei::compare::{self, Lineage};
use kaitei::model::Text;
use kaitei::pipeline::{self, Request};
use rayon::prelude::*;

use crate::common::Files;
use crate::invariants;

/// Texts by document, language and revision, with the revision that each is compared with.
pub(crate) type Texts = BTreeMap<(String, String, usize), (Option<usize>, Arc<Text>)>;

/// Returns every text of a site.
pub(crate) fn texts(files: &Files, day: &str) -> Texts {
    let tree = kaitei::disk::tree_of(files.clone()).value;
    let request = Request { as_of: Some(day.parse().expect("a date")), ..Request::default() };
    let loaded = pipeline::load(&tree, &request).expect("a map can be read").value.expect("a usable site.toml");
    let mut out = Texts::new();
    for document in &loaded.site.documents {
        let texts = pipeline::texts(&tree, &loaded, document).expect("a map can be read");
        for ((revision, lang), text) in texts.by {
            let before = document.revisions[revision].translations[&lang].compared_with;
            out.insert((document.id.clone(), lang.to_string(), revision), (before, text));
        }
    }
    out
}

/// Returns the texts that differ in any way.
pub(crate) fn same(texts: &Texts, others: &Texts) -> Vec<String> {
    let differ = |(key, (_, text)): (&_, &(_, Arc<Text>))| {
        let changes = compare::texts(text, &others[key].1, &Lineage::default()).changes;
        (!changes.is_empty()).then(|| format!("{key:?}: I2 with other line ends: {:?}", changes[0]))
    };
    texts.iter().filter_map(differ).collect()
}

/// Returns how many pairs of texts there are that are compared with each other, how many others were tried, and what is broken.
///
/// The others are, for every text, the first of its language, and the last one at a distance that goes through all.
pub(crate) fn check(texts: &Texts) -> (usize, usize, Vec<String>) {
    let (mut consecutive, mut distant) = (Vec::new(), Vec::new());
    for ((document, lang, revision), (before, new)) in texts {
        let key = |at| (document.clone(), lang.clone(), at);
        let earlier: Vec<_> = texts.range(key(0)..key(*revision)).collect();
        let apart = revision % 9 + 2;
        for (at, (key, (_, old))) in earlier.iter().enumerate() {
            let pair = (format!("{document} {lang} {}..{revision}", key.2), old, new);
            if Some(key.2) == *before {
                consecutive.push(pair);
            } else if at == 0 || earlier.len() - at == apart {
                distant.push(pair);
            }
        }
    }
    let broken = |(name, old, new): &(String, &Arc<Text>, &Arc<Text>)| {
        let lineage = invariants::lineage(old, new);
        let broken = invariants::broken(old, new, &lineage);
        broken.into_iter().map(|problem| format!("{name}: {problem}")).collect::<Vec<_>>()
    };
    let wrong = consecutive.par_iter().chain(&distant).flat_map_iter(broken).collect();
    (consecutive.len(), distant.len(), wrong)
}
