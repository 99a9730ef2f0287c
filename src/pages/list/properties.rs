//! What the list can be filtered by, as data. To add a property: a `Property` here, and its texts.

use std::collections::BTreeSet;

use super::filter::Op;
use crate::i18n::{Billing, Texts};
use latch_ecs::instance_json::glance;
use latch_rules::{
    Gap, Instance, Ordinal, UnixMillis, World, due, gaps,
    instance::{Locks, Tag},
    protection::Cause,
    world::ShownStatus,
};

pub(super) struct Property {
    /// Its name in the address.
    pub id: &'static str,
    pub label: fn(Texts) -> &'static str,
    pub kind: Kind,
}

impl std::fmt::Debug for Property {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Property {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Whether a value of the instance satisfies the test.
type Any = fn(&World, &Instance, UnixMillis, &mut dyn FnMut(&str) -> bool) -> bool;

pub(super) enum Kind {
    /// One of several values. `values` is empty where they are those that instances have.
    Choice {
        values: &'static [&'static str],
        word: fn(Texts, &str) -> String,
        any: Any,
    },
    Text(Any),
    Number {
        unit: &'static str,
        of: fn(&Instance) -> f64,
    },
    Date(fn(&Instance) -> Option<UnixMillis>),
}

impl Property {
    /// Whether it changes as time passes.
    pub(super) fn is_by_time(&self) -> bool {
        self.id == "due"
    }
}

impl Kind {
    pub(super) fn ops(&self) -> &'static [Op] {
        match self {
            Self::Choice { .. } => &[Op::Is, Op::IsNot],
            Self::Text(_) => &[Op::Has, Op::HasNot, Op::Is, Op::IsNot],
            Self::Number { .. } => &[Op::Is, Op::IsNot, Op::Above, Op::Below],
            Self::Date(_) => &[Op::Is, Op::IsNot, Op::Below, Op::Above],
        }
    }
}

const DAY: i64 = 86_400_000;

