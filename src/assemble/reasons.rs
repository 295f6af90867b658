//! What authors say of changes, held against what changed.
//!
//! A name that fits no section, or several, is an error; a reason for a section that did not change, and a substantive
//! change without a reason, are warnings.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use super::named;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::Lang;
use crate::model::{Anchor, Class, Fences, Heading, Parsed, Revision, Translation, Unexplained};
use crate::parse::literal;
use crate::source::Place;

/// Tells for the sections that differ in the text of a revision (an index) in a language from the one before, by anchor, whether
/// readers are owed a reason; given both, parsed. Outlines do not always tell, and comparing costs, so it is asked in doubt only.
pub type Differing<'a> = dyn Fn(&[Revision], usize, &Lang, [&Arc<Parsed>; 2]) -> BTreeMap<Anchor, bool> + 'a;

/// Sections without a reason, by the language that changed them.
pub type Owed = Vec<(Lang, Vec<Unexplained>)>;

/// Checks the notes of every text of the last of some revisions, and that substantive changes have reasons; returns those that
/// have none.
pub fn check(
    revisions: &[Revision],
    fences: &dyn Fn(&Lang) -> Fences,
    differing: &dyn Fn(&Lang) -> BTreeMap<Anchor, bool>,
    found: &mut Vec<Diagnostic>,
) -> Owed {
    let mut owed = Owed::new();
    let Some(revision) = revisions.last() else { return owed };
    for (lang, translation) in &revision.translations {
        let rows = LazyCell::new(|| differing(lang));
        let sections = check_translation(revisions, revision, (lang, translation), &rows, found);
        if !sections.is_empty() {
            let fences = if have_their_own_file(revisions, lang) { None } else { Some(fences(lang)) };
            found.push(missing(translation, &sections, fences));
            owed.push((lang.clone(), sections));
        }
    }
    owed
}

/// Returns whether reasons of a language stand in a file of their own, as far as the revisions tell: they stand where they last did,
/// and in the front matter at first.
pub fn have_their_own_file(revisions: &[Revision], lang: &Lang) -> bool {
    let texts = revisions.iter().rev().filter_map(|revision| revision.translations.get(lang));
    let last = texts.filter_map(|text| text.changes.first()).next();
    last.is_some_and(|note| note.path.ends_with(".reasons.md"))
}

fn check_translation(
    revisions: &[Revision],
    revision: &Revision,
    (lang, translation): (&Lang, &Translation),
    rows: &dyn Deref<Target = BTreeMap<Anchor, bool>>,
    found: &mut Vec<Diagnostic>,
) -> Vec<Unexplained> {
    let old = translation.compared_with.map(|at| &revisions[at]).and_then(|old| old.translations.get(lang));
    let old_outline = old.map_or(&[][..], |old| &old.outline);
    let mut explained = Vec::new();
    let mut stubs = BTreeMap::new();
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
                        found.push(Diagnostic::new(Code::IdleReason, place.clone()).arg("name", &name.value));
                    }
                    if note.reason.is_empty() {
                        stubs.entry(heading.anchor.clone()).or_insert(place);
                    } else {
                        explained.push(heading.anchor.clone());
                    }
                }
                Found::Several(outline) => found.push(named::ambiguous(&name.value, outline, place)),
                Found::None => found.push(unknown(&name.value, &translation.outline, place)),
            }
        }
    }
    let is_own = *lang == revision.governing && translation.carried_from.is_none();
    if old.is_none() || !is_own || revision.class != Class::Substantive {
        return Vec::new();
    }
    let mut unexplained = unexplained(revision, translation, old_outline, (&explained, rows));
    for section in &mut unexplained {
        section.stub = stubs.remove(&section.anchor);
    }
    unexplained
}

enum Found<'a> {
    One(&'a Heading),
    Several(&'a [Arc<Heading>]),
    None,
}

/// Finds the section a note means: in the new text, else in the old one.
fn find<'a>(name: &str, new: &'a [Arc<Heading>], old: &'a [Arc<Heading>]) -> Found<'a> {
    for outline in [new, old] {
        match named::sections(name, outline)[..] {
            [] => {}
            [one] => return Found::One(&outline[one]),
            _ => return Found::Several(outline),
        }
    }
    Found::None
}

/// A reason without its section is worth a warning, as one for a section that did not change is; the section it is meant for lacks
/// its reason, which is told too.
fn unknown(name: &str, outline: &[Arc<Heading>], place: Place) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnknownSection, place).arg("name", name).lowered();
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
fn below<'a>(heading: &Heading, outline: &'a [Arc<Heading>]) -> &'a [Arc<Heading>] {
    let Some(at) = outline.iter().position(|other| other.anchor == heading.anchor) else { return &[] };
    let below = outline[at + 1..].iter().take_while(|other| other.level > outline[at].level).count();
    &outline[at..=at + below]
}

