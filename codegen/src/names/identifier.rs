//! Words in, identifiers out: styles, keywords, length, file stems. This module knows nothing of scopes or locks.

use heck::ToSnakeCase;

use crate::digest::sha256;

/// How an identifier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `send_message`
    Snake,
    /// `SendMessage`
    Camel,
}

/// The longest identifier without a prefix, in characters. A digest replaces the rest.
const LONGEST: usize = 80;
/// The longest identifier with a prefix, e.g. that of a nested type.
const LONGEST_NESTED: usize = 120;
/// Number of digits of the digest that a cut identifier ends in.
const CUT_DIGITS: usize = 8;

/// The longest file stem of an identifier that is accepted. A file name has 255 bytes at most, and that of an unfinished file is some
/// forty longer. The stem of an identifier that is cut, with a digest of 16 digits after it and words of two letters, is shorter.
const LONGEST_STEM: usize = 210;

impl Style {
    /// Joins `prefix` (an identifier of this style, or empty) and `words` into one identifier. `number` comes before a digit at the
    /// start.
    pub(super) fn join<W: AsRef<str>>(self, number: &str, prefix: &str, words: &[W]) -> String {
        let mut identifier = prefix.to_owned();
        for word in words {
            let word = word.as_ref();
            if identifier.is_empty() && word.starts_with(|first: char| first.is_ascii_digit()) {
                self.push(&mut identifier, number);
                identifier.push_str(word);
            } else {
                self.push(&mut identifier, word);
            }
        }
        identifier
    }

    fn push(self, identifier: &mut String, word: &str) {
        let is_digit = |character: char| character.is_ascii_digit();
        match self {
            Self::Snake if identifier.is_empty() => identifier.push_str(word),
            Self::Snake => {
                identifier.push('_');
                identifier.push_str(word);
            }
            Self::Camel => {
                // Keeps `4.1` and `41` apart. The lint on case accepts an underscore between digits.
                if identifier.ends_with(is_digit) && word.starts_with(is_digit) {
                    identifier.push('_');
                }
                let mut characters = word.chars();
                identifier.extend(characters.next().map(|first| first.to_ascii_uppercase()));
                identifier.push_str(characters.as_str());
            }
        }
    }

    /// Like [`Style::join`]. A name that is too long is cut between words and ends in a digest of `wire`.
    pub(super) fn join_bounded(self, number: &str, prefix: &str, words: &[String], wire: &str) -> String {
        let longest = if prefix.is_empty() { LONGEST } else { LONGEST_NESTED };
        let whole = self.join(number, prefix, words);
        if whole.len() <= longest {
            return whole;
        }
        let space = longest - CUT_DIGITS - 2;
        let mut cut = self.start(prefix, space).to_owned();
        let fitting = if cut == prefix { words } else { &[] };
        for word in fitting {
            let longer = self.join(number, &cut, &[word]);
            if longer.len() > space {
                break;
            }
            cut = longer;
        }
        if cut.is_empty() {
            cut = whole;
            cut.truncate(space);
        }
        self.join(number, cut.trim_end_matches('_'), &[digest(wire, CUT_DIGITS)])
    }

    /// The words at the start of `identifier` that take at most `space`; empty if the first one takes more.
    fn start(self, identifier: &str, space: usize) -> &str {
        if identifier.len() <= space {
            return identifier;
        }
        let begins_word = |at: &usize| match (self, identifier.as_bytes().get(*at)) {
            (Self::Snake, Some(byte)) => *byte == b'_',
            (Self::Camel, Some(byte)) => byte.is_ascii_uppercase() || *byte == b'_',
            (_, None) => false,
        };
        let end = (0..=space).rev().find(begins_word).unwrap_or_default();
        identifier.get(..end).unwrap_or_default()
    }

