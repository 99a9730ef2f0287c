//! An imported text, taken apart: its instances, and the other known parts as they came. `pieces` reads it.

use serde_json::{Map, Value};

use super::envelope::Page;
use crate::{instance_json::read::Read, iso};
use latch_rules::{Instance, UnixMillis};

/// A text, taken apart.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    pub head: Map<String, Value>,
    pub instances: Vec<Read>,
    pub released: Vec<Read>,
    pub pages: Vec<Page>,
    pub places: Places,
}

/// Instances, and where in the text each stood.
pub struct Placed {
    pub instances: Vec<Instance>,
    pub places: Places,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Places(Vec<At>);

impl Places {
    /// The next instance stood there.
    pub fn push(&mut self, at: At) {
        self.0.push(at);
    }

    /// The place of a field of the nth instance.
    pub fn of(&self, n: usize, field: &str) -> String {
        self.0.get(n).map_or_else(|| field.to_owned(), |at| at.inside(field))
    }
}

impl Document {
    /// Whether an export of Latch says so of itself.
    pub fn is_export(&self) -> bool {
        self.head.contains_key("latch")
    }

    /// When the text was saved. An export says it; answers do not, but they were saved after the last thing in them was created or started.
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

    /// How many live instances were between two states and are read as settled.
    pub fn settled(&self) -> usize {
        self.instances.iter().filter(|read| read.was_passing).count()
    }

    /// How many values are none that Latch knows, and the place of the first.
    pub fn odd(&self) -> (usize, String) {
        let count = self.instances.iter().map(|read| read.odd.len()).sum();
        let first = self.instances.iter().enumerate().find_map(|(n, read)| Some(self.places.of(n, read.odd.first()?)));
        (count, first.unwrap_or_default())
    }
}

/// Where in the text something stands.
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
