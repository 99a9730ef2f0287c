//! The policy itself: a list of tags; each instance with one of them should be protected. Stored with the account; one field, validated
//! before it is stored.

use leptos::prelude::*;

use crate::{
    context::{Notice, use_console},
    ui::{Button, ButtonKind, FieldWidth, Icon, IconButton, Section, TextField},
};
use latch_rules::{Actor, Command, fields::tag_problem, instance::Tag};

#[component]
pub(super) fn Rule() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let policy = Memo::new(move |_| console.with(|world| world.policy.clone()));
    let typed = RwSignal::new(String::new());
    let touched = RwSignal::new(false);
    let problem = Signal::derive(move || {
        let text = typed.get();
        let Some(tag) = parse(&text) else { return Some(texts.policy_tag_problem().to_owned()) };
        if policy.with(|policy| policy.contains(&tag)) {
            return Some(texts.policy_tag_known().to_owned());
        }
        tag_problem(&[tag]).map(|(_, reason)| texts.refusal_text(reason))
    });
    let shown = Signal::derive(move || {
        (touched.get() && typed.with(|typed| !typed.is_empty())).then(|| problem.get()).flatten()
    });
    let keep = move |tags: Vec<Tag>| {
        console.send_as(Actor::Console, Command::SetPolicy { tags }, move |reply| {
            if let Err(refusal) = reply {
                console.notify(Notice::error(texts.policy_failed()).line(texts.refusal(&refusal)));
            }
        });
    };
    let add = move |()| {
        touched.set(true);
        let (Some(tag), None) = (parse(&typed.get_untracked()), problem.get_untracked()) else { return };
        let mut tags = policy.get_untracked();
        tags.push(tag);
        typed.set(String::new());
        touched.set(false);
        keep(tags);
    };
    let remove = move |gone: &Tag| keep(policy.get_untracked().into_iter().filter(|tag| tag != gone).collect());
    view! {
        <Section title=texts.policy_rule_title() test_id="policy-rule">
            <p class="policy__sentence">{texts.policy_sentence()}</p>
            <ul class="chips" aria-label=texts.policy_tags()>
                <For each=move || policy.get() key=|tag| tag.clone() let(tag)>
                    {
                        let (name, gone) = (written(&tag), tag);
                        view! {
                            <li class="chips__chip">
                                <code>{name.clone()}</code>
                                <IconButton
                                    icon=Icon::Close
                                    label=texts.policy_remove(&name)
                                    compact=true
                                    on_click=move |()| remove(&gone)
                                />
                            </li>
                        }
                    }
                </For>
            </ul>
            <div class="policy__add">
                <TextField
                    label=texts.policy_tag()
                    hint=Some(texts.policy_tag_hint().to_owned())
                    value=typed
                    on_input=move |text| typed.set(text)
                    on_leave=Callback::new(move |()| touched.set(true))
                    error=shown
                    width=FieldWidth::Full
                    id="policy-tag"
                />
                <Button label=texts.policy_add() kind=ButtonKind::Secondary disabled_reason=problem on_click=add />
            </div>
        </Section>
    }
}

/// `key=value`; `key=` or `key` alone stands for every value.
fn parse(text: &str) -> Option<Tag> {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    let (key, value) = (key.trim(), value.trim());
    (!key.is_empty()).then(|| Tag { key: key.into(), value: value.into() })
}

fn written(tag: &Tag) -> String {
    if tag.value.is_empty() { format!("{}=*", tag.key) } else { format!("{}={}", tag.key, tag.value) }
}
