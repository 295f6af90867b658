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