pub(super) static PROPERTIES: [Property; 21] = [
    Property {
        id: "protection",
        label: Texts::list_column_protection,
        kind: Kind::Choice {
            values: &["on", "off", "none"],
            word: |texts, value| match value {
                "none" => texts.labels_protection_not_applicable().to_owned(),
                value => texts.protection(value == "on").to_owned(),
            },
            any: |_, instance, _, is| {
                is(match (instance.protected, instance.is_protectable()) {
                    (true, _) => "on",
                    (false, true) => "off",
                    (false, false) => "none",
                })
            },
        },
    },
    Property {
        id: "gaps",
        label: Texts::list_property_gaps,
        kind: Kind::Choice {
            values: &["none", "auto-release", "arrears", LOCK, "scale-in", "removal", "reclaim", "expiry"],
            word: |texts, value| {
                match GAPS.into_iter().find(|(_, name)| *name == value) {
                    Some((cause, _)) => texts.cause(cause),
                    None if value == LOCK => texts.details_gap_lock(),
                    None => texts.list_no_value(),
                }
                .to_owned()
            },
            any: |world, instance, _, is| {
                let all = gaps(instance, world);
                if all.is_empty() { is("none") } else { all.iter().any(|gap| is(gap_name(gap))) }
            },
        },
    },
    Property {
        id: "due",
        label: Texts::list_property_due,
        kind: Kind::Choice {
            values: &["24h", "7d", "later", "none"],
            word: |texts, value| {
                match value {
                    "24h" => texts.list_due_day(),
                    "7d" => texts.list_due_week(),
                    "later" => texts.list_due_later(),
                    _ => texts.list_no_value(),
                }
                .to_owned()
            },
            any: |world, instance, now, is| {
                let coming = due::outlook(instance, world.account);
                match coming.iter().find(|(_, coming)| coming.is_release()) {
                    None => is("none"),
                    // Within a day is within a week too.
                    Some((at, _)) if at.since(now) <= DAY => is("24h") || is("7d"),
                    Some((at, _)) if at.since(now) <= 7 * DAY => is("7d"),
                    Some(_) => is("later"),
                }
            },
        },
    },
    Property {
        id: "status",
        label: Texts::list_column_status,
        kind: Kind::Choice {
            values: &[
                "Running",
                "Stopped",
                "Pending",
                "Starting",
                "Stopping",
                "Expired",
                "OverdueReclaiming",
                "Locked",
                "ToBeReleased",
            ],
            word: |texts, value| {
                STATUSES
                    .into_iter()
                    .find(|(_, name)| *name == value)
                    .map_or("", |(status, _)| texts.status(status))
                    .to_owned()
            },
            any: |world, instance, _, is| {
                let shown = world.shown_status(instance);
                STATUSES.into_iter().find(|(status, _)| *status == shown).is_some_and(|(_, name)| is(name))
            },
        },
    },
    Property { id: "name", label: Texts::list_column_name, kind: Kind::Text(|_, instance, _, is| is(&instance.name)) },
    Property { id: "id", label: Texts::list_column_id, kind: Kind::Text(|_, instance, _, is| is(&instance.id)) },
    Property {
        id: "ip",
        label: Texts::list_column_ip,
        kind: Kind::Text(|_, instance, _, is| {
            [&instance.private_ip, &instance.public_ip, &instance.eip].into_iter().any(|ip| !ip.is_empty() && is(ip))
                || glance::addresses(&instance.spec.unknown).any(is)
        }),
    },
    Property {
        id: "billing",
        label: Texts::list_column_billing,
        kind: Kind::Choice {
            values: &["pay-as-you-go", "subscription", "preemptible"],
            word: |texts, value| {
                BILLINGS
                    .into_iter()
                    .find(|(_, name)| *name == value)
                    .map_or("", |(one, _)| texts.billing(one))
                    .to_owned()
            },
            any: |_, instance, _, is| {
                let own = Billing::of(instance.spec.charge, instance.spec.spot);
                BILLINGS.into_iter().find(|(one, _)| *one == own).is_some_and(|(_, name)| is(name))
            },
        },
    },
    Property {
        id: "auto-release",
        label: Texts::list_column_auto_release,
        kind: Kind::Date(|instance| instance.auto_release_at),
    },
    Property {
        id: "zone",
        label: Texts::list_column_zone,
        kind: Kind::Choice { values: &[], word: as_it_is, any: |_, instance, _, is| is(&instance.spec.zone) },
    },
    Property {
        id: "type",
        label: Texts::list_property_type,
        kind: Kind::Choice { values: &[], word: as_it_is, any: |_, instance, _, is| is(&instance.spec.instance_type) },
    },
    Property {
        id: "family",
        label: Texts::list_property_family,
        kind: Kind::Choice { values: &[], word: as_it_is, any: |_, instance, _, is| is(&instance.spec.family) },
    },
    Property {
        id: "vcpu",
        label: Texts::list_column_vcpu,
        kind: Kind::Number { unit: "", of: |instance| f64::from(instance.spec.cpu) },
    },
    Property {
        id: "memory",
        label: Texts::list_column_memory,
        kind: Kind::Number { unit: "GiB", of: |instance| f64::from(instance.spec.memory_mib) / 1_024.0 },
    },
    Property {
        id: "network",
        label: Texts::list_column_network,
        kind: Kind::Choice {
            values: &[],
            word: Texts::network_type,
            any: |_, instance, _, is| is(&instance.spec.network_type),
        },
    },
    Property {
        id: "group",
        label: Texts::list_property_group,
        kind: Kind::Choice {
            values: &[],
            word: as_it_is,
            any: |_, instance, _, is| instance.member.as_ref().is_some_and(|member| is(&member.group)),
        },
    },
    Property {
        id: "resource-group",
        label: Texts::list_column_resource_group,
        kind: Kind::Choice { values: &[], word: as_it_is, any: |_, instance, _, is| is(&instance.spec.resource_group) },
    },
    Property {
        id: "tag-key",
        label: Texts::list_property_tag_key,
        kind: Kind::Choice {
            values: &[],
            word: as_it_is,
            any: |_, instance, _, is| instance.tags.iter().any(|tag| is(&tag.key)),
        },
    },
    Property {
        id: "tag",
        label: Texts::list_property_tag,
        kind: Kind::Text(|_, instance, _, is| {
            instance.tags.iter().any(|Tag { key, value }| is(&format!("{key}={value}")))
        }),
    },
    Property {
        id: "lock",
        label: Texts::list_property_lock,
        kind: Kind::Choice {
            values: &["none", "financial", "security", "recycling", "other"],
            word: |texts, value| match LOCKS.into_iter().find(|(_, name)| *name == value) {
                Some((lock, _)) => texts.locks(lock).join(""),
                None if value == "other" => texts.list_lock_other().to_owned(),
                None => texts.list_no_value().to_owned(),
            },
            any: |_, instance, _, is| {
                let has_other = glance::other_locks(&instance.spec.unknown).next().is_some();
                if instance.locks == Locks::NONE && !has_other {
                    return is("none");
                }
                LOCKS.into_iter().any(|(lock, name)| instance.locks.has(lock) && is(name)) || (has_other && is("other"))
            },
        },
    },
    Property {
        id: "created",
        label: Texts::list_column_created,
        kind: Kind::Date(|instance| Some(instance.created_at)),
    },
];

