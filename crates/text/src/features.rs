//! What the model sees of a line: its character n-grams, and those of the lines around and above it.
//!
//! Training and judging both come through here, so that they see the same numbers.

use crate::error::{Error, Result};
use crate::outline;

/// Longest n-gram of the line itself, in characters.
const OWN: usize = 4;
/// Longest n-gram of the lines around it.
const CONTEXT: usize = 3;
/// Stands before the first character of a line.
const START: char = '\u{2}';

/// Where a group of features comes from; each is weighed as one.
pub const BLOCKS: usize = 5;

/// How features are made. Part of a model's file: a model only fits the features it was trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Features fall into `2^bits` buckets; 10 to 22.
    pub bits: u32,
    /// Start of every hash.
    pub seed: u64,
    /// Length of the vector of each block: the line, the headings above, the line before, the line after,
    /// its form. A block of length 0 is left out.
    pub weights: [f32; BLOCKS],
}

impl Recipe {
    /// # Errors
    /// `recipe_bad_bits`, `recipe_bad_weight`.
    pub fn checked(self) -> Result<Self> {
        if !(10..=22).contains(&self.bits) {
            return Err(Error::new("recipe_bad_bits", format!("{} bits, must be 10 to 22", self.bits)));
        }
        match self.weights.iter().find(|weight| !(0.0..=100.0).contains(*weight)) {
            Some(weight) => {
                Err(Error::new("recipe_bad_weight", format!("weight {weight}, must be 0 to 100")))
            }
            None => Ok(self),
        }
    }

    /// Hands `each` the blocks of every line in turn: the line's index, the value each feature of the block
    /// has, and the buckets, each once and in order.
    pub fn blocks<S: AsRef<str>>(&self, lines: &[S], mut each: impl FnMut(usize, f32, &[u32])) {
        let paths = outline::paths(lines);
        let [own, above, before, after, form] = self.weights;
        let (mut previous, mut current, mut next) = (Vec::new(), Vec::new(), Vec::new());
        let (mut buckets, mut path, mut headings) = (Vec::new(), Vec::new(), None);
        if let Some(first) = lines.first() {
            self.grams(first.as_ref(), CONTEXT, 0, &mut next);
        }
        for (at, line) in lines.iter().enumerate() {
            std::mem::swap(&mut previous, &mut current);
            std::mem::swap(&mut current, &mut next);
            next.clear();
            if let Some(line) = lines.get(at.saturating_add(1)) {
                self.grams(line.as_ref(), CONTEXT, 0, &mut next);
            }
            let mut give = |weight: f32, salt: u64, found: &[u32]| {
                if weight > 0.0 && !found.is_empty() {
                    buckets.clear();
                    buckets.extend_from_slice(found);
                    self.salt(&mut buckets, salt);
                    each(at, weight / (buckets.len() as f32).sqrt(), &buckets);
                }
            };
            if own > 0.0 {
                let mut found = Vec::with_capacity(line.as_ref().len().saturating_mul(2));
                self.grams(line.as_ref(), OWN, 0, &mut found);
                give(own, 1, &found);
            }
            let under = paths.get(at);
            if headings != under {
                path.clear();
                for heading in under.into_iter().flatten().filter_map(|at| lines.get(*at)) {
                    self.grams(heading.as_ref(), CONTEXT, 0, &mut path);
                }
                headings = under;
            }
            give(above, 2, &path);
            give(before, 3, &previous);
            give(after, 4, &next);
            give(form, 5, &self.form(line.as_ref(), at, lines.len()));
        }
    }

    /// Adds the buckets of the n-grams of `line` up to `longest` characters.
    fn grams(&self, line: &str, longest: usize, salt: u64, into: &mut Vec<u32>) {
        let letters: Vec<char> = std::iter::once(START).chain(line.chars().filter_map(fold)).collect();
        for start in 0..letters.len() {
            let mut hash = self.seed ^ salt;
            for letter in letters.iter().skip(start).take(longest) {
                hash = (hash ^ u64::from(u32::from(*letter))).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                hash ^= hash >> 29;
                into.push(self.bucket(hash));
            }
        }
    }

