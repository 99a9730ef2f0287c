//! RunInstances and CreateInstance as calls: of an order, and of what a record keeps of it.

use crate::{
    api::{
        equivalent::{Calls, MASK},
        recorded::{Kept, Recorded},
        writer::Writer,
    },
    instance_json::{CHARGE_TYPES, SPOT_STRATEGIES, spelling},
};
use latch_rules::{
    ChargeType, Command, World,
    command::NewInstances,
    instance::{Credential, Disk, SpotStrategy},
};

pub(in crate::api::operations) fn run(command: &Command, _: &World) -> Option<Writer> {
    let Command::RunInstances(new) = command else { return None };
    let mut call = order("RunInstances", new).number("Amount", new.amount);
    if let Some(least) = new.min_amount {
        call = call.number("MinAmount", least);
    }
    let call = call.flag("UniqueSuffix", new.unique_suffix).time("AutoReleaseTime", new.auto_release_at);
    Some(call.flag("DryRun", new.dry_run))
}

pub(in crate::api::operations) fn create(command: &Command, _: &World) -> Option<Writer> {
    let Command::CreateInstance(new) = command else { return None };
    Some(order("CreateInstance", new).flag("DryRun", new.dry_run))
}

/// The part that both have in common.
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
        call = disk_parts(call, "SystemDisk", disk);
    }
    for (number, disk) in (1..).zip(&order.data_disks) {
        call = data_disk(call, number, disk);
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
        .switch("DeletionProtection", order.deletion_protection)
        .text("ResourceGroupId", &order.resource_group)
        .tags(&order.tags)
}

fn disk_parts(call: Writer, name: &str, disk: &Disk) -> Writer {
    let call = call.text(&format!("{name}.Category"), &disk.category);
    if disk.size == 0 { call } else { call.number(&format!("{name}.Size"), disk.size) }
}

fn data_disk(call: Writer, number: usize, disk: &Disk) -> Writer {
    let name = format!("DataDisk.{number}");
    let kept = if disk.delete_with_instance { "" } else { "false" };
    disk_parts(call, &name, disk).text(&format!("{name}.DeleteWithInstance"), kept)
}

/// An order, as far as a record keeps it.
pub(in crate::api::operations) fn recorded(kept: &Kept) -> Recorded {
    let is_kept = |name: &str| kept.action == "RunInstances" || name != "Amount";
    let parameters = kept.record.parameters.iter().filter(|(name, _)| is_kept(name));
    let call = Writer::new(kept.action).sent_to(kept.parameter("RegionId").unwrap_or_default());
    Recorded::part(Calls::one(parameters.fold(call, |call, (name, value)| call.say(name, value))))
}
