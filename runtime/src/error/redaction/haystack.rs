//! Values in a text. In: a text, then one value after the other, which may be many and long. Out: the text without them.
//!
//! The text is short, so it is what is indexed: a value that does not begin like any place of the text costs one look. So values are
//! not collected, and a body of any length is searched where it lies.

use super::{
    quotes,
    view::{CUT_BYTE, Digits, LOST, Part, UNKNOWN_BYTE, View},
};
use std::{
    collections::{HashMap, HashSet},
    iter,
    ops::Range,
};
use zeroize::Zeroizing;

/// How many encodings as digits around each other are read. With six ways to read each, a text is read in at most 259 ways, and each
/// is shorter than the one that it is read from.
const MAX_DIGITS: usize = 3;

/// How many depths of escapes are searched between a text and the one without any.
const STEPS: usize = 3;

/// The same of a value: it is escaped as it was sent.
const STEPS_OF_VALUE: usize = 1;

/// How often UTF-8 was read as Latin-1.
const MAX_MISREAD: usize = 2;

/// The bytes with which a value is found. A shorter one counts as a whole word only.
const START: usize = 4;

/// A value of the caller that is not longer, and has letters and digits only, is a part of many words. In bytes.
const MAX_SHORT: usize = 7;

/// How much of a value is searched behind the mark of a cut, in bytes.
const MAX_END: usize = 256;

/// A shorter end of a value behind the mark is a word of any text, if the beginning does not stand before it. In bytes.
const MIN_END: usize = 8;

/// How much of a value is compared, in bytes: what a text can hold of it, escaped several times.
const MAX_NEEDLE: usize = 1 << 16;

/// How many bytes are compared for any values, and for each byte of a value. A text that takes more is left out as a whole.
const WORK: u64 = 1 << 23;
const WORK_PER_BYTE: u64 = 16;

/// What values may add to the work, all together.
const MAX_WORK: u64 = 1 << 29;

/// Stands for what is left out.
pub(super) const GONE: &str = "…";

/// A text in which values are searched.
pub(super) struct Haystack<'t> {
    text: &'t str,
    views: Vec<View>,
    /// How many of the views are the text itself, not what its digits stand for.
    of_text: usize,
    /// By the bytes with which a value may begin.
    starts: HashMap<[u8; START], Vec<Place>>,
    /// What stands behind marks of a cut, by the bytes with which a value may end.
    ends: HashMap<[u8; START], Vec<(Place, usize)>>,
    /// The short values that were searched.
    words: HashSet<[u8; START]>,
    /// Whether the text lost letters.
    has_lost: bool,
    /// Places whose first bytes are not known.
    unknown: Vec<Place>,
    /// By each byte of the text, where what was found from there on ends. A value that is there many times takes no more memory.
    found: Vec<usize>,
    /// How many bytes may still be compared; `None` if there was too much to do.
    work: Option<u64>,
    /// What values may still add to it.
    spare: u64,
}

#[derive(Clone, Copy)]
struct Place {
    view: usize,
    at: usize,
}

