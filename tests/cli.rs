//! The binary as a user meets it: arguments, exit codes, what is said and what lies on the disk afterwards.
#![expect(clippy::disallowed_methods, reason = "tests make their own folders")]

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn kaitei(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaitei"));
    command.current_dir(folder).env_clear().env("SOURCE_DATE_EPOCH", "1790000000").env("LANG", "C.UTF-8");
    command
}

/// Runs a command line, and returns the exit code with what was written on each stream.
fn run(folder: &Path, line: &str) -> (i32, String, String) {
    done(&kaitei(folder).args(line.split_whitespace()).output().expect("the binary runs"))
}

fn done(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

/// Returns a folder with the site that `init` makes.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(folder.path(), "init").0, 0);
    folder
}

#[test]
fn wrong_arguments_are_usage_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    for line in [
        "",
        "frobnicate",
        "build --as-of yesterday",
        "build --base-url legal.example.com",
        "build --color sometimes",
        "check -q -v",
        "diff",
        "diff privacy --lang Japanese_",
        "build --root nowhere",
    ] {
        let (code, out, err) = run(folder.path(), line);
        assert_eq!((code, out.as_str()), (2, ""), "{line}: {err}");
        assert!(!err.is_empty(), "{line}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    for line in ["--help", "--version", "build --help"] {
        assert_eq!(run(folder.path(), line).0, 0, "{line}");
    }
}

#[test]
fn a_new_site_builds_without_a_complaint_and_a_second_time_without_a_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, out, err) = run(folder.path(), "init sites/legal");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("cd sites/legal") && out.contains("kaitei build"), "{out}");
    assert!(err.starts_with("created sites/legal/site.toml\n"), "{err}");
    let root = folder.path().join("sites/legal");
    let (code, _, err) = run(&root, "check");
    assert_eq!((code, err.as_str()), (0, "no problems\n"));
    let (code, out, err) = run(&root, "build");
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(err.starts_with("built 1 document, 2 revisions, ") && err.contains(" as of 2026-09-21 in "), "{err}");
    assert!(err.ends_with(" unchanged, 0 deleted)\n"), "{err}");
    let (_, _, err) = run(&root, "build");
    assert!(err.contains("(0 written, ") && err.ends_with(", 0 deleted)\n"), "{err}");
    // From below the root, and from anywhere with --root, it is the same site.
    let (_, _, err) = run(&root.join("content/privacy"), "build");
    assert!(err.contains("(0 written, "), "{err}");
    let (code, _, err) = run(folder.path(), "build --root sites/legal --quiet");
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn init_never_overwrites() {
    let folder = tempfile::tempdir().expect("a folder");
    let mine = folder.path().join("content/privacy/document.toml");
    fs::create_dir_all(mine.parent().expect("a parent")).expect("a folder");
    fs::write(&mine, "mine").expect("a file");
    let (code, _, err) = run(folder.path(), "init");
    assert_eq!(code, 2);
    assert!(err.contains("content/privacy/document.toml exists already"), "{err}");
    assert!(!folder.path().join("site.toml").exists());
    assert_eq!(fs::read_to_string(mine).expect("a text"), "mine");
}

#[test]
fn errors_of_the_content_stop_everything_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, _, err) = run(folder.path(), "build");
    assert_eq!(code, 1);
    assert!(
        err.starts_with("error[no-content]: ") && err.contains("kaitei init") && err.ends_with("\n1 error\n"),
        "{err}"
    );
    let folder = site();
    fs::write(folder.path().join("content/privacy/2024-04-01/notes.docx"), "").expect("a file");
    fs::write(folder.path().join("content/README.md"), "").expect("a file");
    let (code, out, err) = run(folder.path(), "build");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("error[unknown-asset]") && err.ends_with("\n1 error, 1 warning\n"), "{err}");
    assert!(!folder.path().join("public").exists());
    assert_eq!(run(folder.path(), "check -q").2, err);
}

#[test]
fn check_speaks_json_and_japanese() {
    let folder = site();
    fs::write(folder.path().join("content/README.md"), "").expect("a file");
    let (code, out, err) = run(folder.path(), "check --json");
    assert_eq!((code, err.as_str()), (0, ""));
    let line: serde_json::Value = serde_json::from_str(&out).expect("one object");
    assert_eq!(line["code"], "stray-file");
    assert_eq!((&line["file"], &line["line"]), (&"content/README.md".into(), &serde_json::Value::Null));
    let output = kaitei(folder.path()).arg("check").env("LANG", "ja_JP.UTF-8").output().expect("the binary runs");
    let (code, _, err) = done(&output);
    assert_eq!(code, 0);
    assert!(err.contains("どの改定にも属さない") && err.ends_with("警告 1 件\n"), "{err}");
}

