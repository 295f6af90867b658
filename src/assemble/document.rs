//! The sources of one document and a day -> the document: revisions with states, texts with anchors and states.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::links::LinkUse;
use super::steps::{Origin, Steps};
use super::timeline::{self, Moment};
use super::{lagging, retire, states};
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::Date;
use crate::model::{Class, Document, DocumentState, Revision, State};

/// The day that a site is assembled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Everything announced or translated after this day is hidden.
    pub as_of: Date,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether nothing of the document is hidden and nothing of it will change by itself.
    pub all: bool,
}

/// Returns the document as of a day, or `None` where no revision may be seen.
pub fn document(
    origin: Origin<'_>,
    day: Day,
    steps: &mut Steps,
    found: &mut Vec<Diagnostic>,
) -> Option<(Document, Vec<LinkUse>)> {
    let sources = origin.sources;
    let (facts, moments) = made(origin, day, steps, found);
    if moments.is_empty() {
        return None;
    }
    let (steps, made) = steps.first(moments.len());
    let stands = |(moment, made): (&Moment, &Revision)| Revision {
        until: moment.until,
        state: moment.state,
        replaced_same_day: moment.replaced_same_day,
        withdrawn: facts[moment.facts].withdrawn.filter(|_| moment.state == State::Withdrawn),
        assets: sources.assets.get(&made.id).cloned().unwrap_or_default(),
        sealed: sources.seals.get(&made.id).cloned(),
        ..made.clone()
    };
    let mut revisions: Vec<Revision> = moments.iter().zip(made).map(stands).collect();
    states::set_behind(&mut revisions);
    let current = current(&revisions);
    lagging::check(&revisions, steps, (current, day), found);
    let repealed = sources.settings.repealed.as_ref().map(|date| date.value);
    let state = document_state(&revisions, repealed, day.as_of);
    let last = &mut revisions[current];
    if let Some(repealed) = repealed.filter(|_| (state, last.state) == (DocumentState::Repealed, State::InForce)) {
        // The last day that it applied.
        last.until = Some(repealed.yesterday().max(last.effective));
    }
    let mut document = Document {
        id: sources.id.clone(),
        settings: sources.settings.clone(),
        governing: revisions[current].governing.clone(),
        state,
        current,
        revisions,
        removed: Vec::new(),
        retired: Vec::new(),
        retired_in: BTreeMap::new(),
    };
    retire::retire(&mut document, steps, day, sources, found);
    let links = steps.iter().flat_map(|step| step.links.iter().cloned()).collect();
    Some((document, links))
}

/// Reports what is wrong with the document as of a day; no more than [`document`] does, but without making it.
pub fn check(origin: Origin<'_>, day: Day, steps: &mut Steps, found: &mut Vec<Diagnostic>) {
    made(origin, day, steps, found);
}

/// Makes the steps of the revisions that may be read on a day; returns their facts and timeline.
fn made<'f>(
    origin: Origin<'f>,
    day: Day,
    steps: &mut Steps,
    found: &mut Vec<Diagnostic>,
) -> (Vec<&'f Facts>, Vec<Moment>) {
    let (facts, moments) = readable(origin.facts, day, found);
    steps.make(origin, (&facts, &moments), day, found);
    (facts, moments)
}

/// Returns the facts and timeline of the revisions that have a governing text to show, and reports the others.
fn readable<'f>(facts: &'f [Facts], day: Day, found: &mut Vec<Diagnostic>) -> (Vec<&'f Facts>, Vec<Moment>) {
    let mut facts: Vec<&Facts> = facts.iter().collect();
    loop {
        let moments = timeline::timeline(&facts, day.as_of, day.drafts);
        let mut has: Vec<bool> = Vec::new();
        for moment in &moments {
            let own = facts[moment.facts];
            let carried = moment.predecessor.filter(|_| own.class == Class::Editorial);
            let carried =
                carried.is_some_and(|before| has[before] && facts[moments[before].facts].governing == own.governing);
            has.push(own.texts.contains_key(&own.governing) || carried);
        }
        let Some(bad) = has.iter().position(|has| !has) else { return (facts, moments) };
        let bad = facts.remove(moments[bad].facts);
        let diagnostic = Diagnostic::new(Code::NoGoverningText, bad.place.clone())
            .arg("lang", &bad.governing)
            .arg("revision", &bad.id);
        found.push(if bad.draft { diagnostic.lowered() } else { diagnostic });
    }
}

/// Returns the revision that the current address shows: in force, else the first upcoming one, else the last that stands.
fn current(revisions: &[Revision]) -> usize {
    let find = |state: State| revisions.iter().position(|revision| revision.state == state);
    find(State::InForce).or_else(|| find(State::Upcoming)).or_else(|| find(State::Draft)).unwrap_or(revisions.len() - 1)
}

fn document_state(revisions: &[Revision], repealed: Option<Date>, as_of: Date) -> DocumentState {
    let has = |state: State| revisions.iter().any(|revision| revision.state == state);
    if repealed.is_some_and(|date| date <= as_of) {
        DocumentState::Repealed
    } else if has(State::InForce) {
        DocumentState::InForce
    } else if has(State::Upcoming) || has(State::Draft) {
        DocumentState::Upcoming
    } else {
        DocumentState::Withdrawn
    }
}
