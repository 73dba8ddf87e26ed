//! How long a service asks to wait. In: headers of a response. Out: a duration, counted from now.

use crate::http::headers::Headers;
use azure_core::time::{OffsetDateTime, parse_rfc7231};
use std::time::Duration;

/// The wait that `Retry-After` asks for, in seconds or as a date. Azure's headers in milliseconds take precedence.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    let milliseconds =
        ["x-ms-retry-after-ms", "retry-after-ms"].iter().find_map(|name| headers.get(name)?.trim().parse().ok());
    milliseconds.map(Duration::from_millis).or_else(|| {
        let text = headers.get("retry-after")?.trim();
        match text.parse::<f64>() {
            Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
            Err(_) => {
                let wait = parse_rfc7231(text).ok()? - OffsetDateTime::now_utc();
                Some(wait.try_into().unwrap_or(Duration::ZERO))
            }
        }
    })
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
        assert!(far > Duration::from_secs(86_400));
        for nonsense in ["soon", "-1", "NaN", "1e300"] {
            assert_eq!(retry_after(&headers("Retry-After", nonsense)), None, "{nonsense}");
        }
    }
}
