//! A text gives the same result however it is cut, and a syntax error is reported where serde_json reports it.

use proptest::prelude::*;
use serde_json::{Deserializer, Value};

use super::{Document, ImportError, ImportProblem, Pieces};
use crate::export;
use latch_rules::{UnixMillis, sample::sample};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

fn at_once(text: &str) -> Result<Document, ImportError> {
    Pieces::new(NOW).finish(text)
}

/// Reads `first` bytes, then `bytes` at a time. Also returns the number of pieces.
fn in_pieces(text: &str, first: usize, bytes: usize) -> (Result<Document, ImportError>, usize) {
    let mut pieces = Pieces::new(NOW);
    let (mut count, mut done) = (1, pieces.step(text, first));
    while !done.is_done() {
        let next = pieces.step(text, bytes);
        assert!(next.done > done.done && next.percent() >= done.percent(), "{done:?} {next:?} {text}");
        (count, done) = (count + 1, next);
    }
    assert_eq!(pieces.step(text, bytes), done, "the end stays the end");
    (pieces.finish(text), count)
}

/// Where serde_json finds a syntax error, if the text is read as values side by side.
fn flaw(text: &str) -> Option<String> {
    let mut values = Deserializer::from_str(text).into_iter::<Value>();
    match values.find_map(Result::err) {
        Some(error) => Some(format!("line {}, column {}", error.line(), error.column())),
        None if values.byte_offset() == 0 || text.trim().is_empty() => Some("the end".into()),
        None => None,
    }
}

/// A small random generator, so that a text is made from one number.
struct Choice(u64);

