//! The fields of the wizard. `FIELDS` describes each of them: its step, its control, how it is checked and sent, what is said about it, its
//! lines in review and card. Its value is in `Draft`, its control in the file of its step.

mod info;

use super::{
    draft::{Billing, Logon, QUANTITY_AT_MOST},
    offer, protection, types,
    validate::{Problem, is_blank, price_milli},
    words,
};
use crate::{
    i18n::{Texts, args},
    ui::Pair,
};
use latch_rules::{
    Reason, fields,
    instance::{Disk, SpotStrategy},
};

pub use info::{Control, Info};

/// Number of steps.
pub const STEPS: u8 = 5;

/// The fields in the order of the pages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    Billing,
    Period,
    AutoRenew,
    PriceLimit,
    Region,
    Zone,
    InstanceType,
    Quantity,
    Image,
    SystemDisk,
    DataDisk,
    Vpc,
    VSwitch,
    PublicIp,
    Bandwidth,
    SecurityGroup,
    Logon,
    KeyPair,
    Password,
    Confirm,
    Name,
    HostName,
    UniqueSuffix,
    Description,
    Protection,
    TagKey,
    TagValue,
    ResourceGroup,
    ReleaseAt,
    /// Stays the last: it gives `FIELDS` its length.
    Terms,
}

