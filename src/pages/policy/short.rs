//! The instances that fall short of the policy, and the one step that fixes them: protection on for all of them, as one batch.

use leptos::prelude::*;

use crate::{
    context::{Dialog, Route, use_console},
    i18n::Texts,
    pages::parts::identity,
    ui::{Button, ButtonKind, Column, CutEnd, DataTable, Empty, Frame, Icon, More, Section, Status, Tone},
};
use latch_rules::{Instance, Ordinal, coverage::Coverage, protection::why_not_changeable};

/// CSS pixels, as the maximum height of `.policy__table`.
const HEIGHT: f64 = 440.0;

/// Content of a row, as text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Line {
    id: String,
    name: String,
    tags: String,
    /// Why it cannot be protected; `None` where it could be, but is not.
    why_not: Option<String>,
}

#[component]
pub(super) fn Short(found: Memo<Coverage>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let all =
        Memo::new(move |_| found.with(|found| found.short.iter().chain(found.exempt.iter()).collect::<Vec<Ordinal>>()));
    let count = Memo::new(move |_| found.with(|found| found.short.len()));
    let fix = move |()| console.open(Dialog::ChangeProtection(found.with_untracked(|found| found.short.clone())));
    let acts = move || {
        view! {
            <Show when=move || { count.get() > 0 }>
                <Button
                    label=Signal::derive(move || texts.policy_fix(count.get()))
                    kind=ButtonKind::Primary
                    icon=Icon::ShieldOn
                    on_click=fix
                    test_id="policy-fix"
                />
            </Show>
        }
    };
    view! {
        <Section title=texts.policy_short_title() acts test_id="policy-short">
            <Show
                when=move || all.with(|all| !all.is_empty())
                fallback=move || view! { <Empty icon=Icon::ShieldOn text=texts.policy_all_covered() /> }
            >
                {table(all)}
            </Show>
        </Section>
    }
}

fn table(all: Memo<Vec<Ordinal>>) -> AnyView {
    let console = use_console();
    let texts = console.texts();
    let columns = vec![
        Column::new(texts.policy_column_instance(), |line: &Memo<Line>| {
            let line = *line;
            move || {
                let Line { id, name, .. } = line.get();
                identity(Route::details(id.clone()).href(), id, name)
            }
        })
        .names_row(),
        Column::new(texts.policy_column_tags(), |line: &Memo<Line>| {
            let line = *line;
            move || view! { <CutEnd text=line.get().tags focusable=true /> }
        })
        .class("policy__cut"),
        Column::new(texts.policy_column_state(), move |line: &Memo<Line>| {
            let line = *line;
            move || state(texts, line.get().why_not)
        }),
    ];
    DataTable {
        caption: texts.policy_short_title().to_owned(),
        frame: Frame::Scrolled("table-frame policy__table", HEIGHT),
        class: "",
        columns,
        total: Signal::derive(move || all.with(Vec::len)),
        lines: Box::new(move |range| all.with(|all| all.get(range).unwrap_or_default().to_vec())),
        key: |ordinal| *ordinal,
        read: Box::new(move |ordinal| {
            Memo::new(move |_| console.with(|world| world.get(ordinal).map(|one| line(texts, one)).unwrap_or_default()))
        }),
        more: More::default(),
    }
    .view()
}

fn line(texts: Texts, instance: &Instance) -> Line {
    let tags: Vec<String> = instance.tags.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
    Line {
        id: instance.id.to_string(),
        name: instance.name.to_string(),
        tags: tags.join(texts.list_name_separator()),
        why_not: why_not_changeable(instance, true).map(|reason| texts.reason(reason).to_owned()),
    }
}

fn state(texts: Texts, why_not: Option<String>) -> AnyView {
    match why_not {
        None => view! { <Status icon=Icon::ShieldOff tone=Tone::Gap text=texts.policy_state_short() /> }.into_any(),
        Some(why) => view! { <Status icon=Icon::Dash text=why /> }.into_any(),
    }
}
