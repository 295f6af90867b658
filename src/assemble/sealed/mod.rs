//! What was approved of a document's revisions, and the same as it is now -> what is no longer as it was approved.
//!
//! A sealed revision may be withdrawn, its document repealed, a translation added: none of that is a change of what was approved.

mod measure;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use measure::{facts, reasons, sections};

use super::facts::Sources;
use super::named;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::{Anchor, Document, FrontMatter, Parsed, Redaction, Revision, Sealed, SealedSection, SealedText};
use crate::source::{Place, Span};

/// The revisions of a document as they are, by id, in the terms in which they are sealed.
pub type Measured = BTreeMap<String, Sealed>;

/// A document, what was sealed of it, and how it is now, once everything is announced.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Its files.
    pub sources: &'a Sources,
    /// The document; `None` where no revision of it is left.
    pub document: Option<&'a Document>,
    /// Its revisions as they are.
    pub measured: &'a Measured,
    /// Whether every revision must be sealed.
    pub required: bool,
    /// The day: what is not announced on it may still be opened again.
    pub today: Date,
}

/// Returns what is no longer as it was sealed, and what should be sealed and is not.
pub fn check(case: Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for sealed in case.sources.seals.values() {
        match case.measured.get(&sealed.revision) {
            Some(now) => Comparing { case, sealed, now, found: &mut found }.all(),
            None => found.push(gone_revision(case, sealed)),
        }
    }
    if case.required {
        found.extend(case.measured.values().filter_map(|now| unsealed(case, now)));
    }
    found
}

/// Returns that a whole sealed document is gone; `meant` is the one that has its texts now.
pub fn gone_document(sealed: &Sealed, meant: Option<&str>) -> Diagnostic {
    let gone = Diagnostic::new(Code::SealedGone, sealed.place.clone());
    let gone = gone.arg("path", format!("content/{}/{}/", sealed.document, sealed.revision));
    match meant {
        Some(meant) => gone.arg("document", &sealed.document).arg("meant", meant).help("document"),
        None => gone,
    }
}

fn gone_revision(case: Case<'_>, sealed: &Sealed) -> Diagnostic {
    let path = folder(case, &sealed.revision);
    if let Some(texts) = case.sources.texts.get(&sealed.revision)
        && let Some(place) = draft(texts)
    {
        let fact = Diagnostic::new(Code::SealedFact, place).note("sealed", sealed.place.clone());
        return opened(case, sealed, fact.arg("key", "draft").arg("sealed", "false").arg("value", "true"));
    }
    let gone = Diagnostic::new(Code::SealedGone, sealed.place.clone()).arg("path", format!("{path}/"));
    let own: BTreeSet<&str> = sealed.texts.values().map(SealedText::standing).collect();
    let has_its_texts = |now: &&Sealed| {
        !case.sources.seals.contains_key(&now.revision) && now.texts.values().any(|text| own.contains(&*text.sha256))
    };
    match case.measured.values().find(has_its_texts) {
        Some(meant) => gone.arg("from", folder(case, &meant.revision)).arg("to", path).help("renamed"),
        None => gone,
    }
}

/// Returns where one of the texts of a revision says that it is a draft.
fn draft(texts: &BTreeMap<Lang, Arc<Parsed>>) -> Option<Place> {
    let says = |parsed: &Arc<Parsed>| {
        let draft = parsed.front.draft.as_ref().filter(|draft| draft.value)?;
        Some(parsed.place(draft.span.clone()))
    };
    texts.values().find_map(says)
}

fn folder(case: Case<'_>, revision: &str) -> String {
    let document = case.sources.settings_path.rsplit_once('/').map_or("content", |(folder, _)| folder);
    format!("{document}/{revision}")
}

/// Adds the way out that is open as long as nobody has seen the revision.
fn opened(case: Case<'_>, sealed: &Sealed, problem: Diagnostic) -> Diagnostic {
    let announced = sealed.facts.get("announced").and_then(|date| date.parse::<Date>().ok());
    if announced.is_some_and(|announced| announced > case.today) { problem.help("unseen") } else { problem }
}

