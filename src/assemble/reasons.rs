//! What authors say of changes, held against what changed.
//!
//! A name that fits no section, or several, is an error; a reason for a section that did not change, and a substantive
//! change without a reason, are warnings.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use super::named;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::Lang;
use crate::model::{Anchor, Class, Document, Heading, Revision, Translation};
use crate::source::Place;

/// Tells for the sections that differ in a revision's text in a language, by anchor, whether readers are owed a reason. Outlines
/// do not always tell, and comparing costs, so it is asked in doubt only.
pub type Differing<'a> = dyn Fn(&Revision, &Lang) -> BTreeMap<Anchor, bool> + 'a;

/// Checks the notes of every text of the document, and that substantive changes have reasons.
pub fn check(document: &Document, differing: &Differing<'_>, found: &mut Vec<Diagnostic>) {
    for revision in &document.revisions {
        for (lang, translation) in &revision.translations {
            let mut problems = Vec::new();
            let rows = LazyCell::new(|| differing(revision, lang));
            check_translation(document, revision, (lang, translation), &rows, &mut problems);
            found.extend(problems.into_iter().map(|problem| if revision.draft { problem.lowered() } else { problem }));
        }
    }
}

fn check_translation(
    document: &Document,
    revision: &Revision,
    (lang, translation): (&Lang, &Translation),
    rows: &dyn Deref<Target = BTreeMap<Anchor, bool>>,
    found: &mut Vec<Diagnostic>,
) {
    let old = translation.compared_with.map(|at| &document.revisions[at]).and_then(|old| old.translations.get(lang));
    let old_outline = old.map_or(&[][..], |old| &old.outline);
    let mut explained = Vec::new();
    for note in &translation.changes {
        for name in &note.sections {
            let place = Place { path: note.path.clone(), span: name.span.clone() };
            match find(&name.value, &translation.outline, old_outline) {
                Found::One(heading) => {
                    if old.is_some()
                        && !note.reason.is_empty()
                        && !changed_below(heading, &translation.outline, old_outline)
                        && !below(heading, &translation.outline).iter().any(|one| rows.contains_key(&one.anchor))
                    {
                        found.push(Diagnostic::new(Code::IdleReason, place).arg("name", &name.value));
                    }
                    if !note.reason.is_empty() {
                        explained.push(heading.anchor.clone());
                    }
                }
                Found::Several(outline) => found.push(named::ambiguous(&name.value, outline, place)),
                Found::None => found.push(unknown(&name.value, &translation.outline, place)),
            }
        }
    }
    let Some(_) = old.filter(|_| *lang == revision.governing && revision.class == Class::Substantive) else { return };
    check_unexplained(revision, translation, old_outline, (&explained, rows), found);
}

enum Found<'a> {
    One(&'a Heading),
    Several(&'a [Heading]),
    None,
}

/// Finds the section a note means: in the new text, else in the old one.
fn find<'a>(name: &str, new: &'a [Heading], old: &'a [Heading]) -> Found<'a> {
    for outline in [new, old] {
        match named::sections(name, outline)[..] {
            [] => {}
            [one] => return Found::One(&outline[one]),
            _ => return Found::Several(outline),
        }
    }
    Found::None
}

fn unknown(name: &str, outline: &[Heading], place: Place) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnknownSection, place).arg("name", name);
    if outline.iter().all(|heading| heading.level == 0) {
        return diagnostic.help("no-headings");
    }
    let known: Vec<String> = outline.iter().map(|heading| format!("`{}`", self::name(heading))).collect();
    diagnostic.arg("known", known.join(", "))
}

/// Returns what `section` may call a section: its number, else its title, else (what precedes all headings) its anchor.
fn name(heading: &Heading) -> String {
    match &heading.label {
        Some(label) => label.printed.clone(),
        None if heading.title.is_empty() || heading.title.contains('\n') => heading.anchor.to_string(),
        None => heading.title.clone(),
    }
}

/// Returns a section of an outline and those below it; nothing where the outline lacks it.
fn below<'a>(heading: &Heading, outline: &'a [Heading]) -> &'a [Heading] {
    let Some(at) = outline.iter().position(|other| other.anchor == heading.anchor) else { return &[] };
    let below = outline[at + 1..].iter().take_while(|other| other.level > outline[at].level).count();
    &outline[at..=at + below]
}

/// Returns whether a section, or one below it, differs between two outlines in any way.
fn changed_below(heading: &Heading, new: &[Heading], old: &[Heading]) -> bool {
    let (new_part, old_part) = (below(heading, new), below(heading, old));
    let same = |a: &Heading, b: &Heading| {
        a.anchor == b.anchor
            && a.digest == b.digest
            && a.label.as_ref().map(|label| &label.printed) == b.label.as_ref().map(|label| &label.printed)
    };
    let unchanged = new_part.len() == old_part.len() && new_part.iter().zip(old_part).all(|(a, b)| same(a, b));
    !unchanged || moved(heading, new, old)
}

