//! The pages of a comparison: summary and redline, and the summary as data.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::banners::{revision_link, state, translation};
use super::document::{document_view, edition, edition_link, facts, revision_view, title};
use super::frame::Facts;
use super::rows::{prose, rows};
use super::text::{contents, side};
use super::{Elsewhere, Scene, Sheet, lang_view};
use crate::compare::{Change, Comparison};
use crate::locale::{Lang, fill};
use crate::model::{Document, Site, Text};
use crate::page::address::{self, Address};
use crate::page::pairs::{between, is_apart, way};
use crate::page::reasons::{Said, language, reasons};
use crate::page::view::{Banner, ChangesView, LinkView, MarksView, RedlineView, View};
use crate::page::{Content, Reason, is_translated, json, settled};

/// Two revisions that a page compares: those of an address below `compare/`, or one and its predecessor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) document: usize,
    pub(super) old: usize,
    pub(super) new: usize,
}

impl Subject {
    /// Returns the subject of a revision's own summary.
    pub(super) fn of(site: &Site, document: usize, new: usize) -> Self {
        let before = site.documents[document].revisions[new].predecessor;
        Self { document, old: before.expect("a first revision has no page of changes"), new }
    }
}

/// What a page about changes is made from.
pub(super) struct Basis {
    pub(super) document: usize,
    /// The revisions whose texts are compared; the old one may be an earlier one than the page is about.
    pub(super) old: usize,
    pub(super) new: usize,
    /// The language of the texts.
    pub(super) lang: Lang,
    pub(super) before: Arc<Text>,
    pub(super) after: Arc<Text>,
    pub(super) comparison: Arc<Comparison>,
    /// Whether there are two texts to compare.
    is_possible: bool,
    /// Whether the page has an address below `compare/` of its own, since the one revision does not follow the other.
    is_apart: bool,
}

fn basis(scene: &Scene<'_>, Subject { document, old, new }: Subject) -> Basis {
    let at = &scene.site.documents[document];
    let pair = between(at, (old, new), scene.lang);
    let (is_possible, is_apart) = (pair.is_some(), is_apart(at, (old, new)));
    let (old, _, lang) = pair.unwrap_or_else(|| (old, new, at.revisions[new].governing.clone()));
    let text = |revision: usize| scene.texts.by.get(&(revision, lang.clone())).filter(|_| is_possible).cloned();
    let (before, after) = (text(old).unwrap_or_default(), text(new).unwrap_or_default());
    let comparison = scene.comparison.cloned().unwrap_or_default();
    Basis { document, old, new, lang, before, after, comparison, is_possible, is_apart }
}

/// Returns what was said of each change, in order.
fn said(document: &Document, basis: &Basis) -> Vec<Vec<Said>> {
    let texts = (&*basis.before, &*basis.after);
    reasons(document, (basis.old, basis.new), &basis.lang, texts, &basis.comparison)
}

/// Makes the page of a summary.
pub(super) fn changes(scene: &Scene<'_>, subject: Subject) -> Sheet {
    let at = &scene.site.documents[subject.document];
    let basis = basis(scene, subject);
    let mut summaries = BTreeMap::new();
    let reasons = prose(scene, &basis, &said(at, &basis));
    let (changes_href, redline_href) = hrefs(scene, at, &basis);
    let view = ChangesView {
        document: document_view(scene, at, basis.new),
        revision: revision_view(scene, basis.document, basis.new, &mut summaries),
        old: revision_view(scene, basis.document, basis.old, &mut summaries),
        between: revisions_between(scene, at, &basis),
        changes_href,
        redline_href,
        text_lang: scene.other(&basis.lang),
        banners: banners(scene, at, &basis),
        marks: marks(&basis.comparison),
        columns: scene.site.config.columns.clone(),
        is_possible: basis.is_possible,
        rows: rows(scene, &basis, &reasons),
    };
    let facts = if basis.is_apart {
        let address = |lang: &Lang| address::compare(lang, &at.id, ids(at, &basis));
        apart(scene, at, &basis, "title_compare", &address)
    } else {
        let address = |lang: &Lang| address::changes(lang, &at.id, &at.revisions[basis.new].id);
        own(scene, at, &basis, "title_changes", &address)
    };
    Sheet {
        content: content(scene, basis, reasons, false),
        view: View::Changes(Box::new(view)),
        summaries,
        frame: facts,
    }
}

