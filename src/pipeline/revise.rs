//! A document and a day -> the files of its next revision, or the places for reasons in the one that is being written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::load::Loaded;
use super::revised::{Act, Revise, ReviseError};
use crate::assemble::reasons;
use crate::locale::{Date, Lang};
use crate::model::{Document, Revision, Unexplained};
use crate::parse::{self, Change, literal};
use crate::tree::{DocumentFiles, Edit, File, NewFolder, Tree};

/// The folder of a draft whose day is not fixed.
const NEXT: &str = "next";

/// What a revision states of itself and the next one does not.
const OWN: [&str; 13] = [
    "effective",
    "announced",
    "label",
    "class",
    "consent",
    "draft",
    "withdrawn",
    "replaces",
    "short_notice",
    "summary",
    "translated",
    "unaffected",
    "changes",
];

/// Returns what makes the next revision of a document; `loaded` is the site with everything shown, `today` the day it is.
///
/// Without a day a draft `next` is made, with one a dated revision; a `next` that is there gets the day. Without a day, a revision
/// that is being written (a draft, or not yet announced) gets places for the reasons that it lacks.
///
/// # Errors
/// Where there is nothing to do it with, or a file cannot be read.
pub fn revise(
    tree: &Tree,
    loaded: &Loaded,
    document: &str,
    effective: Option<Date>,
    today: Date,
) -> Result<Revise, ReviseError> {
    let document = super::diff::document(&loaded.site, document).map_err(ReviseError::Unknown)?;
    let files = tree.documents.get(&document.id).expect("a document is made from its files");
    let desk = Desk { tree, loaded, document, files, today };
    let stands = |revision: &Revision| revision.withdrawn.is_none();
    let is_open = |revision: &Revision| revision.draft || revision.announced > today;
    let next = document.revisions.iter().position(|revision| revision.id == NEXT);
    if let Some(date) = effective {
        desk.check(date)?;
    }
    match (effective, next) {
        (Some(date), Some(next)) => desk.date(next, date),
        (None, Some(next)) => desk.grow(next),
        (None, None) => match document.revisions.iter().rposition(|one| stands(one) && is_open(one)) {
            Some(open) => desk.grow(open),
            None => desk.create(None),
        },
        (date, None) => desk.create(date),
    }
}

/// A document and what is known of it.
struct Desk<'a> {
    tree: &'a Tree,
    loaded: &'a Loaded,
    document: &'a Document,
    files: &'a DocumentFiles,
    today: Date,
}

