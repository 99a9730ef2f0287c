//! ModifyInstanceChargeType (docs/ecs.md 8).

use serde_json::json;

use super::{
    Body, Done, Operation, Writes, changes,
    common::{CHARGE_TYPE, CLIENT_TOKEN, DRY_RUN, PERIOD, PERIOD_UNIT, REGION},
    new_instances,
};
use crate::{
    api::{
        equivalent::Calls,
        errors::own,
        params::Params,
        recorded::{Kept, Recorded},
        schema::{flag, json_list},
        writer::Writer,
    },
    instance_json::{CHARGE_TYPES, object, spelled, spelling},
};
use latch_rules::{ChargeType, Command, Reason, Refusal, World};

pub(super) const MODIFY: Operation = Operation {
    errors: &[
        own(
            Reason::MalformedParameter,
            "InstanceIds",
            400,
            "InvalidParameter.InstanceIds",
            "The specified InstanceIds are invalid.",
        ),
        own(Reason::InstanceExpired, "", 400, "ExpiredInstance", "The specified instance has expired."),
        own(
            Reason::PeriodUnknown,
            "PeriodUnit",
            400,
            "InvalidPeriod.UnitMismatch",
            "The specified Period must be correlated with the PeriodUnit.",
        ),
        own(
            Reason::ChargeTypeUnknown,
            "",
            400,
            "InvalidInstanceChargeType.ValueNotSupported",
            "The specified InstanceChargeType is not supported.",
        ),
    ],
    ..changes(
        "ModifyInstanceChargeType",
        &[
            REGION,
            json_list("InstanceIds").required(),
            CHARGE_TYPE,
            PERIOD,
            PERIOD_UNIT,
            flag("IncludeDataDisks"),
            flag("AutoPay"),
            flag("IsDetailFee"),
            DRY_RUN,
            CLIENT_TOKEN,
        ],
        Writes { command, body },
    )
};

fn command(params: &Params) -> Result<Command, Refusal> {
    let to = match params.text("InstanceChargeType") {
        None => ChargeType::PrePaid,
        Some(text) => spelled(&CHARGE_TYPES, text)
            .ok_or_else(|| Refusal::field(Reason::ChargeTypeUnknown, "InstanceChargeType"))?,
    };
    for name in ["IncludeDataDisks", "AutoPay", "IsDetailFee"] {
        params.flag(name)?;
    }
    Ok(Command::ChangeChargeType {
        region: params.boxed("RegionId"),
        ids: params.json_list("InstanceIds")?.unwrap_or_default(),
        to,
        period_months: new_instances::period(params)?,
        dry_run: params.flag("DryRun")?.unwrap_or(false),
    })
}

/// Every fee is 0: there is nothing to pay in Latch.
fn body(done: &Done) -> Body {
    let ids = done.params.json_list("InstanceIds").ok().flatten().unwrap_or_default();
    let fees: Vec<_> = ids.iter().map(|id| json!({ "InstanceId": id, "Fee": "0", "Currency": "CNY" })).collect();
    object(vec![
        ("OrderId", json!(new_instances::order_number(done))),
        ("FeeOfInstances", json!({ "FeeOfInstance": fees })),
    ])
}

pub(super) fn call(command: &Command, _: &World) -> Option<Writer> {
    let Command::ChangeChargeType { region, ids, to, period_months, dry_run } = command else { return None };
    let mut call = Writer::new("ModifyInstanceChargeType")
        .region(region)
        .json_list("InstanceIds", ids)
        .say("InstanceChargeType", spelling(&CHARGE_TYPES, to));
    if *period_months > 0 {
        call = call.number("Period", *period_months).say("PeriodUnit", "Month");
    }
    Some(call.flag("DryRun", *dry_run))
}

pub(super) fn recorded(kept: &Kept) -> Recorded {
    let call = Writer::new(kept.action).region(&kept.region()).json_list("InstanceIds", &kept.ids());
    Recorded::whole(Calls::one(kept.said(call)))
}
