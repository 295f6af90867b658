//! The site as data: `policies.json` and `versions.json` (product.md, section 5). Their fields are a contract: fields are only
//! ever added.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::{address, is_translated, pairs, seal, settled, upcoming};
use crate::assemble::sealed;
use crate::locale::{Date, Lang};
use crate::model::{Anchor, Class, Consent, Document, DocumentState, Heading, Revision, Site, State, TranslationState};

/// `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoliciesFile {
    /// The version of this shape.
    pub schema: u32,
    /// The zone in which dates begin and end.
    pub timezone: String,
    /// The next day on which anything changes, of what is announced.
    pub next_change: Option<Date>,
    /// The documents in force, in the shape of Matrix's `/terms`.
    pub policies: BTreeMap<String, Policy>,
    /// Every document.
    pub documents: BTreeMap<String, DocumentEntry>,
}

/// A document in the shape of Matrix's `/terms`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Policy {
    /// The id of the revision in force.
    pub version: String,
    /// Its translations.
    #[serde(flatten)]
    pub languages: BTreeMap<Lang, PolicyLanguage>,
}

/// A translation in the shape of Matrix's `/terms`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyLanguage {
    /// The title.
    pub name: String,
    /// The dated address.
    pub url: String,
}

/// A document in `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentEntry {
    /// What the document as a whole is.
    pub state: DocumentState,
    /// The revision at the current address.
    #[serde(flatten)]
    pub revision: RevisionEntry,
    /// The announced revisions, oldest first.
    pub upcoming: Vec<RevisionEntry>,
}

/// A revision in `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevisionEntry {
    /// Its id.
    pub id: String,
    /// The first day it applies; null, as the next two, in a draft whose date is not settled.
    pub effective: Option<Date>,
    /// The first instant it applies.
    pub effective_at: Option<String>,
    /// The first day it may be seen.
    pub announced: Option<Date>,
    /// How weighty it is.
    pub class: Class,
    /// What it asks of users.
    pub consent: Consent,
    /// The first day of the oldest revision in `accepted`.
    pub consent_since: Option<Date>,
    /// The revisions whose acceptance still suffices, oldest first.
    pub accepted: Vec<String>,
    /// Its translations.
    pub languages: BTreeMap<Lang, LanguageEntry>,
}

/// A translation in `policies.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageEntry {
    /// The dated address.
    pub url: String,
    /// The address of the current text.
    pub current_url: String,
    /// The address of the dated text, to be embedded.
    pub fragment: String,
    /// The address of the summary; null for a first revision.
    pub changes: Option<String>,
    /// SHA-256 of `index.md`; null where there is no text in the language.
    pub sha256: Option<String>,
    /// The state of the translation.
    pub translation: TranslationState,
    /// The language of the text at `url`, where it is another: there is no text in this one, and the governing text is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<Lang>,
    /// The dated address of the newest text in the language, where it is not that of this revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<String>,
    /// How the text differs from the governing one.
    #[serde(flatten)]
    pub sections: Sections,
}

/// The sections, by anchor, in which a translation and its governing text differ.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sections {
    /// Those that the translation lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_sections: Vec<Anchor>,
    /// Those that it alone has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra_sections: Vec<Anchor>,
    /// Those that do not follow a change of the governing text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suspect_sections: Vec<Anchor>,
}

impl Sections {
    fn of(revision: &Revision, lang: &Lang) -> Self {
        let anchors = |headings: Vec<&Heading>| headings.iter().map(|heading| heading.anchor.clone()).collect();
        let (missing, extra) = revision.unmatched(lang);
        let suspects = revision.translations.get(lang).map(|text| text.suspects.as_slice()).unwrap_or_default();
        Self {
            missing_sections: anchors(missing),
            extra_sections: anchors(extra),
            suspect_sections: suspects.iter().map(|suspect| suspect.anchor.clone()).collect(),
        }
    }
}

/// Makes `policies.json`.
pub fn policies(site: &Site) -> PoliciesFile {
    let in_force = |document: &&Arc<Document>| document.state == DocumentState::InForce;
    let documents = || site.documents.iter();
    PoliciesFile {
        schema: 1,
        timezone: site.config.timezone.name().to_owned(),
        next_change: site.next_change,
        policies: documents().filter(in_force).map(|document| (document.id.clone(), policy(site, document))).collect(),
        documents: documents().map(|document| (document.id.clone(), document_entry(site, document))).collect(),
    }
}

fn policy(site: &Site, document: &Document) -> Policy {
    let revision = &document.revisions[document.current];
    let language = |lang: &Lang| {
        let name = revision.translations.get(lang)?.title.clone();
        let url = address::dated(lang, &document.id, &revision.id).absolute(&site.config.base_url);
        Some((lang.clone(), PolicyLanguage { name, url }))
    };
    Policy { version: revision.id.clone(), languages: translated(site, revision).filter_map(language).collect() }
}

fn translated<'a>(site: &'a Site, revision: &'a Revision) -> impl Iterator<Item = &'a Lang> {
    site.config.languages.iter().filter(|lang| is_translated(revision, lang))
}

fn document_entry(site: &Site, document: &Document) -> DocumentEntry {
    let own = (document.revisions[document.current].state == State::Upcoming).then_some(document.current);
    let announced = own.into_iter().chain(upcoming(document));
    DocumentEntry {
        state: document.state,
        revision: revision_entry(site, document, document.current),
        upcoming: announced.map(|index| revision_entry(site, document, index)).collect(),
    }
}

