//! The facts of a document and a day -> its revisions one after the other, each with its anchors, outlines and problems.
//!
//! What a revision comes to hangs on the revisions before it, never on those after it. So they are made in order, and those at
//! the front that stand as they stood are kept: from one day that the document is assembled for to the next, and from one
//! save of an editor's to the next.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::anchors::{self, Named, Used};
use super::document::Day;
use super::facts::{Facts, Sources};
use super::links::{self, LinkUse};
use super::pairings::{Pairings, was};
use super::reasons::{self, Differing};
use super::timeline::Moment;
use super::{states, texts, variables};
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::{
    Anchor, ChangeNote, Class, Config, Parsed, Revision, Settings, State, Text, Translation, TranslationState,
};
use crate::pair::Pairing;
use crate::source::Place;

/// The revisions of one document, as far as they were made.
#[derive(Debug, Default)]
pub struct Steps {
    made_for: Option<(Config, Settings)>,
    used: Used,
    steps: Vec<Step>,
    /// What each step comes to; `state` and what else hangs on the day is filled in by [`super::document::document`].
    revisions: Vec<Revision>,
    pairings: Pairings,
    count: StepCount,
}

/// How often a revision was made, and how often it was there already, since its document was taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepCount {
    /// Made.
    pub made: usize,
    /// Kept: from another day, or from before the last save.
    pub kept: usize,
}

/// One revision while its document is assembled.
#[derive(Debug)]
pub(super) struct Step {
    key: Key,
    pub(super) texts: BTreeMap<Lang, Standing>,
    /// The pairing of the governing text with the one before; `None` for the first.
    pub(super) pairing: Option<Arc<Pairing>>,
    /// The links of its texts that may lead nowhere.
    pub(super) links: Vec<LinkUse>,
    problems: Vec<Diagnostic>,
    /// Whether its problems were told since the document was taken up.
    told: bool,
}

/// A text while its document is assembled.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) parsed: Arc<Parsed>,
    pub(super) named: Arc<Named>,
    pub(super) carried_from: Option<usize>,
    differs_at: Option<usize>,
    values: BTreeMap<String, String>,
}

/// Everything that a step is made from beside the steps before it.
#[derive(Debug)]
struct Key {
    facts: Facts,
    /// The languages of its own texts that are shown.
    shown: Vec<Lang>,
    predecessor: Option<usize>,
    established: Date,
}

impl Key {
    fn of(own: &Facts, moment: &Moment, established: Date, day: Day) -> Self {
        let shown = shown(own, day).cloned().collect();
        Self { facts: own.clone(), shown, predecessor: moment.predecessor, established }
    }

    fn is_of(&self, own: &Facts, moment: &Moment, established: Date, day: Day) -> bool {
        (self.predecessor, self.established) == (moment.predecessor, established)
            && self.facts == *own
            && self.shown.iter().eq(shown(own, day))
    }
}

/// Returns the languages of a revision's own texts that are shown on a day.
fn shown(own: &Facts, day: Day) -> impl Iterator<Item = &Lang> {
    let texts = own.texts.iter().filter(move |(lang, parsed)| {
        **lang == own.governing || parsed.front.translated.as_ref().is_none_or(|date| date.value <= day.as_of)
    });
    texts.map(|(lang, _)| lang)
}

/// What a document is assembled from.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// What they state, oldest revision first.
    pub facts: &'a [Facts],
    /// `site.toml`.
    pub config: &'a Config,
    /// Compares two texts, in doubt.
    pub differing: &'a Differing<'a>,
}

impl Steps {
    /// Takes the document up again: all problems are to be told anew; where settings have changed, nothing is kept.
    pub fn take_up(&mut self, config: &Config, settings: &Settings) {
        if self.made_for.as_ref().is_none_or(|(known, own)| known != config || own != settings) {
            *self = Self { made_for: Some((config.clone(), settings.clone())), ..Self::default() };
        }
        self.steps.iter_mut().for_each(|step| step.told = false);
        self.count = StepCount::default();
    }

