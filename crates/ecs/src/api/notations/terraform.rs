//! Terraform: the calls that the provider `aliyun/alicloud` can carry out with its resource `alicloud_instance`. If the resource would do
//! more or less than the call, there is no equivalent.

use std::collections::BTreeMap;

use super::{Call, cli, quoted};
use latch_rules::naming::Naming;

/// Orders and attribute changes are configuration, releases are commands.
pub(super) fn write(call: &Call) -> Option<String> {
    let params: BTreeMap<&str, &str> =
        call.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    match call.action {
        "RunInstances" => order(call, params),
        "ModifyInstanceAttribute" => attributes(params),
        "ModifyInstanceAutoReleaseTime" => {
            let (id, at) = (params.get("InstanceId")?, params.get("AutoReleaseTime").unwrap_or(&""));
            Some(resource(&name_of(id), &[argument("auto_release_time", &literal(at))]))
        }
        "DeleteInstance" | "DeleteInstances" => destroy(&params),
        // The resource holds all tags of an instance, not some of them. It has no reboot, and it waits until a start or stop is complete.
        _ => None,
    }
}

/// The only argument that is a block.
const DISK: &str = "data_disks";

type Argument = (String, String);

fn argument(name: &str, value: &str) -> Argument {
    (name.to_owned(), value.to_owned())
}

/// Arguments with aligned equals signs, as `terraform fmt` writes them; a block has no equals sign.
fn arguments(all: &[Argument], indent: &str) -> String {
    let mut text = String::new();
    // Alignment ends where a value has several lines.
    for run in all.chunk_by(|one, next| is_short(one) == is_short(next) && is_short(one)) {
        let width = run.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, value) in run {
            if name == DISK {
                text.push_str(&format!("{indent}{name} {value}\n"));
            } else {
                text.push_str(&format!("{indent}{name:width$} = {value}\n"));
            }
        }
    }
    text
}

fn is_short((_, value): &Argument) -> bool {
    !value.contains('\n')
}

fn resource(name: &str, all: &[Argument]) -> String {
    format!("resource \"alicloud_instance\" {} {{\n{}}}", literal(name), arguments(all, "  "))
}

/// The name of the resource for an instance: its id, which hardly ever has a character that must be replaced.
fn name_of(id: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name: String =
        id.chars().map(|c| if is_part(c) { c.to_string() } else { format!("_{:x}_", u32::from(c)) }).collect();
    let is_start = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if is_start { name } else { format!("_{name}") }
}

/// How a parameter of an order is written as an argument of the resource.
#[derive(Clone, Copy)]
enum As {
    Text(&'static str),
    /// A number or a boolean, without quotes.
    Bare(&'static str),
}

const ORDER: &[(&str, As)] = &[
    ("ZoneId", As::Text("availability_zone")),
    ("InstanceType", As::Text("instance_type")),
    ("ImageId", As::Text("image_id")),
    ("VSwitchId", As::Text("vswitch_id")),
    ("SystemDisk.Category", As::Text("system_disk_category")),
    ("SystemDisk.Size", As::Bare("system_disk_size")),
    ("InternetChargeType", As::Text("internet_charge_type")),
    ("InternetMaxBandwidthOut", As::Bare("internet_max_bandwidth_out")),
    ("InstanceChargeType", As::Text("instance_charge_type")),
    ("Period", As::Bare("period")),
    ("PeriodUnit", As::Text("period_unit")),
    ("SpotStrategy", As::Text("spot_strategy")),
    ("SpotPriceLimit", As::Bare("spot_price_limit")),
    ("Password", As::Text("password")),
    ("KeyPairName", As::Text("key_name")),
    ("Description", As::Text("description")),
    ("DeletionProtection", As::Bare("deletion_protection")),
    ("ResourceGroupId", As::Text("resource_group_id")),
    ("AutoReleaseTime", As::Text("auto_release_time")),
    ("DryRun", As::Bare("dry_run")),
];

fn written(value: &str, way: As) -> Option<Argument> {
    match way {
        As::Text(name) => Some(argument(name, &literal(value))),
        As::Bare(name) => is_bare(value).then(|| argument(name, value)),
    }
}

/// Whether a value is a number or a boolean, and so cannot be code.
fn is_bare(value: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = value.split_once('.').unwrap_or((value, "0"));
    matches!(value, "true" | "false") || (is_digits(whole) && is_digits(part))
}

/// The most instances of an order. Each may have its own name in the text.
const MOST_NAMED: u32 = 100;

/// One resource, `count` times. If the order has a parameter that the resource lacks (a minimum amount, an incoming bandwidth), there is no
/// equivalent.
fn order<'p>(call: &'p Call, mut params: BTreeMap<&'p str, &'p str>) -> Option<String> {
    let amount: u32 = params.remove("Amount").unwrap_or("1").parse().ok().filter(|amount| *amount <= MOST_NAMED)?;
    let unique = params.remove("UniqueSuffix").unwrap_or("false") == "true";
    let region = params.remove("RegionId")?;
    let mut all = Vec::new();
    if amount != 1 {
        all.push(argument("count", &amount.to_string()));
    }
    for (name, attribute) in [("InstanceName", "instance_name"), ("HostName", "host_name")] {
        if let Some(text) = params.remove(name) {
            all.push(argument(attribute, &names(&Naming::read(text, unique), amount)));
        }
    }
    // In the order of the call.
    for (name, _) in &call.params {
        if let Some((_, way)) = ORDER.iter().find(|(known, _)| known == name)
            && let Some(value) = params.remove(name.as_str())
        {
            all.push(written(value, *way)?);
        }
    }
    if params.remove("AutoRenew") == Some("true") {
        all.push(argument("renewal_status", &literal("AutoRenewal")));
    }
    all.push(argument("security_groups", &security_groups(&mut params)?));
    let disks = numbered(&mut params, "DataDisk");
    let tags = numbered(&mut params, "Tag");
    if !params.is_empty()
        || !["instance_type", "image_id"].iter().all(|name| all.iter().any(|(known, _)| known == name))
    {
        return None;
    }
    for disk in disks {
        all.push(argument(DISK, &data_disk(disk)?));
    }
    if !tags.is_empty() {
        all.push(argument("tags", &tag_map(tags)));
    }
    let provider = format!("provider \"alicloud\" {{\n  region = {}\n}}", literal(region));
    Some(format!("{provider}\n\n{}", resource("instance", &all)))
}

/// The names for `amount` copies of the resource. Terraform makes each copy by itself, so a sequence of names is written out as a list.
fn names(naming: &Naming, amount: u32) -> String {
    let all: Vec<String> = (0..amount).map(|place| literal(&naming.at(place))).collect();
    match all.split_first() {
        Some((first, rest)) if rest.iter().all(|name| name == first) => first.clone(),
        _ => format!("[{}][count.index]", all.join(", ")),
    }
}

fn security_groups<'p>(params: &mut BTreeMap<&'p str, &'p str>) -> Option<String> {
    let one = params.remove("SecurityGroupId");
    let many = numbered(params, "SecurityGroupIds").into_iter().flat_map(|group| group.into_values());
    let all: Vec<String> = one.into_iter().chain(many).map(literal).collect();
    (!all.is_empty()).then(|| format!("[{}]", all.join(", ")))
}

