//! Texts of the wizard: labels of fields, their errors with remedies, names of the choices.

use super::{
    draft::{Billing, DiskDraft, Draft, Logon},
    field::{Control, Field},
    offer::Named,
    validate::{FieldError, Problem},
};
use crate::{
    i18n::{self, Texts, args},
    ui::SelectOption,
};
use latch_rules::catalog::{self, InstanceType};

/// The label of a step, 1 to 5.
#[must_use]
pub fn step(texts: Texts, step: u8) -> &'static str {
    match step {
        1 => texts.wizard_step_basic(),
        2 => texts.wizard_step_network(),
        3 => texts.wizard_step_system(),
        4 => texts.wizard_step_grouping(),
        _ => texts.wizard_step_confirm(),
    }
}

/// The label of the button that leads from a step to the next.
#[must_use]
pub fn next(texts: Texts, step: u8) -> &'static str {
    match step {
        1 => texts.wizard_next_network(),
        2 => texts.wizard_next_system(),
        3 => texts.wizard_next_grouping(),
        _ => texts.wizard_next_confirm(),
    }
}

#[must_use]
pub fn billing(texts: Texts, billing: Billing) -> &'static str {
    texts.billing(match billing {
        Billing::Subscription => i18n::Billing::Subscription,
        Billing::PayAsYouGo => i18n::Billing::PayAsYouGo,
        Billing::Preemptible => i18n::Billing::Preemptible,
    })
}

/// What the billing method means for release protection (R2).
#[must_use]
pub fn eligibility(texts: Texts, billing: Billing) -> &'static str {
    match billing {
        Billing::Subscription => texts.wizard_billing_subscription_hint(),
        Billing::PayAsYouGo => texts.wizard_billing_pay_as_you_go_hint(),
        Billing::Preemptible => texts.wizard_billing_preemptible_hint(),
    }
}

#[must_use]
pub fn logon(texts: Texts, logon: Logon) -> &'static str {
    match logon {
        Logon::KeyPair => texts.wizard_key_pair(),
        Logon::Password => texts.wizard_password(),
        Logon::SetLater => texts.wizard_set_later(),
    }
}

/// A period in months, or in years if it is a whole number of years.
#[must_use]
pub fn period(texts: Texts, months: u32) -> String {
    if months >= 12 && months.is_multiple_of(12) {
        texts.wizard_years(months / 12)
    } else {
        texts.wizard_months(months)
    }
}

/// The label of a control on the page. A row is named by its place.
#[must_use]
pub fn label(texts: Texts, at: Control, draft: &Draft) -> String {
    let is_it = |number: u32| at.row == Some(number);
    let disk = || 1 + draft.data_disks.iter().position(|disk| is_it(disk.number)).unwrap_or(0);
    let tag = || 1 + draft.tags.iter().position(|tag| is_it(tag.number)).unwrap_or(0);
    match at.field {
        Field::DataDisk => texts.wizard_data_disk_size(disk()),
        Field::TagKey => texts.wizard_tag_key_of(tag()),
        Field::TagValue => texts.wizard_tag_value_of(tag()),
        field => (field.info().label)(texts).to_owned(),
    }
}

/// The error of a field and its remedy.
#[must_use]
pub fn explain(texts: Texts, error: &FieldError, draft: &Draft) -> String {
    match error.problem {
        Problem::NotOffered => texts.wizard_wrong_not_offered(),
        Problem::NotInRange(least, most) => return texts.wizard_wrong_range(args::WizardWrongRange { least, most }),
        Problem::NotAPrice => texts.wizard_wrong_price(),
        Problem::PasswordAgain => texts.wizard_wrong_password_again(),
        Problem::NotTheSame => texts.wizard_wrong_confirm(),
        Problem::TagKeyMissing => texts.wizard_wrong_tag_key_missing(),
        Problem::TagKeyRule => texts.wizard_wrong_tag_key(),
        Problem::TagValueRule => texts.wizard_wrong_tag_value(),
        Problem::NotAMoment => texts.wizard_wrong_moment(),
        Problem::NotAgreed => texts.wizard_wrong_terms(),
        Problem::Refused(reason) => {
            let own = error.at.field.info().sentence.and_then(|sentence| sentence(texts, reason, draft));
            return own.unwrap_or_else(|| texts.refusal_text(reason));
        }
    }
    .to_owned()
}

