//! The calls that do the same as a command: what a script would send. Sent through `api`, they have exactly the same effect. Secrets are
//! masked (R16); acts of the simulation have no call. `notations` writes a call as text.

mod recorded;

pub use recorded::{Recorded, recorded};

use crate::{
    instance_json::{CHARGE_TYPES, SPOT_STRATEGIES, STOPPED_MODES, spelling},
    iso,
};
use latch_rules::{
    ChargeType, Command, Instance, Ordinals, ReleasePlan, Status, UnixMillis, World,
    command::{AttributeChange, Deletion, NewInstances, Power, PowerChange},
    instance::{Credential, Disk, SpotStrategy, StoppedMode, Tag},
    protection::why_not_changeable,
    release_plan::When,
};

/// What stands in place of a password.
pub const MASK: &str = "********";

/// The most ids that DeleteInstances and similar operations take.
const MOST_IDS: usize = 100;

/// One call, its parameters flat and by their wire names, in the order to show them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    pub action: &'static str,
    /// The region whose endpoint gets the call: instances are known only there. Empty if no instance tells the region.
    pub region: String,
    pub params: Vec<(String, String)>,
}

/// The first calls of a batch, and how many there are in all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calls {
    pub first: Vec<Call>,
    pub total: usize,
}

impl Calls {
    fn one(call: Writer) -> Self {
        Self { first: vec![call.0], total: 1 }
    }

    /// Writes only the first `most` calls: a batch over a whole fleet can be as many calls as the fleet has instances.
    fn of<T>(all: impl Iterator<Item = T>, most: usize, write: impl Fn(T) -> Writer) -> Self {
        all.fold(Self::default(), |mut calls, item| {
            if calls.first.len() < most {
                calls.first.push(write(item).0);
            }
            calls.total += 1;
            calls
        })
    }
}

/// The calls, in the order to send them.
#[must_use]
pub fn calls(command: &Command, world: &World) -> Vec<Call> {
    first_calls(command, world, usize::MAX).first
}

/// The first `most` calls, in the order to send them.
#[must_use]
pub fn first_calls(command: &Command, world: &World, most: usize) -> Calls {
    let one = Calls::one;
    let region_of = |id: &str| world.find(id).map_or("", |(_, instance)| &*instance.spec.region);
    match command {
        Command::RunInstances(order) => one(run_instances(order)),
        Command::CreateInstance(order) => one(create_instance(order)),
        Command::ModifyInstanceAttribute(change) => one(attribute_change(region_of(&change.id), change)),
        Command::DeleteInstance(deletion) => {
            one(delete_instance(deletion).sent_to(deletion.ids.first().map_or("", |id| region_of(id))))
        }
        Command::DeleteInstances(deletion) => one(delete_instances(deletion)),
        Command::ChangePower(change) => {
            let known = || change.ids.first().map_or("", |id| region_of(id));
            one(power_change(change).sent_to(change.region.as_deref().unwrap_or_else(known)))
        }
        Command::SetAutoReleaseTime { id, at } => one(auto_release_time(region_of(id), id, *at)),
        Command::ChangeChargeType { region, ids, to, period_months, dry_run } => {
            one(charge_type(region, ids, *to, *period_months, *dry_run))
        }
        Command::TagResources { region, ids, tags } => {
            one(Writer::new("TagResources").resources(region, ids).tags(tags))
        }
        Command::UntagResources { region, ids, keys, all } => {
            one(Writer::new("UntagResources").resources(region, ids).list("TagKey", keys).flag("All", *all))
        }
        Command::ChangeReleaseProtection { who, on } => protection_changes(world, who, *on, most),
        Command::Release { plan } => releases(world, plan, most),
        Command::ChangePowerOf { who, power } => powers(world, who, *power, most),
        // The token belongs to the call that was sent, not to what it does.
        Command::Once { command, .. } | Command::PartlyLost { command, .. } => first_calls(command, world, most),
        Command::SetClock { .. }
        | Command::AccountOverdue
        | Command::AccountSettled
        | Command::SecurityViolation { .. }
        | Command::CreateScalingGroup { .. }
        | Command::AttachInstances { .. }
        | Command::ScaleOut { .. }
        | Command::SetInstancesProtection { .. }
        | Command::ScaleIn { .. }
        | Command::RemoveInstances { .. }
        | Command::SpotReclaim { .. }
        | Command::SetPolicy { .. }
        | Command::RunClock { .. }
        | Command::GoTo { .. }
        | Command::Rewind { .. } => Calls::default(),
    }
}

