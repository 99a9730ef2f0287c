//! Step 5: a review of all parts with an Edit link for each, automatic release, the equivalent call, the terms.

use leptos::prelude::*;

use super::{
    call::CallPart,
    draft::{Billing, Draft, Logon},
    field::Field,
    form::Form,
    offer, protection,
    schedule::SchedulePart,
    types,
    validate::is_blank,
    words,
};
use crate::{
    i18n::{Texts, args},
    ui::{Button, ButtonKind, Checkbox, Glyph, KeyValues, Pair, Section},
};

#[component]
pub fn OrderStep(form: Form) -> impl IntoView {
    let texts = form.texts();
    let part = move |step: u8, pairs: fn(Texts, &Draft) -> Vec<Pair>| {
        let pairs = Signal::derive(move || form.draft.with(|draft| pairs(texts, draft)));
        let title = words::step(texts, step);
        let edit = move || {
            view! {
                <Button
                    label=texts.wizard_edit()
                    aria_label=texts.wizard_edit_part(title)
                    kind=ButtonKind::Link
                    on_click=move |()| form.go(step)
                />
            }
        };
        view! {
            <Section title acts=edit>
                <KeyValues pairs />
            </Section>
        }
    };
    let is_schedulable = form.read(Draft::is_schedulable);
    view! {
        {part(1, basics)}
        {part(2, network)}
        {part(3, system)}
        {part(4, grouping)}
        {move || is_schedulable.get().then(|| view! { <SchedulePart form /> })}
        <Section title=texts.wizard_section_agreement()>
            <div class="wizard__fields">
                <Checkbox
                    label=texts.wizard_terms()
                    hint=Some(texts.wizard_terms_hint().to_owned())
                    checked=Signal::derive(move || Some(form.agreed.get()))
                    on_change=move |on| form.agreed.set(on)
                    error=form.error(Field::Terms)
                    id=Field::Terms.id()
                    test_id="terms"
                />
                <CallPart form />
            </div>
        </Section>
    }
}

fn pair(name: &'static str, value: impl Into<String>) -> Pair {
    let value: String = value.into();
    Pair::new(name, move || value.clone())
}

fn name_of(named: impl Iterator<Item = offer::Named>, id: &str) -> String {
    named.into_iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), words::name)
}

fn or_none(texts: Texts, text: &str) -> String {
    if text.trim().is_empty() { texts.wizard_none().to_owned() } else { text.trim().to_owned() }
}

fn basics(texts: Texts, draft: &Draft) -> Vec<Pair> {
    let mut pairs = vec![pair(texts.wizard_billing(), words::billing(texts, draft.billing))];
    match draft.billing {
        Billing::Subscription => {
            let renewal = if draft.auto_renew { texts.labels_protection_on() } else { texts.labels_protection_off() };
            pairs.push(pair(texts.wizard_period(), words::period(texts, draft.period_months)));
            pairs.push(pair(texts.wizard_auto_renew(), renewal));
        }
        Billing::Preemptible if draft.has_price_limit => {
            let price = texts.wizard_price_of(draft.price_limit.trim());
            pairs.push(pair(texts.wizard_price_limit(), price));
        }
        Billing::Preemptible => pairs.push(pair(texts.wizard_price(), texts.wizard_price_market())),
        Billing::PayAsYouGo => {}
    }
    let gib = |category: &str, size: &str| {
        texts.wizard_disk_of(args::WizardDiskOf { category: texts.disk_category(category), size: size.trim() })
    };
    pairs.extend([
        pair(texts.wizard_region(), texts.region_name(&draft.region)),
        pair(texts.wizard_zone(), draft.zone.clone()),
        pair(texts.wizard_instance_type(), types::name(texts, &draft.instance_type)),
        pair(texts.wizard_quantity(), draft.quantity.trim()),
        pair(texts.wizard_image(), words::image(texts, &draft.image)),
        pair(texts.wizard_system_disk(), gib(&draft.system_disk.category, &draft.system_disk.size)),
    ]);
    let disks: Vec<String> = draft
        .data_disks
        .iter()
        .map(|disk| {
            let disk_text = gib(&disk.category, &disk.size);
            if disk.delete_with_instance { disk_text } else { texts.wizard_disk_stays(disk_text) }
        })
        .collect();
    pairs.push(pair(texts.wizard_data_disks(), or_none(texts, &disks.join(texts.wizard_between_names()))));
    pairs
}

fn network(texts: Texts, draft: &Draft) -> Vec<Pair> {
    let public = if draft.has_public_ip {
        texts.wizard_public_ip_of(args::WizardPublicIpOf {
            bandwidth: draft.bandwidth.trim(),
            mode: texts.internet_charge(&draft.bandwidth_mode),
        })
    } else {
        texts.wizard_none().to_owned()
    };
    vec![
        pair(texts.wizard_vpc(), name_of(offer::vpcs(&draft.region), &draft.vpc)),
        pair(texts.wizard_vswitch(), name_of(offer::vswitches(&draft.region, &draft.vpc, &draft.zone), &draft.vswitch)),
        pair(texts.wizard_public_ipv4(), public),
        pair(
            texts.wizard_security_group(),
            name_of(offer::security_groups(&draft.region, &draft.vpc), &draft.security_group),
        ),
    ]
}

fn system(texts: Texts, draft: &Draft) -> Vec<Pair> {
    let logon = match draft.logon {
        Logon::KeyPair => texts.labels_credential_key_pair(&draft.key_pair),
        Logon::Password => texts.wizard_password_given().to_owned(),
        Logon::SetLater => texts.wizard_set_later().to_owned(),
    };
    let name = if draft.name.trim().is_empty() { texts.wizard_name_default() } else { draft.name.trim() };
    let suffix = if draft.unique_suffix { texts.labels_protection_on() } else { texts.labels_protection_off() };
    let (icon, state) = protection::state(texts, draft);
    let state = Pair::new(texts.wizard_release_protection(), move || {
        view! { <span class="wizard__shield"><Glyph icon />{state}</span> }
    });
    vec![
        pair(texts.wizard_logon(), logon),
        pair(texts.wizard_name(), name),
        pair(texts.wizard_host_name(), or_none(texts, &draft.host_name)),
        pair(texts.wizard_unique_suffix(), suffix),
        pair(texts.wizard_description(), or_none(texts, &draft.description)),
        state,
    ]
}

fn grouping(texts: Texts, draft: &Draft) -> Vec<Pair> {
    let tags: Vec<String> = draft
        .tags
        .iter()
        .filter(|tag| !is_blank(&tag.key, &tag.value))
        .map(|tag| format!("{}={}", tag.key.trim(), tag.value.trim()))
        .collect();
    vec![
        pair(texts.wizard_section_tags(), or_none(texts, &tags.join(texts.wizard_between_names()))),
        pair(texts.wizard_resource_group(), name_of(offer::resource_groups(), &draft.resource_group)),
    ]
}
