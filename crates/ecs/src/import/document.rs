//! The parts of an imported text: its instances, and the other known parts as they came. `pieces` reads them.

use serde_json::{Map, Value};

use super::envelope::Page;
use crate::{instance_json::read::Read, iso};
use latch_rules::{Instance, UnixMillis};

/// The parts of a text.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    pub head: Map<String, Value>,
    pub instances: Vec<Read>,
    pub released: Vec<Read>,
    pub pages: Vec<Page>,
    pub places: Places,
}

/// Instances, and the place of each in the text.
pub struct Placed {
    pub instances: Vec<Instance>,
    pub places: Places,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Places(Vec<At>);

impl Places {
    /// Adds the place of the next instance.
    pub fn push(&mut self, at: At) {
        self.0.push(at);
    }

    /// The place of a field of the nth instance.
    pub fn of(&self, n: usize, field: &str) -> String {
        self.0.get(n).map_or_else(|| field.to_owned(), |at| at.inside(field))
    }
}

impl Document {
    /// Whether the text is an export of Latch: it has the field `latch`.
    pub fn is_export(&self) -> bool {
        self.head.contains_key("latch")
    }

    /// When the text was saved. An export says so (`Now`); an answer counts as saved when its latest instance was created or started.
    pub fn saved_at(&self) -> Option<UnixMillis> {
        let said = self.head.get("Now").and_then(Value::as_str).and_then(iso::parse_exact);
        said.or_else(|| self.instances.iter().filter_map(|read| read.seen_at).max())
    }

    pub fn into_fleet(self) -> Placed {
        let is_export = self.is_export();
        let instances = self.instances.into_iter().map(|read| read.into_instance(is_export));
        Placed {
            instances: instances.map(|instance| Instance { released: None, ..instance }).collect(),
            places: self.places,
        }
    }

    /// How many live instances had a transitional status and are read as settled.
    pub fn settled(&self) -> usize {
        self.instances.iter().filter(|read| read.was_passing).count()
    }

    /// How many values Latch does not know, and the place of the first.
    pub fn odd(&self) -> (usize, String) {
        let count = self.instances.iter().map(|read| read.odd.len()).sum();
        let first = self.instances.iter().enumerate().find_map(|(n, read)| Some(self.places.of(n, read.odd.first()?)));
        (count, first.unwrap_or_default())
    }
}

/// A place in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct At {
    pub answer: Option<usize>,
    pub wrapping: &'static str,
    pub list: &'static str,
    pub row: Option<usize>,
}

impl At {
    #[must_use]
    pub fn of_answer(n: usize) -> Self {
        Self { answer: Some(n), ..Self::default() }
    }

    pub fn place(&self) -> String {
        let answer = self.answer.map(|n| format!("[{n}]")).unwrap_or_default();
        let row = self.row.map(|n| format!("[{n}]")).unwrap_or_default();
        let parts = [answer, self.wrapping.to_owned(), format!("{}{row}", self.list)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
    }

    pub fn inside(&self, field: &str) -> String {
        match self.place() {
            place if place.is_empty() => field.to_owned(),
            place => format!("{place}.{field}"),
        }
    }
}
