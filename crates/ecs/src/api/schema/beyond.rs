//! Parameters that ECS accepts beyond the table of `actions`. Most concern things that Latch does not show and change nothing visible, so
//! they are ignored. A parameter that would change where an instance is placed, or the answer, is never ignored: it is refused by name,
//! unless its value changes nothing. Taken from the models of `@alicloud/ecs20140526` 7.11.6.

/// Parameters that every operation accepts: the account, and the region for which the client is configured.
const EVERYWHERE: &[&str] = &["OwnerAccount", "OwnerId", "RegionId", "ResourceOwnerAccount", "ResourceOwnerId"];

/// An operation, its ignored parameters, and its refused parameters with the values that change nothing. In a name `N` stands for a number,
/// and a name that ends in `.` for everything below it.
type Row = (&'static str, &'static [&'static str], &'static [(&'static str, &'static [&'static str])]);

const FALSE: &[&str] = &["false"];
const NEVER: &[&str] = &[];

static ORDER_LEFT: &[&str] = &[
    "Affinity",
    "Arn.",
    "AutoPay",
    "AutoRenewPeriod",
    "ClockOptions.",
    "CpuOptions.",
    "CreditSpecification",
    "DataDisk.N.AutoSnapshotPolicyId",
    "DataDisk.N.BurstingEnabled",
    "DataDisk.N.Description",
    "DataDisk.N.Device",
    "DataDisk.N.DiskName",
    "DataDisk.N.EncryptAlgorithm",
    "DataDisk.N.Encrypted",
    "DataDisk.N.KMSKeyId",
    "DataDisk.N.PerformanceLevel",
    "DataDisk.N.ProvisionedIops",
    "DeploymentSetGroupNo",
    "HibernationOptions.",
    "HttpEndpoint",
    "HttpPutResponseHopLimit",
    "HttpTokens",
    "ImageOptions.",
    "IoOptimized",
    "Isp",
    // Latch acts on the next four. They are not in the table, because it cannot describe a list in a list.
    "NetworkInterface.N.InstanceType",
    "NetworkInterface.N.SecurityGroupId",
    "NetworkInterface.N.SecurityGroupIds.",
    "NetworkInterface.N.VSwitchId",
    "NetworkInterface.N.DeleteOnRelease",
    "NetworkInterface.N.Description",
    "NetworkInterface.N.NetworkCardIndex",
    "NetworkInterface.N.NetworkInterfaceName",
    "NetworkInterface.N.NetworkInterfaceTrafficMode",
    "NetworkInterface.N.QueueNumber",
    "NetworkInterface.N.QueuePairNumber",
    "NetworkInterface.N.RxQueueSize",
    "NetworkInterface.N.SourceDestCheck",
    "NetworkInterface.N.TxQueueSize",
    "NetworkInterfaceQueueNumber",
    "NetworkOptions.",
    "PrivateDnsNameOptions.",
    "PrivatePoolOptions.",
    "RamRoleName",
    "SecurityEnhancementStrategy",
    "SecurityOptions.",
    "StorageSetId",
    "StorageSetPartitionNumber",
    "SystemDisk.AutoSnapshotPolicyId",
    "SystemDisk.BurstingEnabled",
    "SystemDisk.Description",
    "SystemDisk.DiskName",
    "SystemDisk.EncryptAlgorithm",
    "SystemDisk.Encrypted",
    "SystemDisk.KMSKeyId",
    "SystemDisk.PerformanceLevel",
    "SystemDisk.ProvisionedIops",
    "UseAdditionalService",
    "UserData",
];

static ORDER_REFUSED: &[(&str, &[&str])] = &[
    ("ClusterId", NEVER),
    ("DataDisk.N.SnapshotId", NEVER),
    ("DataDisk.N.StorageClusterId", NEVER),
    ("DedicatedHostId", NEVER),
    ("DeploymentSetId", NEVER),
    ("HostNames.", NEVER),
    ("HpcClusterId", NEVER),
    ("ImageFamily", NEVER),
    ("InnerIpAddress", NEVER),
    ("Ipv6Address.", NEVER),
    ("Ipv6AddressCount", &["0"]),
    ("LaunchTemplateId", NEVER),
    ("LaunchTemplateName", NEVER),
    ("LaunchTemplateVersion", NEVER),
    ("ManagedHostId", NEVER),
    ("NetworkInterface.N.Ipv6Address.", NEVER),
    ("NetworkInterface.N.Ipv6AddressCount", &["0"]),
    ("NetworkInterface.N.NetworkInterfaceId", NEVER),
    ("NetworkInterface.N.PrimaryIpAddress", NEVER),
    ("NetworkInterface.N.SecondaryPrivateIpAddressCount", &["0"]),
    ("NodeControllerId", NEVER),
    ("PrivateIpAddress", NEVER),
    ("SchedulerOptions.", NEVER),
    ("SpotInterruptionBehavior", &["Terminate"]),
    ("SystemDisk.StorageClusterId", NEVER),
    ("Tenancy", &["default"]),
    ("VlanId", NEVER),
];

static ROWS: &[Row] = &[
    ("RunInstances", ORDER_LEFT, ORDER_REFUSED),
    ("CreateInstance", ORDER_LEFT, ORDER_REFUSED),
    (
        "ModifyInstanceAttribute",
        &[
            "EnableJumboFrame",
            "EnableNetworkEncryption",
            "NetworkInterfaceQueueNumber",
            "PrivateDnsNameOptions.",
            "RemoteConnectionOptions.",
            "UserData",
        ],
        &[("CpuOptions.", NEVER), ("CreditSpecification", NEVER), ("Recyclable", FALSE), ("SecurityGroupIds.", NEVER)],
    ),
    ("StopInstance", &[], &[("Hibernate", FALSE)]),
    (
        "DescribeInstances",
        &["AdditionalAttributes.", "NeedSaleCycle"],
        &[
            ("DeviceAvailable", &["true"]),
            ("HpcClusterId", NEVER),
            ("HttpEndpoint", NEVER),
            ("HttpPutResponseHopLimit", NEVER),
            ("HttpTokens", NEVER),
            ("Ipv6Address.", NEVER),
            ("RdmaIpAddresses", NEVER),
        ],
    ),
    ("DescribeInstanceStatus", &[], &[("ClusterId", NEVER)]),
    ("ListTagResources", &[], &[("TagFilter.", NEVER)]),
    (
        "DescribeInstanceTypes",
        &["AdditionalAttributes."],
        &[
            ("CpuArchitecture", &["X86"]),
            ("CpuArchitectures.", NEVER),
            ("GPUSpec", NEVER),
            ("GpuSpecs.", NEVER),
            ("InstanceCategories.", NEVER),
            ("InstanceCategory", NEVER),
            ("InstanceFamilyLevel", NEVER),
            ("InstanceTypeFamilies.", NEVER),
            ("LocalStorageCategories.", NEVER),
            ("LocalStorageCategory", NEVER),
            ("MaximumCpuSpeedFrequency", NEVER),
            ("MaximumCpuTurboFrequency", NEVER),
            ("MaximumGPUAmount", NEVER),
            ("MinimumBaselineCredit", NEVER),
            ("MinimumCpuSpeedFrequency", NEVER),
            ("MinimumCpuTurboFrequency", NEVER),
            ("MinimumDiskQuantity", NEVER),
            ("MinimumEniIpv6AddressQuantity", NEVER),
            ("MinimumEniPrivateIpAddressQuantity", NEVER),
            ("MinimumEniQuantity", NEVER),
            ("MinimumEriQuantity", NEVER),
            ("MinimumGPUAmount", &["0"]),
            ("MinimumInitialCredit", NEVER),
            ("MinimumInstanceBandwidthRx", NEVER),
            ("MinimumInstanceBandwidthTx", NEVER),
            ("MinimumInstancePpsRx", NEVER),
            ("MinimumInstancePpsTx", NEVER),
            ("MinimumLocalStorageAmount", NEVER),
            ("MinimumLocalStorageCapacity", NEVER),
            ("MinimumPrimaryEniQueueNumber", NEVER),
            ("MinimumQueuePairNumber", NEVER),
            ("MinimumSecondaryEniQueueNumber", NEVER),
            ("NvmeSupport", NEVER),
            ("PhysicalProcessorModel", NEVER),
            ("PhysicalProcessorModels.", NEVER),
        ],
    ),
    (
        "DescribeImages",
        &["ShowExpired"],
        &[
            ("ActionType", NEVER),
            ("DryRun", FALSE),
            ("Filter.", NEVER),
            ("ImageFamily", NEVER),
            ("ImageOwnerId", NEVER),
            ("InstanceType", NEVER),
            ("IsSupportCloudinit", NEVER),
            ("IsSupportIoOptimized", &["true"]),
            ("ResourceGroupId", NEVER),
            ("SnapshotId", NEVER),
            ("Status", &["Available"]),
            ("Tag.", NEVER),
            ("Usable", NEVER),
            ("Usage", NEVER),
        ],
    ),
    (
        "DescribeVpcs",
        &[],
        &[
            ("AdvancedFeature", NEVER),
            ("DhcpOptionsSetId", NEVER),
            ("DryRun", FALSE),
            ("EnableIpv6", NEVER),
            ("ResourceGroupId", NEVER),
            ("Tag.", NEVER),
            ("VpcName", NEVER),
            ("VpcOwnerId", NEVER),
        ],
    ),
    (
        "DescribeVSwitches",
        &[],
        &[
            ("DryRun", FALSE),
            ("EnableIpv6", NEVER),
            ("ResourceGroupId", NEVER),
            ("RouteTableId", NEVER),
            ("Tag.", NEVER),
            ("VSwitchName", NEVER),
            ("VSwitchOwnerId", NEVER),
        ],
    ),
    (
        "DescribeSecurityGroups",
        &["FuzzyQuery", "IsQueryEcsCount", "MaxResults"],
        &[
            ("DryRun", FALSE),
            ("NetworkType", &["vpc"]),
            ("NextToken", NEVER),
            ("ResourceGroupId", NEVER),
            ("SecurityGroupType", &["normal"]),
            ("ServiceManaged", FALSE),
            ("Tag.", NEVER),
        ],
    ),
];

/// Whether the action has a parameter of this name in ECS that is not in the table of `actions`.
pub(super) fn has(action: &str, name: &str) -> bool {
    let rows = || ROWS.iter().filter(|(known, ..)| *known == action);
    let is_it = |pattern: &str| fits(pattern, name);
    EVERYWHERE.contains(&name)
        || rows().any(|(_, left, refused)| {
            left.iter().any(|pattern| is_it(pattern)) || refused.iter().any(|(pattern, _)| is_it(pattern))
        })
}

/// Whether this parameter would change the outcome in a way that is not simulated.
#[must_use]
pub fn not_simulated(action: &str, name: &str, value: &str) -> bool {
    let refused = ROWS.iter().filter(|(known, ..)| *known == action).flat_map(|(_, _, refused)| *refused);
    let mut meant = refused.filter(|(pattern, _)| fits(pattern, name));
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
    use super::{ROWS, fits, has, not_simulated};
    use crate::api::schema::{is_parameter, parameters};

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
    fn nothing_stands_both_here_and_in_the_table() {
        for (action, left, refused) in ROWS {
            assert!(!parameters(action).is_empty(), "{action}");
            for pattern in left.iter().chain(refused.iter().map(|(pattern, _)| pattern)) {
                // `ImageFamily` is in both: together with `ImageId` it has its own error code.
                let in_table = parameters(action).iter().any(|parameter| parameter.name == *pattern);
                assert!(!in_table || *pattern == "ImageFamily", "{action} {pattern}");
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
