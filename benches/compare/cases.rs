//! The cases: what two texts look like, at any size.

use crate::words::{Dice, Tongue};

/// A pair of texts in Markdown.
pub(crate) struct Pair {
    /// The text before.
    pub(crate) old: String,
    /// The text after.
    pub(crate) new: String,
}

/// How the size of a case is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Bytes of one text.
    Bytes,
    /// Items, or sections.
    Count,
}

/// A kind of pair.
pub(crate) struct Case {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) about: &'static str,
    /// What its sizes count.
    pub(crate) unit: Unit,
    /// The sizes that are measured, ascending.
    pub(crate) sizes: &'static [usize],
    make: fn(usize) -> Pair,
}

const BYTES: &[usize] = &[10_000, 100_000, 1_000_000, 5_000_000];

/// Every case.
pub(crate) const CASES: &[Case] = &[
    bytes("typical-en", "a revision, 30 % of the sections edited", |size| typical(Tongue::English, size)),
    bytes("typical-ja", "the same in Japanese", |size| typical(Tongue::Japanese, size)),
    bytes("unlike", "nothing in common", unlike),
    bytes("paragraph-en", "one paragraph, 2 % edited", |size| paragraph(Tongue::English, size)),
    bytes("paragraph-ja", "the same in Japanese", |size| paragraph(Tongue::Japanese, size)),
    bytes("paragraph-unlike-en", "one paragraph, wholly different", |size| paragraph_unlike(Tongue::English, size)),
    bytes("paragraph-unlike-ja", "the same in Japanese", |size| paragraph_unlike(Tongue::Japanese, size)),
    bytes("unspaced", "Han characters without space or sign, 2 % edited", |size| paragraph(Tongue::Han, size)),
    bytes("table", "a table of six columns, 2 % of the cells edited, rows gone and new", table),
    bytes("letter", "one letter again and again", |size| repeated("a", size)),
    bytes("kana", "one kana again and again", |size| repeated("あ", size)),
    count("items-equal", "list items that are all equal, 3 edits", &[1_000, 10_000, 50_000], items_equal),
    count("items-unlike", "list items, all different", &[500, 5_000], items_unlike),
    count("sections-equal", "sections that are all equal, 3 edits", &[100, 1_000, 5_000], sections_equal),
    count("sections-unlike", "sections, all different", &[100, 1_000, 5_000], sections_unlike),
];

const fn bytes(name: &'static str, about: &'static str, make: fn(usize) -> Pair) -> Case {
    Case { name, about, unit: Unit::Bytes, sizes: BYTES, make }
}

const fn count(name: &'static str, about: &'static str, sizes: &'static [usize], make: fn(usize) -> Pair) -> Case {
    Case { name, about, unit: Unit::Count, sizes, make }
}

impl Case {
    /// Returns the two texts of a size.
    pub(crate) fn pair(&self, size: usize) -> Pair {
        (self.make)(size)
    }
}

/// A section: its title and its blocks.
#[derive(Clone)]
struct Section {
    title: String,
    blocks: Vec<String>,
}

fn section(tongue: Tongue, dice: &mut Dice, world: usize) -> Section {
    let mut blocks: Vec<String> = (0..1 + dice.below(3)).map(|_| passage(tongue, dice, world, 200, 500)).collect();
    if dice.chance(40) {
        let items = (0..2 + dice.below(5)).map(|_| format!("- {}", passage(tongue, dice, world, 30, 120)));
        blocks.push(items.collect::<Vec<_>>().join("\n"));
    }
    Section { title: tongue.title(dice, world), blocks }
}

fn passage(tongue: Tongue, dice: &mut Dice, world: usize, least: usize, more: usize) -> String {
    let bytes = least + dice.below(more);
    tongue.prose(dice, world, bytes)
}

fn written(sections: &[Section]) -> String {
    let write = |(at, section): (usize, &Section)| {
        format!("## {}. {}\n\n{}\n\n", at + 1, section.title, section.blocks.join("\n\n"))
    };
    sections.iter().enumerate().map(write).collect()
}

/// Sections of `bytes` bytes in all.
fn sections(tongue: Tongue, dice: &mut Dice, world: usize, bytes: usize) -> Vec<Section> {
    let (mut out, mut length) = (Vec::new(), 0);
    while length < bytes {
        let next = section(tongue, dice, world);
        length += next.title.len() + next.blocks.iter().map(String::len).sum::<usize>() + 10;
        out.push(next);
    }
    out
}

