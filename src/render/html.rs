//! A text -> the body of its page; what an author says in blocks -> markup.

use std::collections::BTreeMap;
use std::mem::Discriminant;

use super::escape::{append, attribute, escape};
use super::leaf::Ink;
use super::node::{Change, Look, Node, unmarked};
use super::notes::Notes;
use super::words::{Words, direction};
use crate::model::{Anchor, Label, Leaf, MarkKind, Section};
use crate::page::{Citations, Elsewhere, Hrefs, Prose, SectionNote, SideText};

/// Writes markup.
pub(super) struct Writer<'a> {
    /// What is written so far.
    pub(super) out: String,
    /// The words of the interface.
    pub(super) words: Words<'a>,
    /// Where links lead.
    pub(super) hrefs: &'a Hrefs,
    /// Where links in words of the old text lead, inside of the new one.
    pub(super) old_hrefs: &'a Hrefs,
    /// Whether elements have ids.
    pub(super) ids: bool,
    /// Whether headings with an id have a link to themselves.
    pub(super) permalinks: bool,
    /// Retired anchors, by the anchor at which they resolve.
    pub(super) retired: BTreeMap<&'a Anchor, Vec<&'a Anchor>>,
    /// What is said at sections, by anchor.
    pub(super) said: BTreeMap<&'a Anchor, Vec<&'a SectionNote>>,
    /// The same text in other languages.
    pub(super) elsewhere: &'a [Elsewhere],
    /// How the parts of the text are cited.
    pub(super) citations: Option<&'a Citations>,
    /// The numbers of footnotes.
    pub(super) notes: Notes<'a>,
    /// How many references to each footnote are written.
    pub(super) referred: BTreeMap<u32, u32>,
    /// The kinds of the marks that are open.
    pub(super) open: Vec<Discriminant<MarkKind>>,
    /// The sections that the last heading stands in, itself included: level in the text, level of the heading.
    pub(super) levels: Vec<(u8, u8)>,
}

/// A section to be written.
pub(super) struct Part<'a> {
    /// The section.
    pub(super) section: &'a Section,
    /// What happened to the section as a whole.
    pub(super) change: Option<Change>,
    /// Its printed label, and those before it.
    pub(super) labels: Labels<'a>,
    /// What is to be marked in its title.
    pub(super) title: Look<'a>,
    /// Old sections besides its own that were merged into it.
    pub(super) merged: Vec<&'a Section>,
    /// Its own text.
    pub(super) nodes: Vec<Node<'a>>,
}

/// Printed labels.
pub(super) type Labels<'a> = Vec<Printed<'a>>;

/// A printed label, how it is marked, and whether it differs from the other side's in white space or width alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printed<'a> {
    pub(super) label: &'a str,
    pub(super) change: Option<Change>,
    pub(super) minor: bool,
}

impl<'a> Part<'a> {
    /// Returns a section in which nothing is marked.
    pub(super) fn unmarked(section: &'a Section) -> Self {
        Self {
            section,
            change: None,
            labels: labels(section, None),
            title: Look::default(),
            merged: Vec::new(),
            nodes: unmarked(&section.blocks),
        }
    }
}

/// Returns a section's label, marked or not; nothing where it has none.
pub(super) fn labels(section: &Section, change: Option<Change>) -> Labels<'_> {
    fn printed(label: &Label, change: Option<Change>) -> Printed<'_> {
        Printed { label: &label.printed, change, minor: false }
    }
    section.label.iter().map(|label| printed(label, change)).collect()
}

/// Returns a text as the body of its page.
pub fn text(
    SideText { text, hrefs }: &SideText,
    (retired, notes, elsewhere): (&[(Anchor, Anchor)], &[SectionNote], &[Elsewhere]),
    citations: Option<&Citations>,
    words: Words<'_>,
) -> String {
    let (said, notes) = (section_notes(notes), Notes::of_text(text));
    let mut writer = Writer { ids: true, said, elsewhere, citations, notes, ..Writer::new(hrefs, words) };
    for (anchor, target) in retired {
        writer.retired.entry(target).or_default().push(anchor);
    }
    for section in &text.sections {
        writer.part(&Part::unmarked(section));
    }
    writer.out
}