    /// The style that this one is not.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Snake => Self::Camel,
            Self::Camel => Self::Snake,
        }
    }

    /// Whether this style can produce `identifier`, so that lints accept it and files can have its name.
    pub(super) fn accepts(self, identifier: &str) -> bool {
        let bytes = identifier.as_bytes();
        let starts = match self {
            Self::Snake => bytes.first().is_some_and(u8::is_ascii_lowercase),
            Self::Camel => bytes.first().is_some_and(u8::is_ascii_uppercase),
        };
        let allowed = bytes.iter().enumerate().all(|(index, byte)| match (self, byte) {
            (Self::Snake, b'_') => bytes.get(index + 1).is_some_and(|next| *next != b'_'),
            (Self::Snake, _) => byte.is_ascii_lowercase() || byte.is_ascii_digit(),
            (Self::Camel, b'_') => {
                index > 0 && bytes[index - 1].is_ascii_digit() && bytes.get(index + 1).is_some_and(u8::is_ascii_digit)
            }
            (Self::Camel, _) => byte.is_ascii_alphanumeric(),
        });
        starts && allowed && stem(identifier).len() <= LONGEST_STEM
    }
}

/// `snake` in upper camel case.
pub(super) fn camel(snake: &str) -> String {
    let words: Vec<&str> = snake.strip_prefix("r#").unwrap_or(snake).split('_').collect();
    Style::Camel.join("", "", &words)
}

/// The word that tells colliding names apart if nothing readable does: `x` and the first `digits` hexadecimal digits of the SHA-256
/// of the wire spelling.
pub(super) fn digest(wire: &str, digits: usize) -> String {
    let mut word = format!("x{}", sha256(wire.as_bytes()));
    word.truncate(1 + digits);
    word
}

/// Keywords of edition 2024, strict and reserved, that can be raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers. No scope gives them as names.
pub(super) const NEVER: &[&str] = &["self", "Self", "super", "crate"];

/// The identifier as it is printed: a keyword becomes a raw identifier such as `r#type`.
pub(super) fn raw(identifier: &str) -> String {
    if KEYWORDS.contains(&identifier) { format!("r#{identifier}") } else { identifier.to_owned() }
}

/// Names of devices: Windows opens the device instead of a file or folder with that name.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt0",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether a name in lower case is one of a device.
pub(crate) fn is_device(name: &str) -> bool {
    DEVICES.contains(&name)
}

/// File stems with another meaning: to Rust, to clippy (a module inside a module of the same name), or among the crate's own modules.
const NO_STEMS: &[&str] =
    &["mod", "lib", "main", "models", "parts", "shared", "bodies", "responses", "payloads", "parameters", "requests"];

