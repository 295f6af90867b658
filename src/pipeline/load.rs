//! A tree and a day -> the site and everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::consequences::drop_consequences;
use super::known::Known;
use super::memo::{Memo, Planned};
use super::render;
use super::seal::{self, Measuring, Stamp};
use super::sources::{self, Means};
use crate::assemble::document::{self, Day};
use crate::assemble::facts::{self, Facts, Sources};
use crate::assemble::links::{self, LinkUse};
use crate::assemble::sealed;
use crate::assemble::steps::{Origin, StepCount, Steps};
use crate::assemble::{self, cross_references, pins, timeline};
use crate::compare::{self, Change, Lineage};
use crate::diagnostic::{Checked, Code, Diagnostic, has_errors};
use crate::locale::{Date, Lang};
use crate::model::{Anchor, Config, Document, Parsed, Revision, Seal, Site, Text};
use crate::page::{self, Plan};
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
    /// The site with everything shown, whatever its day; `None` where that is the same.
    all: Option<Box<Site>>,
    /// Its pages.
    pub plan: Arc<Plan>,
    /// Its theme.
    pub theme: Arc<Theme>,
    /// What nobody may see yet.
    pub hidden: Vec<Hidden>,
    /// How many revisions were made, and how many were kept from one day that counts to another.
    pub steps: StepCount,
    /// What was approved.
    pub(super) seal: Arc<Seal>,
    /// What was parsed on the way, as far as it is kept.
    pub(super) known: Arc<Known>,
}

impl Loaded {
    /// Returns what its documents are read with.
    pub(super) fn means(&self) -> Means<'_> {
        Means { config: &self.site.config, seal: &self.seal, known: &self.known }
    }

    /// Returns the site with everything shown that is in the sources: hidden revisions and drafts too.
    pub fn everything(&self) -> &Site {
        self.all.as_deref().unwrap_or(&self.site)
    }
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
    load_again(tree, request, &mut Memo::default())
}

/// Does the same; of the documents that the memo holds as they are now, nothing is read or made again.
pub(super) fn load_again(
    tree: &Tree,
    request: &Request,
    memo: &mut Memo,
) -> Result<Checked<Option<Loaded>>, Unreadable> {
    let mut found = Vec::new();
    let Some(mut config) = sources::config(tree, &mut found)? else {
        return Ok(Checked { value: None, diagnostics: found });
    };
    if let Some(base_url) = &request.base_url {
        config.base_url = base_url.clone();
    }
    let today = config.timezone.date_at(request.now);
    let as_of = request.as_of.unwrap_or(today);
    let day = Day { as_of, drafts: request.drafts, all: as_of == Date::MAX };
    let seal = recorded(tree, memo)?.into(&mut found);
    memo.keep_for(&config, &seal, day);
    let means = Means { config: &config, seal: &seal, known: &memo.known };
    let read: Result<Vec<Arc<One>>, Unreadable> = tree
        .documents
        .par_iter()
        .map(|(id, files)| {
            memo.one(id, files).map_or_else(|| one(tree, id, files, means, (day, today)).map(Arc::new), Ok)
        })
        .collect();
    let read = read?;
    memo.keep(tree, &read);
    let steps = read.iter().fold(StepCount::default(), |all, one| StepCount {
        made: all.made + one.count.made,
        kept: all.kept + one.count.kept,
    });
    let is_settled = read.iter().all(|one| one.last.is_none());
    let now: Vec<Assembled> = read.iter().map(|one| one.now.clone()).collect();
    seal::find_gone(&seal, tree, &now, &mut found);
    let stamps = seal::stamps(tree)?;
    let (mut site, plan) = join(now, config.clone(), day, (&stamps, &mut memo.now), &mut found);
    site.preview |= as_of > today;
    let (mut hidden, mut everything) = (Vec::new(), None);
    if !is_settled {
        let last_day = Day { as_of: Date::MAX, drafts: true, all: true };
        let last = read.iter().map(|one| one.last.as_ref().unwrap_or(&one.now).clone()).collect();
        let (all, _) = join(last, config, last_day, (&[], &mut memo.last), &mut found);
        hidden = self::hidden(&site, &all);
        everything = Some(Box::new(all));
    }
    let theme = match memo.theme.take() {
        Some(theme) => theme,
        None => load_theme(tree, &site.config)?.map(Arc::new),
    };
    memo.theme = Some(theme.clone());
    let theme = theme.into(&mut found);
    let value = Some(Loaded { site, all: everything, plan, theme, hidden, steps, seal, known: memo.known.clone() });
    Ok(Checked { value, diagnostics: all(&read, found) })
}