#[test]
fn colour_is_for_those_who_want_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let is_colored = |line: &str, variables: &[(&str, &str)]| {
        let variables = variables.iter().copied();
        let output =
            kaitei(folder.path()).args(line.split_whitespace()).envs(variables).output().expect("the binary runs");
        output.stderr.contains(&0x1b)
    };
    assert!(!is_colored("check", &[]));
    assert!(is_colored("check --color always", &[]));
    assert!(is_colored("check", &[("KAITEI_COLOR", "always")]));
    assert!(is_colored("check", &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_colored("check", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!is_colored("check --color never", &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn options_come_from_the_environment_too() {
    let folder = site();
    let mut command = kaitei(folder.path());
    command.arg("build").env("KAITEI_OUT", "elsewhere").env("KAITEI_AS_OF", "2025-01-01").env("KAITEI_DRAFTS", "0");
    let (code, _, err) = done(&command.output().expect("the binary runs"));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains(" as of 2025-01-01 "), "{err}");
    assert!(folder.path().join("elsewhere/.kaitei-manifest.json").exists());
    let output = kaitei(folder.path()).arg("check").env("SOURCE_DATE_EPOCH", "soon").output().expect("the binary runs");
    assert_eq!(done(&output).0, 2);
}

#[test]
fn the_machine_s_refusals_are_told_with_act_path_and_cause() {
    let folder = site();
    fs::write(folder.path().join("file"), "").expect("a file");
    let (code, _, err) = run(folder.path(), "build --out file/public");
    assert_eq!(code, 3);
    assert!(err.starts_with("error: cannot create file/public (Not a directory)"), "{err}");
    let (code, _, err) = run(folder.path(), "build --force --out content/public");
    assert_eq!(code, 2);
    assert!(err.contains("content/public lies among the sources"), "{err}");
    fs::create_dir(folder.path().join("notes")).expect("a folder");
    fs::write(folder.path().join("notes/mine"), "").expect("a file");
    let (code, _, err) = run(folder.path(), "build --out notes");
    assert_eq!(code, 3);
    assert!(err.contains("cannot write into notes (") && err.contains("--force"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = site();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    fs::write(folder.path().join("content/README.md"), "").expect("a file");
    let output = kaitei(folder.path()).args(["check", "--json"]).stdout(full).output().expect("the binary runs");
    let (code, _, err) = done(&output);
    assert_eq!(code, 3);
    assert!(err.starts_with("error: cannot write the output (No space left"), "{err}");
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let folder = site();
    for number in 0..3000 {
        fs::write(folder.path().join(format!("content/stray-{number}.md")), "").expect("a file");
    }
    let mut command = kaitei(folder.path());
    command.args(["check", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("the binary runs");
    let mut first = [0; 10];
    running.stdout.take().expect("a pipe").read_exact(&mut first).expect("some bytes");
    let (code, _, err) = done(&running.wait_with_output().expect("it ends"));
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn a_diff_shows_the_summary_and_names_what_there_is() {
    let folder = site();
    let (code, out, err) = run(folder.path(), "diff privcy");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("there is no document `privcy`") && err.contains("privacy"), "{err}");
    if err.contains("did you mean") {
        let (code, out, err) = run(folder.path(), "diff privacy");
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("保存期間") && out.contains("[-") && out.contains("{+"), "{out}");
        let (code, out, _) = run(folder.path(), "diff privacy 2024-04-01 2025-10-01 --lang en");
        assert_eq!(code, 0);
        assert!(out.contains("[-five-]") && out.contains("{+three+}"), "{out}");
    } else {
        let _ = writeln!(std::io::stderr(), "skipped: the comparison is not connected yet");
    }
}

#[test]
fn messages_are_in_the_language_of_the_editor_or_else_of_the_site() {
    let folder = site();
    let told = |set: &[(&str, &str)]| {
        let mut command = kaitei(folder.path());
        command.env_remove("LANG").envs(set.iter().copied()).arg("check");
        done(&command.output().expect("the binary runs")).2
    };
    assert_eq!(told(&[]), "問題は見つかりませんでした\n", "the first language of site.toml is Japanese");
    assert_eq!(told(&[("LANG", "C.UTF-8")]), "no problems\n");
    assert_eq!(told(&[("LANG", "de_DE.UTF-8")]), "no problems\n");
    assert_eq!(told(&[("LANG", "en_US.UTF-8"), ("KAITEI_LANG", "ja")]), "問題は見つかりませんでした\n");
}

#[test]
fn what_readers_are_not_shown_today_is_marked() {
    let folder = site();
    let root = folder.path();
    let next = root.join("content/privacy/next");
    fs::create_dir_all(&next).expect("a folder");
    fs::copy(root.join("content/privacy/2025-10-01/ja.md"), next.join("ja.md")).expect("a copy");
    let marked = |line: &str| {
        let (code, _, err) = run(root, line);
        assert_eq!(code, 0, "{err}");
        let manifest = fs::read_to_string(root.join("public/.kaitei-manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        let page = fs::read_to_string(root.join("public/ja/privacy/2024-04-01/index.html")).expect("a page");
        (manifest["preview"] == true, page.contains("k-preview"))
    };
    assert_eq!(marked("build"), (false, false));
    assert_eq!(marked("build --drafts"), (true, true));
    assert_eq!(marked("build"), (false, false));
    assert_eq!(marked("build --as-of 2024-06-01"), (false, false), "the site as it was is the site");
    assert_eq!(marked("build --as-of 2026-09-22"), (true, true), "tomorrow");
    assert_eq!(marked("build --as-of 2026-09-21"), (false, false), "today");
    let home = fs::read_to_string(root.join("public/ja/index.html")).expect("a page");
    assert!(!home.contains("noindex"));
    run(root, "build --drafts");
    let home = fs::read_to_string(root.join("public/ja/index.html")).expect("a page");
    assert!(home.contains("<meta name=\"robots\" content=\"noindex\">"));
}

/// What `--timings` says of a build that had nothing to do.
const NOTHING_TO_DO: &str = "find everything as the last build left it";

#[test]
fn a_build_from_the_same_sources_has_nothing_to_do_and_any_difference_is_seen() {
    let folder = site();
    let root = folder.path();
    let text = root.join("content/privacy/2025-10-01/ja.md");
    // Warnings, which every build tells.
    let warned = fs::read_to_string(&text).expect("a text") + "\n[nowhere](#nowhere)\n";
    fs::write(&text, &warned).expect("a file");
    let page = root.join("public/ja/privacy/index.html");
    let build = |line: &str| {
        let (code, _, err) = run(root, &format!("build --timings {line}"));
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("`#nowhere`") && err.contains("\n3 warnings\n"), "{err}");
        (err.contains(NOTHING_TO_DO), err)
    };
    assert!(!build("").0, "the first build");
    let first = fs::read(&page).expect("a page");
    let (nothing, err) = build("");
    assert!(nothing && err.contains("(0 written, ") && err.contains(" 0 deleted)"), "{err}");
    // The same length, so that only its time and its contents tell.
    let altered = first.iter().map(|byte| byte.to_ascii_uppercase()).collect::<Vec<_>>();
    fs::write(&page, altered).expect("a file");
    let (nothing, err) = build("");
    assert!(!nothing && err.contains("(1 written, "), "{err}");
    assert_eq!(fs::read(&page).expect("a page"), first);
    assert!(build("").0);
    // Written again with what it held: its hash speaks for it.
    fs::write(&page, &first).expect("a file");
    assert!(build("").0);
    fs::remove_file(&page).expect("a page");
    assert!(!build("").0 && page.exists());
    fs::remove_file(root.join("public/.kaitei-manifest.json")).expect("a manifest");
    assert!(!build("--force").0);
    for line in ["--drafts", "", "--as-of 2026-09-22", "--as-of 2026-09-21", "--base-url https://a.example/", ""] {
        assert!(!build(line).0, "{line}: another request than the one before");
        assert!(build(line).0, "{line}: the same once more");
    }
    assert!(build("--as-of 2026-09-21").0, "today, by its name");
    fs::write(&text, format!("{warned}\nx\n")).expect("a file");
    let (nothing, err) = build("");
    assert!(!nothing && !err.contains("(0 written, "), "{err}");
    fs::write(root.join("content/privacy/2025-10-01/note.pdf"), "%PDF-").expect("a file");
    assert!(!build("").0, "a new file");
    let theme = root.join("themes/default/static");
    fs::create_dir_all(&theme).expect("a folder");
    fs::write(theme.join("kaitei.css"), "p{}").expect("a file");
    assert!(!build("").0, "a new theme");
    assert!(build("").0);
}
