//! Times of the command line.

use std::time::{Duration, SystemTime};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A time in RFC 3339.
pub(crate) fn print(time: SystemTime) -> String {
    OffsetDateTime::from(time).format(&Rfc3339).unwrap_or_else(|_| "out of range".to_owned())
}

/// The time that a text means: an age, a date, or a date and time.
pub(crate) fn parse(text: &str) -> Result<SystemTime, String> {
    age(text)
        .and_then(|age| SystemTime::now().checked_sub(age))
        .or_else(|| OffsetDateTime::parse(text, &Rfc3339).ok().map(SystemTime::from))
        .or_else(|| OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339).ok().map(SystemTime::from))
        .ok_or_else(|| {
            format!("`{}` is not a time: 2026-11-28, 2026-11-28T12:30:00Z, or an age such as 7d", text.escape_debug())
        })
}

fn age(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(seconds).map(Duration::from_secs)
}
