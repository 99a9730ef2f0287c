//! Reads an instance from JSON (docs/rules.md#import). A value that Latch would not write is used as far as it is understood, and kept as
//! it came (`came`). Only a value that would make the world contradict its own rules is refused.

mod own;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    CHARGE_TYPES, KNOWN, LOCK_REASONS, NEVER_EXPIRES, SPOT_STRATEGIES, STATUSES, STOPPED_MODES,
    came::{ALWAYS_OURS, Came, IN_EXPORT, MADE_UP, addresses, lock_entries, lock_reason},
    row::Row,
};
use crate::{
    import::ImportProblem as Problem,
    iso,
    values::{Fault, flag, map, number, text, time},
};
use latch_rules::{
    Ordinal,
    bounds::LONGEST_ID,
    catalog,
    instance::{ChargeType, Credential, Instance, Locks, Spec, SpotStrategy, Status, Tag},
    time::UnixMillis,
};

/// An instance that was read. `ordinal` is its place in the order of creation, if the export of a whole world gives it.
#[derive(Clone, PartialEq, Debug)]
pub struct Read {
    pub instance: Instance,
    pub ordinal: Option<Ordinal>,
    /// The instance came with a transitional status, without the time at which it settles.
    pub was_passing: bool,
    /// The fields with a value that Latch does not know.
    pub odd: Vec<&'static str>,
    /// When it was created or last started, whichever is later.
    pub seen_at: Option<UnixMillis>,
    /// Fields are missing, and no export marked them as missing.
    is_silent: bool,
}

impl Read {
    /// The instance as it is kept. A field that is missing from an answer is not shown; one that is missing from an export of Latch is
    /// shown as Latch writes it.
    #[must_use]
    pub fn into_instance(mut self, is_export: bool) -> Instance {
        if is_export && self.is_silent {
            let mut came = Came::of(&self.instance.spec);
            came.forget_silence();
            Arc::make_mut(&mut self.instance.spec).unknown = came.to_text();
        }
        self.instance
    }
}

