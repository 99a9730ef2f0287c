//! A text is read in pieces: so many bytes at a time, with anything else in between. Instances are read one by one as they pass, so that
//! a large fleet is never held twice. There is no other way of reading, so a text means the same however it is cut.
//!
//! What people have saved differs in its wrapping, not in its instances: an answer, what a client holds it in, a list of answers, answers
//! line by line, only the list of instances, or one instance.

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

/// What clients hold an answer in.
const WRAPPINGS: [&str; 2] = ["body", "Body"];

/// What an SDK calls the parts of an answer.
const PROPERTIES: [&str; 7] =
    ["instances", "instance", "maxResults", "nextToken", "pageNumber", "pageSize", "totalCount"];

/// How far a text is read, in bytes, or played, in steps.
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

    /// Hundredths, rounded down: a hundred is the end.
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
    /// How far it is read.
    at: usize,
    /// What is open, the outermost first.
    open: Vec<Open>,
    /// So many values stand side by side before this place: answers line by line.
    values: usize,
    here: At,
    ids: HashSet<Box<str>>,
    document: Document,
    /// The end of reading, if it has come.
    end: Option<Result<(), ImportError>>,
}

/// A list or an object whose end has not come yet.
#[derive(Debug)]
struct Open {
    part: Part,
    /// Nothing of it was read yet.
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
    /// What is no part of an answer may be a part of an instance.
    row: Row,
    /// So many instances came before it.
    first: usize,
    /// What it is held in.
    wrapping: &'static str,
}

/// Where instances stand.
#[derive(Clone, Copy, Debug)]
struct List {
    name: &'static str,
    is_live: bool,
}

impl Pieces {
    /// `now` stands in for a creation time that is not given.
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

    /// Reads on for so many bytes: one value more than fits into them, so it always gets on.
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
        // The end is more than the last byte: a text may be read and yet be none.
        let total = text.len() + 1;
        Progress { done: if self.end.is_some() { total } else { self.at }, total }
    }

    /// Reads the rest.
    ///
    /// # Errors
    /// The first thing that cannot be taken.
    pub fn finish(mut self, text: &str) -> Result<Document, ImportError> {
        while !self.step(text, usize::MAX).is_done() {}
        self.end.unwrap_or(Ok(())).map(|()| self.document)
    }

    /// Reads the next value, or the beginning or the end of what holds values. Whether there was any.
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

    /// The whole text, or an answer after it on a line of its own.
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

    /// One answer: no list again.
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

    /// The end of the innermost list or object was passed.
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

    /// What comes next in an answer stands in the answer itself.
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

    /// The answer that is being read, where nothing in it is open.
    fn answer(&mut self) -> Option<&mut Answer> {
        match self.open.last_mut().map(|open| &mut open.part) {
            Some(Part::Answer(answer)) => Some(answer),
            _ => None,
        }
    }

    fn has_fleet(&mut self) {
        self.answer().into_iter().for_each(|answer| answer.has_fleet = true);
    }

    /// Parts of a whole world mean nothing in one answer among others.
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

    /// Any value is of another type than is needed here.
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

/// What can be told of a text before it is read.
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
