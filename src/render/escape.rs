//! Text -> text that is safe between tags and inside of quoted attributes.
//!
//! The escapes are those of the HTML standard's serialisation (HTML 13.3), so that the guard gives back what we wrote.

use memchr::{memchr, memchr3};

/// Appends a text, escaped for the content of an element.
pub(super) fn escape(text: &str, out: &mut String) {
    if is_plain(text) {
        return out.push_str(text);
    }
    let mut written = 0;
    for (at, sign) in text.char_indices() {
        let Some(escaped) = entity(sign) else { continue };
        out.push_str(&text[written..at]);
        out.push_str(escaped);
        written = at + sign.len_utf8();
    }
    out.push_str(&text[written..]);
}

/// Returns a text as HTML, fit for elements and double-quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    quoted(text, &mut out);
    out
}

/// Appends pieces of markup, one behind the other.
pub(super) fn append<const N: usize>(pieces: [&str; N], out: &mut String) {
    pieces.iter().for_each(|piece| out.push_str(piece));
}

/// Appends ` name="value"`.
pub(super) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    quoted(value, out);
    out.push('"');
}

/// Returns whether nothing in a text needs an escape. U+00A0 is C2 A0 in UTF-8; other letters may begin with C2, which does no
/// harm here.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3(b'&', b'<', b'>', bytes).is_none() && memchr(0xC2, bytes).is_none()
}

fn quoted(value: &str, out: &mut String) {
    if memchr(b'"', value.as_bytes()).is_none() {
        return escape(value, out);
    }
    for (at, part) in value.split('"').enumerate() {
        if at > 0 {
            out.push_str("&quot;");
        }
        escape(part, out);
    }
}

fn entity(sign: char) -> Option<&'static str> {
    match sign {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\u{a0}' => Some("&nbsp;"),
        _ => None,
    }
}
