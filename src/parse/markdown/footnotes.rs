//! Definitions of footnotes -> the ends of the sections that first refer to them.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::model::{Block, Body, Kind, Leaf, MarkKind, Section};

use super::notebook::Notebook;
use super::sections::preamble;

/// Puts each footnote at the end of the section that first refers to it, in the order of reference; what nobody refers to
/// goes to the end of the last section. References in the title count as in the first section.
pub(super) fn place(title: Option<&Leaf>, sections: &mut Vec<Section>, footnotes: Vec<Block>, notebook: &mut Notebook) {
    if footnotes.is_empty() {
        return;
    }
    if sections.is_empty() {
        sections.push(preamble(footnotes[0].span.clone()));
    }
    let mut waiting = Waiting::new(footnotes);
    let mut title = title;
    for section in sections.iter_mut() {
        let leaves = title.take().into_iter().chain([&section.title]).chain(section.leaves());
        let names: Vec<String> = leaves.flat_map(references).collect();
        section.blocks.extend(waiting.take(names));
    }
    let last = sections.last_mut().expect("there is at least one section");
    last.blocks.extend(waiting.unused(notebook));
}

/// Puts each footnote of a text without sections at its end.
pub(super) fn place_last(blocks: &mut Vec<Block>, footnotes: Vec<Block>, notebook: &mut Notebook) {
    let mut waiting = Waiting::new(footnotes);
    let mut leaves = Vec::new();
    collect_leaves(blocks, &mut leaves);
    let names: Vec<String> = leaves.into_iter().flat_map(references).collect();
    blocks.extend(waiting.take(names));
    blocks.extend(waiting.unused(notebook));
}

/// The footnotes without a place, in the order of the file, and where each name is first defined.
struct Waiting {
    footnotes: Vec<Option<Block>>,
    by_name: BTreeMap<String, usize>,
}

impl Waiting {
    fn new(footnotes: Vec<Block>) -> Self {
        let mut by_name = BTreeMap::new();
        for (index, footnote) in footnotes.iter().enumerate() {
            if let Kind::Footnote { name } = &footnote.kind {
                by_name.entry(name.clone()).or_insert(index);
            }
        }
        Self { footnotes: footnotes.into_iter().map(Some).collect(), by_name }
    }

    /// Returns the footnotes of some names, and those that they refer to in turn.
    fn take(&mut self, names: Vec<String>) -> Vec<Block> {
        let mut names = std::collections::VecDeque::from(names);
        let mut taken = Vec::new();
        while let Some(name) = names.pop_front() {
            let Some(block) = self.by_name.get(&name).and_then(|index| self.footnotes[*index].take()) else { continue };
            let mut leaves = Vec::new();
            collect_leaves(std::slice::from_ref(&block), &mut leaves);
            names.extend(leaves.into_iter().flat_map(references));
            taken.push(block);
        }
        taken
    }

    fn unused(self, notebook: &mut Notebook) -> Vec<Block> {
        let rest: Vec<Block> = self.footnotes.into_iter().flatten().collect();
        for block in &rest {
            if let Kind::Footnote { name } = &block.kind {
                let problem = notebook.problem_at(Code::LooseFootnote, block.span.clone());
                notebook.note(problem.arg("name", name).help("unused"));
            }
        }
        rest
    }
}

fn collect_leaves<'b>(blocks: &'b [Block], out: &mut Vec<&'b Leaf>) {
    for block in blocks {
        match &block.body {
            Body::Leaf(leaf) => out.push(leaf),
            Body::Blocks(inner) => collect_leaves(inner, out),
        }
    }
}

fn references(leaf: &Leaf) -> impl Iterator<Item = String> {
    leaf.marks.iter().filter_map(|mark| match &mark.kind {
        MarkKind::FootnoteReference { name } => Some(name.clone()),
        _ => None,
    })
}
