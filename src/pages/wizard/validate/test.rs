//! The initial draft is valid; every rule of docs/ecs.md 3.1, 4.1 and 4.2 that a form can break is shown at its field.

use super::{FieldError, Input, Problem, price_milli, validate};
use crate::i18n::{Language, Texts};
use crate::pages::wizard::{
    draft::{Billing, Draft, Logon, Secrets},
    field::{Control, Field},
    words,
};
use latch_rules::{
    Reason, UnixMillis,
    command::NewInstances,
    instance::{Credential, SpotStrategy},
    time::MINUTE,
};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

fn instant(text: &str) -> Option<UnixMillis> {
    text.strip_prefix("+").and_then(|minutes| minutes.parse::<i64>().ok()).map(|minutes| NOW.plus(minutes * MINUTE))
}

fn checked(draft: &Draft, secrets: &Secrets) -> Result<NewInstances, Vec<(Control, Problem)>> {
    let input = Input { draft, secrets, agreed: true, now: NOW, instant_of: instant };
    validate(&input).map_err(|errors| errors.into_iter().map(|error| (error.at, error.problem)).collect())
}

fn order(change: impl FnOnce(&mut Draft)) -> Result<NewInstances, Vec<(Control, Problem)>> {
    let mut draft = Draft::new("cn-hangzhou");
    change(&mut draft);
    checked(&draft, &Secrets::default())
}

fn wrong(at: impl Into<Control>, problem: Problem) -> Result<NewInstances, Vec<(Control, Problem)>> {
    Err(vec![(at.into(), problem)])
}

fn refused(field: Field, reason: Reason) -> Result<NewInstances, Vec<(Control, Problem)>> {
    wrong(field, Problem::Refused(reason))
}

#[test]
fn the_form_as_it_opens_lacks_only_the_terms() {
    let draft = Draft::new("cn-beijing");
    let input = Input { draft: &draft, secrets: &Secrets::default(), agreed: false, now: NOW, instant_of: instant };
    let errors = validate(&input).unwrap_err();
    assert_eq!(errors.iter().map(|error| error.at.field).collect::<Vec<_>>(), [Field::Terms]);

    let order = order(|_| {}).unwrap();
    assert_eq!((&*order.region, order.amount, order.deletion_protection), ("cn-hangzhou", 1, false));
    assert!(!order.zone.is_empty() && !order.vswitch_id.is_empty() && !order.image_id.is_empty());
}

#[test]
fn every_region_opens_valid() {
    for region in latch_rules::catalog::REGIONS {
        assert!(checked(&Draft::new(region.id), &Secrets::default()).is_ok(), "{}", region.id);
    }
}

#[test]
fn the_protection_tick_counts_only_for_pay_as_you_go_and_comes_back() {
    let mut draft = Draft::new("cn-hangzhou");
    draft.wants_protection = true;
    for (billing, protected) in
        [(Billing::Subscription, false), (Billing::Preemptible, false), (Billing::PayAsYouGo, true)]
    {
        draft.billing = billing;
        let order = checked(&draft, &Secrets::default()).unwrap();
        assert_eq!(order.deletion_protection, protected, "{billing:?}");
    }
}

#[test]
fn numbers_stay_in_their_range() {
    for text in ["0", "101", "", "1.5", "-1", "ten"] {
        let found = order(|draft| draft.quantity = text.into());
        assert_eq!(found, wrong(Field::Quantity, Problem::NotInRange(1, 100)), "{text}");
    }
    for (text, number) in [(" 100 ", 100), ("5.0", 5), ("1e1", 10)] {
        assert_eq!(order(|draft| draft.quantity = text.into()).unwrap().amount, number, "{text}");
    }
    assert_eq!(
        order(|draft| draft.system_disk.size = "19".into()),
        wrong(Field::SystemDisk, Problem::NotInRange(20, 500))
    );
    let with_disk = order(|draft| {
        draft.add_disk();
        draft.disk_mut(1).into_iter().for_each(|disk| disk.size = "32769".into());
    });
    assert_eq!(with_disk, wrong(Field::DataDisk.row(1), Problem::NotInRange(20, 32_768)));
    let with_bandwidth = order(|draft| {
        draft.has_public_ip = true;
        draft.bandwidth = "101".into();
    });
    assert_eq!(with_bandwidth, wrong(Field::Bandwidth, Problem::NotInRange(1, 100)));
    assert_eq!(order(|draft| draft.bandwidth = "nonsense".into()).unwrap().bandwidth_out, 0);
}

#[test]
fn a_windows_image_needs_a_larger_system_disk() {
    let windows = latch_rules::catalog::IMAGES.iter().find(|image| image.os_type == "windows").unwrap().id;
    let mut draft = Draft::new("cn-hangzhou");
    draft.system_disk.size = "20".into();
    draft.set_image(windows);
    assert_eq!(draft.system_disk.size, "40");
    draft.system_disk.size = "30".into();
    let found = checked(&draft, &Secrets::default());
    assert_eq!(found, wrong(Field::SystemDisk, Problem::NotInRange(40, 500)));
}

#[test]
fn prices_have_at_most_three_decimals() {
    assert_eq!(price_milli("0.125"), Some(125));
    assert_eq!(price_milli(" 12 "), Some(12_000));
    assert_eq!(price_milli("1.5"), Some(1_500));
    assert_eq!(price_milli(".5"), Some(500));
    for text in ["", "0", "0.000", "-1", "1.2345", ".", "1,5", "1e3", "1234567"] {
        assert_eq!(price_milli(text), None, "{text}");
    }
    let spot = order(|draft| {
        draft.billing = Billing::Preemptible;
        draft.has_price_limit = true;
        draft.price_limit = "0.1".into();
    });
    let spot = spot.unwrap();
    assert_eq!((spot.spot, spot.spot_price_limit_milli), (SpotStrategy::SpotWithPriceLimit, 100));
}

