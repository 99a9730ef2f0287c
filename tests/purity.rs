//! The arrows of ARCHITECTURE.md: which module may use which. Read from the sources, so that a short cut does not pass unseen.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A module and the modules of this crate that it may use. `app` and `bridge` put everything together.
const MAY_USE: &[(&str, &[&str])] = &[
    ("rules", &[]),
    ("codec", &["rules"]),
    ("api", &["rules", "codec"]),
    ("session", &["rules", "api", "codec"]),
    ("platform", &["session", "rules", "codec", "i18n"]),
    ("i18n", &["rules", "codec"]),
    ("ui", &["i18n"]),
    ("context", &["rules", "codec", "session", "i18n"]),
    ("pages", &["rules", "codec", "api", "context", "i18n", "platform", "ui"]),
];

/// Modules without a browser, a clock or chance.
const PURE: &[&str] = &["rules", "codec", "api", "session"];
const BROWSER: &[&str] = &["leptos", "web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "gloo_storage"];

#[test]
fn modules_use_only_what_the_architecture_lets_them() {
    let mut wrong = Vec::new();
    for (module, may_use) in MAY_USE {
        for (file, text) in sources(module) {
            for used in used_modules(&text) {
                let is_module = Path::new("src").join(&used).is_dir() || Path::new(&format!("src/{used}.rs")).exists();
                if is_module && used != *module && !may_use.contains(&used.as_str()) {
                    wrong.push(format!("{}: {module} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_modules_know_no_browser_and_no_clock() {
    let mut wrong = Vec::new();
    for module in PURE {
        for (file, text) in sources(module) {
            for name in BROWSER.iter().chain(&["SystemTime", "Instant::now", "thread::sleep"]) {
                if has_word(&text, name) {
                    wrong.push(format!("{}: {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_rules_use_nothing_but_std_serde_and_thiserror() {
    let mut seen = BTreeMap::new();
    for (file, text) in sources("rules") {
        // Tests may use more.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let uses = text.lines().filter_map(|line| {
            let line = line.trim();
            line.strip_prefix("pub use ").or_else(|| line.strip_prefix("use "))
        });
        let roots = uses.map(|path| path.split("::").next().unwrap_or_default().to_owned());
        // A capital letter is a type's, not a crate's.
        let roots = roots.filter(|root| root.starts_with(|c: char| c.is_lowercase()));
        for root in roots {
            seen.entry(root).or_insert(file.clone());
        }
        assert!(!has_word(text, "serde_json"), "{}", file.display());
    }
    let allowed = ["std", "serde", "thiserror", "super", "crate", "self"];
    let own: BTreeSet<String> = sources("rules").iter().filter_map(|(file, _)| stem(file)).collect();
    seen.retain(|root, _| !allowed.contains(&root.as_str()) && !own.contains(root));
    assert!(seen.is_empty(), "{seen:#?}");
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

/// What follows `crate::`, alone or first in each branch of braces.
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
