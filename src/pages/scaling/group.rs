//! One group: the acts on it, its two protections explained side by side, its members.

use leptos::prelude::*;

use super::{Act, GroupAct, groups::numbers, members::Members};
use crate::i18n::args;
use crate::{
    context::{Route, use_console},
    pages::parts::Moment,
    ui::{Button, ButtonKind, ButtonLink, CopyButton, Empty, Glyph, Icon},
};

/// `#/scaling/{id}`.
#[component]
pub fn ScalingGroupPage(id: String) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let wanted = id.clone();
    let is_known = Memo::new(move |_| console.with(|world| world.groups.contains_key(wanted.as_str())));
    view! {
        <div class="page scaling">
            {move || match is_known.get() {
                true => view! { <Group id=id.clone() /> }.into_any(),
                false => {
                    view! {
                        <header class="page__head">
                            <h1 tabindex="-1">{texts.scaling_unknown_title()}</h1>
                        </header>
                        <Empty icon=Icon::Layers text=texts.scaling_unknown(&id) test_id="scaling-unknown">
                            <ButtonLink label=texts.scaling_back() href=Route::Scaling.href() kind=ButtonKind::Primary />
                        </Empty>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Group(id: String) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let group = StoredValue::new(id.clone());
    let act: RwSignal<Option<Act>> = RwSignal::new(None);
    let of_group = id.clone();
    let now = Memo::new(move |_| console.with(|world| numbers(world).remove(of_group.as_str())).unwrap_or_default());
    let open = move |which: fn() -> Act| move |()| act.set(Some(which()));
    view! {
        <header class="page__head">
            <div class="page__title">
                <h1 tabindex="-1">{id.clone()}</h1>
                <CopyButton text=id.clone() what=id.clone() />
            </div>
            <div class="scaling__acts">
                <Button label=texts.scaling_out() kind=ButtonKind::Primary on_click=open(|| Act::Out) test_id="scale-out" />
                <Button label=texts.scaling_in() on_click=open(|| Act::In) test_id="scale-in" />
                <Button label=texts.scaling_attach() on_click=open(|| Act::Attach) test_id="attach" />
            </div>
            <p class="scaling__lead" data-testid="group-numbers">
                {move || {
                    now.with(|now| {
                        [
                            texts.scaling_members(now.members),
                            texts.scaling_origins(args::ScalingOrigins { attached: now.attached, created: now.created, entrusted: now.entrusted }),
                            texts.scaling_guarded_count(now.guarded),
                        ]
                            .join(texts.between_sentences())
                    })
                }}
                " "
                <span class="scaling__since">
                    {texts.scaling_column_since()}
                    " "
                    {move || view! { <Moment at=now.with(|now| now.created_at) /> }}
                </span>
            </p>
        </header>
        <TwoProtections />
        <Members group act />
        {move || {
            act.get()
                .map(|chosen| view! { <GroupAct group=group.get_value() act=chosen on_close=move |()| act.set(None) /> })
        }}
    }
}

/// The two protections are easily confused, so they stand side by side.
#[component]
fn TwoProtections() -> impl IntoView {
    let texts = use_console().texts();
    let one = |icon, name: &'static str, whose: &'static str, stops: &'static str, not: &'static str| {
        view! {
            <div class="two__one">
                <h3 class="two__name"><Glyph icon /><span>{name}</span><span class="two__whose">{whose}</span></h3>
                <p class="two__line two__line--stops"><Glyph icon=Icon::Check /><span>{stops}</span></p>
                <p class="two__line two__line--not"><Glyph icon=Icon::Warning /><span>{not}</span></p>
            </div>
        }
    };
    view! {
        <section class="section two" aria-label=texts.scaling_two_title() data-testid="two-protections">
            <h2 class="visually-hidden">{texts.scaling_two_title()}</h2>
            {one(
                Icon::ShieldOn,
                texts.scaling_release_protection(),
                texts.scaling_of_instance(),
                texts.scaling_release_stops(),
                texts.scaling_release_not(),
            )}
            {one(
                Icon::Padlock,
                texts.scaling_scale_in_protection(),
                texts.scaling_of_group(),
                texts.scaling_scale_in_stops(),
                texts.scaling_scale_in_not(),
            )}
        </section>
    }
}