fn typical(tongue: Tongue, size: usize) -> Pair {
    let mut dice = Dice::new(1);
    let old = sections(tongue, &mut dice, 0, size);
    let mut new = Vec::new();
    for section in &old {
        let mut section = section.clone();
        if dice.chance(30) {
            let at = dice.below(section.blocks.len());
            section.blocks[at] = tongue.edited(&mut dice, 0, &section.blocks[at], 10);
            match dice.below(4) {
                0 => section.blocks.insert(at, passage(tongue, &mut dice, 0, 100, 300)),
                1 if section.blocks.len() > 1 => drop(section.blocks.remove(0)),
                2 => section.title = tongue.title(&mut dice, 0),
                _ => {}
            }
        }
        // Sections come and go, so that all later ones are numbered anew.
        if !dice.chance(2) {
            new.push(section);
        }
        if dice.chance(2) {
            new.push(self::section(tongue, &mut dice, 0));
        }
    }
    Pair { old: written(&old), new: written(&new) }
}

fn unlike(size: usize) -> Pair {
    let of = |seed, world| written(&sections(Tongue::English, &mut Dice::new(seed), world, size));
    Pair { old: of(2, 1), new: of(3, 2) }
}

fn paragraph(tongue: Tongue, size: usize) -> Pair {
    let mut dice = Dice::new(4);
    let old = tongue.prose(&mut dice, 0, size);
    let new = tongue.edited(&mut dice, 0, &old, 2);
    Pair { old, new }
}

fn paragraph_unlike(tongue: Tongue, size: usize) -> Pair {
    let of = |seed, world| tongue.prose(&mut Dice::new(seed), world, size);
    Pair { old: of(5, 1), new: of(6, 2) }
}

fn table(size: usize) -> Pair {
    let mut dice = Dice::new(7);
    let tongue = Tongue::English;
    let row = |dice: &mut Dice| (0..6).map(|_| tongue.title(dice, 0)).collect::<Vec<_>>();
    let (mut old, mut length) = (Vec::new(), 0);
    while length < size {
        let next = row(&mut dice);
        length += next.iter().map(|cell| cell.len() + 3).sum::<usize>();
        old.push(next);
    }
    let mut new = Vec::new();
    for cells in &old {
        let mut cells = cells.clone();
        for cell in &mut cells {
            if dice.chance(2) {
                *cell = tongue.title(&mut dice, 0);
            }
        }
        if !dice.chance(1) {
            new.push(cells);
        }
        if dice.chance(1) {
            new.push(row(&mut dice));
        }
    }
    let write = |rows: &[Vec<String>]| {
        let rows: String = rows.iter().map(|cells| format!("| {} |\n", cells.join(" | "))).collect();
        format!("| A | B | C | D | E | F |\n|---|---|---|---|---|---|\n{rows}")
    };
    Pair { old: write(&old), new: write(&new) }
}

fn repeated(sign: &str, size: usize) -> Pair {
    let count = size / sign.len();
    Pair { old: sign.repeat(count), new: format!("{}x{}", sign.repeat(count / 2), sign.repeat(count / 2 + 7)) }
}

fn items_equal(count: usize) -> Pair {
    let item = "- The user must keep the password secret.\n";
    let mut items = vec![item.to_owned(); count];
    let old = items.concat();
    items[count / 4] = "- The user must not keep the password.\n".to_owned();
    items.remove(count / 2);
    items.insert(count * 3 / 4, "- We tell nobody.\n".to_owned());
    Pair { old, new: items.concat() }
}

fn items_unlike(count: usize) -> Pair {
    let of = |seed, world| {
        let mut dice = Dice::new(seed);
        (0..count).map(|_| format!("- {}\n", passage(Tongue::English, &mut dice, world, 40, 120))).collect::<String>()
    };
    Pair { old: of(8, 1), new: of(9, 2) }
}

fn sections_unlike(count: usize) -> Pair {
    let of = |seed, world| {
        let mut dice = Dice::new(seed);
        let sections: Vec<_> = (0..count).map(|_| section(Tongue::English, &mut dice, world)).collect();
        written(&sections)
    };
    Pair { old: of(10, 1), new: of(11, 2) }
}

fn sections_equal(count: usize) -> Pair {
    let mut sections = vec!["## Password\n\nThe user must keep it secret.\n\n"; count];
    let old = sections.concat();
    sections[count / 4] = "## Password\n\nThe user must not keep it.\n\n";
    sections.remove(count / 2);
    sections.insert(count * 3 / 4, "## Silence\n\nWe tell nobody.\n\n");
    Pair { old, new: sections.concat() }
}