/// Reads one instance. `now` is the creation time if the row has none. Whether a schedule has passed is not checked here: that depends on
/// the account.
///
/// # Errors
/// The field's place in the row, and what is wrong with it.
pub fn read(mut row: Row, now: UnixMillis) -> Result<Read, Fault> {
    let mut rest = std::mem::take(&mut row.unknown);
    let mut latch = map(row.take("Latch"), "Latch")?;
    let exported = latch.remove(IN_EXPORT);
    let is_told = exported.is_some();
    let mut of = Fields { row: &row, odd: Vec::new() };
    let id = instance_id(&text(of.given("InstanceId"), "InstanceId")?)?;
    let charge = of.one_of(&CHARGE_TYPES, "InstanceChargeType").unwrap_or_default();
    let shown_status = of.one_of(&STATUSES, "Status").unwrap_or(Status::Running);
    let settles_at = time(latch.remove("SettleTime"), "Latch.SettleTime")?;
    let status = if settles_at.is_some() { shown_status } else { settled(shown_status) };
    let was_passing = status != shown_status;
    let ordinal = number(latch.remove("Ordinal").unwrap_or_default(), "Latch.Ordinal")?;
    let created_at = of.refined(&mut latch, "CreationTime")?;
    let started_at = of.refined(&mut latch, "StartTime")?;
    let expires_at = of.expiry(&mut latch, charge)?;
    let (system_disk, data_disks) = own::disks(&mut latch)?;
    let member = own::membership(latch.remove("ScalingGroup"))?;
    let released = own::release(latch.remove("Released"))?;
    let reclaim_at = time(latch.remove("ReclaimTime"), "Latch.ReclaimTime")?;

    let zone = of.text("ZoneId");
    let instance_type = of.text("InstanceType");
    let image_id = of.text("ImageId");
    let kind = catalog::instance_type(&instance_type);
    let vpc = of.object("VpcAttributes");
    let inside = |name: &str| vpc.get(name).and_then(Value::as_str).unwrap_or_default();
    let spec = Spec {
        region: of.text_or("RegionId", || region_of(&zone)),
        family: of.text_or("InstanceTypeFamily", || family_of(&instance_type)),
        os_name: of.text_or("OSName", || catalog::image_named(&image_id).map_or("", |image| image.os_name).into()),
        os_type: of.text_or("OSType", || catalog::image_named(&image_id).map_or("linux", |image| image.os_type).into()),
        network_type: of.text_or("InstanceNetworkType", || network_type_of(&rest).into()),
        cpu: of.number("Cpu").or(kind.map(|kind| kind.cpu)).unwrap_or(0),
        memory_mib: of.number("Memory").or(kind.map(|kind| kind.memory_mib)).unwrap_or(0),
        zone,
        instance_type,
        image_id,
        gpu_amount: of.number("GPUAmount").unwrap_or(0),
        gpu_spec: of.text("GPUSpec"),
        charge,
        spot: of.one_of(&SPOT_STRATEGIES, "SpotStrategy").unwrap_or_default(),
        spot_price_limit_milli: of.price_limit(),
        vpc_id: inside("VpcId").into(),
        vswitch_id: inside("VSwitchId").into(),
        security_groups: of.texts("SecurityGroupIds", "SecurityGroupId"),
        internet_charge_type: of.text("InternetChargeType"),
        bandwidth_in: of.number("InternetMaxBandwidthIn").unwrap_or(0),
        bandwidth_out: of.number("InternetMaxBandwidthOut").unwrap_or(0),
        system_disk,
        data_disks,
        resource_group: of.text("ResourceGroupId"),
        credential: credential(of.text("KeyPairName"), &mut latch, &mut rest)?,
        unknown: Box::default(),
    };
    let protected = flag(of.given("DeletionProtection"), "DeletionProtection")?.unwrap_or(false);
    if protected && (charge == ChargeType::PrePaid || spec.spot != SpotStrategy::NoSpot) {
        return Err(Fault::new("DeletionProtection", Problem::ProtectionNotPossible));
    }
    let mut instance = Instance {
        name: of.text_or("InstanceName", || id.clone()),
        host_name: of.text("HostName"),
        description: of.text("Description"),
        tags: Arc::new(of.tags()),
        private_ip: first(vpc.get("PrivateIpAddress")),
        public_ip: first(of.any("PublicIpAddress")),
        eip: first(of.any("EipAddress")),
        created_at: created_at.unwrap_or(now),
        started_at,
        status,
        settles_at,
        stopped_mode: of.one_of_else(&STOPPED_MODES, "StoppedMode", &["Not-applicable"]).unwrap_or_default(),
        protected,
        auto_release_at: schedule(of.given("AutoReleaseTime"), charge)?,
        expires_at,
        reclaim_at,
        locks: of.locks(),
        member,
        released,
        id,
        spec: Arc::new(spec),
    };
    let odd = of.odd;
    if !latch.is_empty() {
        rest.insert("Latch".into(), Value::Object(latch));
    }
    let came = came(row, rest, &instance, was_passing, exported);
    let is_silent = !is_told && came.is_silent();
    let kept = came.to_text();
    if !kept.is_empty() {
        Arc::make_mut(&mut instance.spec).unknown = kept;
    }
    Ok(Read { instance, ordinal, was_passing, odd, seen_at: created_at.max(started_at), is_silent })
}

/// The differences between the row and what Latch would write, added to those that an export lists.
fn came(
    mut row: Row,
    rest: Map<String, Value>,
    instance: &Instance,
    was_passing: bool,
    exported: Option<Value>,
) -> Came {
    let is_told = exported.is_some();
    let mut came = exported.map(Came::from_export).unwrap_or_default();
    if !is_told {
        came.keep_silent(|name| row.get(name).is_some() || rest.contains_key(name));
    }
    came.unknown = rest;
    drop_made_up(&mut came.unknown, instance);
    for (name, write) in KNOWN {
        if row.get(name).is_none() || ALWAYS_OURS.contains(&name) || (name == "Status" && was_passing) {
            continue;
        }
        let (given, written) = (row.take(name), write(instance));
        // If the row shows exactly what the export's list gives for this field, the entry of the list stays.
        if !is_same(&given, &came.told(name, &written)) {
            came.instead(name, &written, given);
        }
    }
    came
}

fn is_same(given: &Value, written: &Value) -> bool {
    match (given, written) {
        (Value::Number(given), Value::Number(written)) => given.as_f64() == written.as_f64(),
        (given, written) => given == written,
    }
}

/// Drops the fields that Latch would make up with the same value.
fn drop_made_up(rest: &mut Map<String, Value>, instance: &Instance) {
    if MADE_UP.iter().any(|name| rest.contains_key(*name)) {
        for (name, made_up) in super::made_up(instance) {
            if rest.get(&name) == Some(&made_up) {
                rest.remove(&name);
            }
        }
    }
}

/// Checks an id, which appears in calls, URLs and code: only letters, digits and `-_.:*`. Spaces around it are removed.
fn instance_id(text: &str) -> Result<Box<str>, Fault> {
    let id = text.trim();
    let is_plain =
        id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:*".contains(&byte));
    match (id.is_empty(), is_plain) {
        (true, _) => Err(Fault::new("InstanceId", Problem::MissingId)),
        (false, false) => Err(Fault::new("InstanceId", Problem::NotAName(LONGEST_ID))),
        (false, true) => Ok(id.into()),
    }
}

