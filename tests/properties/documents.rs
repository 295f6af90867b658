//! Random documents, random edits of them, and several ways to write the same document in Markdown.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A document.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Its sections.
    pub(crate) sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    level: usize,
    label: &'static str,
    title: Vec<Words>,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
enum Block {
    Paragraph(Vec<Words>),
    List(bool, Vec<(Vec<Words>, Vec<Vec<Words>>)>),
    Clauses(&'static [&'static str], Vec<Vec<Words>>),
    Table(Vec<[Vec<Words>; 3]>),
    Quote(Vec<Words>),
    Code(Vec<&'static str>),
    Definition(Vec<Words>, Vec<Words>),
    Noted(Vec<Words>, Vec<Words>),
    Html(Vec<Words>),
}

/// Words of one script with one mark.
#[derive(Debug, Clone)]
struct Words {
    wide: bool,
    mark: Mark,
    words: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Emphasis,
    Strong,
    Code,
    Link,
}

/// How a document is written; the same text, whatever the style.
#[derive(Debug, Clone, Default)]
pub(crate) struct Style {
    /// Line breaks between words.
    pub(crate) wrapped: bool,
    /// `_` and `__` for `*` and `**`, where they may stand.
    pub(crate) underscores: bool,
    /// Headings underlined, or closed by signs.
    pub(crate) underlined: bool,
    /// Cells padded, and no sign at the ends of rows.
    pub(crate) padded: bool,
    /// CRLF.
    pub(crate) returns: bool,
    /// More blank lines, and spaces at the ends of lines.
    pub(crate) blanks: bool,
    /// `~~~` for fences, `+` for bullets.
    pub(crate) other_signs: bool,
    /// Links by reference; entities and escapes.
    pub(crate) references: bool,
    /// `<strong>` for `**`.
    pub(crate) tags: bool,
    /// Ids of the sections, written.
    pub(crate) ids: Vec<String>,
}

/// Returns any style.
pub(crate) fn styles() -> impl Strategy<Value = Style> {
    any::<[bool; 9]>().prop_map(
        |[wrapped, underscores, underlined, padded, returns, blanks, other_signs, references, tags]| Style {
            wrapped,
            underscores,
            underlined,
            padded,
            returns,
            blanks,
            other_signs,
            references,
            tags,
            ids: Vec::new(),
        },
    )
}

const LATIN: [&str; 30] = [
    "the",
    "user",
    "service",
    "may",
    "not",
    "share",
    "account",
    "without",
    "notice",
    "we",
    "collect",
    "data,",
    "and",
    "delete",
    "them.",
    "Members",
    "(except",
    "minors)",
    "pay",
    "1,000",
    "yen",
    "by",
    "2023-04-19;",
    "see",
    "https://a.example/b",
    "or",
    "info@a.example.",
    "“fees”",
    "don't",
    "R&D",
];
const WIDE: [&str; 30] = [
    "会員",
    "は",
    "、",
    "。",
    "利用",
    "する",
    "します",
    "ことができ",
    "ません",
    "サービス",
    "の",
    "を",
    "に",
    "「",
    "」",
    "（",
    "）",
    "規約",
    "ﾊﾞ",
    "㈱",
    "か\u{3099}",
    "2023年",
    "4月",
    "料金",
    "や",
    "データ",
    "👨‍👩‍👧",
    "个人信息",
    "及び",
    "提供",
];
/// Labels of clauses, in order.
const LABELS: [&[&str]; 4] = [
    &["(1)", "(2)", "(3)", "(4)"],
    &["（１）", "（２）", "（３）", "（４）"],
    &["①", "②", "③", "④"],
    &["a.", "b.", "c.", "d."],
];

fn words() -> impl Strategy<Value = Words> {
    let mark = prop_oneof![
        6 => Just(Mark::None),
        1 => Just(Mark::Emphasis),
        2 => Just(Mark::Strong),
        1 => Just(Mark::Code),
        1 => Just(Mark::Link),
    ];
    let latin = prop::collection::vec(select(&LATIN[..]), 1..7).prop_map(|words| (false, words));
    let wide = prop::collection::vec(select(&WIDE[..]), 1..9).prop_map(|words| (true, words));
    (mark, prop_oneof![latin, wide]).prop_map(|(mark, (wide, words))| {
        // Nobody marks a sign alone, or ends a mark between a bracket and what it holds; and `料金*1` is read as prose.
        let letters = |word: &str| word.chars().all(char::is_alphabetic);
        let (first, last) = (words[0], words[words.len() - 1]);
        let opens = letters(first) || "「（".contains(first);
        let sound = words.iter().any(|word| letters(word)) && opens && (letters(last) || "」）、。".contains(last));
        Words { wide, mark: if sound { mark } else { Mark::None }, words }
    })
}