/// Returns what was found in the documents, where each thing stands once, and what was found besides and is not among it.
fn all(read: &[Arc<One>], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let of_documents = || read.iter().flat_map(|one| &one.found);
    let codes: BTreeSet<Code> = found.iter().map(|one| one.code).collect();
    let known: HashSet<&Diagnostic> = of_documents().filter(|one| codes.contains(&one.code)).collect();
    let besides = once(found).into_iter().filter(|one| !known.contains(one));
    of_documents().cloned().chain(besides).collect()
}

/// Returns what is worth telling, each thing once.
fn once(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    drop_consequences(&mut found);
    let mut seen = HashSet::new();
    let first: Vec<bool> = found.iter().map(|diagnostic| seen.insert(diagnostic)).collect();
    let mut first = first.into_iter();
    found.retain(|_| first.next().unwrap_or_default());
    found
}

/// Returns the revisions of the whole site that the site of a day lacks.
fn hidden(site: &Site, all: &Site) -> Vec<Hidden> {
    let shown = |document: &str, revision: &str| {
        let document = site.documents.iter().find(|other| other.id == document);
        document.is_some_and(|document| document.revisions.iter().any(|other| other.id == revision))
    };
    let of_document = |document: &Arc<Document>| {
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

/// Returns what was approved; nothing where that cannot be told.
fn recorded(tree: &Tree, memo: &mut Memo) -> Result<Checked<Arc<Seal>>, Unreadable> {
    if memo.seal.is_none() {
        let mut found = Vec::new();
        let seal = sources::seal(tree, &mut found)?;
        let seal = if has_errors(&found) { Seal::default() } else { seal };
        memo.seal = Some(Checked { value: Arc::new(seal), diagnostics: found });
    }
    Ok(memo.seal.clone().expect("it was read"))
}

/// Joins the documents, as they are on one day, to a site and its plan; says what is wrong between them.
fn join(
    assembled: Vec<Assembled>,
    config: Config,
    day: Day,
    (stamps, known): (&[Stamp], &mut Option<Planned>),
    found: &mut Vec<Diagnostic>,
) -> (Site, Arc<Plan>) {
    let documents = assembled.iter().filter_map(|one| one.document.clone()).collect();
    let mut site = assemble::site(config, day, documents);
    seal::stamp(&mut site, stamps, found);
    assembled.iter().for_each(|one| links::check(&site, &one.links, found));
    let planned = known.take().filter(|known| known.holds(&site)).unwrap_or_else(|| Planned::of(&site));
    let plan = planned.plan.clone().into(found);
    *known = Some(planned);
    (site, plan)
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
#[derive(Debug)]
pub(super) struct One {
    found: Vec<Diagnostic>,
    /// As of the day that is asked for.
    now: Assembled,
    /// With everything shown, if that makes a difference.
    last: Option<Assembled>,
    count: StepCount,
}

/// A document on one day; none where it has no revision yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Assembled {
    pub(super) document: Option<Arc<Document>>,
    links: Arc<[LinkUse]>,
}

impl Assembled {
    fn has_drafts(&self) -> bool {
        self.document.as_ref().is_some_and(|document| document.revisions.iter().any(|revision| revision.draft))
    }
}

fn one(
    tree: &Tree,
    id: &str,
    files: &crate::tree::DocumentFiles,
    means: Means<'_>,
    (day, today): (Day, Date),
) -> Result<One, Unreadable> {
    let mut found = Vec::new();
    let Means { config, known, .. } = means;
    let sources = sources::document(tree, id, files, means, &mut found)?;
    let facts = facts::revisions(&sources, &config.governing, &mut found);
    let differing = |revisions: &[Revision], at: usize, lang: &Lang, texts: [&Arc<Parsed>; 2]| {
        differing((id, known), (revisions, at, lang), texts)
    };
    let origin = Origin { sources: &sources, facts: &facts, config, differing: &differing };
    let mut steps = known.steps(id);
    steps.take_up(config, &sources.settings);
    let (now, last) = if shows_all(&sources, &facts, day) {
        (assembled(origin, Day { all: true, ..day }, &mut steps, &mut found), None)
    } else {
        let now = assembled(origin, day, &mut steps, &mut found);
        // All checks run from the day a file exists, so that no build fails merely because a day has passed: the document is
        // checked on every later date in the sources as well, and once assembled with everything shown.
        let later = timeline::dates(&facts).into_iter().filter(|date| *date > day.as_of && *date < Date::MAX);
        for as_of in later {
            document::check(origin, Day { as_of, drafts: false, all: false }, &mut steps, &mut found);
        }
        let last_day = Day { as_of: Date::MAX, drafts: true, all: true };
        (now, (day.as_of < Date::MAX).then(|| assembled(origin, last_day, &mut steps, &mut found)))
    };
    if let Some(document) = &last.as_ref().unwrap_or(&now).document {
        found.extend(sealed::unknown_redactions(&sources, document));
        found.extend(pins::check(&sources, document, config.pins));
        let parsed = |path: &str| sources.parsed(path);
        found.extend(cross_references::check(document, parsed, config.references));
    }
    if config.seal_is_required || !sources.seals.is_empty() {
        let announced = match last.as_ref().unwrap_or(&now) {
            shown if !shown.has_drafts() => shown.clone(),
            _ => assembled(origin, Day { as_of: Date::MAX, drafts: false, all: true }, &mut steps, &mut Vec::new()),
        };
        let measuring = Measuring { tree, files, sources: &sources, known, document: announced.document.as_deref() };
        seal::check(measuring, (config, today), &mut found)?;
    }
    let texts: Vec<_> = sources.texts.values().flat_map(BTreeMap::values).collect();
    let count = steps.count();
    known.settle(id, steps, &texts);
    Ok(One { found: once(found), now, last, count })
}

fn assembled(origin: Origin<'_>, day: Day, steps: &mut Steps, found: &mut Vec<Diagnostic>) -> Assembled {
    let (document, links) = document::document(origin, day, steps, found).unzip();
    Assembled { document: document.map(Arc::new), links: links.unwrap_or_default().into() }
}

/// Returns whether a document has nothing that is hidden on a day or changes after it.
fn shows_all(sources: &Sources, facts: &[Facts], day: Day) -> bool {
    let repealed = sources.settings.repealed.as_ref().map(|date| date.value);
    let settled = |facts: &Facts| !facts.draft && facts.effective < Date::MAX;
    facts.iter().all(settled) && timeline::dates(facts).into_iter().chain(repealed).all(|date| date <= day.as_of)
}

/// Compares the text of a revision in a language with the one before, both as parsed: its sections that differ, and whether readers
/// are owed a reason.
fn differing(
    (document, known): (&str, &Known),
    (revisions, new, lang): (&[Revision], usize, &Lang),
    [before, after]: [&Arc<Parsed>; 2],
) -> BTreeMap<Anchor, bool> {
    let Some(old) = revisions[new].translations[lang].compared_with else { return BTreeMap::new() };
    let text = |at: usize, parsed| {
        render::finished_text((document, known), &(at, lang.clone()), parsed, &revisions[at].translations[lang]).0
    };
    let (before, after) = (text(old, before), text(new, after));
    let lineage = page::lineage(revisions, old, new);
    let make = || changed(&before, &after, &lineage);
    known.differing(document, &(new, lang.clone()), ([&before, &after], &lineage), make)
}

fn changed(before: &Text, after: &Text, lineage: &Lineage) -> BTreeMap<Anchor, bool> {
    let comparison = compare::texts(before, after, lineage);
    let of_change = |change: &Change| {
        let olds = change.old.iter().map(|at| &before.sections[*at]);
        let anchors = olds.chain(change.new.iter().map(|at| &after.sections[*at])).filter_map(|one| one.anchor.clone());
        anchors.map(|anchor| (anchor, change.kind.needs_reason())).collect::<Vec<_>>()
    };
    comparison.changes.iter().flat_map(of_change).collect()
}