/// A call being written: empty texts and switches that are off are left out.
struct Writer(Call);

impl Writer {
    fn new(action: &'static str) -> Self {
        Self(Call { action, region: String::new(), params: Vec::new() })
    }

    fn sent_to(mut self, region: &str) -> Self {
        region.clone_into(&mut self.0.region);
        self
    }

    /// Sets `RegionId`, which is also the region that the call is sent to.
    fn region(self, region: &str) -> Self {
        self.sent_to(region).text("RegionId", region)
    }

    fn say(mut self, name: &str, value: &str) -> Self {
        self.0.params.push((name.to_owned(), value.to_owned()));
        self
    }

    fn text(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.say(name, value) }
    }

    fn flag(self, name: &str, on: bool) -> Self {
        if on { self.say(name, "true") } else { self }
    }

    fn number(self, name: &str, value: u32) -> Self {
        self.say(name, &value.to_string())
    }

    fn list(self, name: &str, values: &[impl AsRef<str>]) -> Self {
        (1..).zip(values).fold(self, |call, (number, value)| call.say(&format!("{name}.{number}"), value.as_ref()))
    }

    fn time(self, name: &str, at: Option<UnixMillis>) -> Self {
        self.text(name, &at.map(iso::second).unwrap_or_default())
    }

    fn tags(self, tags: &[Tag]) -> Self {
        (1..).zip(tags).fold(self, |call, (number, tag)| {
            call.say(&format!("Tag.{number}.Key"), &tag.key).text(&format!("Tag.{number}.Value"), &tag.value)
        })
    }

    fn resources(self, region: &str, ids: &[Box<str>]) -> Self {
        self.region(region).say("ResourceType", "instance").list("ResourceId", ids)
    }

    fn disk(self, name: &str, disk: &Disk) -> Self {
        let call = self.text(&format!("{name}.Category"), &disk.category);
        if disk.size == 0 { call } else { call.number(&format!("{name}.Size"), disk.size) }
    }

    fn data_disk(self, number: usize, disk: &Disk) -> Self {
        let name = format!("DataDisk.{number}");
        let kept = if disk.delete_with_instance { "" } else { "false" };
        self.disk(&name, disk).text(&format!("{name}.DeleteWithInstance"), kept)
    }
}