/// Makes the page of a redline.
pub(super) fn redline(scene: &Scene<'_>, subject: Subject) -> Sheet {
    let at = &scene.site.documents[subject.document];
    let basis = basis(scene, subject);
    let mut summaries = BTreeMap::new();
    let translation = at.revisions[basis.new].translations.get(&basis.lang).filter(|_| basis.is_possible);
    let (changes_href, redline_href) = hrefs(scene, at, &basis);
    let view = RedlineView {
        document: document_view(scene, at, basis.new),
        revision: revision_view(scene, basis.document, basis.new, &mut summaries),
        old: revision_view(scene, basis.document, basis.old, &mut summaries),
        is_apart: basis.is_apart,
        changes_href,
        redline_href,
        text_lang: scene.other(&basis.lang),
        banners: banners(scene, at, &basis),
        marks: marks(&basis.comparison),
        contents: translation.map(|translation| contents(&translation.outline)).unwrap_or_default(),
        body_html: String::new(),
    };
    let facts = if basis.is_apart {
        let address = |lang: &Lang| address::compare_redline(lang, &at.id, ids(at, &basis));
        apart(scene, at, &basis, "title_compare_redline", &address)
    } else {
        let address = |lang: &Lang| address::redline(lang, &at.id, &at.revisions[basis.new].id);
        own(scene, at, &basis, "title_redline", &address)
    };
    Sheet { content: content(scene, basis, vec![], true), view: View::Redline(Box::new(view)), summaries, frame: facts }
}

/// Makes the summary as data; the reasons are still to be written as HTML.
pub(super) fn data(scene: &Scene<'_>, subject: Subject) -> (json::ChangesFile, Vec<Reason>) {
    let at = &scene.site.documents[subject.document];
    let basis = basis(scene, subject);
    let said = said(at, &basis);
    let langs: Vec<_> = said.iter().map(|said| language(said, &basis.lang)).collect();
    let (old, new) = ids(at, &basis);
    let file = json::ChangesFile {
        document: at.id.clone(),
        language: basis.lang.clone(),
        old: old.to_owned(),
        new: new.to_owned(),
        rows: basis.is_possible.then(|| json::rows(&basis.comparison, &basis.before, &basis.after, &langs)),
    };
    (file, prose(scene, &basis, &said))
}

/// Returns the ids of the revisions compared.
fn ids<'a>(document: &'a Document, basis: &Basis) -> (&'a str, &'a str) {
    (&document.revisions[basis.old].id, &document.revisions[basis.new].id)
}

/// Returns where the summary and the redline of a comparison are.
fn hrefs(scene: &Scene<'_>, document: &Document, basis: &Basis) -> (String, String) {
    let (lang, id, ids) = (scene.lang, document.id.as_str(), ids(document, basis));
    let (changes, redline) = if basis.is_apart {
        (address::compare(lang, id, ids), address::compare_redline(lang, id, ids))
    } else {
        (address::changes(lang, id, ids.1), address::redline(lang, id, ids.1))
    };
    (scene.href(&changes), scene.href(&redline))
}

/// Returns the summaries of the revisions by which one became the other; none where that is one step.
fn revisions_between(scene: &Scene<'_>, document: &Document, basis: &Basis) -> Vec<LinkView> {
    let way = if basis.is_apart { way(&document.revisions, basis.old, basis.new) } else { Vec::new() };
    let changes = |at: usize| address::changes(scene.lang, &document.id, &document.revisions[at].id);
    way.into_iter().map(|at| edition_link(scene, document, at, &changes(at))).collect()
}

