//! What the server does with a request, and what that permits. In: the seed, the call, the number of the attempt. Out: a fate.

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A response of status 200 with a body.
    Success,
    /// The same, byte by byte.
    Slow,
    /// The same, after a flood of interim responses.
    Flood,
    /// 429 with `Retry-After`.
    TooMany,
    /// 503 with `Retry-After`.
    Busy,
    /// 503 without it.
    Unavailable,
    /// 500.
    Broken,
    /// 400 with an error body.
    Refused,
    /// The connection is reset after the request was read.
    Reset,
    /// The connection is closed within the head of the response.
    HalfHead,
    /// The connection is closed within the body of the response.
    HalfBody,
    /// No response comes.
    Silence,
}

/// Each fate, its letter in the server's record, and how many of a hundred requests have it.
const FATES: [(Fate, char, u64); 12] = [
    (Fate::Success, 's', 38),
    (Fate::Slow, 'w', 5),
    (Fate::Flood, 'f', 4),
    (Fate::TooMany, 't', 12),
    (Fate::Busy, 'b', 8),
    (Fate::Unavailable, 'u', 6),
    (Fate::Broken, 'k', 6),
    (Fate::Refused, 'd', 4),
    (Fate::Reset, 'r', 6),
    (Fate::HalfHead, 'h', 4),
    (Fate::HalfBody, 'y', 5),
    (Fate::Silence, 'n', 2),
];

impl Fate {
    /// The fate of an attempt. The same seed decides the same.
    pub(crate) fn of(seed: u64, call: u64, attempt: usize) -> Self {
        let mut at = mixed(seed ^ mixed(call ^ mixed(attempt as u64))) % 100;
        for (fate, _, share) in FATES {
            if at < share {
                return fate;
            }
            at -= share;
        }
        Self::Success
    }

    /// The letter in the server's record.
    pub(crate) fn letter(self) -> char {
        FATES.iter().find(|(fate, ..)| *fate == self).map_or('?', |(_, letter, _)| *letter)
    }

    /// The fate of a letter.
    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        FATES.iter().find(|(_, known, _)| *known == letter).map(|(fate, ..)| *fate)
    }

    /// Whether the client has the whole response of a success.
    pub(crate) fn is_success(self) -> bool {
        matches!(self, Self::Success | Self::Slow | Self::Flood)
    }

    /// Whether a request that changes something each time may be sent again: the service says that it did nothing.
    pub(crate) fn did_nothing(self) -> bool {
        matches!(self, Self::TooMany | Self::Busy)
    }
}

/// Mixes a number (SplitMix64).
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fate_occurs_and_has_its_own_letter() {
        assert_eq!(FATES.iter().map(|(_, _, share)| share).sum::<u64>(), 100);
        for (fate, letter, _) in FATES {
            assert_eq!((Fate::of_letter(letter), fate.letter()), (Some(fate), letter));
            assert!((0..1000).any(|call| Fate::of(7, call, 0) == fate), "{fate:?}");
        }
    }
}
