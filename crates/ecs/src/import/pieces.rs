//! Reads a text in pieces, some bytes at a time, so that other work can run in between. Instances are read one by one, so that a large
//! fleet is never held twice. All texts are read this way, so a text gives the same result however it is cut.
//!
//! Saved texts differ in their wrapping, not in their instances: one answer, an object of a client around it, a list of answers, one answer
//! per line, only the list of instances, or one instance.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    ImportError, ImportProblem, MOST_MIB,
    cursor::{Cursor, DEEPEST, Flaw},
    document::{At, Document},
    envelope::Page,
};
use crate::instance_json::{
    read::read,
    row::{Row, wire_name},
};
use latch_rules::{UnixMillis, bounds::MOST_LIVE};

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

/// The fields in which clients wrap an answer.
const WRAPPINGS: [&str; 2] = ["body", "Body"];

/// The names that an SDK has for the fields of an answer.
const PROPERTIES: [&str; 7] =
    ["instances", "instance", "maxResults", "nextToken", "pageNumber", "pageSize", "totalCount"];

/// How far a text is read (in bytes) or a scenario is played (in steps).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
}

impl Progress {
    #[must_use]
    pub fn is_done(self) -> bool {
        self.done >= self.total
    }

    /// Per cent, rounded down: 100 only at the end.
    #[must_use]
    pub fn percent(self) -> u8 {
        if self.is_done() {
            return 100;
        }
        u8::try_from(self.done as u64 * 100 / self.total as u64).unwrap_or(99)
    }
}

/// The state of reading one text. Each `step` is given the same whole text again.
#[derive(Debug)]
pub struct Pieces {
    now: UnixMillis,
    /// The byte up to which the text is read.
    at: usize,
    /// The lists and objects that are open, the outermost first.
    open: Vec<Open>,
    /// The number of values begun side by side: more than 1 with one answer per line.
    values: usize,
    here: At,
    ids: HashSet<Box<str>>,
    document: Document,
    /// The result, once reading has ended.
    end: Option<Result<(), ImportError>>,
}

/// A list or an object whose end is not read yet.
#[derive(Debug)]
struct Open {
    part: Part,
    /// No element or field of it was read yet.
    is_first: bool,
}

#[derive(Debug)]
enum Part {
    /// The whole text: a list of answers.
    Answers { next: usize },
    /// One answer, export or instance.
    Answer(Box<Answer>),
    /// `{"Instance": […]}`.
    Fleet { has_list: bool },
    /// A list of instances.
    Rows { list: List, next: usize },
}

#[derive(Debug)]
struct Answer {
    has_fleet: bool,
    page: Page,
    /// The fields that are not fields of an answer: the object may be an instance.
    row: Row,
    /// The number of instances before this answer.
    first: usize,
    /// The field that wraps this answer; empty if none.
    wrapping: &'static str,
}

/// A list of instances in the text.
#[derive(Clone, Copy, Debug)]
struct List {
    name: &'static str,
    is_live: bool,
}

impl Pieces {
    /// `now` is the creation time of an instance that comes without one.
    #[must_use]
    pub fn new(now: UnixMillis) -> Self {
        Self {
            now,
            at: 0,
            open: Vec::new(),
            values: 0,
            here: At::default(),
            ids: HashSet::new(),
            document: Document::default(),
            end: None,
        }
    }

    /// Reads on for `bytes` bytes, and always at least one value, so that every call makes progress.
    pub fn step(&mut self, text: &str, bytes: usize) -> Progress {
        let text = text.trim_start_matches('\u{feff}');
        let until = self.at.saturating_add(bytes);
        if self.end.is_none() && self.at == 0 {
            self.end = look_at(text).err().map(Err);
        }
        while self.end.is_none() {
            let mut cursor = Cursor::new(text, self.at);
            let read = self.read_on(&mut cursor);
            self.at = cursor.at;
            match read {
                Ok(true) => {}
                Ok(false) => self.end = Some(Ok(())),
                Err(error) => self.end = Some(Err(error)),
            }
            if self.at >= until {
                break;
            }
        }
        // One more than the length: after the last byte, the text must still be found complete.
        let total = text.len() + 1;
        Progress { done: if self.end.is_some() { total } else { self.at }, total }
    }

    /// Reads the rest.
    ///
    /// # Errors
    /// The first problem in the text, with its place.
    pub fn finish(mut self, text: &str) -> Result<Document, ImportError> {
        while !self.step(text, usize::MAX).is_done() {}
        self.end.unwrap_or(Ok(())).map(|()| self.document)
    }

