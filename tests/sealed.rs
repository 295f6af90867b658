//! What was approved cannot be altered unseen: through the library on sites in memory, and through the binary on a disk.
#![expect(clippy::disallowed_methods, reason = "tests make their own folders")]

use std::fs;
use std::path::Path;
use std::process::Command;

use kaitei::disk;
use kaitei::pipeline::{self, Approve, Request};

#[path = "common/built.rs"]
mod built;

use built::{Files, try_build};

const SITE: &str =
    "title = \"T\"\nbase_url = \"https://a.example/\"\ntimezone = \"Asia/Tokyo\"\nlanguages = [\"ja\", \"en\"]\n";

fn text(front: &str, sections: &[(&str, &str)]) -> Vec<u8> {
    let body: String = sections.iter().map(|(title, text)| format!("## {title}\n\n{text}\n\n")).collect();
    format!("+++\n{front}\n+++\n\n{body}").into_bytes()
}

/// A document of two revisions in force and one to come, in two languages; no section says its anchor itself.
fn site() -> Files {
    let old = [("1. 目的", "鍵の貸出しを定めます。"), ("2. 期間", "期間は7日間です。")];
    let new =
        [("1. 目的", "鍵の貸出しを定めます。"), ("2. 対象", "会員に貸し出します。"), ("3. 期間", "期間は14日間です。")];
    let english = [("1. Purpose", "These rules are about keys."), ("2. Term", "The term is 7 days.")];
    let reasons = "title = \"規程\"\nannounced = 2025-03-01\n[[changes]]\nsection = \"2\"\nreason = \"要望\"\n[[changes]]\nsection = \"3\"\nreason = \"要望\"";
    let mut later = new;
    later[2].1 = "期間は21日間です。";
    [
        ("site.toml", SITE.as_bytes().to_vec()),
        ("content/terms/2024-04-01/ja.md", text("title = \"規程\"\nannounced = 2024-03-01", &old)),
        ("content/terms/2024-04-01/en.md", text("title = \"Rules\"", &english)),
        ("content/terms/2024-04-01/plan.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
        ("content/terms/2025-04-01/ja.md", text(reasons, &new)),
        (
            "content/terms/2027-04-01/ja.md",
            text("title = \"規程\"\nannounced = 2027-03-01\n[[changes]]\nsection = \"3\"\nreason = \"要望\"", &later),
        ),
    ]
    .map(|(path, bytes)| (path.to_owned(), bytes))
    .into()
}

/// Returns the files with everything approved that is no draft.
fn seal(files: &Files) -> Files {
    let tree = disk::tree_of(files.clone()).value;
    let request = Request { as_of: Some(kaitei::locale::Date::MAX), now: 1_795_392_000, ..Request::default() };
    let loaded = pipeline::load(&tree, &request).expect("a map can be read").value.expect("a usable site.toml");
    let ask = Approve { document: None, by: None, now: request.now };
    let approval = pipeline::seal(&tree, &loaded, ask).unwrap_or_else(|error| panic!("{error:?}"));
    let mut files = files.clone();
    files.extend(approval.edit.map(|edit| (edit.path, edit.after)));
    files
}

fn changed(files: &Files, path: &str, from: &str, to: &str) -> Files {
    let mut files = files.clone();
    let text = String::from_utf8(files[path].clone()).expect("UTF-8");
    assert!(text.contains(from), "{path} has no {from}");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

fn moved(files: &Files, from: &str, to: Option<&str>) -> Files {
    let moved = |(path, bytes): (&String, &Vec<u8>)| match (path.strip_prefix(from), to) {
        (Some(rest), Some(to)) => Some((format!("{to}{rest}"), bytes.clone())),
        (Some(_), None) => None,
        (None, _) => Some((path.clone(), bytes.clone())),
    };
    files.iter().filter_map(moved).collect()
}

/// Returns the codes of what is wrong with a site; empty where it builds.
fn codes(files: &Files) -> Vec<String> {
    let errors = try_build(files, Some("2026-11-23"), false).err().unwrap_or_default();
    let errors = errors.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let errors = errors.filter(|one| one["severity"] == "error");
    errors.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn nothing_that_was_sealed_changes_or_vanishes_unseen() {
    let files = seal(&site());
    assert_eq!(codes(&files), Vec::<String>::new());
    let (first, second) = ("content/terms/2024-04-01/ja.md", "content/terms/2025-04-01/ja.md");
    let hidden = "content/terms/2027-04-01/ja.md";
    for (case, files, expected) in [
        ("a word", changed(&files, first, "7日間", "8日間"), &["sealed-text"][..]),
        ("white space", changed(&files, first, "鍵の貸出し", "鍵の 貸出し"), &["sealed-text"]),
        ("emphasis", changed(&files, first, "鍵", "**鍵**"), &["sealed-text"]),
        ("a heading", changed(&files, first, "2. 期間", "2. 日数"), &["sealed-text"]),
        ("a word nobody has seen", changed(&files, hidden, "21日間", "28日間"), &["sealed-text"]),
        ("the other language", changed(&files, "content/terms/2024-04-01/en.md", "7 days", "8 days"), &["sealed-text"]),
        ("a date", changed(&files, first, "2024-03-01", "2024-03-02"), &["sealed-fact"]),
        ("a title", changed(&files, second, "規程", "規則"), &["sealed-fact"]),
        ("a fact more", changed(&files, second, "announced", "label = \"2\"\nannounced"), &["sealed-fact"]),
        ("a reason", changed(&files, second, "要望", "法令"), &["sealed-reason"]),
        ("a picture", changed(&files, "content/terms/2024-04-01/plan.svg", "2000", "2001"), &["sealed-asset"]),
        ("a picture gone", moved(&files, "content/terms/2024-04-01/plan.svg", None), &["sealed-gone"]),
        ("a language gone", moved(&files, "content/terms/2024-04-01/en.md", None), &["sealed-gone"]),
        ("a revision gone", moved(&files, "content/terms/2025-04-01/", None), &["sealed-gone"]),
        ("a hidden one gone", moved(&files, "content/terms/2027-04-01/", None), &["sealed-gone"]),
        (
            "another folder",
            moved(&files, "content/terms/2025-04-01/", Some("content/terms/2025-04-02/")),
            &["sealed-gone"],
        ),
        ("another document", moved(&files, "content/terms/", Some("content/rules/")), &["sealed-gone"]),
        ("a draft again", changed(&files, second, "announced", "draft = true\nannounced"), &["sealed-fact"]),
        ("the record", changed(&files, "seal.toml", "rows = \"", "rows = \"0"), &["wrong-value"]),
    ] {
        assert_eq!(codes(&files), expected, "{case}");
    }
}

#[test]
fn what_the_law_of_time_asks_for_may_be_added() {
    let files = seal(&site());
    let second = "content/terms/2025-04-01/ja.md";
    let english =
        text("translated = 2025-05-01", &[("1. Purpose", "Keys."), ("2. Who", "Members."), ("3. Term", "14 days.")]);
    let mut translated = files.clone();
    translated.insert("content/terms/2025-04-01/en.md".to_owned(), english);
    let mut repealed = files.clone();
    repealed.insert("content/terms/document.toml".to_owned(), b"repealed = 2028-01-01\n".to_vec());
    let mut renamed = moved(&files, "content/terms/", Some("content/rules/"));
    renamed.insert("content/rules/document.toml".to_owned(), b"formerly = [\"terms\"]\n".to_vec());
    let withdrawn = changed(&files, second, "announced", "withdrawn = 2025-03-20\nannounced");
    for (case, files) in [
        ("a translation", &translated),
        ("a repeal", &repealed),
        ("a withdrawal", &withdrawn),
        ("an id that is written down", &changed(&files, second, "## 2. 対象", "## 2. 対象 {#s2~2}")),
        ("a name that is told", &renamed),
        ("a reason for nobody", &changed(&files, second, "reason = \"要望\"", "reason = \" 要望 \"")),
    ] {
        assert_eq!(codes(files), Vec::<String>::new(), "{case}");
    }
    // What came since is sealed as well, and what was sealed is not sealed anew.
    let (before, after) = (files["seal.toml"].clone(), seal(&translated)["seal.toml"].clone());
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&before), lines(&after));
    assert!(before.iter().all(|line| after.contains(line)) && after.len() > before.len());
    assert_eq!(seal(&translated), seal(&seal(&translated)), "sealing twice changes nothing");
}

#[test]
fn a_recorded_anchor_stays_and_resolves_whatever_would_be_derived() {
    let all = site();
    let mut first = all.clone();
    first.retain(|path, _| !path.contains("2025-04-01") && !path.contains("2027-04-01"));
    let record = String::from_utf8_lossy(&seal(&first)["seal.toml"]).into_owned();
    // As if an earlier kaitei had called a section and a paragraph so.
    let (named, count) = (record.replace("\"s1 ", "\"aims "), record.matches("+-p1").count());
    let named =
        named.replace("+-p1", "=an-old-name").replacen("=an-old-name", "+-p1", 1).replacen("=an-old-name", "+-p1", 1);
    assert!(count == 4 && named.contains("\"aims ") && named.matches("=an-old-name").count() == 2, "{record}");
    let named = named.replacen("=an-old-name", "=an-older-name", 1);
    let mut other = all;
    other.insert("seal.toml".to_owned(), named.into_bytes());
    let built = try_build(&other, Some("2026-11-23"), false).unwrap_or_else(|told| panic!("{told}"));
    let page = |path: &str| String::from_utf8_lossy(&built[path]).into_owned();
    for path in ["ja/terms/2024-04-01/index.html", "ja/terms/2025-04-01/index.html", "ja/terms/index.html"] {
        for id in ["aims", "an-older-name", "an-old-name"] {
            assert_eq!(page(path).matches(&format!("id=\"{id}\"")).count(), 1, "{path}: {id}");
        }
    }
}

#[test]
fn a_redaction_is_recorded_and_shown() {
    let files = seal(&site());
    let mut files = changed(&files, "content/terms/2024-04-01/ja.md", "7日間", "■■");
    assert_eq!(codes(&files), ["sealed-text"]);
    let redaction = "[[redactions]]\nrevision = \"2024-04-01\"\nlanguage = \"ja\"\nsection = \"2\"\ndate = 2026-05-01\nground = { ja = \"個人情報のため。\" }\n";
    files.insert("content/terms/document.toml".to_owned(), redaction.as_bytes().to_vec());
    assert_eq!(codes(&files), ["sealed-text"], "it must be approved");
    let files = seal(&files);
    let built = try_build(&files, Some("2026-11-23"), false).unwrap_or_else(|told| panic!("{told}"));
    let page = |path: &str| String::from_utf8_lossy(&built[path]).into_owned();
    assert!(page("ja/terms/2024-04-01/index.html").contains("個人情報のため。"));
    assert!(!page("en/terms/2024-04-01/index.html").contains("個人情報のため。"));
    let digest = page("terms/versions.json");
    let record = page("seal.txt");
    assert!(record.contains("# ja sealed ") && record.contains("# ja redacted 2026-11-23 "), "{record}");
    let told: serde_json::Value = serde_json::from_str(&digest).expect("JSON");
    let text = &told["revisions"][0]["languages"]["ja"];
    assert!(record.contains(&format!("{}  ja/terms/2024-04-01/index.md", text["sha256"].as_str().expect("a digest"))));
    assert_eq!(text["redacted"][0]["section"], "s2", "{text}");
    // Another section is not covered by it.
    let more = changed(&files, "content/terms/2024-04-01/ja.md", "鍵の", "鍵等の");
    assert_eq!(codes(&more), ["sealed-text"]);
}

#[test]
fn the_record_as_of_any_day_says_nothing_of_what_is_hidden() {
    let whole = seal(&site());
    let mut shown = site();
    shown.retain(|path, _| !path.contains("2027-04-01"));
    let less = seal(&shown);
    for day in ["2024-03-15", "2026-11-23", "2027-02-28"] {
        let [whole, less] =
            [&whole, &less].map(|files| try_build(files, Some(day), false).unwrap_or_else(|told| panic!("{told}")));
        let differ: Vec<&String> =
            whole.keys().chain(less.keys()).filter(|path| whole.get(*path) != less.get(*path)).collect();
        assert!(whole.contains_key("seal.txt") && differ.is_empty(), "{day}: {differ:?}");
    }
    let later = try_build(&whole, Some("2027-03-01"), false).unwrap_or_else(|told| panic!("{told}"));
    assert!(String::from_utf8_lossy(&later["seal.txt"]).contains("terms 2027-04-01"));
}

fn write(root: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
}

fn kaitei(root: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaitei"));
    command
        .current_dir(root)
        .env_clear()
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .env("LANG", "C.UTF-8")
        .env("KAITEI_LANG", "en");
    let output = command.args(args).output().expect("the binary runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("an exit code"), String::from_utf8(said).expect("UTF-8"))
}

#[test]
fn the_command_seals_checks_and_refuses() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(root, &site());
    let (code, said) = kaitei(root, &["seal", "--check"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("not sealed: terms 2025-04-01 (ja)") && !root.join("seal.toml").exists(), "{said}");
    let (code, said) = kaitei(root, &["seal", "nowhere"]);
    assert_eq!(code, 2, "{said}");
    let (code, said) = kaitei(root, &["seal", "--by", "K. Sato"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("3 revisions sealed in seal.toml"), "{said}");
    let record = fs::read_to_string(root.join("seal.toml")).expect("a record");
    assert!(record.contains("by = \"K. Sato\"") && record.contains("sealed = 2026-11-23"), "{record}");
    let (code, said) = kaitei(root, &["seal", "--check"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(kaitei(root, &["build", "-q"]).0, 0);
    let published = fs::read_to_string(root.join("public/seal.txt")).expect("the published record");
    let json = fs::read_to_string(root.join("public/seal.json")).expect("the published record");
    assert!(!published.contains("Sato") && !json.contains("Sato"), "who approved is nobody's business");
    assert!(said.contains(&kaitei::assemble::texts::sha256(&published)), "the head is the digest of seal.txt: {said}");
    let path = root.join("content/terms/2024-04-01/ja.md");
    let text = fs::read_to_string(&path).expect("a text");
    fs::write(&path, text.replace("7日間", "8日間")).expect("written");
    for args in [&["build"][..], &["check"], &["seal"], &["seal", "--check"]] {
        let (code, said) = kaitei(root, args);
        assert!(code == 1 && said.contains("error[sealed-text]: the text `ja` of 2024-04-01"), "{args:?}: {said}");
        assert!(said.contains("these sections differ: 2. 期間"), "{said}");
    }
    assert_eq!(fs::read_to_string(root.join("public/seal.txt")).expect("kept"), published, "nothing is written");
    assert_eq!(fs::read_to_string(root.join("seal.toml")).expect("kept"), record, "nothing is sealed anew");
}

#[test]
fn the_published_record_is_verified_by_sha256sum() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(root, &site());
    assert_eq!(kaitei(root, &["seal"]).0, 0);
    assert_eq!(kaitei(root, &["build", "-q"]).0, 0);
    let verify = |program: &str, more: &[&str]| {
        let output =
            Command::new(program).args(more).args(["-c", "seal.txt"]).current_dir(root.join("public")).output();
        output.map(|output| (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
    };
    let mut verified = 0;
    for (program, more) in [("sha256sum", &[][..]), ("shasum", &["-a", "256"])] {
        let Ok((good, said)) = verify(program, more) else {
            println!("skipped: there is no {program}");
            continue;
        };
        assert!(good && said.matches(": OK").count() == 3, "{program}: {said}");
        verified += 1;
    }
    let text = root.join("public/ja/terms/2025-04-01/index.md");
    fs::write(&text, "other").expect("written");
    if verified > 0 {
        assert!(!verify("sha256sum", &[]).is_ok_and(|(good, _)| good));
    }
}

#[test]
fn an_answer_about_the_record_is_published_as_long_as_it_is_about_it() {
    let files = seal(&site());
    let build = |files: &Files| try_build(files, Some("2026-11-23"), false).unwrap_or_else(|told| panic!("{told}"));
    let head = kaitei::assemble::texts::sha256(&build(&files)["seal.txt"]);
    let digits = (0..head.len()).step_by(2).map(|at| u8::from_str_radix(&head[at..at + 2], 16).expect("hexadecimal"));
    let answer: Vec<u8> = [0x30, 0x24, 0x04, 0x20].into_iter().chain(digits).collect();
    let mut witnessed = files.clone();
    witnessed.insert("2026.tsr".to_owned(), answer.clone());
    witnessed.insert("2025.tsr".to_owned(), vec![0x30, 0x00]);
    let built = build(&witnessed);
    assert_eq!(built["seal.tsr"], answer);
    assert!(String::from_utf8_lossy(&built["seal.json"]).contains("\"timestamp\": \"https://a.example/seal.tsr\""));
    // On another day more is published, which the answer says nothing of.
    let later = try_build(&witnessed, Some("2027-03-01"), false).unwrap_or_else(|told| panic!("{told}"));
    assert!(!later.contains_key("seal.tsr") && later.contains_key("seal.txt"));
}
