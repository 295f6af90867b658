//! A document, and what an editor does to its sections, with the truth of where each section came from.

use kaitei::locale::nfkc;

use crate::dice::Dice;
use crate::documents::{Document, Section};
use crate::vocabulary::Vocabulary;

/// What is done to a document, by name.
pub(crate) const OPERATIONS: [&str; 17] = [
    "insert", "delete", "retitle", "retitle1", "move", "swap", "split", "merge", "width", "edit10", "edit25", "edit40",
    "all", "hard", "exchange", "twin", "rewrite",
];

/// An old text, a new one, and where each section of the new one comes from.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// What was done to which document in which trial.
    pub(crate) name: String,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) truth: Vec<Origin>,
}

/// Where a section of a new text comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Sections of the old text: none for a new section, several for a merged one; both halves of a split one name the same.
    pub(crate) old: Vec<usize>,
    /// Whether it was put elsewhere.
    pub(crate) moved: bool,
}

#[derive(Debug, Clone)]
struct Piece {
    section: Section,
    origin: Origin,
    /// Whether it was neither split nor merged nor inserted nor moved.
    whole: bool,
}

struct Draft<'a> {
    pieces: Vec<Piece>,
    /// Sections of the other documents of the language that are not yet used.
    foreign: Vec<Section>,
    words: &'a Vocabulary,
    dice: Dice,
}

/// Does an operation to a document; `others` are the documents of the same language that new sections are taken from.
pub(crate) fn pair(document: &Document, others: &[&Document], words: &Vocabulary, name: &str, dice: Dice) -> Pair {
    let whole = |(at, section): (usize, &Section)| Piece {
        section: section.clone(),
        origin: Origin { old: vec![at], moved: false },
        whole: true,
    };
    let foreign = others.iter().flat_map(|other| &other.sections).filter(|section| section.level > 0);
    let is_known = |section: &&Section| document.sections.iter().any(|own| own.title == section.title);
    let foreign = foreign.filter(|section| !is_known(section)).cloned().collect();
    let pieces = document.sections.iter().enumerate().map(whole).collect();
    let mut draft = Draft { pieces, foreign, words, dice };
    draft.operate(name);
    Pair {
        name: format!("{} {} {name}", document.lang, document.name),
        old: document.markdown(&document.sections),
        new: document.markdown(draft.pieces.iter().map(|piece| &piece.section)),
        truth: draft.pieces.into_iter().map(|piece| piece.origin).collect(),
    }
}

