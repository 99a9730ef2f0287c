//! Input of the form, as typed: texts stay texts until `validate` reads them. Stored after a pause in typing, so it holds no secret (R16);
//! passwords are in `Secrets`. Contains no rules.

mod parts;

use serde::{Deserialize, Serialize};

pub use parts::{Billing, DiskDraft, Logon, Secrets, TagDraft};

use super::offer;
use latch_rules::instance::{SpotStrategy, is_protectable};

/// Maximum number of data disks in one order (docs/ecs.md 4.2).
pub const DATA_DISKS_AT_MOST: usize = 16;
/// Maximum number of tags in one order (docs/ecs.md 3.1).
pub const TAGS_AT_MOST: usize = 20;
/// Maximum number of instances in one order (docs/ecs.md 4.1).
pub const QUANTITY_AT_MOST: u32 = 100;
/// Months that a subscription can be bought for.
pub const PERIODS: [u32; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36];

/// The whole form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub billing: Billing,
    pub period_months: u32,
    pub auto_renew: bool,
    /// Preemptible: a price limit was chosen instead of the market price.
    pub has_price_limit: bool,
    pub price_limit: String,
    pub region: String,
    pub zone: String,
    pub instance_type: String,
    pub quantity: String,
    pub image: String,
    pub system_disk: DiskDraft,
    pub data_disks: Vec<DiskDraft>,
    pub vpc: String,
    pub vswitch: String,
    pub has_public_ip: bool,
    /// `PayByTraffic` or `PayByBandwidth`.
    pub bandwidth_mode: String,
    /// Mbit/s, as typed.
    pub bandwidth: String,
    pub security_group: String,
    pub logon: Logon,
    pub key_pair: String,
    pub name: String,
    pub description: String,
    pub host_name: String,
    pub unique_suffix: bool,
    /// Whether the checkbox of protection is checked. It counts only if the billing method allows protection: see `is_protected`.
    pub wants_protection: bool,
    pub tags: Vec<TagDraft>,
    pub resource_group: String,
    pub wants_schedule: bool,
    /// `2026-11-22T08:00` in this computer's time zone, as typed.
    pub release_at: String,
}

impl Default for Draft {
    fn default() -> Self {
        Self::new(offer::DEFAULT_REGION)
    }
}

impl Draft {
    /// The initial form: every step is valid without changes, except for the terms.
    #[must_use]
    pub fn new(region: &str) -> Self {
        let mut draft = Self {
            billing: Billing::PayAsYouGo,
            period_months: 1,
            auto_renew: false,
            has_price_limit: false,
            price_limit: String::new(),
            region: String::new(),
            zone: String::new(),
            instance_type: offer::DEFAULT_INSTANCE_TYPE.to_owned(),
            quantity: "1".to_owned(),
            image: offer::default_image().to_owned(),
            system_disk: DiskDraft {
                number: 0,
                category: offer::default_disk_category().to_owned(),
                size: "40".to_owned(),
                delete_with_instance: true,
            },
            data_disks: Vec::new(),
            vpc: String::new(),
            vswitch: String::new(),
            has_public_ip: false,
            bandwidth_mode: "PayByTraffic".to_owned(),
            bandwidth: "5".to_owned(),
            security_group: String::new(),
            logon: Logon::SetLater,
            key_pair: offer::first(offer::key_pairs()),
            name: String::new(),
            description: String::new(),
            host_name: String::new(),
            unique_suffix: false,
            wants_protection: false,
            tags: Vec::new(),
            resource_group: offer::first(offer::resource_groups()),
            wants_schedule: false,
            release_at: String::new(),
        };
        draft.set_region(region);
        draft
    }

    /// Moves the order to another region: values that depend on the region are replaced by its defaults.
    pub fn set_region(&mut self, region: &str) {
        let region = if offer::has_region(region) { region } else { offer::DEFAULT_REGION };
        region.clone_into(&mut self.region);
        self.zone = offer::first(offer::zones(region));
        self.vpc = offer::first(offer::vpcs(region));
        self.settle_network();
    }