/// The file stem and private module of an item. It is lower case, so that stems differ on every file system, and never a keyword.
pub(super) fn stem(identifier: &str) -> String {
    let mut stem = identifier.to_snake_case();
    let words = [KEYWORDS, NEVER, NO_STEMS, DEVICES];
    if words.iter().any(|words| words.contains(&stem.as_str())) {
        stem.push('_');
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_one_and_can_be_raw() {
        for keyword in KEYWORDS {
            // `gen` is a keyword since edition 2024, which the parser leaves to the compiler.
            assert!(*keyword == "gen" || syn::parse_str::<syn::Ident>(keyword).is_err(), "{keyword}");
            assert!(syn::parse_str::<syn::Ident>(&raw(keyword)).is_ok(), "{keyword}");
        }
        for keyword in NEVER {
            assert!(syn::parse_str::<syn::Ident>(keyword).is_err(), "{keyword}");
        }
    }

    #[test]
    fn digits_stay_apart_and_never_lead() {
        assert_eq!(Style::Camel.join("value", "", &["4", "1"]), "Value4_1");
        assert_eq!(Style::Camel.join("n", "", &["403", "code"]), "N403Code");
        assert_eq!(Style::Snake.join("n", "", &["16x16"]), "n16x16");
        assert_eq!(Style::Snake.join("n", "send", &["1"]), "send_1");
    }

    #[test]
    fn long_names_are_cut_between_words() {
        let words: Vec<String> = std::iter::repeat_n("message".to_owned(), 40).collect();
        let cut = Style::Snake.join_bounded("n", "", &words, "wire");
        assert!(cut.len() <= LONGEST, "{cut}");
        assert_eq!(cut, format!("{}_{}", words[..8].join("_"), digest("wire", 8)));
        let prefix = format!("{}Operation", "Message".repeat(14));
        let cut = Style::Camel.join_bounded("n", &prefix, &["notification".to_owned(), "content".to_owned()], "wire");
        assert_eq!(cut, format!("{prefix}{}", digest("wire", 8).replacen('x', "X", 1)), "the word has no room");
        let cut = Style::Camel.join_bounded("n", &prefix.repeat(2), &["a".to_owned()], "wire");
        assert_eq!(cut, format!("{prefix}{}", digest("wire", 8).replacen('x', "X", 1)), "{cut}");
        // Of a name that is exactly as long as there is room, nothing is cut but what follows.
        let words = ["a".repeat(34), "b".repeat(35), "c".repeat(20)];
        let cut = Style::Snake.join_bounded("n", "", &words, "wire");
        assert_eq!(cut, format!("{}_{}_{}", words[0], words[1], digest("wire", 8)));
        let prefix = ["a".repeat(60), "b".repeat(80)].join("_");
        let cut = Style::Snake.join_bounded("n", &prefix, &["c".to_owned()], "wire");
        assert_eq!(cut, format!("{}_{}", "a".repeat(60), digest("wire", 8)));
        let word = "a".repeat(300);
        let cut = Style::Camel.join_bounded("n", "", std::slice::from_ref(&word), &word);
        assert_eq!(cut.len(), LONGEST - 1);
        assert!(Style::Camel.accepts(&cut));
    }

    #[test]
    fn devices_are_named_in_lower_case() {
        let names = ["con", "lpt9", "com10", "contacts", ""];
        assert_eq!(names.map(is_device), [true, true, false, false, false]);
    }

    #[test]
    fn stems_are_safe_on_every_system() {
        for (identifier, expected) in [
            ("Type", "type_"),
            ("Con", "con_"),
            ("Models", "models_"),
            ("SendMessage", "send_message"),
            ("V1_2", "v1_2"),
        ] {
            assert_eq!(stem(identifier), expected);
        }
    }

    #[test]
    fn styles_accept_what_the_lints_accept() {
        for good in ["a", "send_message", "n1", "a_1"] {
            assert!(Style::Snake.accepts(good), "{good}");
        }
        for bad in ["", "_", "_a", "a_", "a__b", "aB", "1a", "é", "r#type", "a b"] {
            assert!(!Style::Snake.accepts(bad), "{bad}");
        }
        for good in ["A", "SendMessage", "Value4_1", "FOO"] {
            assert!(Style::Camel.accepts(good), "{good}");
        }
        for bad in ["", "_", "a", "A_B", "A1_b", "A_", "Value4__1", "Ä"] {
            assert!(!Style::Camel.accepts(bad), "{bad}");
        }
    }

    #[test]
    fn names_that_are_too_long_for_a_file_are_not_accepted() {
        assert!(Style::Snake.accepts(&"a".repeat(LONGEST_STEM)));
        assert!(!Style::Snake.accepts(&"a".repeat(LONGEST_STEM + 1)));
        // A stem has an underscore before each word.
        assert!(Style::Camel.accepts(&"Ab".repeat(70)) && !Style::Camel.accepts(&"Ab".repeat(71)));
        for (style, prefix) in [(Style::Snake, "ab"), (Style::Camel, "Ab")] {
            let words = vec!["ab".to_owned(); 80];
            let cut = style.join_bounded("n", prefix, &words, "wire");
            let with_digest = style.join("n", &cut, &[digest("wire", 16)]);
            assert!(style.accepts(&with_digest), "{with_digest}");
        }
    }
}