fn revision_entry(site: &Site, document: &Document, index: usize) -> RevisionEntry {
    let revision = &document.revisions[index];
    let accepted = accepted(document, index);
    let language = |lang: &Lang| (lang.clone(), language_entry(site, document, revision, lang));
    RevisionEntry {
        id: revision.id.clone(),
        effective: settled(revision.effective),
        effective_at: settled(revision.effective).map(|date| site.config.timezone.start_of(date)),
        announced: settled(revision.announced),
        class: revision.class,
        consent: revision.consent,
        consent_since: settled(accepted.first().map_or(revision, |oldest| &document.revisions[*oldest]).effective),
        accepted: accepted.into_iter().map(|index| document.revisions[index].id.clone()).collect(),
        languages: site.config.languages.iter().map(language).collect(),
    }
}

/// Returns the revisions whose acceptance suffices for one, oldest first: back from it to the last one whose consent is
/// `required`, inclusive; to the first where none is.
///
/// Revisions of one day are one change, which asks for consent if any of them does: whoever accepted the one that asks, or a
/// later one of that day, has accepted the change; an earlier one of the day, replaced before it asked, is not enough.
fn accepted(document: &Document, index: usize) -> Vec<usize> {
    let mut accepted = Vec::new();
    for at in std::iter::successors(Some(index), |at| document.revisions[*at].predecessor) {
        accepted.push(at);
        if document.revisions[at].consent == Consent::Required {
            break;
        }
    }
    accepted.reverse();
    accepted
}

fn language_entry(site: &Site, document: &Document, revision: &Revision, lang: &Lang) -> LanguageEntry {
    let url = |address: address::Address| address.absolute(&site.config.base_url);
    let text = revision.translations.get(lang).filter(|_| is_translated(revision, lang));
    let newest = pairs::newest(document, lang).filter(|at| text.is_none() && document.revisions[*at].id != revision.id);
    LanguageEntry {
        url: url(address::dated(lang, &document.id, &revision.id)),
        current_url: url(address::current(lang, &document.id)),
        fragment: url(address::fragment(&address::dated(lang, &document.id, &revision.id))),
        changes: revision.predecessor.map(|_| url(address::changes(lang, &document.id, &revision.id))),
        sha256: text.map(|text| text.sha256.clone()),
        translation: text.map_or(TranslationState::Missing, |text| text.state),
        shown: text.is_none().then(|| revision.governing.clone()),
        newest: newest.map(|at| url(address::dated(lang, &document.id, &document.revisions[at].id))),
        sections: Sections::of(revision, lang),
    }
}

/// `versions.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionsFile {
    /// The document's id.
    pub document: String,
    /// The revisions, oldest first.
    pub revisions: Vec<Version>,
}

/// A revision in `versions.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The first day it may be seen; null, as the next, in a draft whose date is not settled.
    pub announced: Option<Date>,
    /// The first day it applies.
    pub effective: Option<Date>,
    /// The last day it applies, where known.
    pub until: Option<Date>,
    /// Its state.
    pub state: State,
    /// How weighty it is.
    pub class: Class,
    /// The editorial revisions that corrected it, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrected_by: Vec<String>,
    /// Its translations.
    pub languages: BTreeMap<Lang, VersionLanguage>,
}

/// A translation in `versions.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionLanguage {
    /// The dated address.
    pub url: String,
    /// SHA-256 of `index.md`.
    pub sha256: String,
    /// The state of the translation.
    pub translation: TranslationState,
    /// Whether it stands in the record of what was approved (`seal.json`); left out where not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
    /// What was taken out of it after it was approved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<RedactedSection>,
    /// The revisions by which it is behind, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub behind_by: Vec<String>,
    /// How the text differs from the governing one.
    #[serde(flatten)]
    pub sections: Sections,
}

/// A section from which something was taken out after it was approved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RedactedSection {
    /// Its anchor.
    pub section: Anchor,
    /// When.
    pub date: Date,
    /// Why, in the language of the text where it is said in that.
    pub ground: Option<String>,
}

fn redacted(site: &Site, document: &Document, at: usize, lang: &Lang) -> Vec<RedactedSection> {
    let redactions = sealed::redactions(document, at, lang).into_iter();
    redactions
        .map(|(redaction, section)| {
            let ground = redaction.ground.text(lang, &site.config.languages).map(|(ground, _)| ground.to_owned());
            RedactedSection { section, date: redaction.date, ground }
        })
        .collect()
}

/// Makes the `versions.json` of a document.
pub fn versions(site: &Site, document: &Document) -> VersionsFile {
    let language = |at: usize, lang: &Lang| {
        let revision = &document.revisions[at];
        let text = &revision.translations[lang];
        let language = VersionLanguage {
            url: address::dated(lang, &document.id, &revision.id).absolute(&site.config.base_url),
            sha256: text.sha256.clone(),
            translation: text.state,
            sealed: seal::is_recorded(document, at, lang),
            redacted: redacted(site, document, at, lang),
            behind_by: document.behind_by(at, lang).iter().map(|at| document.revisions[*at].id.clone()).collect(),
            sections: Sections::of(revision, lang),
        };
        (lang.clone(), language)
    };
    let version = |(at, revision): (usize, &Revision)| Version {
        id: revision.id.clone(),
        label: revision.label.clone(),
        announced: settled(revision.announced),
        effective: settled(revision.effective),
        until: revision.until,
        state: revision.state,
        class: revision.class,
        corrected_by: document.corrections(at).into_iter().map(|at| document.revisions[at].id.clone()).collect(),
        languages: translated(site, revision).map(|lang| language(at, lang)).collect(),
    };
    VersionsFile {
        document: document.id.clone(),
        revisions: document.revisions.iter().enumerate().map(version).collect(),
    }
}
