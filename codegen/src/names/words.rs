//! A wire spelling in, its words out: ASCII, lower case, never empty. This module knows nothing of styles, scopes or locks.
//!
//! Identifiers are ASCII, so that lints on scripts and on confusable or uncommon characters stay silent. A Latin letter keeps its
//! base (`Curaçao` → `curacao`), a letter of another script is escaped (`日` → `u65e5`), and characters that an identifier cannot hold
//! separate words. Lost characters are kept aside to tell colliding names apart.

use heck::ToSnakeCase;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a wire spelling, and the characters that they lost.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelling {
    /// E.g. `send`, `to`, `all`.
    pub(super) words: Vec<String>,
    /// A word for each character that the words leave out, e.g. `dollar`.
    pub(super) lost: Vec<String>,
}

impl Spelling {
    /// Splits `wire` into words; there is at least one.
    pub(super) fn of(wire: &str) -> Self {
        let characters: Vec<char> = if wire.is_ascii() { wire.chars().collect() } else { wire.nfc().collect() };
        let mut text = String::new();
        let mut lost = Vec::new();
        let mut started = false;
        for (index, &character) in characters.iter().enumerate() {
            let next = characters.get(index + 1).copied();
            if character.is_ascii_alphanumeric() {
                text.push(character);
                started = true;
            } else if is_operator(character, next, started) {
                text.push(' ');
                text.push_str(symbol(character).unwrap_or_default());
                text.push(' ');
            } else if let Some(base) = base(character) {
                text.push_str(&base);
                lost.push(escape(character));
                started = true;
            } else if character.is_alphanumeric() {
                text.push(' ');
                text.push_str(&escape(character));
                text.push(' ');
                started = true;
            } else {
                if !matches!(character, '\'' | '’') {
                    text.push(' ');
                }
                let between = started && next.is_some_and(char::is_alphanumeric);
                lost.push(if character == '-' && between { "dash".to_owned() } else { spell(character) });
            }
        }
        let words = split(&text);
        if words.is_empty() {
            return Self { words: spell_out(&characters), lost: Vec::new() };
        }
        Self { words, lost }
    }

    /// The words of all `keys` in order. `[]` stands for a list's item and `{}` for a map's value.
    pub(super) fn of_path(keys: &[String]) -> Self {
        Self::of_keys(keys, Self::of)
    }

    /// The words of a table's column. `_x0020_` stands for the character with this code, and `OData__` for an underscore at the
    /// start: services whose names are XML names write both.
    pub(super) fn of_column(wire: &str) -> Self {
        let wire = if wire.starts_with("OData__") { &wire[6..] } else { wire };
        Self::of(&unescaped(wire))
    }

    /// The words of the keys from a table's row to a value.
    pub(super) fn of_columns(keys: &[String]) -> Self {
        Self::of_keys(keys, Self::of_column)
    }

    fn of_keys(keys: &[String], spell: fn(&str) -> Self) -> Self {
        let mut all = Self::default();
        for key in keys {
            match key.as_str() {
                "[]" => all.words.push("item".to_owned()),
                "{}" => all.words.push("value".to_owned()),
                key => all.append(spell(key)),
            }
        }
        all
    }

    /// Adds the words of `other` at the end.
    pub(super) fn append(&mut self, other: Self) {
        self.words.extend(other.words);
        self.lost.extend(other.lost);
    }
}

/// A name with the characters that stand in it as `_x0020_`.
fn unescaped(wire: &str) -> String {
    let mut text = String::new();
    let mut rest = wire;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        text.push_str(before);
        match character(escape) {
            Some(character) => {
                text.push(character);
                rest = &escape[7..];
            }
            None => {
                text.push_str("_x");
                rest = &escape[2..];
            }
        }
    }
    text + rest
}

/// The character of an escape, `_x` and four hexadecimal digits and `_`, at the start of a text.
fn character(escape: &str) -> Option<char> {
    let digits = escape.get(2..6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    escape[6..].starts_with('_').then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)).flatten()
}

/// Whether a symbol is a word even beside letters: a sign or a comparison has a meaning, a separator has none.
fn is_operator(character: char, next: Option<char>, started: bool) -> bool {
    match character {
        '+' => true,
        '<' | '>' | '=' => !started,
        '-' => !started && next.is_some_and(|next| next.is_ascii_digit()),
        _ => false,
    }
}