/// Returns a text to be put into a page of an app: with the ids that its own links lead to, and nothing to click beside them.
pub fn fragment(SideText { text, hrefs }: &SideText, notes: &[SectionNote], words: Words<'_>) -> String {
    let (said, notes) = (section_notes(notes), Notes::of_text(text));
    let mut writer = Writer { ids: true, permalinks: false, said, notes, ..Writer::new(hrefs, words) };
    text.sections.iter().for_each(|section| writer.part(&Part::unmarked(section)));
    writer.out
}

/// Returns what is said at sections, by anchor.
pub(super) fn section_notes(notes: &[SectionNote]) -> BTreeMap<&Anchor, Vec<&SectionNote>> {
    let mut said: BTreeMap<&Anchor, Vec<&SectionNote>> = BTreeMap::new();
    for note in notes {
        said.entry(&note.anchor).or_default().push(note);
    }
    said
}

/// Returns what an author says in blocks, without ids.
pub fn prose(prose: &Prose, words: Words<'_>) -> String {
    let mut writer = Writer { notes: Notes::of_blocks(&prose.blocks), ..Writer::new(&prose.hrefs, words) };
    writer.nodes(&unmarked(&prose.blocks));
    writer.out
}

impl<'a> Writer<'a> {
    /// Returns a writer that has written nothing.
    pub(super) fn new(hrefs: &'a Hrefs, words: Words<'a>) -> Self {
        Self {
            out: String::new(),
            words,
            hrefs,
            old_hrefs: hrefs,
            ids: false,
            permalinks: true,
            retired: BTreeMap::new(),
            said: BTreeMap::new(),
            elsewhere: &[],
            citations: None,
            notes: Notes::default(),
            referred: BTreeMap::new(),
            open: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// Writes a section.
    pub(super) fn part(&mut self, part: &Part<'a>) {
        let headed = is_headed(part.section);
        let tag = if headed { "section" } else { "div" };
        append(["<", tag, " class=\"k-section", changed_class(part.change), "\""], &mut self.out);
        let removed = part.change == Some(Change::Deleted);
        if let Some(anchor) = &part.section.anchor {
            self.identity(anchor, self.ids && !removed);
        }
        self.out.push_str(">\n");
        if let Some(anchor) = part.section.anchor.as_ref().filter(|_| !removed) {
            self.retired_at(anchor);
        }
        self.change_word(part.change);
        if headed {
            self.heading(part);
            part.section.anchor.iter().for_each(|anchor| self.languages(anchor));
            part.section.anchor.iter().for_each(|anchor| self.citation(anchor));
        }
        let said = part.section.anchor.as_ref().and_then(|anchor| self.said.get(anchor)).cloned();
        said.into_iter().flatten().for_each(|note| self.out += &self.words.section(note));
        part.merged.iter().for_each(|section| self.merged_title(section));
        self.nodes(&part.nodes);
        self.close_tag(tag);
    }

    /// Writes where a section stands in other languages; shown where a link led to it.
    fn languages(&mut self, anchor: &Anchor) {
        let mut others = self.elsewhere.iter().filter(|other| other.anchors.contains(anchor)).peekable();
        if others.peek().is_none() {
            return;
        }
        self.out.push_str("<div class=\"k-langs\">");
        for Elsewhere { lang, href, .. } in others {
            self.out.push_str("<a");
            attribute("href", &format!("{href}#{anchor}"), &mut self.out);
            attribute("hreflang", &lang.tag, &mut self.out);
            attribute("lang", &lang.tag, &mut self.out);
            attribute("dir", direction(lang.dir), &mut self.out);
            append([">"], &mut self.out);
            escape(&lang.name, &mut self.out);
            self.out.push_str("</a> ");
        }
        self.out.push_str("</div>\n");
    }

    /// Writes how a section is cited, and where it stands in its revision and in the text in force; shown where a link led to it.
    fn citation(&mut self, anchor: &Anchor) {
        let Some((citations, cited)) = self.citations.and_then(|all| Some((all, all.by.get(anchor)?))) else { return };
        append(["<div class=\"k-cite\"><span>"], &mut self.out);
        escape(cited, &mut self.out);
        self.out.push_str("</span>");
        for (page, key) in [(&citations.permanent, "cite_permanent"), (&citations.current, "cite_current")] {
            append([" <a", &self.words.attributes], &mut self.out);
            attribute("href", &format!("{page}#{anchor}"), &mut self.out);
            self.out.push('>');
            escape(self.words.text(key), &mut self.out);
            self.out.push_str("</a>");
        }
        self.out.push_str("</div>\n");
    }

    fn change_word(&mut self, change: Option<Change>) {
        let key = match change {
            None => return,
            Some(Change::Inserted) => "new_section",
            Some(Change::Deleted) => "removed_section",
        };
        self.out += &self.words.paragraph("k-change-word", key);
    }

    fn heading(&mut self, part: &Part<'a>) {
        let levels = self.levels.clone();
        let level = self.heading_level(part.section.level);
        if part.change == Some(Change::Deleted) {
            // Nothing stands under a removed heading.
            self.levels = levels;
        }
        self.out += &format!("<h{level} class=\"k-heading\">");
        let ink = Ink { dead: part.change == Some(Change::Deleted), quiet: part.title.quiet, ..Ink::default() };
        self.headline(&part.labels, part.section, &part.title, ink);
        if self.ids
            && self.permalinks
            && !ink.dead
            && let Some(anchor) = &part.section.anchor
        {
            self.permalink(anchor, &plain_headline(part.section));
        }
        self.out += &format!("</h{level}>\n");
    }

    /// Writes labels and title.
    pub(super) fn headline(&mut self, labels: &Labels<'_>, section: &'a Section, title: &Look<'a>, ink: Ink) {
        let titled = section.title != Leaf::default() || !title.is_plain();
        if !labels.is_empty() {
            // A label that the section has no more goes with the space behind it.
            let (old, space) = if section.label.is_none() { (" k-old", " ") } else { ("", "") };
            append(["<span class=\"k-label", old, "\">"], &mut self.out);
            for Printed { label, change, minor } in labels {
                let ink = Ink { minor: *minor, ..ink };
                match change {
                    Some(change) => self.change(*change, ink, |writer| escape(label, &mut writer.out)),
                    None => escape(label, &mut self.out),
                }
            }
            append([space, "</span>"], &mut self.out);
        }
        if section.label.is_some() && !labels.is_empty() && titled {
            self.out.push(' ');
        }
        self.leaf(&section.title, title, ink);
    }

    fn permalink(&mut self, anchor: &Anchor, title: &str) {
        let name = self.words.with("permalink", "title", title);
        self.out.push_str(" <a class=\"k-permalink\"");
        attribute("href", &format!("#{anchor}"), &mut self.out);
        attribute("aria-label", &name, &mut self.out);
        self.out.push_str(">#</a>");
    }

    fn merged_title(&mut self, section: &'a Section) {
        if !is_headed(section) {
            return;
        }
        self.out.push_str("<p class=\"k-cell-heading k-old\">");
        let title = Look::whole(Change::Deleted, &section.title, false);
        let ink = Ink { dead: true, ..Ink::default() };
        self.headline(&labels(section, Some(Change::Deleted)), section, &title, ink);
        self.out.push_str("</p>\n");
    }

    /// Returns the level of a heading: `h2` at the top, and one below the heading it stands under (WCAG H42).
    fn heading_level(&mut self, level: u8) -> u8 {
        while self.levels.last().is_some_and(|(above, _)| *above >= level) {
            self.levels.pop();
        }
        let heading = self.levels.last().map_or(2, |(_, above)| (above + 1).min(6));
        self.levels.push((level, heading));
        heading
    }

    /// Writes `data-anchor`, and `id` if asked to.
    pub(super) fn identity(&mut self, anchor: &Anchor, id: bool) {
        if id {
            attribute("id", anchor.as_str(), &mut self.out);
        }
        attribute("data-anchor", anchor.as_str(), &mut self.out);
    }

    /// Writes the ids of retired anchors that resolve at an anchor.
    pub(super) fn retired_at(&mut self, anchor: &Anchor) {
        for retired in self.retired.remove(anchor).unwrap_or_default() {
            self.out.push_str("<span class=\"k-gone\"");
            attribute("id", retired.as_str(), &mut self.out);
            self.out.push_str("></span>");
        }
    }
}

/// Returns whether anything stands in a section's heading.
pub(super) fn is_headed(section: &Section) -> bool {
    section.level > 0 && (section.label.is_some() || !section.title.text.is_empty())
}

fn changed_class(change: Option<Change>) -> &'static str {
    match change {
        None => "",
        Some(Change::Inserted) => " k-new",
        Some(Change::Deleted) => " k-removed",
    }
}

/// Returns label and title as plain text.
pub(super) fn plain_headline(section: &Section) -> String {
    let label = section.label.as_ref().map(|label| label.printed.as_str());
    let title = section.title.text.replace('\n', " ");
    label.into_iter().chain(Some(title.as_str()).filter(|title| !title.is_empty())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Kind, Mark, Text};
    use crate::page::About;
    use crate::page::view::{DateView, LangView};
    use crate::render::guard::{clean, is_ours};
    use crate::render::samples::*;

    fn check(blocks: Vec<Block>, expected: &str) {
        let text = whole_text(vec![section("preamble", "", "", blocks)]);
        let strings = strings();
        let body = super::text(&side(&text), (&[], &[], &[]), None, Words::among(&strings, "en"));
        let inside = body
            .strip_prefix("<div class=\"k-section\" data-anchor=\"preamble\">\n")
            .or_else(|| body.strip_prefix("<div class=\"k-section\" id=\"preamble\" data-anchor=\"preamble\">\n"));
        let inside = inside.and_then(|inside| inside.strip_suffix("</div>\n")).expect("one preamble");
        assert_eq!(inside, expected);
    }

    fn body(text: &Text) -> String {
        super::text(&side(text), (&[], &[], &[]), None, Words::among(&strings(), "en"))
    }

    #[test]
    fn a_section_has_its_label_title_and_link() {
        let text = whole_text(vec![section("s3", "3.", "Fees & <terms|taxes>", vec![p("Free.")])]);
        assert_eq!(
            body(&text),
            "<section class=\"k-section\" id=\"s3\" data-anchor=\"s3\">\n<h2 class=\"k-heading\"><span class=\"k-label\">3.</span> \
             Fees &amp; <a href=\"terms\">taxes</a> <a class=\"k-permalink\" href=\"#s3\" aria-label=\"Link to 3. Fees &amp; \
             taxes\">#</a></h2>\n<p>Free.</p>\n</section>\n"
        );
    }

    #[test]
    fn what_is_said_at_a_section_stands_below_its_heading() {
        let text = whole_text(vec![section("s3", "3.", "Fees", vec![p("Free.")]), section("s4", "4.", "Loss", vec![])]);
        let anchor = |name: &str| Anchor::new(name).expect("a name");
        let date = DateView { iso: "2025-04-01".parse().ok(), text: "April 1, 2025".into() };
        let lang = LangView { tag: "ja".into(), dir: crate::locale::Direction::Ltr, name: "日本語".into() };
        let about = About::Suspect { since: date, href: "../../ja/terms/#s3".into(), lang };
        let suspect = SectionNote { anchor: anchor("s3"), about };
        let notes = [suspect, SectionNote { anchor: anchor("s4"), about: About::Extra }];
        let body = super::text(&side(&text), (&[], &notes, &[]), None, Words::among(&strings(), "en"));
        assert!(
            body.contains(
                "</h2>\n<p class=\"k-behind\" data-translation=\"suspect\">Changed on <time datetime=\"2025-04-01\">April 1, 2025\
                 </time>. <a href=\"../../ja/terms/#s3\" hreflang=\"ja\">Read</a></p>\n<p>Free.</p>"
            ),
            "{body}"
        );
        assert!(body.contains("</h2>\n<p class=\"k-behind\" data-translation=\"partial\">Only here.</p>\n"), "{body}");
        assert!(is_ours(&body) && clean(&body) == body);
    }

    #[test]
    fn a_fragment_has_ids_and_no_link_beside_them() {
        let text = whole_text(vec![section("s3", "3.", "Fees", vec![p("Free.")])]);
        assert_eq!(
            fragment(&side(&text), &[], Words::among(&strings(), "en")),
            "<section class=\"k-section\" id=\"s3\" data-anchor=\"s3\">\n<h2 class=\"k-heading\"><span class=\"k-label\">3.</span> \
             Fees</h2>\n<p>Free.</p>\n</section>\n"
        );
    }

    #[test]
    fn headings_start_at_h2_and_skip_no_level() {
        let level = |level| Section { level, ..section("s", "1.", "", vec![]) };
        let text = whole_text([1, 2, 4, 3, 2, 1, 6].map(level).into());
        let body = body(&text);
        let levels: Vec<_> = body.match_indices("<h").map(|(at, _)| &body[at + 1..at + 3]).collect();
        assert_eq!(levels, ["h2", "h3", "h4", "h4", "h3", "h2", "h3"]);
    }

    #[test]
    fn each_kind_of_block_is_written() {
        check(vec![p("a *b _c_* d\ne")], "<p>a <em>b <strong>c</strong></em> d<br>e</p>\n");
        check(
            vec![clause("x", "(1)", vec![named("y", p("a"))]), clause("z", "", vec![p("b"), p("c")]), p("d")],
            "<div class=\"k-clauses\" role=\"list\">\n<div class=\"k-clause\" id=\"x\" data-anchor=\"x\" role=\"listitem\"><span class=\"k-label\">(1)</span>\
             <div class=\"k-clause-text\"><span id=\"y\" data-anchor=\"y\">a</span></div></div>\n\
             <div class=\"k-clause\" id=\"z\" data-anchor=\"z\" role=\"listitem\"><div class=\"k-clause-text\"><p>b</p>\n<p>c</p>\n</div></div>\n\
             </div>\n<p>d</p>\n",
        );
        check(
            vec![list(false, true, vec![item("-", vec![p("a"), list(true, false, vec![item("3.", vec![p("b")])])])])],
            "<div class=\"k-list\" role=\"list\"><div class=\"k-item\" role=\"listitem\"><span class=\"k-marker\">•</span> a<div \
             class=\"k-list k-ordered\" role=\"list\"><div class=\"k-item\" role=\"listitem\"><span class=\"k-marker\">3.</span> \
             <p>b</p>\n</div>\n</div>\n</div>\n</div>\n",
        );
        check(
            vec![holding(Kind::Table, vec![row(true, &["a"]), row(false, &["b"])])],
            "<div class=\"k-table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\">\n<table><thead>\n<tr><th scope=\"col\">\
             a</th>\n</tr>\n</thead>\n<tbody>\n<tr><td>b</td>\n</tr>\n</tbody>\n</table>\n</div>\n",
        );
        check(vec![holding(Kind::Quote, vec![p("a")])], "<blockquote><p>a</p>\n</blockquote>\n");
        check(vec![holding(Kind::Address, vec![p("a")])], "<address>a</address>\n");
        check(
            vec![holding(Kind::Definitions, vec![of(Kind::Term, "a"), holding(Kind::Definition, vec![p("b")])])],
            "<dl><dt>a</dt>\n<dd>b</dd>\n</dl>\n",
        );
        check(vec![of(Kind::Rule, "")], "<hr>\n");
        let language = |name: &str| Kind::Code { language: Some(name.into()) };
        check(vec![of(language("none"), "a <b\n")], "<pre class=\"k-code\"><code>a &lt;b\n</code></pre>\n");
        check(
            vec![of(language("json"), "1\n")],
            "<pre class=\"k-code\"><code><span class=\"k-s-source k-s-json\"><span class=\"k-s-constant \
             k-s-numeric k-s-json\">1</span>\n</span></code></pre>\n",
        );
    }

    #[test]
    fn footnotes_are_numbered_by_their_first_reference() {
        check(
            vec![p("a^y^ b^x^ c^y^ d^none^"), note("x", "ex"), note("y", "why")],
            "<p>a<sup class=\"k-footnote\"><a href=\"#k-fn-1\" id=\"k-fnref-1\" aria-label=\"Note 1\">1</a></sup> b<sup \
             class=\"k-footnote\"><a href=\"#k-fn-2\" id=\"k-fnref-2\" aria-label=\"Note 2\">2</a></sup> c<sup \
             class=\"k-footnote\"><a href=\"#k-fn-1\" id=\"k-fnref-1-2\" aria-label=\"Note 1\">1</a></sup> d</p>\n\
             <div class=\"k-footnotes\" role=\"group\" aria-label=\"Notes\">\n<ol>\n<li id=\"k-fn-2\" value=\"2\">ex <a class=\"k-footnote-back\" \
             href=\"#k-fnref-2\" aria-label=\"Back\">↩</a></li>\n<li id=\"k-fn-1\" value=\"1\">why <a class=\"k-footnote-back\" \
             href=\"#k-fnref-1\" aria-label=\"Back\">↩</a> <a class=\"k-footnote-back\" href=\"#k-fnref-1-2\" \
             aria-label=\"Back\">↩</a></li>\n</ol>\n</div>\n",
        );
    }

    #[test]
    fn each_mark_is_written() {
        let mark = |kind| {
            let mut block = p("word");
            let leaf = Leaf { text: "word".into(), marks: vec![Mark { range: 0..4, kind }] };
            block.body = crate::model::Body::Leaf(leaf);
            vec![block]
        };
        check(mark(MarkKind::Ruby("x".into())), "<p><ruby>word<rt>x</rt></ruby></p>\n");
        check(mark(MarkKind::Direction(crate::locale::Direction::Rtl)), "<p><span dir=\"rtl\">word</span></p>\n");
        let image = MarkKind::Image { source: "a.png".into(), title: "t\"".into() };
        check(mark(image), "<p><img src=\"a.png\" alt=\"word\" title=\"t&quot;\"></p>\n");
        check(vec![p("<//x.example|a>")], "<p><a href=\"//x.example\" rel=\"noopener\">a</a></p>\n");
        for (kind, name) in [(MarkKind::Strike, "s"), (MarkKind::Small, "small"), (MarkKind::Code, "code")] {
            check(mark(kind), &format!("<p><{name}>word</{name}></p>\n"));
        }
    }

    #[test]
    fn links_lead_where_they_are_resolved() {
        let text = whole_text(vec![section("preamble", "", "", vec![p("<a|x> <b|y>")])]);
        let hrefs = Hrefs::from([("a".into(), Some("../a/".into())), ("b".into(), None)]);
        let body =
            super::text(&SideText { hrefs, ..side(&text) }, (&[], &[], &[]), None, Words::among(&strings(), "en"));
        assert!(body.contains("<p><a href=\"../a/\">x</a> y</p>"), "{body}");
    }

    #[test]
    fn retired_anchors_are_empty_ids_where_they_resolve() {
        let anchor = |name: &str| Anchor::new(name).expect("a name");
        let retired = [(anchor("old"), anchor("s1")), (anchor("gone"), anchor("s1-2"))];
        let body = super::text(&side(&rich()), (&retired, &[], &[]), None, Words::among(&strings(), "en"));
        assert!(body.contains("data-anchor=\"s1\">\n<span class=\"k-gone\" id=\"old\"></span><h2"), "{body}");
        assert!(
            body.contains("data-anchor=\"s1-2\" role=\"listitem\"><span class=\"k-gone\" id=\"gone\"></span>"),
            "{body}"
        );
    }

    #[test]
    fn every_anchor_is_an_id_once() {
        let (text, body) = (rich(), body(&rich()));
        for section in &text.sections {
            let own = section.provisions().into_iter().filter_map(|block| block.anchor.clone());
            for anchor in own.chain(section.anchor.clone()) {
                assert_eq!(body.matches(&format!(" id=\"{anchor}\"")).count(), 1, "{anchor}");
            }
        }
    }

    #[test]
    fn the_guard_changes_nothing_that_we_write() {
        let body = body(&rich());
        assert_eq!(clean(&body), body);
        assert!(is_ours(&body), "no need to parse");
        assert_eq!(clean("<p onclick=\"x\">a<script>b</script><a href=\"javascript:c\">d</a></p>"), "<p>a<a>d</a></p>");
    }
}
