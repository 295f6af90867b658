//! The commands of editors as they meet them: what is said, in both languages, and what lies on the disk afterwards.
#![expect(clippy::disallowed_methods, reason = "tests make their own folders")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs a command line on 2026-09-21 in a language, and returns the exit code with what was written on each stream.
fn run_in(lang: &str, folder: &Path, line: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaitei"));
    command.current_dir(folder).env_clear().env("SOURCE_DATE_EPOCH", "1790000000").env("KAITEI_LANG", lang);
    let output = command.args(line.split_whitespace()).output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn run(folder: &Path, line: &str) -> (i32, String, String) {
    run_in("en", folder, line)
}

#[test]
fn every_shell_gets_a_script_and_every_command_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, out, err) = run(folder.path(), &format!("completions {shell}"));
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        assert!(out.contains("kaitei") && out.contains("build") && out.contains("as-of"), "{shell}");
    }
    assert_eq!(run(folder.path(), "completions cmd").0, 2);
    let (code, out, _) = run(folder.path(), "man");
    assert!(code == 0 && out.contains(".TH kaitei 1") && out.contains("kaitei\\-build(1)"), "{out}");
    let (code, out, err) = run(folder.path(), "man pages");
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.starts_with("wrote pages/kaitei.1\n") && err.contains("wrote pages/kaitei-diff.1\n"), "{err}");
    let page = fs::read_to_string(folder.path().join("pages/kaitei-build.1")).expect("a page");
    assert!(page.contains("\\-\\-base\\-url"), "{page}");
    assert!(!folder.path().join("pages/kaitei-help.1").exists());
    fs::write(folder.path().join("file"), "").expect("a file");
    assert_eq!(run(folder.path(), "man file/pages").0, 3);
}

/// Returns a folder with the site that `init` makes.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(folder.path(), "init").0, 0);
    folder
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Every file of a site with its text, to tell that nothing was written.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                out.push((path.display().to_string(), fs::read(&path).expect("a file")));
            }
        }
    }
    out.sort();
    out
}

/// Runs a command that must be refused, in both languages, without a trace.
fn refused(folder: &Path, line: &str, expected: i32, english: &str, japanese: &str) {
    let before = everything(folder);
    for (lang, words) in [("en", english), ("ja", japanese)] {
        let (code, out, err) = run_in(lang, folder, line);
        assert_eq!((code, out.as_str()), (expected, ""), "{line}: {err}");
        assert!(err.contains(words), "{line}: {err}");
    }
    assert!(everything(folder) == before, "{line} left a trace");
}

#[test]
fn init_says_what_comes_next_and_every_step_of_it_works() {
    for (lang, told) in [("en", "starts the next one"), ("ja", "次の改定の案を作成します")] {
        let folder = tempfile::tempdir().expect("a folder");
        let (code, out, _) = run_in(lang, folder.path(), "init legal");
        assert!(code == 0 && out.contains("  cd legal\n") && out.contains(told), "{out}");
        let root = folder.path().join("legal");
        let steps = out.lines().filter_map(|line| line.strip_prefix("  kaitei ")?.split("   ").next());
        let steps: Vec<&str> = steps.map(str::trim).collect();
        let served = if cfg!(feature = "serve") { vec!["serve"] } else { Vec::new() };
        let others = ["build", "check", "diff privacy", "revise privacy", "status"];
        assert_eq!(steps, [served.as_slice(), others.as_slice()].concat());
        // `serve` runs until it is stopped: tests/serve.rs tries it.
        for step in others {
            let (code, out, err) = run_in(lang, &root, step);
            assert!(code == 0 && !(out + &err).contains("warning"), "{step}: {err}");
        }
        assert!(
            root.join("public/ja/privacy/index.html").exists() && root.join("public/en/privacy/index.html").exists()
        );
        let words = if lang == "ja" { "既にあります" } else { "exists already" };
        let (code, _, err) = run_in(lang, folder.path(), "init legal");
        assert!(code == 2 && err.contains(words), "{err}");
    }
}

