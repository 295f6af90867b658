//! The sources of one document and a day -> the document: revisions with states, texts with anchors and states.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::anchors::{self, Named};
use super::facts::{Facts, Sources};
use super::timeline::{self, Moment};
use super::{named, retire, states, texts, variables};
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::{
    Anchor, ChangeNote, Config, Document, DocumentState, Parsed, Revision, State, Text, Translation, TranslationState,
};
use crate::pair::{self, Pairing, Was};

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

/// The pairings of one document's texts, kept while it is assembled for several days and again: by the paths of the two texts
/// and what the author says of their sections.
#[derive(Debug, Default)]
pub struct Pairings(BTreeMap<PairingKey, ([Arc<Parsed>; 2], Arc<Pairing>)>);

type PairingKey = (Arc<str>, Arc<str>, Vec<(usize, Vec<usize>)>);

impl Pairings {
    /// Forgets the pairings of texts that do not stand any more.
    pub fn retain(&mut self, stands: impl Fn(&Arc<Parsed>) -> bool) {
        self.0.retain(|_, (texts, _)| texts.iter().all(&stands));
    }

    fn texts(&mut self, old: &Arc<Parsed>, new: &Arc<Parsed>, was: &[Was]) -> Arc<Pairing> {
        let said = was.iter().map(|was| (was.new, was.old.clone())).collect();
        let key = (old.path.clone(), new.path.clone(), said);
        let known = self.0.get(&key).filter(|([one, other], _)| Arc::ptr_eq(one, old) && Arc::ptr_eq(other, new));
        if let Some((_, pairing)) = known {
            return pairing.clone();
        }
        let pairing = Arc::new(pair::texts(&old.text, &new.text, was));
        self.0.insert(key, ([old.clone(), new.clone()], pairing.clone()));
        pairing
    }
}

/// A text while its document is assembled.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) parsed: Arc<Parsed>,
    pub(super) named: Named,
    differs_at: Option<usize>,
    pub(super) carried_from: Option<usize>,
    values: BTreeMap<String, String>,
}

/// One revision while its document is assembled.
pub(super) struct Step {
    pub(super) texts: BTreeMap<Lang, Standing>,
    /// The pairing of the governing text with the one before; `None` for the first.
    pub(super) pairing: Option<Arc<Pairing>>,
}

/// Returns the document as of a day, or `None` where no revision may be seen.
pub fn document(
    sources: &Sources,
    facts: &[Facts],
    config: &Config,
    day: Day,
    pairings: &mut Pairings,
    found: &mut Vec<Diagnostic>,
) -> Option<Document> {
    let (facts, moments) = readable(facts, day, found);
    if moments.is_empty() {
        return None;
    }
    let established = facts[moments[0].facts].effective;
    let mut used = BTreeSet::new();
    let mut steps: Vec<Step> = Vec::new();
    for moment in &moments {
        let own = &facts[moment.facts];
        let mut problems = Vec::new();
        let step = assemble_step(
            own,
            (&moments, moment),
            &steps,
            config,
            day,
            established,
            pairings,
            &mut used,
            &mut problems,
        );
        found.extend(problems.into_iter().map(|problem| if own.draft { problem.lowered() } else { problem }));
        steps.push(step);
    }
    let mut revisions: Vec<Revision> = Vec::new();
    for (moment, step) in moments.iter().zip(&steps) {
        let before = moment.predecessor.map(|at| &steps[at]);
        revisions.push(revision(sources, &facts[moment.facts], (moment, step), before, &revisions));
    }
    states::translations(&mut revisions);
    let current = current(&revisions);
    let mut document = Document {
        id: sources.id.clone(),
        settings: sources.settings.clone(),
        governing: revisions[current].governing.clone(),
        state: document_state(&revisions, &sources.settings.repealed.as_ref().map(|date| date.value), day.as_of),
        current,
        revisions,
        removed: Vec::new(),
        retired: Vec::new(),
        retired_in: BTreeMap::new(),
    };
    retire::retire(&mut document, &steps, day, sources, found);
    Some(document)
}