fn line() -> impl Strategy<Value = Vec<Words>> {
    prop::collection::vec(words(), 1..4)
}

fn blocks() -> impl Strategy<Value = Block> {
    let item = (line(), prop::collection::vec(line(), 0..3));
    let code = prop::collection::vec(select(vec!["x = 1", "<b>", "  y", "*z*"]), 1..3);
    prop_oneof![
        6 => line().prop_map(Block::Paragraph),
        2 => (any::<bool>(), prop::collection::vec(item, 1..4)).prop_map(|(ordered, items)| Block::List(ordered, items)),
        2 => (select(&LABELS[..]), prop::collection::vec(line(), 2..5)).prop_map(|(labels, lines)| Block::Clauses(labels, lines)),
        1 => prop::collection::vec([line(), line(), line()], 1..4).prop_map(Block::Table),
        1 => line().prop_map(Block::Quote),
        1 => code.prop_map(Block::Code),
        1 => (line(), line()).prop_map(|(term, meaning)| Block::Definition(term, meaning)),
        1 => (line(), line()).prop_map(|(words, note)| Block::Noted(words, note)),
        1 => line().prop_map(Block::Html),
    ]
}

fn sections() -> impl Strategy<Value = Section> {
    let labels = vec!["", "", "1. ", "2. ", "(a) ", "第1条 ", "第2条の2 ", "Article 3 "];
    let plain = words().prop_map(|words| vec![Words { mark: Mark::None, ..words }]);
    (2..4_usize, select(labels), plain, prop::collection::vec(blocks(), 0..5))
        .prop_map(|(level, label, title, blocks)| Section { level, label, title, blocks })
}

/// Returns any document.
pub(crate) fn documents() -> impl Strategy<Value = Document> {
    prop::collection::vec(sections(), 1..6).prop_map(|sections| Document { sections })
}

// ---- edits ----

/// What a drafter does.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Words(Index, Index, Words0),
    Block(Index, Index, Option<Index>),
    NewBlock(Index, Index, Block0),
    Section(Index, Option<Index>),
    NewSection(Index, Section),
    Label(Index, &'static str),
    Title(Index, Words0),
    Parted(Index, Index),
    Joined(Index),
}

/// Words, for an edit.
#[derive(Debug, Clone)]
pub(crate) struct Words0(Words);

/// A block, for an edit.
#[derive(Debug, Clone)]
pub(crate) struct Block0(Block);

/// Returns any edits.
pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let index = any::<Index>;
    let edit = prop_oneof![
        6 => (index(), index(), words()).prop_map(|(section, at, words)| Edit::Words(section, at, Words0(words))),
        2 => (index(), index(), prop::option::of(index())).prop_map(|(section, from, to)| Edit::Block(section, from, to)),
        2 => (index(), index(), blocks()).prop_map(|(section, at, block)| Edit::NewBlock(section, at, Block0(block))),
        2 => (index(), prop::option::of(index())).prop_map(|(from, to)| Edit::Section(from, to)),
        1 => (index(), sections()).prop_map(|(at, section)| Edit::NewSection(at, section)),
        1 => (index(), select(vec!["", "3. ", "第3条 "])).prop_map(|(section, label)| Edit::Label(section, label)),
        1 => (index(), words()).prop_map(|(section, words)| Edit::Title(section, Words0(Words { mark: Mark::None, ..words }))),
        1 => (index(), index()).prop_map(|(section, at)| Edit::Parted(section, at)),
        1 => index().prop_map(Edit::Joined),
    ];
    prop::collection::vec(edit, 0..6)
}

impl Document {
    /// Returns the document after edits.
    pub(crate) fn edited(mut self, edits: &[Edit]) -> Self {
        edits.iter().for_each(|edit| self.edit(edit));
        self
    }

