//! `kaitei serve` as a browser and an editor meet it: the real binary, over HTTP, while files are saved in every way there is.
#![cfg(feature = "serve")]
#![expect(clippy::disallowed_methods, reason = "tests make their own folders")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Nothing here takes as long on a machine that is not hopelessly busy.
const LIMIT: Duration = Duration::from_secs(30);

/// A server and the site that it serves.
struct Served {
    folder: tempfile::TempDir,
    child: Child,
    port: u16,
    said: Receiver<String>,
}

/// What a server answered.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

fn text(label: &str, words: &str) -> String {
    format!(
        "+++\ntitle = \"Fees\"\nannounced = 2024-03-01\nlabel = \"{label}\"\n+++\n\n## 1. Scope\n\nThis applies to all.\n\n## 2. Fees\n\n{words}\n\n## 3. End\n\nIt ends.\n"
    )
}

/// Returns a site of one document in one revision.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |path: &str, text: &str| put(folder.path(), path, text);
    put(
        "site.toml",
        "title = \"Policies\"\nbase_url = \"https://legal.example.com/\"\ntimezone = \"Asia/Tokyo\"\nlanguages = [\"en\", \"ja\"]\n\n[check]\npins = \"off\"\n",
    );
    put("content/fees/2024-04-01/en.md", &text("1", "Ten."));
    folder
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn serve(folder: tempfile::TempDir, arguments: &[&str]) -> Served {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaitei"));
    command
        .current_dir(folder.path())
        .env_clear()
        .env("LANG", "C.UTF-8")
        .env("KAITEI_PORT", "0")
        .arg("serve")
        .args(arguments);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let (send, said) = channel();
    let errors = BufReader::new(child.stderr.take().expect("a pipe"));
    std::thread::spawn(move || errors.lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let port = line.split(':').nth(2).and_then(|rest| rest.split('/').next()).and_then(|port| port.parse().ok());
    Served { folder, child, port: port.unwrap_or_else(|| panic!("{line}")), said }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        put(self.folder.path(), path, text);
    }

    fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(LIMIT)).expect("a limit");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let answer = String::from_utf8_lossy(&bytes);
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port))
    }

    /// Opens the stream of events.
    fn follow(&self) -> Events {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let request = format!("GET /.kaitei/live HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).expect("sent");
        let (send, events) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(stream).lines().map_while(Result::ok);
            let events = lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok());
            events.for_each(|event| drop(send.send(event)));
        });
        Events(events)
    }
}

/// The events of a server.
struct Events(Receiver<serde_json::Value>);

impl Events {
    #[track_caller]
    fn next(&self) -> serde_json::Value {
        self.0.recv_timeout(LIMIT).expect("an event")
    }

    /// Waits for a state of which something holds.
    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let start = Instant::now();
        loop {
            let event = self.next();
            if holds(&event) {
                return event;
            }
            assert!(start.elapsed() < LIMIT, "{what}: {event}");
        }
    }

    /// Waits for a state in which a page holds some words, or does not.
    #[track_caller]
    fn page(&self, served: &Served, path: &str, words: &str, there: bool) -> serde_json::Value {
        self.until(words, |_| served.get(path).body.contains(words) == there)
    }
}

const FEES: &str = "content/fees/2024-04-01/en.md";
const PAGE: &str = "/en/fees/";

