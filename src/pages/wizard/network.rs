//! Step 2: VPC, vSwitch, public address, security group. The choices depend on region and zone of step 1.

use leptos::prelude::*;

use super::{field::Field, form::Form, offer, words};
use crate::ui::{Checkbox, Choice, FieldWidth, RadioGroup, RadioLook, Section, Select, TextField, TextKind};

#[component]
pub fn NetworkStep(form: Form) -> impl IntoView {
    let texts = form.texts();
    let region = form.read(|draft| draft.region.clone());
    let vpcs = Signal::derive(move || region.with(|region| offer::vpcs(region).map(words::option).collect::<Vec<_>>()));
    let vswitches = Signal::derive(move || {
        form.draft.with(|draft| {
            offer::vswitches(&draft.region, &draft.vpc, &draft.zone).map(words::option).collect::<Vec<_>>()
        })
    });
    let groups = Signal::derive(move || {
        form.draft
            .with(|draft| offer::security_groups(&draft.region, &draft.vpc).map(words::option).collect::<Vec<_>>())
    });
    let zone = form.read(|draft| draft.zone.clone());
    view! {
        <Section title=texts.wizard_section_network()>
            <div class="wizard__row wizard__row--wide">
                <Select
                    label=texts.wizard_vpc()
                    options=vpcs
                    value=form.read(|draft| draft.vpc.clone())
                    on_change=move |id: String| form.write(|draft| draft.set_vpc(&id))
                    error=form.error(Field::Vpc)
                    id=Field::Vpc.id()
                    width=FieldWidth::Full
                />
                <Select
                    label=texts.wizard_vswitch()
                    options=vswitches
                    value=form.read(|draft| draft.vswitch.clone())
                    on_change=move |id: String| form.write(|draft| draft.vswitch = id)
                    hint=Signal::derive(move || Some(texts.wizard_vswitch_hint(zone.get())))
                    error=form.error(Field::VSwitch)
                    id=Field::VSwitch.id()
                    width=FieldWidth::Full
                />
            </div>
        </Section>
        <Section title=texts.wizard_section_public()>
            <PublicAddress form />
        </Section>
        <Section title=texts.wizard_section_security()>
            <div class="wizard__row wizard__row--wide">
                <Select
                    label=texts.wizard_security_group()
                    options=groups
                    value=form.read(|draft| draft.security_group.clone())
                    on_change=move |id: String| form.write(|draft| draft.security_group = id)
                    hint=Some(texts.wizard_security_group_hint().to_owned())
                    error=form.error(Field::SecurityGroup)
                    id=Field::SecurityGroup.id()
                    width=FieldWidth::Full
                />
            </div>
        </Section>
    }
}

#[component]
fn PublicAddress(form: Form) -> impl IntoView {
    let texts = form.texts();
    let has_public_ip = form.read(|draft| draft.has_public_ip);
    let modes = vec![
        Choice::new("PayByTraffic", texts.labels_pay_by_traffic()),
        Choice::new("PayByBandwidth", texts.labels_pay_by_bandwidth()),
    ];
    let modes = Signal::stored(modes);
    view! {
        <div class="wizard__fields">
            <Checkbox
                label=texts.wizard_public_ip()
                hint=Some(texts.wizard_public_ip_hint().to_owned())
                checked=Signal::derive(move || Some(has_public_ip.get()))
                on_change=move |on| form.write(|draft| draft.has_public_ip = on)
            />
            {move || {
                has_public_ip.get().then(|| {
                    view! {
                        <RadioGroup
                            legend=texts.wizard_bandwidth_mode()
                            choices=modes
                            value=form.read(|draft| draft.bandwidth_mode.clone())
                            on_change=move |mode: String| form.write(|draft| draft.bandwidth_mode = mode)
                            look=RadioLook::Segmented
                        />
                        <TextField
                            label=texts.wizard_bandwidth()
                            kind=TextKind::Number { min: 1.0, max: f64::from(offer::BANDWIDTH_AT_MOST) }
                            width=FieldWidth::Short
                            unit="Mbit/s"
                            value=form.read(|draft| draft.bandwidth.clone())
                            on_input=move |text| form.write(|draft| draft.bandwidth = text)
                            on_leave=form.on_leave(Field::Bandwidth)
                            error=form.error(Field::Bandwidth)
                            id=Field::Bandwidth.id()
                        />
                    }
                })
            }}
        </div>
    }
}
