//! The description of a scenario, and the list of all scenarios. Plays nothing.

use serde_json::{Value, json};

use super::{Problem, ScenarioError, VERSION, checked_name, parsed};
use latch_rules::World;

/// A text in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words {
    pub en: Box<str>,
    pub zh_cn: Box<str>,
}

/// The size of a scenario, for its card before the scenario is fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub instances: usize,
    pub protected: usize,
    pub groups: usize,
}

impl Counts {
    /// The counts of a world.
    #[must_use]
    pub fn of(world: &World) -> Self {
        Self {
            instances: world.live_count(),
            protected: world.live().filter(|(_, instance)| instance.protected).count(),
            groups: world.groups.len(),
        }
    }
}

/// The description of a scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// The name of its folder, also used in URLs.
    pub name: Box<str>,
    pub title: Words,
    pub purpose: Words,
    /// What to try in the scenario, one line for each suggestion.
    pub tries: Vec<Words>,
    pub counts: Counts,
}

impl About {
    pub(super) fn read(given: &Value) -> Result<Self, ScenarioError> {
        let name = given.get("name").and_then(Value::as_str).ok_or(ScenarioError::at("name", Problem::Missing))?;
        Ok(Self {
            name: checked_name(name)?,
            title: words(given, "title")?,
            purpose: words(given, "purpose")?,
            tries: tries(given)?,
            counts: counts(given),
        })
    }

    fn shown(&self) -> Value {
        let words = |words: &Words| json!({ "en": words.en, "zh-CN": words.zh_cn });
        let lines = |of: fn(&Words) -> &str| self.tries.iter().map(of).collect::<Vec<_>>();
        json!({
            "name": self.name,
            "title": words(&self.title),
            "purpose": words(&self.purpose),
            "try": { "en": lines(|line| &line.en), "zh-CN": lines(|line| &line.zh_cn) },
            "counts": {
                "instances": self.counts.instances,
                "protected": self.counts.protected,
                "groups": self.counts.groups,
            },
        })
    }
}

fn words(given: &Value, field: &str) -> Result<Words, ScenarioError> {
    let word = |language: &str| {
        let text = given.get(field).and_then(|words| words.get(language)).and_then(Value::as_str);
        let at = format!("{field}.{language}");
        text.filter(|text| !text.trim().is_empty()).map(Into::into).ok_or(ScenarioError::at(&at, Problem::Missing))
    };
    Ok(Words { en: word("en")?, zh_cn: word("zh-CN")? })
}

fn tries(given: &Value) -> Result<Vec<Words>, ScenarioError> {
    let lines = |language: &str| -> Vec<Box<str>> {
        let lines = given.get("try").and_then(|lines| lines.get(language)).and_then(Value::as_array);
        lines.into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect()
    };
    let (en, zh_cn) = (lines("en"), lines("zh-CN"));
    if en.len() != zh_cn.len() {
        return Err(ScenarioError::at("try", Problem::Missing));
    }
    Ok(en.into_iter().zip(zh_cn).map(|(en, zh_cn)| Words { en, zh_cn }).collect())
}

fn counts(given: &Value) -> Counts {
    let count = |name: &str| {
        let count = given.get("counts").and_then(|counts| counts.get(name)).and_then(Value::as_u64);
        count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
    };
    Counts { instances: count("instances"), protected: count("protected"), groups: count("groups") }
}

/// Reads the list of the scenarios that are served with the page.
///
/// # Errors
/// What is wrong with the list.
pub fn index(text: &str) -> Result<Vec<About>, ScenarioError> {
    let (given, _) = parsed(text)?;
    let list = given.get("scenarios").and_then(Value::as_array);
    list.ok_or(ScenarioError::at("scenarios", Problem::Missing))?.iter().map(About::read).collect()
}

/// The text of a scenario that begins with a whole world. `world` is the text of an export.
#[must_use]
pub fn write(about: &About, world: &str) -> String {
    let shown = about.shown();
    let mut out = format!("{{\n\"latch-scenario\": {VERSION}");
    for name in ["name", "title", "purpose", "try", "counts"] {
        let value = shown.get(name).cloned().unwrap_or_default();
        out.push_str(&format!(",\n\"{name}\": {value}"));
    }
    out.push_str(",\n\"world\":\n");
    out.push_str(world);
    out.push_str("\n}\n");
    out
}