/// What a field is: one description for each, in the same order.
pub static FIELDS: [Info; Field::Terms as usize + 1] = [
    Info::new(Field::Billing, Some(1))
        .send(|_, draft, order| (order.charge, order.spot) = (draft.billing.charge(), draft.spot()))
        .review(|texts, draft| line(texts.wizard_billing(), words::billing(texts, draft.billing))),
    Info::new(Field::Period, Some(1))
        .control("period", Texts::wizard_period, &["Period", "PeriodUnit"])
        .send(|_, draft, order| {
            if draft.billing == Billing::Subscription {
                order.period_months = draft.period_months;
            }
        })
        .review(|texts, draft| match draft.billing {
            Billing::Subscription => line(texts.wizard_period(), words::period(texts, draft.period_months)),
            _ => None,
        }),
    Info::new(Field::AutoRenew, Some(1))
        .send(|_, draft, order| order.auto_renew = draft.billing == Billing::Subscription && draft.auto_renew)
        .review(|texts, draft| match draft.billing {
            Billing::Subscription => line(texts.wizard_auto_renew(), texts.protection(draft.auto_renew)),
            _ => None,
        }),
    Info::new(Field::PriceLimit, Some(1))
        .control("price-limit", Texts::wizard_price_limit, &["SpotPriceLimit", "SpotStrategy"])
        .send(|check, draft, order| {
            if draft.spot() == SpotStrategy::SpotWithPriceLimit {
                let milli = check.found(Field::PriceLimit, price_milli(&draft.price_limit), Problem::NotAPrice);
                order.spot_price_limit_milli = milli.unwrap_or_default();
            }
        })
        .review(|texts, draft| match draft.spot() {
            SpotStrategy::SpotWithPriceLimit => {
                line(texts.wizard_price_limit(), texts.wizard_price_of(draft.price_limit.trim()))
            }
            SpotStrategy::SpotAsPriceGo => line(texts.wizard_price(), texts.wizard_price_market()),
            SpotStrategy::NoSpot => None,
        }),
    Info::new(Field::Region, Some(1))
        .send(|_, draft, order| order.region = draft.region.as_str().into())
        .review(|texts, draft| line(texts.wizard_region(), texts.region_name(&draft.region))),
    Info::new(Field::Zone, Some(1))
        .control("zone", Texts::wizard_zone, &["ZoneId", "RegionId"])
        .send(|_, draft, order| order.zone = draft.zone.as_str().into())
        .review(|texts, draft| line(texts.wizard_zone(), draft.zone.as_str())),
    Info::new(Field::InstanceType, Some(1))
        .control("instance-type", Texts::wizard_instance_type, &["InstanceType"])
        .send(|_, draft, order| order.instance_type = draft.instance_type.as_str().into())
        .review(|texts, draft| line(texts.wizard_instance_type(), types::name(texts, &draft.instance_type))),
    Info::new(Field::Quantity, None)
        .control("quantity", Texts::wizard_quantity, &["Amount", "MinAmount"])
        .send(|check, draft, order| {
            order.amount = check.number(Field::Quantity, &draft.quantity, (1, QUANTITY_AT_MOST));
        })
        .review(|texts, draft| line(texts.wizard_quantity(), draft.quantity.trim())),
    Info::new(Field::Image, Some(1))
        .control("image", Texts::wizard_image, &["ImageId"])
        .send(|_, draft, order| order.image_id = draft.image.as_str().into())
        .review(|texts, draft| line(texts.wizard_image(), words::image(texts, &draft.image))),
    Info::new(Field::SystemDisk, Some(1))
        .control("system-disk", Texts::wizard_system_disk_size, &["SystemDisk"])
        .send(|check, draft, order| {
            let range = offer::system_disk_range(&draft.system_disk.category, &draft.image);
            let disk = check.disk(Field::SystemDisk, &draft.system_disk, range);
            order.system_disk = Some(Disk { delete_with_instance: true, ..disk });
        })
        .review(|texts, draft| line(texts.wizard_system_disk(), words::disk(texts, &draft.system_disk)))
        .card(|texts, draft| {
            let (count, size) = (draft.data_disks.len(), draft.system_disk.size.trim());
            let disks = texts.wizard_disks_of(args::WizardDisksOf { count, size });
            line(texts.wizard_section_storage(), if count == 0 { texts.wizard_size_of(size) } else { disks })
        }),
    Info::new(Field::DataDisk, Some(1))
        .control("data-disk", Texts::wizard_data_disks, &["DataDisk"])
        .send(|check, draft, order| {
            for disk in &draft.data_disks {
                let range = offer::data_disk_range(&disk.category);
                order.data_disks.push(check.disk(Field::DataDisk.row(disk.number), disk, range));
            }
        })
        .review(|texts, draft| {
            let disks = draft.data_disks.iter().map(|disk| {
                let said = words::disk(texts, disk);
                if disk.delete_with_instance { said } else { texts.wizard_disk_stays(said) }
            });
            line(texts.wizard_data_disks(), list(texts, disks))
        }),
    Info::new(Field::Vpc, Some(2))
        .control("vpc", Texts::wizard_vpc, &[])
        .send(|check, draft, order| order.vpc_id = check.choice(Field::Vpc, offer::vpcs(&draft.region), &draft.vpc))
        .review(|texts, draft| line(texts.wizard_vpc(), name_of(offer::vpcs(&draft.region), &draft.vpc))),
    Info::new(Field::VSwitch, Some(2))
        .control("vswitch", Texts::wizard_vswitch, &["VSwitchId"])
        .send(|check, draft, order| {
            let offered = offer::vswitches(&draft.region, &draft.vpc, &draft.zone);
            order.vswitch_id = check.choice(Field::VSwitch, offered, &draft.vswitch);
        })
        .review(|texts, draft| {
            let offered = offer::vswitches(&draft.region, &draft.vpc, &draft.zone);
            line(texts.wizard_vswitch(), name_of(offered, &draft.vswitch))
        }),
    Info::new(Field::PublicIp, Some(2))
        .send(|_, draft, order| {
            if draft.has_public_ip {
                order.internet_charge_type = draft.bandwidth_mode.as_str().into();
            }
        })
        .review(|texts, draft| {
            let (bandwidth, mode) = (draft.bandwidth.trim(), texts.internet_charge(&draft.bandwidth_mode));
            let said = texts.wizard_public_ip_of(args::WizardPublicIpOf { bandwidth, mode });
            line(texts.wizard_public_ipv4(), if draft.has_public_ip { said } else { texts.wizard_none().to_owned() })
        })
        .card(|texts, draft| {
            let said = texts.wizard_mbits(draft.bandwidth.trim());
            line(texts.wizard_public_ipv4(), if draft.has_public_ip { said } else { texts.wizard_none().to_owned() })
        }),
    Info::new(Field::Bandwidth, Some(2))
        .control(
            "bandwidth",
            Texts::wizard_bandwidth,
            &["InternetMaxBandwidthOut", "InternetMaxBandwidthIn", "InternetChargeType"],
        )
        .send(|check, draft, order| {
            if draft.has_public_ip {
                order.bandwidth_out = check.number(Field::Bandwidth, &draft.bandwidth, (1, offer::BANDWIDTH_AT_MOST));
            }
        }),
    Info::new(Field::SecurityGroup, Some(2))
        .control("security-group", Texts::wizard_security_group, &["SecurityGroupId", "SecurityGroupIds"])
        .send(|check, draft, order| {
            let offered = offer::security_groups(&draft.region, &draft.vpc);
            order.security_groups = vec![check.choice(Field::SecurityGroup, offered, &draft.security_group)];
        })
        .review(|texts, draft| {
            let offered = offer::security_groups(&draft.region, &draft.vpc);
            line(texts.wizard_security_group(), name_of(offered, &draft.security_group))
        })
        .card(|texts, draft| {
            let known = offer::security_groups(&draft.region, &draft.vpc).find(|(id, _)| *id == draft.security_group);
            line(texts.wizard_security_group(), known.map_or_else(|| draft.security_group.clone(), |(_, name)| name))
        }),
    Info::new(Field::Logon, Some(3))
        .send(|check, _, order| order.credential = check.credential())
        .review(|texts, draft| {
            let logon = match draft.logon {
                Logon::KeyPair => texts.labels_credential_key_pair(&draft.key_pair),
                Logon::Password => texts.wizard_password_given().to_owned(),
                Logon::SetLater => texts.wizard_set_later().to_owned(),
            };
            line(texts.wizard_logon(), logon)
        })
        .card(|texts, draft| {
            let logon = match draft.logon {
                Logon::KeyPair => &draft.key_pair,
                logon => words::logon(texts, logon),
            };
            line(texts.wizard_logon(), logon)
        }),
    Info::new(Field::KeyPair, Some(3)).control("key-pair", Texts::wizard_key_pair_name, &["KeyPairName"]),
    Info::new(Field::Password, Some(3)).control("password", Texts::wizard_new_password, &["Password"]),
    Info::new(Field::Confirm, Some(3)).control("confirm", Texts::wizard_confirm_password, &[]),
    Info::new(Field::Name, Some(3))
        .control("name", Texts::wizard_name, &["InstanceName", "UniqueSuffix"])
        .send(|_, draft, order| order.name = draft.name.trim().into())
        .sentence(|texts, reason, draft| {
            let stray = fields::stray_in_name(draft.name.trim(), true);
            (reason == Reason::NameMalformed).then(|| words::misplaced(texts, stray, texts.refusal_text(reason)))
        })
        .review(|texts, draft| {
            let name = draft.name.trim();
            line(texts.wizard_name(), if name.is_empty() { texts.wizard_name_default() } else { name })
        }),
    Info::new(Field::HostName, Some(3))
        .control("host-name", Texts::wizard_host_name, &["HostName"])
        .send(|_, draft, order| order.host_name = draft.host_name.trim().into())
        .sentence(|texts, reason, draft| {
            let windows = offer::is_windows(&draft.image);
            let stray = fields::stray_in_host_name(draft.host_name.trim(), windows);
            let rule =
                if windows { texts.wizard_wrong_host_name_windows() } else { texts.wizard_wrong_host_name_linux() };
            (reason == Reason::HostNameMalformed).then(|| words::misplaced(texts, stray, rule.to_owned()))
        })
        .review(|texts, draft| line(texts.wizard_host_name(), or_none(texts, &draft.host_name))),
    Info::new(Field::UniqueSuffix, Some(3))
        .send(|_, draft, order| order.unique_suffix = draft.unique_suffix)
        .review(|texts, draft| line(texts.wizard_unique_suffix(), texts.protection(draft.unique_suffix))),
    Info::new(Field::Description, Some(3))
        .control("description", Texts::wizard_description, &["Description"])
        .send(|_, draft, order| order.description = draft.description.trim().into())
        .review(|texts, draft| line(texts.wizard_description(), or_none(texts, &draft.description))),
    Info::new(Field::Protection, Some(3))
        .control("protection", Texts::wizard_protection, &["DeletionProtection", "InstanceChargeType"])
        .send(|_, draft, order| order.deletion_protection = draft.is_protected())
        .review(|texts, draft| Some(protection::line(texts, draft))),
    Info::new(Field::TagKey, Some(4))
        .control("tag-key", Texts::wizard_section_tags, &["Tag"])
        .send(|check, _, order| order.tags = check.tags())
        .review(|texts, draft| {
            let tags = draft.tags.iter().filter(|tag| !is_blank(&tag.key, &tag.value));
            let tags = tags.map(|tag| format!("{}={}", tag.key.trim(), tag.value.trim()));
            line(texts.wizard_section_tags(), list(texts, tags))
        }),
    Info::new(Field::TagValue, Some(4)).control("tag-value", Texts::wizard_section_tags, &[]),
    Info::new(Field::ResourceGroup, Some(4))
        .control("resource-group", Texts::wizard_resource_group, &["ResourceGroupId"])
        .send(|check, draft, order| {
            let offered = offer::resource_groups();
            order.resource_group = check.choice(Field::ResourceGroup, offered, &draft.resource_group);
        })
        .review(|texts, draft| {
            line(texts.wizard_resource_group(), name_of(offer::resource_groups(), &draft.resource_group))
        }),
    Info::new(Field::ReleaseAt, Some(5)).control("release-at", Texts::wizard_release_at, &["AutoReleaseTime"]).send(
        |check, draft, order| {
            if draft.is_scheduled() {
                let at = (check.input.instant_of)(&draft.release_at);
                order.auto_release_at = check.found(Field::ReleaseAt, at, Problem::NotAMoment);
            }
        },
    ),
    Info::new(Field::Terms, Some(5)).control("terms", Texts::wizard_terms_label, &[]).send(|check, _, _| {
        if !check.input.agreed {
            check.refuse(Field::Terms, Problem::NotAgreed);
        }
    }),
];

