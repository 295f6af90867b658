//! The texts that readers of one language were shown -> where their anchors lead that the page of the current text lacks.
//!
//! [`super::retired`] speaks of the governing texts. A translation may lack what the governing text has, or have what it has
//! not, and an id that the author put into a text may be gone; they too lead somewhere on the page of that language.

use std::collections::{BTreeMap, BTreeSet};

use super::name::Named;
use super::retired::Retired;
use crate::model::Anchor;

/// Returns the anchors that the page of `current` lacks and does not list as removed, each with the anchor at which it must
/// resolve — of that text, or of a section in the list — in order of name. `texts` are those shown, newest first; `governing` is the current governing text.
pub fn shown(
    current: &Named,
    texts: &[&Named],
    governing: &Named,
    retired: &Retired,
    redirects: &[(Anchor, Anchor)],
) -> Vec<(Anchor, Anchor)> {
    let mut held = BTreeMap::new();
    let mut after: Option<&Named> = None;
    for named in [governing].iter().chain(texts).copied() {
        for (at, section) in named.sections.iter().enumerate() {
            if after.is_some_and(|after| named.is_alike(at, after)) {
                continue;
            }
            for anchor in std::iter::once(section).chain(&named.provisions[at]).chain(&named.points[at]) {
                held.entry(anchor.clone()).or_insert((named, at));
            }
        }
        after = Some(named);
    }
    let told = retired.retired.iter().chain(redirects).map(|(old, new)| (old, new)).collect();
    let listed = retired.removed.iter().flat_map(|removed| {
        std::iter::once(&removed.anchor).chain(&removed.inside).map(move |anchor| (anchor, &removed.anchor))
    });
    let present = current.anchors().chain(current.points.iter().flatten()).cloned().collect();
    let page = Page { present, told, listed: listed.collect(), held: &held, first: current.sections.first() };
    let known = held.keys().chain(page.told.keys().copied()).chain(page.listed.keys().copied());
    let lost: BTreeSet<&Anchor> = known.filter(|anchor| !page.present.contains(*anchor)).collect();
    lost.into_iter().filter_map(|anchor| Some((anchor.clone(), page.lead(anchor)?))).collect()
}

/// The page of the current text in one language.
struct Page<'a> {
    /// The ids of its text.
    present: BTreeSet<Anchor>,
    /// Successors: by pairing, and as the author says.
    told: BTreeMap<&'a Anchor, &'a Anchor>,
    /// What the list of removed sections has, with the section at whose entry it stands.
    listed: BTreeMap<&'a Anchor, &'a Anchor>,
    /// The section of a text in which an anchor last stood.
    held: &'a BTreeMap<Anchor, (&'a Named, usize)>,
    /// The first section of the text.
    first: Option<&'a Anchor>,
}

impl Page<'_> {
    /// Returns where an anchor leads; `None` where the list of removed sections has it.
    fn lead(&self, anchor: &Anchor) -> Option<Anchor> {
        let mut seen = BTreeSet::new();
        let mut at = anchor;
        while seen.insert(at) && !self.present.contains(at) {
            if let Some(next) = self.told.get(at) {
                at = next;
            } else if let Some(entry) = self.listed.get(at) {
                if !self.present.contains(*entry) {
                    return (at != anchor).then(|| (*entry).clone());
                }
                at = entry;
            } else if let Some((named, section)) = self.held.get(at) {
                at = self.nearest(named, *section, at);
            }
        }
        let found = if self.present.contains(at) { Some(at) } else { self.first };
        found.cloned()
    }

    /// Returns the section that held an anchor, or, of that section itself, the nearest before it that is still there.
    fn nearest<'s>(&'s self, named: &'s Named, section: usize, anchor: &'s Anchor) -> &'s Anchor {
        let own = &named.sections[section];
        if own != anchor {
            return own;
        }
        let before = named.sections[..section].iter().rev().find(|before| self.present.contains(*before));
        before.unwrap_or(anchor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::anchors::{RemovedSection, Used, name, translate};
    use crate::locale::Lang;
    use crate::pair::sample::text;

    #[test]
    fn what_only_a_translation_had_leads_to_the_section_before() {
        let lang = Lang::parse("en").expect("a tag");
        let governing = text("## 1. 目的\n甲\n## 2. 定義\n乙");
        let mut used = Used::default();
        let named = name(&governing, None, &mut used);
        let old = text("## 1. Aim\na\nmore\n## For readers abroad\nx\n## 2. Terms\nb");
        let new = text("## 1. Aim\na\n## 2. Terms\nb");
        let (old_named, _) = translate(&old, (&governing, &named), None, &lang, &mut used);
        let (new_named, _) = translate(&new, (&governing, &named), None, &lang, &mut used);
        let found = shown(&new_named, &[&new_named, &old_named], &named, &Retired::default(), &[]);
        let found: Vec<_> = found.iter().map(|(old, new)| format!("{old} -> {new}")).collect();
        let lost =
            ["for-readers-abroad~en -> s1", "for-readers-abroad~en-p1 -> s1", "s1-p1~en -> s1", "s1-p2~en -> s1"];
        assert_eq!(found, lost);
    }

    #[test]
    fn what_is_listed_as_removed_is_left_to_the_list_unless_the_text_still_has_it() {
        let anchor = |name: &str| Anchor::new(name).expect("a good name");
        let governing = text("## 1. 目的\n甲");
        let named = name(&governing, None, &mut Used::default());
        let (old, still) = (text("## A {#a}\nx\n## B {#b}\ny"), text("## One\na\n## B {#b}\ny"));
        let of_old = name(&old, None, &mut Used::default());
        let of_still = name(&still, None, &mut Used::default());
        let removed = |name: &str| RemovedSection {
            anchor: anchor(name),
            last: 0,
            section: 0,
            gone: 1,
            inside: vec![anchor(&format!("{name}-p1")), anchor(&format!("{name}-p9"))],
        };
        let retired = Retired { retired: Vec::new(), removed: vec![removed("a"), removed("b")] };
        let redirects = [(anchor("x"), anchor("a-p1"))];
        let found = shown(&of_still, &[&of_old], &named, &retired, &redirects);
        let found: Vec<_> = found.iter().map(|(old, new)| format!("{old} -> {new}")).collect();
        assert_eq!(found, ["b-p9 -> b", "s1 -> one", "s1-p1 -> one", "x -> a"]);
    }
}
