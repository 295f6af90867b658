//! Feeds what authors, editors and enemies leave in a site's folder, and states what each input must end in.
//!
//! Nothing panics, whatever is not accepted says what to type in both languages, and no page runs what an author wrote.

use std::collections::BTreeMap;
use std::sync::Mutex;

use kaitei::diagnostic::{Diagnostic, has_errors, words};
use kaitei::pipeline::{self, Made, Request};

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

const SITE: &str = "title = \"T\"\nbase_url = \"https://a.example/\"\ntimezone = \"Asia/Tokyo\"\n\
                    languages = [\"ja\", \"en\"]\ngoverning = \"ja\"\ncheck = { pins = \"off\" }\n";
const OLD: &str = "## 1. 目的\n\n鍵の貸出しを定めます。\n\n## 2. 返却\n\n午後五時までに返してください。\n";
const NEW: &str = "## 1. 目的\n\n鍵の貸出しを定めます。\n\n## 2. 返却\n\n午後四時までに返してください。\n";
const FACTS: &str = "announced = 2024-05-01\nclass = \"editorial\"\n";

const OLD_PATH: &str = "content/terms/2024-04-01/ja.md";
const NEW_PATH: &str = "content/terms/2024-06-01/ja.md";
const SETTINGS_PATH: &str = "content/terms/document.toml";

/// Returns the sound site with some files put in place of its own or beside them.
fn site(others: &[(&str, &[u8])]) -> Files {
    let sound = [("site.toml", SITE.to_owned()), (OLD_PATH, OLD.to_owned()), (NEW_PATH, text(FACTS, NEW))];
    let sound = sound.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    let others = others.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
    sound.into_iter().chain(others).collect()
}

fn text(facts: &str, body: &str) -> String {
    format!("+++\n{facts}+++\n\n{body}")
}

/// Loads the files as of a day, renders them where they have no errors, and returns what was found and made.
fn run(files: Files, as_of: &str) -> (Vec<Diagnostic>, Files) {
    let tree = kaitei::disk::tree_of(files);
    let request = Request { as_of: Some(as_of.parse().expect("a date")), ..Request::default() };
    let loaded = pipeline::load(&tree.value, &request).expect("a map can be read");
    let found: Vec<_> = tree.diagnostics.into_iter().chain(loaded.diagnostics).collect();
    let output = Mutex::new(Files::new());
    if let Some(loaded) = loaded.value.filter(|_| !has_errors(&found)) {
        let put = |made: Made| -> Result<(), std::convert::Infallible> {
            output.lock().expect("no test panics while it holds it").insert(made.path, made.bytes);
            Ok(())
        };
        pipeline::render(&tree.value, &loaded, &put).unwrap_or_else(|error| panic!("{error:?}"));
    }
    (found, output.into_inner().expect("no test panicked while it held it"))
}

/// Checks the codes that files end in, sorted and each once, and that every one says what to do in both languages.
fn check(name: &str, files: Files, expected: &str) {
    let (found, output) = run(files, "2026-11-23");
    let mut codes: Vec<&str> = found.iter().map(|found| found.code.word()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.join(" "), expected, "{name}: {found:?}");
    for diagnostic in &found {
        for lang in ["en", "ja"] {
            let words = words(diagnostic, lang);
            assert!(words.help.is_some(), "{name}: {lang}: nothing to do about {diagnostic:?}");
            assert!(!words.message.contains("`{"), "{name}: {lang}: {}", words.message);
        }
    }
    assert_eq!(output.is_empty(), has_errors(&found), "{name}: outputs are made if and only if there is no error");
    for (path, bytes) in &output {
        harmless(name, path, bytes);
    }
}

