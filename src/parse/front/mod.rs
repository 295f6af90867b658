//! The front matter of a text file into a [`FrontMatter`].

mod edit;
mod fence;

pub use self::edit::{Change, edited, literal};
pub(super) use self::fence::inside_code;
use self::fence::{Fenced, fenced};
use super::keys::{Reading, lift_swallowed};
use super::markdown::{self, prose};
use super::table::{self, Format, Node, Table, Value};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::model::{Block, ChangeNote, Class, Consent, Fences, FrontMatter};
use crate::source::{Source, Span, Spanned};

/// The keys of the front matter.
const KEYS: [&str; 17] = [
    "title",
    "effective",
    "announced",
    "label",
    "class",
    "consent",
    "base",
    "draft",
    "withdrawn",
    "replaces",
    "short_notice",
    "summary",
    "governing",
    "translated",
    "pending",
    "unaffected",
    "changes",
];
const CHANGE_KEYS: [&str; 3] = ["section", "reason", "was"];
const CLASSES: [(&str, Class); 2] = [("substantive", Class::Substantive), ("editorial", Class::Editorial)];
const CONSENTS: [(&str, Consent); 3] =
    [("required", Consent::Required), ("notice", Consent::Notice), ("none", Consent::None)];

/// Finds and reads the front matter; returns it and the span of the body behind it. A file without one states nothing, and
/// all of it but a byte-order mark is body.
pub fn front_matter(source: &Source, options: markdown::Options) -> (Checked<FrontMatter>, Span) {
    let mut reading = Reading::new(source);
    let Fenced { front, body } = fenced(source, &mut reading.found);
    let stated = match front {
        Some((format, span)) => {
            reading.format = format;
            let mut table = table::read(source, span, format, &["changes"], &mut reading.found);
            read(&mut reading, &mut table, options)
        }
        None => FrontMatter::default(),
    };
    let pending = stated.pending.as_ref().is_some_and(|pending| pending.value);
    if source.text[body.clone()].trim().is_empty() && !pending {
        reading.found.push(Diagnostic::new(Code::EmptyFile, source.place(0..0)));
    }
    (reading.checked(stated), body)
}

fn read(reading: &mut Reading<'_>, table: &mut Table, options: markdown::Options) -> FrontMatter {
    let swallowed = |key: &str, _: &Table| KEYS.contains(&key) && !CHANGE_KEYS.contains(&key);
    let header = match reading.format {
        Format::Toml => "[[changes]]",
        Format::Yaml => "changes:",
    };
    lift_swallowed(reading, table, "changes", header, swallowed);
    reading.refuse_unknown(table, &KEYS);
    let fences = match reading.format {
        Format::Toml => Fences::Toml,
        Format::Yaml => Fences::Yaml,
    };
    FrontMatter {
        fences,
        title: reading.text(table, "title"),
        effective: reading.date(table, "effective"),
        announced: reading.date(table, "announced"),
        label: reading.text(table, "label"),
        class: reading.word(table, "class", &CLASSES),
        consent: reading.word(table, "consent", &CONSENTS),
        base: reading.text(table, "base"),
        draft: reading.flag(table, "draft"),
        withdrawn: reading.date(table, "withdrawn"),
        replaces: reading.text(table, "replaces"),
        short_notice: reading.text(table, "short_notice"),
        summary: blocks(reading, table, "summary", options),
        governing: reading.flag(table, "governing"),
        translated: reading.date(table, "translated"),
        pending: reading.flag(table, "pending"),
        unaffected: reading.texts(table, "unaffected"),
        changes: changes(reading, table, options),
    }
}

/// Reads a text as Markdown; an empty one is none.
fn blocks(
    reading: &mut Reading<'_>,
    table: &Table,
    key: &str,
    options: markdown::Options,
) -> Option<Spanned<Vec<Block>>> {
    let text = reading.any_text(table, key).filter(|text| !text.value.trim().is_empty())?;
    let place = reading.source.place(text.span.clone());
    let blocks = prose(&text.value, &place, options).into(&mut reading.found);
    Some(Spanned::new(blocks, text.span))
}