#[test]
fn a_revision_goes_from_draft_to_its_day() {
    let folder = site();
    let root = folder.path();
    let old = read(root, "content/privacy/2025-10-01/ja.md");
    write(root, "content/privacy/2025-10-01/figure.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let (code, out, err) = run(root, "revise privacy");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.starts_with("created content/privacy/next/, a copy of 2025-10-01\n  ja.md: the text to revise\n"),
        "{out}"
    );
    assert!(out.contains("  en.md: not yet translated") && out.contains("--effective YYYY-MM-DD"), "{out}");
    let body = old.rsplit("+++\n").next().expect("a body");
    let new = format!("+++\ntitle = \"プライバシーポリシー\"\nbase = \"2025-10-01\"\n+++\n{body}");
    assert_eq!(read(root, "content/privacy/next/ja.md"), new);
    assert!(
        read(root, "content/privacy/next/en.md").starts_with("+++\ntitle = \"Privacy Policy\"\npending = true\n+++\n")
    );
    assert!(root.join("content/privacy/next/figure.svg").exists());
    assert_eq!(run(root, "check"), (0, String::new(), "no problems\n".to_owned()));

    // What changes has no reason yet: the lines to paste are told, and then written.
    write(root, "content/privacy/next/ja.md", &new.replace("3年間", "2年間"));
    let (_, _, err) = run(root, "check");
    assert!(err.contains("         [[changes]]\n         section = \"3.\"\n         reason = \"\"\n"), "{err}");
    let (code, out, _) = run_in("ja", root, "revise privacy");
    assert!(
        code == 0 && out.starts_with("content/privacy/next/ に改定理由の記入欄を用意しました:\n  3. 保存期間\n"),
        "{out}"
    );
    let grown = read(root, "content/privacy/next/ja.md");
    assert!(grown.contains("\n\n[[changes]]\nsection = \"3.\"\nreason = \"\"\"\n\n\"\"\"\n+++\n"), "{grown}");
    let (_, out, _) = run(root, "revise privacy");
    assert!(out.starts_with("nothing to prepare"), "{out}");
    assert_eq!(read(root, "content/privacy/next/ja.md"), grown);
    let (_, _, err) = run(root, "check");
    assert!(err.contains("type the reasons where they are prepared") && err.contains("a reason belongs here"), "{err}");
    // An empty place is no reason, for readers either.
    assert_eq!(run(root, "build --drafts --out out").0, 0);
    let rows = read(root, "out/ja/privacy/next/changes.json");
    assert!(rows.contains("\"reason\": null"), "{rows}");

    // A second change, after the first has its reason, gets a place of its own and touches nothing.
    let written =
        grown.replace("\"\"\"\n\n\"\"\"", "\"\"\"\n見直しました。\n\"\"\"").replace("商品の発送", "商品の配送");
    write(root, "content/privacy/next/ja.md", &written);
    assert_eq!(run(root, "revise privacy").0, 0);
    let both = read(root, "content/privacy/next/ja.md");
    let stub = "\n[[changes]]\nsection = \"2.\"\nreason = \"\"\"\n\n\"\"\"\n+++\n";
    assert_eq!(both, written.replacen("\"\"\"\n+++\n", &format!("\"\"\"\n{stub}"), 1));

    let (code, out, _) = run(root, "revise privacy --effective 2026-12-01");
    assert_eq!(code, 0);
    assert!(out.starts_with("renamed content/privacy/next/ to content/privacy/2026-12-01/\n"), "{out}");
    assert!(out.contains("announced on 2026-11-17"), "{out}");
    assert!(!root.join("content/privacy/next").exists());
    let dated = read(root, "content/privacy/2026-12-01/ja.md");
    assert_eq!(dated, both.replacen("base = \"2025-10-01\"\n", "base = \"2025-10-01\"\nannounced = 2026-11-17\n", 1));
    // Not yet announced, it is still the one that is being written.
    assert!(run(root, "revise privacy").1.contains("content/privacy/2026-12-01/"));
}

