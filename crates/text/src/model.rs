//! A linear model over hashed features: one row of small integers a bucket, one column a label.
//!
//! The file, little endian: magic, version, bits, seed, five block weights, SHA-256 of the list of training
//! files, labels (count, then length and UTF-8 each), per label a bias and a scale, then the rows.

use crate::error::{Error, Result};
use crate::features::{Recipe, BLOCKS};

const MAGIC: &[u8; 8] = b"MJTEXTM\n";
const VERSION: u32 = 1;
const LABELS: usize = 32;

/// A model, read and checked. A label is said of a line when its score is above 0.
#[derive(Debug, Clone)]
pub struct Model {
    recipe: Recipe,
    training: [u8; 32],
    labels: Vec<String>,
    bias: Vec<f32>,
    scale: Vec<f32>,
    rows: Vec<i8>,
}

impl Model {
    /// Reads a model's file.
    ///
    /// # Errors
    /// `model_bad_magic`, `model_bad_version`, `model_truncated`, `model_bad_labels`, `model_bad_number`,
    /// `model_bad_size`, `recipe_bad_bits`, `recipe_bad_weight`.
    pub fn load(file: &[u8]) -> Result<Self> {
        let mut from = Reader { rest: file };
        if from.array::<8>()? != *MAGIC {
            return Err(Error::new("model_bad_magic", "not a text model"));
        }
        let version = from.u32()?;
        if version != VERSION {
            return Err(Error::new("model_bad_version", format!("version {version}, must be {VERSION}")));
        }
        let bits = from.u32()?;
        let seed = u64::from_le_bytes(from.array()?);
        let mut weights = [0.0; BLOCKS];
        for weight in &mut weights {
            *weight = from.f32()?;
        }
        let recipe = Recipe { bits, seed, weights }.checked()?;
        let training = from.array()?;
        let count = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
        if !(1..=LABELS).contains(&count) {
            return Err(Error::new("model_bad_labels", format!("{count} labels, must be 1 to {LABELS}")));
        }
        let labels = (0..count).map(|_| from.text()).collect::<Result<Vec<_>>>()?;
        let bias = (0..count).map(|_| from.f32()).collect::<Result<Vec<_>>>()?;
        let scale = (0..count).map(|_| from.f32()).collect::<Result<Vec<_>>>()?;
        let size = (1_usize << recipe.bits).saturating_mul(count);
        if from.rest.len() != size {
            let found = from.rest.len();
            return Err(Error::new("model_bad_size", format!("{found} bytes of rows, must be {size}")));
        }
        let rows = from.rest.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
        Ok(Self { recipe, training, labels, bias, scale, rows })
    }

    /// Names of the labels, in the order of the scores.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// SHA-256 of the list of files it was trained on.
    pub fn training(&self) -> &[u8; 32] {
        &self.training
    }

    /// A score a label for each line of one text, in order; lines are each other's context.
    pub fn score<S: AsRef<str>>(&self, lines: &[S]) -> Vec<Vec<f32>> {
        let mut scores: Vec<Vec<f32>> = lines.iter().map(|_| self.bias.clone()).collect();
        let mut sums = vec![0_i32; self.labels.len()];
        self.recipe.blocks(lines, |at, value, buckets| {
            sums.fill(0);
            for bucket in buckets {
                let start = (*bucket as usize).saturating_mul(sums.len());
                let row = self.rows.get(start..start.saturating_add(sums.len())).unwrap_or_default();
                for (sum, weight) in sums.iter_mut().zip(row) {
                    // No more than 2^22 buckets of 127: it cannot overflow.
                    *sum += i32::from(*weight);
                }
            }
            for ((score, sum), scale) in scores.get_mut(at).into_iter().flatten().zip(&sums).zip(&self.scale)
            {
                *score += value * scale * (*sum as f32);
            }
        });
        scores
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let Some((head, rest)) = self.rest.split_first_chunk::<N>() else {
            return Err(Error::new("model_truncated", format!("{} bytes left, {N} needed", self.rest.len())));
        };
        self.rest = rest;
        Ok(*head)
    }

    fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn f32(&mut self) -> Result<f32> {
        let number = f32::from_le_bytes(self.array()?);
        if number.is_finite() {
            return Ok(number);
        }
        Err(Error::new("model_bad_number", format!("{number} is no finite number")))
    }