    /// Reads the next value, or the beginning or end of a list or object. Returns `false` at the end of the text.
    fn read_on(&mut self, text: &mut Cursor) -> Result<bool, ImportError> {
        let Some(open) = self.open.last_mut() else { return self.read_next_value(text) };
        let is_first = std::mem::take(&mut open.is_first);
        match &mut open.part {
            Part::Answers { next } => {
                self.here = At::of_answer(*next);
                *next += 1;
                if text.has_element(is_first).map_err(|flaw| self.refused(flaw))? {
                    self.read_answer(text)?;
                } else {
                    self.close()?;
                }
            }
            Part::Answer(_) => match text.name(is_first).map_err(|flaw| self.refused(flaw))? {
                Some(name) => self.read_part(text, name)?,
                None => self.close()?,
            },
            Part::Fleet { has_list } => {
                let name = text.name(is_first);
                let is_list = |name: &str| matches!(name, "Instance" | "instance");
                *has_list |= matches!(&name, Ok(Some(name)) if is_list(name));
                match name.map_err(|flaw| self.refused(flaw))? {
                    Some(name) if is_list(&name) => {
                        self.read_rows(text, List { name: "Instances.Instance", is_live: true })?;
                    }
                    Some(_) => drop(self.value::<Value>(text)?),
                    None => self.close()?,
                }
            }
            Part::Rows { list, next } => {
                let (list, row) = (*list, *next);
                *next += 1;
                self.go(list.name, Some(row));
                if text.has_element(is_first).map_err(|flaw| self.refused(flaw))? {
                    self.read_row(text, list)?;
                } else {
                    self.close()?;
                }
            }
        }
        Ok(true)
    }

    /// Reads the first value of the text, or a further answer after it (one answer per line).
    fn read_next_value(&mut self, text: &mut Cursor) -> Result<bool, ImportError> {
        let next = text.peek();
        if self.values == 0 {
            self.values = 1;
            if next == Some(b'[') {
                self.open(text, Part::Answers { next: 0 })?;
            } else {
                self.read_answer(text)?;
            }
            return Ok(true);
        }
        if next.is_none() {
            return Ok(false);
        }
        self.forget_head()?;
        self.here = At::of_answer(self.values);
        self.values += 1;
        self.read_answer(text)?;
        Ok(true)
    }

    /// Reads one answer. A list is refused here.
    fn read_answer(&mut self, text: &mut Cursor) -> Result<(), ImportError> {
        let first = self.document.instances.len();
        let wrapping = self.here.wrapping;
        let answer = Answer { has_fleet: false, page: Page::default(), row: Row::default(), first, wrapping };
        match text.peek() {
            Some(b'{') => self.open(text, Part::Answer(Box::new(answer))),
            Some(b'[') => Err(self.refused(Flaw::Type)),
            _ => self.refuse_other(text),
        }
    }

    fn read_part(&mut self, text: &mut Cursor, name: String) -> Result<(), ImportError> {
        let name = if PROPERTIES.contains(&name.as_str()) { wire_name(&name) } else { name };
        match name.as_str() {
            "Instances" => {
                self.has_fleet();
                self.go("Instances", None);
                return self.read_fleet(text);
            }
            "Instance" => {
                self.has_fleet();
                return self.read_rows(text, List { name: "Instance", is_live: true });
            }
            "Released" => return self.read_rows(text, List { name: "Released", is_live: false }),
            wrapping if WRAPPINGS.contains(&wrapping) => {
                self.has_fleet();
                self.answer().into_iter().for_each(|answer| answer.page.is_wrapping = true);
                self.here.wrapping = "body";
                return self.read_answer(text);
            }
            known if HEAD.contains(&known) => {
                let is_ours = known.starts_with("latch");
                let value = self.value(text)?;
                self.document.head.insert(name, value);
                if is_ours {
                    self.has_fleet();
                }
            }
            _ => {
                let value: Value = self.value(text)?;
                if let Some(answer) = self.answer()
                    && !answer.page.take(&name, &value)
                {
                    answer.row.set(name, value);
                }
            }
        }
        Ok(())
    }

    /// `{"Instance": […]}`, or the list itself.
    fn read_fleet(&mut self, text: &mut Cursor) -> Result<(), ImportError> {
        match text.peek() {
            Some(b'{') => self.open(text, Part::Fleet { has_list: false }),
            _ => self.read_list(text, List { name: "Instances", is_live: true }),
        }
    }

    /// A list of instances, or one alone.
    fn read_rows(&mut self, text: &mut Cursor, list: List) -> Result<(), ImportError> {
        self.go(list.name, None);
        match text.peek() {
            Some(b'{') => {
                self.read_row(text, list)?;
                self.after_value();
                Ok(())
            }
            _ => self.read_list(text, list),
        }
    }

    fn read_list(&mut self, text: &mut Cursor, list: List) -> Result<(), ImportError> {
        match text.peek() {
            Some(b'[') => self.open(text, Part::Rows { list, next: 0 }),
            Some(b'n') => {
                self.value::<()>(text)?;
                self.after_value();
                Ok(())
            }
            _ => self.refuse_other(text),
        }
    }

    fn read_row(&mut self, text: &mut Cursor, list: List) -> Result<(), ImportError> {
        let row: Row = self.value(text)?;
        self.take_row(row.by_wire_names(), list.is_live)
    }

