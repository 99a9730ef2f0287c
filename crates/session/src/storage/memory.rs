//! A storage that lasts as long as its value.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use super::{Storage, Stored, units};
use crate::{Write, WriteFailure};

/// Texts in memory, in a room of a given size.
#[derive(Debug)]
pub struct Memory {
    room: usize,
    texts: RefCell<BTreeMap<String, String>>,
    others: RefCell<BTreeMap<String, String>>,
    is_denied: Cell<bool>,
}

impl Memory {
    /// An empty one with room for so many UTF-16 units.
    #[must_use]
    pub fn with_room(room: usize) -> Self {
        Self { room, texts: RefCell::default(), others: RefCell::default(), is_denied: Cell::new(false) }
    }

    /// Somebody else stores a text under a name of their own.
    pub fn put_others(&self, name: &str, text: &str) {
        self.others.borrow_mut().insert(name.to_owned(), text.to_owned());
    }

    /// `true`: from now on nothing can be read or written; `false`: it can again.
    pub fn deny(&self, is_denied: bool) {
        self.is_denied.set(is_denied);
    }

    fn granted(&self) -> Option<()> {
        (!self.is_denied.get()).then_some(())
    }
}

fn units_of(texts: &BTreeMap<String, String>) -> usize {
    texts.iter().map(|(name, text)| units(name) + units(text)).sum()
}

impl Storage for Memory {
    fn room(&self) -> usize {
        self.room
    }

    fn prefix_units(&self) -> usize {
        0
    }

    fn read_all(&self) -> Option<Stored> {
        self.granted()?;
        let entries = self.texts.borrow().iter().map(|(name, text)| (name.clone(), text.clone())).collect();
        Some(Stored { entries, others: units_of(&self.others.borrow()) })
    }

    fn write(&self, write: &Write) -> Result<(), WriteFailure> {
        self.granted().ok_or(WriteFailure::Denied)?;
        let mut texts = self.texts.borrow_mut();
        match write {
            Write::Remove { name } => {
                texts.remove(name);
            }
            Write::Set { name, text } => {
                let former = texts.get(name).map_or(0, |former| units(name) + units(former));
                let used = units_of(&texts) + units_of(&self.others.borrow()) - former;
                if used + units(name) + units(text) > self.room {
                    return Err(WriteFailure::Full);
                }
                texts.insert(name.clone(), text.clone());
            }
        }
        Ok(())
    }

    fn count(&self) -> Option<usize> {
        self.granted()?;
        Some(self.texts.borrow().len() + self.others.borrow().len())
    }

    fn sizes(&self) -> Option<Vec<(String, usize)>> {
        self.granted()?;
        Some(self.texts.borrow().iter().map(|(name, text)| (name.clone(), units(text))).collect())
    }
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::storage::suite::assert_keeps_promises;

    #[test]
    fn it_keeps_the_promises_of_a_storage() {
        let memory = Memory::with_room(4_000);
        assert_keeps_promises(&memory, |name, text| memory.put_others(name, text));
    }

    #[test]
    fn one_that_is_denied_gives_and_takes_nothing() {
        let memory = Memory::with_room(4_000);
        memory.write(&Write::Set { name: "head".into(), text: "text".into() }).unwrap();
        memory.deny(true);
        assert_eq!((memory.read_all(), memory.count(), memory.sizes()), (None, None, None));
        assert_eq!(memory.write(&Write::Remove { name: "head".into() }), Err(WriteFailure::Denied));
        memory.deny(false);
        assert_eq!(memory.read_all().unwrap().entries, [("head".to_owned(), "text".to_owned())]);
    }
}
