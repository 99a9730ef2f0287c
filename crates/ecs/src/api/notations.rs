//! Writes a call in other notations: request URL, `aliyun` command, SDK programs, Terraform. Every value is escaped for the place where it
//! stands, and only names that ECS has are written. Pure: nothing is sent or signed, and a masked secret stays masked (R16).

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

/// A notation in which a call can be written.
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

    /// The name by which it is stored and chosen.
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

    /// The notation with this `slug`.
    #[must_use]
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notation| notation.slug() == slug)
    }

    /// The proper name, the same in every language; `None` for `Url` and `Terraform`.
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

/// Calls, written one after the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Script {
    /// Empty where no call has an equivalent.
    pub text: String,
    /// The number of calls without an equivalent. They are not in the text.
    pub left_out: usize,
    /// The number of parameters that ECS does not have. They are not in the text.
    pub foreign: usize,
}

/// One call as a complete text; `None` if the notation has no equivalent.
#[must_use]
pub fn write(call: &Call, notation: Notation) -> Option<String> {
    let script = script(std::slice::from_ref(call), notation);
    (script.left_out == 0).then_some(script.text)
}

/// Calls in their order, as one complete text.
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

/// The calls without the parameters that ECS does not have, and the number of those. A name becomes an identifier of the program as it is,
/// and an imported record may have any name, and any value in place of a secret (R16).
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

/// Groups of consecutive calls to the same region: each group needs one client.
fn by_region(calls: &[Call]) -> impl Iterator<Item = (&str, &[Call])> {
    calls.chunk_by(|one, next| one.region == next.region).filter_map(|some| Some((&*some.first()?.region, some)))
}

/// The host of a region. A region that cannot be part of a host name gets the central host.
fn host(region: &str) -> String {
    let is_name =
        !region.is_empty() && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if is_name { format!("ecs.{region}.aliyuncs.com") } else { "ecs.aliyuncs.com".to_owned() }
}

/// Whether a character is visible. An invisible one (control character, direction mark, zero-width space) is written as an escape wherever
/// the language has one: code that is copied must be what it looks like.
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

/// A literal between two quotes. `own` is the escape of the language for a character that cannot stand in it as it is.
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

fn indent(unit: &str, level: usize) -> String {
    unit.repeat(level)
}

#[cfg(test)]
mod test;
