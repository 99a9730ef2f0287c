//! The simulated network: latency, errors, rate limit. A valid value applies at once; an invalid one has no effect.

use leptos::prelude::*;

use crate::{
    context::{Conditions, Console, LONGEST_MS, use_console},
    i18n::Texts,
    ui::{
        Button, ButtonKind, FieldWidth, Icon, IconButton, Notice, NoticeKind, Section, Select, SelectOption, Switch,
        TextField, TextKind,
    },
};

/// The actions that can have an error rate of their own: all that the console sends.
const ACTIONS: [&str; 9] = [
    "DescribeInstances",
    "RunInstances",
    "ModifyInstanceAttribute",
    "ModifyInstanceAutoReleaseTime",
    "DeleteInstances",
    "StartInstances",
    "StopInstances",
    "RebootInstances",
    "TagResources",
];

#[component]
pub(super) fn Network() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let set = move |change: &dyn Fn(&mut Conditions)| {
        let mut conditions = console.conditions().get_untracked();
        change(&mut conditions);
        console.set_conditions(conditions);
    };
    let presets = [
        (texts.conditions_preset_perfect(), Conditions::default()),
        (texts.conditions_preset_slow(), Conditions { latency_ms: 800, jitter_ms: 400, ..Conditions::default() }),
        (
            texts.conditions_preset_bad(),
            Conditions { latency_ms: 1_500, jitter_ms: 1_500, error_percent: 25, ..Conditions::default() },
        ),
        (texts.conditions_preset_offline(), Conditions { offline: true, ..Conditions::default() }),
    ];
    let preset = move |(label, conditions): (&'static str, Conditions)| {
        view! { <Button label compact=true on_click=move |()| console.set_conditions(conditions.clone()) /> }
    };
    let conditions = console.conditions();
    view! {
        <Section title=texts.conditions_network_title() test_id="network-conditions">
            <p class="simulation__hint">{texts.conditions_network_hint()}</p>
            <div class="conditions__presets" role="group" aria-label=texts.conditions_presets()>
                {presets.into_iter().map(preset).collect_view()}
            </div>
            <Show when=move || { console.held().get() > 0 }>
                <Notice
                    kind=NoticeKind::Warning
                    title=texts.clock_held(console.held().get_untracked())
                    action=(texts.clock_let_go().to_owned(), Callback::new(move |()| console.let_go()))
                    test_id="held"
                />
            </Show>
            <div class="conditions__fields">
                <Number
                    label=texts.conditions_latency()
                    unit=texts.conditions_milliseconds()
                    most=LONGEST_MS
                    value=Signal::derive(move || conditions.with(|now| now.latency_ms))
                    on_set=move |number| set(&|now| now.latency_ms = number)
                    id="latency"
                />
                <Number
                    label=texts.conditions_jitter()
                    unit=texts.conditions_milliseconds()
                    most=LONGEST_MS
                    value=Signal::derive(move || conditions.with(|now| now.jitter_ms))
                    on_set=move |number| set(&|now| now.jitter_ms = number)
                    id="jitter"
                />
                <Number
                    label=texts.conditions_errors()
                    unit="%"
                    most=100
                    value=Signal::derive(move || conditions.with(|now| u32::from(now.error_percent)))
                    on_set=move |number| set(&|now| now.error_percent = percent(number))
                    id="error-rate"
                />
                <Number
                    label=texts.conditions_rate()
                    unit=texts.conditions_per_second()
                    most=1_000
                    value=Signal::derive(move || conditions.with(|now| now.calls_per_second))
                    on_set=move |number| set(&|now| now.calls_per_second = number)
                    id="call-rate"
                />
            </div>
            <p class="simulation__hint">{texts.conditions_rate_hint()}</p>
            <ActionErrors console />
            <div class="conditions__switches">
            <Switch
                label=texts.conditions_offline()
                hint=Some(texts.conditions_offline_hint().to_owned())
                checked=Signal::derive(move || Some(conditions.with(|now| now.offline)))
                on_change=move |on| set(&|now| now.offline = on)
                test_id="offline"
            />
            <Switch
                label=texts.conditions_hold()
                hint=Some(texts.conditions_hold_hint().to_owned())
                checked=Signal::derive(move || Some(conditions.with(|now| now.holds_next)))
                on_change=move |on| set(&|now| now.holds_next = on)
                test_id="hold"
            />
            </div>
        </Section>
    }
}