    /// How a line looks: numbering, length, place in the text, and what is no prose in it.
    fn form(&self, line: &str, at: usize, lines: usize) -> [u32; 6] {
        let length = line.chars().take(400).count();
        let digits = line.bytes().filter(u8::is_ascii_digit).take(20).count();
        let looks = [
            outline::style(line) as u64,
            u64::from(outline::heads(line)),
            length.checked_ilog2().map_or(0, u64::from),
            at.saturating_mul(12).checked_div(lines).unwrap_or(0) as u64,
            u64::from(line.contains('@')) + 2 * u64::from(line.contains("http") || line.contains("www.")),
            digits.checked_ilog2().map_or(0, |n| u64::from(n) + 1),
        ];
        let mut kind = 0_u64;
        looks.map(|look| {
            kind += 1;
            let hash = (self.seed ^ (kind << 32) ^ look).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            self.bucket(hash ^ (hash >> 29))
        })
    }

    fn bucket(&self, hash: u64) -> u32 {
        // The product's high bits are the mixed ones.
        (hash.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - self.bits)) as u32
    }

    /// Moves buckets to their block's own arrangement, each once and in order.
    fn salt(&self, buckets: &mut Vec<u32>, salt: u64) {
        let mask = self.bucket(self.seed ^ salt.wrapping_mul(0xA24B_AED4_963E_E407));
        for bucket in buckets.iter_mut() {
            *bucket ^= mask;
        }
        buckets.sort_unstable();
        buckets.dedup();
    }
}

/// A character as n-grams see it: no white space, no case, no full-width letters, any digit as `0`.
fn fold(c: char) -> Option<char> {
    let narrow = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    match narrow {
        c if c.is_whitespace() => None,
        c if c.is_ascii_digit() => Some('0'),
        c => Some(c.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::Recipe;

    const RECIPE: Recipe = Recipe { bits: 16, seed: 26, weights: [1.0, 0.5, 0.4, 0.4, 0.0] };

    fn blocks(recipe: &Recipe, lines: &[&str]) -> Vec<(usize, f32, Vec<u32>)> {
        let mut found = Vec::new();
        recipe.blocks(lines, |at, value, buckets| found.push((at, value, buckets.to_vec())));
        found
    }

    #[test]
    fn a_line_alone_has_its_own_grams_only() {
        let found = blocks(&RECIPE, &["收集"]);
        // START, 收, 集 give 3 + 2 + 1 n-grams.
        assert_eq!(found.iter().map(|block| block.2.len()).collect::<Vec<_>>(), [6]);
        assert!(found.iter().all(|block| (block.1 - 1.0 / 6_f32.sqrt()).abs() < 1e-6));
    }

    #[test]
    fn neighbours_and_headings_count_apart_from_the_line() {
        let found = blocks(&RECIPE, &["一、收集", "号码。", "邮箱。"]);
        let of = |at| found.iter().filter(move |block| block.0 == at);
        assert_eq!([of(0).count(), of(1).count(), of(2).count()], [2, 4, 3]);
        let heading = of(1).find(|block| (block.1 * (block.2.len() as f32).sqrt() - 0.5).abs() < 1e-6);
        assert!(heading.is_some());
    }

    #[test]
    fn width_case_digits_and_blanks_do_not_matter() {
        let plain = blocks(&RECIPE, &["WiFi 12号"]);
        assert_eq!(plain, blocks(&RECIPE, &["ｗｉｆｉ９８ 号"]));
        assert_ne!(plain, blocks(&RECIPE, &["WiFi 1号"]));
    }

    #[test]
    fn buckets_stay_in_range_in_order_and_once() {
        let recipe = Recipe { bits: 10, weights: [1.0; 5], ..RECIPE };
        for (_, _, buckets) in blocks(&recipe, &["一、收集", &"的号码".repeat(2000), ""]) {
            assert!(buckets.is_sorted_by(|one, next| one < next));
            assert!(buckets.iter().all(|bucket| *bucket < 1 << 10));
        }
    }

    #[test]
    fn a_recipe_out_of_range_is_refused() {
        let code = |recipe: Recipe| recipe.checked().map_err(|error| error.code).err();
        assert_eq!(code(RECIPE), None);
        assert_eq!(code(Recipe { bits: 9, ..RECIPE }), Some("recipe_bad_bits"));
        assert_eq!(
            code(Recipe { weights: [1.0, f32::NAN, 0.0, 0.0, 0.0], ..RECIPE }),
            Some("recipe_bad_weight")
        );
    }
}
