//! The name of a folder that was meant as a date -> how the folder of that day is called.

use super::typed::{Meant, meant_date};
use crate::locale::Date;

/// What the name of a revision's folder seems to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeantFolder {
    /// A date.
    Date(Date),
    /// A day that the calendar has not: the year and month, and the number of days in it (0: no such month).
    Impossible(i16, i8, i8),
    /// No date at all.
    Nothing,
}

/// Returns the date that a folder such as `2023.4.19`, `20230419`, `2023_04_19` or `令和5年4月19日` is named after.
pub fn meant_folder(name: &str) -> MeantFolder {
    if name.get(..10).is_some_and(|date| date.parse::<Date>().is_ok()) {
        // A day with something behind it is a copy, which has another day or none.
        return MeantFolder::Nothing;
    }
    let dashed = match name.bytes().all(|byte| byte.is_ascii_digit()) && name.len() == 8 {
        true => format!("{}-{}-{}", &name[..4], &name[4..6], &name[6..]),
        false => name.replace(['_', '＿'], "-"),
    };
    match meant_date(&dashed) {
        Meant::Date(date) => MeantFolder::Date(date),
        Meant::Impossible(year, month, last) => MeantFolder::Impossible(year, month, last),
        Meant::Nothing => MeantFolder::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_after_a_day_in_many_ways() {
        let names =
            ["2023.4.19", "20230419", "2023_04_19", "2023-4-19", "２０２３-０４-１９", "令和5年4月19日", "R5.4.19"];
        for name in names {
            assert!(
                matches!(meant_folder(name), MeantFolder::Date(date) if date.to_string() == "2023-04-19"),
                "{name}"
            );
        }
        assert_eq!(meant_folder("20230230"), MeantFolder::Impossible(2023, 2, 28));
        for name in ["令和5年", "2023-04-19 - コピー", "launch", "v12", "第五版"] {
            assert_eq!(meant_folder(name), MeantFolder::Nothing, "{name}");
        }
    }
}
