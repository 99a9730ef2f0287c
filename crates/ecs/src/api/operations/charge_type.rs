//! ModifyInstanceChargeType (docs/ecs.md 8).

use serde_json::json;

use super::{Body, Done, new_instances};
use crate::{
    api::params::Params,
    instance_json::{CHARGE_TYPES, object, spelled},
};
use latch_rules::{ChargeType, Command, Reason, Refusal};

pub(super) fn command(params: &Params) -> Result<Command, Refusal> {
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
pub(super) fn body(done: &Done) -> Body {
    let ids = done.params.json_list("InstanceIds").ok().flatten().unwrap_or_default();
    let fees: Vec<_> = ids.iter().map(|id| json!({ "InstanceId": id, "Fee": "0", "Currency": "CNY" })).collect();
    object(vec![
        ("OrderId", json!(new_instances::order_number(done))),
        ("FeeOfInstances", json!({ "FeeOfInstance": fees })),
    ])
}
