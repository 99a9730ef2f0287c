//! Parameters that ECS accepts beyond those that an operation describes: the `ignored` and `refused` ones of its descriptor. Most concern things that Latch does not show and change nothing visible, so
//! they are ignored. A parameter that would change where an instance is placed, or the answer, is never ignored: it is refused by name,
//! unless its value changes nothing. Taken from the models of `@alicloud/ecs20140526` 7.11.6.

use crate::api::operations;

/// Parameters that every operation accepts: the account, and the region for which the client is configured.
const EVERYWHERE: &[&str] = &["OwnerAccount", "OwnerId", "RegionId", "ResourceOwnerAccount", "ResourceOwnerId"];

/// Parameters that an operation refuses, with the values that change nothing. In a name `N` stands for a number, and a name that ends in
/// `.` for everything below it; the same in the names that an operation ignores.
pub(in crate::api) type Refused = &'static [(&'static str, &'static [&'static str])];

pub(in crate::api) const FALSE: &[&str] = &["false"];
pub(in crate::api) const NEVER: &[&str] = &[];

/// Whether the action has a parameter of this name in ECS that the operation does not describe.
pub(super) fn has(action: &str, name: &str) -> bool {
    let is_it = |pattern: &str| fits(pattern, name);
    EVERYWHERE.contains(&name)
        || operations::find(action).is_some_and(|operation| {
            operation.ignored.iter().any(|pattern| is_it(pattern))
                || operation.refused.iter().any(|(pattern, _)| is_it(pattern))
        })
}

/// Whether this parameter would change the outcome in a way that is not simulated.
#[must_use]
pub fn not_simulated(action: &str, name: &str, value: &str) -> bool {
    let refused = operations::find(action).map_or(&[] as Refused, |operation| operation.refused);
    let mut meant = refused.iter().filter(|(pattern, _)| fits(pattern, name));
    !value.is_empty() && meant.any(|(_, harmless)| !harmless.iter().any(|known| known.eq_ignore_ascii_case(value)))
}

/// Whether `name` matches `pattern`. A pattern that ends in `.` matches any further words of letters and digits, joined by dots.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, has_more) = pattern.strip_suffix('.').map_or((pattern, false), |start| (start, true));
    let mut parts = name.split('.');
    let begins = pattern
        .split('.')
        .all(|wanted| parts.next().is_some_and(|part| if wanted == "N" { is_number(part) } else { part == wanted }));
    let mut rest = parts.peekable();
    let is_word = |part: &str| {
        is_number(part)
            || (part.starts_with(|c: char| c.is_ascii_uppercase())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    begins && rest.peek().is_some() == has_more && rest.all(is_word)
}

/// Whether a part is the number of a list entry: from 1, without leading zeros.
fn is_number(part: &str) -> bool {
    part.parse::<u32>().is_ok_and(|number| number > 0 && number.to_string() == part)
}

#[cfg(test)]
mod test {
    use super::{fits, has, not_simulated};
    use crate::api::{operations::OPERATIONS, schema::is_parameter};

    #[test]
    fn a_pattern_stands_for_numbered_names_and_for_what_is_below() {
        assert!(fits("DataDisk.N.Device", "DataDisk.12.Device") && fits("CpuOptions.", "CpuOptions.Core"));
        assert!(fits("Ipv6Address.", "Ipv6Address.1") && fits("TagFilter.", "TagFilter.1.TagValues.2"));
        for other in
            ["DataDisk.0.Device", "DataDisk.+1.Device", "DataDisk.x.Device", "DataDisk.1", "DataDisk.1.Device.x"]
        {
            assert!(!fits("DataDisk.N.Device", other), "{other}");
        }
        for other in ["CpuOptions", "CpuOptions.", "CpuOptions.x='", "CpuOptions.__class__"] {
            assert!(!fits("CpuOptions.", other), "{other}");
        }
    }

    #[test]
    fn no_parameter_is_both_described_and_left_out() {
        for operation in OPERATIONS {
            let refused = operation.refused.iter().map(|(pattern, _)| pattern);
            for pattern in operation.ignored.iter().chain(refused) {
                // `ImageFamily` is both: together with `ImageId` it has its own error code.
                let is_described = operation.parameters.iter().any(|parameter| parameter.name == *pattern);
                assert!(!is_described || *pattern == "ImageFamily", "{operation:?} {pattern}");
            }
        }
    }

    #[test]
    fn what_changes_nothing_is_taken_and_what_does_is_not() {
        assert!(has("RunInstances", "UserData") && has("DescribeRegions", "OwnerId") && !has("RunInstances", "Colour"));
        assert!(not_simulated("RunInstances", "LaunchTemplateId", "lt-1"));
        assert!(!not_simulated("RunInstances", "SpotInterruptionBehavior", "Terminate"));
        assert!(not_simulated("RunInstances", "SpotInterruptionBehavior", "Stop"));
        assert!(
            !not_simulated("RunInstances", "LaunchTemplateId", "") && !not_simulated("RunInstances", "UserData", "x")
        );
    }

    #[test]
    fn a_name_is_ecs_own_or_it_is_not() {
        for (action, name) in [
            ("RunInstances", "Tag.2.Key"),
            ("RunInstances", "NetworkInterface.1.SecurityGroupIds.2"),
            ("DeleteInstances", "InstanceId"),
            ("DeleteInstances", "InstanceId.100"),
        ] {
            assert!(is_parameter(action, name), "{name}");
        }
        for name in
            ["x='y'))\nimport os", "Tag.+1.Key", "Tag.01.Key", "tag.1.Key", "InstanceName ", "InstanceName\u{200b}", ""]
        {
            assert!(!is_parameter("RunInstances", name), "{name}");
        }
    }
}
