//! The site -> every address of the output, and what lies there.
//!
//! The plan is made from outlines only. After it no diagnostic about content arises: what is planned can be rendered.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::address::{self, Address};
use super::{pairs, seal};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{Lang, fold_case, nfc};
use crate::model::{Document, Revision, Site, Translation, TranslationState};
use crate::source::{Place, Span};

/// What lies at an address; documents and revisions by their index in the [`Site`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageId {
    /// Languages and documents.
    Root,
    /// The page for addresses that do not exist.
    NotFound,
    /// All documents in a language.
    Home(Lang),
    /// The language-neutral address of a document.
    Neutral(usize),
    /// The current text of a document.
    Current(usize, Lang),
    /// The text of a revision.
    Dated(usize, usize, Lang),
    /// The text of a revision, or the current one, to be embedded.
    Fragment(usize, Option<usize>, Lang),
    /// What a revision changed.
    Changes(usize, usize, Lang, Aspect),
    /// What changed from one revision to another, by their indices (old, new).
    Compare(usize, (usize, usize), Lang, Aspect),
    /// All revisions of a document.
    History(usize, Lang),
    /// The newest texts of a document in two languages, side by side.
    Bilingual(usize, Lang, Lang),
    /// The text as published.
    Markdown(usize, usize, Lang),
    /// The text as plain text.
    Plain(usize, usize, Lang),
    /// All revisions of a document, as data.
    Versions(usize),
    /// The state of all documents, as data.
    Policies,
    /// The record of what was approved.
    Seal(Record),
    /// Rules by which a host forwards readers from old addresses, and to their language.
    Redirects,
    /// A file beside a revision's texts: the index into [`Revision::assets`].
    Asset(usize, usize, Lang, usize),
    /// An old address of a document: its neutral page, or its current page in a language.
    Alias(usize, Option<Lang>),
}

/// In which form the record of what was approved is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record {
    /// As text, over which the head is taken.
    Text,
    /// As data.
    Data,
    /// The answer of a time-stamping authority about the head.
    Timestamp,
}

/// What is shown of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The table of what changed.
    Summary,
    /// The whole text with what changed.
    Redline,
    /// The summary as data.
    Data,
    /// The summary, to be embedded.
    Fragment,
}

impl PageId {
    /// Returns the document it is about.
    pub fn document(&self) -> Option<usize> {
        match self {
            Self::Root | Self::NotFound | Self::Home(_) | Self::Policies | Self::Seal(_) | Self::Redirects => None,
            Self::Neutral(document)
            | Self::Current(document, _)
            | Self::Dated(document, ..)
            | Self::Fragment(document, ..)
            | Self::Changes(document, ..)
            | Self::Compare(document, ..)
            | Self::History(document, _)
            | Self::Bilingual(document, ..)
            | Self::Markdown(document, ..)
            | Self::Plain(document, ..)
            | Self::Versions(document)
            | Self::Asset(document, ..)
            | Self::Alias(document, _) => Some(*document),
        }
    }
}

/// Every output of the site, the theme's files excepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What lies at each address, by address.
    pub outputs: BTreeMap<Address, PageId>,
}

/// Plans the site; refuses two outputs at one address, and names that pages of the site use.
pub fn plan(site: &Site) -> Checked<Plan> {
    let mut draft = Draft::default();
    check_names(site, &mut draft.diagnostics);
    let mut add = |address, id, source| draft.add(address, id, source);
    let whole = || Place::file("site.toml");
    add(address::root(), PageId::Root, whole());
    add(address::not_found(), PageId::NotFound, whole());
    add(address::policies_json(), PageId::Policies, whole());
    if seal::is_sealed(site) {
        add(address::seal_record(), PageId::Seal(Record::Text), whole());
        add(address::seal_json(), PageId::Seal(Record::Data), whole());
        if site.timestamp.is_some() {
            add(address::seal_timestamp(), PageId::Seal(Record::Timestamp), whole());
        }
    }
    let has_former = |document: &Arc<Document>| !former_addresses(site, document).is_empty();
    if site.config.languages.len() > 1 || site.documents.iter().any(has_former) {
        add(address::redirects(), PageId::Redirects, whole());
    }
    for lang in &site.config.languages {
        add(address::home(lang), PageId::Home(lang.clone()), whole());
    }
    for (at, document) in site.documents.iter().enumerate() {
        plan_document(site, at, document, &mut add);
    }
    for (at, document) in site.documents.iter().enumerate() {
        plan_aliases(site, at, document, &mut add);
    }
    Checked { value: draft.plan, diagnostics: draft.diagnostics }
}

/// Returns whether two states of a document take the same place in a [`plan`], which asks nothing of them but this.
pub fn is_planned_alike(one: &Document, other: &Document) -> bool {
    let (settings, others) = (&one.settings, &other.settings);
    let mut revisions = one.revisions.iter().zip(&other.revisions);
    one.id == other.id
        && one.current == other.current
        && settings.aliases == others.aliases
        && settings.formerly == others.formerly
        && one.revisions.len() == other.revisions.len()
        && revisions.all(|(one, other)| is_alike(one, other))
}

