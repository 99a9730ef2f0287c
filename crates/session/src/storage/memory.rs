//! A storage that lasts as long as its value.

use std::{cell::RefCell, collections::BTreeMap};

use super::{Storage, Stored, units};
use crate::{Write, WriteFailure};

/// Texts in memory, in a room of a given size.
#[derive(Debug)]
pub struct Memory {
    prefix: String,
    room: usize,
    texts: RefCell<BTreeMap<String, String>>,
    others: RefCell<BTreeMap<String, String>>,
}

impl Memory {
    /// An empty storage with room for `room` UTF-16 units.
    #[must_use]
    pub fn new(prefix: &str, room: usize) -> Self {
        Self { prefix: prefix.to_owned(), room, texts: RefCell::default(), others: RefCell::default() }
    }

    /// Somebody else stores a text under a name of their own.
    pub fn put_others(&self, name: &str, text: &str) {
        self.others.borrow_mut().insert(name.to_owned(), text.to_owned());
    }

    /// Units of an own name with its prefix and of its text.
    fn units_of_own(&self, name: &str, text: &str) -> usize {
        units(&self.prefix) + units(name) + units(text)
    }

    fn units_of_others(&self) -> usize {
        self.others.borrow().iter().map(|(name, text)| units(name) + units(text)).sum()
    }
}

impl Storage for Memory {
    fn room(&self) -> usize {
        self.room
    }

    fn prefix(&self) -> &str {
        &self.prefix
    }

    fn read_all(&self) -> Option<Stored> {
        let entries = self.texts.borrow().iter().map(|(name, text)| (name.clone(), text.clone())).collect();
        Some(Stored { entries, others: self.units_of_others() })
    }

    fn write(&self, write: &Write) -> Result<(), WriteFailure> {
        let mut texts = self.texts.borrow_mut();
        match write {
            Write::Remove { name } => {
                texts.remove(name);
            }
            Write::Set { name, text } => {
                let others = texts.iter().filter(|(other, _)| *other != name);
                let kept: usize = others.map(|(other, text)| self.units_of_own(other, text)).sum();
                if kept + self.units_of_others() + self.units_of_own(name, text) > self.room {
                    return Err(WriteFailure::Full);
                }
                texts.insert(name.clone(), text.clone());
            }
        }
        Ok(())
    }

    fn count(&self) -> Option<usize> {
        Some(self.texts.borrow().len() + self.others.borrow().len())
    }

    fn sizes(&self) -> Option<Vec<(String, usize)>> {
        Some(self.texts.borrow().iter().map(|(name, text)| (name.clone(), units(text))).collect())
    }
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::storage::suite::assert_keeps_promises;

    #[test]
    fn it_keeps_the_promises_of_a_storage() {
        let memory = Memory::new("test:", 4_000);
        assert_keeps_promises(&memory, |name, text| memory.put_others(name, text));
    }
}