/// Splits ASCII text at characters that are neither letters nor digits, and at changes of case.
fn split(text: &str) -> Vec<String> {
    let snake = join_plurals(text).to_snake_case();
    snake.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Keeps the plural `s` of a run of capitals with it: `userIDs` is `user`, `ids`, not `user`, `i`, `ds`.
fn join_plurals(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut joined = text.to_owned().into_bytes();
    for end in 0..bytes.len() {
        let is_plural = bytes[end] == b's'
            && end >= 2
            && bytes[end - 1].is_ascii_uppercase()
            && bytes[end - 2].is_ascii_uppercase()
            && !bytes.get(end + 1).is_some_and(u8::is_ascii_lowercase);
        if is_plural {
            let mut at = end;
            while at > 0 && bytes[at - 1].is_ascii_uppercase() {
                joined[at] = bytes[at].to_ascii_lowercase();
                at -= 1;
            }
        }
    }
    joined.into_iter().map(char::from).collect()
}

/// The ASCII letters or digits that `character` is a variant of: `é`, `ﬁ`, `²`, `Ａ`.
fn base(character: char) -> Option<String> {
    let letters = match character {
        'ß' => "ss",
        'ẞ' => "Ss",
        'æ' => "ae",
        'Æ' => "Ae",
        'œ' => "oe",
        'Œ' => "Oe",
        'ø' => "o",
        'Ø' => "O",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ł' => "l",
        'Ł' => "L",
        'þ' => "th",
        'Þ' => "Th",
        'ı' => "i",
        _ => {
            let base: String = [character].into_iter().nfkd().filter(|part| !is_combining_mark(*part)).collect();
            let is_latin = !base.is_empty() && base.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return is_latin.then_some(base);
        }
    };
    Some(letters.to_owned())
}

/// The words of a name without letters or digits.
fn spell_out(characters: &[char]) -> Vec<String> {
    if characters.is_empty() {
        return vec!["empty".to_owned()];
    }
    characters.iter().copied().map(spell).collect()
}

fn spell(character: char) -> String {
    symbol(character).map_or_else(|| escape(character), str::to_owned)
}

fn escape(character: char) -> String {
    format!("u{:04x}", u32::from(character))
}

/// The word for an ASCII symbol.
fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        ' ' => "space",
        '!' => "bang",
        '"' => "quotes",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open",
        ')' => "close",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' | ']' => "bracket",
        '\\' => "backslash",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' | '}' => "brace",
        '|' => "pipe",
        '~' => "tilde",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Spelling;

    fn words(wire: &str) -> String {
        Spelling::of(wire).words.join(" ")
    }

    #[test]
    fn case_and_separators_split() {
        for (wire, expected) in [
            ("sendToAll", "send to all"),
            ("SendActions_v2", "send actions v2"),
            ("objectID", "object id"),
            ("userIDsFilter", "user ids filter"),
            ("URLs", "urls"),
            ("APIsettings", "ap isettings"),
            (
                "Request - PostCustomActionToAGroup[withProperties]",
                "request post custom action to a group with properties",
            ),
            ("__v", "v"),
            ("@odata.nextLink", "odata next link"),
            ("Didn't receive", "didnt receive"),
            ("4.1", "4 1"),
        ] {
            assert_eq!(words(wire), expected, "{wire}");
        }
    }

    #[test]
    fn symbols_are_words_where_nothing_else_is_or_where_they_count() {
        for (wire, expected) in [
            ("", "empty"),
            (" ", "space"),
            ("$", "dollar"),
            ("<=", "less equal"),
            (">5", "greater 5"),
            ("-1", "minus 1"),
            ("+1", "plus 1"),
            ("C++", "c plus plus"),
            ("List<Item>", "list item"),
            ("covid-19", "covid 19"),
            ("👍", "u1f44d"),
            ("👍 Like", "like"),
            ("\u{202e}evil\u{200b}", "evil"),
            ("\u{202e}", "u202e"),
        ] {
            assert_eq!(words(wire), expected, "{wire}");
        }
    }

    #[test]
    fn letters_are_reduced_to_their_base_or_escaped() {
        for (wire, expected) in [
            ("Curaçao", "curacao"),
            ("Cu\u{301}rac\u{327}ao", "curacao"),
            ("Straße", "strasse"),
            ("Brønnøysund", "bronnoysund"),
            ("CO₂", "co2"),
            ("日本", "u65e5 u672c"),
            ("Ελ", "u0395 u03bb"),
            ("идId", "u0438 u0434 id"),
        ] {
            assert_eq!(words(wire), expected, "{wire}");
        }
    }

    #[test]
    fn letters_that_unicode_does_not_decompose_have_a_base_too() {
        let bases: Vec<String> = "ß ẞ æ Æ œ Œ ø Ø đ ð Đ Ð ł Ł þ Þ ı".split(' ').map(words).collect();
        assert_eq!(bases.join(" "), "ss ss ae ae oe oe o o d d d d l l th th i");
    }

    #[test]
    fn each_symbol_has_its_word() {
        let symbols = (' '..='~').filter(|c| !c.is_ascii_alphanumeric());
        let spelled: Vec<String> = symbols.map(|symbol| words(&symbol.to_string())).collect();
        assert_eq!(
            spelled.join(" "),
            "space bang quotes hash dollar percent and apostrophe open close star plus comma minus dot slash colon semicolon less \
             equal greater question at bracket backslash bracket caret underscore backtick brace pipe brace tilde"
        );
    }

    #[test]
    fn columns_are_read_as_their_service_writes_them() {
        for (wire, expected) in [
            ("Room_x0020_Name", "room name"),
            ("Stra_x00df_e", "strasse"),
            ("_x0032_nd", "2nd"),
            ("a_x002e_b", "a b"),
            ("OData__ColorTag", "color tag"),
            ("{Link}", "link"),
            ("Status#Id", "status id"),
            ("max_x00", "max x00"),
            ("_x+020_", "x plus 020"),
            ("_xd800_a", "xd800 a"),
            ("_x00é1_", "x00e1"),
        ] {
            assert_eq!(Spelling::of_column(wire).words.join(" "), expected, "{wire}");
        }
    }

    #[test]
    fn lost_characters_are_kept() {
        assert_eq!(Spelling::of("$filter").lost, ["dollar"]);
        assert_eq!(Spelling::of("A-").lost, ["minus"]);
        assert_eq!(Spelling::of("a-b").lost, ["dash"]);
        assert_eq!(Spelling::of("Türkiye").lost, ["u00fc"]);
        assert!(Spelling::of("filter").lost.is_empty());
    }
}
