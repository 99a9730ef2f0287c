//! Checks that references in the repository lead somewhere: documents under `docs/`, sections and anchors named after them, relative
//! links in Markdown, the tests and files that the table of features names.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{fs, path::PathBuf};

/// Kinds of files that may refer to documents.
const KINDS: [&str; 7] = ["css", "html", "json", "md", "mjs", "rs", "toml"];
/// Folders with generated files. Folders whose names begin with `.` or `dist-` are left out too.
const FILLED: [&str; 4] = ["dist", "node_modules", "target", "test-results"];

#[test]
fn named_documents_have_the_named_sections() {
    let mut wrong = Vec::new();
    for (file, text) in files() {
        for (name, after) in text.match_indices("docs/").filter_map(|(place, _)| document(&text, place)) {
            let (sections, read) = (sections(after), fs::read_to_string(name).unwrap_or_default());
            if read.is_empty() || !sections.iter().all(|section| has_section(&read, section)) {
                wrong.push(format!("{}: {name} {sections:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn relative_links_lead_to_a_file_and_a_heading() {
    let mut wrong = Vec::new();
    for (file, text) in files().iter().filter(|(file, _)| kind(file) == "md") {
        for line in prose(text) {
            // Every second piece between backticks is code.
            let words: String = line.split('`').step_by(2).collect();
            let links = words.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
            for link in links.filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
                let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = if path.is_empty() { file.clone() } else { file.with_file_name(path) };
                let read = fs::read_to_string(&target).unwrap_or_default();
                if !target.exists() || (!anchor.is_empty() && !has_section(&read, &format!("#{anchor}"))) {
                    wrong.push(format!("{}: {link}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_document_outside_the_repository_is_named() {
    // Put together here, because otherwise this file would name them.
    let outside = ["product", "ecs-api"].map(|name| format!("{name}.md"));
    for (file, text) in files() {
        assert!(!outside.iter().any(|name| text.contains(name)), "{} names one", file.display());
    }
}

#[test]
fn every_feature_names_its_state_and_the_tests_that_show_it() {
    let text = fs::read_to_string("docs/features.md").unwrap();
    let rows = features(&text);
    let mut wrong = Vec::new();
    for (index, Feature { number, name, state, place, shown_by }) in rows.iter().enumerate() {
        let is_numbered = *number == (index + 1).to_string();
        let is_partly = state.strip_prefix("partly: ").is_some_and(|missing| !missing.trim().is_empty());
        let is_there = *state == "has" || is_partly;
        if !is_numbered || name.is_empty() || !(is_there || *state == "lacks") {
            wrong.push(format!("{number}: its number, name or state: {state}"));
        }
        let tests = tests_of(shown_by);
        let is_shown = !tests.is_empty() && *place != "–";
        if is_there != is_shown || (!is_there && (*shown_by != "–" || *place != "–")) {
            wrong.push(format!("{number}: {state}, in {place}, shown by {shown_by}"));
        }
        for (file, title) in tests {
            let read = fs::read_to_string(file).unwrap_or_default();
            if title.is_empty() || declared_tests(&read).filter(|test| test.contains(title)).count() != 1 {
                wrong.push(format!("{number}: not one test of {file} has {title:?}"));
            }
        }
        // An address (`#/…`) is no file.
        let paths = place.split('`').skip(1).step_by(2).filter(|path| !path.starts_with('#'));
        wrong.extend(paths.filter(|path| !PathBuf::from(path).exists()).map(|path| format!("{number}: no {path}")));
    }
    let count = |state: &str| rows.iter().filter(|row| row.state.split(':').next() == Some(state)).count();
    let totals = format!("**{} has, {} partly, {} lacks.**", count("has"), count("partly"), count("lacks"));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(rows.len(), 69);
    assert!(text.contains(&totals), "the totals are {totals}");
}

/// A row of `docs/features.md`.
struct Feature<'a> {
    number: &'a str,
    name: &'a str,
    state: &'a str,
    place: &'a str,
    shown_by: &'a str,
}

/// The rows of its tables, without their heads.
fn features(text: &str) -> Vec<Feature<'_>> {
    let rows =
        text.lines().filter(|line| line.starts_with('|') && !line.starts_with("| # |") && !line.starts_with("|--"));
    rows.map(|line| match line.split('|').map(str::trim).collect::<Vec<_>>()[..] {
        ["", number, name, state, place, shown_by, ""] => Feature { number, name, state, place, shown_by },
        _ => panic!("not five cells: {line}"),
    })
    .collect()
}

/// The tests of a cell such as `` `e2e/list.test.mjs`: "a title", "another"; `tests/texts.rs`: "a third" ``: file and title. A file without
/// a title has an empty one.
fn tests_of(cell: &str) -> Vec<(&str, &str)> {
    let mut tests = Vec::new();
    let mut pieces = cell.split('`').skip(1);
    while let Some(file) = pieces.next() {
        let titles: Vec<_> = pieces.next().unwrap_or_default().split('"').skip(1).step_by(2).collect();
        tests.extend(if titles.is_empty() { vec![""] } else { titles }.into_iter().map(|title| (file, title)));
    }
    tests
}

/// The lines that declare the tests of a file: calls of `test` in JavaScript, functions below `#[test]` in Rust.
fn declared_tests(text: &str) -> impl Iterator<Item = &str> {
    let before = std::iter::once("").chain(text.lines());
    let is_test = |before: &str, line: &str| {
        line.starts_with("test('") || line.starts_with("test(`") || (before == "#[test]" && line.starts_with("fn "))
    };
    before
        .zip(text.lines())
        .filter(move |(before, line)| is_test(before.trim(), line.trim_start()))
        .map(|(_, line)| line)
}

/// The `.md` file named at a position of a text, and the text after its name. `None` inside another path.
fn document(text: &str, place: usize) -> Option<(&str, &str)> {
    let (before, from) = text.split_at(place);
    let is_part = before.ends_with(|c: char| c.is_alphanumeric() || "-_/".contains(c)) && !before.ends_with("./");
    let path = from.split(|c: char| !c.is_ascii_alphanumeric() && !"-_./".contains(c)).next()?;
    let name = path.trim_end_matches('.');
    (!is_part && name.ends_with(".md")).then(|| from.split_at(name.len()))
}

/// The sections named in the text after a document's name: `#times`, ` 6.3`, ` 6.1, 6.2 and 9.3`.
fn sections(after: &str) -> Vec<String> {
    if let Some(rest) = after.strip_prefix('#') {
        let anchors = rest.split(|c: char| !c.is_alphanumeric() && c != '-').take(1);
        return anchors.map(|anchor| format!("#{anchor}")).collect();
    }
    let (mut found, mut rest) = (Vec::new(), after.trim_start_matches('`').strip_prefix(' '));
    while let Some(number) = rest.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()) {
        let number = number.trim_end_matches('.');
        // A number after the first is a section only if it has a dot: `6.1 and 20 others`.
        if number.is_empty() || (!found.is_empty() && !number.contains('.')) {
            break;
        }
        found.push(number.to_owned());
        let next = rest.and_then(|rest| rest.strip_prefix(number));
        rest = next.and_then(|next| next.strip_prefix(", ").or_else(|| next.strip_prefix(" and ")));
    }
    found
}

/// Whether a heading begins with that number, or has that anchor on GitHub.
fn has_section(document: &str, section: &str) -> bool {
    let is_dropped = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
    let anchor = |heading: &str| heading.to_lowercase().replace(' ', "-").replace(is_dropped, "");
    let mut lines = prose(document).filter(|line| line.starts_with('#'));
    lines.any(|line| match (line.trim_start_matches('#').trim(), section.strip_prefix('#')) {
        (heading, Some(wanted)) => anchor(heading) == wanted,
        (heading, None) => heading.split(' ').next() == Some(section),
    })
}

/// The lines of a Markdown text outside its blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n```").step_by(2).flat_map(str::lines)
}

fn kind(path: &std::path::Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

/// The files of the repository that may refer to documents, with their texts.
fn files() -> Vec<(PathBuf, String)> {
    let (mut waiting, mut found) = (vec![PathBuf::from(".")], Vec::new());
    while let Some(path) = waiting.pop() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_left_out = name.starts_with('.') || name.starts_with("dist-") || FILLED.contains(&name.as_str());
        if path.is_dir() && !is_left_out {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if KINDS.contains(&kind(&path)) && !is_left_out {
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            found.push((path, text));
        }
    }
    found
}
