//! A tree and a day -> the site and everything that is wrong with it.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::consequences::drop_consequences;
use super::{render, sources};
use crate::assemble::document::{self, Day, Pairings};
use crate::assemble::facts::{self, Facts, Sources};
use crate::assemble::links::{self, LinkUse};
use crate::assemble::{self, reasons, timeline};
use crate::compare::{self, Change};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::{Anchor, Config, Document, Revision, Site};
use crate::page::{self, Plan, Texts};
use crate::render::theme::{self, Theme};
use crate::source::Place;
use crate::tree::{Tree, Unreadable};

/// What a site is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The day; without one, the day that it is in the site's zone.
    pub as_of: Option<Date>,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The base address in place of the one in `site.toml`.
    pub base_url: Option<String>,
}

/// A site, assembled and planned.
#[derive(Debug)]
pub struct Loaded {
    /// The site.
    pub site: Site,
    /// Its pages.
    pub plan: Plan,
    /// Its theme.
    pub theme: Theme,
    /// The texts of the files that diagnostics point to.
    pub texts: BTreeMap<Arc<str>, Arc<str>>,
    /// What nobody may see yet.
    pub hidden: Vec<Hidden>,
}

/// A revision that the site does not show on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The document's id.
    pub document: String,
    /// The revision's id.
    pub revision: String,
    /// The first day that it may be seen; `None` for a draft.
    pub announced: Option<Date>,
}

/// Reads, parses, assembles and plans; every problem of the content is among the diagnostics. The value is `None` where there
/// is no usable `site.toml`.
///
/// # Errors
/// Where a file cannot be read.
pub fn load(tree: &Tree, request: &Request) -> Result<Checked<Option<Loaded>>, Unreadable> {
    let mut found = Vec::new();
    let Some(mut config) = sources::config(tree, &mut found)? else {
        return Ok(Checked { value: None, diagnostics: found });
    };
    if let Some(base_url) = &request.base_url {
        config.base_url = base_url.clone();
    }
    let today = config.timezone.date_at(request.now);
    let as_of = request.as_of.unwrap_or(today);
    let day = Day { as_of, drafts: request.drafts };
    let read: Result<Vec<One>, Unreadable> =
        tree.documents.par_iter().map(|(id, files)| one(tree, id, files, &config, day)).collect();
    let mut read = read?;
    let mut days: BTreeMap<Date, (Vec<Document>, Vec<LinkUse>)> = BTreeMap::new();
    for one in &mut read {
        found.append(&mut one.found);
        for (date, document, links) in one.days.drain(..) {
            let entry = days.entry(date).or_default();
            entry.0.extend(document);
            entry.1.extend(links);
        }
    }
    let (documents, links) = days.remove(&as_of).unwrap_or_default();
    let mut site = assemble::site(config.clone(), day, documents);
    site.preview |= as_of > today;
    links::check(&site, &links, &mut found);
    let plan = page::plan(&site).into(&mut found);
    let mut hidden = Vec::new();
    if let Some((documents, links)) = days.remove(&Date::MAX) {
        let all = assemble::site(config, Day { as_of: Date::MAX, drafts: true }, documents);
        links::check(&all, &links, &mut found);
        page::plan(&all).into(&mut found);
        hidden = self::hidden(&site, &all);
    }
    let theme = load_theme(tree, &site.config)?.into(&mut found);
    drop_consequences(&mut found);
    let mut seen = BTreeSet::new();
    found.retain(|diagnostic| seen.insert(format!("{diagnostic:?}")));
    let texts = excerpts(tree, &found);
    Ok(Checked { value: Some(Loaded { site, plan, theme, texts, hidden }), diagnostics: found })
}

/// Returns the revisions of the whole site that the site of a day lacks.
fn hidden(site: &Site, all: &Site) -> Vec<Hidden> {
    let shown = |document: &str, revision: &str| {
        let document = site.documents.iter().find(|other| other.id == document);
        document.is_some_and(|document| document.revisions.iter().any(|other| other.id == revision))
    };
    let of_document = |document: &Document| {
        let lacking = document.revisions.iter().filter(|revision| !shown(&document.id, &revision.id));
        let hidden = |revision: &Revision| Hidden {
            document: document.id.clone(),
            revision: revision.id.clone(),
            announced: Some(revision.announced).filter(|_| !revision.draft),
        };
        lacking.map(hidden).collect::<Vec<_>>()
    };
    all.documents.iter().flat_map(of_document).collect()
}

/// Loads the theme that the site names, with the files that the site has of it.
fn load_theme(tree: &Tree, config: &Config) -> Result<Checked<Theme>, Unreadable> {
    let below = format!("{}/", config.theme);
    let own = tree.themes.iter().filter_map(|(path, file)| Some((path.strip_prefix(&below)?, file)));
    let files: Result<BTreeMap<String, Vec<u8>>, Unreadable> =
        own.map(|(path, file)| Ok((path.to_owned(), tree.bytes(file)?))).collect();
    let files = files?;
    let mut theme = theme::load(&config.theme, &files, &config.languages);
    if files.is_empty() && config.theme != "default" {
        let unknown = Diagnostic::new(Code::WrongValue, Place::file("site.toml")).help("theme");
        theme.diagnostics.push(unknown.arg("key", "theme").arg("value", &config.theme));
    }
    Ok(theme)
}

