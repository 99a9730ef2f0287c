//! Turns the draft into a valid order: pure, one pass over every field (`FIELDS`). This module parses the input (numbers, prices, passwords);
//! the rules decide whether an order is allowed, so that form and API cannot differ. Contains no sentences.

use std::collections::BTreeSet;

use super::{
    draft::{DiskDraft, Draft, Logon, Secrets},
    field::{Control, FIELDS, Field},
    offer::{self, Named},
};
use latch_rules::{
    Reason, Refusal, Subject, UnixMillis, World,
    command::NewInstances,
    decide::order_problems,
    fields,
    instance::{Credential, Disk, Tag},
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

/// What is wrong with a value. The sentences are in `words`.
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
    TagKeyMissing,
    TagKeyRule,
    TagValueRule,
    NotAMoment,
    NotAgreed,
    /// Refused by the rules, or by the simulated cloud.
    Refused(Reason),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    pub at: Control,
    pub problem: Problem,
}

/// The order, or all its errors. Errors that only the cloud can find, such as arrears, are answered when the order is sent.
///
/// # Errors
/// One entry at most for each control; never an empty list.
pub fn validate(input: &Input<'_>) -> Result<NewInstances, Vec<FieldError>> {
    let mut check = Check { input, errors: Vec::new() };
    let mut order = NewInstances::default();
    for send in FIELDS.iter().filter_map(|info| info.send) {
        send(&mut check, input.draft, &mut order);
    }
    for refusal in order_problems(&World::default(), &order, input.now) {
        if let Some(at) = control_of(&refusal, input.draft) {
            check.refuse(at, Problem::Refused(refusal.reason));
        }
    }
    if check.errors.is_empty() {
        return Ok(order);
    }
    // In the order of the page, the quantity first.
    check.errors.sort_by_key(|error| (error.at.field.info().step, error.at));
    Err(check.errors)
}

/// The check of a draft: the errors found so far.
pub struct Check<'a> {
    pub input: &'a Input<'a>,
    errors: Vec<FieldError>,
}

impl Check<'_> {
    /// Adds an error; only the first one of a field counts.
    pub fn refuse(&mut self, at: impl Into<Control>, problem: Problem) {
        let at = at.into();
        if self.errors.iter().all(|error| error.at != at) {
            self.errors.push(FieldError { at, problem });
        }
    }

    /// Passes a value on; `None` is an error.
    pub fn found<T>(&mut self, at: impl Into<Control>, value: Option<T>, problem: Problem) -> Option<T> {
        if value.is_none() {
            self.refuse(at, problem);
        }
        value
    }

    /// The id that was chosen, an error if it is not on offer.
    pub fn choice(&mut self, field: Field, mut offered: impl Iterator<Item = Named>, id: &str) -> Box<str> {
        let known = offered.any(|(known, _)| known == id).then_some(());
        self.found(field, known, Problem::NotOffered);
        id.into()
    }

    /// A whole number; the least of its range if it is not valid.
    pub fn number(&mut self, at: impl Into<Control>, text: &str, (least, most): (u32, u32)) -> u32 {
        let number = whole(text).filter(|number| (least..=most).contains(number));
        self.found(at, number, Problem::NotInRange(least, most)).unwrap_or(least)
    }

    pub fn disk(&mut self, at: impl Into<Control>, disk: &DiskDraft, range: (u32, u32)) -> Disk {
        let size = self.number(at, &disk.size, range);
        Disk { category: disk.category.as_str().into(), size, delete_with_instance: disk.delete_with_instance }
    }

    pub fn credential(&mut self) -> Credential {
        let Input { draft, secrets, .. } = self.input;
        match draft.logon {
            Logon::SetLater => Credential::SetLater,
            Logon::KeyPair => Credential::KeyPair(self.choice(Field::KeyPair, offer::key_pairs(), &draft.key_pair)),
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
    pub fn tags(&mut self) -> Vec<Tag> {
        let mut keys = BTreeSet::new();
        let mut tags = Vec::new();
        for row in self.input.draft.tags.iter().filter(|row| !is_blank(&row.key, &row.value)) {
            let tag = Tag { key: row.key.trim().into(), value: row.value.trim().into() };
            let (key, value) = (Field::TagKey.row(row.number), Field::TagValue.row(row.number));
            match fields::tag_problem(std::slice::from_ref(&tag)) {
                _ if tag.key.is_empty() => self.refuse(key, Problem::TagKeyMissing),
                Some((_, Reason::TagValueMalformed)) => self.refuse(value, Problem::TagValueRule),
                Some(_) => self.refuse(key, Problem::TagKeyRule),
                None if !keys.insert(row.key.trim()) => {
                    self.refuse(key, Problem::Refused(Reason::DuplicateTagKey));
                }
                None => {}
            }
            tags.push(tag);
        }
        tags
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

/// The control that a refusal is about, if the form has it.
#[must_use]
pub fn control_of(refusal: &Refusal, draft: &Draft) -> Option<Control> {
    let Subject::Field(name) = &refusal.subject else { return None };
    let disks: Vec<u32> = draft.data_disks.iter().map(|disk| disk.number).collect();
    let sent = draft.tags.iter().filter(|tag| !is_blank(&tag.key, &tag.value));
    let tags: Vec<u32> = sent.map(|tag| tag.number).collect();
    Control::of_wire(name, &disks, &tags)
}

/// Parses a price into thousandths: digits, at most three decimals, above 0 and below a million.
pub fn price_milli(text: &str) -> Option<u32> {
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
