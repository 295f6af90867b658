//! Articles that were typed as plain paragraphs, found by their numbers running in order through the text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::cut::{Caption, Cut, Role, cut};
use super::label::{Reading, readings, worded};
use super::leaf::{bracketed, is_caption, lines};
use crate::model::{Block, Body, Kind, LabelKind, Section};

/// Returns the sections with those added that plain paragraphs begin: articles in order, the chapters that hold them, and
/// supplementary provisions.
pub(super) fn arrange(sections: Vec<Section>) -> Vec<Section> {
    let events = events(&sections);
    if !events.iter().any(|event| matches!(event, Event::Line(_))) {
        return sections;
    }
    let articles = articles(&events);
    let mut chapters = Chapters::default();
    let mut cuts: Vec<Vec<Cut>> = sections.iter().map(|_| Vec::new()).collect();
    for (at, event) in events.iter().enumerate() {
        let Event::Line(line) = event else { continue };
        let role = match line.reading.label.kind {
            LabelKind::Supplement => Role::Supplement,
            _ if articles.contains(&at) => Role::Article,
            kind if !articles.is_empty() && chapters.count(kind, line) => Role::Chapter,
            _ => continue,
        };
        cuts[line.section].push(line.cut(role, &sections[line.section].blocks));
    }
    let starts: BTreeSet<_> = cuts.iter().flatten().map(|cut| (cut.section, cut.block, cut.line.start)).collect();
    title(&mut cuts, &sections, &starts);
    sections.into_iter().zip(cuts).flat_map(|(section, cuts)| cut(section, cuts)).collect()
}

/// What can carry the numbering of articles, in reading order.
enum Event {
    /// A heading, with its label if that has a word.
    Heading(Option<Reading>),
    /// A line of a paragraph.
    Line(Line),
}

/// A line that begins with a label that has a word.
struct Line {
    section: usize,
    block: usize,
    range: Range<usize>,
    /// The text behind the label.
    rest: String,
    reading: Reading,
}

impl Event {
    fn reading(&self) -> Option<&Reading> {
        match self {
            Self::Heading(reading) => reading.as_ref(),
            Self::Line(line) => Some(&line.reading),
        }
    }
}

fn events(sections: &[Section]) -> Vec<Event> {
    let mut out = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        out.push(Event::Heading(section.label.as_ref().and_then(|label| worded(&label.printed))));
        for (block, body) in section.blocks.iter().enumerate() {
            let text = paragraph(body).unwrap_or("");
            out.extend(lines(text).filter_map(|range| line(at, block, text, range)).map(Event::Line));
        }
    }
    out
}

fn paragraph(block: &Block) -> Option<&str> {
    match &block.body {
        Body::Leaf(leaf) if block.kind == Kind::Paragraph => Some(&leaf.text),
        _ => None,
    }
}

fn line(section: usize, block: usize, text: &str, range: Range<usize>) -> Option<Line> {
    let reading = worded(&text[range.clone()])?;
    let rest = text[range.clone()][reading.end..].trim_end().to_owned();
    let alone = rest.is_empty() || bracketed(&rest) == Some(rest.len());
    let stands = match reading.label.kind {
        LabelKind::Supplement => alone,
        LabelKind::Part | LabelKind::Chapter | LabelKind::Division => alone || is_caption(&rest),
        LabelKind::Article | LabelKind::Section | LabelKind::Bare => true,
    };
    stands.then_some(Line { section, block, range, rest, reading })
}

impl Line {
    fn cut(&self, role: Role, blocks: &[Block]) -> Cut {
        let title = bracketed(&self.rest).filter(|_| readings(&self.rest).is_empty());
        let caption = if title.is_none() && role == Role::Article { self.caption(blocks) } else { None };
        Cut {
            section: self.section,
            block: self.block,
            line: self.range.clone(),
            text: self.range.start + self.reading.end,
            label: self.reading.label.clone(),
            role,
            title: title.unwrap_or(0),
            caption,
        }
    }

    /// Returns the caption （目的） that stands alone on the line above.
    fn caption(&self, blocks: &[Block]) -> Option<Caption> {
        let own = paragraph(&blocks[self.block])?;
        let (block, text, end) = match own[..self.range.start].char_indices().next_back() {
            Some((end, _)) => (self.block, own, end),
            None => {
                let above = self.block.checked_sub(1)?;
                let text = paragraph(&blocks[above])?;
                (lines(text).count() == 1).then_some((above, text, text.len()))?
            }
        };
        let range = lines(&text[..end]).last()?;
        let line = text[range.clone()].trim();
        let captioned = bracketed(line) == Some(line.len()) && readings(line).is_empty();
        captioned.then_some(Caption { block, range })
    }
}

/// Returns which of the lines are articles: of the word (条, Article, §) that gives the most.
fn articles(events: &[Event]) -> BTreeSet<usize> {
    let words: BTreeSet<_> = events.iter().filter_map(Event::reading).map(|reading| reading.key.word).collect();
    let found = words.into_iter().map(|word| family(events, word));
    found.fold(BTreeSet::new(), |best, found| if found.len() > best.len() { found } else { best })
}