/// One document on the days that matter.
struct One {
    found: Vec<Diagnostic>,
    days: Vec<(Date, Option<Document>, Vec<LinkUse>)>,
}

fn one(
    tree: &Tree,
    id: &str,
    files: &crate::tree::DocumentFiles,
    config: &Config,
    day: Day,
) -> Result<One, Unreadable> {
    let mut found = Vec::new();
    let sources = sources::document(tree, id, files, config, &mut found)?;
    let facts = facts::revisions(&sources, &config.governing, &mut found);
    let mut pairings = Pairings::default();
    let mut days = Vec::new();
    // All checks run from the day a file exists, so that no build fails merely because a day has passed: the site is
    // assembled on every later date in the sources as well, and once with everything shown.
    let later = timeline::dates(&facts).into_iter().filter(|date| *date > day.as_of && *date < Date::MAX);
    let later = later.map(|as_of| Day { as_of, drafts: false });
    let last = Some(Day { as_of: Date::MAX, drafts: true }).filter(|last| last.as_of > day.as_of);
    for day in std::iter::once(day).chain(later).chain(last) {
        let document = document::document(&sources, &facts, config, day, &mut pairings, &mut found);
        let mut links = Vec::new();
        if let Some(document) = &document {
            let texts = LazyCell::new(|| render::finished(document, &sources));
            reasons::check(document, &|revision, lang| differing(document, &texts, revision, lang), &mut found);
            reasons::check_base(document, &bases(document, &facts), &mut found);
            links = link_uses(document, &sources);
        }
        days.push((day.as_of, document, links));
    }
    days.retain(|(date, ..)| *date == day.as_of || *date == Date::MAX);
    Ok(One { found, days })
}

/// Compares a text with the one before: its sections that differ, and whether readers are owed a reason.
fn differing(document: &Document, texts: &Texts, revision: &Revision, lang: &Lang) -> BTreeMap<Anchor, bool> {
    let at = document.revisions.iter().position(|other| std::ptr::eq(other, revision));
    let pair = at.and_then(|at| Some((revision.translations.get(lang)?.compared_with?, at)));
    let text = |at: usize| texts.by.get(&(at, lang.clone()));
    let Some(((old, new), before, after)) = pair.and_then(|(old, new)| Some(((old, new), text(old)?, text(new)?)))
    else {
        return BTreeMap::new();
    };
    let comparison = compare::texts(before, after, &page::lineage(document, old, new));
    let of_change = |change: &Change| {
        let olds = change.old.iter().map(|at| &before.sections[*at]);
        let anchors = olds.chain(change.new.iter().map(|at| &after.sections[*at])).filter_map(|one| one.anchor.clone());
        anchors.map(|anchor| (anchor, change.kind.needs_reason())).collect::<Vec<_>>()
    };
    comparison.changes.iter().flat_map(of_change).collect()
}

/// Returns where each revision of a document says what it was written from.
fn bases(document: &Document, facts: &[Facts]) -> Vec<Option<(String, Place)>> {
    let base = |id: &str| {
        let facts = facts.iter().find(|facts| facts.id == id)?;
        let base = facts.base.as_ref()?;
        Some((base.value.clone(), Place { path: facts.place.path.clone(), span: base.span.clone() }))
    };
    document.revisions.iter().map(|revision| base(&revision.id)).collect()
}

fn link_uses(document: &Document, sources: &Sources) -> Vec<LinkUse> {
    let mut out = Vec::new();
    for revision in &document.revisions {
        for (lang, translation) in revision.translations.iter().filter(|(_, t)| t.carried_from.is_none()) {
            let Some(parsed) = sources.texts.get(&revision.id).and_then(|texts| texts.get(lang)) else { continue };
            debug_assert_eq!(parsed.path, translation.path);
            out.extend(links::uses(&parsed.text).into_iter().map(|(target, span)| LinkUse {
                document: document.id.clone(),
                revision: revision.id.clone(),
                lang: lang.clone(),
                target,
                place: parsed.place(span),
            }));
        }
    }
    out
}

/// Returns the texts of the files that diagnostics point to; a file that is no text has none.
fn excerpts(tree: &Tree, found: &[Diagnostic]) -> BTreeMap<Arc<str>, Arc<str>> {
    let places = found.iter().flat_map(|d| std::iter::once(&d.place).chain(d.notes.iter().map(|(_, place)| place)));
    let paths: BTreeSet<Arc<str>> = places.map(|place| place.path.clone()).collect();
    let read = |path: Arc<str>| {
        let bytes = (tree.reader)(&path).ok()?;
        Some((path, Arc::from(String::from_utf8(bytes).ok()?)))
    };
    paths.into_iter().filter_map(read).collect()
}