#[test]
fn a_revision_can_have_its_day_from_the_start() {
    let folder = site();
    let root = folder.path();
    let (code, out, err) = run_in("ja", root, "revise privacy --effective 2026-10-01");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.starts_with("content/privacy/2026-10-01/ を 2025-10-01 から作成しました\n  ja.md: 改定する本文です\n"),
        "{out}"
    );
    assert!(!out.contains("YYYY-MM-DD") && !out.contains("公表日"), "{out}");
    fs::remove_dir_all(root.join("content/privacy/2026-10-01")).expect("a folder");
    let (code, out, _) = run_in("ja", root, "revise privacy --effective 2027-01-01");
    assert!(code == 0 && out.contains("公表日を 2026-12-18 としました"), "{out}");
    assert!(read(root, "content/privacy/2027-01-01/ja.md").contains("\nannounced = 2026-12-18\n"));
    assert_eq!(run(root, "check").0, 0);
    fs::remove_dir_all(root.join("content/privacy/2027-01-01")).expect("a folder");
    assert_eq!(run(root, "revise privacy --effective 2026-10-01").0, 0);
    // There is no day left that gives the notice asked for, so none is filled in, and `check` says so.
    assert!(!read(root, "content/privacy/2026-10-01/ja.md").contains("announced"));
    assert_eq!(run(root, "check").0, 1);
}

#[test]
fn reasons_in_a_file_of_their_own_grow_there() {
    let folder = site();
    let root = folder.path();
    let old = read(root, "content/privacy/2025-10-01/ja.md");
    let (front, body) = old.split_once("\n\n[[changes]]").expect("a change");
    let body = body.split_once("+++\n").expect("a body").1;
    write(root, "content/privacy/2025-10-01/ja.md", &format!("{front}\n+++\n{body}"));
    write(root, "content/privacy/2025-10-01/ja.reasons.md", "## 3. 保存期間\n\n足りるためです。\n");
    assert_eq!(run(root, "revise privacy").0, 0);
    assert_eq!(read(root, "content/privacy/next/ja.reasons.md"), "# 改定理由\n");
    assert_eq!(run(root, "check"), (0, String::new(), "no problems\n".to_owned()));
    let text = read(root, "content/privacy/next/ja.md").replace("3年間", "2年間");
    write(root, "content/privacy/next/ja.md", &text);
    let (_, _, err) = run(root, "check");
    assert!(
        err.contains("at the end of content/privacy/next/ja.reasons.md:") && err.contains("## 3. 保存期間"),
        "{err}"
    );
    assert_eq!(run(root, "revise privacy").0, 0);
    assert_eq!(read(root, "content/privacy/next/ja.reasons.md"), "# 改定理由\n\n## 3. 保存期間\n\n");
    write(root, "content/privacy/next/ja.md", &text.replace("商品の発送", "商品の配送"));
    assert_eq!(run(root, "revise privacy").0, 0);
    let both = read(root, "content/privacy/next/ja.reasons.md");
    assert_eq!(both, "# 改定理由\n\n## 3. 保存期間\n\n## 2. 利用目的\n\n");
    assert_eq!(read(root, "content/privacy/next/ja.md"), text.replace("商品の発送", "商品の配送"));
    let (code, _, err) = run(root, "check");
    assert!(code == 0 && err.contains("ja.reasons.md:3:4") && err.contains("ja.reasons.md:5:4"), "{err}");
}

