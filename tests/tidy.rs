//! The rules of the repository as tests: layers, rooms of crates, headers, sizes, cases.
#![expect(clippy::disallowed_methods, reason = "the rules are about files")]

use std::path::{Path, PathBuf};

/// Which modules may name which crate. `main` is `src/main.rs`.
const ROOMS: &[(&str, &[&str])] = &[
    ("ammonia", &["render"]),
    ("annotate_snippets", &["report"]),
    ("anstream", &["cli", "main"]),
    ("anstyle", &["report", "cli"]),
    ("axum", &["serve"]),
    ("base64", &["pipeline"]),
    ("clap", &["cli", "main"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("encoding_rs", &["parse"]),
    ("futures_util", &["serve"]),
    ("html5gum", &["parse", "render"]),
    ("icu_calendar", &["locale"]),
    ("icu_datetime", &["locale"]),
    ("icu_list", &["locale"]),
    ("icu_locale", &["locale"]),
    ("icu_normalizer", &["locale"]),
    ("icu_plurals", &["locale"]),
    ("icu_properties", &["locale"]),
    ("icu_segmenter", &["locale"]),
    ("jiff", &["locale"]),
    ("memchr", &["parse", "render"]),
    ("mimalloc", &["main"]),
    ("notify", &["watch"]),
    ("percent_encoding", &["assemble", "page", "parse", "serve"]),
    ("pulldown_cmark", &["parse"]),
    ("quick_xml", &["render"]),
    ("rayon", &["pipeline"]),
    ("saphyr_parser", &["parse"]),
    ("serde", &["diagnostic", "locale", "model", "compare", "page", "report", "disk", "render"]),
    ("serde_json", &["page", "render", "report", "disk", "serve"]),
    ("sha2", &["assemble", "disk", "page", "pipeline", "render"]),
    ("strsim", &["parse", "assemble", "pipeline", "cli"]),
    ("syntect", &["render"]),
    ("tera", &["render"]),
    ("terminal_size", &["cli"]),
    ("tokio", &["serve"]),
    ("toml", &["diagnostic", "locale", "parse"]),
    ("unicode_width", &["report"]),
    ("walkdir", &["disk"]),
];

/// Codes that no case below `tests/cases` can show, and why.
const WITHOUT_CASE: &[(&str, &str)] = &[
    ("link-outside", "a checkout carries no links out of itself; tested in disk::read"),
    ("huge-file", "a text of 16 MiB does not belong in a repository; tested in disk::read"),
    ("duplicate-language", "tags must be canonical, so two files of one language need a file system that folds case"),
    ("theme", "the theme is checked where it is loaded; tested in render::theme"),
];

const MAX_LINES: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the text of a file; some cases are not UTF-8 on purpose.
fn read(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns every file below a folder with an ending, by path below the root, with its text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
                out.push((name, read(&path)));
            }
        }
    }
    out.sort();
    out
}

/// Returns the source files that are no tests: a module that is declared behind `#[cfg(test)]` is one.
fn sources() -> Vec<(String, String)> {
    let all = files("src", ".rs");
    let tests: Vec<String> = all
        .iter()
        .flat_map(|(path, text)| {
            let folder = path.trim_end_matches("/mod.rs").trim_end_matches(".rs").to_owned();
            let names = text.split("#[cfg(test)]\nmod ").skip(1).filter_map(|rest| rest.split_once(';'));
            let names =
                names.map(|(name, _)| name).filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
            names.map(move |name| format!("{folder}/{name}.rs")).collect::<Vec<_>>()
        })
        .collect();
    all.into_iter().filter(|(path, _)| !tests.contains(path)).collect()
}

/// Returns the module that a source file belongs to: `src/parse/label.rs` to `parse`.
fn module(path: &str) -> &str {
    let inside = path.trim_start_matches("src/");
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// Returns the code of a file without line comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line.split("//").next().unwrap_or_default()))
}

