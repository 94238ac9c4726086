//! Values in numbered slots, in blocks that never move: growing costs one block, whatever the size.

/// Slots in a block.
const BLOCK: usize = 1_024;

/// Values by slot number; free slots are used again, the last freed first.
#[derive(Debug)]
pub struct Slab<T> {
    blocks: Vec<Vec<Option<T>>>,
    free: Vec<u32>,
    len: usize,
}

/// A slot that was taken, and whether it was a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The slot.
    pub slot: u32,
    is_new: bool,
}

impl<T> Slab<T> {
    /// A slab without values.
    pub const fn new() -> Self {
        Self {
            blocks: Vec::new(),
            free: Vec::new(),
            len: 0,
        }
    }

    /// The value in a slot.
    pub fn get(&self, slot: u32) -> Option<&T> {
        self.blocks
            .get(slot as usize / BLOCK)?
            .get(slot as usize % BLOCK)?
            .as_ref()
    }

    /// The value in a slot, to change it.
    pub fn get_mut(&mut self, slot: u32) -> Option<&mut T> {
        self.blocks
            .get_mut(slot as usize / BLOCK)?
            .get_mut(slot as usize % BLOCK)?
            .as_mut()
    }

    /// Puts a value into a free slot.
    pub fn insert(&mut self, value: T) -> Taken {
        self.len += 1;
        if let Some(slot) = self.free.pop() {
            self.blocks[slot as usize / BLOCK][slot as usize % BLOCK] = Some(value);
            return Taken {
                slot,
                is_new: false,
            };
        }
        if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let number = self.blocks.len() - 1;
        let block = &mut self.blocks[number];
        block.push(Some(value));
        Taken {
            slot: (number * BLOCK + block.len() - 1) as u32,
            is_new: true,
        }
    }

    /// Takes a value out and frees its slot.
    pub fn remove(&mut self, slot: u32) -> Option<T> {
        let value = self
            .blocks
            .get_mut(slot as usize / BLOCK)?
            .get_mut(slot as usize % BLOCK)?
            .take()?;
        self.free.push(slot);
        self.len -= 1;
        Some(value)
    }

    /// Undoes the newest `insert` that is not undone.
    pub fn undo_insert(&mut self, taken: Taken) -> Option<T> {
        let value = self.remove(taken.slot);
        if taken.is_new {
            self.free.pop();
            let block = self.blocks.last_mut()?;
            block.pop();
            if block.is_empty() {
                self.blocks.pop();
            }
        }
        value
    }

    /// Undoes the newest `remove` that is not undone.
    pub fn undo_remove(&mut self, slot: u32, value: T) {
        let freed = self.free.pop();
        debug_assert_eq!(freed, Some(slot), "changes are undone in reverse order");
        self.blocks[slot as usize / BLOCK][slot as usize % BLOCK] = Some(value);
        self.len += 1;
    }

    /// Values in it.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The values, by slot.
    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.blocks.iter().flatten().flatten()
    }

    /// Bytes in memory, without what the values own.
    pub const fn bytes(&self) -> usize {
        self.blocks.len() * BLOCK * size_of::<Option<T>>() + self.free.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undone_changes_leave_the_slots_as_they_were() {
        let mut slab = Slab::new();
        let first = slab.insert('a').slot;
        let second = slab.insert('b').slot;
        let removed = slab.remove(first);
        let reused = slab.insert('c');
        assert_eq!(reused.slot, first);
        let appended = slab.insert('d');
        assert_eq!(slab.undo_insert(appended), Some('d'));
        assert_eq!(slab.undo_insert(reused), Some('c'));
        slab.undo_remove(first, removed.expect("it was there"));
        assert_eq!(
            (slab.get(first), slab.get(second), slab.len()),
            (Some(&'a'), Some(&'b'), 2)
        );
        assert_eq!(slab.insert('e').slot, 2, "the appended slot is free again");
    }

    #[test]
    fn blocks_are_added_and_given_back() {
        let mut slab = Slab::new();
        let taken: Vec<Taken> = (0..BLOCK * 2 + 1).map(|value| slab.insert(value)).collect();
        let bytes = slab.bytes();
        for taken in taken.into_iter().rev() {
            assert_eq!(slab.undo_insert(taken), Some(taken.slot as usize));
        }
        assert!(bytes > slab.bytes() && slab.len() == 0);
        assert_eq!(slab.get(0), None);
        assert_eq!(slab.remove(0), None);
    }
}
