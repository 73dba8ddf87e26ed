//! Empty values that services send in place of a value that they do not have. In: the source of a value. Out: whether it
//! stands for a missing value of a type.

/// The empty values that stand for a missing value of one type. Serializers of dynamic languages write an object without
/// members as `[]`, a missing number as `""`, and a missing list as `{}` or `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIns(u8);

impl StandIns {
    const STRING: u8 = 1;
    const LIST: u8 = 2;
    const OBJECT: u8 = 4;
    const FALSE: u8 = 8;

    /// None: each value is read as a value of the type.
    pub(crate) const NONE: Self = Self(0);
    /// Those of a number.
    pub(crate) const OF_NUMBER: Self = Self(Self::STRING | Self::LIST | Self::OBJECT | Self::FALSE);
    /// Those of a boolean.
    pub(crate) const OF_BOOLEAN: Self = Self(Self::STRING | Self::LIST | Self::OBJECT);
    /// Those of an object: a model or a map.
    pub const OF_OBJECT: Self = Self(Self::STRING | Self::LIST | Self::FALSE);

    /// Those of a list. Its items have the stand-ins `items`: a `false` may be the only item of a list of booleans.
    pub(crate) const fn of_list(items: Self) -> Self {
        match items.0 {
            of_boolean if of_boolean == Self::OF_BOOLEAN.0 => Self(Self::STRING | Self::OBJECT),
            _ => Self(Self::STRING | Self::OBJECT | Self::FALSE),
        }
    }

    /// Whether a value that begins with this byte can be in the set.
    #[inline]
    pub(super) fn begins_with(self, byte: Option<u8>) -> bool {
        let kind = match byte {
            Some(b'"') => Self::STRING,
            Some(b'[') => Self::LIST,
            Some(b'{') => Self::OBJECT,
            Some(b'f') => Self::FALSE,
            _ => 0,
        };
        self.0 & kind != 0
    }

    /// Whether text that begins with a byte of the set begins with an empty value.
    pub(super) fn holds(self, text: &str) -> bool {
        let closes = |end: char| text[1..].trim_start_matches([' ', '\n', '\r', '\t']).starts_with(end);
        match text.as_bytes().first() {
            Some(b'"') => text.starts_with("\"\""),
            Some(b'[') => closes(']'),
            Some(b'{') => closes('}'),
            _ => text.starts_with("false"),
        }
    }
}

/// Whether the whole text is null, or an empty value that can stand for a missing one.
pub(crate) fn is_no_value(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_empty = |open, close| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner: &str| inner.trim().is_empty())
    };
    matches!(text, "null" | "false" | "\"\"") || is_empty('[', ']') || is_empty('{', '}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_of_any_other_type_stands_for_a_missing_one() {
        let texts = [r#""""#, "[ ]", "{}", "false"];
        for (set, expected) in [
            (StandIns::NONE, [false; 4]),
            (StandIns::OF_NUMBER, [true; 4]),
            (StandIns::OF_BOOLEAN, [true, true, true, false]),
            (StandIns::OF_OBJECT, [true, true, false, true]),
            (StandIns::of_list(StandIns::OF_NUMBER), [true, false, true, true]),
            (StandIns::of_list(StandIns::OF_BOOLEAN), [true, false, true, false]),
        ] {
            let found = texts.map(|text| set.begins_with(text.bytes().next()) && set.holds(text));
            assert_eq!(found, expected, "{set:?}");
        }
        assert!([r#""a""#, "[1]", r#"{"a": 1}"#].iter().all(|text| !StandIns::OF_NUMBER.holds(text)));
    }
}
