//! Who falls short of the policy, and the one step that mends it: protection on for all of them, as one batch.

use leptos::prelude::*;

use crate::{
    context::{Dialog, Route, use_console},
    i18n::Texts,
    ui::{
        Button, ButtonKind, CutEnd, CutMiddle, Empty, Icon, Section, SpacerAfter, SpacerBefore, Status, Tone,
        use_virtual_rows,
    },
};
use latch_rules::{Instance, Ordinal, coverage::Coverage, protection::why_not_changeable};

/// Pixels of a row.
const ROW: u32 = 44;

/// A row in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Line {
    id: String,
    name: String,
    tags: String,
    /// Why it cannot be protected; nothing where it only is not.
    why_not: Option<String>,
}

#[component]
pub(super) fn Short(found: Memo<Coverage>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let all =
        Memo::new(move |_| found.with(|found| found.short.iter().chain(found.exempt.iter()).collect::<Vec<Ordinal>>()));
    let count = Memo::new(move |_| found.with(|found| found.short.len()));
    let rows = use_virtual_rows(Signal::derive(move || all.with(Vec::len)), Signal::stored(ROW), 8);
    let shown = move || {
        let window = rows.window.get();
        all.with(|all| all.iter().copied().enumerate().skip(window.first).take(window.count).collect::<Vec<_>>())
    };
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
                <div node_ref=rows.scroller class="table-frame policy__table" tabindex="0" role="group" aria-label=texts.policy_short_title()>
                    <table class="table" aria-rowcount=move || (all.with(Vec::len) + 1).to_string()>
                        <caption class="visually-hidden">{texts.policy_short_title()}</caption>
                        <thead>
                            <tr aria-rowindex="1">
                                <th scope="col">{texts.policy_column_instance()}</th>
                                <th scope="col">{texts.policy_column_tags()}</th>
                                <th scope="col">{texts.policy_column_state()}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <SpacerBefore window=rows.window />
                            <For each=shown key=|line| *line let((index, ordinal))>
                                {
                                    let line = Memo::new(move |_| {
                                        console.with(|world| world.get(ordinal).map(|one| line(texts, one)).unwrap_or_default())
                                    });
                                    view! {
                                        <tr aria-rowindex=(index + 2).to_string()>
                                            <th scope="row">
                                                {move || {
                                                    let Line { id, name, .. } = line.get();
                                                    let href = Route::details(id.clone()).href();
                                                    view! {
                                                        <span class="table__two">
                                                            <a class="code" href=href><CutMiddle text=id /></a>
                                                            <span class="table__second"><CutMiddle text=name /></span>
                                                        </span>
                                                    }
                                                }}
                                            </th>
                                            <td class="policy__cut">{move || view! { <CutEnd text=line.get().tags focusable=true /> }}</td>
                                            <td>{move || state(texts, line.get().why_not)}</td>
                                        </tr>
                                    }
                                }
                            </For>
                            <SpacerAfter window=rows.window />
                        </tbody>
                    </table>
                </div>
            </Show>
        </Section>
    }
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
