//! Step 1, first part: billing method with its meaning for protection, region and zone. If a billing method switches release protection
//! off, a notice here says so.

use leptos::prelude::*;

use super::{
    draft::{Billing, Draft, PERIODS},
    field::Field,
    form::Form,
    offer, words,
};
use crate::ui::{
    Checkbox, Choice, Notice, NoticeKind, RadioGroup, RadioLook, Section, Select, SelectOption, TextField,
    use_announcer,
};

#[component]
pub fn BillingPart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let announcer = use_announcer();
    let choices: Vec<Choice> = Billing::ALL
        .into_iter()
        .map(|billing| {
            Choice::new(billing.slug(), words::billing(texts, billing)).hint(words::eligibility(texts, billing))
        })
        .collect();
    let billing = form.read(|draft| draft.billing);
    let choose = move |slug: String| {
        let was_protected = form.draft.with_untracked(Draft::is_protected);
        form.write(|draft| draft.billing = Billing::from_slug(&slug));
        let is_protected = form.draft.with_untracked(Draft::is_protected);
        let chosen = words::billing(texts, Billing::from_slug(&slug));
        match (was_protected, is_protected) {
            (true, false) => announcer.polite(texts.wizard_protection_withdrawn(chosen)),
            (false, true) => announcer.polite(texts.wizard_protection_restored()),
            _ => {}
        }
    };
    view! {
        <Section title=texts.wizard_section_billing()>
            <div class="wizard__fields">
                <RadioGroup
                    legend=texts.wizard_billing()
                    choices=Signal::stored(choices)
                    value=Signal::derive(move || billing.get().slug().to_owned())
                    on_change=choose
                    look=RadioLook::Tiles
                />
                {move || match billing.get() {
                    Billing::Subscription => view! { <Period form /> }.into_any(),
                    Billing::Preemptible => view! { <Price form /> }.into_any(),
                    Billing::PayAsYouGo => ().into_any(),
                }}
                <Withdrawn form />
            </div>
        </Section>
        <Section title=texts.wizard_section_place()>
            <Place form />
        </Section>
    }
}

/// Tells that the billing method switched release protection off, and how to get it back.
#[component]
pub fn Withdrawn(form: Form) -> impl IntoView {
    let texts = form.texts();
    let withdrawn_by = form.read(|draft| (draft.wants_protection && !draft.is_protected()).then_some(draft.billing));
    move || {
        withdrawn_by.get().map(|billing| {
            view! {
                <Notice kind=NoticeKind::Warning test_id="protection-withdrawn">
                    <p>{texts.wizard_protection_withdrawn(words::billing(texts, billing))}</p>
                </Notice>
            }
        })
    }
}

#[component]
fn Period(form: Form) -> impl IntoView {
    let texts = form.texts();
    let options: Vec<SelectOption> =
        PERIODS.into_iter().map(|months| SelectOption::new(months.to_string(), words::period(texts, months))).collect();
    let value = form.read(|draft| draft.period_months.to_string());
    view! {
        <div class="wizard__row">
            <Select
                label=texts.wizard_period()
                options=Signal::stored(options)
                value
                on_change=move |months: String| form.write(|draft| draft.period_months = months.parse().unwrap_or(1))
                error=form.error(Field::Period)
                id=Field::Period.id()
            />
            <Checkbox
                label=texts.wizard_auto_renew()
                checked=form.read(|draft| Some(draft.auto_renew))
                on_change=move |on| form.write(|draft| draft.auto_renew = on)
            />
        </div>
    }
}

#[component]
fn Price(form: Form) -> impl IntoView {
    let texts = form.texts();
    let has_limit = form.read(|draft| draft.has_price_limit);
    let choices = vec![
        Choice::new("market", texts.wizard_price_market()).hint(texts.wizard_price_market_hint()),
        Choice::new("limit", texts.wizard_price_with_limit()).hint(texts.wizard_price_with_limit_hint()),
    ];
    view! {
        <RadioGroup
            legend=texts.wizard_price()
            choices=Signal::stored(choices)
            value=Signal::derive(move || if has_limit.get() { "limit" } else { "market" }.to_owned())
            on_change=move |value: String| form.write(|draft| draft.has_price_limit = value == "limit")
        />
        {move || {
            has_limit.get().then(|| {
                view! {
                    <TextField
                        label=texts.wizard_price_limit()
                        value=form.read(|draft| draft.price_limit.clone())
                        on_input=move |text| form.write(|draft| draft.price_limit = text)
                        on_leave=form.on_leave(Field::PriceLimit)
                        error=form.error(Field::PriceLimit)
                        unit=texts.wizard_price_unit()
                        placeholder="0.125"
                        required=true
                        id=Field::PriceLimit.id()
                    />
                }
            })
        }}
    }
}

#[component]
fn Place(form: Form) -> impl IntoView {
    let texts = form.texts();
    let regions: Vec<SelectOption> = offer::regions().map(|id| SelectOption::new(id, texts.region_name(id))).collect();
    let region = form.read(|draft| draft.region.clone());
    let zones =
        Signal::derive(move || region.with(|region| offer::zones(region).map(words::option).collect::<Vec<_>>()));
    view! {
        <div class="wizard__row">
            <Select
                label=texts.wizard_region()
                options=Signal::stored(regions)
                value=region
                on_change=move |id: String| form.write(|draft| draft.set_region(&id))
                hint=Some(texts.wizard_region_hint().to_owned())
            />
            <Select
                label=texts.wizard_zone()
                options=zones
                value=form.read(|draft| draft.zone.clone())
                on_change=move |id: String| form.write(|draft| draft.set_zone(&id))
                error=form.error(Field::Zone)
                id=Field::Zone.id()
            />
        </div>
    }
}
