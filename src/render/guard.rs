//! The finished markup of what authors wrote -> the same, with everything taken out that we do not write.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use memchr::{memchr, memchr2};

/// The elements that `render` writes, in order.
const TAGS: &[&str] = &[
    "a",
    "address",
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
    "time",
    "tr",
    "u",
    "ul",
];

/// The attributes that any element may have.
const ATTRIBUTES: &[&str] =
    &["class", "id", "data-anchor", "data-translation", "lang", "dir", "title", "role", "tabindex", "aria-label"];

/// The attributes that one element may have.
const OF_TAGS: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "rel"]),
    ("img", &["src", "alt"]),
    ("li", &["value"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
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
///
/// Markup that is seen to hold nothing else is returned as it is; parsing it would take longer than all that came before.
pub fn guard(html: String) -> String {
    if is_ours(&html) { html } else { clean(&html) }
}

/// Returns the same, parsed and written anew.
pub(super) fn clean(html: &str) -> String {
    GUARD.clean(html).to_string()
}

/// Elements that have no end.
const VOID: &[&str] = &["br", "hr", "img"];

/// Attributes that are addresses.
const ADDRESSES: &[&str] = &["href", "src"];

/// Returns whether all of the markup is written as `render` writes it: allowed elements, opened and closed in order, and their
/// allowed attributes in double quotes. None of the elements changes how a browser reads what is inside (as `script`, `style`,
/// `textarea` or `svg` do), so that what looks like text here is text there too.
pub(super) fn is_ours(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::with_capacity(16);
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        let closes = rest.starts_with('/');
        let name_end = rest[usize::from(closes)..].bytes().position(|byte| !byte.is_ascii_alphanumeric());
        let Some(name_end) = name_end.map(|end| end + usize::from(closes)) else { return false };
        let name = &rest[usize::from(closes)..name_end];
        rest = &rest[name_end..];
        if closes {
            match rest.strip_prefix('>') {
                Some(after) if open.pop() == Some(name) => rest = after,
                _ => return false,
            }
            continue;
        }
        let Some(after) = TAGS.binary_search(&name).is_ok().then(|| attributes(name, rest)).flatten() else {
            return false;
        };
        rest = after;
        open.extend((!VOID.contains(&name)).then_some(name));
    }
    open.is_empty()
}

/// Returns what follows the attributes of an element and its `>`; `None` where one is not ours.
fn attributes<'a>(name: &str, mut rest: &'a str) -> Option<&'a str> {
    let own = OF_TAGS.iter().find(|(tag, _)| *tag == name).map_or(&[][..], |(_, own)| own);
    while let Some(attribute) = rest.strip_prefix(' ') {
        let (key, after) = attribute.split_at(memchr(b'=', attribute.as_bytes())?);
        let after = after.strip_prefix("=\"")?;
        let (value, after) = after.split_at(memchr(b'"', after.as_bytes())?);
        let after = &after[1..];
        let is_known = ATTRIBUTES.contains(&key) || own.contains(&key);
        if !is_known
            || memchr2(b'<', b'>', value.as_bytes()).is_some()
            || ADDRESSES.contains(&key) && !is_harmless(value)
        {
            return None;
        }
        rest = after;
    }
    rest.strip_prefix('>')
}

/// Returns whether an address has one of the schemes that are allowed, or plainly none.
fn is_harmless(address: &str) -> bool {
    if address.chars().any(char::is_control) || address.starts_with(char::is_whitespace) {
        return false;
    }
    // Where a reference to a character comes first, it may hide the end of a scheme.
    let scheme = address.find([':', '/', '?', '#', '&']).filter(|at| !address[*at..].starts_with(['/', '?', '#']));
    scheme.is_none_or(|at| ["http:", "https:", "mailto:", "tel:"].contains(&&address[..=at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_we_write_is_ours() {
        for ours in [
            "",
            "text &amp; &lt;b&gt;",
            "<p class=\"x\" id=\"s1\">a<br>b <a href=\"../x/#s1\" rel=\"nofollow\">c</a></p>\n",
            "<a href=\"mailto:a@b.example?subject=x:y\">a</a><a href=\"#s\">b</a><a href=\"x/?a=1&amp;b=c:d\">c</a>",
            "<table><tr><td colspan=\"2\"><img src=\"a.png\" alt=\"a: b\"></td></tr></table>",
        ] {
            assert!(is_ours(ours), "{ours}");
        }
    }

    #[test]
    fn anything_else_is_parsed() {
        for (other, left) in [
            ("<script>alert(1)</script>a", "a"),
            ("<p onclick=\"x\">a</p>", "<p>a</p>"),
            ("<P>a</P>", "<p>a</p>"),
            ("<p>a", "<p>a</p>"),
            ("<p>a</b></p>", "<p>a</p>"),
            ("<p class=x>a</p>", "<p class=\"x\">a</p>"),
            ("<a href=\"javascript:x\">a</a>", "<a>a</a>"),
            ("<a href=\" javascript:x\">a</a>", "<a>a</a>"),
            ("<a href=\"java\tscript:x\">a</a>", "<a>a</a>"),
            ("<a href=\"javascript&#58;x\">a</a>", "<a>a</a>"),
            ("<a href=\"javascript&colon;x\">a</a>", "<a>a</a>"),
            ("<!-- a --><svg></svg>b", "b"),
            ("a < b", "a &lt; b"),
        ] {
            assert!(!is_ours(other), "{other}");
            assert_eq!(guard(other.to_owned()), left);
        }
    }

    #[test]
    fn the_allowed_elements_are_in_order() {
        assert!(TAGS.is_sorted());
    }

    #[test]
    fn every_allowed_element_is_one_that_changes_nothing_inside() {
        let apart = ["script", "style", "textarea", "title", "svg", "math", "noscript", "template", "select", "iframe"];
        assert!(TAGS.iter().all(|tag| !apart.contains(tag)));
    }
}