    /// Forgets what was not asked for since the document was taken up, and the pairings of texts that do not stand any more.
    pub fn settle(&mut self, stands: impl Fn(&Arc<Parsed>) -> bool) {
        let asked = self.steps.iter().take_while(|step| step.told).count();
        self.go_back_to(asked);
        self.pairings.retain(stands);
    }

    /// Makes the steps of a timeline, as far as they are not there, and tells each step's problems once.
    pub(super) fn make(
        &mut self,
        origin: Origin<'_>,
        (facts, moments): (&[&Facts], &[Moment]),
        day: Day,
        found: &mut Vec<Diagnostic>,
    ) {
        let Some(first) = moments.first() else { return };
        let established = facts[first.facts].effective;
        for (at, moment) in moments.iter().enumerate() {
            let own = facts[moment.facts];
            if self.steps.get(at).is_none_or(|step| !step.key.is_of(own, moment, established, day)) {
                self.go_back_to(at);
                self.step(origin, (own, moment), Key::of(own, moment, established, day));
                self.count.made += 1;
            } else {
                self.count.kept += 1;
            }
            let step = &mut self.steps[at];
            if !step.told {
                found.extend(step.problems.iter().cloned());
                step.told = true;
            }
        }
    }

    /// Returns how much was made and kept since the document was taken up.
    pub fn count(&self) -> StepCount {
        self.count
    }

    /// Returns the first steps and what they come to.
    pub(super) fn first(&self, count: usize) -> (&[Step], &[Revision]) {
        (&self.steps[..count], &self.revisions[..count])
    }

    /// Forgets all steps from one on.
    fn go_back_to(&mut self, at: usize) {
        if at < self.steps.len() {
            self.steps.truncate(at);
            self.revisions.truncate(at);
            self.used.go_back_to(at);
        }
    }

    fn step(&mut self, origin: Origin<'_>, (own, moment): (&Facts, &Moment), key: Key) {
        let mut problems = Vec::new();
        let at = self.steps.len();
        self.used.begin(at);
        let mut step =
            Step { key, texts: BTreeMap::new(), pairing: None, links: Vec::new(), problems: Vec::new(), told: false };
        self.give_names(origin.config, own, &mut step, &mut problems);
        let revision = self.revision(origin.sources, own, moment, &step);
        self.steps.push(step);
        self.revisions.push(revision);
        self.set_states();
        self.check_reasons(origin, &mut problems);
        problems.extend(self.outdated_base(own, moment));
        let own = |(_, standing): &(&Lang, &Standing)| standing.carried_from.is_none();
        let texts = self.steps[at].texts.iter().filter(own).map(|(lang, standing)| (lang, &*standing.parsed));
        let links = links::doubtful(&origin.sources.id, &self.revisions[at], texts);
        let lowered = |problem: Diagnostic| if self.revisions[at].draft { problem.lowered() } else { problem };
        self.steps[at].problems = problems.into_iter().map(lowered).collect();
        self.steps[at].links = links;
    }

