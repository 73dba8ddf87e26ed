//! Times as the stores keep them: microseconds since 1970, in UTC.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A time as stored. Finer parts of a [`SystemTime`] are cut off.
pub(crate) fn micros(time: SystemTime) -> i64 {
    let whole = |duration: Duration| i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => whole(since),
        Err(error) => -whole(error.duration()),
    }
}

/// The time that is stored as `micros`.
pub(crate) fn system_time(micros: i64) -> SystemTime {
    let distance = Duration::from_micros(micros.unsigned_abs());
    let time = if micros < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    time.unwrap_or(UNIX_EPOCH)
}

/// `duration` after `micros`, at most the last time that can be stored.
pub(crate) fn later(micros: i64, duration: Duration) -> i64 {
    micros.saturating_add(whole_micros(duration))
}

/// A duration as stored, at most a hundred years, so that a database can add it to a time.
pub(crate) fn whole_micros(duration: Duration) -> i64 {
    const LONGEST: i64 = 100 * 366 * 86_400 * 1_000_000;
    i64::try_from(duration.as_micros()).map_or(LONGEST, |micros| micros.min(LONGEST))
}

/// The clock of an inbox: the system's, or one that a test sets.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(crate) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time now, as stored.
    pub(crate) fn now(&self) -> i64 {
        micros((self.0)())
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_at_most_a_hundred_years() {
        let year = Duration::from_secs(366 * 86_400);
        let [most, more] = [100, 200].map(|years| whole_micros(year * years));
        assert_eq!((most, more), (100 * 366 * 86_400 * 1_000_000, most));
        assert_eq!(whole_micros(Duration::MAX), most);
        assert_eq!(whole_micros(year), most / 100);
    }
}
