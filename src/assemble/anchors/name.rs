//! A governing text and the names of the one before it -> its names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::grammar::{Plan, steps};
use crate::locale::Lang;
use crate::model::{Anchor, Block, Body, Label, MarkKind, Section, Text};
use crate::pair::{Pairing, Provision, tree};

/// The anchors of one text, by position.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Of each section.
    pub sections: Vec<Anchor>,
    /// Whether the author wrote it, for each section.
    pub pinned: Vec<bool>,
    /// Of each section's [`Section::provisions`].
    pub provisions: Vec<Vec<Anchor>>,
    /// The ids that the author put on blocks and points of each section, in no order.
    pub points: Vec<Vec<Anchor>>,
}

impl Named {
    /// Returns every anchor, each section's before those of its provisions.
    pub fn anchors(&self) -> impl Iterator<Item = &Anchor> {
        self.sections
            .iter()
            .zip(&self.provisions)
            .flat_map(|(section, provisions)| std::iter::once(section).chain(provisions))
    }

    /// Returns whether a section has the same names as the one at the same place in another text. Names that are inherited are the
    /// same in memory, so this is quickly told of what nobody changed.
    pub(super) fn is_alike(&self, at: usize, other: &Self) -> bool {
        self.sections.get(at) == other.sections.get(at)
            && self.provisions.get(at) == other.provisions.get(at)
            && self.points.get(at) == other.points.get(at)
    }
}

/// The names of a document's whole history.
#[derive(Debug, Default)]
pub struct Used {
    /// The revision being named.
    at: usize,
    /// The names, each with the revision that had it first.
    names: HashMap<Anchor, usize>,
}

impl Used {
    /// Says which revision, by its place in the history, is named from now on.
    pub fn begin(&mut self, at: usize) {
        self.at = at;
    }

    /// Forgets the names that no revision before one had.
    pub fn go_back_to(&mut self, at: usize) {
        self.names.retain(|_, first| *first < at);
    }

    fn contains(&self, anchor: &Anchor) -> bool {
        self.names.contains_key(anchor)
    }

    fn note(&mut self, anchor: &Anchor) {
        if !self.names.contains_key(anchor) {
            self.names.insert(anchor.clone(), self.at);
        }
    }
}

/// Returns the names of a governing text and adds them to `used`, the names of the document's whole history.
///
/// A written `{#id}` comes first; then the anchor of what is continued, by the pairing with the text before; then a name that
/// was never used. `before` is `None` for a document's first text.
pub fn name(text: &Text, before: Option<(&Named, &Pairing)>, used: &mut Used) -> Named {
    let mut names = Names::written(text);
    if let Some((named, pairing)) = before {
        names.inherit(named, pairing);
    }
    names.complete(text, None, used)
}

/// The names of a text while they are found.
pub(super) struct Names {
    sections: Vec<Option<Anchor>>,
    pinned: Vec<bool>,
    provisions: Vec<Vec<Option<Anchor>>>,
    /// The names given in this text so far.
    here: BTreeSet<Anchor>,
    /// Ids of the author's on other blocks and `<a name>`, which no name given by us may repeat.
    points: BTreeSet<Anchor>,
    /// The same, by section.
    points_of: Vec<Vec<Anchor>>,
    /// What new names end in.
    suffix: String,
    /// By name, the number from which on it may be free: below, every one was found to be used.
    next: BTreeMap<String, u32>,
}

impl Names {
    /// Returns the names that the author wrote; of two equal ones the first counts.
    pub(super) fn written(text: &Text) -> Self {
        let mut here = BTreeSet::new();
        let mut own = |id: &Anchor| here.insert(id.clone()).then(|| id.clone());
        let sections: Vec<Option<Anchor>> =
            text.sections.iter().map(|section| own(&section.id.as_ref()?.value)).collect();
        let mut inside = |section: &Section| -> Vec<Option<Anchor>> {
            section.provisions().into_iter().map(|block| own(&block.id.as_ref()?.value)).collect()
        };
        let provisions = text.sections.iter().map(&mut inside).collect();
        let pinned = sections.iter().map(Option::is_some).collect();
        let points_of: Vec<Vec<Anchor>> = text.sections.iter().map(points).collect();
        let points = points_of.iter().flatten().cloned().collect();
        Self { sections, pinned, provisions, here, points, points_of, suffix: String::new(), next: BTreeMap::new() }
    }

    /// Gives a section the anchor of what it continues, unless it has one, or the author wrote that one elsewhere.
    pub(super) fn inherit_section(&mut self, at: usize, anchor: &Anchor) {
        if self.sections[at].is_none() && self.here.insert(anchor.clone()) {
            self.sections[at] = Some(anchor.clone());
        }
    }

