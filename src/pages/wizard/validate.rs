//! Turns the draft into a valid order: pure, one pass over every field. This module parses the input (numbers, prices, times, passwords);
//! the rules decide whether an order is allowed, so that form and API cannot differ. Contains no sentences.

use std::collections::BTreeSet;

use super::{
    draft::{Billing, DiskDraft, Draft, Logon, QUANTITY_AT_MOST, Secrets},
    field::{Field, FieldError, Problem},
    offer,
};
use latch_rules::{
    Reason, Refusal, Subject, UnixMillis, World,
    command::NewInstances,
    decide::order_problems,
    fields,
    instance::{Credential, Disk, SpotStrategy, Tag},
    password::is_password,
};

/// Everything that the validity of an order depends on.
pub struct Input<'a> {
    pub draft: &'a Draft,
    pub secrets: &'a Secrets,
    /// Whether the terms are accepted.
    pub agreed: bool,
    pub now: UnixMillis,
    /// The instant of a local date and time such as `2026-11-22T08:00`.
    pub instant_of: fn(&str) -> Option<UnixMillis>,
}

/// The order, or all its errors. Errors that only the cloud can find, such as arrears, are answered when the order is sent.
///
/// # Errors
/// One entry at most for each field; never an empty list.
pub fn validate(input: &Input<'_>) -> Result<NewInstances, Vec<FieldError>> {
    let mut check = Check { input, errors: Vec::new() };
    let order = check.order();
    for refusal in order_problems(&World::default(), &order, input.now) {
        check.refused(&refusal);
    }
    if !input.agreed {
        check.refuse(Field::Terms, Problem::NotAgreed);
    }
    if check.errors.is_empty() {
        return Ok(order);
    }
    // In the order of the page.
    check.errors.sort_by_key(|error| error.field);
    Err(check.errors)
}

struct Check<'a> {
    input: &'a Input<'a>,
    errors: Vec<FieldError>,
}