#[test]
fn a_page_is_dressed_and_follows_its_file() {
    let served = serve(site(), &[]);
    let events = served.follow();
    let first = events.next();
    let page = served.get(PAGE);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{}", page.head);
    assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), (Some("no-store"), Some("noindex")));
    assert!(
        page.body.contains("Ten.")
            && page.body.contains(&format!("data-build=\"{}\"", first["build"].as_str().expect("a number")))
    );
    assert!(page.body.contains(&format!("data-sources=\"{FEES}\"")));
    let digest = page.header("x-kaitei-page").expect("a digest").to_owned();
    served.put(FEES, &text("1", "Eleven."));
    let event = events.page(&served, PAGE, "Eleven.", true);
    assert_eq!(event["edited"][FEES], serde_json::json!(["s2"]));
    assert_eq!((&event["overlay"], &event["styles"]), (&"".into(), &serde_json::json!([])));
    let head = served.ask(&format!("HEAD {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_ne!(head.header("x-kaitei-page"), Some(digest.as_str()));
    // What a build writes knows nothing of all this.
    let build = Command::new(env!("CARGO_BIN_EXE_kaitei")).current_dir(served.folder.path()).arg("build").output();
    assert!(build.expect("the binary runs").status.success());
    assert!(!fs::read_to_string(served.at("public/en/fees/index.html")).expect("a page").contains(".kaitei/"));
}

/// Every way in which an editor saves `new` as `file`, as far as the system sees it.
type Save = fn(&Path, &str);
const SAVES: [(&str, Save); 8] = [
    ("in place", |file, new| fs::write(file, new).expect("written")),
    ("in place, in pieces", |file, new| {
        let mut open = fs::File::create(file).expect("a file");
        for piece in new.as_bytes().chunks(50) {
            open.write_all(piece).and_then(|()| open.flush()).expect("written");
        }
    }),
    ("a new file renamed over it (VS Code with atomic writes, iA Writer, sed -i, agents)", |file, new| {
        let other = file.with_file_name("sedQx7Lp2");
        fs::write(&other, new).and_then(|()| fs::rename(&other, file)).expect("replaced");
    }),
    ("a new file from another folder renamed over it", |file, new| {
        let other = file.ancestors().nth(4).expect("the root").join("save.part");
        fs::write(&other, new).and_then(|()| fs::rename(&other, file)).expect("replaced");
    }),
    ("the old one renamed away, a new one written (vim with backupcopy=no)", |file, new| {
        let backup = file.with_file_name("en.md~");
        fs::write(file.with_file_name("4913"), "")
            .and_then(|()| fs::remove_file(file.with_file_name("4913")))
            .expect("a probe");
        fs::rename(file, &backup)
            .and_then(|()| fs::write(file, new))
            .and_then(|()| fs::remove_file(&backup))
            .expect("replaced");
    }),
    ("the old one copied away, written in place (vim with backupcopy=yes, emacs)", |file, new| {
        fs::copy(file, file.with_file_name("en.md~")).expect("a copy");
        fs::write(file, new).and_then(|()| fs::remove_file(file.with_file_name("en.md~"))).expect("written");
    }),
    ("deleted and made again (tools that convert from Word)", |file, new| {
        fs::remove_file(file).and_then(|()| fs::write(file, new)).expect("made again");
    }),
    ("two renames by way of a third name (TextEdit's safe save)", |file, new| {
        let (fresh, aside) = (file.with_file_name(".dat.nosync01"), file.with_file_name(".sb-old"));
        fs::write(&fresh, new).and_then(|()| fs::rename(file, &aside)).expect("aside");
        fs::rename(&fresh, file).and_then(|()| fs::remove_file(&aside)).expect("replaced");
    }),
];

fn every_way_of_saving(arguments: &[&str]) {
    let served = serve(site(), arguments);
    let events = served.follow();
    for (at, (way, save)) in SAVES.iter().enumerate() {
        let words = format!("Saved {at} times.");
        save(&served.at(FEES), &text("1", &words));
        events.page(&served, PAGE, &words, true);
        assert!(served.get(PAGE).status == 200, "{way}");
    }
    let leftovers = fs::read_dir(served.at("content/fees/2024-04-01")).expect("a folder").count();
    assert_eq!(leftovers, 1, "the editors cleaned up");
}

#[test]
fn every_way_of_saving_is_noticed() {
    every_way_of_saving(&[]);
}

#[test]
fn every_way_of_saving_is_noticed_by_looking_again() {
    every_way_of_saving(&["--poll"]);
}

#[test]
fn files_and_folders_come_go_and_move() {
    let served = serve(site(), &[]);
    let events = served.follow();
    // A translation, then a revision, in a folder that is new.
    served.put(
        "content/fees/2024-04-01/ja.md",
        "+++\ntitle = \"料金\"\n+++\n\n## 1. 範囲\n\nすべて。\n\n## 2. 料金\n\n十円。\n\n## 3. 終了\n\n終わり。\n",
    );
    events.page(&served, "/ja/fees/", "十円。", true);
    let reason = "[[changes]]\nsection = \"2\"\nreason = \"Dearer.\"\n+++\n";
    let newer = text("2", "Twelve.").replace("announced = 2024-03-01", "announced = 2025-03-01").replacen(
        "+++\n\n",
        &format!("{reason}\n"),
        1,
    );
    served.put("content/fees/2025-04-01/en.md", &newer);
    events.page(&served, PAGE, "Twelve.", true);
    assert!(served.get("/ja/fees/").body.contains("Twelve."), "it shows the governing text");
    assert_eq!(served.get("/en/fees/2025-04-01/changes/").status, 200);
    // The reason is edited: the row that it explains is named.
    served.put("content/fees/2025-04-01/en.md", &newer.replace("Dearer.", "It costs more."));
    let event = events.page(&served, "/en/fees/2025-04-01/changes/", "It costs more.", true);
    assert_eq!(event["edited"]["content/fees/2025-04-01/en.md"], serde_json::json!(["s2"]));
    // The revision is moved to another day, with its folder.
    fs::rename(served.at("content/fees/2025-04-01"), served.at("content/fees/2025-05-01")).expect("renamed");
    events.until("the new day", |_| served.get("/en/fees/2025-05-01/").status == 200);
    assert_eq!(served.get("/en/fees/2025-04-01/").status, 404);
    served.put("content/fees/2025-05-01/en.md", &newer.replace("Twelve.", "Thirteen."));
    events.page(&served, PAGE, "Thirteen.", true);
    // The document is moved, then a file below its new name is saved.
    fs::create_dir_all(served.at("content/shop")).expect("a folder");
    fs::rename(served.at("content/fees"), served.at("content/shop/fees")).expect("renamed");
    events.until("the new name", |_| served.get("/en/shop/fees/").status == 200);
    assert_eq!(served.get(PAGE).status, 404);
    served.put("content/shop/fees/2025-05-01/en.md", &newer.replace("Twelve.", "Fourteen."));
    events.page(&served, "/en/shop/fees/", "Fourteen.", true);
    // The newest revision is deleted.
    fs::remove_dir_all(served.at("content/shop/fees/2025-05-01")).expect("deleted");
    events.page(&served, "/en/shop/fees/", "Ten.", true);
    // All of the content goes and comes again.
    fs::rename(served.at("content"), served.at("content-away")).expect("renamed");
    events.until("nothing", |event| event["overlay"].as_str().is_some_and(|html| html.contains("no-content")));
    assert_eq!(served.get("/en/shop/fees/").status, 200, "the last pages stay");
    fs::rename(served.at("content-away"), served.at("content")).expect("renamed");
    events.until("all again", |event| event["overlay"] == "");
    served.put("content/shop/fees/2024-04-01/en.md", &text("1", "Fifteen."));
    events.page(&served, "/en/shop/fees/", "Fifteen.", true);
}

#[test]
fn the_theme_and_the_settings_are_watched_too() {
    let served = serve(site(), &[]);
    let events = served.follow();
    let settings = fs::read_to_string(served.at("site.toml")).expect("settings");
    served.put("site.toml", &settings.replace("\"Policies\"", "\"Rules of the house\""));
    events.page(&served, PAGE, "Rules of the house", true);
    // A theme is made, beside the sources; then its style sheet changes, and nothing else.
    served.put("themes/default/static/kaitei.css", "p { color: teal }\n");
    let sheet = |page: &str| page.split("assets/kaitei.").nth(1).map(|rest| rest[..12].to_owned());
    let before = sheet(&served.get(PAGE).body);
    events.until("its own style", |_| sheet(&served.get(PAGE).body) != before);
    let old = sheet(&served.get(PAGE).body).expect("a sheet");
    served.put("themes/default/static/kaitei.css", "p { color: navy }\n");
    let event = events.until("another style", |_| sheet(&served.get(PAGE).body).as_ref() != Some(&old));
    let new = sheet(&served.get(PAGE).body).expect("a sheet");
    let names = [old, new].map(|digest| format!("assets/kaitei.{digest}.css"));
    assert_eq!(event["styles"], serde_json::json!([names]));
    let css = served.get(&format!("/{}", names[1]));
    assert_eq!(
        (css.header("content-type"), css.body.as_str()),
        (Some("text/css; charset=utf-8"), "p { color: navy }\n")
    );
    // A template that fails is an error like any other, and mended like any other.
    served.put("themes/default/templates/text.html", "{% if %}");
    events.until("a broken theme", |event| event["overlay"].as_str().is_some_and(|html| html.contains("[theme]")));
    fs::remove_file(served.at("themes/default/templates/text.html")).expect("deleted");
    events.until("the theme is mended", |event| event["overlay"] == "");
}

#[test]
fn an_error_is_shown_over_the_last_good_page_until_it_is_mended() {
    let served = serve(site(), &[]);
    let events = served.follow();
    served.put(FEES, &text("1", "Wrong.").replace("label =", "lable = \"<script>alert(1)</script>\"\nlabel ="));
    let event = events.until("an error", |event| event["overlay"] != "");
    let overlay = event["overlay"].as_str().expect("HTML");
    assert!(overlay.contains("[unknown-key]") && overlay.contains(&format!("{FEES}:4:1")), "{overlay}");
    assert!(overlay.contains("<mark>lable</mark>") && overlay.contains("did you mean <code>label</code>"), "{overlay}");
    assert!(overlay.contains("&lt;script&gt;alert(1)") && !overlay.contains("<script"), "{overlay}");
    let page = served.get(PAGE);
    assert!(page.status == 200 && page.body.contains("Ten.") && !page.body.contains("Wrong."));
    assert!(page.body.contains("[unknown-key]"), "a page that is opened now has the overlay from the start");
    served.put(FEES, &text("1", "Right."));
    events.page(&served, PAGE, "Right.", true);
    assert!(!served.get(PAGE).body.contains("[unknown-key]"));
    let told: Vec<String> = served.said.try_iter().collect();
    assert!(told.iter().any(|line| line.starts_with("error[unknown-key]")), "{told:#?}");
    assert!(told.iter().any(|line| line.starts_with(&format!("changed: {FEES} ("))), "{told:#?}");
}

#[test]
fn a_site_that_never_worked_shows_what_is_wrong_with_it() {
    let folder = site();
    put(folder.path(), "site.toml", "title = \n");
    let served = serve(folder, &[]);
    let events = served.follow();
    assert_ne!(events.next()["overlay"], "");
    for path in ["/", PAGE] {
        let page = served.get(path);
        assert_eq!(page.status, 500);
        assert!(page.body.contains("[syntax]") && page.body.contains("site.toml:1:"), "{}", page.body);
        assert!(page.body.contains("/.kaitei/serve.js"));
    }
    served.put("site.toml", "title = \"Policies\"\nbase_url = \"https://legal.example.com/\"\ntimezone = \"Asia/Tokyo\"\nlanguages = [\"en\"]\n\n[check]\npins = \"off\"\n");
    events.page(&served, PAGE, "Ten.", true);
}

#[test]
fn a_folder_without_anything_becomes_a_site() {
    let served = serve(tempfile::tempdir().expect("a folder"), &[]);
    let events = served.follow();
    assert!(served.get("/").body.contains("[no-content]"));
    let done = Command::new(env!("CARGO_BIN_EXE_kaitei")).current_dir(served.folder.path()).arg("init").output();
    assert!(done.expect("the binary runs").status.success());
    events.until("a site", |_| served.get("/ja/privacy/").status == 200);
}

#[test]
fn only_this_machine_is_answered_and_only_with_the_site() {
    let served = serve(site(), &[]);
    let host =
        |host: &str| served.ask(&format!("GET {PAGE} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status;
    assert_eq!(host("localhost"), 200);
    assert_eq!(host(&format!("[::1]:{}", served.port)), 200);
    for foreign in ["legal.example.com", "localhost.evil.example", "127.0.0.1.evil.example:80", "192.168.0.7"] {
        assert_eq!(host(foreign), 403, "{foreign}");
    }
    assert_eq!(served.ask("GET /.kaitei/live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").status, 403);
    put(served.folder.path(), "secret.txt", "secret");
    for path in [
        "/../secret.txt",
        "/en/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/en/..%5c..%5csecret.txt",
        "//secret.txt",
    ] {
        let answer = served.get(path);
        assert!(answer.status == 400 && !answer.body.contains("secret"), "{path}: {}", answer.status);
    }
    for path in ["/secret.txt", "/site.toml", "/content/fees/2024-04-01/en.md", "/.kaitei/x", "/.kaitei-manifest.json"]
    {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (404, Some("text/html; charset=utf-8")), "{path}");
        assert!(answer.body.contains("k-main") && !answer.body.contains("secret"), "{path}: the theme's own page");
    }
    let post = format!("POST {PAGE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert_eq!(served.ask(&post).status, 405);
    let moved = served.get("/en/fees?as-of=2024-05-01");
    assert_eq!((moved.status, moved.header("location")), (308, Some("/en/fees/?as-of=2024-05-01")));
    for (path, kind) in [
        ("/policies.json", "application/json"),
        ("/en/fees/2024-04-01/index.md", "text/markdown; charset=utf-8"),
        ("/en/fees/2024-04-01/index.txt", "text/plain; charset=utf-8"),
        ("/en/fees/2024-04-01/fragment.html", "text/html; charset=utf-8"),
    ] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)), "{path}");
        assert!(!answer.body.contains("kaitei-bar"), "{path}");
    }
}