fn is_alike(one: &Revision, other: &Revision) -> bool {
    let dates = |revision: &Revision| (revision.announced, revision.withdrawn, revision.draft, revision.predecessor);
    let facts = one.id == other.id && one.governing == other.governing && one.assets == other.assets;
    let texts = |revision: &Revision| {
        let text = |(lang, text): (&Lang, &Arc<Translation>)| {
            (lang.clone(), text.path.clone(), text.carried_from, text.state == TranslationState::Missing)
        };
        revision.translations.iter().map(text).collect::<Vec<_>>()
    };
    facts && dates(one) == dates(other) && texts(one) == texts(other)
}

fn plan_document(site: &Site, at: usize, document: &Document, add: &mut impl FnMut(Address, PageId, Place)) {
    let id = document.id.as_str();
    let source = || source(document, document.current);
    add(address::neutral(id), PageId::Neutral(at), source());
    add(address::versions_json(id), PageId::Versions(at), source());
    for lang in &site.config.languages {
        let current = address::current(lang, id);
        add(address::fragment(&current), PageId::Fragment(at, None, lang.clone()), source());
        add(current, PageId::Current(at, lang.clone()), source());
        add(address::history(lang, id), PageId::History(at, lang.clone()), source());
        for other in pairs::beside(site, document, lang) {
            add(address::bilingual(lang, id, other), PageId::Bilingual(at, lang.clone(), other.clone()), source());
        }
        for revision in 0..document.revisions.len() {
            plan_revision((at, document), revision, lang, add);
            for old in pairs::earlier(site, document, revision) {
                plan_compare((at, document), (old, revision), lang, add);
            }
        }
    }
}

fn plan_revision(
    (at, document): (usize, &Document),
    index: usize,
    lang: &Lang,
    add: &mut impl FnMut(Address, PageId, Place),
) {
    let (id, revision) = (document.id.as_str(), &document.revisions[index]);
    let rev = revision.id.as_str();
    let source = || source(document, index);
    let dated = address::dated(lang, id, rev);
    add(address::fragment(&dated), PageId::Fragment(at, Some(index), lang.clone()), source());
    add(dated, PageId::Dated(at, index, lang.clone()), source());
    if is_translated(revision, lang) {
        add(address::markdown(lang, id, rev), PageId::Markdown(at, index, lang.clone()), source());
        add(address::plain(lang, id, rev), PageId::Plain(at, index, lang.clone()), source());
    }
    if revision.predecessor.is_some() {
        let page = |aspect| PageId::Changes(at, index, lang.clone(), aspect);
        let changes = address::changes(lang, id, rev);
        add(address::redline(lang, id, rev), page(Aspect::Redline), source());
        add(address::changes_json(lang, id, rev), page(Aspect::Data), source());
        add(address::fragment(&changes), page(Aspect::Fragment), source());
        add(changes, page(Aspect::Summary), source());
    }
    for (number, asset) in revision.assets.iter().enumerate() {
        let id = PageId::Asset(at, index, lang.clone(), number);
        add(address::asset(lang, &document.id, rev, &asset.name), id, Place::file(asset.path.clone()));
    }
}

fn plan_compare(
    (at, document): (usize, &Document),
    (old, new): (usize, usize),
    lang: &Lang,
    add: &mut impl FnMut(Address, PageId, Place),
) {
    let id = document.id.as_str();
    let pair = (document.revisions[old].id.as_str(), document.revisions[new].id.as_str());
    let page = |aspect| PageId::Compare(at, (old, new), lang.clone(), aspect);
    let source = || source(document, new);
    let compare = address::compare(lang, id, pair);
    add(address::compare_redline(lang, id, pair), page(Aspect::Redline), source());
    add(address::compare_json(lang, id, pair), page(Aspect::Data), source());
    add(address::fragment(&compare), page(Aspect::Fragment), source());
    add(compare, page(Aspect::Summary), source());
}

/// Plans the old addresses of a document.
fn plan_aliases(site: &Site, at: usize, document: &Document, add: &mut impl FnMut(Address, PageId, Place)) {
    let settings = format!("{}/document.toml", directory(document));
    for (address, lang, span) in former_addresses(site, document) {
        add(address, PageId::Alias(at, lang), Place { path: settings.as_str().into(), span });
    }
}

