//! `Cursor` reads JSON value by value, so that reading can stop between two values and continue later. It reads brackets, commas and names
//! itself and leaves the values to serde_json; both report a syntax error by the same line and column.

use serde::de::DeserializeOwned;
use serde_json::Deserializer;

use super::{ImportError, ImportProblem};

/// The most lists and objects that may be open at once, as in serde_json.
pub(super) const DEEPEST: usize = 127;

/// Why a value could not be read.
pub(super) enum Flaw {
    Syntax(ImportError),
    /// The value is of another type.
    Type,
}

/// A place in a text.
pub(super) struct Cursor<'t> {
    text: &'t str,
    pub at: usize,
}

impl<'t> Cursor<'t> {
    /// `at`: a former `Cursor::at` of the same text.
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// Moves to the next character that is not white space, and returns it.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_white = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        let white = rest.iter().position(|byte| !is_white(byte)).unwrap_or(rest.len());
        self.at += white;
        rest.get(white).copied()
    }

    /// Moves past the character that `peek` returned.
    pub(super) fn pass(&mut self) {
        self.at += 1;
    }

    /// Reads the next value, or tells why it is not of type `T`.
    pub(super) fn value<T: DeserializeOwned>(&mut self) -> Result<T, Flaw> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut values = Deserializer::from_str(rest).into_iter::<T>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) if error.is_data() => Err(Flaw::Type),
            Some(Err(error)) => {
                let (lines, column) = self.lines_before(self.at);
                let column = if error.line() == 1 { column + error.column() } else { error.column() };
                Err(Flaw::Syntax(not_json(lines + error.line(), column)))
            }
            None => Err(Flaw::Syntax(self.not_json_at(self.text.len()))),
        }
    }

    /// Reads the next name of an object and the colon after it. At the end of the object, moves past it and returns `None`.
    pub(super) fn name(&mut self, is_first: bool) -> Result<Option<String>, Flaw> {
        match self.peek() {
            Some(b'}') => {
                self.pass();
                return Ok(None);
            }
            Some(b',') if !is_first => self.pass(),
            Some(_) if is_first => {}
            _ => return Err(self.not_json_here()),
        }
        if self.peek() != Some(b'"') {
            return Err(self.not_json_here());
        }
        let name = self.value()?;
        if self.peek() != Some(b':') {
            return Err(self.not_json_here());
        }
        self.pass();
        Ok(Some(name))
    }

    /// Whether a list has one more element. Moves to that element, or past the end of the list.
    pub(super) fn has_element(&mut self, is_first: bool) -> Result<bool, Flaw> {
        match self.peek() {
            Some(b']') => {
                self.pass();
                return Ok(false);
            }
            Some(b',') if !is_first => self.pass(),
            Some(_) if is_first => return Ok(true),
            _ => return Err(self.not_json_here()),
        }
        match self.peek() {
            None | Some(b']') => Err(self.not_json_here()),
            Some(_) => Ok(true),
        }
    }

    /// A syntax error at the current character, or at the end of a text that is too short.
    pub(super) fn not_json_here(&self) -> Flaw {
        Flaw::Syntax(self.not_json_at((self.at + 1).min(self.text.len())))
    }

    fn not_json_at(&self, at: usize) -> ImportError {
        let (lines, column) = self.lines_before(at);
        not_json(lines + 1, column)
    }

    /// The number of whole lines before `at`, and of bytes before `at` in its own line.
    fn lines_before(&self, at: usize) -> (usize, usize) {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let lines = before.iter().take(start).filter(|byte| **byte == b'\n').count();
        (lines, at - start)
    }
}

fn not_json(line: usize, column: usize) -> ImportError {
    ImportError::new(format!("line {line}, column {column}"), ImportProblem::NotJson)
}
