//! The text as it stands: instances read one by one as they pass, so that a large fleet is never held twice, and the other
//! known parts as they came. Says the place of whatever is wrong.
//!
//! What people have saved differs in its wrapping, not in its instances: an answer, what a client holds it in, a list of answers, answers
//! line by line, only the list of instances, or one instance.

use std::{cell::RefCell, collections::HashSet, fmt};

use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
    value::MapAccessDeserializer,
};
use serde_json::{Map, Value};

use super::{ImportError, ImportProblem, envelope::Page};
use crate::{
    codec::{
        instance_json::{
            read::{Read, read},
            row::Row,
        },
        iso,
    },
    rules::{Instance, UnixMillis, bounds::MOST_LIVE},
};

/// The parts of an export that are read whole.
const HEAD: [&str; 11] = [
    "Account",
    "Activity",
    "Latch",
    "Now",
    "Policy",
    "ScalingGroups",
    "Scenario",
    "Seed",
    "keys",
    "latch",
    "latch-raw",
];

/// What clients hold an answer in.
const WRAPPINGS: [&str; 2] = ["body", "Body"];

/// An imported text, taken apart.
#[derive(Default)]
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

#[derive(Default)]
pub struct Places(Vec<At>);

impl Places {
    /// The place of a field of the nth instance.
    pub fn of(&self, n: usize, field: &str) -> String {
        self.0.get(n).map_or_else(|| field.to_owned(), |at| at.inside(field))
    }
}

impl Document {
    pub fn read(text: &str, now: UnixMillis) -> Result<Self, ImportError> {
        if text.trim_start().starts_with('<') {
            return Err(ImportError::new("", ImportProblem::Xml));
        }
        let reader = Reader { now, state: RefCell::default() };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let mut result = Top(&reader).deserialize(&mut deserializer);
        // Answers may stand one after another, a line for each.
        for n in 1.. {
            if result.is_err() || deserializer.end().is_ok() {
                break;
            }
            result = reader.forget_head().and_then(|()| {
                reader.state.borrow_mut().at = At { answer: Some(n), ..At::default() };
                Answer(&reader).deserialize(&mut deserializer)
            });
            if result.is_ok() {
                result = reader.forget_head();
            }
        }
        let State { document, fault, at, .. } = reader.state.into_inner();
        match (result, fault) {
            (_, Some(fault)) => Err(fault),
            (Ok(()), None) => Ok(document),
            (Err(error), None) if error.is_data() => Err(ImportError::new(at.place(), ImportProblem::WrongType)),
            (Err(error), None) => {
                let place = format!("line {}, column {}", error.line(), error.column());
                Err(ImportError::new(place, ImportProblem::NotJson))
            }
        }
    }

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

/// Where in the text the reader is.
#[derive(Default, Clone, Copy)]
struct At {
    answer: Option<usize>,
    wrapping: &'static str,
    list: &'static str,
    row: Option<usize>,
}

impl At {
    fn place(&self) -> String {
        let answer = self.answer.map(|n| format!("[{n}]")).unwrap_or_default();
        let row = self.row.map(|n| format!("[{n}]")).unwrap_or_default();
        let parts = [answer, self.wrapping.to_owned(), format!("{}{row}", self.list)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
    }

    fn inside(&self, field: &str) -> String {
        match self.place() {
            place if place.is_empty() => field.to_owned(),
            place => format!("{place}.{field}"),
        }
    }
}

#[derive(Default)]
struct State {
    document: Document,
    fault: Option<ImportError>,
    at: At,
    ids: HashSet<Box<str>>,
}

struct Reader {
    now: UnixMillis,
    state: RefCell<State>,
}

impl Reader {
    fn go(&self, list: &'static str, row: Option<usize>) {
        let at = &mut self.state.borrow_mut().at;
        (at.list, at.row) = (list, row);
    }

    fn here(&self) -> String {
        self.state.borrow().at.place()
    }

    fn fail<T, E: Error>(&self, place: String, why: ImportProblem) -> Result<T, E> {
        self.state.borrow_mut().fault = Some(ImportError::new(place, why));
        Err(E::custom("refused"))
    }

    /// Parts of a whole world mean nothing in one answer among others.
    fn forget_head<E: Error>(&self) -> Result<(), E> {
        let head = std::mem::take(&mut self.state.borrow_mut().document.head);
        match head.keys().find(|name| name.starts_with("latch")) {
            Some(name) => self.fail(name.clone(), ImportProblem::NotAFleet),
            None => Ok(()),
        }
    }

