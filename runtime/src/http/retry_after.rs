//! How long a service asks to wait. In: headers of a response. Out: a duration, counted from now, of at most a year.

use crate::http::headers::Headers;
use azure_core::time::{OffsetDateTime, parse_rfc7231};
use std::time::Duration;

/// The longest wait. A caller can compute with it: no clock has room for every number that a service may send.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// The wait that `Retry-After` asks for, in seconds or as a date. Azure's headers in milliseconds take precedence. A longer
/// wait than [`LONGEST`] is that one.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    let milliseconds = ["x-ms-retry-after-ms", "retry-after-ms"].iter().find_map(|name| number(headers.get(name)?));
    if let Some(milliseconds) = milliseconds {
        return Some(of_seconds(milliseconds / 1000.0));
    }
    let text = headers.get("retry-after")?;
    number(text).map(of_seconds).or_else(|| {
        let wait = parse_rfc7231(text.trim()).ok()? - OffsetDateTime::now_utc();
        Some(Duration::try_from(wait).unwrap_or(Duration::ZERO).min(LONGEST))
    })
}

/// A number that is not negative. It may be too large for its type: then it is infinite.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    text.starts_with(|first: char| first.is_ascii_digit() || first == '.').then(|| text.parse().ok())?
}

fn of_seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).map_or(LONGEST, |wait| wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> Headers {
        Headers::from_iter([(name, value)])
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after(&headers("Retry-After", "7")), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&headers("x-ms-retry-after-ms", "70")), Some(Duration::from_millis(70)));
        assert_eq!(retry_after(&headers("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")), Some(Duration::ZERO));
        let far = retry_after(&headers("Retry-After", "Fri, 06 Nov 2099 08:49:37 GMT")).unwrap();
        assert_eq!(far, Duration::from_secs(31_536_000));
        for nonsense in ["soon", "-1", "-1e400", "NaN", "inf", "infinity", "", "7 s"] {
            assert_eq!(retry_after(&headers("Retry-After", nonsense)), None, "{nonsense}");
            assert_eq!(retry_after(&headers("retry-after-ms", nonsense)), None, "{nonsense}");
        }
    }

    #[test]
    fn no_wait_is_longer_than_a_year() {
        for name in ["Retry-After", "retry-after-ms", "x-ms-retry-after-ms"] {
            for huge in ["18446744073709551615", "9000000000000000000", "1e300", "1e400"] {
                assert_eq!(retry_after(&headers(name, huge)), Some(LONGEST), "{name}: {huge}");
            }
            assert!(retry_after(&headers(name, "31536001000")).is_some_and(|wait| wait == LONGEST), "{name}");
        }
    }
}
