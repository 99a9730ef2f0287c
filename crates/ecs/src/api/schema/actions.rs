//! The table: each action and its parameters, the required ones first.

use super::{Kind, Parameter, choice, flag, number, of, text};

const REGION: Parameter = text("RegionId").required();
const INSTANCE: Parameter = text("InstanceId").required();
/// One call takes at most a hundred ids.
const INSTANCES: Parameter = text("InstanceId.N").required().list_of(100);
const DRY_RUN: Parameter = flag("DryRun");
const CLIENT_TOKEN: Parameter = text("ClientToken");
const TAG_KEY: Parameter = text("Tag.N.Key").list_of(20);
const TAG_VALUE: Parameter = text("Tag.N.Value").list_of(20);
const PAGE_NUMBER: Parameter = number("PageNumber", 1, u32::MAX);
const PAGE_SIZE: Parameter = number("PageSize", 1, 100);
const NEXT_TOKEN: Parameter = text("NextToken");
const ACCEPT_LANGUAGE: Parameter = choice("AcceptLanguage", &["zh-CN", "en-US", "ja"]);
const CHARGE_TYPE: Parameter = choice("InstanceChargeType", &["PostPaid", "PrePaid"]);
const SPOT_STRATEGY: Parameter = choice("SpotStrategy", &["NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo"]);
/// The disk categories that are offered; others are accepted if they have the right form.
const DISKS: &[&str] = &["cloud_efficiency", "cloud_ssd", "cloud_essd", "cloud_essd_entry", "cloud_auto"];
const INTERNET_CHARGE_TYPE: Parameter = choice("InternetChargeType", &["PayByTraffic", "PayByBandwidth"]);
const PERIOD: Parameter = number("Period", 1, 60);
const PERIOD_UNIT: Parameter = choice("PeriodUnit", &["Month"]);
const STOPPED_MODE: Parameter = choice("StoppedMode", &["KeepCharging", "StopCharging"]);
const BATCH: Parameter = choice("BatchOptimization", &["AllTogether", "SuccessFirst"]);
const RESOURCE_TYPE: Parameter = choice("ResourceType", &["instance"]).required();
/// One call takes at most fifty resources.
const RESOURCES: Parameter = text("ResourceId.N").list_of(50);

const fn json_list(name: &'static str) -> Parameter {
    of(name, Kind::JsonList)
}

/// The parameters that RunInstances and CreateInstance have in common. Those of one action alone come after the first ones.
macro_rules! order {
    ($($own:expr),*) => {
        &[
            REGION,
            text("InstanceType").required(),
            text("ImageId"),
            text("VSwitchId"),
            text("SecurityGroupId"),
            $($own,)*
            flag("DeletionProtection"),
            text("InstanceName"),
            text("ZoneId"),
            CHARGE_TYPE,
            PERIOD,
            PERIOD_UNIT,
            flag("AutoRenew"),
            SPOT_STRATEGY,
            of("SpotPriceLimit", Kind::Decimal),
            number("SpotDuration", 0, 1),
            of("Password", Kind::Secret),
            flag("PasswordInherit"),
            text("KeyPairName"),
            text("HostName"),
            text("Description"),
            text("ImageFamily"),
            choice("SystemDisk.Category", DISKS),
            number("SystemDisk.Size", 20, 500),
            INTERNET_CHARGE_TYPE,
            number("InternetMaxBandwidthOut", 0, 100),
            number("InternetMaxBandwidthIn", 1, 200),
            text("ResourceGroupId"),
            DRY_RUN,
            CLIENT_TOKEN,
            text("SecurityGroupIds.N").list_of(5),
            choice("DataDisk.N.Category", DISKS).list_of(16),
            number("DataDisk.N.Size", 5, 32_768).list_of(16),
            flag("DataDisk.N.DeleteWithInstance").list_of(16),
            TAG_KEY,
            TAG_VALUE,
        ]
    };
}