    fn take_row<E: Error>(&self, row: Row, is_live: bool) -> Result<(), E> {
        let at = self.state.borrow().at;
        let read = match read(row, self.now) {
            Ok(read) => read,
            Err(fault) => return self.fail(at.inside(&fault.place), fault.why),
        };
        let state = &mut *self.state.borrow_mut();
        if !is_live {
            state.document.released.push(read);
            return Ok(());
        }
        if state.document.instances.len() >= MOST_LIVE {
            state.fault = Some(ImportError::new(at.place(), ImportProblem::TooMany(MOST_LIVE)));
            return Err(E::custom("refused"));
        }
        if !state.ids.insert(read.instance.id.clone()) {
            let why = ImportProblem::DuplicateId(read.instance.id);
            state.fault = Some(ImportError::new(at.inside("InstanceId"), why));
            return Err(E::custom("refused"));
        }
        state.document.instances.push(read);
        state.document.places.0.push(at);
        Ok(())
    }

    /// The answer that ended here had these instances, from that one on.
    fn end_page(&self, mut page: Page, first: usize) {
        let document = &mut self.state.borrow_mut().document;
        page.instances = document.instances.len().saturating_sub(first);
        page.region = document.instances.get(first).map(|read| read.instance.spec.region.clone()).unwrap_or_default();
        document.pages.push(page);
    }
}

/// The whole text: one answer or export, or an array of answers.
struct Top<'a>(&'a Reader);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an export, an answer, an array of answers, or instances")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        let reader = self.0;
        let first = reader.state.borrow().document.instances.len();
        let (mut has_fleet, mut page) = (false, Page::default());
        // What is no part of an answer may be a part of an instance.
        let mut row = Row::default();
        while let Some(name) = parts.next_key::<String>()? {
            match name.as_str() {
                "Instances" => {
                    has_fleet = true;
                    reader.go("Instances", None);
                    parts.next_value_seed(Fleet(reader))?;
                }
                "Instance" => {
                    has_fleet = true;
                    reader.go("Instance", None);
                    parts.next_value_seed(Rows { reader, list: "Instance", is_live: true })?;
                }
                "Released" => {
                    reader.go("Released", None);
                    parts.next_value_seed(Rows { reader, list: "Released", is_live: false })?;
                }
                wrapping if WRAPPINGS.contains(&wrapping) => {
                    has_fleet = true;
                    reader.state.borrow_mut().at.wrapping = "body";
                    parts.next_value_seed(Answer(reader))?;
                    reader.state.borrow_mut().at.wrapping = "";
                    page.is_wrapping = true;
                }
                known if HEAD.contains(&known) => {
                    let value = parts.next_value()?;
                    has_fleet |= known.starts_with("latch");
                    reader.state.borrow_mut().document.head.insert(name, value);
                }
                _ => {
                    let value: Value = parts.next_value()?;
                    if !page.take(&name, &value) {
                        row.set(name, value);
                    }
                }
            }
            reader.go("", None);
        }
        if has_fleet {
            if !page.is_wrapping {
                reader.end_page(page, first);
            }
            return Ok(());
        }
        if row.get("InstanceId").is_none() {
            return reader.fail(reader.here(), ImportProblem::NotAFleet);
        }
        if let Some(own) = reader.state.borrow_mut().document.head.remove("Latch") {
            row.set("Latch".to_owned(), own);
        }
        reader.take_row(row, true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut answers: A) -> Result<(), A::Error> {
        let reader = self.0;
        for n in 0.. {
            reader.state.borrow_mut().at = At { answer: Some(n), ..At::default() };
            if answers.next_element_seed(Answer(reader))?.is_none() {
                break;
            }
        }
        reader.forget_head()
    }
}

/// One answer of an array: no array again.
struct Answer<'a>(&'a Reader);

impl<'de> DeserializeSeed<'de> for Answer<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(Top(self.0))
    }
}

/// `{"Instance": […]}`, or the list itself.
struct Fleet<'a>(&'a Reader);

impl<'de> DeserializeSeed<'de> for Fleet<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fleet<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object with the list Instance")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        let reader = self.0;
        let mut has_list = false;
        while let Some(name) = parts.next_key::<String>()? {
            if name == "Instance" {
                has_list = true;
                reader.go("Instances.Instance", None);
                parts.next_value_seed(Rows { reader, list: "Instances.Instance", is_live: true })?;
            } else {
                parts.next_value::<IgnoredAny>()?;
            }
        }
        reader.go("Instances", None);
        if has_list { Ok(()) } else { reader.fail(reader.here(), ImportProblem::NotAFleet) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<(), A::Error> {
        Rows { reader: self.0, list: "Instances", is_live: true }.visit_seq(rows)
    }
}

/// A list of instances, or one alone.
struct Rows<'a> {
    reader: &'a Reader,
    list: &'static str,
    is_live: bool,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of instances")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<(), A::Error> {
        self.reader.take_row(Row::deserialize(MapAccessDeserializer::new(fields))?, self.is_live)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        for n in 0.. {
            self.reader.go(self.list, Some(n));
            match rows.next_element::<Row>()? {
                Some(row) => self.reader.take_row(row, self.is_live)?,
                None => break,
            }
        }
        Ok(())
    }
}
