//! ECS conformance: requests, the status, code and body that they must get, and the instances that must change. The cases are data in
//! `tests/conformance/`, read by `support/cases.rs`; `e2e/conformance.test.mjs` plays the same ones through the built page.
//!
//! `rows.json` lists the documented error rows that a case reaches, `unreachable.json` those that none can reach, with the reason:
//! together they are every row of the public documents. `LATCH_CONFORMANCE=table` prints what passed, by operation.

use crate::support::cases;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    env,
    path::Path,
};

use cases::{Case, Row, Step};

/// What a table line counts: passed by mark, failed, pending, and rows that no case can reach.
#[derive(Default)]
struct Line {
    by_mark: BTreeMap<char, usize>,
    failed: usize,
    pending: usize,
    unreachable: usize,
}

fn table(lines: &BTreeMap<String, Line>) -> String {
    let line = |cells: [String; 7]| {
        let [first, rest @ ..] = cells;
        let rest: Vec<String> = rest.iter().map(|cell| format!("{cell:>12}")).collect();
        format!("{first:<32}{}\n", rest.concat())
    };
    let heads = ["operation", "certain", "likely", "ours", "failed", "pending", "unreachable"];
    let mut text = format!("\n{}", line(heads.map(str::to_owned)));
    let mut sum = Line::default();
    let mut numbers = |name: &str, counted: &Line| {
        let mark = |mark| counted.by_mark.get(&mark).copied().unwrap_or(0);
        let all = [mark('C'), mark('L'), mark('D'), counted.failed, counted.pending, counted.unreachable];
        let [certain, likely, ours, failed, pending, unreachable] =
            all.map(|number| if number == 0 { "·".to_owned() } else { number.to_string() });
        text.push_str(&line([name.to_owned(), certain, likely, ours, failed, pending, unreachable]));
    };
    for (operation, counted) in lines {
        numbers(operation, counted);
        for (mark, passed) in &counted.by_mark {
            *sum.by_mark.entry(*mark).or_default() += passed;
        }
        sum.failed += counted.failed;
        sum.pending += counted.pending;
        sum.unreachable += counted.unreachable;
    }
    numbers("all", &sum);
    text
}

#[test]
fn every_case_is_answered_as_documented() {
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    let mut failures = Vec::new();
    for case in cases::all() {
        let line = lines.entry(case.operation.clone()).or_default();
        if case.pending {
            line.pending += 1;
        } else if let Err(why) = cases::play(&case) {
            line.failed += 1;
            failures.push(format!("{} [{}] {}: {why}", case.operation, case.mark, case.title));
        } else {
            *line.by_mark.entry(case.mark).or_default() += 1;
        }
    }
    for row in cases::unreachable() {
        lines.entry(row.operation).or_default().unreachable += 1;
    }
    if env::var("LATCH_CONFORMANCE").is_ok_and(|value| value == "table") {
        println!("{}", table(&lines));
    }
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_case_says_how_sure_it_is_and_by_which_document() {
    let mut seen = HashSet::new();
    for Case { operation, title, mark, source, steps, .. } in cases::all() {
        assert!("CLD".contains(mark), "{title}: the mark {mark}");
        assert!(!source.is_empty() && !source.contains(".md"), "{title}: a document's name, not {source:?}");
        assert!(
            !steps.is_empty() && steps.iter().any(|step| step.call.is_some() || step.simulate.is_some()),
            "{title}"
        );
        assert!(seen.insert((operation.clone(), title.clone())), "{operation}, {title}: there twice");
    }
}

#[test]
fn each_of_the_75_black_box_cases_is_played_here_or_by_a_journey() {
    let mut numbers: BTreeSet<u32> = cases::all().iter().filter_map(|case| case.case).collect();
    for journey in cases::journeys() {
        assert!(Path::new("../..").join(&journey.played_by).exists(), "{}", journey.played_by);
        assert!(numbers.insert(journey.case), "{} is a case too", journey.case);
    }
    assert_eq!(numbers, (1..=75).collect());
}

/// Whether a step expects the error of that row.
fn meets(step: &Step, row: &Row) -> bool {
    let anywhere = row.operation == cases::ANY;
    let called = step.call.as_ref().is_some_and(|call| anywhere || *call == row.operation);
    let said = row.message.is_none() || step.message == row.message;
    called && step.status == row.status && step.code.as_ref() == Some(&row.code) && said
}

#[test]
fn a_case_reaches_every_documented_error_row_but_those_that_none_can() {
    let played: Vec<Case> = cases::all();
    let reaches = |row: &Row, pending: bool| {
        played.iter().filter(|case| pending || !case.pending).flat_map(|case| &case.steps).any(|step| meets(step, row))
    };
    let missed: Vec<String> =
        cases::rows().iter().filter(|row| !row.pending && !reaches(row, false)).map(Row::shown).collect();
    assert!(missed.is_empty(), "no case reaches\n{}", missed.join("\n"));
    let reached: Vec<String> = cases::unreachable().iter().filter(|row| reaches(row, true)).map(Row::shown).collect();
    assert!(reached.is_empty(), "said to be unreachable, and yet a case expects\n{}", reached.join("\n"));
}

#[test]
fn every_documented_error_row_is_listed_once_and_an_unreachable_one_with_its_reason() {
    let mut seen = HashSet::new();
    for row in cases::rows() {
        assert!(row.reason.is_none(), "{}", row.shown());
        assert!(seen.insert(row.shown()), "{} is there twice", row.shown());
    }
    for row in cases::unreachable() {
        assert!(row.reason.as_ref().is_some_and(|reason| reason.ends_with('.')), "{}", row.shown());
        assert!(seen.insert(row.shown()), "{} is there twice", row.shown());
    }
}
