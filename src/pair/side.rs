//! One of the two texts, with what pairing asks of its sections.

use std::collections::BTreeMap;

use crate::locale::letters;
use crate::model::{Anchor, Label, LabelKind, Section, Text};

/// A text made ready for pairing.
#[derive(Debug)]
pub(super) struct Side<'a> {
    /// Its sections in order.
    pub(super) sections: Vec<Entry<'a>>,
}

/// A section made ready for pairing.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The section.
    pub(super) section: &'a Section,
    /// The section above it.
    pub(super) parent: Option<usize>,
    /// In which part of the text it stands.
    pub(super) part: Part,
    /// The text of its leaves.
    pub(super) body: String,
    /// Whether it says only that it was deleted, to keep its number.
    pub(super) deleted: bool,
}

/// The parts of a text; a section never goes from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Before the first heading.
    Preamble,
    /// The provisions.
    Main,
    /// 附則.
    Supplement,
    /// A provision of 附則, where numbers begin anew.
    Supplementary,
}

/// Part, title and text: sections that are equal in these differ in their places alone.
pub(super) type Content<'e> = (Part, &'e str, &'e str);

impl Entry<'_> {
    /// Returns what the section says.
    pub(super) fn content(&self) -> Content<'_> {
        (self.part, self.section.title.text.as_str(), self.body.as_str())
    }
}

impl<'a> Side<'a> {
    /// Returns a text made ready.
    pub(super) fn of(text: &'a Text) -> Self {
        let (scopes, parents) = (supplements(&text.sections), parents(&text.sections));
        let entry = |(at, section): (usize, &'a Section)| {
            let leaves: Vec<&str> = section.leaves().into_iter().map(|leaf| leaf.text.as_str()).collect();
            let body = leaves.join("\u{2029}");
            let deleted = section.label.is_some() && says_deleted(&section.title.text, &body);
            Entry { section, parent: parents[at], part: part(section, scopes[at]), body, deleted }
        };
        Self { sections: text.sections.iter().enumerate().map(entry).collect() }
    }

    /// Returns the ids that the author wrote, with their sections.
    pub(super) fn ids(&self) -> impl Iterator<Item = (&'a Anchor, usize)> + '_ {
        let id = |(at, entry): (usize, &Entry<'a>)| Some((&entry.section.id.as_ref()?.value, at));
        self.sections.iter().enumerate().filter_map(id)
    }

    /// Returns every title and text.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        self.sections.iter().flat_map(|entry| [entry.section.title.text.as_str(), entry.body.as_str()])
    }

    /// Returns those of the sections whose part, title and text no other of them has.
    pub(super) fn unique(&self, among: &[usize]) -> BTreeMap<Content<'_>, usize> {
        let alike = self.alike(among).into_iter();
        alike.filter_map(|(content, at)| (at.len() == 1).then(|| (content, at[0]))).collect()
    }

    /// Returns the sections by their content, each kind in order.
    pub(super) fn alike(&self, among: &[usize]) -> BTreeMap<Content<'_>, Vec<usize>> {
        let mut found: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for at in among {
            found.entry(self.sections[*at].content()).or_default().push(*at);
        }
        found
    }
}

/// Returns the section above one: the nearest earlier one of a lesser level, the preamble apart.
pub(crate) fn parent(sections: &[Section], at: usize) -> Option<usize> {
    (0..at).rev().find(|above| (1..sections[at].level).contains(&sections[*above].level))
}

/// Returns for each section its [`parent`], in one pass.
fn parents(sections: &[Section]) -> Vec<Option<usize>> {
    let mut above: Vec<usize> = Vec::new();
    let parent = |(at, section): (usize, &Section)| {
        above.retain(|higher| sections[*higher].level < section.level);
        let parent = above.last().copied();
        above.extend((section.level > 0).then_some(at));
        parent
    };
    sections.iter().enumerate().map(parent).collect()
}

/// Returns for each section the supplement (附則) in which it stands, itself not counted.
pub(crate) fn supplements(sections: &[Section]) -> Vec<Option<usize>> {
    let mut open: Option<usize> = None;
    let scope = |(at, section): (usize, &Section)| {
        let kind = section.label.as_ref().map(|label| label.kind);
        let ends = |supplement: usize| match section.level.cmp(&sections[supplement].level) {
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => !matches!(kind, Some(LabelKind::Article | LabelKind::Bare)),
            std::cmp::Ordering::Less => true,
        };
        if kind == Some(LabelKind::Supplement) {
            open = Some(at);
            return None;
        }
        if open.is_some_and(ends) {
            open = None;
        }
        open
    };
    sections.iter().enumerate().map(scope).collect()
}

fn part(section: &Section, supplement: Option<usize>) -> Part {
    match &section.label {
        _ if section.level == 0 => Part::Preamble,
        Some(Label { kind: LabelKind::Supplement, .. }) => Part::Supplement,
        _ if supplement.is_some() => Part::Supplementary,
        _ => Part::Main,
    }
}

/// Returns whether both sections carry an id and the ids differ: the author says they are two.
pub(super) fn ids_differ(old: &Entry<'_>, new: &Entry<'_>) -> bool {
    let id = |entry: &'_ Entry<'_>| entry.section.id.as_ref().map(|id| id.value.clone());
    matches!((id(old), id(new)), (Some(old), Some(new)) if old != new)
}

/// Returns whether likeness may pair two sections.
pub(super) fn may_pair(old: &Entry<'_>, new: &Entry<'_>) -> bool {
    let stubs = !(old.deleted || new.deleted) || (old.deleted && new.deleted && same_label(old.section, new.section));
    old.part == new.part && stubs && !ids_differ(old, new)
}

/// Returns whether two sections print the same number of the same kind.
pub(super) fn same_label(old: &Section, new: &Section) -> bool {
    same_number(old.label.as_ref(), new.label.as_ref())
}

/// Returns whether two labels are there and number the same kind of thing alike.
pub(super) fn same_number(old: Option<&Label>, new: Option<&Label>) -> bool {
    matches!((old, new), (Some(old), Some(new)) if old.kind == new.kind && old.number == new.number)
}

/// What drafters write where a provision was, so that the numbers after it stay (「第5条　削除」); letters only.
const DELETED: &[&str] = &[
    "削除",
    "廃止",
    "削る",
    "删除",
    "廢止",
    "刪除",
    "삭제",
    "deleted",
    "intentionallydeleted",
    "repealed",
    "revoked",
    "omitted",
    "reserved",
    "intentionallyomitted",
    "intentionallyleftblank",
    "aufgehoben",
    "weggefallen",
    "gestrichen",
    "entfallen",
    "abrogé",
    "abrogée",
    "supprimé",
    "supprimée",
    "derogado",
    "suprimido",
    "abrogato",
    "soppresso",
    "revogado",
    "vervallen",
];

/// Returns whether a title and text together say only that something was deleted.
pub(super) fn says_deleted(title: &str, body: &str) -> bool {
    // The longest of the words has 22 letters.
    if title.len() + body.len() > 80 {
        return false;
    }
    let said: String = letters(title).into_iter().chain(letters(body)).collect();
    DELETED.contains(&said.as_str())
}
