//! The site as of a day equals, byte for byte, the site built after deleting what is hidden on that day (product.md 3).

use std::collections::BTreeMap;

mod common;

use common::Files;

/// What a file says of its day, read here without the parser under test.
fn stated(text: &str, key: &str) -> Option<String> {
    let front = text.trim_start_matches('\u{feff}');
    let fence = front.lines().next().filter(|line| ["+++", "---"].contains(&line.trim()))?.trim().to_owned();
    for line in front.lines().skip(1).take_while(|line| line.trim() != fence) {
        let Some((name, value)) = line.split_once(['=', ':']) else { continue };
        if name.trim() == key {
            let value = value.split('#').next().unwrap_or_default();
            return Some(value.trim().trim_matches('"').to_owned());
        }
    }
    None
}

/// Deletes every draft, every revision announced after the day and every translation dated after it.
fn without_hidden(files: &Files, day: &str) -> Files {
    let mut revisions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files.keys().filter(|path| path.starts_with("content/") && path.matches('/').count() >= 3) {
        let folder = path.rsplit_once('/').expect("three slashes").0;
        revisions.entry(folder.to_owned()).or_default().push(path.clone());
    }
    let mut left = files.clone();
    for (folder, paths) in revisions {
        let texts: Vec<&String> =
            paths.iter().filter(|path| path.ends_with(".md") && !path.ends_with(".reasons.md")).collect();
        if texts.is_empty() {
            continue;
        }
        let read = |path: &String| String::from_utf8_lossy(&files[path]).into_owned();
        let id = folder.rsplit('/').next().expect("a folder has a name").to_owned();
        let first = |key: &str| texts.iter().find_map(|path| stated(&read(path), key));
        let effective = first("effective").unwrap_or_else(|| id.chars().take(10).collect());
        let announced = first("announced").unwrap_or(effective);
        let draft = id == "next" || first("draft").as_deref() == Some("true");
        if draft || announced.as_str() > day {
            left.retain(|path, _| !path.starts_with(&format!("{folder}/")));
            continue;
        }
        for path in texts {
            if stated(&read(path), "translated").is_some_and(|date| date.as_str() > day) {
                left.remove(path);
                left.remove(&path.replace(".md", ".reasons.md"));
            }
        }
    }
    left
}

/// Returns every day that a file names, and the days around them.
fn days(files: &Files) -> Vec<String> {
    let mut days: Vec<String> = Vec::new();
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        days.extend(["effective", "announced", "translated", "withdrawn"].iter().filter_map(|key| stated(&text, key)));
        days.extend(path.split('/').filter_map(|name| name.get(..10)).map(str::to_owned));
    }
    days.retain(|day| day.parse::<kaitei::locale::Date>().is_ok());
    let before: Vec<String> =
        days.iter().map(|day| day.parse::<kaitei::locale::Date>().expect("checked").yesterday().to_string()).collect();
    days.extend(before);
    days.sort_unstable();
    days.dedup();
    days
}

/// Returns a number of days, spread by a fixed linear congruential generator.
fn some_days(files: &Files, count: usize, mut seed: u64) -> Vec<String> {
    let mut all = days(files);
    let mut out = Vec::new();
    while out.len() < count && !all.is_empty() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.push(all.swap_remove(usize::try_from(seed >> 33).expect("31 bits") % all.len()));
    }
    out
}

fn check(files: &Files, days: &[String]) {
    for day in days {
        let left = without_hidden(files, day);
        if !left.keys().any(|path| path.starts_with("content/") && path.ends_with(".md")) {
            continue; // Before the first announcement there is no site.
        }
        let whole = common::build(files, Some(day), false);
        let less = common::build(&left, Some(day), false);
        let differ: Vec<&String> =
            whole.keys().chain(less.keys()).filter(|path| whole.get(*path) != less.get(*path)).collect();
        assert!(differ.is_empty(), "as of {day} these differ: {differ:?}");
    }
}

#[test]
fn the_example_as_of_any_day_is_the_example_without_what_is_hidden() {
    let files = common::files(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), &["site.toml", "content"]);
    check(&files, &some_days(&files, 12, 20_261_123));
}

#[test]
fn the_corpora_as_of_any_day_are_the_corpora_without_what_is_hidden() {
    let Some(corpora) = std::env::var_os("KAITEI_CORPORA").map(std::path::PathBuf::from) else {
        println!("skipped: KAITEI_CORPORA is not set");
        return;
    };
    for name in ["contributor-covenant", "mozilla-sample", "tokyo-oss-guideline"] {
        let files = common::files(&corpora.join(name), &["site.toml", "content"]);
        check(&files, &some_days(&files, 2, 7));
    }
}
