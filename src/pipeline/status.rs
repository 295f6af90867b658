//! A site as it is today, and the same with everything shown -> what is in force, upcoming, hidden or a draft; what is lacking; and
//! the next day that changes anything.

use std::sync::Arc;

use super::diff::{self, DiffError};
use super::load::Loaded;
use crate::assemble::states;
use crate::locale::{Date, Lang};
use crate::model::{Class, Document, DocumentState, Heading, Revision, State, TranslationState, later};

/// Where a site stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The day.
    pub as_of: Date,
    /// The site's time zone, by its IANA name.
    pub zone: String,
    /// The next day that changes anything, and what it changes; empty where there is none.
    pub next: Vec<Event>,
    /// The documents, in the order of lists.
    pub documents: Vec<DocumentStatus>,
}

/// Where a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStatus {
    /// Its id.
    pub id: String,
    /// Its title, in its governing language.
    pub title: String,
    /// What it is to the public; `None` where nothing of it may be seen yet.
    pub state: Option<DocumentState>,
    /// Its revisions that apply or are to come, oldest first; of one that has neither, the last.
    pub revisions: Vec<RevisionStatus>,
    /// The next day that changes anything of it, and what; empty where there is none.
    pub next: Vec<Event>,
}

/// Where a revision stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionStatus {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its state; `None` where it is hidden until it is announced.
    pub state: Option<State>,
    /// The first day it may be seen, where it is fixed.
    pub announced: Option<Date>,
    /// The first day it applies, where it is fixed.
    pub effective: Option<Date>,
    /// How weighty it is.
    pub class: Class,
    /// The state of every language of the site.
    pub languages: Vec<LanguageStatus>,
    /// Its changed sections that have no reason yet.
    pub unexplained: Vec<String>,
}

/// Where a language of a revision stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageStatus {
    /// The language.
    pub lang: Lang,
    /// The state of its text.
    pub state: TranslationState,
    /// The revisions by which its newest text is behind, by id, oldest first.
    pub behind_by: Vec<String>,
    /// The anchors of sections of the governing text that it lacks.
    pub missing: Vec<String>,
    /// The anchors of sections that it alone has.
    pub extra: Vec<String>,
    /// The sections of the governing text that changed since they were last translated.
    pub owed: Vec<Owed>,
}

/// A section of the governing text that is still to be translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its anchor.
    pub anchor: String,
    /// Label and title in the governing language.
    pub heading: String,
    /// The revision, by id, in which it first changed.
    pub since: String,
}

/// Something that happens by itself on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day.
    pub date: Date,
    /// The document.
    pub document: String,
    /// The revision; `None` where it is the document that ends.
    pub revision: Option<String>,
    /// What happens.
    pub kind: EventKind,
}

/// What happens on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// A revision may be seen from now on.
    Announced,
    /// A translation may be seen from now on.
    Translated(Lang),
    /// A revision applies from now on.
    Effective,
    /// A revision is withdrawn.
    Withdrawn,
    /// A document no longer applies.
    Repealed,
}

/// Returns where a site, or one document of it, stands.
///
/// # Errors
/// Where there is no such document.
pub fn status(loaded: &Loaded, document: Option<&str>) -> Result<Status, DiffError> {
    let (today, all) = (&loaded.site, loaded.everything());
    let only = document.map(|id| diff::document(all, id)).transpose()?;
    let chosen = all.documents.iter().filter(|one| only.is_none_or(|only| only.id == one.id));
    let of = |document: &Arc<Document>| {
        let public = today.documents.iter().find(|public| public.id == document.id).map(|public| &**public);
        self::document(document, public, today.as_of, &all.config.languages)
    };
    let documents: Vec<DocumentStatus> = chosen.map(of).collect();
    let events = documents.iter().flat_map(|document| document.next.iter().cloned()).collect();
    let zone = today.config.timezone.name().to_owned();
    Ok(Status { as_of: today.as_of, zone, next: first(events), documents })
}

fn document(all: &Document, public: Option<&Document>, today: Date, languages: &[Lang]) -> DocumentStatus {
    let is_live = |revision: &&Revision| {
        let state = seen(public, &revision.id).map(|revision| revision.state);
        let is_over = revision.withdrawn.is_some_and(|date| date <= today) && revision.effective <= today;
        match state {
            None => !is_over,
            Some(State::Withdrawn) => revision.effective > today,
            Some(state) => state != State::Superseded,
        }
    };
    let mut live: Vec<&Revision> = all.revisions.iter().filter(is_live).collect();
    if live.is_empty() {
        live.extend(all.revisions.last());
    }
    let current = public.map_or(all.revisions.last(), |public| public.revisions.get(public.current));
    let title =
        current.and_then(|revision| revision.translations.get(&revision.governing)).map(|text| text.title.clone());
    DocumentStatus {
        id: all.id.clone(),
        title: title.unwrap_or_else(|| all.id.clone()),
        state: public.map(|public| public.state),
        revisions: live.into_iter().map(|one| revision(one, all, public, languages)).collect(),
        next: first(events(all, today)),
    }
}