/// Returns the names that follow a prefix such as `crate::` in a line.
fn named<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).map(move |(at, _)| {
        let rest = &line[at + prefix.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

fn upward_uses(layers: &[&str], path: &str, text: &str) -> Vec<String> {
    let own = module(path);
    let Some(own_at) = layers.iter().position(|layer| *layer == own) else { return Vec::new() };
    let upward = |name: &&str| layers.iter().position(|layer| layer == name).is_some_and(|at| at > own_at);
    code(text)
        .flat_map(|(at, line)| named(line, "crate::").filter(upward).map(move |name| (at, name)))
        .map(|(at, name)| format!("{path}:{at} uses `{name}`, which is declared below `{own}`"))
        .collect()
}

#[test]
fn a_module_uses_only_modules_declared_above_it() {
    let lib = read(&root().join("src/lib.rs"));
    let layers: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(layers.len() > 10, "the layers are read from the `pub mod` lines of src/lib.rs");
    let wrong: Vec<String> = sources().iter().flat_map(|(path, text)| upward_uses(&layers, path, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(upward_uses(&["model", "parse"], "src/model/text.rs", "use crate::parse::x;").len(), 1);
    assert!(upward_uses(&["model", "parse"], "src/parse/x.rs", "use crate::model::x;").is_empty());
}

fn crates_out_of_room(path: &str, text: &str) -> Vec<String> {
    let own = module(path);
    let mut wrong = Vec::new();
    for (name, rooms) in ROOMS.iter().filter(|(_, rooms)| !rooms.contains(&own)) {
        let call = format!("{name}::");
        let uses = |line: &str| {
            line.match_indices(&call)
                .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c)))
        };
        let lines = code(text).filter(|(_, line)| uses(line));
        wrong.extend(lines.map(|(at, _)| format!("{path}:{at} uses `{name}`, whose rooms are {rooms:?}")));
    }
    wrong
}

#[test]
fn a_crate_is_used_only_in_its_rooms() {
    let manifest = read(&root().join("Cargo.toml"));
    let dependencies = manifest.split("[dependencies]").nth(1).expect("dependencies");
    let dependencies = dependencies.split("\n[").next().expect("a section");
    for name in
        dependencies.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_"))
    {
        assert!(ROOMS.iter().any(|(room, _)| *room == name), "`{name}` has no room in tests/tidy.rs");
    }
    let wrong: Vec<String> = sources().iter().flat_map(|(path, text)| crates_out_of_room(path, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(crates_out_of_room("src/model/x.rs", "use tera::Tera;").len(), 1);
    assert!(crates_out_of_room("src/model/x.rs", "crate::locale::toml_x::y()").is_empty());
}

fn untidy(path: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if !text.starts_with("//!") {
        wrong.push(format!("{path} does not open with `//!`"));
    }
    let own = text.split("#[cfg(test)]\nmod ").next().expect("a first part");
    if own.lines().count() > MAX_LINES {
        wrong.push(format!("{path} has {} lines without its tests, more than {MAX_LINES}", own.lines().count()));
    }
    let banned = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!("));
    let marks = ["TO", "FIX"].map(|start| if start == "TO" { format!("{start}DO") } else { format!("{start}ME") });
    let attributes = [format!("#[{}(", "allow"), format!("#[{}]", "ignore")];
    for (at, line) in text.lines().enumerate() {
        let bad = banned.iter().chain(&marks).chain(&attributes).find(|word| line.contains(word.as_str()));
        wrong.extend(bad.map(|word| format!("{path}:{} has `{word}`", at + 1)));
    }
    wrong
}

#[test]
fn files_open_with_their_purpose_stay_short_and_leave_nothing_undone() {
    let sources = sources();
    let tests = files("tests", ".rs");
    let wrong: Vec<String> = sources.iter().chain(&tests).flat_map(|(path, text)| untidy(path, text)).collect();
    let wrong: Vec<&String> =
        wrong.iter().filter(|line| !line.starts_with("tests/") || !line.contains("lines without")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(untidy("x.rs", &format!("fn x() {{}}\n{}", "//\n".repeat(MAX_LINES + 1))).len(), 2);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let homes = ["home", "root", "work", "Users"].map(|name| format!("/{name}/"));
    for folder in ["src", "tests", "themes", "content", ".ci"] {
        for ending in [".rs", ".toml", ".md", ".html", ".css", ".js", ".mjs", ".txt", "run"] {
            for (path, text) in files(folder, ending) {
                if path.contains("node_modules") {
                    continue;
                }
                let found = homes.iter().find(|home| text.contains(home.as_str()));
                assert!(found.is_none(), "{path} names {found:?}");
            }
        }
    }
}

#[test]
fn every_diagnostic_code_has_a_case() {
    let mut missing = Vec::new();
    for code in kaitei::diagnostic::Code::ALL {
        let word = code.word();
        let exempt = WITHOUT_CASE.iter().any(|(exempt, reason)| *exempt == word && !reason.is_empty());
        let has = root().join(format!("tests/cases/err-{word}/site.toml")).exists()
            || root().join(format!("tests/cases/err-{word}/expected/diagnostics.txt")).exists();
        if has == exempt {
            missing.push(word);
            continue;
        }
        if has {
            let shown = read(&root().join(format!("tests/cases/err-{word}/expected/diagnostics.txt")));
            assert!(shown.contains(&format!("[{word}]")), "tests/cases/err-{word} does not show [{word}]:\n{shown}");
        }
    }
    assert!(missing.is_empty(), "codes without tests/cases/err-<code> (or with one although exempt): {missing:?}");
}

#[test]
fn the_changelog_has_a_place_for_what_comes_next() {
    assert!(read(&root().join("CHANGELOG.md")).contains("\n## Unreleased\n"));
}