/// The part that RunInstances and CreateInstance have in common.
fn order(action: &'static str, order: &NewInstances) -> Writer {
    let mut call = Writer::new(action)
        .region(&order.region)
        .text("ZoneId", &order.zone)
        .text("InstanceType", &order.instance_type)
        .text("ImageId", &order.image_id)
        .text("VSwitchId", &order.vswitch_id);
    call = match order.security_groups.as_slice() {
        [only] => call.say("SecurityGroupId", only),
        several => call.list("SecurityGroupIds", several),
    };
    if let Some(disk) = &order.system_disk {
        call = call.disk("SystemDisk", disk);
    }
    for (number, disk) in (1..).zip(&order.data_disks) {
        call = call.data_disk(number, disk);
    }
    call = call.text("InternetChargeType", &order.internet_charge_type);
    if let Some(bandwidth) = order.bandwidth_in {
        call = call.number("InternetMaxBandwidthIn", bandwidth);
    }
    if order.bandwidth_out > 0 {
        call = call.number("InternetMaxBandwidthOut", order.bandwidth_out);
    }
    call = call.say("InstanceChargeType", spelling(&CHARGE_TYPES, &order.charge));
    if order.period_months > 0 && order.charge == ChargeType::PrePaid {
        call = call.number("Period", order.period_months).say("PeriodUnit", "Month");
    }
    call = call.flag("AutoRenew", order.auto_renew);
    if order.spot != SpotStrategy::NoSpot {
        call = call.say("SpotStrategy", spelling(&SPOT_STRATEGIES, &order.spot));
    }
    if order.spot_price_limit_milli > 0 {
        let milli = order.spot_price_limit_milli;
        call = call.say("SpotPriceLimit", &format!("{}.{:03}", milli / 1_000, milli % 1_000));
    }
    call = match &order.credential {
        Credential::SetLater => call,
        Credential::PasswordSet => call.say("Password", MASK),
        Credential::KeyPair(name) => call.say("KeyPairName", name),
    };
    call.text("InstanceName", &order.name)
        .text("Description", &order.description)
        .text("HostName", &order.host_name)
        .say("DeletionProtection", if order.deletion_protection { "true" } else { "false" })
        .text("ResourceGroupId", &order.resource_group)
        .tags(&order.tags)
}

fn run_instances(new: &NewInstances) -> Writer {
    let mut call = order("RunInstances", new).number("Amount", new.amount);
    if let Some(least) = new.min_amount {
        call = call.number("MinAmount", least);
    }
    call.flag("UniqueSuffix", new.unique_suffix)
        .time("AutoReleaseTime", new.auto_release_at)
        .flag("DryRun", new.dry_run)
}

fn create_instance(new: &NewInstances) -> Writer {
    order("CreateInstance", new).flag("DryRun", new.dry_run)
}

fn attribute_change(region: &str, change: &AttributeChange) -> Writer {
    let mut call = Writer::new("ModifyInstanceAttribute").sent_to(region).say("InstanceId", &change.id);
    let texts = [("InstanceName", &change.name), ("Description", &change.description), ("HostName", &change.host_name)];
    for (name, value) in texts {
        if let Some(value) = value {
            call = call.say(name, value);
        }
    }
    if change.password_set {
        call = call.say("Password", MASK);
    }
    match change.deletion_protection {
        Some(on) => call.say("DeletionProtection", if on { "true" } else { "false" }),
        None => call,
    }
}

fn deletion(call: Writer, deletion: &Deletion) -> Writer {
    call.flag("Force", deletion.force)
        .flag("TerminateSubscription", deletion.terminate_subscription)
        .flag("DryRun", deletion.dry_run)
}

fn delete_instance(given: &Deletion) -> Writer {
    let id = given.ids.first().map_or("", |id| id);
    deletion(Writer::new("DeleteInstance").text("InstanceId", id), given)
}

fn delete_instances(given: &Deletion) -> Writer {
    let region = given.region.as_deref().unwrap_or_default();
    deletion(Writer::new("DeleteInstances").region(region).list("InstanceId", &given.ids), given)
}

fn power_change(change: &PowerChange) -> Writer {
    let [one, many] = power_names(change.power);
    let call = match &change.region {
        None => Writer::new(one).text("InstanceId", change.ids.first().map_or("", |id| id)),
        Some(region) => Writer::new(many)
            .region(region)
            .list("InstanceId", &change.ids)
            .text("BatchOptimization", if change.success_first { "SuccessFirst" } else { "" }),
    };
    let call = match change.stopped_mode {
        StoppedMode::StopCharging => call.say("StoppedMode", spelling(&STOPPED_MODES, &change.stopped_mode)),
        StoppedMode::KeepCharging => call,
    };
    call.flag("DryRun", change.dry_run)
}

fn power_names(power: Power) -> [&'static str; 2] {
    match power {
        Power::Start => ["StartInstance", "StartInstances"],
        Power::Stop => ["StopInstance", "StopInstances"],
        Power::Reboot => ["RebootInstance", "RebootInstances"],
    }
}

