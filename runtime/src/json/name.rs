//! Which keys are names. In: a key of an object, or a segment of a path. Out: whether it may be a name of a definition, which an error
//! prints, or is data, which it does not.

/// How many digits in a row a name has at most, and how many of hexadecimal if a digit is among them.
const MAX_DIGITS: usize = 4;
const MAX_HEXADECIMAL: usize = 7;

/// Whether a key or a segment of a path may be a name of a definition. A name has letters, digits, `_`, `-`, `.` and `$`, up to four
/// digits in a row, and no eight hexadecimal ones with a digit among them. An `@` begins an annotation: `@odata.type`,
/// `size@odata.type`.
pub(crate) fn is_name(key: &[u8]) -> bool {
    let is_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_-.$@".contains(byte);
    let is_annotation = |at: usize| {
        let rest = key[at + 1..].to_ascii_lowercase();
        at == 0 || rest.starts_with(b"odata.") || rest.starts_with(b"microsoft.")
    };
    key.iter().all(is_in_name) && key.iter().position(|byte| *byte == b'@').is_none_or(is_annotation) && !is_id(key)
}

/// Whether a text has more digits in a row than a name has.
pub(crate) fn is_id(text: &[u8]) -> bool {
    let is_hexadecimal = |run: &[u8]| run.len() > MAX_HEXADECIMAL && run.iter().any(u8::is_ascii_digit);
    text.split(|byte| !byte.is_ascii_digit()).any(|run| run.len() > MAX_DIGITS)
        || text.split(|byte| !byte.is_ascii_hexdigit()).any(is_hexadecimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_name_unless_no_definition_has_it() {
        for name in [
            "name",
            "@odata.type",
            "size@odata.type",
            "$filter",
            "a.b-c_d",
            "address1_city",
            "facade1",
            "größe",
            "Field_x0020_",
            "",
        ] {
            assert!(is_name(name.as_bytes()), "{name}");
        }
        for data in [
            "ada@contoso.com",
            "two words",
            "p12345",
            "facade12",
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "a/b",
            "+49",
            "a=b",
        ] {
            assert!(!is_name(data.as_bytes()), "{data}");
        }
    }
}