impl Check<'_> {
    /// Adds an error; only the first one of a field counts.
    fn refuse(&mut self, field: Field, problem: Problem) {
        if self.errors.iter().all(|error| error.field != field) {
            self.errors.push(FieldError::new(field, problem));
        }
    }

    /// Adds a refusal of the rules, in the most specific form that the wizard knows.
    fn refused(&mut self, refusal: &Refusal) {
        let draft = self.input.draft;
        let Some(field) = field_of(refusal, draft) else { return };
        let problem = match (field, refusal.reason) {
            (Field::SystemDisk, Reason::DiskSizeOutOfRange) => {
                let (least, most) = offer::system_disk_range(&draft.system_disk.category, &draft.image);
                Problem::NotInRange(least, most)
            }
            (Field::HostName, Reason::HostNameMalformed) if offer::is_windows(&draft.image) => {
                Problem::WindowsHostNameRule
            }
            (Field::HostName, Reason::HostNameMalformed) => Problem::LinuxHostNameRule,
            (_, reason) => Problem::Refused(reason),
        };
        self.refuse(field, problem);
    }

    fn order(&mut self) -> NewInstances {
        let draft = self.input.draft;
        let mut order = NewInstances {
            region: draft.region.as_str().into(),
            zone: draft.zone.as_str().into(),
            instance_type: draft.instance_type.as_str().into(),
            image_id: draft.image.as_str().into(),
            amount: self.number(Field::Quantity, &draft.quantity, 1, QUANTITY_AT_MOST),
            name: draft.name.trim().into(),
            description: draft.description.trim().into(),
            host_name: draft.host_name.trim().into(),
            unique_suffix: draft.unique_suffix,
            charge: draft.billing.charge(),
            spot: draft.spot(),
            vpc_id: draft.vpc.as_str().into(),
            vswitch_id: draft.vswitch.as_str().into(),
            security_groups: vec![draft.security_group.as_str().into()],
            resource_group: draft.resource_group.as_str().into(),
            deletion_protection: draft.is_protected(),
            credential: self.credential(),
            tags: self.tags(),
            auto_release_at: self.schedule(),
            ..NewInstances::default()
        };
        self.billing(&mut order);
        order.system_disk = self.system_disk();
        order.data_disks = draft.data_disks.iter().map(|disk| self.data_disk(disk)).collect();
        self.network(&mut order);
        self.choice(Field::ResourceGroup, offer::has(offer::resource_groups(), &draft.resource_group));
        order
    }

    fn billing(&mut self, order: &mut NewInstances) {
        let draft = self.input.draft;
        if draft.billing == Billing::Subscription {
            order.period_months = draft.period_months;
            order.auto_renew = draft.auto_renew;
        }
        if draft.spot() == SpotStrategy::SpotWithPriceLimit {
            match price_milli(&draft.price_limit) {
                Some(milli) => order.spot_price_limit_milli = milli,
                None => self.refuse(Field::PriceLimit, Problem::NotAPrice),
            }
        }
    }

    fn system_disk(&mut self) -> Option<Disk> {
        let draft = self.input.draft;
        let (least, most) = offer::system_disk_range(&draft.system_disk.category, &draft.image);
        let size = self.number(Field::SystemDisk, &draft.system_disk.size, least, most);
        Some(Disk { category: draft.system_disk.category.as_str().into(), size, delete_with_instance: true })
    }

    fn data_disk(&mut self, disk: &DiskDraft) -> Disk {
        let (least, most) = offer::data_disk_range(&disk.category);
        let size = self.number(Field::DataDisk(disk.number), &disk.size, least, most);
        Disk { category: disk.category.as_str().into(), size, delete_with_instance: disk.delete_with_instance }
    }

    fn network(&mut self, order: &mut NewInstances) {
        let draft = self.input.draft;
        let (region, vpc) = (draft.region.as_str(), draft.vpc.as_str());
        self.choice(Field::Vpc, offer::has(offer::vpcs(region), vpc));
        self.choice(Field::VSwitch, offer::has(offer::vswitches(region, vpc, &draft.zone), &draft.vswitch));
        self.choice(Field::SecurityGroup, offer::has(offer::security_groups(region, vpc), &draft.security_group));
        if draft.has_public_ip {
            order.internet_charge_type = draft.bandwidth_mode.as_str().into();
            order.bandwidth_out = self.number(Field::Bandwidth, &draft.bandwidth, 1, offer::BANDWIDTH_AT_MOST);
        }
    }

    fn credential(&mut self) -> Credential {
        let Input { draft, secrets, .. } = self.input;
        match draft.logon {
            Logon::SetLater => Credential::SetLater,
            Logon::KeyPair => {
                self.choice(Field::KeyPair, offer::has(offer::key_pairs(), &draft.key_pair));
                Credential::KeyPair(draft.key_pair.as_str().into())
            }
            Logon::Password => {
                if secrets.is_empty() && secrets.is_lost {
                    self.refuse(Field::Password, Problem::PasswordAgain);
                } else if !is_password(&secrets.password, offer::is_windows(&draft.image)) {
                    self.refuse(Field::Password, Problem::Refused(Reason::PasswordMalformed));
                } else if secrets.confirm != secrets.password {
                    self.refuse(Field::Confirm, Problem::NotTheSame);
                }
                // R16: the order only says that a password is set; the password itself goes no further.
                Credential::PasswordSet
            }
        }
    }

    /// Ignores rows without key and value. Reports the errors of every row; the rules would report only the first.
    fn tags(&mut self) -> Vec<Tag> {
        let mut keys = BTreeSet::new();
        let mut tags = Vec::new();
        for row in self.input.draft.tags.iter().filter(|row| !is_blank(&row.key, &row.value)) {
            let tag = Tag { key: row.key.trim().into(), value: row.value.trim().into() };
            match fields::tag_problem(std::slice::from_ref(&tag)) {
                _ if tag.key.is_empty() => self.refuse(Field::TagKey(row.number), Problem::TagKeyMissing),
                Some((_, Reason::TagValueMalformed)) => {
                    self.refuse(Field::TagValue(row.number), Problem::TagValueRule);
                }
                Some(_) => self.refuse(Field::TagKey(row.number), Problem::TagKeyRule),
                None if !keys.insert(row.key.trim()) => {
                    self.refuse(Field::TagKey(row.number), Problem::Refused(Reason::DuplicateTagKey));
                }
                None => {}
            }
            tags.push(tag);
        }
        tags
    }

    fn schedule(&mut self) -> Option<UnixMillis> {
        let Input { draft, instant_of, .. } = self.input;
        if !draft.is_scheduled() {
            return None;
        }
        let at = instant_of(&draft.release_at);
        if at.is_none() {
            self.refuse(Field::ReleaseAt, Problem::NotAMoment);
        }
        at
    }

    fn choice(&mut self, field: Field, is_offered: bool) {
        if !is_offered {
            self.refuse(field, Problem::NotOffered);
        }
    }

    fn number(&mut self, field: Field, text: &str, least: u32, most: u32) -> u32 {
        let number = whole(text).filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.refuse(field, Problem::NotInRange(least, most));
        }
        number.unwrap_or(least)
    }
}

/// Parses a whole number in any notation that a number field accepts: `50`, `50.0`, `5e1`.
fn whole(text: &str) -> Option<u32> {
    let number = text.trim().parse::<f64>().ok().filter(|number| number.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and in range")]
    (0.0..=f64::from(u32::MAX)).contains(&number).then_some(number as u32)
}

/// Whether a row of tags is empty.
#[must_use]
pub fn is_blank(key: &str, value: &str) -> bool {
    key.trim().is_empty() && value.trim().is_empty()
}

/// The field that a refusal is about, if the form has it.
#[must_use]
pub fn field_of(refusal: &Refusal, draft: &Draft) -> Option<Field> {
    let Subject::Field(name) = &refusal.subject else { return None };
    let disks: Vec<u32> = draft.data_disks.iter().map(|disk| disk.number).collect();
    let sent = draft.tags.iter().filter(|tag| !is_blank(&tag.key, &tag.value));
    let tags: Vec<u32> = sent.map(|tag| tag.number).collect();
    Field::of_wire(name, &disks, &tags)
}

/// Parses a price into thousandths: digits, at most three decimals, above 0 and below a million.
fn price_milli(text: &str) -> Option<u32> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_number = !(whole.is_empty() && decimals.is_empty()) && whole.len() <= 6 && decimals.len() <= 3;
    if !is_number || !whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let milli = format!("0{whole}").parse::<u32>().ok()? * 1_000 + format!("{decimals:0<3}").parse::<u32>().ok()?;
    (milli > 0).then_some(milli)
}

#[cfg(test)]
mod test;
