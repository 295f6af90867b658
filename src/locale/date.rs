//! Civil dates: days of the Gregorian calendar without time or zone (ISO 8601-1, 4.3).

use std::fmt;
use std::str::FromStr;

/// A civil date, written and ordered as `YYYY-MM-DD`; the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The last date there is; as of it, everything announced is visible.
    pub const MAX: Self = Self(jiff::civil::Date::constant(9999, 12, 31));

    /// Returns the date of year, month and day, or `None` where the calendar has none.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1 {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Returns the day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Returns the day before; the first date there is has itself.
    pub fn yesterday(self) -> Self {
        self.0.yesterday().map_or(self, |date| if date.year() < 1 { self } else { Self(date) })
    }

    /// Returns the number of days from this date to another, negative where the other is earlier.
    pub fn days_until(self, other: Self) -> i64 {
        i64::from((other.0 - self.0).get_days())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// That a text is no date of the form `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDate;

impl FromStr for Date {
    type Err = NoDate;

    /// Reads exactly `YYYY-MM-DD` in ASCII digits.
    fn from_str(text: &str) -> Result<Self, NoDate> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes
                .iter()
                .enumerate()
                .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
        if !shape {
            return Err(NoDate);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().map_err(|_| NoDate);
        let month = i8::try_from(number(5..7)?).map_err(|_| NoDate)?;
        let day = i8::try_from(number(8..10)?).map_err(|_| NoDate)?;
        Self::new(number(0..4)?, month, day).ok_or(NoDate)
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A time zone of the IANA database; the zone in which "today" is a civil date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(jiff::tz::TimeZone);

impl Zone {
    /// Returns the zone of an IANA name such as `Asia/Tokyo`, from the database compiled into the binary.
    pub fn named(name: &str) -> Option<Self> {
        jiff::tz::TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()).map(Self)
    }

    /// Returns the zone's IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().expect("a zone is only made from a name")
    }

    /// Returns the date that it is in this zone at an instant, given in seconds since 1970-01-01T00:00:00Z.
    pub fn date_at(&self, seconds: i64) -> Date {
        let instant = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Date(self.0.to_datetime(instant).date())
    }

    /// Returns the first instant of a date in this zone, as RFC 3339 with the zone's offset; where midnight is skipped, the
    /// first instant after the gap.
    pub fn start_of(&self, date: Date) -> String {
        match self.0.clone().to_ambiguous_zoned_datetime(date.0.at(0, 0, 0, 0)).compatible() {
            Ok(zoned) => {
                let offset = zoned.offset().seconds();
                let sign = if offset < 0 { '-' } else { '+' };
                let (hours, minutes) = (offset.abs() / 3600, offset.abs() / 60 % 60);
                format!(
                    "{}T{:02}:{:02}:{:02}{sign}{hours:02}:{minutes:02}",
                    date,
                    zoned.hour(),
                    zoned.minute(),
                    zoned.second()
                )
            }
            Err(_) => format!("{date}T00:00:00+00:00"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_dates_of_the_calendar() {
        for text in
            ["2023-02-29", "2023-13-01", "2023-4-19", "0000-01-01", "２０２３-04-19", "2023-04-19 ", "+023-04-19"]
        {
            assert_eq!(text.parse::<Date>(), Err(NoDate), "{text}");
        }
        assert_eq!("2024-02-29".parse::<Date>().map(|date| date.to_string()), Ok("2024-02-29".to_owned()));
    }

    #[test]
    fn intervals_are_counted_in_calendar_days() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(date("2024-03-01").yesterday(), date("2024-02-29"));
        assert_eq!(date("2023-04-12").days_until(date("2023-04-19")), 7);
    }

    #[test]
    fn a_day_begins_at_its_first_instant_in_the_zone() {
        let start = |zone: &str, day: &str| Zone::named(zone).expect("a zone").start_of(day.parse().expect("a date"));
        assert_eq!(start("Asia/Tokyo", "2023-04-19"), "2023-04-19T00:00:00+09:00");
        assert_eq!(start("America/Sao_Paulo", "2018-11-04"), "2018-11-04T01:00:00-02:00");
        assert_eq!(Zone::named("Mars/Olympus"), None);
    }
}