/// Returns the lines with one word whose numbers run in order, at least two somewhere.
fn family(events: &[Event], word: &str) -> BTreeSet<usize> {
    let own = |at: &usize| {
        events[*at].reading().is_some_and(|reading| {
            reading.key.word == word && matches!(reading.label.kind, LabelKind::Article | LabelKind::Section)
        })
    };
    let chains: Vec<_> = runs(events, &own).iter().map(|run| chain(events, run)).collect();
    if chains.iter().all(|chain| chain.len() < 2) {
        return BTreeSet::new();
    }
    let number = |at: usize| events[at].reading().map(|reading| reading.label.number.as_slice());
    // One article alone is enough for supplementary provisions.
    let counts = |chain: &Vec<usize>| chain.len() > 1 || chain.first().is_some_and(|at| number(*at) == Some(&[1]));
    chains.into_iter().filter(counts).flatten().collect()
}

/// Splits the events of a word into runs: numbering begins anew at supplementary provisions, and at a heading below which the
/// first number is 1.
fn runs(events: &[Event], own: &impl Fn(&usize) -> bool) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
    for at in 0..events.len() {
        let supplement = events[at].reading().is_some_and(|reading| reading.label.kind == LabelKind::Supplement);
        let heading = |at: usize| matches!(events[at], Event::Heading(_));
        let anew = heading(at) && {
            let first = (at..events.len()).take_while(|next| *next == at || !heading(*next)).find(own);
            first.and_then(|first| events[first].reading()).is_some_and(|reading| reading.label.number == [1])
        };
        if supplement || anew {
            runs.push(Vec::new());
        }
        if own(&at)
            && let Some(run) = runs.last_mut()
        {
            run.push(at);
        }
    }
    runs
}

/// Returns the longest rising chain of lines in a run, between the headings that are articles themselves.
fn chain(events: &[Event], run: &[usize]) -> Vec<usize> {
    let number = |at: usize| events[at].reading().map_or(&[][..], |reading| &reading.label.number);
    let lines = between_headings(events, run, &number);
    // Patience sorting; of equal numbers the later wins, so that a table of contents is passed over.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; lines.len()];
    for (place, at) in lines.iter().enumerate() {
        let pile = ends.partition_point(|end| number(lines[*end]) < number(*at));
        before[place] = pile.checked_sub(1).map(|pile| ends[pile]);
        match ends.get_mut(pile) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut chain = Vec::new();
    let mut place = ends.last().copied();
    while let Some(at) = place {
        chain.push(lines[at]);
        place = before[at];
    }
    chain.reverse();
    chain
}

/// Returns the lines of a run whose numbers lie between those of the headings before and after.
fn between_headings<'a>(events: &[Event], run: &[usize], number: &impl Fn(usize) -> &'a [u32]) -> Vec<usize> {
    let fixed = |at: usize| matches!(events[at], Event::Heading(_));
    let mut after = None;
    let mut nexts: Vec<_> = run
        .iter()
        .rev()
        .map(|at| {
            after = if fixed(*at) { Some(number(*at)) } else { after };
            after
        })
        .collect();
    nexts.reverse();
    let mut before = None;
    let mut lines = Vec::new();
    for (at, next) in run.iter().zip(nexts) {
        if fixed(*at) {
            before = Some(number(*at));
        } else if before.is_none_or(|before| before < number(*at)) && next.is_none_or(|next| number(*at) < next) {
            lines.push(*at);
        }
    }
    lines
}

/// The numbers of the parts, chapters and divisions so far.
#[derive(Default)]
struct Chapters(Vec<(LabelKind, u32)>);

impl Chapters {
    /// Counts a line if its number follows on the one before of its kind, or is 1.
    fn count(&mut self, kind: LabelKind, line: &Line) -> bool {
        let own = matches!(kind, LabelKind::Part | LabelKind::Chapter | LabelKind::Division);
        let number = line.reading.last();
        let before = self.0.iter().find(|(known, _)| *known == kind).map_or(0, |(_, number)| *number);
        if !own || (number != before + 1 && number != 1) {
            return false;
        }
        self.0.retain(|(known, _)| *known < kind);
        self.0.push((kind, number));
        true
    }
}

/// Makes what stands behind the labels titles, where none of it is a sentence and text follows below ("Article 1. Purpose").
fn title(cuts: &mut [Vec<Cut>], sections: &[Section], starts: &BTreeSet<(usize, usize, usize)>) {
    let rest = |cut: &Cut| {
        paragraph(&sections[cut.section].blocks[cut.block]).map_or("", |text| text[cut.text..cut.line.end].trim())
    };
    let open = |cut: &Cut| cut.title == 0 && cut.caption.is_none() && !rest(cut).is_empty();
    let sentence = |cut: &Cut| cut.role == Role::Article && open(cut) && !is_caption(rest(cut));
    if cuts.iter().flatten().any(sentence) {
        for cut in cuts.iter_mut().flatten().filter(|cut| cut.role == Role::Chapter) {
            cut.title = rest(cut).len();
        }
        return;
    }
    let followed = |cut: &Cut| {
        let blocks = &sections[cut.section].blocks;
        let text = paragraph(&blocks[cut.block]).unwrap_or("");
        let below = lines(text).find(|line| line.start > cut.line.start).map(|line| (cut.block, line.start));
        let next = below.or_else(|| (cut.block + 1 < blocks.len()).then_some((cut.block + 1, 0)));
        next.is_some_and(|(block, start)| !starts.contains(&(cut.section, block, start)))
    };
    for cut in cuts.iter_mut().flatten() {
        if cut.role == Role::Chapter || (open(cut) && followed(cut)) {
            cut.title = rest(cut).len();
        }
    }
}