fn unsealed(case: Case<'_>, now: &Sealed) -> Option<Diagnostic> {
    let sealed = case.sources.seals.get(&now.revision);
    let lacks = |lang: &Lang| sealed.is_none_or(|sealed| !sealed.texts.contains_key(lang));
    let lacking: Vec<&Lang> = now.texts.keys().filter(|lang| lacks(lang)).collect();
    let first = lacking.first()?;
    let path = case.sources.texts.get(&now.revision)?.get(*first)?.path.clone();
    let langs: Vec<&str> = lacking.iter().map(|lang| lang.as_str()).collect();
    let problem = Diagnostic::new(Code::UnsealedRevision, Place::file(path));
    Some(problem.arg("revision", &now.revision).arg("langs", langs.join(", ")).arg("document", &case.sources.id))
}

/// One revision beside what was sealed of it.
struct Comparing<'a, 'f> {
    case: Case<'a>,
    sealed: &'a Sealed,
    now: &'a Sealed,
    found: &'f mut Vec<Diagnostic>,
}

impl<'a> Comparing<'a, '_> {
    fn all(mut self) {
        self.facts();
        self.predecessor();
        self.assets();
        for (lang, text) in &self.sealed.texts {
            match self.now.texts.get(lang) {
                Some(now) => self.text(lang, text, now),
                None => self.gone(format!("{}/{lang}.md", folder(self.case, &self.sealed.revision))),
            }
        }
    }

    fn tell(&mut self, problem: Diagnostic) {
        let problem = problem.note("sealed", self.sealed.place.clone());
        // A help of its own says more than that the entry may be taken out.
        let problem = if problem.help == Some("") { opened(self.case, self.sealed, problem) } else { problem };
        self.found.push(problem);
    }

    fn gone(&mut self, path: String) {
        let gone = Diagnostic::new(Code::SealedGone, self.sealed.place.clone()).arg("path", path);
        self.found.push(opened(self.case, self.sealed, gone));
    }

    fn parsed(&self, lang: &Lang) -> Option<&'a Arc<Parsed>> {
        self.case.sources.texts.get(&self.sealed.revision)?.get(lang)
    }

    /// Returns the text that states the facts: the governing one, else any.
    fn main(&self) -> Option<&'a Arc<Parsed>> {
        let texts = self.case.sources.texts.get(&self.sealed.revision)?;
        let governing = self.now.facts.get("governing").and_then(|lang| Lang::parse(lang).ok());
        governing.and_then(|lang| texts.get(&lang)).or_else(|| texts.values().next())
    }

    fn facts(&mut self) {
        let (sealed, now) = (&self.sealed.facts, &self.now.facts);
        let keys: BTreeSet<&String> = sealed.keys().chain(now.keys()).collect();
        for key in keys.into_iter().filter(|key| sealed.get(*key) != now.get(*key)) {
            let said = |facts: &BTreeMap<String, String>| facts.get(key).cloned().unwrap_or_else(|| "–".to_owned());
            let (was, is) = (said(sealed), said(now));
            self.fact(key, self.main(), was, is);
        }
    }

    fn fact(&mut self, key: &str, parsed: Option<&Arc<Parsed>>, was: String, is: String) {
        let place = parsed.map_or_else(
            || self.sealed.place.clone(),
            |parsed| span(&parsed.front, key).map_or_else(|| Place::file(parsed.path.clone()), |at| parsed.place(at)),
        );
        self.tell(Diagnostic::new(Code::SealedFact, place).arg("key", key).arg("sealed", was).arg("value", is));
    }

    /// The revision before may only have gone by being withdrawn.
    fn predecessor(&mut self) {
        let (Some(was), Some(document)) = (&self.sealed.after, self.case.document) else { return };
        let withdrawn = |id: &String| document.revisions.iter().any(|one| one.id == *id && one.withdrawn.is_some());
        // Where one is gone or has another name, that is told, and the rest follows.
        let is_gone = |id: &String| !self.case.measured.contains_key(id);
        if self.sealed.after == self.now.after || withdrawn(was) || self.case.sources.seals.keys().any(is_gone) {
            return;
        }
        let place = self.main().map_or_else(|| self.sealed.place.clone(), |parsed| Place::file(parsed.path.clone()));
        let between = self.now.after.clone().unwrap_or_else(|| "–".to_owned());
        self.tell(
            Diagnostic::new(Code::SealedNotice, place).arg("before", was).arg("between", between).help("between"),
        );
    }

    fn assets(&mut self) {
        for (name, digest) in &self.sealed.assets {
            let path = format!("{}/{name}", folder(self.case, &self.sealed.revision));
            match self.now.assets.get(name) {
                Some(now) if now == digest => {}
                Some(_) => self.tell(Diagnostic::new(Code::SealedAsset, Place::file(path.as_str())).arg("path", path)),
                None => self.gone(path),
            }
        }
    }

    fn text(&mut self, lang: &Lang, sealed: &SealedText, now: &SealedText) {
        let Some(parsed) = self.parsed(lang) else { return };
        if sealed.title != now.title {
            self.fact("title", Some(parsed), sealed.title.clone(), now.title.clone());
        }
        if sealed.reasons != now.reasons {
            let span = parsed.front.changes.first().map_or(0..0, |note| note.span.clone());
            let path = parsed.front.changes.first().map_or_else(|| parsed.path.clone(), |note| note.path.clone());
            self.tell(Diagnostic::new(Code::SealedReason, Place { path, span }));
        }
        if sealed.standing() != now.sha256 {
            // What else differs follows from that.
            return self.words(lang, (sealed, now), parsed);
        }
        if !sealed.sections.iter().map(SealedSection::anchors).eq(now.sections.iter().map(SealedSection::anchors)) {
            self.tell(Diagnostic::new(Code::SealedNotice, Place::file(parsed.path.clone())).help("anchors"));
        } else if sealed.against == now.against && now.rows.is_some() && sealed.rows != now.rows {
            let against = sealed.against.clone().unwrap_or_default();
            let notice = Diagnostic::new(Code::SealedNotice, Place::file(parsed.path.clone()));
            self.tell(notice.arg("before", against).help("rows"));
        }
    }

    /// Says where a text is not what it was, and whether that was meant as a redaction.
    fn words(&mut self, lang: &Lang, (sealed, now): (&SealedText, &SealedText), parsed: &Parsed) {
        let changed = changed(&sealed.sections, &now.sections);
        let at = |anchor: &&Anchor| now.sections.iter().position(|own| own.anchor == **anchor);
        let first = changed.iter().find_map(at);
        let span = first.and_then(|at| parsed.text.sections.get(at)).map_or(0..0, |section| section.span.clone());
        let names: Vec<String> = changed.iter().map(|anchor| self.name(lang, anchor)).collect();
        let problem = Diagnostic::new(Code::SealedText, parsed.place(span)).arg("lang", lang);
        let problem = problem.arg("revision", &self.sealed.revision).arg("document", &self.case.sources.id);
        let redactions = redactions_of(self.case, &self.sealed.revision, lang);
        let is_covered = |anchor: &&Anchor| redactions.iter().any(|(_, covered)| covered.contains(*anchor));
        self.tell(if changed.is_empty() {
            problem.help("marks")
        } else if changed.iter().all(is_covered) {
            problem.help("redacted")
        } else {
            problem.arg("sections", names.join(", "))
        });
    }

    fn name(&self, lang: &Lang, anchor: &Anchor) -> String {
        let revision =
            self.case.document.and_then(|all| all.revisions.iter().find(|one| one.id == self.sealed.revision));
        let text = revision.and_then(|revision| revision.translations.get(lang));
        let heading = text.and_then(|text| text.outline.iter().find(|heading| heading.anchor == *anchor));
        heading.map(|heading| heading.printed()).filter(|name| !name.is_empty()).unwrap_or_else(|| format!("#{anchor}"))
    }
}