#[test]
fn the_lines_to_paste_are_those_of_the_file() {
    let folder = site();
    let root = folder.path();
    let text =
        |front: &str, day: &str| format!("{front}## 第1条（目的）\n\n定める。\n\n## 第2条（返却）\n\n{day}返す。\n");
    write(root, "content/terms/2025-01-01/ja.md", &text("", "当日"));
    for (front, help, lines) in [
        ("", "at the top of the file", "+++\n[[changes]]\nsection = \"第2条\"\nreason = \"\"\n+++\n"),
        ("+++\ntitle = \"x\"\n+++\n", "above the `+++`", "[[changes]]\nsection = \"第2条\"\nreason = \"\"\n"),
        ("---\ntitle: x\n---\n", "above the `---`", "changes:\n  - section: \"第2条\"\n    reason: \"\"\n"),
        (
            "---\nchanges:\n  - section: \"1\"\n    reason: \"\"\n---\n",
            "of the list `changes`",
            "  - section: \"第2条\"\n    reason: \"\"\n",
        ),
    ] {
        write(root, "content/terms/next/ja.md", &text(front, "翌日"));
        let (code, _, err) = run(root, "check");
        let told: String = lines.lines().map(|line| format!("         {line}\n")).collect();
        assert!(code == 0 && err.contains(help) && err.contains(&told), "{front}: {err}");
        // What `revise` writes is a place for the same reason.
        assert_eq!(run(root, "revise terms").0, 0);
        let (code, _, err) = run(root, "check");
        assert!(code == 0 && err.contains("where they are prepared"), "{front}: {err}");
        assert!(read(root, "content/terms/next/ja.md").ends_with(&text("", "翌日")));
    }
}

#[test]
fn what_cannot_be_revised_is_refused_without_a_trace() {
    let folder = site();
    let root = folder.path();
    refused(root, "revise privcy", 2, "did you mean `privacy`?", "`privacy` のことですか");
    refused(root, "revise privacy --effective 2025-10-01", 2, "exists already", "既にあります");
    refused(root, "revise privacy --effective 2025-09-30", 2, "is not after 2025-10-01", "より後の日ではありません");
    refused(root, "revise privacy --effective tomorrow", 2, "YYYY-MM-DD", "YYYY-MM-DD");
    fs::create_dir(root.join("content/privacy/next")).expect("a folder");
    refused(root, "revise privacy", 2, "content/privacy/next exists already", "content/privacy/next は既にあります");
    fs::remove_dir(root.join("content/privacy/next")).expect("it is empty");
    fs::create_dir(root.join("content/privacy/2026-12-01")).expect("a folder");
    refused(root, "revise privacy --effective 2026-12-01", 2, "exists already", "既にあります");
    fs::remove_dir(root.join("content/privacy/2026-12-01")).expect("it is empty");

    // Errors of other documents are no hindrance; its own are told.
    write(root, "content/terms/2025-01-01/ja.md", "+++\neffective = 2025/1/1\n+++\n\n## 1. 目的\n\n定めます。\n");
    assert_eq!(run(root, "revise privacy").0, 0);
    refused(root, "revise terms", 1, "error[wrong-date]", "effective = 2025-01-01");
    // `changes` written in one line cannot grow by itself.
    let inline = "+++\nchanges = [{ section = \"1\", reason = \"x\" }]\n+++\n\n## 1. 目的\n\n定める。\n\n## 2. 適用\n\n適用する。\n";
    write(root, "content/terms/2025-01-01/ja.md", "## 1. 目的\n\n定めます。\n\n## 2. 適用\n\n適用します。\n");
    write(root, "content/terms/next/ja.md", inline);
    refused(root, "revise terms", 2, "change it by hand", "手で書き換えてください");
    write(
        root,
        "content/terms/next/ja.md",
        &inline.replace("定める。", "定めます。").replace("適用する。", "適用します。"),
    );
    write(root, "content/terms/2025-01-01/ja.md", "+++\nwithdrawn = 2024-12-01\n+++\n\n## 1. 目的\n\n定めます。\n");
    fs::remove_dir_all(root.join("content/terms/next")).expect("a folder");
    refused(root, "revise terms", 2, "every revision of the document was withdrawn", "すべての改定が撤回されている");
}

