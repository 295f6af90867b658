//! Real texts, which are not part of the repository -> the same measures over every pair of consecutive revisions.

use std::collections::BTreeMap;
use std::path::Path;

use kaitei::compare::{self, Comparison};
use kaitei::locale::Lang;
use kaitei::model::Text;
use kaitei::page;
use kaitei::pair;
use kaitei::pipeline::{self, Request};

use crate::common::{self, Files};
use crate::engine::{Blocks, blocks};
use crate::measures::{Tally, shown};
use crate::peers;

/// What was counted over the sites of a folder.
#[derive(Debug, Default)]
pub(crate) struct Real {
    /// Pairs of texts.
    pub(crate) pairs: usize,
    /// M1 to M4 by language: ours and what `similar` marks on the same blocks.
    pub(crate) words: BTreeMap<String, [Tally; 2]>,
    /// M8 by document: sections of translations that have as many as the governing text, and those that are paired as
    /// there.
    pub(crate) agreement: BTreeMap<String, (usize, usize)>,
    /// What is marked inside of words, and slivers, in words.
    pub(crate) mistakes: Vec<String>,
}

/// The notice as it is marked (M10).
#[derive(Debug, Default)]
pub(crate) struct Notice {
    pub(crate) changed: usize,
    pub(crate) hunks: usize,
    /// Leaves that stand in both texts of a section word for word, and yet are marked.
    pub(crate) unchanged_marked: usize,
    pub(crate) shown: Vec<String>,
}

/// Counts every pair of consecutive texts of the sites in a folder.
pub(crate) fn corpora(root: &Path) -> Real {
    let mut real = Real::default();
    let mut sites: Vec<_> = std::fs::read_dir(root)
        .expect("a readable folder")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    sites.sort();
    for site in sites.iter().filter(|site| site.join("site.toml").is_file()) {
        each(&common::files(site, &["site.toml", "content"]), &mut |document| real.add(document));
    }
    real
}

/// The texts of a document with their comparisons.
struct Document<'a> {
    id: &'a str,
    governing: Lang,
    texts: &'a BTreeMap<(usize, Lang), std::sync::Arc<Text>>,
    /// Old and new revision, language, and what changed.
    pairs: Vec<(usize, usize, Lang, Comparison)>,
}