/// Returns the sections that two lists do not have alike, in the order of the second, then of the first.
fn changed<'a>(old: &'a [SealedSection], new: &'a [SealedSection]) -> Vec<&'a Anchor> {
    fn besides<'a>(one: &'a [SealedSection], other: &[SealedSection]) -> Vec<&'a Anchor> {
        let known: BTreeSet<(&Anchor, &str)> = other.iter().map(|one| (&one.anchor, one.digest.as_str())).collect();
        let is_new = |one: &&SealedSection| !known.contains(&(&one.anchor, one.digest.as_str()));
        one.iter().filter(is_new).map(|one| &one.anchor).collect()
    }
    let mut changed = besides(new, old);
    for anchor in besides(old, new) {
        if !changed.contains(&anchor) {
            changed.push(anchor);
        }
    }
    changed
}

/// Returns the redactions of a text, each with the sections that it is about.
fn redactions_of<'a>(case: Case<'a>, revision: &str, lang: &Lang) -> Vec<(&'a Redaction, BTreeSet<Anchor>)> {
    let revision = case.document.and_then(|all| all.revisions.iter().find(|one| one.id == revision));
    let Some(revision) = revision else { return Vec::new() };
    let own = case.sources.settings.redactions.iter().filter(|one| one.is_of(&revision.id, lang));
    own.map(|redaction| (redaction, redacted(redaction, revision, lang).into_iter().collect())).collect()
}