impl Desk<'_> {
    /// Returns the folder of the document as the disk spells it.
    fn folder(&self) -> String {
        let texts = self.files.revisions.values().flat_map(|revision| revision.texts.values());
        let folder = texts.filter_map(|file| file.path.rsplitn(3, '/').nth(2)).next();
        folder.map_or_else(|| format!("content/{}", self.document.id), str::to_owned)
    }

    /// Returns the newest revision that is no draft and was not withdrawn.
    fn newest(&self) -> Option<usize> {
        self.document.revisions.iter().rposition(|revision| !revision.draft && revision.withdrawn.is_none())
    }

    fn check(&self, date: Date) -> Result<(), ReviseError> {
        let id = date.to_string();
        if self.files.revisions.contains_key(&id) {
            return Err(ReviseError::Taken { folder: format!("{}/{id}", self.folder()) });
        }
        match self.newest().map(|newest| &self.document.revisions[newest]) {
            Some(newest) if date <= newest.effective => {
                Err(ReviseError::NotLater { date, newest: newest.id.clone(), effective: newest.effective })
            }
            _ => Ok(()),
        }
    }

    /// Returns the last day of announcement that gives the document's notice, if it is still to come.
    fn announced(&self, effective: Date) -> Option<Date> {
        let least = self.document.settings.notice_days.as_ref()?.value.clamp(0, 3660);
        let day = (0..least).fold(effective, |day, _| day.yesterday());
        (day > self.today && day < effective).then_some(day)
    }

    fn create(&self, date: Option<Date>) -> Result<Revise, ReviseError> {
        let newest = self.newest().ok_or(ReviseError::NothingToCopy)?;
        let revision = &self.document.revisions[newest];
        let name = date.map_or_else(|| NEXT.to_owned(), |date| date.to_string());
        let path = format!("{}/{name}", self.folder());
        let announced = date.and_then(|date| self.announced(date));
        let mut files = BTreeMap::new();
        let mut pending = Vec::new();
        let mut governing = String::new();
        for (lang, file) in self.newest_texts(newest) {
            let name = name_of(file).to_owned();
            if lang == revision.governing {
                files.insert(name.clone(), self.edited(file, &of_governing(revision, announced))?);
                governing = name;
            } else {
                files.insert(name.clone(), self.edited(file, &of_translation())?);
                pending.push(name);
            }
        }
        for (name, file) in self.assets(newest) {
            files.entry(name).or_insert(self.tree.bytes(file)?);
        }
        if reasons::have_their_own_file(&self.document.revisions[..=newest], &revision.governing) {
            files.insert(reasons_of(&governing), self.heading(&revision.governing).into_bytes());
        }
        let folder = NewFolder { path: path.clone(), files: files.into_iter().collect() };
        let act = Act::Create { folder, from: revision.id.clone(), pending };
        Ok(self.done(path, act, governing, announced))
    }

    fn done(&self, folder: String, act: Act, governing: String, announced: Option<Date>) -> Revise {
        let (edits, stubs) = (Vec::new(), Vec::new());
        Revise { document: self.document.id.clone(), folder, act, edits, governing, announced, stubs }
    }

    /// Returns the first line of a file of reasons.
    fn heading(&self, lang: &Lang) -> String {
        let word = self.loaded.theme.skin.words.get(lang).and_then(|words| words.text("column_reason"));
        format!("# {}\n", word.unwrap_or("Reason"))
    }

    /// Returns the newest file of every language, up to a revision.
    fn newest_texts(&self, newest: usize) -> Vec<(Lang, &File)> {
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        for revision in self.document.revisions[..=newest].iter().rev() {
            let texts = self.files.revisions.get(&revision.id).map(|files| &files.texts);
            for (tag, file) in texts.into_iter().flatten().filter(|_| revision.withdrawn.is_none() && !revision.draft) {
                let lang = Lang::parse(tag).ok();
                out.extend(lang.filter(|lang| seen.insert(lang.clone())).map(|lang| (lang, file)));
            }
        }
        out
    }

    /// Returns the other files of the revisions whose texts are copied, the newest first.
    fn assets(&self, newest: usize) -> Vec<(String, &File)> {
        let texts = self.newest_texts(newest);
        let copied = |files: &&crate::tree::RevisionFiles| {
            files.texts.values().any(|text| texts.iter().any(|(_, file)| file.path == text.path))
        };
        let revisions = self.document.revisions[..=newest].iter().rev();
        let folders = revisions.filter_map(|revision| self.files.revisions.get(&revision.id)).filter(copied);
        folders.flat_map(|files| files.assets.iter().map(|(name, file)| (name.clone(), file))).collect()
    }

    fn edited(&self, file: &File, changes: &[Change<'_>]) -> Result<Vec<u8>, ReviseError> {
        let uneditable = || ReviseError::Uneditable { path: file.path.to_string() };
        let source = parse::decode(&file.path, &self.tree.bytes(file)?).map_err(|_| uneditable())?;
        parse::edited(&source, changes).map(String::into_bytes).ok_or_else(uneditable)
    }

    fn date(&self, next: usize, date: Date) -> Result<Revise, ReviseError> {
        let revision = &self.document.revisions[next];
        let from = format!("{}/{NEXT}", self.folder());
        let Some(file) = self.governing_file(revision) else { return Err(ReviseError::NothingToCopy) };
        let bytes = self.tree.bytes(file)?;
        let source =
            parse::decode(&file.path, &bytes).map_err(|_| ReviseError::Uneditable { path: file.path.to_string() })?;
        let (front, _) = parse::front_matter(&source, parse::markdown::Options::default());
        let mut changes = Vec::new();
        if front.value.effective.is_some() {
            changes.push(Change::Set("effective", date.to_string()));
        }
        let announced = self.announced(date).filter(|_| front.value.announced.is_none());
        changes.extend(announced.map(|day| Change::Set("announced", day.to_string())));
        let is_draft = front.value.draft.is_some_and(|draft| draft.value);
        let act = Act::Date { from, is_draft };
        let folder = format!("{}/{date}", self.folder());
        self.with_stubs(self.done(folder, act, name_of(file).to_owned(), announced), revision, next, changes)
    }

    fn grow(&self, at: usize) -> Result<Revise, ReviseError> {
        let revision = &self.document.revisions[at];
        let Some(file) = self.governing_file(revision) else { return Err(ReviseError::NothingToCopy) };
        let folder = format!("{}/{}", self.folder(), revision.id);
        self.with_stubs(self.done(folder, Act::Grow, name_of(file).to_owned(), None), revision, at, Vec::new())
    }

    /// Returns the file of the text that governs a revision, or the first of those it has.
    fn governing_file(&self, revision: &Revision) -> Option<&File> {
        let texts = &self.files.revisions.get(&revision.id)?.texts;
        let own = texts.iter().find(|(tag, _)| Lang::parse(tag).is_ok_and(|lang| lang == revision.governing));
        own.or_else(|| texts.iter().next()).map(|(_, file)| file)
    }

    /// Adds the edits of a revision's governing text and its reasons: the changes given, and a place for every reason that lacks one.
    fn with_stubs<'r>(
        &self,
        mut revise: Revise,
        revision: &'r Revision,
        at: usize,
        mut changes: Vec<Change<'r>>,
    ) -> Result<Revise, ReviseError> {
        let text = revision.translations.get(&revision.governing);
        let lacking = text.map_or(&[][..], |text| &text.unexplained).iter();
        let lacking: Vec<&Unexplained> = lacking.filter(|section| section.stub.is_none()).collect();
        revise.stubs = lacking.iter().map(|section| section.heading.clone()).collect();
        let file = self.governing_file(revision).ok_or(ReviseError::NothingToCopy)?;
        let tag = name_of(file).trim_end_matches(".md");
        let own = self.files.revisions.get(&revision.id).and_then(|files| files.reasons.get(tag));
        if own.is_some() || reasons::have_their_own_file(&self.document.revisions[..=at], &revision.governing) {
            let path: Arc<str> = own.map_or_else(|| reasons_of(&file.path).into(), |file| file.path.clone());
            let before = own.map(|own| self.tree.bytes(own)).transpose()?;
            let edit = self.grown(&revision.governing, &path, before, &lacking)?;
            revise.edits.extend(edit);
        } else {
            changes.extend(lacking.iter().map(|section| Change::Stub(&section.name)));
        }
        if !changes.is_empty() {
            let (before, after) = (Some(self.tree.bytes(file)?), self.edited(file, &changes)?);
            revise.edits.push(Edit { path: file.path.to_string(), before, after });
        }
        Ok(revise)
    }

    /// Returns a file of reasons with a heading more for each section.
    fn grown(
        &self,
        lang: &Lang,
        path: &str,
        before: Option<Vec<u8>>,
        lacking: &[&Unexplained],
    ) -> Result<Option<Edit>, ReviseError> {
        if lacking.is_empty() {
            return Ok(None);
        }
        let uneditable = |_| ReviseError::Uneditable { path: path.to_owned() };
        let text = before.as_ref().map(|bytes| String::from_utf8(bytes.clone())).transpose().map_err(uneditable)?;
        let mut text = text.unwrap_or_else(|| self.heading(lang));
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(end);
        }
        for section in lacking {
            let gap = if text.trim_start_matches('\u{feff}').is_empty() || ends_blank(&text) { "" } else { end };
            text.push_str(&format!("{gap}## {}{end}{end}", section.heading));
        }
        Ok(Some(Edit { path: path.to_owned(), before, after: text.into_bytes() }))
    }
}

/// Returns what changes in a governing text that is copied.
fn of_governing<'a>(from: &Revision, announced: Option<Date>) -> Vec<Change<'a>> {
    let is_set = |key: &&str| *key == "announced" && announced.is_some();
    let gone = OWN.into_iter().chain(["pending"]).filter(|key| !is_set(key));
    let base = Change::Set("base", literal(&from.id));
    gone.map(Change::Remove)
        .chain([base])
        .chain(announced.map(|day| Change::Set("announced", day.to_string())))
        .collect()
}

/// Returns what changes in a translation that is copied; its facts stand in the governing text.
fn of_translation<'a>() -> Vec<Change<'a>> {
    let gone = OWN.into_iter().chain(["base"]);
    gone.map(Change::Remove).chain([Change::Set("pending", "true".to_owned())]).collect()
}

fn ends_blank(text: &str) -> bool {
    text.ends_with("\n\n") || text.ends_with("\n\r\n")
}

fn name_of(file: &File) -> &str {
    file.path.rsplit('/').next().unwrap_or(&file.path)
}

/// Returns the file of reasons beside a text.
fn reasons_of(text: &str) -> String {
    format!("{}.reasons.md", text.trim_end_matches(".md"))
}
