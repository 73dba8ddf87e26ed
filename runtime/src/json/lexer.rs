//! Tokens of JSON text, each read once. In: text. Out: keys, strings and numbers as written, or the fact that the text
//! is not JSON.
//!
//! The lexer is our own because no library offers all that decoding needs: the exact source of a number; lone
//! surrogates, which are not an error; a look at the next byte before the type is chosen; values of any depth skipped
//! without recursion; and no generic implementation for each model, which serde's visitors require.
//!
//! serde_json explains why text is not JSON, with line and column ([`super::decode::read`]). `codegen/agreement.rs`
//! tests that both accept the same texts.

use std::borrow::Cow;

/// The text is not JSON.
#[derive(Debug)]
pub(super) struct NotJson;

/// A position in JSON text. Between calls it is behind a token.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Set once the text turned out not to be JSON: nothing more can be read.
    broken: bool,
    /// The open brackets in [`skip`](Self::skip). Kept to reuse the memory.
    nesting: Vec<u8>,
    /// The lists and objects that [`skip_once`](Self::skip_once) went through, in the order of the text.
    skipped: Vec<Nested>,
    /// The open ones of them.
    open: Vec<usize>,
}

/// A list or an object in the text.
struct Nested {
    start: usize,
    end: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, broken: false, nesting: Vec::new(), skipped: Vec::new(), open: Vec::new() }
    }

    /// The first byte of the next token.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            // Most tokens follow one another without a space.
            if byte > b' ' || !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// The current position.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Moves to the position of a token.
    pub(super) fn go_to(&mut self, position: usize) {
        self.at = position;
    }

    /// The text from the current position on.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text from a position to the current one.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    fn broken<T>(&mut self) -> Result<T, NotJson> {
        self.broken = true;
        Err(NotJson)
    }

    /// Takes the byte that begins the next token.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> Result<(), NotJson> {
        if self.peek() != Some(byte) {
            return self.broken();
        }
        self.at += 1;
        Ok(())
    }

    /// Moves to the next item of a list whose opening bracket was taken. Takes the closing bracket and returns `false`
    /// at the end.
    #[inline]
    pub(super) fn next_item(&mut self, is_first: &mut bool) -> Result<bool, NotJson> {
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            self.take(b',')?;
            // After a comma, a bracket is not a value, so reading the item fails.
        }
        Ok(true)
    }

    /// Takes the next key of an object whose opening brace was taken, and its colon. Takes the closing brace and
    /// returns `None` at the end.
    #[inline]
    pub(super) fn next_key(&mut self, is_first: &mut bool) -> Result<Option<Cow<'a, str>>, NotJson> {
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(None);
        }
        if !std::mem::take(is_first) {
            self.take(b',')?;
        }
        let key = self.string()?;
        self.take(b':')?;
        Ok(Some(key))
    }

    /// The text of a string.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, NotJson> {
        let (inner, has_escapes) = self.quoted()?;
        Ok(if has_escapes { Cow::Owned(unescaped(inner)) } else { Cow::Borrowed(inner) })
    }

    /// The source of a string between its quotes, and whether it contains escapes.
    #[inline]
    fn quoted(&mut self) -> Result<(&'a str, bool), NotJson> {
        self.take(b'"')?;
        self.opened()
    }

    /// Like [`quoted`](Self::quoted), after the opening quote.
    #[inline]
    fn opened(&mut self) -> Result<(&'a str, bool), NotJson> {
        let bytes = self.text.as_bytes();
        let (start, mut has_escapes) = (self.at, false);
        let mut at = start;
        loop {
            at = plain_until::<true>(bytes, at);
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => match escape_length(&bytes[at..]) {
                    Some(length) => at += length,
                    None => return self.broken(),
                },
                _ => return self.broken(),
            }
            has_escapes = true;
        }
        self.at = at + 1;
        Ok((&self.text[start..at], has_escapes))
    }

    /// The source of a number, `true`, `false` or `null`.
    pub(super) fn bare(&mut self) -> Result<&'a str, NotJson> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.broken(),
        }
    }

    fn word(&mut self, word: &'static str) -> Result<&'a str, NotJson> {
        let end = self.at + word.len();
        match self.text.get(self.at..end) {
            Some(found) if found == word => {
                self.at = end;
                Ok(found)
            }
            _ => self.broken(),
        }
    }

    fn number(&mut self) -> Result<&'a str, NotJson> {
        let start = self.at;
        self.at += usize::from(self.here() == Some(b'-'));
        match self.here() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.here() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.here() {
            self.at += 1;
            self.at += usize::from(matches!(self.here(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    #[inline]
    fn here(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// At least one digit.
    #[inline]
    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.here() {
            self.at += 1;
        }
        if self.at == start { self.broken() } else { Ok(()) }
    }

    /// The source of the next value, of any depth.
    pub(super) fn skip(&mut self) -> Result<&'a str, NotJson> {
        let first = self.peek();
        let start = self.at;
        match first {
            Some(b'{' | b'[') => self.skip_nested::<false>()?,
            Some(b'"') => drop(self.quoted()?),
            _ => drop(self.bare()?),
        }
        Ok(&self.text[start..self.at])
    }

    /// Moves behind a value that is read later, and returns its source. A list or an object is passed by its brackets and quotes
    /// alone: whether it is JSON shows when it is read.
    pub(super) fn pass(&mut self) -> Result<&'a str, NotJson> {
        if !matches!(self.peek(), Some(b'{' | b'[')) {
            return self.skip();
        }
        let bytes = self.text.as_bytes();
        let (start, mut at, mut open) = (self.at, self.at, 0_usize);
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => {
                    at = plain_until::<false>(bytes, at);
                    while bytes.get(at) == Some(&b'\\') {
                        at = plain_until::<false>(bytes, at + 2);
                    }
                    at += 1;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => {
                    open -= 1;
                    if open == 0 {
                        self.at = at;
                        return Ok(&self.text[start..at]);
                    }
                }
                _ => {}
            }
        }
        self.broken()
    }

    /// Skips a value that is read later. What is nested in it is then skipped in one step, so that a text costs the same at any
    /// depth.
    pub(super) fn skip_once(&mut self) -> Result<(), NotJson> {
        if !matches!(self.peek(), Some(b'{' | b'[')) {
            return self.skip().map(drop);
        }
        if self.skipped.last().is_none_or(|last| last.start < self.at) {
            return self.skip_nested::<true>();
        }
        match self.skipped.binary_search_by_key(&self.at, |nested| nested.start) {
            Ok(known) => {
                self.at = self.skipped[known].end;
                Ok(())
            }
            Err(_) => self.skip_nested::<false>(),
        }
    }

    fn skip_nested<const NOTES: bool>(&mut self) -> Result<(), NotJson> {
        self.nesting.clear();
        // Whether the previous token opened the current list or object.
        let mut is_first = false;
        loop {
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    if NOTES {
                        self.open.push(self.skipped.len());
                        self.skipped.push(Nested { start: self.at, end: self.at });
                    }
                    self.at += 1;
                    self.nesting.push(open);
                    is_first = true;
                }
                Some(b'"') => {
                    self.at += 1;
                    self.opened()?;
                }
                _ => drop(self.bare()?),
            }
            loop {
                let goes_on = match self.nesting.last() {
                    None => return Ok(()),
                    Some(b'[') => self.next_item(&mut is_first)?,
                    Some(_) => self.skip_key(&mut is_first)?,
                };
                if goes_on {
                    break;
                }
                self.nesting.pop();
                if NOTES && let Some(nested) = self.open.pop().and_then(|index| self.skipped.get_mut(index)) {
                    nested.end = self.at;
                }
                is_first = false;
            }
        }
    }

    /// Like [`next_key`](Self::next_key), without decoding the key.
    fn skip_key(&mut self, is_first: &mut bool) -> Result<bool, NotJson> {
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            self.take(b',')?;
        }
        self.quoted()?;
        self.take(b':')?;
        Ok(true)
    }
}