const STATUSES: [(ShownStatus, &str); 9] = [
    (ShownStatus::Pending, "Pending"),
    (ShownStatus::Starting, "Starting"),
    (ShownStatus::Running, "Running"),
    (ShownStatus::Stopping, "Stopping"),
    (ShownStatus::Stopped, "Stopped"),
    (ShownStatus::Expired, "Expired"),
    (ShownStatus::OverdueReclaiming, "OverdueReclaiming"),
    (ShownStatus::Locked, "Locked"),
    (ShownStatus::ToBeReleased, "ToBeReleased"),
];

const BILLINGS: [(Billing, &str); 3] = [
    (Billing::PayAsYouGo, "pay-as-you-go"),
    (Billing::Subscription, "subscription"),
    (Billing::Preemptible, "preemptible"),
];

const LOCKS: [(Locks, &str); 3] =
    [(Locks::FINANCIAL, "financial"), (Locks::SECURITY, "security"), (Locks::RECYCLING, "recycling")];

const LOCK: &str = "security-lock";

const GAPS: [(Cause, &str); 6] = [
    (Cause::AutoReleaseTime, "auto-release"),
    (Cause::AccountOverdue, "arrears"),
    (Cause::ScaleIn, "scale-in"),
    (Cause::RemovedFromGroup, "removal"),
    (Cause::SpotReclaim, "reclaim"),
    (Cause::SubscriptionExpired, "expiry"),
];

fn as_it_is(_: Texts, value: &str) -> String {
    value.to_owned()
}

fn gap_name(gap: &Gap) -> &'static str {
    let cause = match gap {
        Gap::AutoReleaseTime { .. } | Gap::AutoReleaseTimeSuspended { .. } => Cause::AutoReleaseTime,
        Gap::Arrears { .. } => Cause::AccountOverdue,
        Gap::SecurityLock => return LOCK,
        Gap::ScaleIn { .. } => Cause::ScaleIn,
        Gap::RemovedFromGroup { .. } => Cause::RemovedFromGroup,
        Gap::SpotReclaim { .. } => Cause::SpotReclaim,
        Gap::SubscriptionExpiry { .. } => Cause::SubscriptionExpired,
    };
    GAPS.into_iter().find(|(known, _)| *known == cause).map_or("", |(_, name)| name)
}

/// The most values that are offered.
const OFFERED: usize = 500;

/// The values that these instances have, in order.
pub(super) fn values_of(property: &Property, world: &World, among: &[Ordinal], now: UnixMillis) -> Vec<String> {
    let mut all = BTreeSet::new();
    let (Kind::Choice { any, .. } | Kind::Text(any)) = &property.kind else { return Vec::new() };
    for instance in among.iter().filter_map(|ordinal| world.get(*ordinal)) {
        any(world, instance, now, &mut |value| {
            if !value.is_empty() && !all.contains(value) {
                all.insert(value.to_owned());
            }
            false
        });
        if all.len() >= OFFERED {
            break;
        }
    }
    all.into_iter().collect()
}