/// A rule, after the character that breaks it, if there is one.
#[must_use]
pub fn misplaced(texts: Texts, stray: Option<(usize, char)>, rule: String) -> String {
    match stray {
        Some((place, found)) => {
            [texts.wizard_wrong_character(args::WizardWrongCharacter { found: spelt(texts, found), place }), rule]
                .join(texts.between_sentences())
        }
        None => rule,
    }
}

/// A character for a sentence; an invisible one by its name or number.
fn spelt(texts: Texts, found: char) -> String {
    let is_unseen = found.is_control()
        || found.is_whitespace()
        || matches!(found, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    match found {
        ' ' => texts.wizard_wrong_space().to_owned(),
        _ if is_unseen => format!("U+{:04X}", u32::from(found)),
        _ => texts.wizard_wrong_quoted(found),
    }
}

/// A field error as one line of the summary: label, rule, remedy.
#[must_use]
pub fn line(texts: Texts, error: &FieldError, draft: &Draft) -> String {
    texts.wizard_error_line(args::WizardErrorLine {
        label: label(texts, error.at, draft),
        problem: explain(texts, error, draft),
    })
}

/// The image's operating system: the catalogue's name, with its Chinese words translated into the language of the page.
#[must_use]
pub fn image(texts: Texts, id: &str) -> String {
    let Some(image) = catalog::image_by_id(id) else { return id.to_owned() };
    [
        ("64位", texts.wizard_os_64_bit()),
        ("数据中心版", texts.wizard_os_datacenter()),
        ("中文版", texts.wizard_os_chinese()),
        ("英文版", texts.wizard_os_english()),
        ("  ", " "),
    ]
    .into_iter()
    .fold(image.os_name.to_owned(), |name, (word, said)| name.replace(word, said))
}

/// A family of instance types by its purpose, then its id: "General purpose, ecs.g6".
#[must_use]
pub fn family(texts: Texts, id: &str) -> String {
    let purpose = match id.strip_prefix("ecs.").and_then(|name| name.chars().next()) {
        _ if id.starts_with("ecs.gn") => texts.wizard_family_gpu(),
        Some('g') => texts.wizard_family_general(),
        Some('c') => texts.wizard_family_compute(),
        Some('r') => texts.wizard_family_memory(),
        Some('t') => texts.wizard_family_burstable(),
        _ => return id.to_owned(),
    };
    texts.wizard_family_name(args::WizardFamilyName { id, purpose })
}

/// A disk by category and size.
#[must_use]
pub fn disk(texts: Texts, disk: &DiskDraft) -> String {
    let category = texts.disk_category(&disk.category);
    texts.wizard_disk_of(args::WizardDiskOf { category, size: disk.size.trim() })
}

/// "8 GiB", "0.5 GiB".
#[must_use]
pub fn gib(mib: u32) -> String {
    format!("{}\u{a0}GiB", f64::from(mib) / 1024.0)
}

/// "1 × NVIDIA T4"; a dash where there is none.
#[must_use]
pub fn gpu(kind: &InstanceType) -> String {
    if kind.gpu_amount == 0 { "–".to_owned() } else { format!("{} × {}", kind.gpu_amount, kind.gpu_spec) }
}

/// "default (vpc-bp1…)"; the id alone if it equals the name.
#[must_use]
pub fn name((id, name): Named) -> String {
    if id == name { id } else { format!("{name} ({id})") }
}

/// An entry of a select.
#[must_use]
pub fn option(named: Named) -> SelectOption {
    SelectOption::new(named.0.clone(), name(named))
}