impl Draft<'_> {
    fn operate(&mut self, name: &str) {
        match name {
            "insert" => self.insert(),
            "delete" => self.delete(),
            "retitle" => self.retitle_some(),
            "retitle1" => self.retouch_titles(40),
            "move" => self.shift(),
            "swap" => self.swap(),
            "split" => self.split(),
            "merge" => self.merge(),
            "width" => self.narrow(),
            "edit10" => self.edit(10),
            "edit25" => self.edit(25),
            "edit40" => self.edit(40),
            "exchange" => (0..3).for_each(|_| self.exchange()),
            "twin" => self.twin(),
            "rewrite" => (0..3).for_each(|_| self.rewrite()),
            "all" => {
                for name in ["split", "merge", "insert", "delete", "move", "swap", "retitle", "edit10"] {
                    self.operate(name);
                }
            }
            "hard" => {
                for name in ["split", "merge", "move", "move", "move", "edit25"] {
                    self.operate(name);
                }
                self.retitle();
                self.retitle();
                for name in ["insert", "delete", "width"] {
                    self.operate(name);
                }
            }
            other => panic!("no operation is named {other}"),
        }
    }

    /// Returns the sections that have nothing below them and fulfil a condition.
    fn leaves(&self, condition: impl Fn(&Piece) -> bool) -> Vec<usize> {
        let level = |at: usize| self.pieces.get(at).map_or(0, |piece| piece.section.level);
        let leaf = |at: &usize| level(*at) > 0 && level(at + 1) <= level(*at) && condition(&self.pieces[*at]);
        (0..self.pieces.len()).filter(leaf).collect()
    }

    /// Returns where a section of that level may stand without taking others from their heading.
    fn places(&self, level: usize) -> Vec<usize> {
        let fits = |at: &usize| {
            let before = self.pieces.get(at.wrapping_sub(1)).map_or(0, |piece| piece.section.level);
            let after = self.pieces.get(*at).map_or(0, |piece| piece.section.level);
            after <= level && (level == 2 || before >= 2) && !(*at == 0 && after == 0)
        };
        (0..=self.pieces.len()).filter(fits).collect()
    }

    fn insert(&mut self) {
        let long: Vec<usize> =
            (0..self.foreign.len()).filter(|at| self.foreign[*at].text.chars().count() > 60).collect();
        let Some(&from) = self.dice.pick(&long) else { return };
        let section = Section { level: 2, ..self.foreign.swap_remove(from) };
        let place = *self.dice.pick(&self.places(2)).expect("there is a place at the end");
        self.pieces.insert(place, Piece { section, origin: Origin::default(), whole: false });
    }

    fn delete(&mut self) {
        let whole = self.leaves(|piece| piece.whole);
        if let Some(&at) = self.dice.pick(&whole) {
            self.pieces.remove(at);
        }
    }

    /// Gives one of six sections a title of another document.
    fn retitle_some(&mut self) {
        let titled = self.leaves(|piece| piece.whole);
        let chosen: Vec<usize> = titled.into_iter().filter(|_| self.dice.percent(17)).collect();
        for at in &chosen {
            self.pieces[*at].section.title = self.foreign_title();
        }
        if chosen.is_empty() {
            self.retitle();
        }
    }

    fn retitle(&mut self) {
        let titled = self.leaves(|piece| !piece.origin.old.is_empty());
        if let Some(&at) = self.dice.pick(&titled) {
            self.pieces[at].section.title = self.foreign_title();
        }
    }

    fn foreign_title(&mut self) -> String {
        let at = self.dice.below(self.foreign.len());
        self.foreign.swap_remove(at).title
    }

    fn retouch_titles(&mut self, percent: usize) {
        for piece in &mut self.pieces {
            piece.section.title = self.words.replaced(&piece.section.title, percent, &mut self.dice);
        }
    }

    /// Moves a section past others that weigh more than it, so that it and not they moved.
    fn shift(&mut self) {
        let whole = self.leaves(|piece| piece.whole);
        for _ in 0..20 {
            let Some(&from) = self.dice.pick(&whole) else { return };
            let mut piece = self.pieces.remove(from);
            let place = *self.dice.pick(&self.places(piece.section.level)).expect("there is the one it had");
            let passed = if place < from { place..from } else { from..place };
            let passed: usize = self.pieces[passed].iter().map(weight).sum();
            let moves = passed > weight(&piece) * 3 / 2;
            (piece.origin.moved, piece.whole) = (moves, !moves);
            self.pieces.insert(if moves { place } else { from }, piece);
            if moves {
                return;
            }
        }
    }

    /// Changes the places of two neighbours; the lighter one has moved.
    fn swap(&mut self) {
        let whole = self.leaves(|piece| piece.whole);
        let next = |at: &&usize| {
            whole.contains(&(*at + 1)) && self.pieces[**at].section.level == self.pieces[*at + 1].section.level
        };
        let firsts: Vec<usize> = whole.iter().filter(next).copied().collect();
        let Some(&at) = self.dice.pick(&firsts) else { return };
        self.pieces.swap(at, at + 1);
        let lighter = if weight(&self.pieces[at]) < weight(&self.pieces[at + 1]) { at } else { at + 1 };
        self.pieces[lighter].origin.moved = true;
        (self.pieces[at].whole, self.pieces[at + 1].whole) = (false, false);
    }

    /// Makes two sections of one that has several paragraphs; the second gets a title of another document.
    fn split(&mut self) {
        let halves = |piece: &Piece| piece.whole && cut(&piece.section.text).is_some();
        let Some(&at) = self.dice.pick(&self.leaves(halves)) else { return };
        let (first, second) = cut(&self.pieces[at].section.text).expect("only such are chosen");
        let mut other = self.pieces[at].clone();
        (self.pieces[at].whole, other.whole) = (false, false);
        (self.pieces[at].section.text, other.section.text) = (first, second);
        other.section.title = self.foreign_title();
        self.pieces.insert(at + 1, other);
    }

    /// Takes a section into the one before it.
    fn merge(&mut self) {
        let whole = self.leaves(|piece| piece.whole && !piece.section.text.is_empty());
        let firsts: Vec<usize> = whole.iter().filter(|at| whole.contains(&(**at + 1))).copied().collect();
        let Some(&at) = self.dice.pick(&firsts) else { return };
        let taken = self.pieces.remove(at + 1);
        let piece = &mut self.pieces[at];
        piece.section.text += &format!("\n\n{}", taken.section.text);
        piece.origin.old.extend(taken.origin.old);
        piece.whole = false;
    }

    fn narrow(&mut self) {
        for Piece { section, .. } in &mut self.pieces {
            section.title = nfkc(&section.title).into_owned();
            section.text = straight(&nfkc(&section.text));
        }
    }

    fn edit(&mut self, percent: usize) {
        for piece in &mut self.pieces {
            piece.section.text = self.words.replaced(&piece.section.text, percent, &mut self.dice);
        }
    }
}

