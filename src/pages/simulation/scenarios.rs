//! The scenarios that are hosted beside the page, one card each; and the button that makes one from the current account.

use leptos::prelude::*;

use super::{
    copy_link::CopyLink,
    listed::{Coming, List, fetch_list, said},
    make::MakeDialog,
};
use crate::{
    context::{Console, Dialog, Offer, Route, use_console},
    i18n::Texts,
    platform::address,
    ui::{
        Badge, Button, ButtonKind, Disclosure, Empty, Glyph, Icon, Notice as Told, NoticeKind as Look, Skeleton, Tone,
        fresh_id,
    },
};
use latch_ecs::api::scenario::{About, Counts};

#[component]
pub(super) fn Scenarios() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let list: RwSignal<List> = RwSignal::new(Coming::Away);
    fetch_list(console, list);
    let is_making = RwSignal::new(false);
    let present = Memo::new(move |_| console.with(|world| world.scenario.to_string()));
    let body = move || {
        match list.get() {
        Coming::Away => view! { <Skeleton lines=8 /> }.into_any(),
        Coming::Failed(why) => {
            view! {
                <Empty icon=Icon::Warning text=why test_id="scenarios-failed">
                    <Button label=texts.offer_again() kind=ButtonKind::Primary on_click=move |()| fetch_list(console, list) />
                </Empty>
            }
            .into_any()
        }
        Coming::Here(all) => view! { <Cards all present /> }.into_any(),
    }
    };
    view! {
        <div class="scenarios">
            <div class="scenarios__head">
                <p class="scenarios__lead">{texts.scenarios_lead()}</p>
                <Button
                    label=texts.scenarios_make()
                    icon=Icon::Download
                    on_click=move |()| is_making.set(true)
                    test_id="scenarios-make"
                />
            </div>
            {body}
            {move || is_making.get().then(|| view! { <MakeDialog on_close=move |()| is_making.set(false) /> })}
        </div>
    }
}

#[component]
fn Cards(all: Vec<About>, present: Memo<String>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let known = StoredValue::new(all.iter().map(|about| about.name.to_string()).collect::<Vec<_>>());
    // A scenario that was made here, or on another site, is named above the cards.
    let unlisted = move || {
        let name = present.get();
        let is_listed = name.is_empty() || known.with_value(|known| known.contains(&name));
        (!is_listed).then(|| view! { <Told kind=Look::Info title=texts.scenarios_began_unlisted(name) /> })
    };
    view! {
        {unlisted}
        <ul class="scenarios__list" aria-label=texts.scenarios_list()>
            {all.into_iter().map(|about| view! { <Card about present /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Card(about: About, present: Memo<String>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let About { name, title, purpose, tries, counts } = about;
    let (title, purpose) = (said(texts, &title), said(texts, &purpose));
    let title_id = fresh_id("scenario");
    let labelled_by = title_id.clone();
    let name = StoredValue::new(name.to_string());
    let is_present = Memo::new(move |_| name.with_value(|name| present.with(|present| present == name)));
    let offer = move || Offer::Scenario(name.get_value());
    let load = move |()| console.open(Dialog::Offer(offer()));
    let named = StoredValue::new(title.clone());
    let link = Signal::derive(move || address::absolute(&Route::default().href_with(&offer())));
    let lines = tries.iter().map(|line| said(texts, line)).collect::<Vec<_>>();
    view! {
        <li class="scenario" class:scenario--present=move || is_present.get() data-testid=name.get_value()>
            <article class="scenario__body" aria-labelledby=labelled_by>
                <header class="scenario__head">
                    <h2 class="scenario__title" id=title_id>{title}</h2>
                    {move || is_present.get().then(|| view! { <Badge text=texts.scenarios_present() tone=Tone::Accent /> })}
                </header>
                <p class="scenario__purpose">{purpose}</p>
                <Summary counts />
                <Disclosure summary=texts.scenarios_tries()>
                    <ul class="scenario__tries">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </Disclosure>
                <div class="scenario__acts">
                    {move || {
                        let title = named.get_value();
                        if is_present.get() {
                            view! {
                                <Button label=texts.scenarios_reset() icon=Icon::Refresh aria_label=texts.scenarios_reset_named(title) on_click=load />
                            }
                        } else {
                            view! { <Button label=texts.scenarios_load() icon=Icon::Play aria_label=texts.scenarios_load_named(title) on_click=load /> }
                        }
                    }}
                    <CopyLink address=link aria_label=texts.scenarios_copy_named(named.get_value()) />
                </div>
            </article>
        </li>
    }
}

/// Content of the scenario, in figures.
#[component]
fn Summary(counts: Counts) -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <ul class="scenario__counts">
            {figures(texts, counts)
                .into_iter()
                .map(|(icon, text)| {
                    view! {
                        <li class="scenario__count">
                            <Glyph icon />
                            <span>{text}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

fn figures(texts: Texts, counts: Counts) -> Vec<(Icon, String)> {
    let Counts { instances, protected, groups } = counts;
    if instances == 0 {
        return vec![(Icon::BoxEmpty, texts.scenarios_no_instances().to_owned())];
    }
    let mut figures = vec![
        (Icon::Server, texts.scenarios_instances(instances)),
        (Icon::ShieldOn, texts.scenarios_protected(protected)),
    ];
    if groups > 0 {
        figures.push((Icon::Layers, texts.scenarios_groups(groups)));
    }
    figures
}

/// The short link to the scenario that the current world began with; used by the share page.
pub(super) fn short_link(console: Console, route: &Route) -> Option<String> {
    let name = console.with(|world| world.scenario.to_string());
    (!name.is_empty()).then(|| address::absolute(&route.href_with(&Offer::Scenario(name))))
}