#[test]
fn a_password_follows_the_rule_and_becomes_a_mark() {
    let mut draft = Draft::new("cn-hangzhou");
    draft.logon = Logon::Password;
    let with = |password: &str, confirm: &str| {
        checked(&draft, &Secrets { password: password.into(), confirm: confirm.into(), is_lost: false })
    };
    assert_eq!(with("Valid-pass-1", "Valid-pass-1").unwrap().credential, Credential::PasswordSet);
    assert_eq!(with("Valid-pass-1", "Valid-pass-2"), wrong(Field::Confirm, Problem::NotTheSame));
    for bad in ["", "Ab-1", "alllowercase", "Has space 1", &"Aa1-".repeat(8)] {
        assert_eq!(with(bad, bad), refused(Field::Password, Reason::PasswordMalformed), "{bad}");
    }
    let lost = checked(&draft, &Secrets { is_lost: true, ..Secrets::default() });
    assert_eq!(lost, wrong(Field::Password, Problem::PasswordAgain));
}

#[test]
fn names_follow_their_rules() {
    assert_eq!(order(|draft| draft.name = "1st".into()), refused(Field::Name, Reason::NameMalformed));
    assert_eq!(
        order(|draft| draft.description = "x".into()),
        refused(Field::Description, Reason::DescriptionMalformed)
    );
    assert!(order(|draft| draft.name = "网站-[1,3]".into()).is_ok());
    assert_eq!(order(|draft| draft.host_name = "a..b".into()), refused(Field::HostName, Reason::HostNameMalformed));
    let mut draft = Draft { host_name: "a b".into(), ..Draft::new("cn-hangzhou") };
    for (os, rule) in [("linux", "periods"), ("windows", "not only digits")] {
        draft.image = latch_rules::catalog::IMAGES.iter().find(|image| image.os_type == os).unwrap().id.into();
        let error = FieldError { at: Field::HostName.into(), problem: Problem::Refused(Reason::HostNameMalformed) };
        let said = words::explain(Texts(Language::En), &error, &draft);
        assert!(said.starts_with("Character 2, a space") && said.contains(rule), "{said}");
    }
    let exceeding = order(|draft| {
        draft.name = "x".repeat(128);
        draft.unique_suffix = true;
    });
    assert_eq!(exceeding, refused(Field::Name, Reason::NameTooLong));
}

#[test]
fn every_faulty_tag_is_told_at_its_row_and_blank_rows_are_no_tags() {
    let mut draft = Draft::new("cn-hangzhou");
    for (key, value) in [("env", "prod"), ("", ""), ("env", ""), ("acs:x", ""), ("", "orphan"), ("a", "acs:b")] {
        let number = draft.add_tag().unwrap();
        let tag = draft.tag_mut(number).unwrap();
        (tag.key, tag.value) = (key.into(), value.into());
    }
    let errors = checked(&draft, &Secrets::default()).unwrap_err();
    assert_eq!(
        errors,
        [
            (Field::TagKey.row(3), Problem::Refused(Reason::DuplicateTagKey)),
            (Field::TagKey.row(4), Problem::TagKeyRule),
            (Field::TagKey.row(5), Problem::TagKeyMissing),
            (Field::TagValue.row(6), Problem::TagValueRule),
        ]
    );
    draft.tags.truncate(2);
    assert_eq!(checked(&draft, &Secrets::default()).unwrap().tags.len(), 1);
}

#[test]
fn an_auto_release_time_lies_half_an_hour_to_three_years_ahead() {
    let at = |text: &str| {
        order(|draft| {
            draft.wants_schedule = true;
            draft.release_at = text.into();
        })
    };
    assert_eq!(at(""), wrong(Field::ReleaseAt, Problem::NotAMoment));
    assert_eq!(at("+29"), refused(Field::ReleaseAt, Reason::AutoReleaseTimeMalformed));
    assert_eq!(at("+30").unwrap().auto_release_at, Some(NOW.plus(30 * MINUTE)));
    assert_eq!(at(&format!("+{}", 4 * 366 * 24 * 60)), refused(Field::ReleaseAt, Reason::AutoReleaseTimeMalformed));
    // For a subscription, the schedule switch is not offered, and its value is ignored.
    let subscription = order(|draft| {
        draft.wants_schedule = true;
        draft.billing = Billing::Subscription;
    });
    assert_eq!(subscription.unwrap().auto_release_at, None);
}

#[test]
fn another_region_takes_its_own_zone_and_network() {
    let mut draft = Draft::new("cn-hangzhou");
    let before = (draft.zone.clone(), draft.vpc.clone(), draft.vswitch.clone(), draft.security_group.clone());
    draft.set_region("eu-central-1");
    assert_ne!(before, (draft.zone.clone(), draft.vpc.clone(), draft.vswitch.clone(), draft.security_group.clone()));
    assert!(checked(&draft, &Secrets::default()).is_ok());
    draft.set_region("atlantis");
    assert_eq!(draft.region, "cn-hangzhou");
}

#[test]
fn errors_come_in_the_order_of_the_page() {
    let errors = order(|draft| {
        draft.description = "x".into();
        draft.host_name = "x".into();
        draft.system_disk.size = String::new();
        draft.logon = Logon::Password;
    });
    let fields: Vec<Field> = errors.unwrap_err().into_iter().map(|(at, _)| at.field).collect();
    assert_eq!(fields, [Field::SystemDisk, Field::Password, Field::HostName, Field::Description]);
}
