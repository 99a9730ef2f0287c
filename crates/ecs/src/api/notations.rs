//! A call as it is written down elsewhere: request URL, `aliyun` command, SDK programs, Terraform. Every value is escaped for the place
//! where it stands, and only names that ECS has are written. Pure: sends nothing, signs nothing, and what stands for a secret in the call
//! stays that (R16).

mod cli;
mod go;
mod java;
mod python;
mod terraform;
mod tree;
mod typescript;
mod url;

use super::{
    equivalent::{Call, MASK},
    schema,
};
use crate::secret::is_secret;

/// Where a call can be written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Notation {
    #[default]
    Url,
    Cli,
    Python,
    TypeScript,
    Go,
    Java,
    Terraform,
}

impl Notation {
    /// Every notation, in the order to offer them.
    pub const ALL: [Self; 7] =
        [Self::Url, Self::Cli, Self::Python, Self::TypeScript, Self::Go, Self::Java, Self::Terraform];

    /// Its name where it is kept or chosen.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Cli => "cli",
            Self::Python => "python",
            Self::TypeScript => "typescript",
            Self::Go => "go",
            Self::Java => "java",
            Self::Terraform => "terraform",
        }
    }

    /// The notation that `slug` gives.
    #[must_use]
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notation| notation.slug() == slug)
    }

    /// Its proper name, the same in every language; the others have none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Url | Self::Terraform => None,
            Self::Cli => Some("aliyun CLI"),
            Self::Python => Some("Python"),
            Self::TypeScript => Some("TypeScript"),
            Self::Go => Some("Go"),
            Self::Java => Some("Java"),
        }
    }
}

/// Calls, written down one after the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Script {
    /// Empty where no call has an equivalent.
    pub text: String,
    /// Calls that have none and are not in the text.
    pub left_out: usize,
    /// Parameters of the calls that ECS does not have. They are not in the text.
    pub foreign: usize,
}

/// One call, whole in itself. Nothing where the notation has no equivalent.
#[must_use]
pub fn write(call: &Call, notation: Notation) -> Option<String> {
    let script = script(std::slice::from_ref(call), notation);
    (script.left_out == 0).then_some(script.text)
}

/// Calls in their order, as one text that is whole in itself.
#[must_use]
pub fn script(calls: &[Call], notation: Notation) -> Script {
    let (calls, foreign) = without_foreign(calls);
    let calls = calls.as_slice();
    let all = |text| Script { text, left_out: 0, foreign };
    match notation {
        Notation::Url => all(joined(calls.iter().map(url::write), "\n")),
        Notation::Cli => all(joined(calls.iter().map(cli::write), "\n\n")),
        Notation::Python => all(python::program(calls)),
        Notation::TypeScript => all(typescript::program(calls)),
        Notation::Go => all(go::program(calls)),
        Notation::Java => all(java::program(calls)),
        Notation::Terraform => {
            let known: Vec<String> = calls.iter().filter_map(terraform::write).collect();
            Script { left_out: calls.len() - known.len(), text: known.join("\n\n"), foreign }
        }
    }
}

/// The calls without the parameters that ECS does not have, and how many those are. A name becomes an identifier of the program as it is,
/// and a record that somebody brought may hold any name, and any value in the place of a secret (R16).
fn without_foreign(calls: &[Call]) -> (Vec<Call>, usize) {
    let mut foreign = 0;
    let kept = calls.iter().map(|call| {
        let own = call.params.iter().filter(|(name, _)| schema::is_parameter(call.action, name));
        let masked = own.map(|(name, value)| {
            let value = if is_secret(name) { MASK } else { value };
            (name.clone(), value.to_owned())
        });
        let params: Vec<_> = masked.collect();
        foreign += call.params.len() - params.len();
        Call { params, ..call.clone() }
    });
    (kept.collect(), foreign)
}

fn joined(texts: impl Iterator<Item = String>, between: &str) -> String {
    texts.collect::<Vec<_>>().join(between)
}

/// Calls by the region that they go to, in their order: one client each.
fn by_region(calls: &[Call]) -> impl Iterator<Item = (&str, &[Call])> {
    calls.chunk_by(|one, next| one.region == next.region).filter_map(|some| Some((&*some.first()?.region, some)))
}

/// The host that serves a region. A region that can be no part of a host's name is nobody's: the central one answers.
fn host(region: &str) -> String {
    let is_name =
        !region.is_empty() && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if is_name { format!("ecs.{region}.aliyuncs.com") } else { "ecs.aliyuncs.com".to_owned() }
}

/// Whether a letter shows as itself. What does not (controls, marks that turn the direction, blanks of no width) is written as an escape
/// wherever the language has one: code that is copied must be what it looks like.
fn shows(letter: char) -> bool {
    let code = u32::from(letter);
    let is_hidden = matches!(
        code,
        0xad | 0x34f
            | 0x61c
            | 0x115f
            | 0x1160
            | 0x17b4
            | 0x17b5
            | 0x180b..=0x180f
            | 0x200b..=0x200f
            | 0x2028..=0x202e
            | 0x2060..=0x206f
            | 0x3164
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffb
            | 0xe0000..=0xe0fff
    );
    !letter.is_control() && !is_hidden
}

/// A literal between two quotes: `own` says how the language writes what cannot stand in it as it is.
fn quoted(text: &str, quote: char, own: impl Fn(char) -> String) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push(quote);
    for letter in text.chars() {
        match letter {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            _ if letter == quote => {
                written.push('\\');
                written.push(quote);
            }
            _ if shows(letter) => written.push(letter),
            _ => written.push_str(&own(letter)),
        }
    }
    written.push(quote);
    written
}

/// So many levels of `unit`.
fn indent(unit: &str, level: usize) -> String {
    unit.repeat(level)
}

#[cfg(test)]
mod test;
