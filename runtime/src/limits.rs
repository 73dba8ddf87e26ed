//! How long a call may take, how often it is sent, and how large its response may be. In: a client's options and a
//! call's own. Out: the limits of one call, which travel in its `HttpRequest`. Also how long a text in an error may be.

use std::time::Duration;

/// The maximum length of each text in an error, in characters. Such a text may come from a service, a library or a caller.
pub(crate) const MAX_TEXT: usize = 500;

/// A text as one line of at most `max` characters, without characters that control a terminal or change the direction of
/// text. A longer one is cut and ends with `…`.
pub(crate) fn line(text: &str, max: usize) -> String {
    one_line(text, max, |_| false)
}

/// As [`line`], for a text in which values are searched before it is printed: with what may be a byte of UTF-8 that was read as Latin-1.
pub(crate) fn line_to_search(text: &str, max: usize) -> String {
    one_line(text, max, |c| matches!(c, '\u{80}'..='\u{a0}'))
}

fn one_line(text: &str, max: usize, is_kept: fn(char) -> bool) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let (mut out, mut length, mut is_apart) = (String::new(), 0, false);
    for c in text.chars() {
        if c.is_whitespace() && !is_kept(c) {
            is_apart = length > 0;
            continue;
        }
        if steers(c) && !is_kept(c) {
            continue;
        }
        length += 1 + usize::from(is_apart);
        if length > max {
            out.push('…');
            break;
        }
        if std::mem::take(&mut is_apart) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// The limits of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Time limit of one attempt.
    pub(crate) timeout: Option<Duration>,
    /// Time limit of all attempts and the waits between them.
    pub(crate) time_limit: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_retry_delay: Duration,
    /// No further attempt begins after this time.
    pub(crate) retry_time_limit: Duration,
    /// Maximum length of a response body, in bytes.
    pub(crate) max_body: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: None,
            time_limit: None,
            max_retries: 3,
            max_retry_delay: Duration::from_secs(60),
            retry_time_limit: Duration::from_secs(180),
            max_body: 100 << 20,
        }
    }
}

/// The limits that a call sets itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallLimits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) time_limit: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) max_retry_delay: Option<Duration>,
    pub(crate) retry_time_limit: Option<Duration>,
    pub(crate) max_body: Option<u64>,
}

impl CallLimits {
    /// The call's own limits, completed by the client's.
    pub(crate) fn over(self, client: Limits) -> Limits {
        Limits {
            timeout: self.timeout.or(client.timeout),
            time_limit: self.time_limit.or(client.time_limit),
            max_retries: self.max_retries.unwrap_or(client.max_retries),
            max_retry_delay: self.max_retry_delay.unwrap_or(client.max_retry_delay),
            retry_time_limit: self.retry_time_limit.unwrap_or(client.retry_time_limit),
            max_body: self.max_body.unwrap_or(client.max_body),
        }
    }
}

/// How many calls a service accepts in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    calls: u32,
    period: Duration,
}

impl RateLimit {
    /// At most `calls` calls in any period of `seconds` seconds. Zero calls mean no limit.
    pub const fn new(calls: u32, seconds: u64) -> Self {
        Self { calls, period: Duration::from_secs(seconds) }
    }

    /// The number of calls.
    pub const fn calls(&self) -> u32 {
        self.calls
    }

    /// The period.
    pub const fn period(&self) -> Duration {
        self.period
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_without_what_steers_a_terminal() {
        for (text, expected) in [
            ("  one\r\n\t two\u{2028}three ", "one two three"),
            ("a\u{7}b\u{1b}[31m", "ab[31m"),
            ("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e", "abcde"),
        ] {
            assert_eq!(line(text, 100), expected, "{text:?}");
        }
    }

    #[test]
    fn what_may_be_a_byte_of_utf_8_is_kept_for_a_search() {
        let text = " Ã\u{8d} \u{a0}\u{7}\u{202e}Å\u{85}  b ";
        assert_eq!(line_to_search(text, 100), "Ã\u{8d} \u{a0}Å\u{85} b");
        assert_eq!(line(text, 100), "Ã Å b");
    }

    #[test]
    fn the_spaces_of_a_text_count_where_it_is_cut() {
        assert_eq!(line("ab c  d ", 6), "ab c d");
        assert_eq!(line("ab c  de", 6), "ab c d…");
        assert_eq!(line("ab c  de", 5), "ab c…");
    }
}