/// Checks that a page has no element, attribute or address that could run anything but the theme's own script.
fn harmless(name: &str, path: &str, bytes: &[u8]) {
    let below = |path: &str| path.split('/').all(|name| !matches!(name, "" | "." | ".."));
    assert!(below(path), "{name}: {path:?}");
    if !path.ends_with(".html") {
        return;
    }
    let html = String::from_utf8(bytes.to_vec()).expect("pages are UTF-8");
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or("")) {
        let element = tag.split([' ', '\n', '/']).next().unwrap_or("");
        let foreign = ["iframe", "object", "embed", "form", "base", "svg", "math", "style", "frame", "x:script"];
        assert!(!foreign.contains(&element), "{name}: {path}: <{tag}>");
        for (attribute, value) in attributes(tag) {
            assert!(!attribute.starts_with("on") && attribute != "style", "{name}: {path}: <{tag}>");
            if matches!(attribute, "href" | "src") {
                let scheme =
                    value.split(['/', '?', '#']).next().unwrap_or("").split_once(':').map(|(scheme, _)| scheme);
                let known = scheme.is_none_or(|scheme| ["http", "https", "mailto", "tel"].contains(&scheme));
                assert!(known && value != "x", "{name}: {path}: <{tag}>");
            }
        }
    }
    assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{name}: {path}");
}

/// Returns the attributes of a tag that was written with quotation marks, as all of ours are.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut parts = tag.split('"');
    std::iter::from_fn(move || {
        let attribute = parts.next()?.trim_end_matches('=').split([' ', '\n']).next_back()?;
        Some((attribute, parts.next()?))
    })
}

#[test]
fn nothing_is_wrong_with_the_sound_site() {
    check("sound", site(&[]), "");
}

#[test]
fn facts_that_are_none_are_told() {
    let deep = format!("title = {}", "[".repeat(20_000));
    let long = format!("{} = 1", "a".repeat(200_000));
    for (facts, expected) in [
        ("announced = 2024-02-30", "wrong-date"),
        ("announced = 0000-01-01", "wrong-date"),
        ("announced = 10000-01-01", "wrong-date"),
        ("announced = \"٢٠٢٤-٠٥-٠١\"", "wrong-date"),
        ("announced = nan", "wrong-date"),
        ("announced = [2024-05-01]", "wrong-type"),
        ("announced = 9999-12-31", "announced-late"),
        ("announced = 0001-01-01", ""),
        ("effective = 9999-12-31", ""),
        ("title = \"\\uD800\"", "syntax"),
        ("title = \"a\\u0000b\"", "wrong-value"),
        ("label = \"\\u001b[31m\"", "wrong-value"),
        ("title = 99999999999999999999999999", "wrong-type"),
        ("title = \"a\"\ntitle = \"b\"", "syntax"),
        ("title\u{feff} = \"a\"", "syntax unknown-key"),
        (deep.as_str(), "syntax"),
        (long.as_str(), "unknown-key"),
        ("base = \"2024-06-01\"", "wrong-value"),
        ("replaces = \"2024-06-01\"", "wrong-value"),
        ("base = \"../2024-04-01\"", "unknown-revision"),
        ("changes = 3", "wrong-type"),
        ("[[changes]]", "missing-key"),
        ("[[changes]]\nsection = []\nreason = \"\"", "missing-key"),
    ] {
        let facts = format!("class = \"editorial\"\n{facts}\n");
        check(&facts[..facts.len().min(80)], site(&[(NEW_PATH, text(&facts, NEW).as_bytes())]), expected);
    }
}

#[test]
fn settings_of_a_document_stay_below_the_site() {
    let long = format!("aliases = \"{}\"", "a".repeat(300));
    for (settings, expected) in [
        ("aliases = \"../../x\"", "wrong-value"),
        ("aliases = \"/\"", "wrong-value"),
        ("aliases = \"//evil.example\"", ""),
        ("aliases = \"https://evil.example/\"", "wrong-value"),
        ("aliases = \"javascript:alert(1)\"", "wrong-value"),
        ("aliases = \"%2e%2e/x\"", "wrong-value"),
        ("aliases = \"a\\\\b\"", "wrong-value"),
        ("aliases = \"x\\u0000\"", "wrong-value"),
        ("aliases = \".kaitei-manifest.json\"", "wrong-value"),
        (long.as_str(), "wrong-value"),
        ("aliases = \"index.html\"", "address-collision"),
        ("aliases = \"terms\"", "address-collision"),
        ("aliases = [\"Old\", \"old\"]", "address-collision"),
        ("aliases = \"assets/x\"", "reserved-name"),
        ("formerly = \"../x\"", "wrong-value"),
        ("formerly = \"terms\"", ""),
        ("notice_days = 9223372036854775807", ""),
        ("repealed = 0001-01-01", ""),
        ("title = \"\\u0000\"", "wrong-value"),
    ] {
        check(settings, site(&[(SETTINGS_PATH, settings.as_bytes())]), expected);
    }
}

