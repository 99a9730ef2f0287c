//! The one rule for spaces in Chinese texts: an inserted number, name, id or time is separated from ideographs by a space, an inserted
//! word is not, and fixed Latin words and digits join the ideographs, except in examples of what to type.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{collections::BTreeMap, fs};

use serde_json::Value;

/// Arguments that are Chinese words or sentences themselves.
const WORDS: &[&str] = &[
    "act", "billing", "cause", "distance", "moment", "page", "reason", "region", "rule", "state", "status", "what",
    "why",
];

#[test]
fn chinese_texts_are_spaced_by_one_rule() {
    let mut wrong = Vec::new();
    for (key, text) in texts() {
        let letters: Vec<char> = text.chars().collect();
        let mut at = 0;
        while let Some(open) = letters[at..].iter().position(|c| *c == '{').map(|n| at + n) {
            let Some(close) = letters[open..].iter().position(|c| *c == '}').map(|n| open + n) else { break };
            let name: String = letters[open + 1..close].iter().collect();
            let is_word = WORDS.contains(&name.as_str());
            let sides = [
                letters[..open].iter().rev().take(2).collect::<String>(),
                letters[close + 1..].iter().take(2).collect(),
            ];
            for side in sides {
                let mut side = side.chars();
                let (next, beyond) = (side.next().unwrap_or('.'), side.next().unwrap_or('.'));
                let is_set_off = next == ' ' && is_ideograph(beyond);
                if (is_word && is_set_off) || (!is_word && is_ideograph(next)) {
                    wrong.push(format!("{key}: {{{name}}} in {text}"));
                }
            }
            at = close + 1;
        }
        let has_gap = letters.windows(3).any(|three| {
            let (before, after) = (three[0], three[2]);
            three[1] == ' '
                && ((is_ideograph(before) && after.is_ascii_alphanumeric())
                    || (before.is_ascii_alphanumeric() && is_ideograph(after)))
        });
        if has_gap && !text.contains("例如") {
            wrong.push(format!("{key}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_ideograph(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Every Chinese text by file and key.
fn texts() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir("locales/zh-CN").unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let texts: BTreeMap<String, Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (key, text) in texts {
            let forms: Vec<&Value> = text.as_object().map_or_else(|| vec![&text], |forms| forms.values().collect());
            all.extend(forms.into_iter().map(|form| (format!("{file}.{key}"), form.as_str().unwrap().to_owned())));
        }
    }
    assert!(all.len() > 500, "only {} texts were found", all.len());
    all
}