/// Takes the parameters `name.N.…` out. Returns a map for each number: what follows the number, and the value.
fn numbered<'p>(params: &mut BTreeMap<&'p str, &'p str>, name: &str) -> Vec<BTreeMap<&'p str, &'p str>> {
    let mut groups: BTreeMap<u32, BTreeMap<&str, &str>> = BTreeMap::new();
    params.retain(|full, value| {
        let Some(rest) = full.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')) else { return true };
        let (number, part) = rest.split_once('.').unwrap_or((rest, ""));
        let Ok(number) = number.parse() else { return true };
        groups.entry(number).or_default().insert(part, value);
        false
    });
    groups.into_values().collect()
}

fn data_disk(mut disk: BTreeMap<&str, &str>) -> Option<String> {
    let mut all = Vec::new();
    for (part, way) in [
        ("Category", As::Text("category")),
        ("Size", As::Bare("size")),
        ("DeleteWithInstance", As::Bare("delete_with_instance")),
    ] {
        if let Some(value) = disk.remove(part) {
            all.push(written(value, way)?);
        }
    }
    disk.is_empty().then(|| format!("{{\n{}  }}", arguments(&all, "    ")))
}

fn tag_map(tags: Vec<BTreeMap<&str, &str>>) -> String {
    let all: Vec<Argument> = tags
        .into_iter()
        .map(|tag| {
            let part = |part| literal(tag.get(part).copied().unwrap_or_default());
            (part("Key"), part("Value"))
        })
        .collect();
    format!("{{\n{}  }}", arguments(&all, "    "))
}

/// A change of the arguments that the provider passes on as they are. For a password or host name it would restart the instance: no
/// equivalent.
fn attributes(mut params: BTreeMap<&str, &str>) -> Option<String> {
    let id = params.remove("InstanceId")?;
    let mut all = Vec::new();
    for (name, way) in [
        ("InstanceName", As::Text("instance_name")),
        ("Description", As::Text("description")),
        ("DeletionProtection", As::Bare("deletion_protection")),
    ] {
        if let Some(value) = params.remove(name) {
            all.push(written(value, way)?);
        }
    }
    (params.is_empty() && !all.is_empty()).then(|| resource(&name_of(id), &all))
}

/// The provider releases pay-as-you-go instances, with `Force`. It would convert a subscription first: no equivalent.
fn destroy(params: &BTreeMap<&str, &str>) -> Option<String> {
    let says = |name: &str| params.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if says("TerminateSubscription") || says("DryRun") {
        return None;
    }
    let ids = params.iter().filter(|(name, _)| **name == "InstanceId" || name.starts_with("InstanceId."));
    let mut numbered: Vec<(u32, &str)> =
        ids.map(|(name, id)| (name.rsplit('.').next().and_then(|n| n.parse().ok()).unwrap_or(0), *id)).collect();
    numbered.sort_unstable();
    let targets: Vec<String> =
        numbered.into_iter().map(|(_, id)| cli::word(&format!("-target=alicloud_instance.{}", name_of(id)))).collect();
    (!targets.is_empty()).then(|| format!("terraform destroy \\\n  {}", targets.join(" \\\n  ")))
}

/// HCL: a quoted template, in which `${` and `%{` begin code.
fn literal(text: &str) -> String {
    let plain = quoted(text, '"', |letter| match u32::from(letter) {
        code @ 0..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    });
    plain.replace("${", "$${").replace("%{", "%%{")
}
