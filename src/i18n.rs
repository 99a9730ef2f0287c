//! Every visible text, zh-CN and en. The texts themselves are in `locales/`; `build.rs` makes one method of `Texts` from
//! each. Holds no rule and no layout; dates and numbers are `dates`.

pub mod acts;
pub mod dates;
mod imports;
pub mod labels;
pub mod language;
pub mod reasons;
mod regions;

pub use labels::Billing;
pub use language::Language;

/// The texts of one language: `texts.list_title()`, `texts.release_button(3)`. A copy costs nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Texts(pub Language);

impl Texts {
    fn entry(self, number: usize) -> (Option<&'static str>, &'static str) {
        TABLES.get(self.0 as usize).and_then(|table| table.get(number)).copied().unwrap_or((None, ""))
    }

    fn plain(self, number: usize) -> &'static str {
        self.entry(number).1
    }

    fn filled(self, number: usize, arguments: &[(&str, &dyn std::fmt::Display)]) -> String {
        let (one, other) = self.entry(number);
        let is_one =
            one.is_some() && arguments.iter().any(|(name, value)| *name == "count" && value.to_string() == "1");
        let mut text = String::new();
        let mut rest = if is_one { one.unwrap_or(other) } else { other };
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, tail)) = after.split_once('}') else { break };
            if let Some((_, value)) = arguments.iter().find(|(argument, _)| *argument == name) {
                text.push_str(&value.to_string());
            }
            rest = tail;
        }
        text.push_str(rest);
        text
    }
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
