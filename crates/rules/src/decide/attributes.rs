//! Attributes and tags: ModifyInstanceAttribute (docs/ecs.md 5), the console's change of release protection for many instances (R1, R2,
//! R11), TagResources and UntagResources (docs/ecs.md 11).

use std::sync::Arc;

use super::{Case, Verdict, all_in_region, checked_ids, flag, parameter};
use crate::{
    command::{Answer, AttributeChange},
    draft::Outcomes,
    event::Field,
    fields::{self, MOST_TAGS},
    instance::{Credential, Instance, Spec, Status, Tag},
    marks::Marks,
    ordinals::{Ordinal, Ordinals},
    protection::why_not_changeable,
    record::{Act, Happened},
    refusal::{Reason, Refusal},
};

/// TagResources and UntagResources take at most this many ids.
const MOST_RESOURCES: usize = 50;

impl Case<'_> {
    pub(super) fn modify_instance_attribute(&mut self, change: &AttributeChange) -> Verdict {
        if change.id.is_empty() {
            return Err(Refusal::field(Reason::MissingParameter, "InstanceId"));
        }
        if change.name.as_deref().is_some_and(|name| !fields::is_instance_name(name, false)) {
            return Err(Refusal::field(Reason::NameMalformed, "InstanceName"));
        }
        if change.description.as_deref().is_some_and(|text| !fields::is_description(text)) {
            return Err(Refusal::field(Reason::DescriptionMalformed, "Description"));
        }
        let (ordinal, instance) = self.find(&change.id)?;
        if change.host_name.as_deref().is_some_and(|n| !fields::is_host_name(n, &*instance.spec.os_type == "windows")) {
            return Err(Refusal::field(Reason::HostNameMalformed, "HostName"));
        }
        let to = change.deletion_protection.unwrap_or(false);
        if let Some(reason) = why_not_changeable(instance, to) {
            return Err(Refusal::instance(reason, &change.id));
        }
        // HostName cannot be changed in Pending and Starting, Password not in Starting (docs/ecs.md 5).
        let host_too_soon = change.host_name.is_some() && matches!(instance.status, Status::Pending | Status::Starting);
        if host_too_soon || (change.password_set && instance.status == Status::Starting) {
            return Err(Refusal::instance(Reason::IncorrectStatus, &change.id));
        }
        let mut parameters = Vec::new();
        for (name, value) in
            [("InstanceName", &change.name), ("Description", &change.description), ("HostName", &change.host_name)]
        {
            parameters.extend(value.as_deref().map(|value| parameter(name, value)));
        }
        parameters.extend(change.deletion_protection.map(|on| flag("DeletionProtection", on)));
        let outcomes = Outcomes::of([(ordinal, instance.protected)], Happened::Done);
        self.draft_attributes(ordinal, instance, change);
        self.done(Act::ModifyInstanceAttribute, outcomes, parameters);
        Ok(Answer::Done)
    }

    fn draft_attributes(&mut self, ordinal: Ordinal, instance: &Instance, change: &AttributeChange) {
        let credential = change.password_set.then(|| {
            let spec = Spec { credential: Credential::PasswordSet, ..(*instance.spec).clone() };
            Field::Spec(Arc::new(spec))
        });
        let all = [
            change.deletion_protection.map(Field::Protected),
            change.name.clone().map(Field::Name),
            change.description.clone().map(Field::Description),
            change.host_name.clone().map(Field::HostName),
            credential,
        ];
        for to in all.into_iter().flatten() {
            self.draft.change(&Ordinals::one(ordinal), &to);
        }
    }

    /// Console: every instance that can have the value gets it; the others are reported as refused, never dropped.
    #[inline(never)]
    pub(super) fn change_release_protection(&mut self, who: &Ordinals, on: bool) -> Verdict {
        let asked = Marks::from(who);
        let mut able = asked.and(&self.world.index().changeable(on));
        let mut outcomes = Outcomes::default();
        // Few instances cannot have the value, except in a mixed fleet; each gets its own reason.
        for ordinal in asked.without(&able).iter() {
            let Some(instance) = self.world.any(ordinal) else { continue };
            let gone = (!instance.is_live()).then_some(Reason::InstanceNotFound);
            if let Some(reason) = gone.or_else(|| why_not_changeable(instance, on)) {
                outcomes.refused(ordinal, instance, reason);
            }
        }
        for (reason, lost) in self.lost {
            let lost = able.and(&Marks::from(lost));
            able = able.without(&lost);
            outcomes.add_all(self.world, &lost, Happened::Refused(*reason));
        }
        outcomes.add_all(self.world, &able, Happened::Done);
        outcomes.sort();
        self.draft.protect(&able, on);
        Ok(self.done(Act::ModifyInstanceAttribute, outcomes, vec![flag("DeletionProtection", on)]))
    }

    pub(super) fn tag_resources(&mut self, region: &str, ids: &[Box<str>], tags: &[Tag]) -> Verdict {
        if tags.is_empty() {
            return Err(Refusal::field(Reason::MissingParameter, "Tag"));
        }
        if let Some((place, reason)) = fields::tag_problem(tags) {
            let part = if reason == Reason::TagValueMalformed { "Value" } else { "Key" };
            return Err(Refusal::field(reason, &format!("Tag.{}.{part}", place + 1)));
        }
        let merged = |instance: &Instance| {
            let mut all: Vec<Tag> =
                instance.tags.iter().filter(|old| !tags.iter().any(|new| new.key == old.key)).cloned().collect();
            all.extend_from_slice(tags);
            all
        };
        let parameters = (1..)
            .zip(tags)
            .flat_map(|(n, tag)| {
                [parameter(&format!("Tag.{n}.Key"), &tag.key), parameter(&format!("Tag.{n}.Value"), &tag.value)]
            })
            .collect();
        self.retag(region, ids, merged, Act::TagResources, parameters)
    }

    pub(super) fn untag_resources(&mut self, region: &str, ids: &[Box<str>], keys: &[Box<str>], all: bool) -> Verdict {
        if keys.is_empty() && !all {
            return Err(Refusal::field(Reason::MissingParameter, "TagKey"));
        }
        if keys.len() > MOST_TAGS {
            return Err(Refusal::field(Reason::TooManyTags, "TagKey"));
        }
        // Named keys take precedence over All, because they remove fewer tags.
        let goes = |tag: &Tag| if keys.is_empty() { all } else { keys.contains(&tag.key) };
        let left = |instance: &Instance| instance.tags.iter().filter(|tag| !goes(tag)).cloned().collect::<Vec<_>>();
        let parameters = (1..).zip(keys).map(|(n, key)| parameter(&format!("TagKey.{n}"), key));
        let parameters = parameters.chain(all.then(|| flag("All", true))).collect();
        self.retag(region, ids, left, Act::UntagResources, parameters)
    }

    fn retag(
        &mut self,
        region: &str,
        ids: &[Box<str>],
        tags_of: impl Fn(&Instance) -> Vec<Tag>,
        act: Act,
        parameters: super::Parameters,
    ) -> Verdict {
        let ids = checked_ids(ids, "ResourceId", MOST_RESOURCES, Reason::TooManyResources)?;
        let all = all_in_region(self.world, region, ids, Reason::ResourceNotFound)?;
        let mut to = Vec::new();
        for (ordinal, instance) in &all {
            let tags = tags_of(instance);
            if tags.len() > MOST_TAGS {
                return Err(Refusal::instance(Reason::TagQuotaExceeded, &instance.id));
            }
            to.push((*ordinal, Field::Tags(Arc::new(tags))));
        }
        let outcomes =
            Outcomes::of(all.iter().map(|(ordinal, instance)| (*ordinal, instance.protected)), Happened::Done);
        self.draft.change_each(to);
        self.done(act, outcomes, parameters);
        Ok(Answer::Done)
    }
}