impl Draft<'_> {
    /// Puts a new section where another one goes.
    fn exchange(&mut self) {
        let (whole, at) = (self.leaves(|piece| piece.whole), self.dice.below(self.foreign.len()));
        let Some(&to) = self.dice.pick(&whole) else { return };
        let section = Section { level: self.pieces[to].section.level, ..self.foreign.swap_remove(at) };
        self.pieces[to] = Piece { section, origin: Origin::default(), whole: false };
    }

    /// Puts a new section after one that it is modelled on.
    fn twin(&mut self) {
        let long = self.leaves(|piece| piece.whole && piece.section.text.chars().count() > 60);
        let Some(&at) = self.dice.pick(&long) else { return };
        let Section { level, title, text } = self.pieces[at].section.clone();
        let title = self.words.replaced(&title, 60, &mut self.dice);
        let section = Section { level, title, text: self.words.replaced(&text, 25, &mut self.dice) };
        self.pieces.insert(at + 1, Piece { section, origin: Origin::default(), whole: false });
    }

    /// Writes most of a section and half of its title anew.
    fn rewrite(&mut self) {
        let Some(&at) = self.dice.pick(&self.leaves(|piece| piece.whole)) else { return };
        let Piece { section, whole, .. } = &mut self.pieces[at];
        section.title = self.words.replaced(&section.title, 50, &mut self.dice);
        section.text = self.words.replaced(&section.text, 60, &mut self.dice);
        *whole = false;
    }
}

fn weight(piece: &Piece) -> usize {
    piece.section.text.len()
}

/// Writes quotation marks as a typewriter has them.
fn straight(text: &str) -> String {
    text.replace(['“', '”', '„', '«', '»'], "\"").replace(['‘', '’'], "'")
}

/// Cuts a text in two between paragraphs, where both parts are more than a quarter of it.
fn cut(text: &str) -> Option<(String, String)> {
    let enough = |part: &str| part.len() * 4 > text.len() && part.chars().count() > 40;
    let places = text.match_indices("\n\n").map(|(at, _)| (&text[..at], &text[at + 2..]));
    // An item or a row that begins the second part would be a list without its first items.
    let begins = |part: &str| part.chars().next().is_some_and(char::is_alphabetic);
    let fitting = places.filter(|(one, other)| enough(one) && enough(other) && begins(other));
    let middle = |(one, other): &(&str, &str)| one.len().abs_diff(other.len());
    fitting.min_by_key(middle).map(|(one, other)| (one.to_owned(), other.to_owned()))
}
