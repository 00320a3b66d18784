//! Many words found in one pass: leftmost, and of those the longest; places counted in characters.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::error::{Error, Result};

/// A word found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// First character, counted from 0.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Which word of the lexicon; of equal words the first.
    pub index: usize,
}

/// Words ready to be looked for together. Matches never overlap.
#[derive(Debug, Clone)]
pub struct Lexicon {
    words: AhoCorasick,
}

impl Lexicon {
    /// Prepares `words`; `ignore_case` folds the letters A to Z only.
    ///
    /// # Errors
    /// `lexicon_empty_word` when a word is empty, `lexicon_too_large` when the words do not fit.
    pub fn new<W: AsRef<str>>(words: &[W], ignore_case: bool) -> Result<Self> {
        if let Some(at) = words.iter().position(|word| word.as_ref().is_empty()) {
            return Err(Error::new("lexicon_empty_word", format!("word {at} is empty")));
        }
        let words = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(ignore_case)
            .build(words.iter().map(|word| word.as_ref().as_bytes()))
            .map_err(|error| Error::new("lexicon_too_large", error.to_string()))?;
        Ok(Self { words })
    }

    /// Every word in `text`, in order, without overlaps.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found> + 'a {
        let bytes = text.as_bytes();
        let (mut at, mut characters) = (0, 0);
        self.words.find_iter(text).map(move |found| {
            // Matches come in order and never overlap, so each byte is counted once.
            let start = characters + count(bytes, at, found.start());
            let end = start + count(bytes, found.start(), found.end());
            (at, characters) = (found.end(), end);
            Found { start, end, index: found.pattern().as_usize() }
        })
    }
}

/// How many characters start in the bytes `from` to `to`.
fn count(bytes: &[u8], from: usize, to: usize) -> usize {
    bytes.get(from..to).map_or(0, |part| part.iter().filter(|byte| (**byte & 0xC0) != 0x80).count())
}

#[cfg(test)]
mod tests {
    use super::{Found, Lexicon};

    fn find(words: &[&str], text: &str) -> Vec<(usize, usize, usize)> {
        let lexicon = Lexicon::new(words, false).unwrap_or_else(|error| unreachable!("{error}"));
        lexicon.find(text).map(|Found { start, end, index }| (start, end, index)).collect()
    }

    #[test]
    fn the_leftmost_and_then_the_longest_word_wins() {
        assert_eq!(find(&["位置", "位置信息", "信息"], "您的位置信息与信息"), [(2, 6, 1), (7, 9, 2)]);
        assert_eq!(find(&["置信", "位置"], "位置信"), [(0, 2, 1)]);
    }

    #[test]
    fn places_are_characters_whatever_their_width() {
        assert_eq!(find(&["IMEI", "号"], "é😀IMEI、号"), [(2, 6, 0), (7, 8, 1)]);
    }

    #[test]
    fn of_equal_words_the_first_is_named() {
        assert_eq!(find(&["电话", "电话"], "电话"), [(0, 2, 0)]);
    }

    #[test]
    fn case_is_kept_unless_asked() {
        assert_eq!(find(&["WiFi"], "WIFI"), []);
        let lexicon = Lexicon::new(&["WiFi"], true);
        assert_eq!(lexicon.map(|l| l.find("ＷWIFI").count()), Ok(1));
    }

    #[test]
    fn no_words_find_nothing_and_an_empty_word_is_refused() {
        assert_eq!(find(&[], "位置"), []);
        assert_eq!(Lexicon::new(&["a", ""], false).map_err(|e| e.code).err(), Some("lexicon_empty_word"));
    }
}