    fn edit(&mut self, edit: &Edit) {
        let sections = &mut self.sections;
        let count = sections.len();
        if let Edit::NewSection(at, section) = edit {
            return sections.insert(at.index(count + 1), section.clone());
        }
        if count == 0 {
            return;
        }
        match edit {
            Edit::Words(section, at, Words0(words)) => {
                let lines: Vec<_> = sections[section.index(count)].blocks.iter_mut().flat_map(lines).collect();
                if let Some(at) = (!lines.is_empty()).then(|| at.index(lines.len())) {
                    let line = lines.into_iter().nth(at).expect("an index of it");
                    let place = words.words.len() % line.len();
                    line[place] = words.clone();
                }
            }
            Edit::Block(section, from, to) => relocate(&mut sections[section.index(count)].blocks, from, to.as_ref()),
            Edit::NewBlock(section, at, Block0(block)) => {
                let blocks = &mut sections[section.index(count)].blocks;
                blocks.insert(at.index(blocks.len() + 1), block.clone());
            }
            Edit::Section(from, to) => relocate(sections, from, to.as_ref()),
            Edit::NewSection(..) => {}
            Edit::Label(section, label) => sections[section.index(count)].label = label,
            Edit::Title(section, Words0(words)) => sections[section.index(count)].title = vec![words.clone()],
            Edit::Parted(section, at) => {
                let at_section = section.index(count);
                let blocks = &mut sections[at_section].blocks;
                let rest = blocks.split_off(at.index(blocks.len() + 1));
                let parted = Section { blocks: rest, ..sections[at_section].clone() };
                sections.insert(at_section + 1, parted);
            }
            Edit::Joined(at) if count > 1 => {
                let next = sections.remove(at.index(count - 1) + 1);
                sections[at.index(count - 1)].blocks.extend(next.blocks);
            }
            Edit::Joined(_) => {}
        }
    }
}

fn relocate<T>(list: &mut Vec<T>, from: &Index, to: Option<&Index>) {
    if !list.is_empty() {
        let taken = list.remove(from.index(list.len()));
        if let Some(to) = to {
            list.insert(to.index(list.len() + 1), taken);
        }
    }
}

fn lines(block: &mut Block) -> Vec<&mut Vec<Words>> {
    match block {
        Block::Paragraph(line) | Block::Quote(line) | Block::Html(line) => vec![line],
        Block::List(_, items) => {
            items.iter_mut().flat_map(|(line, inside)| std::iter::once(line).chain(inside)).collect()
        }
        Block::Clauses(_, lines) => lines.iter_mut().collect(),
        Block::Table(rows) => rows.iter_mut().flatten().collect(),
        Block::Code(_) => Vec::new(),
        Block::Definition(one, other) | Block::Noted(one, other) => vec![one, other],
    }
}

// ---- Markdown ----

impl Document {
    /// Returns the document in Markdown.
    pub(crate) fn written(&self, style: &Style) -> String {
        let mut writer = Writer { style, out: String::new(), notes: 0, after: String::new() };
        for (at, section) in self.sections.iter().enumerate() {
            writer.section(section, style.ids.get(at).map(String::as_str));
        }
        let text = format!("{}{}", writer.out, writer.after);
        let text = if style.blanks { text.replace("\n\n", " \n\n\n") } else { text };
        if style.returns { text.replace('\n', "\r\n") } else { text }
    }
}

struct Writer<'a> {
    style: &'a Style,
    out: String,
    notes: usize,
    /// Notes and the targets of links, at the end.
    after: String,
}