/// Whether a text between quotes is a JSON string without escapes.
pub(super) fn is_plain(text: &str) -> bool {
    plain_until::<true>(text.as_bytes(), 0) == text.len()
}

/// The position of the first byte from `at` on that is a quote, a backslash or, with `CONTROLS`, a control character, or the end. It
/// reads eight bytes at a time: most of a response is strings.
#[inline]
fn plain_until<const CONTROLS: bool>(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = special::<CONTROLS>(u64::from_le_bytes(*chunk));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let is_plain = |&byte: &u8| byte != b'"' && byte != b'\\' && !(CONTROLS && byte < b' ');
    while bytes.get(at).is_some_and(is_plain) {
        at += 1;
    }
    at
}

/// Sets the high bit of each byte that is a quote, a backslash or, with `CONTROLS`, a control character. Bits above the lowest one
/// set may be wrong.
#[inline]
fn special<const CONTROLS: bool>(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let quote = zero(word ^ (ONES * b'"' as u64));
    let backslash = zero(word ^ (ONES * b'\\' as u64));
    let control = if CONTROLS { word.wrapping_sub(ONES * b' ' as u64) & !word } else { 0 };
    (quote | backslash | control) & (ONES * 0x80)
}

/// The length of the escape at the start of `bytes`.
fn escape_length(bytes: &[u8]) -> Option<usize> {
    match bytes.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => bytes.get(2..6).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit)).map(|_| 6),
        _ => None,
    }
}

/// The text of a string's source. A lone surrogate becomes the replacement character.
fn unescaped(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let length = escape_length(&rest.as_bytes()[at..]).unwrap_or(1);
        let escape = &rest[at..at + length];
        rest = &rest[at + length..];
        match escape.as_bytes().get(1) {
            Some(b'u') => {
                let unit = code_unit(escape);
                let pair = char::decode_utf16([unit, code_unit(rest)]).next();
                match pair {
                    Some(Ok(character)) => {
                        text.push(character);
                        // The second half of a surrogate pair.
                        if character.len_utf16() == 2 {
                            rest = &rest[6..];
                        }
                    }
                    _ => text.push(char::REPLACEMENT_CHARACTER),
                }
            }
            Some(b'b') => text.push('\u{8}'),
            Some(b'f') => text.push('\u{c}'),
            Some(b'n') => text.push('\n'),
            Some(b'r') => text.push('\r'),
            Some(b't') => text.push('\t'),
            Some(&other) => text.push(char::from(other)),
            None => {}
        }
    }
    text.push_str(rest);
    text
}

/// The UTF-16 code unit of the escape at the start of `text`; 0, which is not a surrogate, if there is no escape.
fn code_unit(text: &str) -> u16 {
    let digits = text.strip_prefix("\\u").and_then(|digits| digits.get(..4));
    digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()).unwrap_or(0)
}
