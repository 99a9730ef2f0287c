//! Every visible text, zh-CN and en. The texts themselves are in `locales/`; `build.rs` makes one method of `Texts` from
//! each. Holds no rule and no layout; dates and numbers are `dates`.

pub mod acts;
pub mod dates;
mod imports;
pub mod labels;
pub mod language;
pub mod reasons;
mod regions;

use std::fmt::Write as _;

pub use labels::Billing;
pub use language::Language;

/// The texts of one language: `texts.list_title()`, `texts.release_button(3)`. A copy costs nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Texts(pub Language);

impl Texts {
    // The texts are in the methods that `build.rs` makes, not in one table, so that a part of the program that is fetched on demand
    // contains only its own texts.

    /// The text of this language.
    fn plain(self, texts: [&'static str; 2]) -> &'static str {
        self.choose(texts)
    }

    /// Chooses among values given for each language, in the order of `Language`.
    #[must_use]
    pub fn choose<T>(self, [en, zh_cn]: [T; 2]) -> T {
        match self.0 {
            Language::En => en,
            Language::ZhCn => zh_cn,
        }
    }

    /// The text of this language, with the arguments in place of the letters in braces: `{a}` is the first, `{A}` the first with
    /// thousands separators.
    fn filled(self, texts: [&'static str; 2], arguments: &[&dyn std::fmt::Display]) -> String {
        let mut text = String::new();
        let mut rest = self.plain(texts);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let mut letters = after.chars();
            let letter = letters.next().unwrap_or_default();
            let place = (letter.to_ascii_lowercase() as usize).wrapping_sub('a' as usize);
            if let Some(value) = arguments.get(place) {
                let start = text.len();
                // Writing to a string cannot fail.
                let _ = write!(text, "{value}");
                if letter.is_ascii_uppercase() {
                    group(&mut text, start);
                }
            }
            rest = letters.as_str().strip_prefix('}').unwrap_or_default();
        }
        text.push_str(rest);
        text
    }
}

/// Puts thousands separators into the number that begins at `start` and ends the text. Both languages use a comma.
fn group(text: &mut String, start: usize) {
    let mut place = text.len();
    if text.get(start..).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
        while place > start + 3 {
            place -= 3;
            text.insert(place, ',');
        }
    }
}

/// Whether a text that depends on a number takes its form for one (`one`).
fn is_one(count: &dyn std::fmt::Display) -> bool {
    count.to_string() == "1"
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
