//! Writes a call, parameter by parameter.

use super::equivalent::Call;
use crate::iso;
use latch_rules::{UnixMillis, World, instance::Tag};

/// A call being written: empty texts and switches that are off are left out.
pub(super) struct Writer(Call);

impl Writer {
    pub(super) fn new(action: &'static str) -> Self {
        Self(Call { action, region: String::new(), params: Vec::new() })
    }

    pub(super) fn done(self) -> Call {
        self.0
    }

    pub(super) fn sent_to(mut self, region: &str) -> Self {
        region.clone_into(&mut self.0.region);
        self
    }

    /// Sends it to the region of an instance, if the instance is known.
    pub(super) fn sent_to_that_of(self, world: &World, id: &str) -> Self {
        self.sent_to(world.find(id).map_or("", |(_, instance)| &*instance.spec.region))
    }

    /// Sets `RegionId`, which is also the region that the call is sent to.
    pub(super) fn region(self, region: &str) -> Self {
        self.sent_to(region).text("RegionId", region)
    }

    pub(super) fn say(mut self, name: &str, value: &str) -> Self {
        self.0.params.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn text(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.say(name, value) }
    }

    pub(super) fn flag(self, name: &str, on: bool) -> Self {
        if on { self.say(name, "true") } else { self }
    }

    /// A switch that is said either way.
    pub(super) fn switch(self, name: &str, on: bool) -> Self {
        self.say(name, if on { "true" } else { "false" })
    }

    pub(super) fn number(self, name: &str, value: u32) -> Self {
        self.say(name, &value.to_string())
    }

    pub(super) fn list(self, name: &str, values: &[impl AsRef<str>]) -> Self {
        (1..).zip(values).fold(self, |call, (number, value)| call.say(&format!("{name}.{number}"), value.as_ref()))
    }

    /// A text that holds a JSON list.
    pub(super) fn json_list(self, name: &str, values: &[Box<str>]) -> Self {
        let values: Vec<String> = values.iter().map(|value| serde_json::Value::from(&**value).to_string()).collect();
        self.say(name, &format!("[{}]", values.join(",")))
    }

    pub(super) fn time(self, name: &str, at: Option<UnixMillis>) -> Self {
        self.text(name, &at.map(iso::second).unwrap_or_default())
    }

    pub(super) fn tags(self, tags: &[Tag]) -> Self {
        (1..).zip(tags).fold(self, |call, (number, tag)| {
            call.say(&format!("Tag.{number}.Key"), &tag.key).text(&format!("Tag.{number}.Value"), &tag.value)
        })
    }

    pub(super) fn resources(self, region: &str, ids: &[Box<str>]) -> Self {
        self.region(region).say("ResourceType", "instance").list("ResourceId", ids)
    }
}