    fn take_row(&mut self, row: Row, is_live: bool) -> Result<(), ImportError> {
        let at = self.here;
        let read = read(row, self.now).map_err(|fault| ImportError::new(at.inside(&fault.place), fault.why))?;
        if !is_live {
            self.document.released.push(read);
            return Ok(());
        }
        if self.document.instances.len() >= MOST_LIVE {
            return Err(ImportError::new(at.place(), ImportProblem::TooMany(MOST_LIVE)));
        }
        if !self.ids.insert(read.instance.id.clone()) {
            return Err(ImportError::new(at.inside("InstanceId"), ImportProblem::DuplicateId(read.instance.id)));
        }
        self.document.instances.push(read);
        self.document.places.push(at);
        Ok(())
    }

    // ---- what is open -------------------------------------------------------------------------------------------------

    fn open(&mut self, text: &mut Cursor, part: Part) -> Result<(), ImportError> {
        if self.open.len() >= DEEPEST {
            return Err(self.refused(text.not_json_here()));
        }
        text.pass();
        self.open.push(Open { part, is_first: true });
        Ok(())
    }

    /// Closes the innermost list or object, whose end was read.
    fn close(&mut self) -> Result<(), ImportError> {
        match self.open.pop().map(|open| open.part) {
            Some(Part::Answer(answer)) => self.end_answer(*answer)?,
            Some(Part::Fleet { has_list }) => {
                self.go("Instances", None);
                if !has_list {
                    return Err(ImportError::new(self.here.place(), ImportProblem::NotAFleet));
                }
            }
            Some(Part::Answers { .. }) => self.forget_head()?,
            Some(Part::Rows { .. }) | None => {}
        }
        self.after_value();
        if self.open.is_empty() && self.values > 1 {
            self.forget_head()?;
        }
        Ok(())
    }

    /// Sets the place back to the answer itself, for its next field.
    fn after_value(&mut self) {
        if let Some(answer) = self.answer() {
            let wrapping = answer.wrapping;
            self.here = At { wrapping, list: "", row: None, ..self.here };
        }
    }

    fn end_answer(&mut self, answer: Answer) -> Result<(), ImportError> {
        let Answer { has_fleet, mut page, row, first, .. } = answer;
        if has_fleet {
            if !page.is_wrapping {
                let document = &mut self.document;
                page.instances = document.instances.len().saturating_sub(first);
                let region = document.instances.get(first).map(|read| read.instance.spec.region.clone());
                page.region = region.unwrap_or_default();
                document.pages.push(page);
            }
            return Ok(());
        }
        let mut row = row.by_wire_names();
        if row.get("InstanceId").is_none() {
            return Err(ImportError::new(self.here.place(), ImportProblem::NotAFleet));
        }
        if let Some(own) = self.document.head.remove("Latch") {
            row.set("Latch".to_owned(), own);
        }
        self.take_row(row, true)
    }

    /// The answer that is being read, if no list or object inside it is open.
    fn answer(&mut self) -> Option<&mut Answer> {
        match self.open.last_mut().map(|open| &mut open.part) {
            Some(Part::Answer(answer)) => Some(answer),
            _ => None,
        }
    }

    fn has_fleet(&mut self) {
        self.answer().into_iter().for_each(|answer| answer.has_fleet = true);
    }

    /// Drops the parts of a whole world, which have no meaning in one of several answers. Refuses an export there.
    fn forget_head(&mut self) -> Result<(), ImportError> {
        let head = std::mem::take(&mut self.document.head);
        match head.keys().find(|name| name.starts_with("latch")) {
            Some(name) => Err(ImportError::new(name.clone(), ImportProblem::NotAFleet)),
            None => Ok(()),
        }
    }

    fn go(&mut self, list: &'static str, row: Option<usize>) {
        (self.here.list, self.here.row) = (list, row);
    }

    // ---- what is refused ----------------------------------------------------------------------------------------------

    fn value<T: DeserializeOwned>(&self, text: &mut Cursor) -> Result<T, ImportError> {
        text.value().map_err(|flaw| self.refused(flaw))
    }

    /// Refuses the next value, whatever it is: another type is needed here.
    fn refuse_other<T>(&self, text: &mut Cursor) -> Result<T, ImportError> {
        self.value::<Value>(text)?;
        Err(self.refused(Flaw::Type))
    }

    fn refused(&self, flaw: Flaw) -> ImportError {
        match flaw {
            Flaw::Syntax(error) => error,
            Flaw::Type => ImportError::new(self.here.place(), ImportProblem::WrongType),
        }
    }
}

/// Refuses a text that is too large, or XML, before it is read.
fn look_at(text: &str) -> Result<(), ImportError> {
    if text.len() >> 20 >= MOST_MIB as usize {
        return Err(ImportError::new("", ImportProblem::TooLarge(MOST_MIB)));
    }
    if text.trim_start().starts_with('<') {
        return Err(ImportError::new("", ImportProblem::Xml));
    }
    Ok(())
}

#[cfg(test)]
mod test;