fn auto_release_time(region: &str, id: &str, at: Option<UnixMillis>) -> Writer {
    Writer::new("ModifyInstanceAutoReleaseTime").sent_to(region).say("InstanceId", id).time("AutoReleaseTime", at)
}

fn charge_type(region: &str, ids: &[Box<str>], to: ChargeType, period_months: u32, dry_run: bool) -> Writer {
    let ids: Vec<String> = ids.iter().map(|id| serde_json::Value::from(&**id).to_string()).collect();
    let mut call = Writer::new("ModifyInstanceChargeType")
        .region(region)
        .say("InstanceIds", &format!("[{}]", ids.join(",")))
        .say("InstanceChargeType", spelling(&CHARGE_TYPES, &to));
    if period_months > 0 {
        call = call.number("Period", period_months).say("PeriodUnit", "Month");
    }
    call.flag("DryRun", dry_run)
}

/// One call for each instance for which `why_not_changeable(_, on)` is `None`.
fn protection_changes(world: &World, who: &Ordinals, on: bool, most: usize) -> Calls {
    let able = who
        .iter()
        .filter_map(|ordinal| world.get(ordinal))
        .filter(|instance| why_not_changeable(instance, on).is_none());
    Calls::of(able, most, |instance| {
        let change =
            AttributeChange { id: instance.id.clone(), deletion_protection: Some(on), ..AttributeChange::default() };
        attribute_change(&instance.spec.region, &change)
    })
}

/// One DeleteInstances per hundred instances of a region. A schedule is one call per instance.
fn releases(world: &World, plan: &ReleasePlan, most: usize) -> Calls {
    if let When::At(at) = plan.when {
        let all = plan.released.iter().filter_map(|ordinal| world.get(ordinal));
        return Calls::of(all, most, |instance| auto_release_time(&instance.spec.region, &instance.id, at));
    }
    let all = plan.released.iter().filter_map(|ordinal| world.get(ordinal));
    Calls::of(hundreds(all).into_iter(), most, |(region, instances)| {
        console_release(region, &instances, instances.iter().any(|instance| instance.status == Status::Running))
    })
}

/// The call of the console's Release Now, for instances of one region.
fn console_release(region: &str, instances: &[&Instance], force: bool) -> Writer {
    delete_instances(&Deletion {
        region: Some(region.into()),
        ids: instances.iter().map(|instance| instance.id.clone()).collect(),
        force,
        terminate_subscription: instances.iter().any(|instance| instance.spec.charge == ChargeType::PrePaid),
        dry_run: false,
    })
}

/// One call per hundred instances of a region. Each instance succeeds or fails by itself.
fn powers(world: &World, who: &Ordinals, power: Power, most: usize) -> Calls {
    let all = who.iter().filter_map(|ordinal| world.get(ordinal));
    Calls::of(hundreds(all).into_iter(), most, |(region, instances)| console_power(region, &instances, power))
}

fn console_power(region: &str, instances: &[&Instance], power: Power) -> Writer {
    power_change(&PowerChange {
        power,
        region: Some(region.into()),
        ids: instances.iter().map(|instance| instance.id.clone()).collect(),
        success_first: true,
        stopped_mode: StoppedMode::KeepCharging,
        dry_run: false,
    })
}

/// Instances by region, in groups of at most `MOST_IDS`.
fn hundreds<'w>(all: impl Iterator<Item = &'w Instance>) -> Vec<(&'w str, Vec<&'w Instance>)> {
    let mut regions: Vec<(&str, Vec<&Instance>)> = Vec::new();
    for instance in all {
        let region = &*instance.spec.region;
        match regions.iter_mut().rfind(|(known, all)| *known == region && all.len() < MOST_IDS) {
            Some((_, all)) => all.push(instance),
            None => regions.push((region, vec![instance])),
        }
    }
    regions
}

#[cfg(test)]
mod test;