/// The status that follows a transitional one. It follows at once, since it is not known when the transitional one began.
#[must_use]
pub fn settled(status: Status) -> Status {
    match status {
        Status::Pending | Status::Starting | Status::Running => Status::Running,
        Status::Stopping | Status::Stopped => Status::Stopped,
    }
}

/// Reads the known fields of a row. The names of fields that are not understood are noted in `odd`.
struct Fields<'r> {
    row: &'r Row,
    odd: Vec<&'static str>,
}

impl<'r> Fields<'r> {
    fn any(&self, name: &str) -> Option<&'r Value> {
        self.row.get(name)
    }

    fn given(&self, name: &str) -> Value {
        self.any(name).cloned().unwrap_or_default()
    }

    /// A text, or a number as a text; otherwise empty.
    fn text(&mut self, name: &'static str) -> Box<str> {
        match self.any(name) {
            None | Some(Value::Null) => Box::default(),
            Some(Value::String(text)) => text.as_str().into(),
            Some(Value::Number(number)) => number.to_string().into(),
            Some(_) => self.note(name),
        }
    }

    fn note<T: Default>(&mut self, name: &'static str) -> T {
        self.odd.push(name);
        T::default()
    }

    /// The text of a field. If the field is missing, `otherwise` gives the text that follows from other fields.
    fn text_or(&mut self, name: &'static str, otherwise: impl FnOnce() -> Box<str>) -> Box<str> {
        match self.any(name) {
            None | Some(Value::Null) => otherwise(),
            Some(_) => self.text(name),
        }
    }

    /// A number that is not negative. In real answers, -1 and the like mean that there is none: `None`.
    fn number(&mut self, name: &'static str) -> Option<u32> {
        let given = self.any(name)?;
        match number(given.clone(), name) {
            Ok(number) => number,
            Err(fault) if fault.why == Problem::OutOfRange => None,
            Err(_) => self.note(name),
        }
    }

    fn price_limit(&mut self) -> u32 {
        let limit = match self.any("SpotPriceLimit") {
            None | Some(Value::Null) => return 0,
            Some(Value::String(text)) if text.is_empty() => return 0,
            Some(Value::String(text)) => text.parse::<f64>().ok(),
            Some(other) => other.as_f64(),
        };
        match limit.map(|limit| (limit * 1_000.0).round()) {
            Some(milli) if (0.0..=f64::from(u32::MAX)).contains(&milli) => milli as u32,
            Some(_) => 0,
            None => self.note("SpotPriceLimit"),
        }
    }

    fn one_of<T: Copy>(&mut self, known: &[(&'static str, T)], name: &'static str) -> Option<T> {
        self.one_of_else(known, name, &[])
    }

    /// `others`: further values of ECS that have no meaning for Latch.
    fn one_of_else<T: Copy>(&mut self, known: &[(&'static str, T)], name: &'static str, others: &[&str]) -> Option<T> {
        let given = self.text(name);
        let found = known.iter().find(|(spelling, _)| spelling.eq_ignore_ascii_case(&given)).map(|(_, value)| *value);
        if found.is_none() && !given.is_empty() && !others.contains(&&*given) {
            self.odd.push(name);
        }
        found
    }

    fn object(&mut self, name: &'static str) -> Map<String, Value> {
        match self.any(name) {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(fields)) => fields.clone(),
            Some(_) => self.note(name),
        }
    }

    /// The texts of `{inner: […]}`, or of a list.
    fn texts(&mut self, name: &'static str, inner: &str) -> Vec<Box<str>> {
        let list = match self.any(name) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Object(fields)) => fields.get(inner),
            list => list,
        };
        match list {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(Into::into).collect(),
            Some(Value::String(one)) => vec![one.as_str().into()],
            Some(_) => self.note(name),
        }
    }

    /// Tags as DescribeInstances shows them; `Key` and `Value`, as requests have them, are read too, and a list without its wrapping.
    fn tags(&mut self) -> Vec<Tag> {
        let list = match self.any("Tags") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Object(fields)) => fields.get("Tag"),
            list => list,
        };
        let list = match list {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => return self.note("Tags"),
        };
        let word = |tag: &Value, names: [&str; 2]| -> Box<str> {
            match names.iter().find_map(|name| tag.get(*name)) {
                Some(Value::String(text)) => text.as_str().into(),
                Some(Value::Number(number)) => number.to_string().into(),
                _ => Box::default(),
            }
        };
        let mut tags: Vec<Tag> = Vec::new();
        for tag in list {
            let tag = Tag { key: word(tag, ["TagKey", "Key"]), value: word(tag, ["TagValue", "Value"]) };
            if tag.key.is_empty() {
                self.odd.push("Tags");
            } else {
                tags.push(tag);
            }
        }
        tags
    }

    fn locks(&mut self) -> Locks {
        let entries = self.any("OperationLocks").map(lock_entries).unwrap_or_default();
        let held = |entry: &Value| {
            let reason = lock_reason(entry);
            LOCK_REASONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(reason)).map(|(_, lock)| *lock)
        };
        entries.iter().filter_map(held).fold(Locks::NONE, Locks::with)
    }

    /// A time that ECS shows to the minute. `Latch` has the exact time, which is used if it is in the minute shown.
    fn refined(&mut self, latch: &mut Map<String, Value>, name: &'static str) -> Result<Option<UnixMillis>, Fault> {
        let shown = self.moment(name);
        let exact = time(latch.remove(name), &format!("Latch.{name}"))?;
        Ok(match (shown, exact) {
            (Some(shown), Some(exact)) if exact.minute_start() == shown.minute_start() => Some(exact),
            (None, exact) if self.any(name).is_none() => exact,
            (shown, _) => shown,
        })
    }

    fn moment(&mut self, name: &'static str) -> Option<UnixMillis> {
        let given = self.text(name);
        if given.is_empty() {
            return None;
        }
        let at = iso::parse_lenient(&given);
        if at.is_none() {
            self.odd.push(name);
        }
        at
    }

    /// The expiry of a subscription. That of other instances is only shown, unless `Latch.ExpiredTime` gives one.
    fn expiry(&mut self, latch: &mut Map<String, Value>, charge: ChargeType) -> Result<Option<UnixMillis>, Fault> {
        let own = latch.remove("ExpiredTime");
        let has_lapsed = own.as_ref().is_some_and(|own| own == "");
        let exact = time(own, "Latch.ExpiredTime")?;
        if charge == ChargeType::PostPaid {
            return Ok(exact);
        }
        if has_lapsed || self.any("ExpiredTime").is_some_and(|shown| shown == NEVER_EXPIRES) {
            return Ok(None);
        }
        let shown = self.moment("ExpiredTime");
        Ok(exact.filter(|exact| shown.is_none_or(|shown| shown == exact.minute_start())).or(shown))
    }
}

