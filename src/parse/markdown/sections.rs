//! The blocks and headings of a body in order -> title and sections.

use crate::diagnostic::Code;
use crate::model::{Leaf, Mark, MarkKind, Section, Text};
use crate::source::Span;

use super::notebook::Notebook;
use super::tree::{Heading, Node};

/// Divides a body at its headings. A leading heading that is the only one of level 1 is the title.
pub(super) fn divide(nodes: Vec<Node>, notebook: &mut Notebook) -> Text {
    let is_top = |node: &Node| matches!(node, Node::Heading(heading) if heading.level == 1);
    let is_titled = nodes.first().is_some_and(is_top) && nodes.iter().filter(|node| is_top(node)).count() == 1;
    let mut text = Text::default();
    let mut level = None;
    for (index, node) in nodes.into_iter().enumerate() {
        match node {
            Node::Heading(heading) => {
                check(&heading, level, notebook);
                level = Some(heading.level);
                if is_titled && index == 0 {
                    text.title = Some(title(heading)).filter(|title| !title.text.is_empty());
                } else {
                    text.sections.push(section(heading));
                }
            }
            Node::Block(block) => {
                if text.sections.is_empty() {
                    text.sections.push(preamble(block.span.clone()));
                }
                text.sections.last_mut().expect("a section was just begun").blocks.push(block);
            }
        }
    }
    text
}

/// Returns the title; it is no section, so its id only names the place.
fn title(heading: Heading) -> Leaf {
    let Heading { id, mut title, .. } = heading;
    let surrounding = title.marks.iter().take_while(|mark| mark.range.start == 0 && !mark.range.is_empty()).count();
    let name = id.map(|id| Mark { range: 0..0, kind: MarkKind::Name(id.value) });
    title.marks.splice(surrounding..surrounding, name);
    title
}

/// Returns the section before the first heading, empty.
pub(super) fn preamble(span: Span) -> Section {
    Section { level: 0, id: None, anchor: None, label: None, title: Leaf::default(), blocks: Vec::new(), span }
}

fn section(heading: Heading) -> Section {
    Section { level: heading.level, id: heading.id, title: heading.title, ..preamble(heading.span) }
}

fn check(heading: &Heading, before: Option<u8>, notebook: &mut Notebook) {
    if heading.title.text.is_empty() {
        notebook.note(notebook.problem_at(Code::EmptyHeading, heading.span.clone()));
    }
    let skips = |before: &u8| heading.level > before + 1;
    if let Some(before) = before.filter(skips) {
        let signs = "#".repeat(usize::from(before) + 1);
        let problem = notebook.problem_at(Code::SkippedLevel, heading.span.clone());
        notebook.note(problem.arg("level", heading.level).arg("before", before).arg("signs", signs));
    }
}
