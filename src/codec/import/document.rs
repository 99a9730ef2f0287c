//! The text as it stands: instances read one by one as they pass, so that a large fleet is never held twice, and the other
//! known parts as they came. Says the place of whatever is wrong.

use std::{cell::RefCell, collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{ImportError, ImportProblem};
use crate::{
    codec::instance_json::{
        read::{Read, read},
        row::Row,
    },
    rules::{Instance, UnixMillis},
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

/// An imported text, taken apart.
#[derive(Default)]
pub struct Document {
    pub head: Map<String, Value>,
    pub instances: Vec<Read>,
    pub released: Vec<Read>,
    /// The place of the first auto-release time that is not ahead of now.
    past_schedule: Option<String>,
}

impl Document {
    pub fn read(text: &str, now: UnixMillis) -> Result<Self, ImportError> {
        let reader = Reader { now, state: RefCell::default() };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let result = Top(&reader).deserialize(&mut deserializer).and_then(|()| deserializer.end());
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

    pub fn refuse_past_schedules(&mut self) -> Result<(), ImportError> {
        match self.past_schedule.take() {
            Some(place) => Err(ImportError::new(place, ImportProblem::ScheduleInThePast)),
            None => Ok(()),
        }
    }

    /// How many live instances were between two states and are read as settled.
    pub fn settled(&self) -> usize {
        self.instances.iter().filter(|read| read.was_passing).count()
    }

    pub fn into_instances(self) -> Vec<Instance> {
        self.instances.into_iter().map(|read| Instance { released: None, ..read.instance }).collect()
    }
}

/// Where in the text the reader is.
#[derive(Default, Clone)]
struct At {
    answer: Option<usize>,
    list: &'static str,
    row: Option<usize>,
}

impl At {
    fn place(&self) -> String {
        let answer = self.answer.map(|n| format!("[{n}]")).unwrap_or_default();
        let dot = if answer.is_empty() || self.list.is_empty() { "" } else { "." };
        let row = self.row.map(|n| format!("[{n}]")).unwrap_or_default();
        format!("{answer}{dot}{}{row}", self.list)
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

    fn take_row<E: Error>(&self, row: Row, is_live: bool) -> Result<(), E> {
        let here = self.here();
        let read = match read(row, self.now) {
            Ok(read) => read,
            Err(fault) => return self.fail(format!("{here}.{}", fault.place), fault.why),
        };
        let state = &mut *self.state.borrow_mut();
        if !is_live {
            state.document.released.push(read);
            return Ok(());
        }
        if !state.ids.insert(read.instance.id.clone()) {
            let place = format!("{here}.InstanceId");
            state.fault = Some(ImportError::new(place, ImportProblem::DuplicateId(read.instance.id)));
            return Err(E::custom("refused"));
        }
        if state.document.past_schedule.is_none() && read.instance.auto_release_at.is_some_and(|at| at <= self.now) {
            state.document.past_schedule = Some(format!("{here}.AutoReleaseTime"));
        }
        state.document.instances.push(read);
        Ok(())
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
        f.write_str("an export, an answer or an array of answers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        let reader = self.0;
        let mut has_fleet = false;
        while let Some(name) = parts.next_key::<String>()? {
            match name.as_str() {
                "Instances" => {
                    has_fleet = true;
                    reader.go("Instances", None);
                    parts.next_value_seed(Fleet(reader))?;
                }
                "Released" => {
                    reader.go("Released", None);
                    parts.next_value_seed(Rows { reader, list: "Released", is_live: false })?;
                }
                known if HEAD.contains(&known) => {
                    let value = parts.next_value()?;
                    has_fleet |= known.starts_with("latch");
                    reader.state.borrow_mut().document.head.insert(name, value);
                }
                _ => drop(parts.next_value::<IgnoredAny>()?),
            }
            reader.go("", None);
        }
        if has_fleet { Ok(()) } else { reader.fail(reader.here(), ImportProblem::NotAFleet) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut answers: A) -> Result<(), A::Error> {
        let reader = self.0;
        for n in 0.. {
            reader.state.borrow_mut().at.answer = Some(n);
            if answers.next_element_seed(Answer(reader))?.is_none() {
                break;
            }
        }
        // Parts of a whole world mean nothing in one answer among others.
        let head = std::mem::take(&mut reader.state.borrow_mut().document.head);
        match head.keys().find(|name| name.starts_with("latch")) {
            Some(name) => reader.fail(name.clone(), ImportProblem::NotAFleet),
            None => Ok(()),
        }
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

/// `{"Instance": […]}`.
struct Fleet<'a>(&'a Reader);

impl<'de> DeserializeSeed<'de> for Fleet<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fleet<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object with the list Instance")
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
}

struct Rows<'a> {
    reader: &'a Reader,
    list: &'static str,
    is_live: bool,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of instances")
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