fn percent(number: u32) -> u8 {
    u8::try_from(number.min(100)).unwrap_or(100)
}

/// A number field. A valid number applies at once; an invalid text stays as typed, with an error.
#[component]
fn Number(
    #[prop(into)] label: String,
    #[prop(into)] unit: String,
    most: u32,
    value: Signal<u32>,
    #[prop(into)] on_set: Callback<u32>,
    id: &'static str,
) -> impl IntoView {
    let texts = use_console().texts();
    let typed = RwSignal::new(value.get_untracked().to_string());
    // A preset, or another tab of the page, can also change the value.
    Effect::new(move |_| {
        let now = value.get();
        if typed.with_untracked(|typed| typed.trim().parse() != Ok(now)) {
            typed.set(now.to_string());
        }
    });
    let error = RwSignal::new(None::<String>);
    let on_input = move |text: String| {
        let read = number(&text, most);
        typed.set(text);
        match read {
            Some(number) => {
                error.set(None);
                on_set.run(number);
            }
            None => error.set(Some(texts.conditions_number(most))),
        }
    };
    view! {
        <TextField
            label
            unit
            value=typed
            on_input
            kind=TextKind::Number { min: 0.0, max: f64::from(most) }
            width=FieldWidth::Full
            error
            id
        />
    }
}

fn number(text: &str, most: u32) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() { Some(0) } else { text.parse().ok().filter(|number| *number <= most) }
}

/// Error rates of single actions, which replace the general one.
#[component]
fn ActionErrors(console: Console) -> impl IntoView {
    let texts = console.texts();
    let errors = Memo::new(move |_| console.conditions().with(|now| now.errors.clone()));
    let action = RwSignal::new("DeleteInstances".to_owned());
    let rate = RwSignal::new("100".to_owned());
    let problem = Signal::derive(move || match number(&rate.get(), 100) {
        Some(_) => None,
        None => Some(texts.conditions_number(100)),
    });
    let keep = move |errors: Vec<(String, u8)>| {
        let conditions = Conditions { errors, ..console.conditions().get_untracked() };
        console.set_conditions(conditions);
    };
    let add = move |()| {
        let Some(rate) = number(&rate.get_untracked(), 100) else { return };
        let mut all = errors.get_untracked();
        all.retain(|(known, _)| action.with_untracked(|action| known != action));
        all.push((action.get_untracked(), percent(rate)));
        keep(all);
    };
    let remove =
        move |name: &str| keep(errors.get_untracked().into_iter().filter(|(known, _)| known != name).collect());
    view! {
        <div class="conditions__actions" role="group" aria-label=texts.conditions_of_action()>
            <p class="conditions__head">{texts.conditions_of_action()}</p>
            <ul class="chips">
                <For each=move || errors.get() key=|error| error.clone() let((name, percent))>
                    {
                        let (removed, label) = (name.clone(), texts.conditions_remove(&name));
                        view! {
                            <li class="chips__chip">
                                <code>{name}</code>
                                <span>{percent}"%"</span>
                                <IconButton icon=Icon::Close label compact=true on_click=move |()| remove(&removed) />
                            </li>
                        }
                    }
                </For>
            </ul>
            <div class="conditions__add">
                <Select
                    label=texts.conditions_action()
                    options=actions(texts)
                    value=action
                    on_change=move |name| action.set(name)
                    width=FieldWidth::Full
                />
                <TextField
                    label=texts.conditions_action_rate()
                    unit="%"
                    value=rate
                    on_input=move |text| rate.set(text)
                    kind=TextKind::Number { min: 0.0, max: 100.0 }
                    width=FieldWidth::Short
                    error=problem
                />
                <Button label=texts.conditions_add() kind=ButtonKind::Secondary disabled_reason=problem on_click=add />
            </div>
        </div>
    }
}

fn actions(_: Texts) -> Vec<SelectOption> {
    ACTIONS.into_iter().map(|action| SelectOption::new(action, action)).collect()
}
