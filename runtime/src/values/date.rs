//! Dates and times: the service's text, with typed access if it is valid.

use super::wire_text::wire_text;
use azure_core::time::{OffsetDateTime, parse_rfc3339, to_rfc3339};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A point in time, as its text on the wire.
///
/// Services write times in many ways, so decoding keeps the text and never fails. Equality compares the text.
///
/// ```
/// use connector_runtime::DateTime;
/// let time = DateTime::from("2024-05-01T12:00:00Z");
/// assert!(time.to_system_time().is_some());
/// assert_eq!(DateTime::from("next Tuesday").to_system_time(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime(String);

wire_text!(DateTime);

impl DateTime {
    /// The point in time, if the text is RFC 3339. `None` for a time without an offset.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        parse_rfc3339(&self.0).ok().map(SystemTime::from)
    }
}

/// Writes RFC 3339 in UTC. RFC 3339 has the years 0 to 9999; others are clamped.
impl From<SystemTime> for DateTime {
    fn from(value: SystemTime) -> Self {
        const FIRST: i64 = -62_167_219_200;
        const LAST: i64 = 253_402_300_799;
        let (seconds, nanos) = match value.duration_since(UNIX_EPOCH) {
            Ok(after) => (whole_seconds(after), after.subsec_nanos()),
            Err(error) => {
                let before = error.duration();
                match before.subsec_nanos() {
                    0 => (-whole_seconds(before), 0),
                    nanos => (-whole_seconds(before) - 1, 1_000_000_000 - nanos),
                }
            }
        };
        let seconds = seconds.clamp(FIRST, LAST);
        let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Self(to_rfc3339(&time.replace_nanosecond(nanos).unwrap_or(time)))
    }
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A day, as its text on the wire. Decoding never fails. Equality compares the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Date(String);

wire_text!(Date);

impl Date {
    /// Year, month (1 to 12) and day (1 to 31), if the text begins with `YYYY-MM-DD` and the day exists.
    pub fn to_year_month_day(&self) -> Option<(i32, u8, u8)> {
        let day = self.0.get(..10)?;
        let date = parse_rfc3339(&format!("{day}T00:00:00Z")).ok()?.date();
        matches!(self.0.as_bytes().get(10), None | Some(b'T' | b't' | b' ')).then_some((
            date.year(),
            u8::from(date.month()),
            date.day(),
        ))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_its_offset() {
        let time = DateTime::from("1970-01-01T01:00:00.5+01:00").to_system_time().unwrap();
        assert_eq!(time, UNIX_EPOCH + Duration::from_millis(500));
    }

    #[test]
    fn a_time_without_an_offset_keeps_its_text_only() {
        let time = DateTime::from("2024-05-01T12:00:00");
        assert_eq!(time.as_str(), "2024-05-01T12:00:00");
        assert_eq!(time.to_system_time(), None);
    }

    #[test]
    fn a_system_time_is_written_in_utc() {
        assert_eq!(DateTime::from(UNIX_EPOCH + Duration::from_secs(86_400)).as_str(), "1970-01-02T00:00:00Z");
        assert_eq!(DateTime::from(UNIX_EPOCH - Duration::from_secs(86_400)).as_str(), "1969-12-31T00:00:00Z");
        assert_eq!(DateTime::from(UNIX_EPOCH - Duration::from_millis(500)).as_str(), "1969-12-31T23:59:59.5Z");
        assert_eq!(DateTime::from(UNIX_EPOCH - Duration::from_millis(2500)).as_str(), "1969-12-31T23:59:57.5Z");
    }

    #[test]
    fn dates_and_times_print_their_text() {
        let (day, time) = (Date::from("2024-02-29"), DateTime::from("soon"));
        assert_eq!(format!("{day} {time}"), "2024-02-29 soon");
    }

    #[test]
    fn a_time_beyond_the_format_is_its_first_or_last_one() {
        let early = UNIX_EPOCH - Duration::from_secs(900_000_000_000);
        assert_eq!(DateTime::from(early).as_str(), "0000-01-01T00:00:00Z");
        let far = UNIX_EPOCH + Duration::from_secs(900_000_000_000);
        assert_eq!(DateTime::from(far).as_str(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn a_date_gives_its_parts_where_that_day_exists() {
        assert_eq!(Date::from("2024-02-29").to_year_month_day(), Some((2024, 2, 29)));
        assert_eq!(Date::from("2024-02-29T10:00:00").to_year_month_day(), Some((2024, 2, 29)));
        assert_eq!(Date::from("2023-02-29").to_year_month_day(), None);
        assert_eq!(Date::from("29.2.2024").to_year_month_day(), None);
    }
}