/// Returns the old addresses of a document, each with its language, if it names one, and where `document.toml` says so: its `aliases`, and
/// the addresses of documents that it continues and that are no more.
pub(super) fn former_addresses(site: &Site, document: &Document) -> Vec<(Address, Option<Lang>, Span)> {
    let mut former = Vec::new();
    for alias in &document.settings.aliases {
        let address = address::alias(&alias.value);
        let first = address.as_str().split('/').next().unwrap_or_default();
        let lang = site.config.languages.iter().find(|lang| lang.as_str() == first).cloned();
        former.push((address, lang, alias.span.clone()));
    }
    let lost = |name: &str| site.documents.iter().all(|document| document.id != nfc(name));
    for name in document.settings.formerly.iter().filter(|name| lost(&name.value)) {
        former.push((address::neutral(&name.value), None, name.span.clone()));
        for lang in &site.config.languages {
            former.push((address::current(lang, &name.value), Some(lang.clone()), name.span.clone()));
        }
    }
    former
}

/// Returns whether a revision has a text in a language.
pub fn is_translated(revision: &Revision, lang: &Lang) -> bool {
    revision.translations.get(lang).is_some_and(|translation| translation.state != TranslationState::Missing)
}

/// A plan in the making.
#[derive(Default)]
struct Draft {
    plan: Plan,
    /// The source of each output, by its file path as file systems that fold case and form see it.
    taken: HashMap<String, Place>,
    /// A file below each directory, likewise.
    directories: HashMap<String, Place>,
    diagnostics: Vec<Diagnostic>,
}

impl Draft {
    fn add(&mut self, address: Address, id: PageId, source: Place) {
        let path = fold_case(&nfc(&address.file_path()));
        let parents = || path.match_indices('/').map(|(at, _)| &path[..at]);
        let other = self.taken.get(&path).or_else(|| self.directories.get(&path));
        if let Some(other) = other.or_else(|| parents().find_map(|parent| self.taken.get(parent))) {
            let diagnostic = Diagnostic::new(Code::AddressCollision, source)
                .arg("address", format!("/{address}"))
                .note("other", other.clone());
            return self.report(diagnostic);
        }
        for parent in parents() {
            if !self.directories.contains_key(parent) {
                self.directories.insert(parent.to_owned(), source.clone());
            }
        }
        self.taken.insert(path, source);
        self.plan.outputs.insert(address, id);
    }

    /// Reports a collision once for each pair of sources, not once for each page under the address.
    fn report(&mut self, diagnostic: Diagnostic) {
        let known = |other: &Diagnostic| other.place == diagnostic.place && other.notes == diagnostic.notes;
        if !self.diagnostics.iter().any(known) {
            self.diagnostics.push(diagnostic);
        }
    }
}

/// First names of addresses that are the site's own.
const FIRST: [&str; 3] = ["assets", "schemas", "search"];
/// Names that stand behind a document's address.
const BEHIND: [&str; 8] = ["history", "compare", "bilingual", "changes", "redline", "assets", "schemas", "search"];

fn check_names(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let langs: Vec<_> = site.config.languages.iter().map(|lang| fold_case(lang.as_str())).collect();
    let mut refuse = |name: &str, place: Place, help: &'static str| {
        diagnostics.push(Diagnostic::new(Code::ReservedName, place).arg("name", name).help(help));
    };
    for document in &site.documents {
        let names: Vec<_> = document.id.split('/').collect();
        let first = fold_case(names[0]);
        let place = source(document, document.current);
        if FIRST.contains(&first.as_str()) {
            refuse(names[0], place.clone(), "");
        } else if langs.contains(&first) {
            refuse(names[0], place.clone(), "language");
        }
        for at in 1..names.len() {
            let outer = names[..at].join("/");
            let behind = site.documents.iter().any(|document| document.id == outer);
            if behind && BEHIND.contains(&fold_case(names[at]).as_str()) {
                refuse(names[at], place.clone(), "");
            }
        }
        for (at, revision) in document.revisions.iter().enumerate() {
            if BEHIND.contains(&fold_case(&revision.id).as_str()) {
                refuse(&revision.id, source(document, at), "");
            }
        }
        for alias in &document.settings.aliases {
            let address = address::alias(&alias.value);
            let first = address.as_str().split('/').next().unwrap_or_default();
            if FIRST.contains(&first) {
                let path = format!("{}/document.toml", directory(document));
                refuse(first, Place { path: path.into(), span: alias.span.clone() }, "");
            }
        }
    }
}

/// Returns the file that stands for a revision in messages: its governing text, else any other.
fn source(document: &Document, revision: usize) -> Place {
    let revision = &document.revisions[revision];
    let own = |text: &&Arc<Translation>| text.carried_from.is_none();
    let governing = revision.translations.get(&revision.governing).filter(own);
    let text = governing.or_else(|| revision.translations.values().find(own));
    Place::file(text.map_or_else(|| format!("content/{}", document.id).into(), |text| text.path.clone()))
}

/// Returns the document's directory as the disk spells it.
fn directory(document: &Document) -> String {
    let place = source(document, document.current);
    let mut names = place.path.rsplitn(3, '/');
    names.nth(2).map_or_else(|| format!("content/{}", document.id), str::to_owned)
}