fn each(files: &Files, act: &mut dyn FnMut(&Document<'_>)) {
    let tree = kaitei::disk::tree_of(files.clone()).value;
    let request = Request { as_of: Some("2026-11-23".parse().expect("a date")), ..Request::default() };
    let loaded = pipeline::load(&tree, &request).expect("a map can be read").value.expect("a usable site.toml");
    for document in &loaded.site.documents {
        let texts = pipeline::texts(&tree, &loaded, document).expect("a map can be read");
        let compared = |((new, lang), after): (&(usize, Lang), &std::sync::Arc<Text>)| {
            let old = document.revisions[*new].translations.get(lang)?.compared_with?;
            let before = texts.by.get(&(old, lang.clone()))?;
            let comparison = compare::texts(before, after, &page::lineage(&document.revisions, old, *new));
            Some((old, *new, lang.clone(), comparison))
        };
        let pairs = texts.by.iter().filter_map(compared).collect();
        act(&Document { id: &document.id, governing: document.governing.clone(), texts: &texts.by, pairs });
    }
}

impl Real {
    fn add(&mut self, document: &Document<'_>) {
        for (old, new, lang, comparison) in &document.pairs {
            self.pairs += 1;
            let texts = [old, new].map(|at| &document.texts[&(*at, lang.clone())]);
            for block in blocks(comparison, texts[0], texts[1]) {
                self.add_block(&format!("{} {lang} {old}..{new}", document.id), lang, &block);
            }
            self.add_map(document, (*old, *new), lang);
        }
    }

    fn add_block(&mut self, name: &str, lang: &Lang, block: &Blocks) {
        let ours = Tally::of(&block.old, &block.new, &block.hunks);
        let counts = self.words.entry(lang.to_string()).or_default();
        counts[0] += ours;
        counts[1] += Tally::of(&block.old, &block.new, &peers::similar(&block.old, &block.new));
        let too_much = ours.changed > 3 * ours.minimum && ours.changed > 30;
        let faults =
            [(ours.inside > 0, "cuts a word"), (ours.slivers > 0, "leaves a sliver"), (too_much, "marks much")];
        let faults: Vec<&str> = faults.iter().filter(|(is, _)| *is).map(|(_, fault)| *fault).collect();
        if !faults.is_empty() {
            let shown = shown(&block.old, &block.new, &block.hunks);
            self.mistakes.push(format!("{name} ({}): {shown}", faults.join(", ")));
        }
    }

    /// Sets the pairing of a translation's sections beside that of the governing text's.
    fn add_map(&mut self, document: &Document<'_>, (old, new): (usize, usize), lang: &Lang) {
        let text = |at: usize, lang: &Lang| document.texts.get(&(at, lang.clone()));
        let texts = [text(old, lang), text(new, lang), text(old, &document.governing), text(new, &document.governing)];
        let [Some(old), Some(new), Some(governing_old), Some(governing_new)] = texts else { return };
        let same = |one: &Text, other: &Text| one.sections.len() == other.sections.len();
        if *lang == document.governing || !same(old, governing_old) || !same(new, governing_new) {
            return;
        }
        let map = |old: &Text, new: &Text| -> BTreeMap<usize, usize> {
            pair::texts(old, new, &[]).sections.iter().map(|pair| (pair.new, pair.old)).collect()
        };
        let (ours, theirs) = (map(old, new), map(governing_old, governing_new));
        let differing: Vec<usize> = (0..new.sections.len()).filter(|at| ours.get(at) != theirs.get(at)).collect();
        let agreed = new.sections.len() - differing.len();
        self.mistakes.extend(differing.into_iter().map(|at| {
            let title =
                |from: Option<&usize>, old: &Text| from.map_or("nothing".to_owned(), |from| heading(old, *from));
            let (here, there) = (title(ours.get(&at), old), title(theirs.get(&at), governing_old));
            let (new, new_there) = (heading(new, at), heading(governing_new, at));
            format!("{} {lang} M8: {here} -> {new}; but {there} -> {new_there}", document.id)
        }));
        let counts = self.agreement.entry(document.id.to_owned()).or_default();
        *counts = (counts.0 + new.sections.len(), counts.1 + agreed);
    }
}

fn heading(text: &Text, at: usize) -> String {
    let section = &text.sections[at];
    format!("“{} {}”", section.label.as_ref().map_or("", |label| &label.printed), section.title.text)
}

/// Counts the marks of the notice in a folder.
pub(crate) fn notice(root: &Path) -> Notice {
    let mut notice = Notice::default();
    each(&common::files(root, &["site.toml", "content"]), &mut |document| {
        for (old, new, lang, comparison) in &document.pairs {
            let texts = [old, new].map(|at| &document.texts[&(*at, lang.clone())]);
            notice.add(comparison, texts[0], texts[1]);
        }
    });
    notice
}

impl Notice {
    fn add(&mut self, comparison: &Comparison, old: &Text, new: &Text) {
        for block in blocks(comparison, old, new) {
            let tally = Tally::of(&block.old, &block.new, &block.hunks);
            self.changed += tally.changed;
            self.hunks += tally.hunks;
            if tally.hunks > 0 {
                self.shown.push(shown(&block.old, &block.new, &block.hunks));
            }
        }
        for change in &comparison.changes {
            let leaves = |sections: &[usize], text: &Text| -> Vec<String> {
                sections.iter().flat_map(|at| text.sections[*at].leaves()).map(|leaf| leaf.text.clone()).collect()
            };
            let (olds, news) = (leaves(&change.old, old), leaves(&change.new, new));
            let marked = kaitei::compare::inserted(change, new);
            let twice = news.iter().zip(marked).filter(|(text, marked)| olds.contains(text) && !marked.is_empty());
            self.unchanged_marked += twice.count();
        }
    }
}
