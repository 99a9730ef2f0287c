//! ModifyInstanceAttribute (docs/ecs.md 5).

use super::{Operation, Writes, changes, common::INSTANCE, empty, new_instances::password_set};
use crate::api::{
    equivalent::MASK,
    params::Params,
    recorded::{Kept, Recorded},
    schema::{FALSE, Kind, NEVER, flag, of, text},
    writer::Writer,
};
use latch_rules::{Command, Refusal, World, command::AttributeChange};

pub(super) const MODIFY: Operation = Operation {
    ignored: &[
        "EnableJumboFrame",
        "EnableNetworkEncryption",
        "NetworkInterfaceQueueNumber",
        "PrivateDnsNameOptions.",
        "RemoteConnectionOptions.",
        "UserData",
    ],
    refused: &[
        ("CpuOptions.", NEVER),
        ("CreditSpecification", NEVER),
        ("Recyclable", FALSE),
        ("SecurityGroupIds.", NEVER),
    ],
    ..changes(
        "ModifyInstanceAttribute",
        &[
            INSTANCE,
            flag("DeletionProtection"),
            text("InstanceName"),
            text("Description"),
            text("HostName"),
            of("Password", Kind::Secret),
        ],
        Writes { command, body: empty },
    )
};

fn command(params: &Params) -> Result<Command, Refusal> {
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

pub(super) fn call(command: &Command, world: &World) -> Option<Writer> {
    let Command::ModifyInstanceAttribute(change) = command else { return None };
    Some(write(change).sent_to_that_of(world, &change.id))
}

pub(in crate::api) fn write(change: &AttributeChange) -> Writer {
    let mut call = Writer::new("ModifyInstanceAttribute").say("InstanceId", &change.id);
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
        Some(on) => call.switch("DeletionProtection", on),
        None => call,
    }
}

/// A record without parameters changed only the password.
pub(super) fn recorded(kept: &Kept) -> Recorded {
    Recorded { calls: kept.each(), is_whole: !kept.record.parameters.is_empty() }
}