impl<'t> Haystack<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (views, starts, unknown, found) = (Vec::new(), HashMap::new(), Vec::new(), vec![0; text.len()]);
        let (ends, work, spare) = (HashMap::new(), Some(WORK), MAX_WORK);
        let (words, has_lost) = (HashSet::new(), false);
        let mut haystack = Self { text, views, of_text: 0, starts, ends, words, has_lost, unknown, found, work, spare };
        haystack.add(View::of(text), MAX_DIGITS);
        if text.contains(LOST) {
            haystack.index_lost(View::of(text).folded_to_ascii());
        }
        haystack
    }

    /// Adds a view, and what it is once digits are read.
    fn add(&mut self, view: View, digits: usize) {
        let Ok(layers) = view.layers(STEPS) else {
            self.work = None;
            return;
        };
        // A layer that says the same as the next one stands for less of the text.
        let mut folded = layers.iter().map(View::folded).peekable();
        while let Some(layer) = folded.next() {
            if folded.peek().is_none_or(|next| next.bytes() != layer.bytes()) {
                self.index(layer);
            }
        }
        drop(folded);
        for layer in &layers {
            let misread = iter::successors(layer.before_misread(), View::before_misread);
            misread.take(MAX_MISREAD).for_each(|view| self.index(view.folded()));
        }
        let Some(view) = layers.last().filter(|_| digits > 0) else { return };
        if digits == MAX_DIGITS {
            self.of_text = self.views.len();
        }
        for kind in Digits::ALL {
            for shift in kind.shifts() {
                let read = view.read_as(kind, shift);
                if read.bytes().len() >= START {
                    self.add(read, digits - 1);
                }
            }
        }
    }

    fn index(&mut self, view: View) {
        for (at, start) in view.bytes().windows(START).enumerate() {
            let place = Place { view: self.views.len(), at };
            match start.contains(&UNKNOWN_BYTE) {
                true => self.unknown.push(place),
                false => {
                    if let Some(start) = start.first_chunk() {
                        self.starts.entry(*start).or_default().push(place);
                    }
                }
            }
        }
        self.index_ends(view.bytes());
        self.views.push(view);
    }

    /// A text that lost letters: what stands for them is compared as it is.
    fn index_lost(&mut self, view: View) {
        self.has_lost = true;
        for (at, start) in view.bytes().windows(START).enumerate() {
            if let Some(start) = start.first_chunk() {
                self.starts.entry(*start).or_default().push(Place { view: self.views.len(), at });
            }
        }
        self.views.push(view);
    }

    /// Each place behind a mark of a cut where the end of a value may be.
    fn index_ends(&mut self, bytes: &[u8]) {
        let cuts = bytes.iter().enumerate().filter(|(_, byte)| **byte == CUT_BYTE);
        for at in cuts.map(|(at, _)| at + 1).filter(|at| bytes.get(*at).is_some_and(|byte| *byte != b' ')) {
            let behind = bytes[at..].iter().take(MAX_END).take_while(|byte| **byte != CUT_BYTE).count();
            for length in MIN_END..=behind {
                if let Some(end) = bytes[..at + length].last_chunk() {
                    let place = Place { view: self.views.len(), at };
                    self.ends.entry(*end).or_default().push((place, length));
                }
            }
        }
    }

    /// Marks where the text contains a value, or the beginning of one where someone cut the text. `is_credential` if it also counts
    /// when it is short.
    pub(super) fn find(&mut self, value: &[u8], is_credential: bool) {
        if self.work.is_some() && self.may_end_with(value) {
            let end = &value[value.len().saturating_sub(MAX_NEEDLE)..];
            self.add_work(end.len());
            needles(end).iter().for_each(|needle| self.find_end(needle));
        }
        if self.work.is_none() || !self.may_begin_with(value) {
            return;
        }
        let value = &value[..value.len().min(MAX_NEEDLE)];
        self.add_work(value.len());
        if self.has_lost
            && let Some(needle) = without_letters(value)
            && let Some(start) = needle.first_chunk()
        {
            self.find_long(start, &needle, is_credential);
        }
        for needle in needles(value) {
            match needle.first_chunk::<START>() {
                Some(start) => self.find_long(start, &needle, is_credential),
                None if is_credential || !value.is_ascii() => self.find_word(&needle),
                None => {}
            }
        }
    }

    /// A long value may take more work.
    fn add_work(&mut self, length: usize) {
        let more = (WORK_PER_BYTE * length as u64).min(self.spare);
        self.spare -= more;
        self.work = self.work.map(|work| work + more);
    }

    /// Whether it may, without a copy of the value.
    fn may_begin_with(&self, value: &[u8]) -> bool {
        match value.first_chunk::<START>() {
            // Letters and digits stand for themselves.
            Some(start) if start.iter().all(u8::is_ascii_alphanumeric) => {
                self.starts.contains_key(&start.map(|byte| byte.to_ascii_lowercase()))
            }
            _ => true,
        }
    }

    /// The same of its end, behind the mark of a cut.
    fn may_end_with(&self, value: &[u8]) -> bool {
        match value.last_chunk::<START>() {
            _ if self.ends.is_empty() => false,
            Some(end) if end.iter().all(u8::is_ascii_alphanumeric) => {
                self.ends.contains_key(&end.map(|byte| byte.to_ascii_lowercase()))
            }
            _ => true,
        }
    }

    fn find_end(&mut self, needle: &[u8]) {
        let places = needle.last_chunk().and_then(|end| self.ends.get(end));
        for (place, length) in places.into_iter().flatten() {
            let Some(view) = self.views.get(place.view) else { continue };
            self.work = self.work.and_then(|work| work.checked_sub(*length as u64));
            let part = place.at..place.at + length;
            if needle.ends_with(&view.bytes()[part.clone()]) {
                mark(&mut self.found, view.part(part));
            }
        }
    }

    fn find_long(&mut self, start: &[u8; START], needle: &[u8], is_credential: bool) {
        let Some(mut work) = self.work else { return };
        let is_word = !is_credential && needle.len() <= MAX_SHORT && needle.iter().all(u8::is_ascii_alphanumeric);
        // A place within the last one found says nothing new.
        let mut last = Place { view: usize::MAX, at: 0 };
        for place in self.starts.get(start).into_iter().flatten().chain(&self.unknown) {
            if place.view == last.view && place.at < last.at {
                continue;
            }
            let Some(view) = self.views.get(place.view) else { continue };
            let compared = Compared::new(&view.bytes()[place.at..], needle);
            let end = place.at + compared.bytes;
            let behind = match compared.same {
                Same::Beginning => end_behind_cut(&view.bytes()[end..], &needle[START..]),
                _ => 0,
            };
            match work.checked_sub((compared.bytes + behind * behind) as u64) {
                Some(rest) => work = rest,
                None => {
                    self.work = None;
                    return;
                }
            }
            if compared.same == Same::All && is_word && place.view < self.of_text {
                if is_apart(view.bytes(), place.at..end) {
                    mark(&mut self.found, view.part(place.at..end));
                }
            } else if compared.same != Same::Less {
                mark(&mut self.found, view.part(place.at..end + behind));
                last = Place { view: place.view, at: end };
            } else if compared.bytes >= quotes::MIN {
                let part = view.part(place.at..end);
                mark(&mut self.found, part.and_then(|part| quotes::cut(self.text, part)));
            }
        }
        self.work = Some(work);
    }

    /// Finds a short value as a word of the text, not of what its digits stand for: that has each of them by chance.
    fn find_word(&mut self, needle: &[u8]) {
        if needle.is_empty() || !self.is_new_word(needle) {
            return;
        }
        for view in self.views.iter().take(self.of_text) {
            let bytes = view.bytes();
            for (at, _) in bytes.windows(needle.len()).enumerate().filter(|(_, word)| *word == needle) {
                let part = at..at + needle.len();
                if is_apart(bytes, part.clone()) {
                    mark(&mut self.found, view.part(part));
                }
            }
        }
    }

    /// Whether a short value was not searched yet: a list may have the same one a million times.
    fn is_new_word(&mut self, needle: &[u8]) -> bool {
        let mut word = [0; START];
        word.iter_mut().zip(needle).for_each(|(to, byte)| *to = *byte);
        self.words.insert(word)
    }

    /// The text without what was found.
    pub(super) fn without_found(self) -> String {
        if self.work.is_none() {
            return GONE.to_owned();
        }
        let (mut out, mut end, mut is_gone) = (String::with_capacity(self.text.len()), 0, false);
        for (from, to) in self.found.iter().enumerate().filter(|(_, to)| **to > 0) {
            let kept = self.text.get(end..from).unwrap_or_default();
            if !kept.is_empty() || !is_gone {
                out.push_str(kept);
                out.push_str(GONE);
                is_gone = true;
            }
            end = end.max(*to);
        }
        out.push_str(self.text.get(end..).unwrap_or_default());
        out
    }
}