/// Returns whether a section, or one below it, differs between two outlines in any way.
fn changed_below(heading: &Heading, new: &[Arc<Heading>], old: &[Arc<Heading>]) -> bool {
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
fn moved(heading: &Heading, new: &[Arc<Heading>], old: &[Arc<Heading>]) -> bool {
    let neighbours = |outline: &[Arc<Heading>], other: &[Arc<Heading>]| {
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

/// Returns the changed sections that neither they nor a section above them has a reason for. A change that only follows a
/// renumbering needs none; of sections that were split or merged one is enough.
fn unexplained(
    revision: &Revision,
    translation: &Translation,
    old: &[Arc<Heading>],
    (explained, rows): (&[Anchor], &dyn Deref<Target = BTreeMap<Anchor, bool>>),
) -> Vec<Unexplained> {
    let new = &translation.outline;
    let has_reason = |(heading, outline): &(&Heading, &[Arc<Heading>])| {
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
    changed
        .map(|heading| (&**heading, &new[..]))
        .chain(removed.map(|heading| (&**heading, old)))
        .filter(|section| !has_reason(section))
        .map(|(heading, _)| called(heading, new, old))
        .collect()
}

/// Returns a section by names that mean no other one.
fn called(heading: &Heading, new: &[Arc<Heading>], old: &[Arc<Heading>]) -> Unexplained {
    let label = heading.label.as_ref().map_or("", |label| label.printed.as_str());
    let title = if heading.title.contains('\n') { "" } else { heading.title.as_str() };
    let both = if title.is_empty() { label.to_owned() } else { heading.printed() };
    let is_meant = |name: &&str| matches!(find(name, new, old), Found::One(found) if !name.is_empty() && found.anchor == heading.anchor);
    let is_heading = |name: &&str| is_meant(name) && !name.contains(['\\', '{', '}']) && !name.ends_with('#');
    let anchor = heading.anchor.as_str();
    Unexplained {
        anchor: heading.anchor.clone(),
        name: [label, title, &both].into_iter().find(is_meant).unwrap_or(anchor).to_owned(),
        heading: [&both, label, title].into_iter().find(is_heading).unwrap_or(anchor).to_owned(),
        stub: None,
    }
}

/// Returns the warning, one for a text, of the sections without a reason: the lines to paste for those that have no place yet, in a
/// file of reasons or between the fences given; and the places of the others.
fn missing(translation: &Translation, unexplained: &[Unexplained], fences: Option<Fences>) -> Diagnostic {
    let names: Vec<String> = unexplained.iter().map(|section| format!("`{}`", section.name)).collect();
    let unprepared: Vec<&Unexplained> = unexplained.iter().filter(|section| section.stub.is_none()).collect();
    let toml = |section: &&Unexplained| format!("[[changes]]\nsection = {}\nreason = \"\"", literal(&section.name));
    let yaml = |section: &&Unexplained| format!("  - section: {}\n    reason: \"\"", literal(&section.name));
    let heading = |section: &&Unexplained| format!("## {}", section.heading);
    let join = |line: &dyn Fn(&&Unexplained) -> String, between: &str| {
        unprepared.iter().map(line).collect::<Vec<_>>().join(between)
    };
    let has_list = translation.changes.iter().any(|note| note.path == translation.path);
    let (help, lines) = match fences {
        _ if unprepared.is_empty() => ("prepared", String::new()),
        None => ("file", join(&heading, "\n\n")),
        Some(Fences::Toml) => ("", join(&toml, "\n\n")),
        Some(Fences::Yaml) if has_list => ("list", join(&yaml, "\n")),
        Some(Fences::Yaml) => ("yaml", format!("changes:\n{}", join(&yaml, "\n"))),
        Some(Fences::Absent) => ("top", format!("+++\n{}\n+++", join(&toml, "\n\n"))),
    };
    let diagnostic = Diagnostic::new(Code::MissingReason, Place::file(translation.path.clone()))
        .arg("sections", names.join(", "))
        .arg("file", translation.path.replace(".md", ".reasons.md"))
        .arg("lines", lines)
        .help(help);
    let places = unexplained.iter().filter_map(|section| section.stub.clone());
    places.fold(diagnostic, |diagnostic, place| diagnostic.note("prepared", place))
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
fn above(heading: &Heading, outline: &[Arc<Heading>]) -> Vec<Anchor> {
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

/// Returns that a revision was written from one, `old`, after which another came, with the sections that the other changed and that
/// the revision would undo.
pub fn outdated_base(base: &str, place: Place, old: &Revision, between: &Revision) -> Diagnostic {
    let sections = changed_sections(old, between).join(", ");
    Diagnostic::new(Code::OutdatedBase, place).arg("base", base).arg("between", &between.id).arg("sections", sections)
}

fn changed_sections(old: &Revision, new: &Revision) -> Vec<String> {
    let (Some(old), Some(new)) = (old.translations.get(&old.governing), new.translations.get(&new.governing)) else {
        return Vec::new();
    };
    let differs =
        |heading: &&Heading| !old.outline.iter().any(|o| o.anchor == heading.anchor && o.digest == heading.digest);
    new.outline.iter().map(|heading| &**heading).filter(differs).map(name).collect()
}