pub(super) static ALL: &[(&str, &[Parameter])] = &[
    (
        "RunInstances",
        order![
            number("Amount", 1, 100),
            number("MinAmount", 1, 100),
            of("AutoReleaseTime", Kind::Time),
            flag("UniqueSuffix")
        ],
    ),
    ("CreateInstance", order![]),
    (
        "ModifyInstanceAttribute",
        &[
            INSTANCE,
            flag("DeletionProtection"),
            text("InstanceName"),
            text("Description"),
            text("HostName"),
            of("Password", Kind::Secret),
        ],
    ),
    ("DeleteInstance", &[INSTANCE, flag("Force"), flag("ForceStop"), flag("TerminateSubscription"), DRY_RUN]),
    (
        "DeleteInstances",
        &[REGION, INSTANCES, flag("Force"), flag("ForceStop"), flag("TerminateSubscription"), DRY_RUN, CLIENT_TOKEN],
    ),
    (
        "DescribeInstances",
        &[
            REGION,
            json_list("InstanceIds"),
            text("InstanceName"),
            choice("Status", &["Pending", "Starting", "Running", "Stopping", "Stopped"]),
            CHARGE_TYPE,
            text("InstanceType"),
            text("InstanceTypeFamily"),
            text("ZoneId"),
            text("VpcId"),
            text("VSwitchId"),
            text("SecurityGroupId"),
            text("ImageId"),
            text("KeyPairName"),
            choice("LockReason", &["financial", "security", "recycling", "dedicatedhostfinancial", "refunded"]),
            text("ResourceGroupId"),
            choice("InstanceNetworkType", &["vpc", "classic"]),
            INTERNET_CHARGE_TYPE,
            flag("IoOptimized"),
            json_list("PrivateIpAddresses"),
            json_list("PublicIpAddresses"),
            json_list("EipAddresses"),
            json_list("InnerIpAddresses"),
            PAGE_NUMBER,
            PAGE_SIZE,
            number("MaxResults", 10, 100),
            NEXT_TOKEN,
            DRY_RUN,
            TAG_KEY,
            TAG_VALUE,
            choice("Filter.N.Key", &["CreationStartTime", "CreationEndTime", "ExpiredStartTime", "ExpiredEndTime"])
                .list_of(4),
            of("Filter.N.Value", Kind::Time).list_of(4),
        ],
    ),
    ("DescribeInstanceAttribute", &[INSTANCE]),
    (
        "DescribeInstanceStatus",
        &[REGION, text("ZoneId"), PAGE_NUMBER, number("PageSize", 1, 50), text("InstanceId.N").list_of(100)],
    ),
    ("StartInstance", &[INSTANCE, flag("InitLocalDisk"), DRY_RUN]),
    ("StopInstance", &[INSTANCE, flag("ForceStop"), STOPPED_MODE, flag("ConfirmStop"), DRY_RUN]),
    ("RebootInstance", &[INSTANCE, flag("ForceStop"), DRY_RUN]),
    ("StartInstances", &[REGION, INSTANCES, BATCH, DRY_RUN]),
    ("StopInstances", &[REGION, INSTANCES, BATCH, flag("ForceStop"), STOPPED_MODE, DRY_RUN]),
    ("RebootInstances", &[REGION, INSTANCES, BATCH, flag("ForceReboot"), DRY_RUN]),
    ("ModifyInstanceAutoReleaseTime", &[INSTANCE, of("AutoReleaseTime", Kind::Time), text("RegionId")]),
    (
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
    ),
    ("TagResources", &[REGION, RESOURCE_TYPE, RESOURCES.required(), TAG_KEY.required(), TAG_VALUE]),
    ("UntagResources", &[REGION, RESOURCE_TYPE, flag("All"), RESOURCES.required(), text("TagKey.N").list_of(20)]),
    (
        "ListTagResources",
        &[REGION, RESOURCE_TYPE, number("MaxResults", 10, 1_000), NEXT_TOKEN, RESOURCES, TAG_KEY, TAG_VALUE],
    ),
    (
        "DescribeRegions",
        &[ACCEPT_LANGUAGE, CHARGE_TYPE, choice("ResourceType", &["instance", "disk", "reservedinstance", "scu"])],
    ),
    ("DescribeZones", &[REGION, CHARGE_TYPE, SPOT_STRATEGY, flag("Verbose"), ACCEPT_LANGUAGE]),
    (
        "DescribeInstanceTypes",
        &[
            text("InstanceTypeFamily"),
            number("MinimumCpuCoreCount", 1, 256),
            number("MaximumCpuCoreCount", 1, 256),
            of("MinimumMemorySize", Kind::Decimal),
            of("MaximumMemorySize", Kind::Decimal),
            number("MaxResults", 10, 1_600),
            NEXT_TOKEN,
            text("InstanceTypes.N").list_of(10),
        ],
    ),
    (
        "DescribeImages",
        &[
            REGION,
            text("ImageId"),
            text("ImageName"),
            choice("ImageOwnerAlias", &["system", "self", "others", "marketplace"]),
            choice("OSType", &["linux", "windows"]),
            choice("Architecture", &["x86_64", "arm64", "i386"]),
            flag("IsPublic"),
            PAGE_NUMBER,
            PAGE_SIZE,
        ],
    ),
    ("DescribeVpcs", &[REGION, text("VpcId"), flag("IsDefault"), PAGE_NUMBER, number("PageSize", 1, 50)]),
    (
        "DescribeVSwitches",
        &[
            REGION,
            text("VpcId"),
            text("VSwitchId"),
            text("ZoneId"),
            flag("IsDefault"),
            PAGE_NUMBER,
            number("PageSize", 1, 50),
        ],
    ),
    (
        "DescribeSecurityGroups",
        &[
            REGION,
            text("VpcId"),
            text("SecurityGroupId"),
            text("SecurityGroupName"),
            json_list("SecurityGroupIds"),
            PAGE_NUMBER,
            PAGE_SIZE,
        ],
    ),
];