    /// Gives a provision the anchor of what it continues, likewise.
    pub(super) fn inherit_provision(&mut self, section: usize, at: usize, anchor: &Anchor) {
        if self.provisions[section][at].is_none() && self.here.insert(anchor.clone()) {
            self.provisions[section][at] = Some(anchor.clone());
        }
    }

    /// Gives what a text continues the names that it had, except what has one.
    pub(super) fn inherit(&mut self, named: &Named, pairing: &Pairing) {
        for pair in &pairing.sections {
            self.inherit_section(pair.new, &named.sections[pair.old]);
            for (old, new) in &pair.provisions {
                self.inherit_provision(pair.new, *new, &named.provisions[pair.old][*old]);
            }
        }
    }

    /// Gives new names to all that have none. Those of a translation end in `~` and its language, so that the names of a
    /// governing text are the same whichever translations there are, and whenever they appear.
    pub(super) fn complete(mut self, text: &Text, lang: Option<&Lang>, used: &mut Used) -> Named {
        self.here.iter().for_each(|anchor| used.note(anchor));
        self.suffix = lang.map(|lang| format!("~{}", lang.as_str().to_lowercase())).unwrap_or_default();
        let plan = Plan::of(&text.sections);
        let mut sections: Vec<Anchor> = Vec::new();
        for at in 0..text.sections.len() {
            let known = self.sections[at].take();
            let anchor = known.unwrap_or_else(|| {
                let name = plan.name(at, &|above| sections[above].to_string());
                self.unused(&name, used)
            });
            sections.push(anchor);
        }
        let pinned = std::mem::take(&mut self.pinned);
        let points = std::mem::take(&mut self.points_of);
        let inside = |(at, section): (usize, &Section)| {
            let known = std::mem::take(&mut self.provisions[at]);
            let mut found = Inside { names: &mut self, used, known };
            found.siblings(&tree(&section.blocks), &sections[at], section.label.as_ref());
            found.known.into_iter().map(|anchor| anchor.expect("the tree holds every provision")).collect()
        };
        let provisions = text.sections.iter().enumerate().map(inside).collect();
        Named { sections, pinned, provisions, points }
    }

    /// Returns the name, or the name with the first of `~2`, `~3` … that was never used, and notes it as used.
    fn unused(&mut self, name: &str, used: &mut Used) -> Anchor {
        // The theme keeps `k-` for itself.
        let mut name = if Anchor::new(name).is_some() { name.to_owned() } else { format!("s-{name}") };
        if !name.contains(&self.suffix) {
            name += &self.suffix;
        }
        let from = self.next.get(&name).copied().unwrap_or(1);
        let written = |count: u32| if count == 1 { name.clone() } else { format!("{name}~{count}") };
        let mut candidates = (from..).filter_map(|count| Some((count, Anchor::new(&written(count))?)));
        let free = candidates.find(|(_, anchor)| !used.contains(anchor) && !self.points.contains(anchor));
        let (count, free) = free.expect("names are letters, digits and hyphens, and the numbers do not end");
        self.next.insert(name, count + 1);
        used.note(&free);
        free
    }
}

/// The provisions of one section while they are named.
struct Inside<'n> {
    names: &'n mut Names,
    used: &'n mut Used,
    known: Vec<Option<Anchor>>,
}

impl Inside<'_> {
    fn siblings(&mut self, siblings: &[Provision<'_>], above: &Anchor, label: Option<&Label>) {
        for (sibling, (below, step)) in siblings.iter().zip(steps(siblings, label)) {
            let base = below.and_then(|at| self.known[siblings[at].index].clone()).unwrap_or_else(|| above.clone());
            let anchor = match self.known[sibling.index].clone() {
                Some(anchor) => anchor,
                None => self.names.unused(&format!("{base}{step}"), self.used),
            };
            self.known[sibling.index] = Some(anchor.clone());
            self.siblings(&sibling.inside, &anchor, sibling.block.label.as_deref());
        }
    }
}

/// Returns the ids that the author put on blocks and points of the text.
fn points(section: &Section) -> Vec<Anchor> {
    fn ids(block: &Block, out: &mut Vec<Anchor>) {
        out.extend(block.id.as_ref().map(|id| id.value.clone()));
        if let Body::Blocks(inner) = &block.body {
            inner.iter().for_each(|block| ids(block, out));
        }
    }
    let mut points = Vec::new();
    section.blocks.iter().for_each(|block| ids(block, &mut points));
    for mark in section.leaves().into_iter().chain([&section.title]).flat_map(|leaf| &leaf.marks) {
        if let MarkKind::Name(anchor) = &mark.kind {
            points.push(anchor.clone());
        }
    }
    points
}