#[test]
fn a_port_that_is_taken_leads_to_the_next_one() {
    let folder = site();
    let (taken, port) = (0..100)
        .find_map(|_| {
            let taken = TcpListener::bind("127.0.0.1:0").ok()?;
            let port = taken.local_addr().ok()?.port();
            // The next one must be free for the test to mean anything; it may be gone by then, and the one after it found.
            TcpListener::bind(("127.0.0.1", port.checked_add(1)?)).ok().map(|_| (taken, port))
        })
        .expect("two ports");
    let served = serve(folder, &["--port", &port.to_string()]);
    assert!(served.port > port && served.port < port + 50, "{} after {port}", served.port);
    assert_eq!(served.get(PAGE).status, 200);
    assert!(served.said.recv_timeout(LIMIT).expect("a line").contains(&format!("port {port} is taken")));
    drop(taken);
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to_whoever_still_listens() {
    let mut served = serve(site(), &[]);
    let events = served.follow();
    events.next();
    let pid = served.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill runs").success());
    assert_eq!(served.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn drafts_are_shown_and_any_day_can_be_looked_at() {
    let folder = site();
    let later = |label: &str| text(label, "Twenty.").replace("announced = 2024-03-01", "announced = 2999-03-01");
    put(folder.path(), "content/fees/2999-04-01/en.md", &later("2"));
    put(folder.path(), "content/fees/next/en.md", &text("3", "Thirty.").replace("announced = 2024-03-01\n", ""));
    let served = serve(folder, &[]);
    let draft = served.get("/en/fees/next/");
    assert!(draft.status == 200 && draft.body.contains("readers cannot see it yet") && draft.body.contains("noindex"));
    assert!(served.get(PAGE).body.contains("Ten."));
    let hidden = served.get("/en/fees/2999-04-01/");
    assert_eq!(hidden.status, 404, "nobody may see it yet");
    assert!(
        hidden.body.contains("<a href=\"?as-of=2999-03-01\">Hidden: 2999-04-01 (announced on March 1, 2999"),
        "{}",
        hidden.body
    );
    assert!(served.get(PAGE).body.contains("/en/fees/2999-04-01/?as-of=2999-03-01"), "the panel leads there");
    let announced = served.get("/en/fees/2999-04-01/?as-of=2999-03-01");
    assert!(
        announced.status == 200 && announced.body.contains("Upcoming: applies from April 1, 2999"),
        "{}",
        announced.body
    );
    let then = served.get(&format!("{PAGE}?as-of=2999-04-01"));
    assert!(then.body.contains("Twenty.") && then.body.contains("The site as it will be on April 1, 2999"));
    assert!(then.body.contains("data-as-of=\"2999-04-01\"") && then.body.contains("noindex"));
    let past = served.get(&format!("{PAGE}?as-of=2024-05-01"));
    assert!(past.body.contains("Ten.") && past.body.contains("The site as it was on May 1, 2024"));
    // A day stays right when the files change.
    let events = served.follow();
    served.put("content/fees/2999-04-01/en.md", &later("2").replace("Twenty.", "Twenty-one."));
    events.page(&served, &format!("{PAGE}?as-of=2999-04-01"), "Twenty-one.", true);
    let published = serve(site(), &["--no-drafts"]);
    published.put("content/fees/next/en.md", &text("3", "Thirty.").replace("announced = 2024-03-01\n", ""));
    published.follow().until("a draft that is not shown", |event| {
        event["panel"].as_str().is_some_and(|html| html.contains("Draft, not shown: next"))
    });
    assert_eq!(published.get("/en/fees/next/").status, 404);
}

#[test]
fn a_file_that_is_written_all_the_time_is_never_seen_half() {
    let served = serve(site(), &[]);
    let file = served.at(FEES);
    let version = |at: usize| text("1", &format!("Begin {at}.\n\n{}End {at}.", "Words in between.\n\n".repeat(200)));
    fs::write(&file, version(0)).expect("written");
    served.follow().page(&served, PAGE, "Begin 0.", true);
    let done = AtomicBool::new(false);
    let last = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut at = 0;
            while !done.load(Ordering::Relaxed) {
                at += 1;
                let whole = version(at);
                let (one, other) = whole.as_bytes().split_at(whole.len() / 2);
                let mut open = fs::File::create(&file).expect("a file");
                open.write_all(one).and_then(|()| open.flush()).expect("written");
                std::thread::sleep(Duration::from_millis(2));
                open.write_all(other).expect("written");
                drop(open);
                // Now and then it rests so long that it is seen, and mostly it does not.
                std::thread::sleep(Duration::from_millis(if at % 20 == 0 { 80 } else { 3 }));
            }
            at
        });
        let start = Instant::now();
        let mut seen = std::collections::BTreeSet::new();
        while start.elapsed() < Duration::from_secs(4) {
            let page = served.get(PAGE).body;
            assert!(!page.contains("class=\"error\""), "an error was shown that is none");
            let number =
                |before: &str| page.split(before).nth(1).and_then(|rest| rest.split('.').next().map(str::to_owned));
            let (begin, end) = (number("Begin "), number("End "));
            assert!(begin.is_some() && begin == end, "half of a file: {begin:?} and {end:?}");
            seen.insert(begin);
        }
        done.store(true, Ordering::Relaxed);
        assert!(seen.len() > 2, "it was seen to change: {seen:?}");
        writer.join().expect("the writer")
    });
    let start = Instant::now();
    let end = format!("End {last}.");
    while !served.get(PAGE).body.contains(&end) {
        assert!(start.elapsed() < LIMIT, "the last state is shown in the end");
    }
}