impl Writer<'_> {
    fn section(&mut self, section: &Section, id: Option<&str>) {
        let title = format!("{}{}", section.label, self.unwrapped(&section.title));
        let id = id.map(|id| format!(" {{#{id}}}")).unwrap_or_default();
        let signs = "#".repeat(section.level);
        // An underlined `1. Title` would be a list.
        let listed = section.label.starts_with(|c: char| c.is_ascii_digit());
        self.out += &match (self.style.underlined, section.level) {
            (true, 2) if !listed => format!("{title}{id}\n-----\n\n"),
            (true, _) => format!("{signs}  {title}{id} {signs}\n\n"),
            (false, _) => format!("{signs} {title}{id}\n\n"),
        };
        for block in &section.blocks {
            self.block(block);
            self.out += "\n";
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(line) => self.say("", line, "\n"),
            Block::List(ordered, items) => {
                let bullet = if self.style.other_signs { "+" } else { "-" };
                for (at, (line, inside)) in items.iter().enumerate() {
                    let number = format!("{}.", at + 1);
                    let (sign, indent) = if *ordered { (number.as_str(), "   ") } else { (bullet, "  ") };
                    let words = self.line(line, indent);
                    self.out += &format!("{sign} {words}\n");
                    for line in inside {
                        let words = self.line(line, &format!("{indent}  "));
                        self.out += &format!("{indent}{bullet} {words}\n");
                    }
                }
                // Two lists in a row would be one.
                self.out += "\n<!-- -->\n";
            }
            Block::Clauses(labels, lines) => {
                for (label, line) in labels.iter().zip(lines) {
                    let words = self.unwrapped(line);
                    self.out += &format!("{label} {words}\n");
                }
            }
            Block::Table(rows) => self.table(rows),
            Block::Quote(line) => {
                let words = self.line(line, "> ");
                self.out += &format!("> {words}\n");
            }
            Block::Code(lines) => {
                let fence = if self.style.other_signs { "~~~~" } else { "```" };
                self.out += &format!("{fence}\n{}\n{fence}\n", lines.join("\n"));
            }
            Block::Definition(term, meaning) => {
                let (term, meaning) = (self.unwrapped(term), self.line(meaning, "  "));
                self.out += &format!("{term}\n: {meaning}\n");
            }
            Block::Noted(words, note) => {
                self.notes += 1;
                let note = self.unwrapped(note);
                self.after += &format!("[^{}]: {note}\n\n", self.notes);
                self.say("", words, &format!("[^{}]\n", self.notes));
            }
            Block::Html(words) => {
                let words: Vec<String> = words.iter().map(|words| escaped(&joined(words, " "))).collect();
                self.out += &format!("<div><p>{}</p></div>\n", words.join(" "));
            }
        }
    }

    fn table(&mut self, rows: &[[Vec<Words>; 3]]) {
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| self.unwrapped(cell)).collect();
            self.out += &match self.style.padded {
                true => format!("{}\n", cells.join("   | ")),
                false => format!("| {} |\n", cells.join(" | ")),
            };
            if at == 0 {
                self.out += if self.style.padded { ":-- |---|  ---\n" } else { "|:-|-|-|\n" };
            }
        }
    }

    fn say(&mut self, before: &str, line: &[Words], after: &str) {
        let words = self.line(line, "");
        self.out += &format!("{before}{words}{after}");
    }

    fn unwrapped(&mut self, line: &[Words]) -> String {
        let style = Style { wrapped: false, ..self.style.clone() };
        let mut writer = Writer { style: &style, out: String::new(), notes: 0, after: String::new() };
        let line = writer.line(line, "");
        self.after += &writer.after;
        line
    }

    /// Writes words; `indent` begins every further line.
    fn line(&mut self, line: &[Words], indent: &str) -> String {
        let mut out = String::new();
        for (at, words) in line.iter().enumerate() {
            if let Some(before) = line[..at].last() {
                let marked = words.mark != Mark::None && before.mark != Mark::None;
                // `*a**b*` is not two marks.
                out += if !(words.wide && before.wide) {
                    " "
                } else if marked {
                    "の"
                } else {
                    ""
                };
            }
            out += &self.words(words, indent);
        }
        out
    }

    fn words(&mut self, words: &Words, indent: &str) -> String {
        let text = if self.style.wrapped { joined(words, &format!("\n{indent}")) } else { joined(words, " ") };
        let under = self.style.underscores && !words.wide;
        match words.mark {
            Mark::None if self.style.references => text.replace('&', "&amp;").replace('(', "\\("),
            Mark::None => text,
            Mark::Emphasis if self.style.tags => format!("<em>{text}</em>"),
            Mark::Strong if self.style.tags => format!("<strong>{text}</strong>"),
            Mark::Emphasis if under => format!("_{text}_"),
            Mark::Strong if under => format!("__{text}__"),
            Mark::Emphasis => format!("*{text}*"),
            Mark::Strong => format!("**{text}**"),
            Mark::Code => format!("`{}`", joined(words, " ")),
            Mark::Link if self.style.references => {
                let target = "[r]: https://b.example/c\n";
                if !self.after.contains(target) {
                    self.after += &format!("{target}\n");
                }
                format!("[{text}][r]")
            }
            Mark::Link => format!("[{text}](https://b.example/c)"),
        }
    }
}

/// Joins words; some gaps are line breaks, where no line would begin like a block.
fn joined(words: &Words, line_end: &str) -> String {
    let mut out = String::new();
    for (at, word) in words.words.iter().enumerate() {
        let plain = word.chars().all(|c| if words.wide { is_kana_word(c) } else { c.is_ascii_lowercase() });
        let breaks = at > 0 && plain && word.len() > 2 && (at + word.len()) % 3 == 0;
        let before = words.words[..at].last().is_some_and(|before| before.ends_with(is_kana_word));
        match (words.wide, breaks) {
            (false, true) => out += line_end,
            (false, false) if at > 0 => out += " ",
            (true, true) if before && line_end != " " => out += line_end,
            _ => {}
        }
        out += word;
    }
    out
}

fn is_kana_word(c: char) -> bool {
    ('ぁ'..='ん').contains(&c) || ('ァ'..='ヶ').contains(&c) || ['利', '用', '規', '約', '料', '金'].contains(&c)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
