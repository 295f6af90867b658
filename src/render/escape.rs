//! Text -> text that is safe between tags and inside of quoted attributes.
//!
//! The escapes are those of the HTML standard's serialisation (HTML 13.3), so that the guard gives back what we wrote.

/// Appends a text, escaped for the content of an element.
pub(super) fn escape(text: &str, out: &mut String) {
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

/// Appends ` name="value"`.
pub(super) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    quoted(value, out);
    out.push('"');
}

fn quoted(value: &str, out: &mut String) {
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
