//! What drawing one icon may cost, so that a hostile drawable ends early instead of late.

/// Units left for one rendered variant: about one a path verb, XML element, or thousand pixels touched.
#[derive(Debug, Clone)]
pub struct Work {
    left: u64,
}

impl Default for Work {
    fn default() -> Self {
        Self { left: 60_000 }
    }
}

impl Work {
    /// Pays `units`; `false` once they are used up.
    pub fn spend(&mut self, units: u64) -> bool {
        match self.left.checked_sub(units) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                false
            }
        }
    }

    pub fn exhausted(&self) -> bool {
        self.left == 0
    }
}
