//! Escapes in texts. In: bytes of a text. Out: the character that an escape at their start stands for, whoever wrote it: a URL,
//! JSON, a programming language, HTML.

/// Stands for a character that HTML has a name for, and [`ENTITIES`] has not.
pub(crate) const UNKNOWN: char = '\u{1a}';

/// Stands for what someone cut off a text.
pub(crate) const CUT: char = '…';

/// The most characters of an entity, with zeros before its number.
const MOST_OF_ENTITY: usize = 24;

/// The most characters of an escape that is cut.
const MOST_OF_CUT_ESCAPE: usize = 8;

/// Names of HTML in lower case. Letters with a mark are in [`MARKS`].
const ENTITIES: [(&str, char); 93] = [
    ("aelig", 'æ'),
    ("alpha", 'α'),
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bdquo", '"'),
    ("beta", 'β'),
    ("bsol", '\\'),
    ("bull", '•'),
    ("cent", '¢'),
    ("chi", 'χ'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("copy", '©'),
    ("deg", '°'),
    ("delta", 'δ'),
    ("dollar", '$'),
    ("dstrok", 'đ'),
    ("emsp", ' '),
    ("ensp", ' '),
    ("epsilon", 'ε'),
    ("equals", '='),
    ("eta", 'η'),
    ("eth", 'ð'),
    ("euro", '€'),
    ("excl", '!'),
    ("gamma", 'γ'),
    ("grave", '`'),
    ("gt", '>'),
    ("hat", '^'),
    ("hellip", CUT),
    ("hyphen", '‐'),
    ("inodot", 'ı'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("laquo", '«'),
    ("lbrace", '{'),
    ("lbrack", '['),
    ("lcub", '{'),
    ("ldquo", '"'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lsquo", '\''),
    ("lstrok", 'ł'),
    ("lt", '<'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("mu", 'μ'),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("newline", '\n'),
    ("nu", 'ν'),
    ("num", '#'),
    ("oelig", 'œ'),
    ("omega", 'ω'),
    ("omicron", 'ο'),
    ("oslash", 'ø'),
    ("para", '¶'),
    ("percnt", '%'),
    ("period", '.'),
    ("phi", 'φ'),
    ("pi", 'π'),
    ("plus", '+'),
    ("pound", '£'),
    ("psi", 'ψ'),
    ("quest", '?'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rbrace", '}'),
    ("rbrack", ']'),
    ("rcub", '}'),
    ("rdquo", '"'),
    ("reg", '®'),
    ("rho", 'ρ'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("rsquo", '\''),
    ("sect", '§'),
    ("semi", ';'),
    ("sigma", 'σ'),
    ("sol", '/'),
    ("szlig", 'ß'),
    ("tab", '\t'),
    ("tau", 'τ'),
    ("theta", 'θ'),
    ("thorn", 'þ'),
    ("verbar", '|'),
    ("xi", 'ξ'),
    ("zeta", 'ζ'),
];

/// Marks that HTML writes behind a letter: `&ouml;`.
const MARKS: [&str; 13] =
    ["acute", "breve", "caron", "cedil", "circ", "dblac", "dot", "grave", "macr", "ogon", "ring", "tilde", "uml"];

/// Entities that HTML also reads where no `;` follows.
const WITHOUT_END: [&str; 5] = ["amp", "gt", "lt", "nbsp", "quot"];

/// What an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// A byte of UTF-8, or of an older charset.
    Byte(u8),
    Char(char),
    /// A part of an escape, where someone cut the text.
    Nothing,
}

impl Read {
    /// The bytes of the character.
    pub(crate) fn bytes(self) -> impl Iterator<Item = u8> {
        let mut bytes = [0; 4];
        let length = match self {
            Self::Byte(byte) => {
                bytes[0] = byte;
                1
            }
            Self::Char(c) => c.encode_utf8(&mut bytes).len(),
            Self::Nothing => 0,
        };
        bytes.into_iter().take(length)
    }
}

/// Reads the escape at the start of a text: its length and what it stands for. `None` if there is none. An escape that is escaped
/// again in the same way counts as one.
pub(crate) fn read(text: &[u8]) -> Option<(usize, Read)> {
    let read = match text {
        [b'%', ..] => percent(text),
        [b'\\', ..] => backslash(text),
        [b'&', ..] => entity(text),
        _ => return read_cut(text),
    };
    read.or_else(|| part_before_cut(text).map(|length| (length, Read::Nothing)))
}

/// As [`read`], but an escape that is escaped again counts by itself, and a part of one before a cut is no escape. So a text that begins
/// behind a mark such as `\` is whole at one depth, whatever it begins with.
pub(crate) fn read_once(text: &[u8]) -> Option<(usize, Read)> {
    match text {
        [b'%', b'2', b'5', ..] => Some((3, Read::Byte(b'%'))),
        [b'%', ..] => percent(text),
        [b'\\', b'\\', ..] => Some((2, Read::Byte(b'\\'))),
        [b'\\', ..] => backslash(text),
        [b'&', b'a', b'm', b'p', b';', ..] => Some((5, Read::Byte(b'&'))),
        [b'&', ..] => entity(text),
        _ => read_cut(text),
    }
}

/// Reads the mark that a text of ASCII has where it was cut.
pub(crate) fn read_cut(text: &[u8]) -> Option<(usize, Read)> {
    mark_of_cut(text).map(|length| (length, Read::Char(CUT)))
}

/// `%41`, `%252541`, `%u0041`.
fn percent(text: &[u8]) -> Option<(usize, Read)> {
    let is_hex = |at: usize| text.get(at..at + 2).and_then(hex).is_some();
    let mut at = 1;
    while text.get(at..at + 2) == Some(b"25") && is_hex(at + 2) {
        at += 2;
    }
    if text.get(at) == Some(&b'u') {
        return Some((at + 5, Read::Char(char::from_u32(hex(text.get(at + 1..at + 5)?)?)?)));
    }
    Some((at + 2, Read::Byte(u8::try_from(hex(text.get(at..at + 2)?)?).ok()?)))
}

/// `\"`, `\n`, `\b`, `\u0041`, `\u{41}`, `\U00000041`, `\x41`, `\x{41}`, `\101`, after any number of backslashes.
fn backslash(text: &[u8]) -> Option<(usize, Read)> {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    let read = match &text[slashes..] {
        [b'u' | b'x', b'{', rest @ ..] => in_braces(rest),
        [b'U', rest @ ..] => rest.get(..8).and_then(hex).and_then(char::from_u32).map(|c| (9, Read::Char(c))),
        [b'u', rest @ ..] => unit(rest, slashes),
        [b'x', high, low, ..] => hex(&[*high, *low]).and_then(byte).map(|read| (3, read)),
        [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] => {
            // A digit ends with the three bits of its value.
            Some((3, Read::Byte((a & 7) << 6 | (b & 7) << 3 | (c & 7))))
        }
        [b'n' | b'r' | b't' | b'f' | b'v', ..] => Some((1, Read::Char('\n'))),
        // None of these is seen, so each may stand for the others.
        [b'b' | b'a' | b'e' | b'0', ..] => Some((1, Read::Char('\u{8}'))),
        [c @ (b'"' | b'/' | b'\''), ..] => Some((1, Read::Byte(*c))),
        _ => None,
    };
    match read {
        Some((length, read)) => Some((slashes + length, read)),
        None => (slashes > 1).then_some((slashes, Read::Byte(b'\\'))),
    }
}

fn in_braces(text: &[u8]) -> Option<(usize, Read)> {
    let length = text.iter().take(MOST_OF_ENTITY).position(|byte| *byte == b'}')?;
    Some((length + 3, Read::Char(char::from_u32(hex(&text[..length])?)?)))
}

/// A unit of UTF-16, or the pair of two. The second has as many backslashes as the first.
fn unit(text: &[u8], slashes: usize) -> Option<(usize, Read)> {
    let first = hex(text.get(..4)?)?;
    if let Some(c) = char::from_u32(first) {
        return Some((5, Read::Char(c)));
    }
    let is_escaped =
        |text: &[u8]| text.iter().take(slashes).all(|byte| *byte == b'\\') && text.get(slashes) == Some(&b'u');
    let second = text.get(4..).filter(|rest| is_escaped(rest))?;
    let second = hex(second.get(slashes + 1..slashes + 5)?)?;
    let c = 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
    Some((slashes + 10, Read::Char(char::from_u32(c)?)))
}

/// `&lt;`, `&#60;`, `&#x3c`, `&ouml;`, `&amp;amp;lt;`.
fn entity(text: &[u8]) -> Option<(usize, Read)> {
    let mut start = 1;
    while text[start..].starts_with(b"amp;") {
        start += 4;
    }
    let read = match &text[start..] {
        [b'#', b'x' | b'X', rest @ ..] => number(rest, 16).map(|(length, read)| (length + 2, read)),
        [b'#', rest @ ..] => number(rest, 10).map(|(length, read)| (length + 1, read)),
        rest => named(rest),
    };
    match read {
        Some((length, read)) => {
            let end = start + length;
            Some((end + usize::from(text.get(end) == Some(&b';')), read))
        }
        None => (start > 1).then_some((start, Read::Byte(b'&'))),
    }
}

fn number(text: &[u8], radix: u32) -> Option<(usize, Read)> {
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let length = text.iter().take(MOST_OF_ENTITY).take_while(is_digit).count();
    let digits = std::str::from_utf8(&text[..length]).ok()?;
    Some((length, Read::Char(char::from_u32(u32::from_str_radix(digits, radix).ok()?)?)))
}

fn named(text: &[u8]) -> Option<(usize, Read)> {
    let length = text.iter().take(MOST_OF_ENTITY).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = std::str::from_utf8(&text[..length]).ok()?.to_ascii_lowercase();
    match text.get(length) {
        Some(b';') if length > 1 => Some((length, Read::Char(known(&name).unwrap_or(UNKNOWN)))),
        // The name and the value of a parameter.
        Some(b'=') => None,
        _ => {
            let is_read = |name: &&str| WITHOUT_END.contains(name) || marked(name).is_some();
            let name = (2..=length).rev().filter_map(|end| name.get(..end)).find(is_read)?;
            Some((name.len(), Read::Char(known(name)?)))
        }
    }
}

fn known(name: &str) -> Option<char> {
    let found = ENTITIES.iter().find(|(other, _)| *other == name).map(|(_, c)| *c);
    found.or_else(|| marked(name))
}

/// The letter of a name such as `ouml`, without its mark: what compares texts leaves marks out.
fn marked(name: &str) -> Option<char> {
    let letter = name.chars().next().filter(char::is_ascii_lowercase)?;
    MARKS.contains(&&name[1..]).then_some(letter)
}

/// The length of the mark that a text of ASCII has where it was cut.
fn mark_of_cut(text: &[u8]) -> Option<usize> {
    let run = |of: u8| text.iter().take_while(|byte| **byte == of).count();
    match text {
        [b'.', b'.', b'.', ..] => Some(run(b'.')),
        [b'*', b'*', b'*', ..] => Some(run(b'*')),
        [b' ', rest @ ..] => bracketed(rest).map(|length| length + 1),
        _ => bracketed(text),
    }
}

/// `[truncated]`, `(...)`, `<cut>`, `[truncated 53 chars]`, `(and 12 more)`.
fn bracketed(text: &[u8]) -> Option<usize> {
    /// Longer ones say something else.
    const MAX: usize = 48;
    const MARKS: [&str; 9] = ["truncated", "...", "…", "cut", "snip", "snipped", "omitted", "more", "elided"];
    const OTHERS: [&str; 8] = ["and", "of", "char", "chars", "characters", "byte", "bytes", "length"];
    let [b'[' | b'(' | b'<' | b'{', rest @ ..] = text else { return None };
    let length = rest.iter().take(MAX).position(|byte| matches!(byte, b']' | b')' | b'>' | b'}'))?;
    let inner = std::str::from_utf8(&rest[..length]).ok()?.to_ascii_lowercase();
    let (mut words, mut is_cut) = (inner.split_ascii_whitespace(), false);
    let is_known = words.all(|word| {
        is_cut |= MARKS.contains(&word);
        is_cut && MARKS.contains(&word)
            || OTHERS.contains(&word)
            || word.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit())
    });
    (is_known && is_cut).then_some(length + 2)
}

/// The length of the part of an escape before the mark of a cut.
fn part_before_cut(text: &[u8]) -> Option<usize> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"#{\\".contains(byte);
    let length = 1 + text.iter().skip(1).take(MOST_OF_CUT_ESCAPE).take_while(is_part).count();
    let rest = &text[length..];
    (rest.starts_with(CUT.encode_utf8(&mut [0; 4]).as_bytes()) || mark_of_cut(rest).is_some()).then_some(length)
}

fn byte(number: u32) -> Option<Read> {
    u8::try_from(number).ok().map(Read::Byte)
}

fn hex(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text without its escapes, once.
    fn undone(text: &str) -> String {
        let (mut out, mut rest) = (Vec::new(), text.as_bytes());
        while let Some((first, after)) = rest.split_first() {
            match read(rest) {
                Some((length, read)) => {
                    out.extend(read.bytes());
                    rest = &rest[length..];
                }
                None => {
                    out.push(*first);
                    rest = after;
                }
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn an_escape_stands_for_its_character() {
        for (text, expected) in [
            ("%41%2541%25252541%u00e9", "AAAé"),
            ("%zz %4 % %255z", "%zz %4 % %5z"),
            (r#"\"\/\'\\\""#, r#""/'""#),
            (r"\n\\n\t\f\v", "\n\n\n\n\n"),
            (r"\b\a\e\0\\b\08 \7", "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}8 \\7"),
            (r"\u00e9\u{e9}\U \x41\101\ud83d\ude00\\ud83d\\ude00", r"éé\U AA😀😀"),
            (r"\ud83d \u12 \u{} \u{110000} \8 \\8", r"\ud83d \u12 \u{} \u{110000} \8 \8"),
            ("&lt;&LT;&#60;&#x3C;&#x0003c;&#00060;&lt &#60 &amp;lt;&amp;amp;lt;", "<<<<<<< < <<"),
            ("M&ouml;ller M&ouml M&uumlller &Oslash;&Alpha;&euro;", "Moller Mo Muller øα€"),
            ("&whatever; &; &a; &amount &amp=1 a&b", "\u{1a} &; &a; &amount &amp=1 a&b"),
            ("a... a***** a[truncated] a (Truncated) a[…] a.. a**", "a… a… a… a… a… a.. a**"),
            (r"\ud83d-ude00", r"\ud83d-ude00"),
            ("a[completed] a[truncated a...] b", "a[completed] a[truncated a…] b"),
            ("a[truncated 53 chars] a (and 12 more) a [+7 more bytes] a<omitted>", "a… a… a… a…"),
            (
                "a (12) a (and 12) a [no more] a (more or less) a (of 12 bytes)",
                "a (12) a (and 12) a [no more] a (more or less) a (of 12 bytes)",
            ),
            ("a%2... a\\u00… a&ou… a% b", "a… a… a… a% b"),
        ] {
            assert_eq!(undone(text), expected, "{text}");
        }
    }
}