fn first(value: Option<&Value>) -> Box<str> {
    value.map(addresses).unwrap_or_default().first().copied().unwrap_or_default().into()
}

/// An instance with an inner address is in the classic network.
fn network_type_of(rest: &Map<String, Value>) -> &'static str {
    if rest.get("InnerIpAddress").is_some_and(|inner| !addresses(inner).is_empty()) { "classic" } else { "vpc" }
}

fn region_of(zone: &str) -> Box<str> {
    let region = zone.trim_end_matches(|c: char| c.is_ascii_lowercase()).trim_end_matches('-');
    if region.is_empty() { "cn-hangzhou".into() } else { region.into() }
}

fn family_of(instance_type: &str) -> Box<str> {
    instance_type.rsplit_once('.').map_or(Box::default(), |(family, _)| family.into())
}

/// The auto-release time. A malformed one is refused: otherwise the instance would be released at another time than its owner set.
fn schedule(value: Value, charge: ChargeType) -> Result<Option<UnixMillis>, Fault> {
    let place = "AutoReleaseTime";
    let given = text(value, place)?;
    if given.is_empty() {
        return Ok(None);
    }
    let at = iso::parse_lenient(&given).ok_or_else(|| Fault::new(place, Problem::MalformedTime))?;
    if charge == ChargeType::PrePaid {
        return Err(Fault::new(place, Problem::ScheduleOnSubscription));
    }
    Ok(Some(at.minute_start()))
}

fn credential(
    key_pair: Box<str>,
    latch: &mut Map<String, Value>,
    rest: &mut Map<String, Value>,
) -> Result<Credential, Fault> {
    let mark = text(latch.remove("LogonCredential").unwrap_or_default(), "Latch.LogonCredential")?;
    // R16: an imported password is not kept.
    let password = rest.remove("Password").is_some();
    Ok(if !key_pair.is_empty() || &*mark == "KeyPair" {
        Credential::KeyPair(key_pair)
    } else if password || &*mark == "PasswordSet" {
        Credential::PasswordSet
    } else {
        Credential::SetLater
    })
}