#[test]
fn translators_see_what_changed_beside_the_text_that_does_not_follow() {
    let folder = site();
    let root = folder.path();
    put(
        root,
        "content/fees/2024-04-01/ja.md",
        "## 1. 範囲\n\n全員に適用する。\n\n## 2. 料金\n\n十。\n\n## 3. 終了\n\n終わる。\n",
    );
    put(root, "content/fees/2025-04-01/en.md", &text("2", "Twelve.").replace("2024-03-01", "2025-03-01"));
    let served = serve(folder, &["--as-of", "2026-01-01"]);
    let page = served.get("/ja/fees/bilingual/en/").body;
    assert!(page.contains(">十。</p>") && page.contains("翻訳に反映されていないもの"), "{page}");
    let (before, after) = (page.find(">Ten<"), page.find(">Twelve<"));
    assert!(page.contains("k-del") && before.is_some() && before < after, "{page}");
    // Where the translation follows, nothing is marked.
    let events = served.follow();
    served.put(
        "content/fees/2025-04-01/ja.md",
        "## 1. 範囲\n\n全員に適用する。\n\n## 2. 料金\n\n十二。\n\n## 3. 終了\n\n終わる。\n",
    );
    events.page(&served, "/ja/fees/bilingual/en/", "十二。", true);
    assert!(!served.get("/ja/fees/bilingual/en/").body.contains("k-del"));
}

#[test]
fn translators_see_no_change_that_the_translation_follows() {
    let folder = site();
    let root = folder.path();
    let japanese =
        |fees: &str, end: &str| format!("## 1. 範囲\n\n全員。\n\n## 2. 料金\n\n{fees}\n\n## 3. 終了\n\n{end}\n");
    put(root, "content/fees/2024-04-01/ja.md", &japanese("十。", "終わる。"));
    put(root, "content/fees/2025-04-01/ja.md", &japanese("十。", "すぐ終わる。"));
    let changed = text("2", "Twelve.").replace("2024-03-01", "2025-03-01").replace("It ends.", "It ends soon.");
    put(root, "content/fees/2025-04-01/en.md", &changed);
    let page = serve(folder, &["--as-of", "2026-01-01"]).get("/ja/fees/bilingual/en/").body;
    let (fees, end) = page.split_once("It ends soon.").expect("the last section stands as it is");
    assert!(fees.contains(">Twelve<") && !end.contains("k-ins"), "{page}");
}