/// Whether a part of a text is a word of it, or several.
fn is_apart(bytes: &[u8], part: Range<usize>) -> bool {
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || (0x80..UNKNOWN_BYTE).contains(byte);
    !bytes[..part.start].last().is_some_and(is_of_word) && !bytes[part.end..].first().is_some_and(is_of_word)
}

/// Marks a part of the text as found.
fn mark(found: &mut [usize], part: Option<Part>) {
    if let Some(part) = part
        && let Some(to) = found.get_mut(part.from)
    {
        *to = part.to.max(*to);
    }
}

/// How much of the end of a value stands behind the mark of a cut. `rest` is what may be missing.
fn end_behind_cut(text: &[u8], rest: &[u8]) -> usize {
    /// One letter is there by chance.
    const MIN: usize = 2;
    let most = text.len().min(rest.len()).min(MAX_END);
    (MIN..=most).rev().find(|length| rest.ends_with(&text[..*length])).unwrap_or_default()
}

/// How far a text is a value.
struct Compared {
    /// Bytes of the text.
    bytes: usize,
    same: Same,
}

/// How much of a value is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Same {
    All,
    /// What stands before the mark of a cut, which is one of the bytes.
    Beginning,
    Less,
}

impl Compared {
    fn new(text: &[u8], needle: &[u8]) -> Self {
        let (mut at, mut rest) = (0, needle);
        while let Some((first, after)) = rest.split_first() {
            match text.get(at) {
                Some(byte) if byte == first => rest = after,
                Some(&UNKNOWN_BYTE) if !first.is_ascii() => {
                    let is_inside = |byte: &&u8| **byte & 0xc0 == 0x80;
                    rest = &after[after.iter().take_while(is_inside).count()..];
                }
                Some(&CUT_BYTE) if at >= START => return Self { bytes: at + 1, same: Same::Beginning },
                _ => return Self { bytes: at, same: Same::Less },
            }
            at += 1;
        }
        Self { bytes: at, same: Same::All }
    }
}