/// Returns whether the nearest common section before, or after, is another one than it was.
fn moved(heading: &Heading, new: &[Heading], old: &[Heading]) -> bool {
    let neighbours = |outline: &[Heading], other: &[Heading]| {
        let common: Vec<_> = outline
            .iter()
            .map(|h| &h.anchor)
            .filter(|anchor| other.iter().any(|h| h.anchor == **anchor))
            .cloned()
            .collect();
        let at = common.iter().position(|anchor| *anchor == heading.anchor);
        at.map(|at| (at.checked_sub(1).map(|at| common[at].clone()), common.get(at + 1).cloned()))
    };
    neighbours(new, old) != neighbours(old, new)
}

/// Warns, once a text, of the changed sections that neither they nor a section above them has a reason for. A change that
/// only follows a renumbering needs none; of sections that were split or merged one is enough.
fn check_unexplained(
    revision: &Revision,
    translation: &Translation,
    old: &[Heading],
    (explained, rows): (&[Anchor], &dyn Deref<Target = BTreeMap<Anchor, bool>>),
    found: &mut Vec<Diagnostic>,
) {
    let new = &translation.outline;
    let has_reason = |(heading, outline): &(&Heading, &[Heading])| {
        let mut anchors = above(heading, outline);
        anchors.extend(family(&heading.anchor, revision));
        anchors.iter().any(|anchor| explained.contains(anchor))
    };
    let changed = new.iter().filter(|heading| {
        let before = old.iter().find(|other| other.anchor == heading.anchor);
        before.is_none_or(|before| {
            let doubtful = before.loose_digest == heading.loose_digest;
            before.digest != heading.digest && (!doubtful || rows.get(&heading.anchor).is_some_and(|owed| *owed))
        })
    });
    let removed = old.iter().filter(|heading| new.iter().all(|other| other.anchor != heading.anchor));
    let names: Vec<String> = changed
        .map(|heading| (heading, &new[..]))
        .chain(removed.map(|heading| (heading, old)))
        .filter(|section| !has_reason(section))
        .map(|(heading, _)| name(heading))
        .collect();
    if let Some(first) = names.first() {
        let all = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let diagnostic = Diagnostic::new(Code::MissingReason, Place::file(translation.path.clone()));
        found.push(diagnostic.arg("sections", all).arg("first", first));
    }
}

/// Returns the anchors of the sections that one was split from or merged with, in a revision.
fn family(anchor: &Anchor, revision: &Revision) -> BTreeSet<Anchor> {
    let mut family = BTreeSet::from([anchor.clone()]);
    loop {
        let size = family.len();
        for (one, other) in revision.split.iter().chain(&revision.merged) {
            if family.contains(one) || family.contains(other) {
                family.extend([one.clone(), other.clone()]);
            }
        }
        if family.len() == size {
            return family;
        }
    }
}

/// Returns the anchors of a section and of those it stands under.
fn above(heading: &Heading, outline: &[Heading]) -> Vec<Anchor> {
    let mut anchors = vec![heading.anchor.clone()];
    let Some(at) = outline.iter().position(|other| other.anchor == heading.anchor) else { return anchors };
    let mut level = heading.level;
    for other in outline[..at].iter().rev() {
        if other.level < level {
            anchors.push(other.anchor.clone());
            level = other.level;
        }
    }
    anchors
}

/// Reports a revision that stands between another and its `base`, with the sections that it changed and that the other
/// would undo.
pub fn check_base(document: &Document, bases: &[Option<(String, Place)>], found: &mut Vec<Diagnostic>) {
    let revisions = &document.revisions;
    for (at, base) in bases.iter().enumerate() {
        let Some((base, place)) = base else { continue };
        let Some(base_at) = revisions.iter().position(|revision| revision.id == *base) else { continue };
        let stands = |revision: &Revision| revision.withdrawn.is_none() && !revision.draft;
        let between = base_at + 1..at.max(base_at + 1);
        let Some(other) = between.rev().find(|other| stands(&revisions[*other])) else { continue };
        let sections = changed_sections(&revisions[base_at], &revisions[other]).join(", ");
        let diagnostic = Diagnostic::new(Code::OutdatedBase, place.clone())
            .arg("base", base)
            .arg("between", &revisions[other].id)
            .arg("sections", sections);
        found.push(if revisions[at].draft { diagnostic.lowered() } else { diagnostic });
    }
}

fn changed_sections(old: &Revision, new: &Revision) -> Vec<String> {
    let (Some(old), Some(new)) = (old.translations.get(&old.governing), new.translations.get(&new.governing)) else {
        return Vec::new();
    };
    let differs =
        |heading: &&Heading| !old.outline.iter().any(|o| o.anchor == heading.anchor && o.digest == heading.digest);
    new.outline.iter().filter(differs).map(name).collect()
}