fn changes(reading: &mut Reading<'_>, table: &Table, options: markdown::Options) -> Vec<ChangeNote> {
    let Some(node) = table.get("changes") else { return Vec::new() };
    let notes: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Table(_) => {
            refuse_single(reading, node);
            vec![node]
        }
        _ => vec![node],
    };
    notes.into_iter().filter_map(|note| change(reading, note, options)).collect()
}

fn change(reading: &mut Reading<'_>, node: &Node, options: markdown::Options) -> Option<ChangeNote> {
    let Value::Table(table) = &node.value else {
        if node.value != Value::Broken {
            let (help, line) = match reading.format {
                Format::Toml => ("changes", "[[changes]]"),
                Format::Yaml => ("items", "- section: \"…\""),
            };
            reading.mistyped("changes", node, help, line);
        }
        return None;
    };
    reading.refuse_unknown(table, &CHANGE_KEYS);
    let header = first_line(reading.source, &node.span);
    let sections = reading.texts(table, "section");
    let empty = matches!(table.get("section"), Some(Node { value: Value::List(items), .. }) if items.is_empty());
    if empty {
        reading.require(&Table::default(), "section", &header, "\"…\"");
    } else {
        reading.require(table, "section", &header, "\"…\"");
    }
    Some(ChangeNote {
        path: reading.source.path.clone(),
        span: node.extent(),
        sections,
        reason: blocks(reading, table, "reason", options).map(|reason| reason.value).unwrap_or_default(),
        was: reading.texts(table, "was"),
    })
}

/// Reports a single table where there may be several.
fn refuse_single(reading: &mut Reading<'_>, node: &Node) {
    let line = first_line(reading.source, &node.span);
    match reading.format {
        Format::Toml => reading.found.push(table::single_brackets(reading.source, line, "changes")),
        Format::Yaml => {
            let fixed = format!("- {}", &reading.source.text[line.clone()]);
            let diagnostic = reading.about(Code::WrongType, "changes", &line).arg("fixed", fixed);
            reading.found.push(diagnostic.help("items"));
        }
    }
}

fn first_line(source: &Source, span: &Span) -> Span {
    let text = &source.text[span.clone()];
    span.start..span.start + text.lines().next().map_or(0, str::len)
}

/// Returns whether a line begins with a key of the front matter and a sign behind it.
fn begins_with_key(line: &str) -> bool {
    let key = line.trim_start().split(['=', ':', '＝', '：']).next().unwrap_or("");
    key.len() < line.trim_start().len() && KEYS.contains(&super::typed::halved(key).trim())
}