fn content(scene: &Scene<'_>, basis: Basis, reasons: Vec<Reason>, on_page: bool) -> Content {
    Content::Comparison {
        old: side(scene, (basis.document, basis.old), (&basis.before, &basis.lang), false),
        new: side(scene, (basis.document, basis.new), (&basis.after, &basis.lang), on_page),
        comparison: basis.comparison,
        reasons,
        context: scene.site.config.context,
    }
}

/// Returns the frame's facts of the page of a revision's changes.
fn own(scene: &Scene<'_>, document: &Document, basis: &Basis, title_key: &str, address: &Elsewhere<'_>) -> Facts {
    let date = scene.date(document.revisions[basis.new].effective).text;
    let key = key(title_key, document, basis);
    let title = fill(scene.words(&key), &[("title", title(scene, document, basis.new).0), ("date", &date)]);
    facts(scene, (basis.document, basis.new), title, address)
}

/// Returns the key of a title, which names no day where the new revision is a draft without one.
fn key(title: &str, document: &Document, basis: &Basis) -> String {
    let is_settled = settled(document.revisions[basis.new].effective).is_some();
    if is_settled { title.to_owned() } else { format!("{title}_draft") }
}

/// Returns the frame's facts of the page of two revisions. It is not listed by search engines: there are many of them, and what they
/// say stands in the summaries of the revisions.
fn apart(scene: &Scene<'_>, document: &Document, basis: &Basis, title_key: &str, address: &Elsewhere<'_>) -> Facts {
    let (old, new) = (edition(scene, document, basis.old, scene.lang), edition(scene, document, basis.new, scene.lang));
    let words = [("title", title(scene, document, basis.new).0), ("old", &*old), ("new", &*new)];
    let shown = |lang: &Lang| {
        between(document, (basis.old, basis.new), lang).map_or_else(|| lang.clone(), |(_, _, shown)| shown)
    };
    let elsewhere = |lang: &Lang| (lang.clone(), address(lang), shown(lang) == *lang);
    let rels: [(&'static str, Address); 2] = [
        ("latest-version", address::current(scene.lang, &document.id)),
        ("version-history", address::history(scene.lang, &document.id)),
    ];
    Facts {
        noindex: true,
        elsewhere: scene.languages().iter().map(elsewhere).collect(),
        default: Some(address(&shown(&scene.languages()[0]))),
        rels: rels.into(),
        ..Facts::new(fill(scene.words(&key(title_key, document, basis)), &words), Some(address(&shown(scene.lang))))
    }
}

fn banners(scene: &Scene<'_>, document: &Document, basis: &Basis) -> Vec<Banner> {
    let revision = &document.revisions[basis.new];
    let mut banners: Vec<_> = state(scene, document, basis.new).into_iter().collect();
    let shown = || lang_view(&basis.lang);
    if !basis.is_possible {
        banners.push(Banner::NothingInCommon);
    } else if basis.lang == *scene.lang {
        banners.extend(translation(scene, document, basis.new, false));
    } else if basis.is_apart {
        banners.push(Banner::ComparedInCommon { shown: shown() });
    } else if is_translated(revision, scene.lang) {
        banners.push(Banner::ComparedIn { shown: shown() });
    } else {
        banners.extend(translation(scene, document, basis.new, false));
    }
    if !basis.is_apart && Some(basis.old) != revision.predecessor {
        banners.push(Banner::ComparedWith { old: revision_link(scene, document, basis.old, scene.lang) });
    }
    banners
}

fn marks(comparison: &Comparison) -> MarksView {
    let groups = || comparison.changes.iter().flat_map(|change| &change.groups);
    let titled = |has: fn(&Change) -> bool| comparison.changes.iter().any(has);
    MarksView {
        minor: titled(|change| !change.title_minor.is_empty()) || groups().any(|group| !group.minor.is_empty()),
        format: titled(|change| !change.title_format.is_empty()) || groups().any(|group| !group.format.is_empty()),
        moved: groups().any(|group| group.moved),
    }
}