#[test]
fn settings_of_the_site_that_cannot_be_are_told() {
    for (line, expected) in [
        ("theme = \"../x\"", "wrong-value"),
        ("theme = \"nowhere\"", "wrong-value"),
        ("[compare]\nback = 0", "wrong-value"),
        ("[compare]\nback = 9223372036854775807", ""),
        ("[variables]\nx = \"\\u0007\"", "wrong-value"),
        ("\0", "invalid-utf8"),
    ] {
        check(line, site(&[("site.toml", format!("{SITE}{line}\n").as_bytes())]), expected);
    }
    for url in ["javascript:alert(1)", "//a", "https://", "https://a/?x", "https://a/#x", "https://a\"><img src=x>/"] {
        let settings = SITE.replace("\"https://a.example/\"", &format!("'{url}'"));
        check(url, site(&[("site.toml", settings.as_bytes())]), "wrong-value");
    }
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let utf16: Vec<u8> = OLD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for path in [OLD_PATH, SETTINGS_PATH, "content/terms/2024-06-01/ja.reasons.md", "site.toml"] {
        for bytes in [&utf16[..], b"## a\n\n\xff\xfe", b"a\0b", b"\x82\xb1\x82\xea"] {
            check(path, site(&[(path, bytes)]), "invalid-utf8");
        }
    }
}

#[test]
fn names_that_no_address_can_have_are_told() {
    for (path, expected) in [
        ("content/a:b/2024-04-01/ja.md", "invalid-name"),
        ("content/a\\b/2024-04-01/ja.md", "invalid-name"),
        ("content/a?b/2024-04-01/ja.md", "invalid-name"),
        ("content/a\nb/2024-04-01/ja.md", "invalid-name"),
        ("content/%2e%2e/2024-04-01/ja.md", ""),
        ("content/\"><img src=x onerror=alert(1)>/2024-04-01/ja.md", ""),
        ("content/{{ x }}/2024-04-01/ja.md", ""),
        ("content/\u{202e}cba/2024-04-01/ja.md", ""),
        ("content/TERMS/2024-04-01/ja.md", "address-collision"),
        ("content/ja/2024-04-01/ja.md", "address-collision reserved-name"),
        ("content/policies.json/2024-04-01/ja.md", "address-collision"),
        ("content/terms/2024-02-30/ja.md", "no-effective-date"),
        ("content/terms/2024-04-01/JA.md", "wrong-language"),
        ("content/terms/2024-04-01/english.md", "wrong-language"),
        ("content/terms/2024-04-01/a.html", "unknown-asset"),
        ("content/terms/2024-04-01/en.reasons.md", "stray-file"),
        ("content/terms/2024-04-01/changes/2024-01-01/ja.md", "stray-file"),
    ] {
        check(path, site(&[(path, OLD.as_bytes())]), expected);
    }
    let twins =
        [("content/が/2024-04-01/ja.md", OLD.as_bytes()), ("content/か\u{3099}/2024-04-01/ja.md", OLD.as_bytes())];
    check("twins", site(&twins), "invalid-name");
}

#[test]
fn a_translation_alone_is_no_substantive_revision() {
    let path = "content/terms/2024-07-01/en.md";
    check("alone", site(&[(path, text("announced = 2024-06-01\n", OLD).as_bytes())]), "no-governing-text");
}