#[cfg(unix)]
#[test]
fn a_disk_that_refuses_is_told_and_nothing_is_left_behind() {
    use std::os::unix::fs::PermissionsExt;
    let folder = site();
    let root = folder.path();
    let document = root.join("content/privacy");
    fs::set_permissions(&document, fs::Permissions::from_mode(0o555)).expect("permissions");
    // Root may write anywhere; then there is nothing to see here.
    if fs::write(document.join("probe"), "").is_err() {
        refused(root, "revise privacy", 3, "cannot create", "cannot create");
    }
    fs::set_permissions(&document, fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn status_knows_what_is_hidden_and_what_is_lacking() {
    let folder = site();
    let root = folder.path();
    assert_eq!(run(root, "revise privacy --effective 2026-12-01").0, 0);
    let text = read(root, "content/privacy/2026-12-01/ja.md").replace("3年間", "2年間");
    write(root, "content/privacy/2026-12-01/ja.md", &text);
    let (code, out, err) = run(root, "status");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.starts_with("as of 2026-09-21 (Asia/Tokyo); next change 2026-11-17: privacy 2026-12-01 is announced\n"),
        "{out}"
    );
    assert!(out.contains("2025-10-01  in force") && out.contains("2026-12-01  hidden"), "{out}");
    assert!(out.contains("missing: en") && out.contains("no reason: 3. 保存期間"), "{out}");
    let (_, out, _) = run_in("ja", root, "status privacy --as-of 2026-11-20");
    assert!(
        out.contains("2026-12-01  施行前") && out.contains("次の変化は 2026-12-01: privacy 2026-12-01 施行"),
        "{out}"
    );
    let (code, out, _) = run(root, "status --json");
    let data: serde_json::Value = serde_json::from_str(&out).expect("one object");
    assert_eq!((code, &data["schema"]), (0, &1.into()));
    assert_eq!(data["next_change"]["date"], "2026-11-17");
    let revisions = &data["documents"][0]["revisions"];
    assert_eq!((&revisions[1]["state"], &revisions[1]["languages"]["en"]), (&"hidden".into(), &"missing".into()));
    assert_eq!(revisions[1]["missing_reasons"], serde_json::json!(["3. 保存期間"]));
    // The day after, the English text is that of an earlier revision.
    let (_, out, _) = run(root, "status --json --as-of 2026-12-01");
    let data: serde_json::Value = serde_json::from_str(&out).expect("one object");
    assert_eq!(data["documents"][0]["revisions"][0]["languages"]["en"], "behind");
    assert!(data["next_change"].is_null());
    refused(root, "status privcy", 2, "did you mean `privacy`?", "`privacy` のことですか");
    write(root, "content/privacy/2026-12-01/ja.md", "+++\nclass = \"big\"\n+++\n\n## 1. x\n\ny\n");
    refused(root, "status", 1, "error[wrong-value]", "wrong-value");
}

#[test]
fn a_review_is_one_file_that_requests_nothing() {
    let folder = site();
    let root = folder.path();
    assert_eq!(run(root, "revise privacy --effective 2026-12-01").0, 0);
    let text = read(root, "content/privacy/2026-12-01/ja.md").replace("3年間", "2年間");
    let pictures = "\n![図](figure.svg) ![外](https://example.com/x.png)\n";
    write(root, "content/privacy/2026-12-01/ja.md", &(text + pictures));
    write(root, "content/privacy/2026-12-01/figure.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>");
    let (code, out, err) = run(root, "review privacy");
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", "wrote review-privacy-2026-12-01.html\n"));
    let html = read(root, "review-privacy-2026-12-01.html");
    assert!(html.starts_with("<!doctype html>\n<html lang=\"ja\""), "{html}");
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    assert!(html.contains(policy) && html.contains("<style>") && html.contains("src=\"data:image/svg+xml;base64,"));
    assert!(!html.contains("<link rel=\"stylesheet\"") && !html.contains("<script"));
    for told in [
        "<del",
        "<ins",
        "<dd>14 （必要な日数：14）</dd>",
        "<li>3. 保存期間</li>",
        "未翻訳",
        "href=\"#retention\"",
        "id=\"retention\"",
    ] {
        assert!(html.contains(told), "{told}");
    }
    let digest = html.split("<code class=\"k-digest\">").nth(1).expect("a digest");
    assert_eq!(run(root, "build --as-of 2026-11-17 --out out").0, 0);
    let versions: serde_json::Value = serde_json::from_str(&read(root, "out/privacy/versions.json")).expect("JSON");
    let published = versions["revisions"][2]["languages"]["ja"]["sha256"].as_str().expect("a digest");
    assert!(digest.starts_with(published), "what is approved is what is published");

    // Made anew, in another language, of another revision; of a draft without a day; of the first revision.
    assert_eq!(run(root, "review privacy").0, 0);
    assert_eq!(run_in("ja", root, "review privacy 2025-10-01 --lang en --out a/b.html").2, "作成: a/b.html\n");
    assert!(
        read(root, "a/b.html").contains("<html lang=\"en\"")
            && read(root, "a/b.html").contains("Changes without a reason")
    );
    assert_eq!(run(root, "review privacy 2024-04-01").0, 0);
    assert!(!read(root, "review-privacy-2024-04-01.html").contains("class=\"k-changes\""));
    fs::rename(root.join("content/privacy/2026-12-01"), root.join("content/privacy/next")).expect("renamed");
    let draft = read(root, "content/privacy/next/ja.md").replace("announced = 2026-11-17\n", "");
    write(root, "content/privacy/next/ja.md", &draft);
    assert_eq!(run(root, "review privacy").2, "wrote review-privacy-next.html\n");
    assert!(read(root, "review-privacy-next.html").contains("<dd>未定</dd>"));

    write(root, "mine.html", "<!doctype html>mine");
    refused(root, "review privacy --out mine.html", 2, "was not made by this command", "作成したものではありません");
    refused(root, "review privcy", 2, "did you mean `privacy`?", "`privacy` のことですか");
    refused(root, "review privacy 2026-12", 2, "there is no revision `2026-12`", "改定 `2026-12` はありません");
    refused(root, "review privacy --lang de", 2, "there is no language `de`", "言語 `de` はありません");
    write(root, "file", "");
    refused(root, "review privacy --out file/x.html", 3, "cannot create", "cannot create");
    write(root, "content/privacy/next/ja.md", "+++\nx = 1\n+++\n");
    write(root, "content/privacy/2025-10-01/ja.md", "+++\nx = 1\n+++\n\n## 1. x\n\ny\n");
    refused(root, "review privacy", 1, "error[unknown-key]", "unknown-key");
}

#[test]
fn anchors_are_written_into_every_text_and_nothing_else_changes() {
    let folder = site();
    let root = folder.path();
    // Line ends of another system, and the signs that close a heading, stay as they are.
    let path = "content/privacy/2025-10-01/en.md";
    for entry in ["2024-04-01/ja.md", "2024-04-01/en.md", "2025-10-01/ja.md", "2025-10-01/en.md"] {
        let path = format!("content/privacy/{entry}");
        let bare = |line: &str| line.split(" {#").next().unwrap_or_default().to_owned() + "\n";
        write(root, &path, &read(root, &path).lines().map(bare).collect::<String>());
    }
    let (code, out, err) = run(root, "check");
    assert!(code == 0 && err.contains("warning[unpinned-anchor]") && err.contains("(16 in 4 files)"), "{out}{err}");
    assert!(err.contains("`kaitei pin privacy`"), "{err}");
    let closed = |line: &str| if line.starts_with("## 2.") { format!("{line} ##") } else { line.to_owned() };
    let text = read(root, path).lines().map(|line| closed(line) + "\r\n").collect::<String>();
    write(root, path, &text);
    assert_eq!(run(root, "build --out before").0, 0);
    let (code, out, err) = run(root, "pin --dry-run privacy");
    assert!(code == 0 && out.starts_with("would write ") && out.ends_with(" into 4 files\n"), "{out}{err}");
    assert_eq!(read(root, path), text);
    let (code, out, _) = run(root, "pin");
    assert!(code == 0 && out.starts_with("wrote ") && out.ends_with(" into 4 files\n"), "{out}");
    let pinned = read(root, path);
    assert!(pinned.contains("} ##\r\n") && pinned.matches("\r\n").count() == text.matches("\r\n").count(), "{pinned}");
    let ids = |path: &str| -> Vec<String> {
        read(root, path).split("{#").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    assert_eq!(ids(path), ids("content/privacy/2025-10-01/ja.md"));
    assert_eq!(run(root, "pin").1, "nothing to write\n");
    assert_eq!(run(root, "check -q"), (0, String::new(), String::new()));
    assert_eq!(run(root, "build --out after").0, 0);
    for page in ["ja/privacy/index.html", "en/privacy/2025-10-01/index.md", "privacy/versions.json", "policies.json"] {
        assert_eq!(read(root, &format!("before/{page}")), read(root, &format!("after/{page}")), "{page}");
    }
    let (code, _, err) = run(root, "pin privcy");
    assert!(code == 2 && err.contains("did you mean `privacy`"), "{err}");
}

#[test]
fn translators_are_told_what_they_owe() {
    let folder = site();
    let root = folder.path();
    let (code, out, err) = run(root, "status privacy --lang en");
    assert_eq!((code, out.as_str(), err.as_str()), (0, "en: nothing is lacking\n", ""));
    let path = "content/privacy/2025-10-01/ja.md";
    write(root, path, &read(root, path).replace("商品の発送", "商品の配送"));
    let (_, out, _) = run(root, "status --lang en");
    assert!(
        out.starts_with("privacy 2025-10-01 (en: suspect)\n  ") && out.contains(": changed in 2025-10-01\n"),
        "{out}"
    );
    let (_, out, _) = run_in("ja", root, "status privacy --lang en");
    assert!(out.starts_with("privacy 2025-10-01 (en: 更新待ち)\n") && out.contains("2025-10-01 に改定"), "{out}");
    let (_, out, _) = run(root, "status --json");
    let data: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let english = &data["documents"][0]["revisions"][0]["translations"]["en"];
    assert_eq!(
        (&english["state"], &english["changed_sections"][0]["since"]),
        (&"suspect".into(), &"2025-10-01".into())
    );
    // The author says that nothing is owed.
    let (_, _, err) = run(root, "check");
    let line = err.split('`').find(|part| part.starts_with("unaffected = ")).expect("a line to paste").to_owned();
    let english = read(root, "content/privacy/2025-10-01/en.md");
    write(root, "content/privacy/2025-10-01/en.md", &english.replacen("+++\n", &format!("+++\n{line}\n"), 1));
    assert_eq!(run(root, "status --lang en").1, "en: nothing is lacking\n");
    assert!(!run(root, "check").2.contains("suspect-translation"));
    let (code, _, err) = run(root, "status --lang fr");
    assert!(code == 2 && err.contains("ja, en"), "{err}");
}

#[test]
fn a_correction_owes_translators_nothing() {
    let folder = site();
    let root = folder.path();
    let text = read(root, "content/privacy/2025-10-01/ja.md").replace("商品の発送", "商品の配送");
    let body = text.rsplit("+++\n").next().expect("a body");
    write(root, "content/privacy/2025-11-01/ja.md", &format!("+++\nannounced = 2025-10-10\n+++\n{body}"));
    let (_, before, _) = run(root, "status privacy --lang en");
    assert!(
        before.contains("revised since: 2025-11-01") && before.matches("changed in 2025-11-01").count() == 1,
        "{before}"
    );
    let corrected = body.replace("3年間", "三年間");
    write(root, "content/privacy/2025-12-01/ja.md", &format!("+++\nclass = \"editorial\"\n+++\n{corrected}"));
    let (_, after, _) = run(root, "status privacy --lang en");
    assert!(after.matches("changed in").count() == 1 && after.contains("changed in 2025-11-01"), "{after}");
}

#[test]
fn a_repealed_text_says_until_when_it_applied_and_leads_to_no_later_one() {
    let folder = site();
    let root = folder.path();
    write(root, "content/privacy/document.toml", "repealed = 2026-01-01\n");
    assert_eq!(run(root, "build").0, 0);
    let page = read(root, "public/en/privacy/2025-10-01/index.html");
    assert!(page.contains("December 31, 2025") && !page.contains("data-k-after"), "{page}");
    assert!(read(root, "public/privacy/versions.json").contains("\"until\": \"2025-12-31\""));
}
