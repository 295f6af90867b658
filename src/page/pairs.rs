//! The pairs of revisions that pages compare, and which texts stand for them.

use std::collections::BTreeSet;

use super::is_translated;
use super::plan::PageId;
use crate::assemble::states;
use crate::locale::{Date, Lang};
use crate::model::{Bilingual, Document, Revision, Site};

/// Two texts of one document that are compared: the old and the new revision, by index, and the language.
pub type Pair = (usize, usize, Lang);

/// Returns the revisions that one has a comparison with at an address of its own, nearest first: those at most
/// `[compare] back` before it along the chain of predecessors; none where that is 1.
///
/// A chain can change in its midst: a revision is announced that takes effect between two others, or one is withdrawn. An
/// address that was there on any day stays, so the chains of all days since the announcement count.
pub(super) fn earlier(site: &Site, document: &Document, new: usize) -> Vec<usize> {
    let back = usize::try_from(site.config.compare_back).unwrap_or(usize::MAX);
    if back <= 1 {
        return Vec::new();
    }
    let stands = |at: usize, day: Date| {
        let revision = &document.revisions[at];
        !revision.draft && revision.announced <= day && revision.withdrawn.is_none_or(|date| date > day)
    };
    let since = document.revisions[new].announced;
    let events =
        document.revisions.iter().flat_map(|revision| [Some(revision.announced), revision.withdrawn]).flatten();
    let days: BTreeSet<Date> = events.filter(|day| (since..=site.as_of).contains(day)).chain([site.as_of]).collect();
    let chain = |day: &Date| (0..new).rev().filter(|at| stands(*at, *day)).take(back).collect::<Vec<_>>();
    let found: BTreeSet<usize> = days.iter().flat_map(chain).collect();
    found.into_iter().rev().collect()
}

/// Returns the comparison that an output is made from; `None` where it needs none, or where no two texts can be compared.
pub fn pair(document: &Document, id: &PageId) -> Option<Pair> {
    match id {
        PageId::Changes(_, new, lang, _) => changed(document, *new, lang),
        PageId::Compare(_, pair, lang, _) => between(document, *pair, lang),
        _ => None,
    }
}

/// Returns the revisions of a document whose texts an output of it is made from, without those that these carry on; `None` where that
/// is all of them.
pub fn revisions(document: &Document, id: &PageId) -> Option<BTreeSet<usize>> {
    if let PageId::Bilingual(_, lang, other) = id {
        let shown = [lang, other].into_iter().filter_map(|lang| newest(document, lang));
        return Some(shown.chain(owed(document, id).map(|(from, ..)| from)).collect());
    }
    let shown: &[usize] = match id {
        PageId::History(..) => return None,
        PageId::Current(..) | PageId::Neutral(_) | PageId::Alias(..) | PageId::Fragment(_, None, _) => {
            &[document.current]
        }
        PageId::Dated(_, revision, _)
        | PageId::Fragment(_, Some(revision), _)
        | PageId::Markdown(_, revision, _)
        | PageId::Plain(_, revision, _) => &[*revision],
        _ => &[],
    };
    let compared = pair(document, id).map(|(old, new, _)| [old, new]);
    Some(shown.iter().copied().chain(compared.into_iter().flatten()).collect())
}

/// Returns the revision whose text stands for a language beside another: the one that the current address shows, else the newest before
/// it that has a text in the language; `None` where there is none.
pub(super) fn newest(document: &Document, lang: &Lang) -> Option<usize> {
    document.newest_text(document.current, lang)
}

/// Returns what a translator must know of a page of two languages of which one governs: the comparison of the governing text that the other
/// language's text follows still with the newest one; `None` where they are the same.
pub fn owed(document: &Document, id: &PageId) -> Option<Pair> {
    let PageId::Bilingual(_, lang, other) = id else { return None };
    let (to, governing) = (document.current, &document.governing);
    let translated = [lang, other].into_iter().find(|lang| *lang != governing)?;
    let owed = states::owed(document, to, translated);
    let from = owed.iter().filter_map(|(_, since)| document.revisions[*since].predecessor).min()?;
    let has_text = |at: usize| document.revisions[at].translations.contains_key(governing);
    (has_text(from) && has_text(to) && [lang, other].contains(&governing)).then(|| (from, to, governing.clone()))
}

/// Returns the languages that stand beside one on pages of a document, as far as the site wants them.
pub(super) fn beside<'a>(site: &'a Site, document: &'a Document, lang: &'a Lang) -> impl Iterator<Item = &'a Lang> {
    let wanted = move |other: &&Lang| match site.config.bilingual {
        Bilingual::Governing => *lang == document.governing || **other == document.governing,
        Bilingual::All => true,
        Bilingual::None => false,
    };
    let has = move |lang: &Lang| newest(document, lang).is_some();
    let others = site.config.languages.iter().filter(move |other| *other != lang && wanted(other));
    others.filter(move |other| has(lang) && has(other))
}

/// Returns what a revision's changes are shown by in a language.
///
/// It is the translation's own comparison, with the nearest earlier revision that has the language; else (no text, or the
/// first in the language) that of the governing text.
pub(super) fn changed(document: &Document, revision: usize, lang: &Lang) -> Option<Pair> {
    let new = &document.revisions[revision];
    new.predecessor?;
    let with = |lang: &Lang| {
        let translation = new.translations.get(lang).filter(|_| is_translated(new, lang))?;
        translation.compared_with.map(|old| (old, revision, lang.clone()))
    };
    with(lang).or_else(|| with(&new.governing)).or_else(|| new.translations.keys().find_map(with))
}

/// Returns what two revisions are compared by in a language: the texts in it, else the governing ones. Where the governing
/// language changed, a text of both in either of the two will do, or in any language. Two revisions of which one follows the
/// other are compared as [`changed`] says.
pub(super) fn between(document: &Document, (old, new): (usize, usize), lang: &Lang) -> Option<Pair> {
    if !is_apart(document, (old, new)) {
        return changed(document, new, lang);
    }
    let (before, after) = (&document.revisions[old], &document.revisions[new]);
    let governing = [lang, &after.governing, &before.governing];
    let mut wanted = governing.into_iter().chain(after.translations.keys());
    let both = wanted.find(|lang| is_translated(before, lang) && is_translated(after, lang))?;
    Some((old, new, both.clone()))
}

/// Returns whether the new revision does not follow the old one: then their comparison is no view of one revision's changes.
pub(super) fn is_apart(document: &Document, (old, new): (usize, usize)) -> bool {
    document.revisions[new].predecessor != Some(old)
}

/// Returns the revisions after one up to another, oldest first, along the chain of predecessors.
pub(super) fn way(revisions: &[Revision], old: usize, new: usize) -> Vec<usize> {
    let mut way: Vec<_> =
        std::iter::successors(Some(new), |at| revisions[*at].predecessor).take_while(|at| *at > old).collect();
    way.reverse();
    way
}