impl Choice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn among<'n>(&mut self, names: &[&'n str]) -> &'n str {
        names[self.next(names.len())]
    }

    fn value(&mut self, depth: usize) -> String {
        match self.next(if depth == 0 { 7 } else { 12 }) {
            0..=5 => self.among(&["null", "true", "17", "-1.5e3", r#""a\u0041\n☃""#, r#""""#]).to_owned(),
            6 => self.among(&["[]", "{}", "[ ]", "{\n}"]).to_owned(),
            7 => format!("[{} , {}]", self.value(depth - 1), self.value(depth - 1)),
            8 | 9 => format!("{{\"k\":{}}}", self.value(depth - 1)),
            10 => self.row(),
            _ => self.answer(depth - 1),
        }
    }

    fn row(&mut self) -> String {
        let mut fields = vec![format!("\"InstanceId\" : \"i-{}\"", self.next(10_000))];
        for _ in 0..self.next(3) {
            let name = self.among(&["Status", "Cpu", "Odd", "Tags", "Latch", "InstanceId", "AutoReleaseTime"]);
            fields.push(format!("\"{name}\":{}", self.value(1)));
        }
        format!("{{{}}}", fields.join(self.among(&[",", " ,\n "])))
    }

    fn rows(&mut self) -> String {
        match self.next(12) {
            0 => "null".to_owned(),
            1 => self.row(),
            2 => self.value(1),
            _ => {
                let rows: Vec<String> =
                    (0..self.next(4)).map(|_| if self.next(30) == 0 { self.value(1) } else { self.row() }).collect();
                format!("[{}]", rows.join(",\n"))
            }
        }
    }

    fn answer(&mut self, depth: usize) -> String {
        const NAMES: [&str; 17] = [
            "Instances",
            "Instances",
            "Instances",
            "Instance",
            "Released",
            "body",
            "Body",
            "Latch",
            "Activity",
            "latch",
            "keys",
            "latch-raw",
            "TotalCount",
            "NextToken",
            "x",
            "InstanceId",
            "RequestId",
        ];
        let mut fields = Vec::new();
        for _ in 0..self.next(5) {
            let name = self.among(&NAMES);
            let value = match name {
                "Instances" if self.next(3) != 0 => format!("{{\"y\":[1,{{}}],\"Instance\":{}}}", self.rows()),
                "Instances" | "Instance" | "Released" => self.rows(),
                "body" | "Body" if depth > 0 => self.answer(depth - 1),
                _ => self.value(depth),
            };
            fields.push(format!("\"{name}\":{value}"));
        }
        format!("{{{}}}", fields.join(","))
    }

    fn one(&mut self) -> String {
        match self.next(6) {
            0 => self.row(),
            1 => self.value(1),
            _ => self.answer(3),
        }
    }

    /// An answer, a list of answers, answers line by line, or none of them.
    fn text(&mut self) -> String {
        let some: Vec<String> = (0..self.next(4)).map(|_| self.one()).collect();
        match self.next(5) {
            0 => format!("[{}]", some.join(", ")),
            1 => some.join("\n"),
            2 => format!("\u{feff} {}", self.one()),
            _ => self.one(),
        }
    }

    /// The text with a flaw: cut off, or with one character more or less.
    fn flawed(&mut self, mut text: String) -> String {
        let at = self.next(text.len() + 1);
        if !text.is_char_boundary(at) {
            return text;
        }
        match self.next(4) {
            0 => text.truncate(at),
            1 if at < text.len() => drop(text.remove(at)),
            2 => text.insert_str(at, self.among(&["{", "}", "[", "]", ",", ":", "\"", "x", "\n", "\\", "1"])),
            _ => {}
        }
        text
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn however_it_is_cut_a_text_means_the_same(seed: u64, first in 0usize..300, bytes in 0usize..80) {
        let mut choice = Choice(seed);
        let text = choice.text();
        let text = choice.flawed(text);
        let whole = at_once(&text);
        prop_assert_eq!(&in_pieces(&text, first, bytes).0, &whole, "{}", text);
        if let Err(ImportError { place, why: ImportProblem::NotJson }) = whole {
            let there = flaw(text.trim_start_matches('\u{feff}'));
            prop_assert!(there.is_some_and(|there| there == place || there == "the end"), "{place}: {text}");
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}", bytes in 0usize..8) {
        prop_assert_eq!(in_pieces(&text, 0, bytes).0, at_once(&text));
    }
}

#[test]
fn an_export_that_ends_too_early_is_no_json_wherever_it_ends() {
    let text = export::world(&sample(NOW), NOW);
    let bytes = 1 + text.len() / 50;
    let (whole, pieces) = in_pieces(&text, bytes, bytes);
    assert!(whole == at_once(&text) && whole.is_ok_and(|document| document.instances.len() > 40));
    assert!(pieces > 20, "{pieces}");
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(97) {
        let cut = &text[..end];
        let error = in_pieces(cut, 10, 1_000).0.unwrap_err();
        let there = flaw(cut).unwrap();
        assert!(error.why == ImportProblem::NotJson && (error.place == there || end == 0), "{end}: {error} {there}");
    }
}

#[test]
fn a_flaw_is_named_by_its_place_in_the_whole_text() {
    let row = |n: usize| format!("{{\"InstanceId\": \"i-{n}\"}}");
    let rows = |flawed: &str| {
        let some: Vec<String> = (0..20).map(row).collect();
        format!("{{\n\"Instances\": {{\"Instance\": [\n{},\n{flawed}]}}}}", some.join(",\n"))
    };
    for (flawed, said) in [
        ("{\"InstanceId\": }", "line 23, column 16: this is not JSON"),
        ("{\n\"InstanceId\": \"i\" \"Cpu\": 1}", "line 24, column 19: this is not JSON"),
        ("", "line 23, column 1: this is not JSON"),
        ("7", "Instances.Instance[20]: a value of another type is needed here"),
        ("{\"InstanceId\": \"i-3\"}", "Instances.Instance[20].InstanceId: the id i-3 is in the text twice"),
        ("{\"Cpu\": 1}", "Instances.Instance[20].InstanceId: an id is needed here"),
    ] {
        let text = rows(flawed);
        for bytes in [1, 30, 10_000] {
            assert_eq!(in_pieces(&text, bytes, bytes).0.unwrap_err().to_string(), said, "{flawed}");
        }
    }
    for (text, said) in [
        ("[{\"Instances\": 5}]", "[0].Instances: a value of another type is needed here"),
        ("[{\"InstanceId\": \"i\"}, {\"body\": {\"Instances\": {}}}]", "[1].body.Instances: neither an export"),
        (
            "{\"body\": {\"body\": {\"x\": 1, \"InstanceId\": \"i\"}, \"Released\": 5}}",
            "body.Released: a value of another",
        ),
        ("{\"InstanceId\": \"i\"}\n7", "[1]: a value of another type is needed here"),
        ("{\"InstanceId\": \"i\"}\n{\"InstanceId\": \"j\"}\n{\"latch\": 2}", "latch: neither an export"),
        ("<Instances/>", "this is XML"),
    ] {
        let error = in_pieces(text, 1, 1).0.unwrap_err().to_string();
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn what_is_nested_too_deeply_is_no_json() {
    for (open, close) in [("{\"body\":", "}"), ("[", "]"), ("{\"x\":", "}")] {
        let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let error = in_pieces(&text, 100, 100).0.unwrap_err();
        assert!(matches!(error.why, ImportProblem::NotJson | ImportProblem::WrongType), "{error}");
    }
}