/// Returns what `[[redactions]]` names that is not there.
pub fn unknown_redactions(sources: &Sources, document: &Document) -> Vec<Diagnostic> {
    let place = |span: &Span| Place { path: sources.settings_path.clone(), span: span.clone() };
    let problem = |redaction: &Redaction| {
        let (name, section) = (&redaction.revision, &redaction.section);
        let Some(revision) = document.revisions.iter().find(|one| one.id == name.value) else {
            let known: Vec<String> = sources.texts.keys().map(|id| format!("`{id}`")).collect();
            let unknown = Diagnostic::new(Code::UnknownRevision, place(&name.span));
            let unknown = unknown.arg("name", &name.value).arg("known", known.join(", "));
            return (!sources.texts.contains_key(&name.value)).then_some(unknown);
        };
        let texts = revision.translations.iter().filter(|(lang, _)| redaction.is_of(&revision.id, lang));
        let outlines: Vec<_> = texts.map(|(_, text)| &text.outline).collect();
        if outlines.iter().any(|outline| named::sections(&section.value, outline).len() == 1) {
            return None;
        }
        let outline = outlines.first().map(|outline| outline.as_slice()).unwrap_or_default();
        if !named::sections(&section.value, outline).is_empty() {
            return Some(named::ambiguous(&section.value, outline, place(&section.span)));
        }
        let known: Vec<String> = outline.iter().map(|heading| format!("`{}`", heading.anchor)).collect();
        let unknown = Diagnostic::new(Code::WrongValue, place(&section.span)).arg("key", "section");
        Some(unknown.arg("value", &section.value).arg("allowed", known.join(", ")).help("allowed"))
    };
    sources.settings.redactions.iter().filter_map(problem).collect()
}

/// Returns the redactions of the text that a revision shows in a language, each with its section.
pub fn redactions<'a>(document: &'a Document, revision: usize, lang: &Lang) -> Vec<(&'a Redaction, Anchor)> {
    let Some((revision, _)) = document.origin(revision, lang) else { return Vec::new() };
    let own = document.settings.redactions.iter().filter(|redaction| redaction.is_of(&revision.id, lang));
    own.filter_map(|redaction| Some((redaction, redacted(redaction, revision, lang)?))).collect()
}

/// Returns the section of a text that a redaction is about; none where the text has none of that name.
fn redacted(redaction: &Redaction, revision: &Revision, lang: &Lang) -> Option<Anchor> {
    let outline = &revision.translations.get(lang)?.outline;
    let [at] = named::sections(&redaction.section.value, outline)[..] else { return None };
    Some(outline[at].anchor.clone())
}

/// Returns whether a text that is not as it was sealed is so by redactions alone.
pub fn is_redacted(case: Case<'_>, revision: &str, lang: &Lang, (sealed, now): (&SealedText, &SealedText)) -> bool {
    let redactions = redactions_of(case, revision, lang);
    let changed = changed(&sealed.sections, &now.sections);
    let is_covered = |anchor: &&Anchor| redactions.iter().any(|(_, covered)| covered.contains(*anchor));
    !changed.is_empty() && changed.iter().all(is_covered)
}

/// Returns where a fact is stated.
fn span(front: &FrontMatter, key: &str) -> Option<Span> {
    match key {
        "announced" => front.announced.as_ref().map(|it| it.span.clone()),
        "class" => front.class.as_ref().map(|it| it.span.clone()),
        "consent" => front.consent.as_ref().map(|it| it.span.clone()),
        "effective" => front.effective.as_ref().map(|it| it.span.clone()),
        "governing" => front.governing.as_ref().map(|it| it.span.clone()),
        "label" => front.label.as_ref().map(|it| it.span.clone()),
        "replaces" => front.replaces.as_ref().map(|it| it.span.clone()),
        "short_notice" => front.short_notice.as_ref().map(|it| it.span.clone()),
        "title" => front.title.as_ref().map(|it| it.span.clone()),
        _ => None,
    }
}
