//! A real revision notice, built from sources: the summary must carry exactly the notice's rows.
//!
//! The notice is not part of the repository; `KAITEI_SEED` names the folder with its sources and `expected.json`.
#![expect(clippy::disallowed_methods, reason = "the notice is a file")]

use std::path::PathBuf;

mod common;

fn text<'a>(value: &'a serde_json::Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text in {value}"))
}

/// The words of an expected cell, without Markdown signs and white space.
fn words_of_markdown(markdown: &serde_json::Value) -> Option<String> {
    let markdown = markdown.as_str()?;
    let lines = markdown.lines().map(|line| line.trim_start_matches("- ").trim_end_matches('\\'));
    Some(lines.collect::<String>().chars().filter(|c| !c.is_whitespace()).collect())
}

/// The words of a cell of `changes.json`; bullets are Markdown's, other markers are text.
fn words_of_blocks(blocks: &serde_json::Value) -> Option<String> {
    let mut words = String::new();
    for block in blocks.as_array()? {
        let marker = block["marker"].as_str().unwrap_or_default();
        if !["•", "・", "-"].contains(&marker) {
            words.push_str(marker);
        }
        for run in block["runs"].as_array().expect("runs") {
            words.push_str(text(run, "text"));
        }
    }
    Some(words.chars().filter(|c| !c.is_whitespace()).collect())
}

/// The words of a reason given as HTML.
fn words_of_html(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside && !c.is_whitespace() => words.push(c),
            _ => {}
        }
    }
    words
}

#[test]
fn the_summary_carries_exactly_the_rows_of_the_notice() {
    let Some(root) = std::env::var_os("KAITEI_SEED").map(PathBuf::from) else {
        println!("skipped: KAITEI_SEED is not set");
        return;
    };
    let files = common::files(&root, &["site.toml", "content"]);
    let output = common::build(&files, Some("2026-01-01"), false);
    let page = "ja/privacy/2023-04-19/changes.json";
    let data: serde_json::Value = serde_json::from_slice(&output[page]).expect("changes.json is JSON");
    let expected = std::fs::read(root.join("expected.json")).expect("expected.json");
    let expected: serde_json::Value = serde_json::from_slice(&expected).expect("expected.json is JSON");
    let rows = data["rows"].as_array().expect("rows");
    let wanted = expected["rows"].as_array().expect("rows");
    let numbers =
        |rows: &[serde_json::Value], key: &str| rows.iter().map(|row| text(row, key).to_owned()).collect::<Vec<_>>();
    assert_eq!(numbers(rows, "number"), numbers(wanted, "section"));
    for (row, wanted) in rows.iter().zip(wanted) {
        let number = text(row, "number");
        assert_eq!(text(row, "title"), text(wanted, "title"), "{number}");
        assert_eq!(text(row, "kind"), text(wanted, "kind"), "{number}");
        assert_eq!(words_of_blocks(&row["before"]), words_of_markdown(&wanted["before_markdown"]), "{number} before");
        assert_eq!(words_of_blocks(&row["after"]), words_of_markdown(&wanted["after_markdown"]), "{number} after");
        let reason: String = text(wanted, "reason").chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(words_of_html(text(row, "reason")), reason, "{number} reason");
    }
    let marked = |side: &str, mark: &str| {
        let runs =
            rows.iter().flat_map(|row| row[side].as_array().into_iter().flatten()).flat_map(|b| b["runs"].as_array());
        runs.flatten().filter(|run| run["mark"] == mark).map(|run| text(run, "text").to_owned()).collect::<Vec<_>>()
    };
    println!("deleted: {:#?}\ninserted: {:#?}", marked("before", "del"), marked("after", "ins"));
}