/// Returns a revision as the public sees it.
fn seen<'a>(public: Option<&'a Document>, id: &str) -> Option<&'a Revision> {
    public?.revisions.iter().find(|revision| revision.id == id)
}

fn revision(revision: &Revision, all: &Document, public: Option<&Document>, languages: &[Lang]) -> RevisionStatus {
    let seen = seen(public, &revision.id);
    let shown = seen.unwrap_or(revision);
    let whole = if seen.is_some() { public.unwrap_or(all) } else { all };
    let applies = seen.is_some_and(|seen| seen.state == State::InForce);
    let fixed = |date: Date| Some(date).filter(|date| *date != Date::MAX);
    let unexplained = shown.translations.values().flat_map(|text| &text.unexplained);
    RevisionStatus {
        id: revision.id.clone(),
        label: revision.label.clone(),
        state: if revision.draft { Some(State::Draft) } else { seen.map(|seen| seen.state) },
        announced: fixed(revision.announced),
        effective: fixed(revision.effective),
        class: revision.class,
        languages: languages.iter().map(|lang| language(lang, (shown, applies), whole)).collect(),
        unexplained: unexplained.map(|section| section.heading.clone()).collect(),
    }
}

/// Returns where a language stands in a revision: one that has an earlier text only is behind once the revision is in force.
fn language(lang: &Lang, (revision, applies): (&Revision, bool), document: &Document) -> LanguageStatus {
    let at = document.revisions.iter().position(|other| other.id == revision.id).unwrap_or(document.current);
    let newest = document.newest_text(at, lang);
    let id = |at: usize| document.revisions[at].id.clone();
    let governing = revision.translations.get(&revision.governing);
    let owed = states::owed(document, at, lang).into_iter().map(|(anchor, since)| {
        let heading = governing.and_then(|text| text.outline.iter().find(|heading| heading.anchor == anchor));
        let heading = heading.map(|heading| heading.printed()).filter(|name| !name.is_empty());
        let (anchor, since) = (anchor.to_string(), id(since));
        Owed { heading: heading.unwrap_or_else(|| anchor.clone()), anchor, since }
    });
    let (missing, extra) = revision.unmatched(lang);
    let anchors = |headings: Vec<&Heading>| headings.iter().map(|heading| heading.anchor.to_string()).collect();
    let (state, behind_by) = match (revision.translations.get(lang), newest) {
        (Some(text), _) => (text.state, document.behind_by(at, lang)),
        (None, Some(newest)) if applies => (TranslationState::Behind, later(&document.revisions, newest, at)),
        (None, _) => (TranslationState::Missing, Vec::new()),
    };
    LanguageStatus {
        lang: lang.clone(),
        state,
        behind_by: behind_by.into_iter().map(id).collect(),
        missing: anchors(missing),
        extra: anchors(extra),
        owed: owed.collect(),
    }
}

/// Returns what happens to a document after a day.
fn events(document: &Document, today: Date) -> Vec<Event> {
    let event = |date, revision: Option<&Revision>, kind| Event {
        date,
        document: document.id.clone(),
        revision: revision.map(|revision| revision.id.clone()),
        kind,
    };
    let mut events = Vec::new();
    for revision in document.revisions.iter().filter(|revision| !revision.draft) {
        events.push(event(revision.announced, Some(revision), EventKind::Announced));
        if revision.withdrawn.is_none_or(|date| date > revision.effective) {
            events.push(event(revision.effective, Some(revision), EventKind::Effective));
        }
        events.extend(revision.withdrawn.map(|date| event(date, Some(revision), EventKind::Withdrawn)));
        for (lang, text) in revision.translations.iter().filter(|(_, text)| text.carried_from.is_none()) {
            let appears = text.translated.filter(|date| *date > revision.announced);
            events.extend(appears.map(|date| event(date, Some(revision), EventKind::Translated(lang.clone()))));
        }
    }
    let repealed = document.settings.repealed.as_ref();
    events.extend(repealed.map(|date| event(date.value, None, EventKind::Repealed)));
    events.retain(|event| event.date > today);
    events
}

/// Returns the events of the first day on which any happens.
fn first(mut events: Vec<Event>) -> Vec<Event> {
    events.sort();
    let day = events.first().map(|event| event.date);
    events.retain(|event| Some(event.date) == day);
    events
}