    fn text(&mut self) -> Result<String> {
        let length = usize::from(u16::from_le_bytes(self.array()?));
        let Some((head, rest)) = self.rest.split_at_checked(length) else {
            return Err(Error::new(
                "model_truncated",
                format!("{} bytes left, {length} needed", self.rest.len()),
            ));
        };
        self.rest = rest;
        std::str::from_utf8(head)
            .map(str::to_owned)
            .map_err(|error| Error::new("model_bad_labels", error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Model, MAGIC};
    use crate::features::Recipe;

    const RECIPE: Recipe = Recipe { bits: 10, seed: 7, weights: [1.0, 0.0, 0.0, 0.0, 0.0] };

    fn file(bits: u32, weight: f32, labels: &[&[u8]], bias: f32, rows: &[i8]) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend(1_u32.to_le_bytes());
        file.extend(bits.to_le_bytes());
        file.extend(RECIPE.seed.to_le_bytes());
        for weight in [weight, 0.0, 0.0, 0.0, 0.0] {
            file.extend(weight.to_le_bytes());
        }
        file.extend([9; 32]);
        file.extend((labels.len() as u32).to_le_bytes());
        for label in labels {
            file.extend((label.len() as u16).to_le_bytes());
            file.extend(*label);
        }
        for number in labels.iter().map(|_| bias).chain(labels.iter().map(|_| 0.5)) {
            file.extend(number.to_le_bytes());
        }
        file.extend(rows.iter().map(|row| row.to_le_bytes()[0]));
        file
    }

    fn code(file: &[u8]) -> Option<&'static str> {
        Model::load(file).map_err(|error| error.code).err()
    }

    #[test]
    fn a_line_scores_the_weights_of_its_grams() {
        let mut rows = [0_i8; 2 << 10];
        let mut grams = 0.0;
        RECIPE.blocks(&["收集"], |_, value, buckets| {
            grams = value * buckets.len() as f32;
            for bucket in buckets {
                for row in rows.iter_mut().skip(2 * *bucket as usize + 1).take(1) {
                    *row = -4;
                }
            }
        });
        let model = Model::load(&file(10, 1.0, &[b"a", b"b"], 0.25, &rows));
        let scores = model.as_ref().map(|model| model.score(&["收集", ""])).unwrap_or_default();
        // An empty line has one n-gram, its start, which the other line has too.
        let expected = [[0.25, 0.25 - 4.0 * 0.5 * grams], [0.25, 0.25 - 4.0 * 0.5]];
        assert!(scores
            .iter()
            .flatten()
            .zip(expected.iter().flatten())
            .all(|(one, other)| (one - other).abs() < 1e-4));
        assert_eq!(scores.len(), 2);
        assert_eq!(
            model.map(|m| (m.labels().to_vec(), *m.training())),
            Ok((vec!["a".into(), "b".into()], [9; 32]))
        );
    }

    #[test]
    fn a_broken_file_is_an_error() {
        let rows = [0_i8; 1 << 10];
        let good = file(10, 1.0, &[b"a"], 0.0, &rows);
        assert_eq!(code(&good), None);
        for end in 0..good.len() {
            assert!(good.get(..end).is_some_and(|part| code(part).is_some()), "cut to {end}");
        }
        for (at, flip) in (0..good.len().min(120)).flat_map(|at| [1, 0x80, 0xFF].map(|flip| (at, flip))) {
            let mut other = good.clone();
            for byte in other.iter_mut().skip(at).take(1) {
                *byte ^= flip;
            }
            if let Ok(model) = Model::load(&other) {
                assert_eq!(model.score(&["一、收集", "号码。"]).len(), 2, "byte {at} flipped by {flip}");
            }
        }
        assert_eq!(code(b"something else"), Some("model_bad_magic"));
        assert_eq!(
            code(&[MAGIC.as_slice(), &[2], good.get(9..).unwrap_or_default()].concat()),
            Some("model_bad_version")
        );
        assert_eq!(code(&[good.as_slice(), b"x"].concat()), Some("model_bad_size"));
        assert_eq!(code(&file(40, 1.0, &[b"a"], 0.0, &rows)), Some("recipe_bad_bits"));
        assert_eq!(code(&file(10, -1.0, &[b"a"], 0.0, &rows)), Some("recipe_bad_weight"));
        assert_eq!(code(&file(10, f32::NAN, &[b"a"], 0.0, &rows)), Some("model_bad_number"));
        assert_eq!(code(&file(10, 1.0, &[b"a"], f32::INFINITY, &rows)), Some("model_bad_number"));
        assert_eq!(code(&file(10, 1.0, &[b"\xFF"], 0.0, &rows)), Some("model_bad_labels"));
        assert_eq!(code(&file(10, 1.0, &[], 0.0, &rows)), Some("model_bad_labels"));
    }
}