    /// Finds the anchors of a step's texts.
    fn give_names(&mut self, config: &Config, own: &Facts, step: &mut Step, found: &mut Vec<Diagnostic>) {
        let before = step.key.predecessor.map(|at| (at, &self.steps[at]));
        let dates =
            variables::Dates { effective: own.effective, announced: own.announced, established: step.key.established };
        if let Some((at, before)) = before
            && own.class == Class::Editorial
        {
            for (lang, standing) in &before.texts {
                if !step.key.shown.contains(lang) {
                    let carried_from = standing.carried_from.or(Some(at));
                    step.texts.insert(lang.clone(), Standing { carried_from, ..standing.clone() });
                }
            }
        }
        if let Some(parsed) = own.texts.get(&own.governing) {
            let old = before.and_then(|(_, before)| before.texts.get(&own.governing));
            let named = match old {
                Some(old) => {
                    let was = was(parsed, (&old.parsed.text, &old.named), found);
                    let pairing = self.pairings.texts(&old.parsed, parsed, &was);
                    let named = anchors::name(&parsed.text, Some((&old.named, &pairing)), &mut self.used);
                    step.pairing = Some(pairing);
                    named
                }
                None => anchors::name(&parsed.text, None, &mut self.used),
            };
            let values = variables::values(parsed, &own.governing, config, dates, found);
            let (parsed, named) = (parsed.clone(), Arc::new(named));
            let standing = Standing { parsed, named, differs_at: None, carried_from: None, values };
            step.texts.insert(own.governing.clone(), standing);
        }
        let governing = step.texts[&own.governing].clone();
        for lang in step.key.shown.iter().filter(|lang| **lang != own.governing) {
            let parsed = &own.texts[lang];
            let earlier = earlier(&self.steps, step.key.predecessor, lang);
            let earlier = earlier.map(|old| (old, self.pairings.texts(&old.parsed, parsed, &[])));
            let earlier = earlier.as_ref().map(|(old, pairing)| (&*old.named, &**pairing));
            let theirs = (&governing.parsed.text, &*governing.named);
            let (named, differs_at) = anchors::translate(&parsed.text, theirs, earlier, lang, &mut self.used);
            if let Some(at) = differs_at {
                found.push(unequal_structure(parsed, &governing.parsed, at));
            }
            let values = variables::values(parsed, lang, config, dates, found);
            let (parsed, named) = (parsed.clone(), Arc::new(named));
            step.texts.insert(lang.clone(), Standing { parsed, named, differs_at, carried_from: None, values });
        }
    }

    fn revision(&self, sources: &Sources, facts: &Facts, moment: &Moment, step: &Step) -> Revision {
        let before = moment.predecessor.map(|at| &self.steps[at]);
        let (split, merged) = before.and_then(|old| lineage(old, step, &facts.governing)).unwrap_or_default();
        let texts = step.texts.iter();
        let translations = texts.map(|(lang, standing)| {
            let earlier = self.compared_with(moment.predecessor, lang);
            (lang.clone(), Arc::new(self.translation(sources, lang, standing, earlier)))
        });
        Revision {
            id: facts.id.clone(),
            label: facts.label.clone(),
            effective: facts.effective,
            announced: facts.announced,
            until: None,
            state: State::Upcoming,
            replaced_same_day: false,
            class: facts.class,
            consent: facts.consent,
            draft: facts.draft,
            withdrawn: None,
            replaces: facts.replaces.as_ref().map(|name| name.value.clone()),
            short_notice: facts.short_notice.clone(),
            governing: facts.governing.clone(),
            predecessor: moment.predecessor,
            split,
            merged,
            translations: translations.collect(),
            assets: Vec::new(),
            sealed: None,
        }
    }

    /// Returns the nearest revision, from a predecessor back, that has a language.
    fn compared_with(&self, predecessor: Option<usize>, lang: &Lang) -> Option<usize> {
        let chain = std::iter::successors(predecessor, |at| self.revisions[*at].predecessor);
        chain.into_iter().find(|at| self.revisions[*at].translations.contains_key(lang))
    }

