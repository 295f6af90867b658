//! An SVG file of the source -> the same picture without anything that runs or reaches out.
//!
//! Kept are the elements and attributes that draw; scripts, event handlers, foreign content, animation of addresses, and
//! references to anything but the file itself are taken out (SVG 2, 15; the attack surface of "SVG as image").

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

/// Elements whose whole content is dropped.
const DROPPED: [&str; 12] = [
    "script",
    "foreignObject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "animate",
    "set",
    "animateMotion",
    "animateTransform",
    "handler",
];

/// Returns the picture, cleaned; a file that is no well-formed XML becomes an empty picture.
pub fn clean(bytes: &[u8]) -> Vec<u8> {
    cleaned(bytes).unwrap_or_else(|| b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n".to_vec())
}

fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut writer = Writer::new(Vec::new());
    // How many elements deep the reader is inside a dropped one.
    let mut dropped = 0usize;
    let mut depth = 0usize;
    let mut root = false;
    loop {
        match reader.read_event().ok()? {
            Event::Eof => break,
            // What stands before the picture, white space apart, is none.
            Event::Text(text) if !root && !text.trim().is_empty() => return None,
            Event::Start(start) | Event::Empty(start) if !root && start.local_name().as_ref() != "svg" => return None,
            Event::Start(start) => {
                (depth, root) = (depth + 1, true);
                if dropped > 0 || is_dropped(&start) {
                    dropped += 1;
                } else {
                    writer.write_event(Event::Start(safe(&start)?)).ok()?;
                }
            }
            Event::Empty(start) if dropped == 0 && !is_dropped(&start) => {
                root = true;
                writer.write_event(Event::Empty(safe(&start)?)).ok()?;
            }
            Event::End(end) => {
                depth = depth.checked_sub(1)?;
                if dropped > 0 {
                    dropped -= 1;
                } else {
                    writer.write_event(Event::End(end)).ok()?;
                }
            }
            // Comments, instructions (style sheets) and document types (entities) draw nothing.
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
            event if dropped == 0 => writer.write_event(event).ok()?,
            _ => {}
        }
    }
    (depth == 0 && root).then(|| writer.into_inner())
}

fn is_dropped(start: &BytesStart<'_>) -> bool {
    let name = start.local_name();
    DROPPED.iter().any(|dropped| dropped.eq_ignore_ascii_case(name.as_ref()))
}

/// Returns an element with its harmless attributes.
fn safe(start: &BytesStart<'_>) -> Option<BytesStart<'static>> {
    let mut out = BytesStart::new(start.name().as_ref().to_owned());
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        if is_safe(&attribute.key.as_ref().to_ascii_lowercase(), &attribute.value) {
            out.push_attribute(attribute);
        }
    }
    Some(out)
}

fn is_safe(name: &str, value: &str) -> bool {
    let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let value = value.to_ascii_lowercase();
    let local = name.rsplit(':').next().unwrap_or(name);
    if name.starts_with("xmlns") {
        return true;
    }
    if local.starts_with("on") || local == "base" {
        return false;
    }
    if ["href", "src"].contains(&local) {
        return value.starts_with('#') || value.starts_with("data:image/png") || value.starts_with("data:image/jpeg");
    }
    // `url(#gradient)` draws; `url(http…)` reaches out.
    !value
        .match_indices("url(")
        .any(|(at, _)| !value[at + 4..].trim_start_matches(['\'', '"', '&']).starts_with(['#', 'q', 'a']))
        && !value.contains("@import")
        && !value.contains("javascript:")
}

#[cfg(test)]
mod tests {
    use super::clean;

    fn check(input: &str, expected: &str) {
        assert_eq!(String::from_utf8(clean(input.as_bytes())).expect("UTF-8"), expected, "{input}");
    }

    #[test]
    fn what_draws_stays() {
        let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><title>図</title><path fill=\"url(#g)\" d=\"M0 0\"/></svg>";
        check(picture, picture);
    }

    #[test]
    fn what_runs_or_reaches_out_goes() {
        check("<svg onload=\"x()\"><script>alert(1)</script><g/></svg>", "<svg><g/></svg>");
        check("<svg><a xlink:href=\"javascript:x()\"><rect/></a></svg>", "<svg><a><rect/></a></svg>");
        check(
            "<svg><image href=\"https://example.com/x.png\"/><use href=\"#a\"/></svg>",
            "<svg><image/><use href=\"#a\"/></svg>",
        );
        check("<svg><foreignObject><p>x</p></foreignObject></svg>", "<svg></svg>");
        check("<svg><rect style=\"fill:url( https://x )\"/></svg>", "<svg><rect/></svg>");
        check("<!DOCTYPE svg [<!ENTITY x \"y\">]><svg/>", "<svg/>");
    }

    #[test]
    fn what_is_no_xml_is_an_empty_picture() {
        check("<svg><g></svg>", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        check("\u{0}", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    }
}
