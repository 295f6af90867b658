//! Stands in for the reading of Markdown until it exists; replaced at the merge.

use crate::diagnostic::Checked;
use crate::model::{Block, Body, Kind, Leaf, Lines};
use crate::source::Place;

/// How Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// What typed line breaks mean.
    pub lines: Lines,
    /// Whether `{{ name }}` is a variable.
    pub variables: bool,
}

/// Makes a paragraph of every run of lines between blank lines.
pub fn prose(markdown: &str, place: &Place, _options: Options) -> Checked<Vec<Block>> {
    let text = markdown.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    Checked::clean(
        paragraphs
            .map(|part| Block {
                kind: Kind::Paragraph,
                label: None,
                id: None,
                anchor: None,
                direction: None,
                span: place.span.clone(),
                body: Body::Leaf(Leaf::plain(part)),
            })
            .collect(),
    )
}
