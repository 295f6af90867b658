//! Two texts of a document -> which sections continue which, kept as long as both stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::anchors::Named;
use super::{named, texts};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Parsed, Text};
use crate::pair::{self, Pairing, Was};

/// The pairings of one document's texts: by the paths of the two texts and what the author says of their sections.
#[derive(Debug, Default)]
pub(super) struct Pairings(BTreeMap<PairingKey, ([Arc<Parsed>; 2], Arc<Pairing>)>);

type PairingKey = (Arc<str>, Arc<str>, Vec<(usize, Vec<usize>)>);

impl Pairings {
    /// Forgets the pairings of texts that do not stand any more.
    pub(super) fn retain(&mut self, stands: impl Fn(&Arc<Parsed>) -> bool) {
        self.0.retain(|_, (texts, _)| texts.iter().all(&stands));
    }

    /// Returns which sections of a text continue which of another one.
    pub(super) fn texts(&mut self, old: &Arc<Parsed>, new: &Arc<Parsed>, was: &[Was]) -> Arc<Pairing> {
        let said = was.iter().map(|was| (was.new, was.old.clone())).collect();
        let key = (old.path.clone(), new.path.clone(), said);
        let known = self.0.get(&key).filter(|([one, other], _)| Arc::ptr_eq(one, old) && Arc::ptr_eq(other, new));
        if let Some((_, pairing)) = known {
            return pairing.clone();
        }
        let pairing = Arc::new(pair::texts(&old.text, &new.text, was));
        self.0.insert(key, ([old.clone(), new.clone()], pairing.clone()));
        pairing
    }
}

/// Returns what the author says of which old sections the new ones continue, by index; reports names that fit none.
pub(super) fn was(parsed: &Parsed, (old, named): (&Text, &Named), found: &mut Vec<Diagnostic>) -> Vec<Was> {
    if parsed.front.changes.iter().all(|note| note.was.is_empty()) {
        return Vec::new();
    }
    let old_outline = texts::outline((old, old), named, None);
    let new_outline = named::provisional(&parsed.text);
    let mut out = Vec::new();
    for note in parsed.front.changes.iter().filter(|note| !note.was.is_empty()) {
        let mut olds = Vec::new();
        for name in &note.was {
            match named::sections(&name.value, &old_outline)[..] {
                [] => found.push(
                    Diagnostic::new(Code::UnknownSection, parsed.place(name.span.clone())).arg("name", &name.value),
                ),
                [one] => olds.push(one),
                _ => found.push(named::ambiguous(&name.value, &old_outline, parsed.place(name.span.clone()))),
            }
        }
        for name in &note.sections {
            if let [new] = named::sections(&name.value, &new_outline)[..]
                && !olds.is_empty()
            {
                out.push(Was { new, old: olds.clone() });
            }
        }
    }
    out
}