#[test]
fn texts_without_end_are_read() {
    for sign in
        ["*", "[", "![", "<", "<div>", "(1)", "`", "> ", "- ", "|", "{#a} ", "<!--", "[^a]", "<ul><li>", "①", "\u{301}"]
    {
        let body = format!("## 1. 目的\n\n{}\n", sign.repeat(3000 / sign.len()));
        let (found, _) = run(site(&[(NEW_PATH, text(FACTS, &body).as_bytes())]), "2026-11-23");
        assert!(!has_errors(&found), "{sign}: {found:?}");
    }
    let lists: String = (0..200).map(|depth| format!("{}- 鍵\n", "  ".repeat(depth))).collect();
    let table = "<table><tr><td colspan=99999999 rowspan=99999999>a</td><td colspan=-1>b</td></tr></table>";
    for body in [lists.as_str(), table] {
        check(&body[..20], site(&[(NEW_PATH, text(FACTS, body).as_bytes())]), "");
    }
}

/// Names are found without trying every number again.
#[test]
fn equal_headings_get_names_of_their_own() {
    let body = "## 鍵\n\nあ\n\n".repeat(1000);
    let (found, output) =
        run(site(&[(OLD_PATH, body.as_bytes()), (NEW_PATH, text(FACTS, &body).as_bytes())]), "2026-11-23");
    let page = String::from_utf8_lossy(&output["ja/terms/index.html"]).into_owned();
    assert!(found.is_empty() && page.contains("id=\"鍵~1000\""), "{found:?}");
}

#[test]
fn the_last_day_there_is_has_one_site() {
    let (found, output) = run(site(&[]), "9999-12-31");
    assert!(found.is_empty() && output.contains_key("ja/terms/index.html"), "{found:?}");
}

#[test]
fn what_an_author_writes_runs_nowhere() {
    for attack in [
        "\"><img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "--><img src=x onerror=alert(1)>",
        "</title></head><img src=x onerror=alert(1)>",
        "{{ 1234 * 5678 }}{% include 'x' %}",
        "<svg onload=alert(1)><style>@import 'x'</style>",
        "[a](javascript:alert(1)) <a href='&#106;avascript&colon;alert(1)'>b</a> ![c](data:text/html,x)",
    ] {
        let (found, output) = run(everywhere(attack), "2026-11-23");
        assert!(!has_errors(&found), "{attack}: {found:?}");
        assert!(output.contains_key("en/terms/2024-06-01/changes/index.html"), "{attack}");
        for (path, bytes) in &output {
            harmless(attack, path, bytes);
        }
        let home = String::from_utf8_lossy(&output["ja/index.html"]).into_owned();
        assert!(!home.contains("7006652") && !home.contains("7,006,652"), "{home}");
    }
}

/// Returns a site that says one thing in every field that an author has.
fn everywhere(attack: &str) -> Files {
    let quoted = format!("'''{attack}'''");
    let site_toml = SITE.replace("\"T\"", &quoted)
        + &format!("[variables]\nv = {quoted}\nw = {{ en = {quoted} , ja = {quoted} }}\n");
    let settings = format!("title = {quoted}\ncategory = {quoted}\n");
    let attack = attack.replace("{{", "{ {");
    let title = format!("title = {quoted}\nsummary = '''{attack}'''\n");
    let facts = format!("{title}label = {quoted}\nshort_notice = {quoted}\n");
    let reason = format!("[[changes]]\nsection = \"2\"\nreason = '''{attack}'''\n");
    let body = |end: &str| {
        format!(
            "a {attack} {{{{ v }}}}\n\n## 1. {attack} {{{{ w }}}}\n\n`{attack}` [^n]\n\n```{attack}\n{attack}\n```\n\n\
             | {attack} | b |\n|-|-|\n| c | {{{{ v }}}} |\n\n[^n]: {attack}\n\n## 2. {attack}\n\n(1) {attack}\n(2) {end} {attack}\n"
        )
    };
    let (old, new) = (text(&facts, &body("a")), text(&format!("{facts}{reason}"), &body("b")));
    let (old_en, new_en) = (text(&title, &body("a")), text(&title, &body("b")));
    let files = [
        ("site.toml", &site_toml),
        (SETTINGS_PATH, &settings),
        (OLD_PATH, &old),
        (NEW_PATH, &new),
        ("content/terms/2024-04-01/en.md", &old_en),
        ("content/terms/2024-06-01/en.md", &new_en),
    ];
    files.map(|(path, text)| (path.to_owned(), text.clone().into_bytes())).into_iter().collect()
}
