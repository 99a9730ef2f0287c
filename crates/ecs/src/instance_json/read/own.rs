//! Reads the fields under `Latch`: disks, membership, release. Latch wrote them, so a value in any other form is refused.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    import::ImportProblem as Problem,
    instance_json::{ORIGINS, spelled},
    values::{Fault, flag, list, map, number, text, time},
};
use latch_rules::instance::{Disk, Membership, Origin, Release};

pub(super) fn disks(latch: &mut Map<String, Value>) -> Result<(Option<Disk>, Vec<Disk>), Fault> {
    let system = match latch.remove("SystemDisk").unwrap_or_default() {
        Value::Null => None,
        given => Some(disk(given, "Latch.SystemDisk")?),
    };
    let data = list(latch.remove("DataDisks").unwrap_or_default(), "Latch.DataDisks")?
        .into_iter()
        .enumerate()
        .map(|(n, given)| disk(given, &format!("Latch.DataDisks[{n}]")))
        .collect::<Result<_, _>>()?;
    Ok((system, data))
}

fn disk(value: Value, place: &str) -> Result<Disk, Fault> {
    let mut object = map(value, place)?;
    let mut part = |name: &str| (object.remove(name).unwrap_or_default(), format!("{place}.{name}"));
    let (category, at) = part("Category");
    let category = text(category, &at)?;
    let (size, at) = part("Size");
    let size = number(size, &at)?.unwrap_or(0);
    let (delete, at) = part("DeleteWithInstance");
    Ok(Disk { category, size, delete_with_instance: flag(delete, &at)?.unwrap_or(true) })
}

pub(super) fn membership(value: Option<Value>) -> Result<Option<Membership>, Fault> {
    let place = "Latch.ScalingGroup";
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let mut object = map(value, place)?;
    let group = text(object.remove("ScalingGroupId").unwrap_or_default(), "Latch.ScalingGroup.ScalingGroupId")?;
    if group.is_empty() {
        return Err(Fault::new("Latch.ScalingGroup.ScalingGroupId", Problem::MissingId));
    }
    let origin = one_of(&ORIGINS, object.remove("Origin").unwrap_or_default(), "Latch.ScalingGroup.Origin")?;
    let guarded = object.remove("ProtectedFromScaleIn").unwrap_or_default();
    Ok(Some(Membership {
        group: Arc::from(&*group),
        origin: origin.unwrap_or(Origin::Attached),
        guarded: flag(guarded, "Latch.ScalingGroup.ProtectedFromScaleIn")?.unwrap_or(false),
    }))
}

pub(super) fn release(value: Option<Value>) -> Result<Option<Release>, Fault> {
    let place = "Latch.Released";
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let wrong = || Fault::new(place, Problem::WrongType);
    let mut object = map(value, place)?;
    let at = time(object.remove("Time"), "Latch.Released.Time")?.ok_or_else(wrong)?;
    let cause = object.remove("Cause").and_then(|cause| serde_json::from_value(cause).ok()).ok_or_else(wrong)?;
    let record = object.remove("Record").and_then(|number| number.as_u64()).ok_or_else(wrong)?;
    Ok(Some(Release { at, cause, record }))
}

fn one_of<T: Copy>(known: &[(&'static str, T)], value: Value, place: &str) -> Result<Option<T>, Fault> {
    let given = text(value, place)?;
    if given.is_empty() {
        return Ok(None);
    }
    spelled(known, &given).map(Some).ok_or_else(|| Fault::new(place, Problem::UnknownValue(given)))
}