/// Returns the format that a text is written in, by its first line that is no comment.
fn written_in(text: &str) -> Option<Format> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    match line.chars().find(|c| "=:[＝：".contains(*c))? {
        '=' | '[' | '＝' => Some(Format::Toml),
        _ => Some(Format::Yaml),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::Options;
    use crate::parse::told::told;

    /// The file, what it states, what is told of it, and its body.
    fn read_file(text: &str) -> (Source, FrontMatter, Vec<Diagnostic>, String) {
        let source = Source::new("a.md", text);
        let (front, body) = front_matter(&source, Options::default());
        let body = source.text[body].to_owned();
        (source, front.value, front.diagnostics, body)
    }

    /// Checks what is told of lines between TOML fences; line 1 is the fence.
    fn check(lines: &str, expected: &[&str]) {
        let (source, _, found, _) = read_file(&format!("+++\n{lines}\n+++\nText\n"));
        assert_eq!(told(&source, &found), expected, "{lines}");
    }

    /// Checks what is told of lines between YAML fences.
    fn check_yaml(lines: &str, expected: &[&str]) {
        let (source, _, found, _) = read_file(&format!("---\n{lines}\n---\nText\n"));
        assert_eq!(told(&source, &found), expected, "{lines}");
    }

    /// Checks what is told of a whole file, and its title, the number of its changes, and its body.
    fn check_file(text: &str, facts: (&str, usize, &str), expected: &[&str]) {
        let (source, front, found, body) = read_file(text);
        assert_eq!(told(&source, &found), expected, "{text}");
        let title = front.title.map(|title| title.value).unwrap_or_default();
        assert_eq!((title.as_str(), front.changes.len(), body.as_str()), facts, "{text}");
    }

    #[test]
    fn full_width_signs_are_told_in_half_width() {
        check("effective ＝ 2023-04-19", &["2:11 syntax wide | ＝ | effective = 2023-04-19"]);
        check("ｔitle = \"x\"", &["2:1 syntax wide | ｔitle | title = \"x\""]);
        check("label： \"5.0\"", &["2:6 syntax colon | ： | label = \"5.0\""]);
        check("[[changes]]\nsection = \"3\"\nwas = [\"a\"， \"b\"]", &["4:11 syntax wide | ， | was = [\"a\", \"b\"]"]);
        check("　label = \"1\"", &["2:1 syntax wide-space | 　 | label = \"1\""]);
        check("label　=　\"1\"　", &["2:6 syntax wide-space | 　 | label = \"1\""]);
        check("draft ＝ ｔｒｕｅ", &["2:7 syntax wide | ＝ | draft = true"]);
    }

    #[test]
    fn dates_in_another_form_show_the_right_one() {
        check("effective = 2023/04/05", &["2:13 wrong-date fixed | 2023/04/05 | effective = 2023-04-05"]);
        check("effective = 2023-4-5 # day", &["2:13 wrong-date fixed | 2023-4-5 | effective = 2023-04-05 # day"]);
        check("effective = \"2023-04-19\"", &[]);
        check("effective = \"2023/04/19\"", &["2:13 wrong-date fixed | \"2023/04/19\" | effective = 2023-04-19"]);
        check("effective = 令和5年4月19日", &["2:13 wrong-date fixed | 令和5年4月19日 | effective = 2023-04-19"]);
        check(
            "effective = 2023年4月19日\nannounced = ２０２３-０４-１２",
            &[
                "2:13 wrong-date fixed | 2023年4月19日 | effective = 2023-04-19",
                "3:13 wrong-date fixed | ２０２３-０４-１２ | announced = 2023-04-12",
            ],
        );
        check(
            "effective = 2023-04-19T00:00:00Z",
            &["2:13 wrong-date fixed | 2023-04-19T00:00:00Z | effective = 2023-04-19"],
        );
        check("effective = 2023-02-30", &["2:13 wrong-date no-day | 2023-02-30"]);
        check("effective = 2023-13-01", &["2:13 wrong-date no-month | 2023-13-01"]);
        check("effective = soon", &["2:13 wrong-date | soon"]);
        check("effective = 5", &["2:13 wrong-date | 5"]);
    }

    #[test]
    fn quotes_are_mended() {
        check("title = “Terms”", &["2:9 syntax quotes | “ | title = \"Terms\""]);
        check("title = \"Terms”", &["2:15 syntax quotes | ” | title = \"Terms\""]);
        check(
            "title = \"The \"Terms\" of use\"",
            &["2:14 syntax inner-quote | \" | title = '''The \"Terms\" of use'''"],
        );
        check("title = \"C:\\work\\terms\"", &["2:12 syntax backslash | \\ | title = '''C:\\work\\terms'''"]);
        check("title = \"a \\ b\"", &["2:12 syntax backslash | \\ | title = '''a \\ b'''"]);
        check("title = \"Terms\nlabel = \"5.0\"", &["2:14 syntax unclosed | s | title = \"Terms\""]);
        check(
            "[[changes]]\nsection = \"3\"\nreason = \"one\ntwo\"\nwas = \"2\"",
            &["4:10 syntax lines | \"one⏎two\" | reason = \"\"\""],
        );
        check("title = Terms\"", &["2:9 syntax unclosed | T | title = \"Terms\""]);
        check("title = 「規約」", &["2:9 syntax bare | 「規約」 | title = \"「規約」\""]);
        check(
            "summary = \"\"\"\nsee C:\\work\\new\n\"\"\"\nlabel = \"1\"",
            &["3:7 syntax backslash | \\ | see C:\\\\work\\new"],
        );
        check(
            "[[changes]]\nsection = \"3\"\nreason = \"\"\"\nno end\n[[changes]]\nsection = \"4\"\nreason = \"\"\"\ntext\n\"\"\"",
            &["4:10 syntax unclosed-lines | \"\"\" | no end"],
        );
    }

    #[test]
    fn values_of_the_wrong_kind_show_the_line_to_type() {
        check("label = 5.0", &["2:9 wrong-type text | 5.0 | label = \"5.0\""]);
        check("class = editorial", &["2:9 syntax bare | editorial | class = \"editorial\""]);
        check("class = editoral", &["2:9 wrong-value near | editoral | class = \"editorial\""]);
        check("consent = \"x\"", &["2:11 wrong-value allowed | \"x\" | `required`, `notice`, `none`"]);
        check("draft = True", &["2:9 syntax flag | True | draft = true"]);
        check("pending = \"true\"", &["2:11 wrong-type flag | \"true\" | pending = true"]);
        check("title = [\"a\", \"b\"]", &["2:9 wrong-type text | [\"a\", \"b\"] | title = \"a\""]);
        check("title = \"\"", &["2:9 wrong-value empty | \"\""]);
        check("label =", &["2:7 syntax empty | ="]);
        check("title \"x\"", &["2:1 syntax sign | title | title = \"x\""]);
        check("title\nhello world", &["2:1 syntax | title", "3:1 syntax | hello world"]);
    }

    #[test]
    fn unknown_keys_name_the_one_that_was_meant() {
        check("titel = \"x\"", &["2:1 unknown-key near-line | titel | title = \"x\""]);
        check("施行日 = 2023-04-19", &["2:1 unknown-key near-line | 施行日 | effective = 2023-04-19"]);
        check("題名 = \"x\"", &["2:1 unknown-key near-line | 題名 | title = \"x\""]);
        check("foo = 1", &["2:1 unknown-key | foo"]);
        check("会社名 = \"x\"", &["2:1 syntax key | 会社名 | \"会社名\" = \"x\"", "2:1 unknown-key | 会社名"]);
        check("[[変更]]\nsection = \"3\"", &["2:3 unknown-key near-line | 変更 | [[changes]]"]);
        check("[[changes]]\nsection = \"3\"\n理由 = \"x\"", &["4:1 unknown-key near-line | 理由 | reason = \"x\""]);
    }

    #[test]
    fn a_key_given_twice_shows_both_places() {
        check("title = \"a\"\ntitle = \"b\"", &["3:1 syntax twice | title"]);
        let (source, _, found, _) = read_file("+++\n[[changes]]\nsection = \"3\"\nsection = \"4\"\n+++\nText\n");
        let first = found.first().and_then(|one| one.notes.first()).map(|(_, place)| place.span.clone());
        assert_eq!(first, source.text.find("section").map(|at| at..at + 7));
    }

    #[test]
    fn changes_are_tables_in_double_brackets() {
        check(
            "[changes]\nsection = \"3\"\n[changes]\nsection = \"4\"",
            &["2:1 wrong-type brackets | [changes] | [[changes]]", "4:1 wrong-type brackets | [changes] | [[changes]]"],
        );
        check("[changes]\nsection = \"3\"", &["2:1 wrong-type brackets | [changes] | [[changes]]"]);
        check("[[changes]\nsection = \"3\"", &["2:1 syntax header | [[changes] | [[changes]]"]);
        check("changes = \"x\"", &["2:11 wrong-type changes | \"x\" | [[changes]]"]);
        check("[[changes]]\nreason = \"x\"", &["2:1 missing-key | [[changes]] | section = \"…\""]);
        check("[[changes]]\nsection = []", &["2:1 missing-key | [[changes]] | section = \"…\""]);
        check("[[changes]]\nsection = 3", &["3:11 wrong-type text | 3 | section = \"3\""]);
        check("[[changes]]\nsection = [\"3\" \"4\"]", &["3:15 syntax comma |   | section = [\"3\", \"4\"]"]);
        check("[[changes]]\nsection = [\"3\", “4”]", &["3:17 syntax quotes | “ | section = [\"3\", \"4\"]"]);
        check("[[changes]]\nsection = [\"3\"\nreason = \"x\"", &["3:14 syntax bracket | \" | section = [\"3\"]"]);
    }

    #[test]
    fn a_swallowed_key_is_read_as_if_it_stood_above() {
        let text = "+++\n[[changes]]\nsection = \"3\"\ntitle = \"x\"\n+++\nText\n";
        check_file(text, ("x", 1, "Text\n"), &["4:1 swallowed-key | title | title = \"x\""]);
    }

    #[test]
    fn every_problem_is_told_in_one_run() {
        check(
            "title = “x”\neffective ＝ 2023/4/5\nclas = \"editorial\"\n[[changes]]\nsection = 3\nlabel = 5.0",
            &[
                "2:9 syntax quotes | “ | title = \"x\"",
                "3:11 syntax wide | ＝ | effective = 2023-04-05",
                "4:1 unknown-key near-line | clas | class = \"editorial\"",
                "6:11 wrong-type text | 3 | section = \"3\"",
                "7:1 swallowed-key | label | label = 5.0",
                "7:9 wrong-type text | 5.0 | label = \"5.0\"",
            ],
        );
    }

    #[test]
    fn fences_are_found_and_mended() {
        check_file("Text\n", ("", 0, "Text\n"), &[]);
        check_file("\u{feff}Text\n", ("", 0, "Text\n"), &[]);
        check_file("\u{feff}\n\n+++\r\ntitle = \"x\"\r\n+++\r\nText", ("x", 0, "Text"), &[]);
        check_file(
            "+++\ntitle = \"x\"\n\n# Heading\n\nText.\n",
            ("x", 0, "\n# Heading\n\nText.\n"),
            &["1:1 unclosed-front-matter | +++ | +++"],
        );
        check_file("+++\ntitle = \"x\"\n---\nText", ("x", 0, "Text"), &["3:1 unclosed-front-matter other | --- | +++"]);
        check_file(
            "+++\ntitle = \"x\"\n＋＋＋\nText",
            ("x", 0, "Text"),
            &["3:1 unclosed-front-matter other | ＋＋＋ | +++"],
        );
        check_file(
            "++++\ntitle = \"x\"\n++++\nText",
            ("x", 0, "Text"),
            &["1:1 syntax fence | ++++ | +++", "3:1 unclosed-front-matter other | ++++ | +++"],
        );
        check_file("A title\n\n+++\ntitle = \"x\"\n+++\nText", ("x", 0, "Text"), &["3:1 syntax not-first | +++ | +++"]);
        check_file(
            "---\ntitle = \"x\"\nlabel = \"1\"\n---\nText",
            ("x", 0, "Text"),
            &["1:1 syntax other-format | --- | +++"],
        );
        check_file(
            "---\ntitle = \"x\"\n\n[[changes]]\nsection = \"3\"\n---\nText",
            ("x", 1, "Text"),
            &["1:1 syntax other-format | --- | +++"],
        );
        check_file("+++\ntitle: x\nlabel: y\n+++\nText", ("x", 0, "Text"), &["1:1 syntax other-format | +++ | ---"]);
    }

    #[test]
    fn front_matter_without_fences_is_read_all_the_same() {
        check_file(
            "title = \"x\"\n\n[[changes]]\nsection = \"3\"\n+++\nText",
            ("x", 1, "Text"),
            &["1:1 missing-key opening | title = \"x\""],
        );
        check_file(
            "\ntitle ＝ \"x\"\nlabel = \"1\"\n\n# Heading\n",
            ("x", 0, "\n# Heading\n"),
            &["2:1 missing-key fences | title ＝ \"x\"", "2:7 syntax wide | ＝ | title = \"x\""],
        );
        for text in ["title: of the work\n", "reason = 1\n", "1 = 1\n", "title of the work = x\n"] {
            check_file(text, ("", 0, text), &[]);
        }
    }

    #[test]
    fn a_thematic_break_is_no_fence() {
        for text in
            ["---\n\nProse.\n\n---\nMore", "---\n# Heading\n\nNote: x.\n\n---\n", "Text\n\n---\n\nText\n", "---"]
        {
            check_file(text, ("", 0, text), &[]);
        }
        check_file(
            "---\ntitle: x\n\nProse.\n\n---\nMore",
            ("x", 0, "\nProse.\n\n---\nMore"),
            &["1:1 unclosed-front-matter | --- | ---"],
        );
    }

    #[test]
    fn a_text_is_required_unless_it_is_pending() {
        check_file("", ("", 0, ""), &["1:1 empty-file"]);
        check_file("+++\ntitle = \"x\"\n+++\n", ("x", 0, ""), &["1:1 empty-file"]);
        check_file("+++\npending = true\n+++\n", ("", 0, ""), &[]);
    }

    #[test]
    fn yaml_is_mended_too() {
        check_yaml("title: x\n\tlabel: y", &["3:1 syntax tab | \t | label: y"]);
        check_yaml("title：規約\nlabel: y", &["2:6 syntax wide | ： | title: 規約"]);
        check_yaml("title:x\nlabel: y", &["2:6 syntax space | : | title: x"]);
        check_yaml("label: 5.0\ntitle: a: b", &["3:8 syntax single | a: b | title: 'a: b'"]);
        check_yaml("title: \"abc\nlabel: x", &["2:8 syntax unclosed | \"abc | title: 'abc'"]);
        check_yaml("title: \"C:\\work\"", &["2:8 syntax single | \"C:\\work\" | title: 'C:\\work'"]);
        check_yaml("title: *1\nlabel: x", &["2:8 syntax single | *1 | title: '*1'"]);
        check_yaml("title = \"x\"\nlabel: y", &["2:7 syntax equals | = | title: \"x\""]);
        check_yaml("summary: |\nno indent\nlabel: x", &["3:1 syntax yaml | no indent"]);
        check_yaml(
            "# 日本語\ntitle: x\n施行日: 2023/4/5\ntitle: y\nclass: z",
            &[
                "4:1 unknown-key near-line | 施行日 | effective: 2023/4/5",
                "5:1 syntax twice | title",
                "6:8 wrong-value allowed | z | `substantive`, `editorial`",
            ],
        );
        check_yaml("changes:\n  section: 3\n  reason: x", &["3:3 wrong-type items | section: 3 | - section: 3"]);
        check_yaml("changes:\n  - section: 3\n    label: x", &["4:5 swallowed-key | label | label: x"]);
        check_yaml("changes:\n  - reason: x", &["3:5 missing-key | reason: x | section: \"…\""]);
    }

    #[test]
    fn toml_and_yaml_state_the_same() {
        let toml = "+++\ntitle = \"規約\"\neffective = 2023-04-19\nlabel = \"5.0\"\nclass = \"editorial\"\ndraft = true\n\
            unaffected = [\"4\"]\nsummary = \"\"\"\nOne.\n\nTwo.\n\"\"\"\n[[changes]]\nsection = [\"3\", \"第4条\"]\n\
            reason = \"Why: so.\"\nwas = \"2\"\n[[changes]]\nsection = \"D.4\"\n+++\nText\n";
        let yaml = "---\ntitle: 規約\neffective: 2023-04-19\nlabel: 5.0\nclass: editorial\ndraft: true\nunaffected: [4]\n\
            summary: |\n  One.\n\n  Two.\nchanges:\n  - section: [3, 第4条]\n    reason: \"Why: so.\"\n    was: 2\n\
            \x20 - section: D.4\n---\nText\n";
        let [(_, toml, none, _), (_, yaml, nothing, _)] = [toml, yaml].map(read_file);
        assert_eq!((none, nothing), (Vec::new(), Vec::new()));
        assert_eq!((toml.fences, yaml.fences), (Fences::Toml, Fences::Yaml));
        let yaml = FrontMatter { fences: toml.fences, ..yaml };
        assert_eq!(without_places(&toml), without_places(&yaml));
    }

    fn without_places(front: &FrontMatter) -> String {
        let text = format!("{front:?}");
        let mut parts = text.split("span: ");
        let first = parts.next().unwrap_or("").to_owned();
        parts.fold(first, |out, part| out + part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
    }
}
