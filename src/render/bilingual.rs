//! Two texts -> their sections side by side.

use super::escape::{append, attribute, escape};
use super::html::{Part, Writer, section_notes};
use super::notes::Notes;
use super::redline;
use super::words::{Words, direction};
use crate::model::Section;
use crate::page::view::LangView;
use crate::page::{SectionNote, SideChanges, SideText};

/// Returns two texts side by side, a row for the sections that belong together. Ids stand on the first one; where a text has nothing, the
/// row says so. Where `changes` are given, one of them is shown with what changed in it.
pub(super) fn bilingual(
    (sides, changes): (&[SideText; 2], Option<&SideChanges>),
    rows: &[(Option<usize>, Option<usize>)],
    notes: &[Vec<SectionNote>; 2],
    langs: [(&LangView, Words<'_>); 2],
) -> String {
    let [first, second] = sides;
    let mut one = Writer {
        ids: true,
        notes: Notes::of_text(&first.text),
        said: section_notes(&notes[0]),
        ..Writer::new(&first.hrefs, langs[0].1.clone())
    };
    let mut two = Writer {
        notes: Notes::of_text(&second.text),
        said: section_notes(&notes[1]),
        ..Writer::new(&second.hrefs, langs[1].1.clone())
    };
    let changed = changes.map(|changes| {
        let second = usize::from(changes.second);
        let words = langs[second].1.clone();
        let marked = redline::sections(&changes.old, &sides[second], &changes.comparison, (words, !changes.second));
        let is_owed = |section: &Section| section.anchor.as_ref().is_some_and(|own| changes.anchors.contains(own));
        let marked = marked.into_iter().zip(&sides[second].text.sections);
        (second, marked.map(|(marked, section)| is_owed(section).then_some(marked)).collect::<Vec<_>>())
    });
    let mut out = String::new();
    for (ours, theirs) in rows {
        out.push_str("<div class=\"k-pair\">\n");
        for (number, (writer, side, at, (lang, words))) in
            [(&mut one, first, ours, &langs[0]), (&mut two, second, theirs, &langs[1])].into_iter().enumerate()
        {
            let marked = changed.as_ref().filter(|(second, _)| *second == number).map(|(_, sections)| sections);
            append(["<div class=\"k-side\""], &mut out);
            attribute("lang", &lang.tag, &mut out);
            attribute("dir", direction(lang.dir), &mut out);
            out.push_str(">\n");
            match (at.and_then(|at| marked?[at].as_ref()), at.and_then(|at| side.text.sections.get(at))) {
                (Some(marked), _) => out.push_str(marked),
                (None, Some(section)) => writer.part(&Part::unmarked(section)),
                (None, None) => {
                    append(["<p class=\"k-empty\"", &words.attributes, ">"], &mut out);
                    escape(&words.with("bilingual_no_counterpart", "language", &lang.name), &mut out);
                    out.push_str("</p>\n");
                }
            }
            out.push_str(&std::mem::take(&mut writer.out));
            out.push_str("</div>\n");
        }
        out.push_str("</div>\n");
    }
    out
}
