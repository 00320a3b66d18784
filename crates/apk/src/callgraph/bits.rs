//! One bit for each row of a dex table: almost everything a pass over all instructions meets is passed over.

/// A set of table indexes.
#[derive(Debug, Clone, Default)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// An empty set of indexes below `size`.
    pub fn new(size: u32) -> Self {
        Self { words: vec![0; size as usize / 64 + 1] }
    }

    /// Adds an index; those past the size are left out.
    pub fn add(&mut self, index: u32) {
        if let Some(word) = self.words.get_mut(index as usize / 64) {
            *word |= 1 << (index % 64);
        }
    }

    #[inline]
    pub fn has(&self, index: u32) -> bool {
        self.words.get(index as usize / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }
}

impl FromIterator<u32> for Bits {
    fn from_iter<I: IntoIterator<Item = u32>>(indexes: I) -> Self {
        let indexes: Vec<u32> = indexes.into_iter().collect();
        let mut bits = Self::new(indexes.iter().max().map_or(0, |most| most.saturating_add(1)));
        indexes.into_iter().for_each(|index| bits.add(index));
        bits
    }
}
