//! Dates as a language writes them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use icu_calendar::Gregorian;
use icu_calendar::cal::Japanese;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_locale::extensions::unicode::{key, value};

use super::{Date, Lang};

/// The calendar by which readers are told dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Calendar {
    /// The Gregorian one, in every language.
    #[default]
    Gregorian,
    /// Years of Japanese eras (令和5年4月19日) in Japanese, the Gregorian one in every other language.
    Japanese,
}

/// Returns a date in the long form of a language (CLDR): `April 19, 2023`, `2023年4月19日`; for a language without data, as
/// `2023-04-19`.
///
/// The calendar is the Gregorian one unless the site says otherwise, and the digits are ASCII, whatever the language's habit: a legal
/// date must be read alike in every translation.
pub fn date(date: Date, lang: &Lang, calendar: Calendar) -> String {
    let calendar = if lang.as_str().split('-').next() == Some("ja") { calendar } else { Calendar::Gregorian };
    localized(date, lang, calendar).unwrap_or_else(|| date.to_string())
}

enum Formatter {
    Gregorian(FixedCalendarDateTimeFormatter<Gregorian, YMD>),
    Japanese(FixedCalendarDateTimeFormatter<Japanese, YMD>),
}

/// How a language writes dates, and those that it has written: a site names few days, and names them on every page.
struct Habit {
    /// `None` where CLDR knows no form.
    formatter: Option<Formatter>,
    written: BTreeMap<Date, Option<String>>,
}

fn localized(date: Date, lang: &Lang, calendar: Calendar) -> Option<String> {
    thread_local! {
        /// CLDR is asked once for each language.
        static HABITS: RefCell<BTreeMap<(Lang, Calendar), Habit>> = const { RefCell::new(BTreeMap::new()) };
    }
    HABITS.with_borrow_mut(|known| {
        let habit = || Habit { formatter: formatter(lang, calendar), written: BTreeMap::new() };
        let Habit { formatter, written } = known.entry((lang.clone(), calendar)).or_insert_with(habit);
        written.entry(date).or_insert_with(|| self::written(date, formatter.as_ref()?)).clone()
    })
}

fn written(date: Date, formatter: &Formatter) -> Option<String> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    let day = icu_calendar::Date::try_new_gregorian(date.year().into(), month, day).ok()?;
    let text = match formatter {
        Formatter::Gregorian(formatter) => formatter.format(&day).to_string(),
        Formatter::Japanese(formatter) => formatter.format(&day.to_calendar(Japanese::new())).to_string(),
    };
    // For a language that it does not know, ICU4X writes CLDR's root form, "2023 M04 19", without an error.
    (!text.contains(&format!("M{month:02}"))).then_some(text)
}

fn formatter(lang: &Lang, calendar: Calendar) -> Option<Formatter> {
    let mut locale = lang.cldr();
    locale.extensions.unicode.keywords.set(key!("nu"), value!("latn"));
    let (locale, form) = ((&locale).into(), YMD::long());
    Some(match calendar {
        Calendar::Gregorian => Formatter::Gregorian(FixedCalendarDateTimeFormatter::try_new(locale, form).ok()?),
        Calendar::Japanese => Formatter::Japanese(FixedCalendarDateTimeFormatter::try_new(locale, form).ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_gregorian_with_ascii_digits_in_every_language() {
        let day = Date::new(2023, 4, 19).expect("a date");
        for (tag, expected) in [
            ("ja", "2023年4月19日"),
            ("en", "April 19, 2023"),
            ("en-GB", "19 April 2023"),
            ("de", "19. April 2023"),
            ("ar", "19 أبريل 2023"),
            ("ar-EG", "19 أبريل 2023"),
            ("th", "19 เมษายน ค.ศ. 2023"),
            ("fa-IR", "19 آوریل 2023"),
            ("ko", "2023년 4월 19일"),
            ("zh-TW", "2023年4月19日"),
            ("pt-BR", "19 de abril de 2023"),
            ("tl-PH", "Abril 19, 2023"),
            ("xx", "2023-04-19"),
        ] {
            let lang = Lang::parse(tag).expect("a tag");
            assert_eq!(date(day, &lang, Calendar::Gregorian), expected, "{tag}");
        }
    }

    #[test]
    fn japanese_eras_stand_in_japanese_where_the_site_says_so() {
        let check = |(year, month, day), tag, expected: &str| {
            let day = Date::new(year, month, day).expect("a date");
            assert_eq!(date(day, &Lang::parse(tag).expect("a tag"), Calendar::Japanese), expected);
        };
        check((2023, 4, 19), "ja", "令和5年4月19日");
        check((2019, 5, 1), "ja", "令和元年5月1日");
        check((2019, 4, 30), "ja", "平成31年4月30日");
        check((1989, 1, 7), "ja", "昭和64年1月7日");
        check((2023, 4, 19), "en", "April 19, 2023");
    }
}