    pub fn set_zone(&mut self, zone: &str) {
        zone.clone_into(&mut self.zone);
        self.vswitch = offer::first(offer::vswitches(&self.region, &self.vpc, zone));
    }

    pub fn set_vpc(&mut self, vpc: &str) {
        vpc.clone_into(&mut self.vpc);
        self.settle_network();
    }

    /// Chooses the first vSwitch of the zone and the first security group of the VPC.
    fn settle_network(&mut self) {
        self.vswitch = offer::first(offer::vswitches(&self.region, &self.vpc, &self.zone));
        self.security_group = offer::first(offer::security_groups(&self.region, &self.vpc));
    }

    /// Chooses an image; enlarges the system disk if the image would not fit on it.
    pub fn set_image(&mut self, image: &str) {
        image.clone_into(&mut self.image);
        let least = offer::system_disk_range(&self.system_disk.category, image).0;
        if self.system_disk.size.trim().parse::<u32>().is_ok_and(|size| size < least) {
            self.system_disk.size = least.to_string();
        }
    }

    /// Whether an instance with this billing method can have release protection (R2).
    #[must_use]
    pub fn is_protectable(&self) -> bool {
        is_protectable(self.billing.charge(), self.spot())
    }

    /// Whether the instances will be protected.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.wants_protection && self.is_protectable()
    }

    /// Whether an auto-release time can be set. A subscription cannot have one, because it ends with its period (R9, R10).
    #[must_use]
    pub fn is_schedulable(&self) -> bool {
        self.billing != Billing::Subscription
    }

    /// Whether an auto-release time will be set.
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        self.wants_schedule && self.is_schedulable()
    }

    #[must_use]
    pub fn spot(&self) -> SpotStrategy {
        match (self.billing, self.has_price_limit) {
            (Billing::Preemptible, true) => SpotStrategy::SpotWithPriceLimit,
            (Billing::Preemptible, false) => SpotStrategy::SpotAsPriceGo,
            _ => SpotStrategy::NoSpot,
        }
    }

    /// Adds a data disk with default values and returns its number; `None` if the maximum is reached.
    pub fn add_disk(&mut self) -> Option<u32> {
        if self.data_disks.len() >= DATA_DISKS_AT_MOST {
            return None;
        }
        let number = 1 + self.data_disks.iter().map(|disk| disk.number).max().unwrap_or(0);
        let category = self.system_disk.category.clone();
        self.data_disks.push(DiskDraft { number, category, size: "40".to_owned(), delete_with_instance: true });
        Some(number)
    }

    #[must_use]
    pub fn disk(&self, number: u32) -> Option<&DiskDraft> {
        self.data_disks.iter().find(|disk| disk.number == number)
    }

    pub fn disk_mut(&mut self, number: u32) -> Option<&mut DiskDraft> {
        self.data_disks.iter_mut().find(|disk| disk.number == number)
    }

    /// Adds an empty tag and returns its number; `None` if the maximum is reached.
    pub fn add_tag(&mut self) -> Option<u32> {
        if self.tags.len() >= TAGS_AT_MOST {
            return None;
        }
        let number = 1 + self.tags.iter().map(|tag| tag.number).max().unwrap_or(0);
        self.tags.push(TagDraft { number, ..TagDraft::default() });
        Some(number)
    }

    #[must_use]
    pub fn tag(&self, number: u32) -> Option<&TagDraft> {
        self.tags.iter().find(|tag| tag.number == number)
    }

    pub fn tag_mut(&mut self, number: u32) -> Option<&mut TagDraft> {
        self.tags.iter_mut().find(|tag| tag.number == number)
    }

    /// Whether two rows of the form have the same number; only a damaged stored draft can.
    #[must_use]
    pub fn has_twin_rows(&self) -> bool {
        let twins = |numbers: Vec<u32>| {
            let unique: std::collections::BTreeSet<u32> = numbers.iter().copied().collect();
            unique.len() != numbers.len()
        };
        twins(self.data_disks.iter().map(|disk| disk.number).collect())
            || twins(self.tags.iter().map(|tag| tag.number).collect())
    }
}