/// The fields in the card beside the steps.
pub const CARD: [Field; 10] = {
    use Field::*;
    [Billing, Zone, InstanceType, Image, SystemDisk, SecurityGroup, PublicIp, Logon, Name, Quantity]
};

impl Field {
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "FIELDS is as long as there are fields")]
    pub fn info(self) -> &'static Info {
        &FIELDS[self as usize]
    }

    /// The id of the form control.
    #[must_use]
    pub fn id(self) -> String {
        Control::from(self).id()
    }

    /// The control in a row of the draft.
    #[must_use]
    pub fn row(self, number: u32) -> Control {
        Control { field: self, row: Some(number) }
    }
}

fn line(name: &'static str, value: impl Into<String>) -> Option<Pair> {
    let value: String = value.into();
    Some(Pair::new(name, move || value.clone()))
}

fn name_of(mut named: impl Iterator<Item = offer::Named>, id: &str) -> String {
    named.find(|(known, _)| known == id).map_or_else(|| id.to_owned(), words::name)
}

fn or_none(texts: Texts, text: &str) -> String {
    if text.trim().is_empty() { texts.wizard_none().to_owned() } else { text.trim().to_owned() }
}

fn list(texts: Texts, values: impl Iterator<Item = String>) -> String {
    or_none(texts, &values.collect::<Vec<_>>().join(texts.wizard_between_names()))
}

#[cfg(test)]
mod test;
