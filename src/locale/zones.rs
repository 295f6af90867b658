//! The names of the time zones that there are.

/// Returns the names of the IANA database compiled into the binary, sorted.
pub fn zone_names() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    names
}
