//! Checks the arrows of ARCHITECTURE.md among the console's modules: which module may use which. Reads the sources, so that no forbidden
//! use goes unnoticed.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A module of the console, with the modules and core crates it may use. `app` and `bridge` may use everything. The core crates'
/// Cargo.toml files enforce the arrows among those crates.
const MAY_USE: &[(&str, &[&str])] = &[
    ("platform", &["latch_session", "latch_rules", "latch_ecs", "i18n"]),
    ("i18n", &["latch_rules", "latch_ecs"]),
    ("ui", &["i18n"]),
    ("context", &["latch_rules", "latch_ecs", "latch_session", "i18n"]),
    ("pages", &["latch_rules", "latch_ecs", "latch_session", "context", "i18n", "platform", "ui"]),
];

#[test]
fn modules_use_only_what_the_architecture_lets_them() {
    let mut wrong = Vec::new();
    for (module, may_use) in MAY_USE {
        for (file, text) in sources(module) {
            let crates = ["latch_rules", "latch_ecs", "latch_session"].into_iter().filter(|name| has_word(&text, name));
            for used in used_modules(&text).into_iter().chain(crates.map(str::to_owned)) {
                let is_known = used.starts_with("latch_")
                    || Path::new("src").join(&used).is_dir()
                    || Path::new(&format!("src/{used}.rs")).exists();
                if is_known && used != *module && !may_use.contains(&used.as_str()) {
                    wrong.push(format!("{}: {module} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_architecture_names_every_module() {
    for entry in fs::read_dir("src").unwrap() {
        let Some(name) = stem(&entry.unwrap().path()) else { continue };
        let known = MAY_USE.iter().any(|(module, _)| *module == name);
        assert!(known || ["app", "bridge", "lib", "main"].contains(&name.as_str()), "{name} has no row in MAY_USE");
    }
}

fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_str()?.to_owned())
}

/// The files of a module, with comments taken out.
fn sources(module: &str) -> Vec<(PathBuf, String)> {
    let mut waiting = vec![PathBuf::from(format!("src/{module}")), PathBuf::from(format!("src/{module}.rs"))];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && path.exists() {
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
            found.push((path, code.join("\n")));
        }
    }
    found
}

/// The modules after `crate::`, alone or first in each branch of braces.
fn used_modules(text: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let Some(inside) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let (mut depth, mut at_start) = (1, true);
        for (place, c) in inside.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => at_start = true,
                c if at_start && depth == 1 && (c.is_alphanumeric() || c == '_') => {
                    found.insert(word(&inside[place..]));
                    at_start = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(place, _)| {
        !is_part(text[..place].chars().next_back()) && !is_part(text[place + word.len()..].chars().next())
    })
}
