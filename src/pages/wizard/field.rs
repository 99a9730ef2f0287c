//! The fields of the wizard that can have an error, and the possible errors. Holds no sentences: those are in `words`.

use latch_rules::Reason;

/// Number of steps.
pub const STEPS: u8 = 5;

/// A field that can have an error. Numbers are those of the draft's rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    Quantity,
    Period,
    PriceLimit,
    Zone,
    InstanceType,
    Image,
    SystemDisk,
    DataDisk(u32),
    Vpc,
    VSwitch,
    Bandwidth,
    SecurityGroup,
    KeyPair,
    Password,
    Confirm,
    Name,
    HostName,
    Description,
    Protection,
    TagKey(u32),
    TagValue(u32),
    ResourceGroup,
    ReleaseAt,
    Terms,
}

impl Field {
    /// The step that contains the field; `None` for the quantity, which is in the bar below every step.
    #[must_use]
    pub fn step(self) -> Option<u8> {
        match self {
            Self::Quantity => None,
            Self::Period
            | Self::PriceLimit
            | Self::Zone
            | Self::InstanceType
            | Self::Image
            | Self::SystemDisk
            | Self::DataDisk(_) => Some(1),
            Self::Vpc | Self::VSwitch | Self::Bandwidth | Self::SecurityGroup => Some(2),
            Self::KeyPair
            | Self::Password
            | Self::Confirm
            | Self::Name
            | Self::Description
            | Self::HostName
            | Self::Protection => Some(3),
            Self::TagKey(_) | Self::TagValue(_) | Self::ResourceGroup => Some(4),
            Self::ReleaseAt | Self::Terms => Some(5),
        }
    }

    /// The id of the form control.
    #[must_use]
    pub fn id(self) -> String {
        let (name, row) = match self {
            Self::Quantity => ("quantity", None),
            Self::Period => ("period", None),
            Self::PriceLimit => ("price-limit", None),
            Self::Zone => ("zone", None),
            Self::InstanceType => ("instance-type", None),
            Self::Image => ("image", None),
            Self::SystemDisk => ("system-disk", None),
            Self::DataDisk(row) => ("data-disk", Some(row)),
            Self::Vpc => ("vpc", None),
            Self::VSwitch => ("vswitch", None),
            Self::Bandwidth => ("bandwidth", None),
            Self::SecurityGroup => ("security-group", None),
            Self::KeyPair => ("key-pair", None),
            Self::Password => ("password", None),
            Self::Confirm => ("confirm", None),
            Self::Name => ("name", None),
            Self::Description => ("description", None),
            Self::HostName => ("host-name", None),
            Self::Protection => ("protection", None),
            Self::TagKey(row) => ("tag-key", Some(row)),
            Self::TagValue(row) => ("tag-value", Some(row)),
            Self::ResourceGroup => ("resource-group", None),
            Self::ReleaseAt => ("release-at", None),
            Self::Terms => ("terms", None),
        };
        row.map_or_else(|| format!("wizard-{name}"), |row| format!("wizard-{name}-{row}"))
    }

    /// The field of a wire name (`DataDisk.2.Size`). Rows are counted as they are sent, from 1.
    #[must_use]
    pub fn of_wire(name: &str, disks: &[u32], tags: &[u32]) -> Option<Self> {
        let mut parts = name.split('.');
        let first = parts.next()?;
        let place = parts.next().and_then(|text| text.parse::<usize>().ok());
        let row = |rows: &[u32]| rows.get(place?.checked_sub(1)?).copied();
        Some(match first {
            "Amount" | "MinAmount" => Self::Quantity,
            "Period" | "PeriodUnit" => Self::Period,
            "SpotPriceLimit" | "SpotStrategy" => Self::PriceLimit,
            "ZoneId" | "RegionId" => Self::Zone,
            "InstanceType" => Self::InstanceType,
            "ImageId" => Self::Image,
            "SystemDisk" => Self::SystemDisk,
            "DataDisk" => Self::DataDisk(row(disks)?),
            "VSwitchId" => Self::VSwitch,
            "SecurityGroupId" | "SecurityGroupIds" => Self::SecurityGroup,
            "InternetMaxBandwidthOut" | "InternetMaxBandwidthIn" | "InternetChargeType" => Self::Bandwidth,
            "KeyPairName" => Self::KeyPair,
            "Password" => Self::Password,
            "InstanceName" | "UniqueSuffix" => Self::Name,
            "Description" => Self::Description,
            "HostName" => Self::HostName,
            "DeletionProtection" | "InstanceChargeType" => Self::Protection,
            "Tag" => Self::TagKey(row(tags)?),
            "ResourceGroupId" => Self::ResourceGroup,
            "AutoReleaseTime" => Self::ReleaseAt,
            _ => return None,
        })
    }
}

/// The error of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// No value is chosen, or the chosen value is not on offer.
    NotOffered,
    /// Not a whole number in this range, both ends included.
    NotInRange(u32, u32),
    /// Not a price above 0 with at most three decimals.
    NotAPrice,
    /// The password was typed before the page was reloaded, and is stored nowhere (R16).
    PasswordAgain,
    NotTheSame,
    LinuxHostNameRule,
    WindowsHostNameRule,
    TagKeyMissing,
    TagKeyRule,
    TagValueRule,
    NotAMoment,
    NotAgreed,
    /// Refused by the rules, or by the simulated cloud.
    Refused(Reason),
}

/// A field and its error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    pub field: Field,
    pub problem: Problem,
}

impl FieldError {
    #[must_use]
    pub fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }
}

#[cfg(test)]
mod test {
    use super::Field;

    #[test]
    fn a_wire_name_leads_to_the_row_that_was_sent() {
        assert_eq!(Field::of_wire("DataDisk.2.Size", &[4, 9], &[]), Some(Field::DataDisk(9)));
        assert_eq!(Field::of_wire("Tag.1.Key", &[], &[7]), Some(Field::TagKey(7)));
        assert_eq!(Field::of_wire("DataDisk.3.Size", &[4, 9], &[]), None);
        assert_eq!(Field::of_wire("SystemDisk.Size", &[], &[]), Some(Field::SystemDisk));
        assert_eq!(Field::of_wire("ClientToken", &[], &[]), None);
    }
}
