//! Names of HTML elements -> what they are here.

use crate::model::MarkKind;

/// What an element becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    /// `p`.
    Paragraph,
    /// `br`.
    Break,
    /// `hr`.
    Rule,
    /// `h1` … `h6`.
    Heading(u8),
    /// `ul`, `ol`.
    List {
        /// Whether it is numbered.
        ordered: bool,
    },
    /// `li`.
    Item,
    /// `dl`.
    Definitions,
    /// `dt`.
    Term,
    /// `dd`.
    Definition,
    /// `table`.
    Table,
    /// `thead` and the like: the rows inside count.
    Rows,
    /// `tr`, and `caption` as a row of its own.
    Row,
    /// `td`, `th`.
    Cell {
        /// Whether it is a `th`.
        header: bool,
    },
    /// `blockquote`.
    Quote,
    /// `address`.
    Address,
    /// `pre`.
    Preformatted,
    /// A mark.
    Mark(MarkKind),
    /// `a`.
    Link,
    /// `img`.
    Image,
    /// `ruby`.
    Ruby,
    /// `rt`.
    Reading,
    /// `rp`: only for browsers that know no ruby.
    Parenthesis,
    /// A box whose content counts.
    Box,
    /// A run of text that counts.
    Run,
    /// Left out with what is inside.
    Dropped,
    /// Left out; it has no content.
    Void,
}

/// An element that HTML knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// Its name.
    pub(super) name: &'static str,
    /// What it becomes.
    pub(super) element: Element,
    /// Whether what it says is lost although its content is kept.
    pub(super) lossy: bool,
}

/// Returns what an element is by its lower-case name; `None` for names that HTML does not know, such as `<your name>`.
pub(super) fn find(name: &str) -> Option<Known> {
    let kept = KEPT.iter().find(|(known, _)| *known == name);
    if let Some((name, element)) = kept {
        return Some(Known { name, element: element.clone(), lossy: false });
    }
    let groups = [(BOXES, Element::Box), (RUNS, Element::Run), (DROPPED, Element::Dropped), (VOID, Element::Void)];
    let (name, element) = groups.into_iter().find_map(|(names, element)| {
        let name = names.iter().find(|known| **known == name)?;
        Some((*name, element))
    })?;
    Some(Known { name, lossy: matches!(element, Element::Box | Element::Run), element })
}

const KEPT: &[(&str, Element)] = &[
    ("a", Element::Link),
    ("address", Element::Address),
    ("article", Element::Box),
    ("b", Element::Mark(MarkKind::Strong)),
    ("bdo", Element::Run),
    ("blockquote", Element::Quote),
    ("br", Element::Break),
    ("caption", Element::Row),
    ("cite", Element::Mark(MarkKind::Emphasis)),
    ("code", Element::Mark(MarkKind::Code)),
    ("dd", Element::Definition),
    ("del", Element::Mark(MarkKind::Strike)),
    ("dfn", Element::Mark(MarkKind::Emphasis)),
    ("div", Element::Box),
    ("dl", Element::Definitions),
    ("dt", Element::Term),
    ("em", Element::Mark(MarkKind::Emphasis)),
    ("figcaption", Element::Box),
    ("figure", Element::Box),
    ("h1", Element::Heading(1)),
    ("h2", Element::Heading(2)),
    ("h3", Element::Heading(3)),
    ("h4", Element::Heading(4)),
    ("h5", Element::Heading(5)),
    ("h6", Element::Heading(6)),
    ("hr", Element::Rule),
    ("i", Element::Mark(MarkKind::Emphasis)),
    ("img", Element::Image),
    ("kbd", Element::Mark(MarkKind::Code)),
    ("li", Element::Item),
    ("main", Element::Box),
    ("ol", Element::List { ordered: true }),
    ("p", Element::Paragraph),
    ("pre", Element::Preformatted),
    ("rp", Element::Parenthesis),
    ("rt", Element::Reading),
    ("ruby", Element::Ruby),
    ("s", Element::Mark(MarkKind::Strike)),
    ("samp", Element::Mark(MarkKind::Code)),
    ("section", Element::Box),
    ("small", Element::Mark(MarkKind::Small)),
    ("span", Element::Run),
    ("strike", Element::Mark(MarkKind::Strike)),
    ("strong", Element::Mark(MarkKind::Strong)),
    ("sub", Element::Mark(MarkKind::Subscript)),
    ("sup", Element::Mark(MarkKind::Superscript)),
    ("table", Element::Table),
    ("tbody", Element::Rows),
    ("td", Element::Cell { header: false }),
    ("tfoot", Element::Rows),
    ("th", Element::Cell { header: true }),
    ("thead", Element::Rows),
    ("tr", Element::Row),
    ("tt", Element::Mark(MarkKind::Code)),
    ("u", Element::Mark(MarkKind::Underline)),
    ("ul", Element::List { ordered: false }),
    ("var", Element::Mark(MarkKind::Emphasis)),
    ("wbr", Element::Run),
];

const BOXES: &[&str] = &[
    "aside", "body", "center", "details", "dialog", "dir", "fieldset", "footer", "frame", "header", "head", "hgroup",
    "html", "legend", "menu", "nav", "noscript", "optgroup", "option", "search", "summary", "title",
];

const RUNS: &[&str] = &[
    "abbr", "acronym", "bdi", "big", "blink", "data", "font", "ins", "label", "mark", "marquee", "meter", "nobr",
    "output", "progress", "q", "rb", "rtc", "slot", "time",
];

const DROPPED: &[&str] = &[
    "applet",
    "audio",
    "button",
    "canvas",
    "datalist",
    "form",
    "frameset",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "object",
    "picture",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
    "xmp",
];

const VOID: &[&str] = &[
    "area", "base", "basefont", "col", "colgroup", "embed", "input", "link", "map", "meta", "param", "source", "track",
];