/// A value as a service writes it that loses letters outside ASCII; `None` if little else is left.
fn without_letters(value: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let layers = View::of_value(value).layers(STEPS_OF_VALUE).ok()?;
    let needle = Zeroizing::new(layers.last()?.folded_to_ascii().bytes().trim_ascii().to_vec());
    let known = needle.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    (known >= START && needle.contains(&UNKNOWN_BYTE)).then_some(needle)
}

/// A value in the forms in which it is compared with texts: as it was sent, and with its escapes undone once and all.
fn needles(value: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    // Most values stand for themselves.
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"@-_:/=,#".contains(byte);
    if value.iter().all(is_plain) {
        return vec![Zeroizing::new(value.to_ascii_lowercase())];
    }
    let layers = View::of_value(value).layers(STEPS_OF_VALUE);
    let layers = layers.unwrap_or_else(|_| vec![View::of_value(value)]);
    let needle = |view: &View| Zeroizing::new(view.folded().bytes().trim_ascii().to_vec());
    let mut needles: Vec<_> = layers.iter().map(needle).collect();
    needles.dedup();
    needles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_there_many_times_takes_no_more_memory() {
        let text = "word7, word7";
        let mut haystack = Haystack::new(text);
        (0..1000).for_each(|_| haystack.find(b"word7", false));
        assert!(haystack.found.len() <= text.len());
        assert_eq!(haystack.without_found(), "…, …");
    }

    #[test]
    fn values_add_so_much_work_and_no_more() {
        let mut haystack = Haystack::new("word7");
        (0..2).for_each(|_| haystack.add_work(MAX_WORK as usize));
        assert_eq!(haystack.work, Some(WORK + MAX_WORK));
    }
}