/// Returns the facts and timeline of the revisions that have a governing text to show, and reports the others.
fn readable(facts: &[Facts], day: Day, found: &mut Vec<Diagnostic>) -> (Vec<Facts>, Vec<Moment>) {
    let mut facts = facts.to_vec();
    loop {
        let moments = timeline::timeline(&facts, day.as_of, day.drafts);
        let mut has: Vec<bool> = Vec::new();
        for moment in &moments {
            let own = &facts[moment.facts];
            let may_carry = own.class == crate::model::Class::Editorial;
            let carried = moment.predecessor.filter(|_| may_carry);
            let carried =
                carried.is_some_and(|before| has[before] && (facts[moments[before].facts].governing == own.governing));
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

#[expect(clippy::too_many_arguments, reason = "the state of one pass over the revisions, nowhere else needed together")]
fn assemble_step(
    own: &Facts,
    (moments, moment): (&[Moment], &Moment),
    steps: &[Step],
    config: &Config,
    day: Day,
    established: Date,
    pairings: &mut Pairings,
    used: &mut BTreeSet<Anchor>,
    found: &mut Vec<Diagnostic>,
) -> Step {
    let before = moment.predecessor.map(|at| (at, &steps[at]));
    let shown = |lang: &Lang, parsed: &Parsed| {
        *lang == own.governing || parsed.front.translated.as_ref().is_none_or(|date| date.value <= day.as_of)
    };
    let dates = variables::Dates { effective: own.effective, announced: own.announced, established };
    let mut step = Step { texts: BTreeMap::new(), pairing: None };
    if let Some((at, before)) = before
        && own.class == crate::model::Class::Editorial
    {
        for (lang, standing) in &before.texts {
            if !own.texts.get(lang).is_some_and(|parsed| shown(lang, parsed)) {
                let carried_from = standing.carried_from.or(Some(at));
                step.texts.insert(lang.clone(), Standing { carried_from, ..standing.clone() });
            }
        }
    }
    if let Some(parsed) = own.texts.get(&own.governing) {
        let old = before.and_then(|(_, before)| before.texts.get(&own.governing));
        let named = match old {
            Some(old) => {
                let was = was(parsed, old, found);
                let pairing = pairings.texts(&old.parsed, parsed, &was);
                let named = anchors::name(&parsed.text, Some((&old.named, &pairing)), used);
                step.pairing = Some(pairing);
                named
            }
            None => anchors::name(&parsed.text, None, used),
        };
        let values = variables::values(parsed, &own.governing, config, dates, found);
        let standing = Standing { parsed: parsed.clone(), named, differs_at: None, carried_from: None, values };
        step.texts.insert(own.governing.clone(), standing);
    }
    let governing = step.texts[&own.governing].clone();
    for (lang, parsed) in own.texts.iter().filter(|(lang, parsed)| **lang != own.governing && shown(lang, parsed)) {
        let earlier = earlier(moments, moment, steps, lang).map(|old| (old, pairings.texts(&old.parsed, parsed, &[])));
        let earlier = earlier.as_ref().map(|(old, pairing)| (&old.named, &**pairing));
        let theirs = (&governing.parsed.text, &governing.named);
        let (named, differs_at) = anchors::translate(&parsed.text, theirs, earlier, lang, used);
        if let Some(at) = differs_at {
            found.push(unequal_structure(parsed, &governing.parsed, at));
        }
        let values = variables::values(parsed, lang, config, dates, found);
        let standing = Standing { parsed: parsed.clone(), named, differs_at, carried_from: None, values };
        step.texts.insert(lang.clone(), standing);
    }
    step
}

/// Returns the nearest earlier text of a language.
fn earlier<'a>(moments: &[Moment], moment: &Moment, steps: &'a [Step], lang: &Lang) -> Option<&'a Standing> {
    let chain = std::iter::successors(moment.predecessor, |at| moments[*at].predecessor);
    chain.into_iter().find_map(|at| steps[at].texts.get(lang))
}

/// Names the first section in which a translation's structure differs from the governing text's.
fn unequal_structure(parsed: &Parsed, governing: &Parsed, at: usize) -> Diagnostic {
    let name = |text: &Text, at: usize| match text.sections.get(at) {
        Some(section) => {
            let label = section.label.as_ref().map_or("", |label| &label.printed);
            format!("{} {}", label, section.title.text).trim().to_owned()
        }
        None => "–".to_owned(),
    };
    let span =
        |text: &Text| text.sections.get(at).or(text.sections.last()).map_or(0..0, |section| section.span.clone());
    Diagnostic::new(Code::UnequalStructure, parsed.place(span(&parsed.text)))
        .arg("section", name(&parsed.text, at))
        .arg("governing", name(&governing.text, at))
        .arg("count", parsed.text.sections.len())
        .arg("expected", governing.text.sections.len())
        .note("governing", governing.place(span(&governing.text)))
}

/// Returns what the author says of which old sections the new ones continue, by index; reports names that fit none.
fn was(parsed: &Parsed, old: &Standing, found: &mut Vec<Diagnostic>) -> Vec<Was> {
    let old_outline = texts::outline(&old.parsed.text, &old.named);
    let new_outline = named::provisional(&parsed.text);
    let mut out = Vec::new();
    for note in parsed.front.changes.iter().filter(|note| !note.was.is_empty()) {
        let mut olds = Vec::new();
        for name in &note.was {
            match named::sections(&name.value, &old_outline)[..] {
                [] => found.push(
                    Diagnostic::new(Code::UnknownSection, parsed.place(name.span.clone())).arg("name", &name.value),
                ),
                [one] => olds.push(one),
                _ => found.push(named::ambiguous(&name.value, &old_outline, parsed.place(name.span.clone()))),
            }
        }
        for name in &note.sections {
            if let [new] = named::sections(&name.value, &new_outline)[..]
                && !olds.is_empty()
            {
                out.push(Was { new, old: olds.clone() });
            }
        }
    }
    out
}

fn revision(
    sources: &Sources,
    facts: &Facts,
    (moment, step): (&Moment, &Step),
    step_before: Option<&Step>,
    before: &[Revision],
) -> Revision {
    let (split, merged) = step_before.and_then(|old| lineage(old, step, &facts.governing)).unwrap_or_default();
    let mut translations = BTreeMap::new();
    for (lang, standing) in &step.texts {
        translations.insert(lang.clone(), translation(sources, lang, standing, moment.predecessor, before));
    }
    Revision {
        id: facts.id.clone(),
        label: facts.label.clone(),
        effective: facts.effective,
        announced: facts.announced,
        until: moment.until,
        state: moment.state,
        replaced_same_day: moment.replaced_same_day,
        class: facts.class,
        consent: facts.consent,
        draft: facts.draft,
        withdrawn: facts.withdrawn.filter(|_| moment.state == State::Withdrawn),
        replaces: facts.replaces.as_ref().map(|name| name.value.clone()),
        short_notice: facts.short_notice.clone(),
        governing: facts.governing.clone(),
        predecessor: moment.predecessor,
        split,
        merged,
        translations,
        assets: sources.assets.get(&facts.id).cloned().unwrap_or_default(),
    }
}

/// Anchors of sections, in pairs.
type AnchorPairs = Vec<(Anchor, Anchor)>;

/// Returns what was split from (new, old) and merged into (old, new) sections of a revision's governing text.
fn lineage(old: &Step, new: &Step, governing: &Lang) -> Option<(AnchorPairs, AnchorPairs)> {
    let pairing = new.pairing.as_ref()?;
    let (old, new) = (&old.texts.get(governing)?.named.sections, &new.texts.get(governing)?.named.sections);
    let split = pairing.split.iter().map(|(at, from)| (new[*at].clone(), old[*from].clone()));
    let merged = pairing.merged.iter().map(|(at, into)| (old[*at].clone(), new[*into].clone()));
    Some((split.collect(), merged.collect()))
}

fn translation(
    sources: &Sources,
    lang: &Lang,
    standing: &Standing,
    predecessor: Option<usize>,
    before: &[Revision],
) -> Translation {
    let parsed = &standing.parsed;
    let text = texts::resolve(&parsed.text, &standing.values);
    let mut compared_with = predecessor;
    while let Some(at) = compared_with
        && !before[at].translations.contains_key(lang)
    {
        compared_with = before[at].predecessor;
    }
    // A carried text says nothing about the revision that carries it.
    let own = standing.carried_from.is_none();
    Translation {
        path: parsed.path.clone(),
        carried_from: standing.carried_from,
        state: TranslationState::Current,
        title: title(sources, lang, parsed, &text, &standing.values),
        summary: parsed
            .front
            .summary
            .as_ref()
            .filter(|_| own)
            .map(|summary| texts::resolve_blocks(&summary.value, &standing.values))
            .unwrap_or_default(),
        changes: parsed.front.changes.iter().filter(|_| own).map(|note| resolved(note, &standing.values)).collect(),
        unaffected: parsed.front.unaffected.iter().map(|name| name.value.clone()).collect(),
        translated: parsed.front.translated.as_ref().map(|date| date.value),
        outline: texts::outline(&text, &standing.named),
        names: texts::names(&text),
        differs_at: standing.differs_at,
        sha256: texts::sha256(&texts::published(parsed, &standing.values)),
        values: standing.values.clone(),
        compared_with,
        unexplained: Vec::new(),
    }
}

fn resolved(note: &ChangeNote, values: &BTreeMap<String, String>) -> ChangeNote {
    ChangeNote { reason: texts::resolve_blocks(&note.reason, values), ..note.clone() }
}

fn title(sources: &Sources, lang: &Lang, parsed: &Parsed, text: &Text, values: &BTreeMap<String, String>) -> String {
    let stated = parsed.front.title.as_ref().map(|title| variables::fill(&title.value, values));
    let heading = || text.title.as_ref().map(|title| title.text.clone()).filter(|title| !title.is_empty());
    let setting = || sources.settings.title.text(lang, &[]).map(|(title, _)| title.to_owned());
    stated.or_else(heading).or_else(setting).unwrap_or_else(|| sources.id.clone())
}

/// Returns the revision that the current address shows: in force, else the first upcoming one, else the last that stands.
fn current(revisions: &[Revision]) -> usize {
    let find = |state: State| revisions.iter().position(|revision| revision.state == state);
    find(State::InForce).or_else(|| find(State::Upcoming)).or_else(|| find(State::Draft)).unwrap_or(revisions.len() - 1)
}

fn document_state(revisions: &[Revision], repealed: &Option<Date>, as_of: Date) -> DocumentState {
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
