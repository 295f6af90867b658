//! Dates as a language writes them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_locale::extensions::unicode::{key, value};

use super::{Date, Lang};

/// Returns a date in the long form of a language (CLDR): `April 19, 2023`, `2023年4月19日`; for a language without data, as
/// `2023-04-19`.
///
/// The calendar is always the Gregorian one and the digits are ASCII, whatever the language's habit: a legal date must be read
/// alike in every translation.
pub fn date(date: Date, lang: &Lang) -> String {
    localized(date, lang).unwrap_or_else(|| date.to_string())
}

type Formatter = FixedCalendarDateTimeFormatter<Gregorian, YMD>;

/// How a language writes dates, and those that it has written: a site names few days, and names them on every page.
struct Habit {
    /// `None` where CLDR knows no form.
    formatter: Option<Formatter>,
    written: BTreeMap<Date, Option<String>>,
}

fn localized(date: Date, lang: &Lang) -> Option<String> {
    thread_local! {
        /// CLDR is asked once for each language.
        static HABITS: RefCell<BTreeMap<Lang, Habit>> = const { RefCell::new(BTreeMap::new()) };
    }
    HABITS.with_borrow_mut(|known| {
        if !known.contains_key(lang) {
            known.insert(lang.clone(), Habit { formatter: formatter(lang), written: BTreeMap::new() });
        }
        let Habit { formatter, written } = known.get_mut(lang)?;
        written.entry(date).or_insert_with(|| self::written(date, formatter.as_ref()?)).clone()
    })
}

fn written(date: Date, formatter: &Formatter) -> Option<String> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    let day = icu_calendar::Date::try_new_gregorian(date.year().into(), month, day).ok()?;
    let text = formatter.format(&day).to_string();
    // For a language that it does not know, ICU4X writes CLDR's root form, "2023 M04 19", without an error.
    (!text.contains(&format!("M{month:02}"))).then_some(text)
}

fn formatter(lang: &Lang) -> Option<Formatter> {
    let mut locale = lang.cldr();
    locale.extensions.unicode.keywords.set(key!("nu"), value!("latn"));
    FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long()).ok()
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
            assert_eq!(date(day, &Lang::parse(tag).expect("a tag")), expected, "{tag}");
        }
    }
}
