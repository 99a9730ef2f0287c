//! ModifyInstanceAttribute (docs/ecs.md 5).

use super::new_instances::password_set;
use crate::api::params::Params;
use latch_rules::{Command, Refusal, command::AttributeChange};

pub(super) fn command(params: &Params) -> Result<Command, Refusal> {
    let said = |name: &str| params.said(name).map(Into::into);
    Ok(Command::ModifyInstanceAttribute(Box::new(AttributeChange {
        id: params.boxed("InstanceId"),
        name: said("InstanceName"),
        description: said("Description"),
        host_name: said("HostName"),
        // The operating system of the instance is not known here, so a password that only Windows forbids is accepted.
        password_set: password_set(params, false)?,
        deletion_protection: params.flag("DeletionProtection")?,
    })))
}
