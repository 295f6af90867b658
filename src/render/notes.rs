//! The footnotes of a text -> their numbers, running through the page.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Block, Body, Kind, Leaf, MarkKind, Text};

/// The numbers of footnotes.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes<'a> {
    defined: BTreeSet<&'a str>,
    numbers: BTreeMap<&'a str, u32>,
    references: BTreeMap<u32, u32>,
}

impl<'a> Notes<'a> {
    /// Numbers the notes of a text by their first references; those without any come last.
    pub(super) fn of_text(text: &'a Text) -> Self {
        let mut notes = Self::default();
        text.sections.iter().for_each(|section| notes.define(&section.blocks));
        for section in &text.sections {
            notes.refer(&section.title);
            notes.refer_in(&section.blocks);
        }
        notes.finish()
    }

    /// Numbers the notes of blocks.
    pub(super) fn of_blocks(blocks: &'a [Block]) -> Self {
        let mut notes = Self::default();
        notes.define(blocks);
        notes.refer_in(blocks);
        notes.finish()
    }

    /// Returns the number of a note, from 1; `None` if there is no such note.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// Returns how often the text refers to a note.
    pub(super) fn references(&self, number: u32) -> u32 {
        self.references.get(&number).copied().unwrap_or(0)
    }

    fn define(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            if let Kind::Footnote { name } = &block.kind {
                self.defined.insert(name);
            }
            if let Body::Blocks(inner) = &block.body {
                self.define(inner);
            }
        }
    }

    fn refer_in(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match &block.body {
                Body::Leaf(leaf) => self.refer(leaf),
                Body::Blocks(inner) => self.refer_in(inner),
            }
        }
    }

    fn refer(&mut self, leaf: &'a Leaf) {
        for mark in &leaf.marks {
            if let MarkKind::FootnoteReference { name } = &mark.kind
                && self.defined.contains(name.as_str())
            {
                let number = self.give(name);
                *self.references.entry(number).or_default() += 1;
            }
        }
    }

    fn give(&mut self, name: &'a str) -> u32 {
        let next = self.numbers.len() as u32 + 1;
        *self.numbers.entry(name).or_insert(next)
    }

    fn finish(mut self) -> Self {
        for name in self.defined.clone() {
            self.give(name);
        }
        self
    }
}
