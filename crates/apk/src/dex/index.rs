//! Where the instructions of a file name each index of a table.

use super::Event;

/// Positions of the events of each index of a table: calls of methods, writes or reads of fields.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Where the positions of each index start, and a last end.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl Index {
    pub const NONE: Self = Self { starts: Vec::new(), positions: Vec::new() };

    /// Of those events of a file that are `wanted`, whose indexes are below `size`.
    pub fn new(size: u32, events: &[Event], wanted: impl Fn(&Event) -> bool) -> Self {
        let mut starts = vec![0u32; size as usize + 1];
        for event in events.iter().filter(|event| wanted(event)) {
            if let Some(count) = starts.get_mut(event.index as usize) {
                *count += 1;
            }
        }
        // Ends first; each position that is put in moves its end down to the start.
        let mut end = 0u32;
        for slot in &mut starts {
            end += *slot;
            *slot = end;
        }
        let mut positions = vec![0u32; end as usize];
        for (position, event) in events.iter().enumerate().rev().filter(|(_, event)| wanted(event)) {
            if let Some(slot) = starts.get_mut(event.index as usize) {
                *slot = slot.saturating_sub(1);
                positions.get_mut(*slot as usize).into_iter().for_each(|place| *place = position as u32);
            }
        }
        Self { starts, positions }
    }

    /// Positions of the events of an index, in code order.
    pub fn of(&self, index: u32) -> &[u32] {
        let place = |index: usize| self.starts.get(index).map(|start| *start as usize);
        let range = place(index as usize).zip(place(index as usize + 1));
        range.and_then(|(from, to)| self.positions.get(from..to)).unwrap_or_default()
    }
}
