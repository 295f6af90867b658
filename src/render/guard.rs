//! The finished markup of what authors wrote -> the same, with everything taken out that we do not write.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// The elements that `render` writes.
const TAGS: &[&str] = &[
    "a",
    "address",
    "aside",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "rt",
    "ruby",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// The attributes that any element may have.
const ATTRIBUTES: &[&str] = &["class", "id", "data-anchor", "lang", "dir", "title", "role", "tabindex", "aria-label"];

/// The attributes that one element may have.
const OF_TAGS: &[(&str, &[&str])] = &[
    ("a", &["href", "rel"]),
    ("img", &["src", "alt"]),
    ("li", &["value"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];

static GUARD: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let mut builder = Builder::empty();
    builder
        .tags(set(TAGS))
        .clean_content_tags(set(&["script", "style"]))
        .generic_attributes(set(ATTRIBUTES))
        .tag_attributes(OF_TAGS.iter().map(|(tag, names)| (*tag, set(names))).collect::<HashMap<_, _>>())
        .url_schemes(set(&["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .id_prefix(None);
    builder
});

/// Returns markup with only the elements, attributes and schemes of addresses that `render` writes.
pub fn guard(html: &str) -> String {
    GUARD.clean(html).to_string()
}
