//! Words with which apps record that their user agreed.

use serde::Deserialize;

/// A call by class and name, and which argument is the key (and the written value).
#[derive(Debug, Clone, Deserialize)]
pub struct KeyedCall {
    pub call: String,
    pub key: usize,
    #[serde(default)]
    pub value: usize,
}

impl KeyedCall {
    /// (class descriptor, method name).
    pub fn parts(&self) -> Option<(&str, &str)> {
        self.call.split_once("->")
    }
}

/// What a preference key says about agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyMeaning {
    /// True: a true value means agreed.
    pub polarity: bool,
    /// False for keys that only record a first start.
    pub names_agreement: bool,
    /// A word of refusal stands in it.
    pub refuses: bool,
    /// A word of agreeing itself stands in it, and none that turns it round.
    pub grants: bool,
}

/// gates.yaml.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ConsentWords {
    words: Vec<String>,
    parts: Vec<String>,
    negative: Vec<String>,
    refusing: Vec<String>,
    granting: Vec<String>,
    asking: Vec<String>,
    first_run: Vec<String>,
    unrelated: Vec<String>,
    pub reads: Vec<KeyedCall>,
    pub writes: Vec<KeyedCall>,
    pub switch_names: Vec<String>,
    pub dialog_text: Vec<String>,
    agree_text: Vec<String>,
    refuse_text: Vec<String>,
}

/// Longest key that is looked at.
const MAX_KEY_BYTES: usize = 120;
/// Longest text of a button, in characters.
const MAX_BUTTON_CHARS: usize = 16;

impl ConsentWords {
    /// What a key means; `None` when it does not speak of agreement or a first start.
    pub fn key(&self, key: &str) -> Option<KeyMeaning> {
        if key.is_empty() || key.len() > MAX_KEY_BYTES || key.contains("://") || key.contains(' ') {
            return None;
        }
        let words = split_words(key);
        let has = |list: &[String]| words.iter().any(|word| list.iter().any(|item| item == word));
        if has(&self.unrelated) {
            return None;
        }
        let joined: String = words.concat();
        let names_agreement =
            has(&self.words) || self.parts.iter().any(|part| joined.contains(part.as_str()));
        let negative = has(&self.negative)
            || words.windows(2).any(|pair| {
                let pair = pair.concat();
                self.negative.contains(&pair)
            });
        let first = has(&self.first_run) || self.first_run.contains(&joined);
        if !names_agreement && !first {
            return None;
        }
        let refuses = has(&self.refusing);
        let polarity = names_agreement && !negative && !first && !refuses;
        let agrees = has(&self.granting) || self.granting.iter().any(|word| joined.ends_with(word.as_str()));
        let grants = polarity && agrees && !has(&self.asking);
        Some(KeyMeaning { polarity, names_agreement, refuses, grants })
    }

    /// Words of dialogs and their buttons.
    pub fn dialog_words(&self) -> Vec<String> {
        self.agree_text.iter().chain(&self.refuse_text).chain(&self.dialog_text).cloned().collect()
    }

    /// A text of an agreement dialog, page or check box.
    pub fn is_dialog_text(&self, text: &str) -> bool {
        self.dialog_text.iter().any(|part| text.contains(part.as_str()))
    }

    /// The text of an agreeing button.
    pub fn is_agree_text(&self, text: &str) -> bool {
        is_button(text) && !self.is_refuse_text(text) && holds(text, &self.agree_text)
    }

    /// The text of a refusing button.
    pub fn is_refuse_text(&self, text: &str) -> bool {
        is_button(text) && holds(text, &self.refuse_text)
    }

    /// The id of an agreeing view: `btn_agree`.
    pub fn is_agree_name(&self, name: &str) -> bool {
        let words = split_words(name);
        let has = |list: &[String]| words.iter().any(|word| list.contains(word));
        has(&self.granting) && !has(&self.refusing) && !has(&self.negative)
    }

    /// The id of a refusing view: `tv_disagree`.
    pub fn is_refuse_name(&self, name: &str) -> bool {
        let words = split_words(name);
        words.iter().any(|word| self.refusing.contains(word))
            || words.windows(2).any(|pair| self.refusing.contains(&pair.concat()))
    }
}

fn is_button(text: &str) -> bool {
    text.chars().take(MAX_BUTTON_CHARS + 1).count() <= MAX_BUTTON_CHARS
}

/// A Chinese item is found anywhere, an English one as whole words.
fn holds(text: &str, items: &[String]) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).collect();
    items.iter().any(|item| {
        if !item.is_ascii() {
            return lower.contains(item.as_str());
        }
        let wanted: Vec<&str> = item.split(' ').collect();
        words.windows(wanted.len()).any(|have| have == wanted.as_slice())
    })
}

/// Lower-case words of an identifier: parted at `_ . - /`, digits, and where camel case turns.
fn split_words(key: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    let mut upper_run = 0usize;
    for letter in key.chars() {
        let parts = !letter.is_alphabetic();
        if parts || (letter.is_uppercase() && was_lower) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        } else if letter.is_lowercase() && upper_run > 1 {
            // `isSDKAgree`: the last capital begins the next word.
            if let Some(last) = word.pop() {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                word.push(last);
            }
        }
        if !parts {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase();
        upper_run = if letter.is_uppercase() { upper_run + 1 } else { 0 };
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_identifiers() {
        assert_eq!(split_words("isAgreePrivacy"), ["is", "agree", "privacy"]);
        assert_eq!(split_words("KEY_USER_AGREED_2"), ["key", "user", "agreed"]);
        assert_eq!(split_words("isSDKAgree"), ["is", "sdk", "agree"]);
        assert_eq!(split_words("已同意隐私"), ["已同意隐私"]);
    }
}