    fn translation(&self, sources: &Sources, lang: &Lang, standing: &Standing, earlier: Option<usize>) -> Translation {
        let parsed = &standing.parsed;
        let values = &standing.values;
        let text = texts::resolve(&parsed.text, values);
        // A carried text says nothing about the revision that carries it.
        let own = standing.carried_from.is_none();
        let summary = parsed.front.summary.as_ref().filter(|_| own);
        let before = earlier
            .map(|at| (&self.steps[at].texts[lang].parsed.text, &self.revisions[at].translations[lang].outline[..]));
        Translation {
            path: parsed.path.clone(),
            carried_from: standing.carried_from,
            state: TranslationState::Current,
            title: title(sources, lang, parsed, &text, values),
            summary: summary.map(|summary| texts::resolve_blocks(&summary.value, values)).unwrap_or_default(),
            changes: parsed.front.changes.iter().filter(|_| own).map(|note| resolved(note, values)).collect(),
            unaffected: parsed.front.unaffected.iter().map(|name| name.value.clone()).collect(),
            translated: parsed.front.translated.as_ref().map(|date| date.value),
            outline: texts::outline((&parsed.text, &text), &standing.named, before),
            names: texts::names(&text),
            differs_at: standing.differs_at,
            suspects: Vec::new(),
            sha256: texts::sha256(texts::published(parsed, values)),
            values: values.clone(),
            compared_with: earlier,
            unexplained: Vec::new(),
        }
    }

    /// Sets the states of the last revision's texts, as far as no day counts.
    fn set_states(&mut self) {
        let Some((revision, before)) = self.revisions.split_last_mut() else { return };
        let suspects = |(lang, text): (&Lang, &Arc<Translation>)| states::suspects(before, revision, lang, text);
        let suspects: Vec<_> = revision.translations.iter().map(suspects).collect();
        for (text, suspects) in revision.translations.values_mut().zip(suspects) {
            let text = Arc::make_mut(text);
            text.suspects = suspects;
            text.state = states::state(text);
        }
    }

    /// Checks what the texts of the last revision say of its changes, and notes what they say nothing of.
    fn check_reasons(&mut self, origin: Origin<'_>, found: &mut Vec<Diagnostic>) {
        let at = self.revisions.len() - 1;
        let parsed = |at: usize, lang: &Lang| &self.steps[at].texts[lang].parsed;
        let differing = |lang: &Lang| {
            let Some(old) = self.revisions[at].translations[lang].compared_with else { return BTreeMap::new() };
            (origin.differing)(&self.revisions, at, lang, [parsed(old, lang), parsed(at, lang)])
        };
        let fences = |lang: &Lang| parsed(at, lang).front.fences;
        for (lang, sections) in reasons::check(&self.revisions, &fences, &differing, found) {
            let text = self.revisions[at].translations.get_mut(&lang);
            Arc::make_mut(text.expect("it was checked")).unexplained = sections;
        }
    }

    /// Returns that a revision stands between the last one and its `base`.
    fn outdated_base(&self, own: &Facts, moment: &Moment) -> Option<Diagnostic> {
        let (base, before) = (own.base.as_ref()?, moment.predecessor?);
        let base_at = self.revisions.iter().position(|revision| revision.id == base.value)?;
        let place = Place { path: own.place.path.clone(), span: base.span.clone() };
        (base_at < before)
            .then(|| reasons::outdated_base(&base.value, place, &self.revisions[base_at], &self.revisions[before]))
    }
}

/// Returns the nearest earlier text of a language.
fn earlier<'a>(steps: &'a [Step], predecessor: Option<usize>, lang: &Lang) -> Option<&'a Standing> {
    let chain = std::iter::successors(predecessor, |at| steps[*at].key.predecessor);
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

fn resolved(note: &ChangeNote, values: &BTreeMap<String, String>) -> ChangeNote {
    ChangeNote { reason: texts::resolve_blocks(&note.reason, values), ..note.clone() }
}

fn title(sources: &Sources, lang: &Lang, parsed: &Parsed, text: &Text, values: &BTreeMap<String, String>) -> String {
    let stated = parsed.front.title.as_ref().map(|title| variables::fill(&title.value, values));
    let heading = || text.title.as_ref().map(|title| title.text.clone()).filter(|title| !title.is_empty());
    let setting = || sources.settings.title.text(lang, &[]).map(|(title, _)| title.to_owned());
    stated.or_else(heading).or_else(setting).unwrap_or_else(|| sources.id.clone())
}
