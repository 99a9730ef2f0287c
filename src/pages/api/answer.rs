//! Result of the call that is shown: status, the rule that decided, its effect, the body, and the request.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    desk::{Desk, effect_of},
    history::{Deed, Entry, Named},
    request::Request,
};
use crate::{
    context::Route,
    i18n::Texts,
    pages::records::{OutcomeMark, attempts::rule_of},
    ui::{Badge, CodeBlock, CutMiddle, Empty, Icon, Status, Tone},
};
use latch_ecs::api::operations::Effect;

#[component]
pub fn Answer(desk: Desk) -> impl IntoView {
    let texts = desk.texts();
    let entry = Memo::new(move |_| desk.shown_entry());
    view! {
        <section class="section api__answer" aria-labelledby="api-answer" data-testid="api-answer">
            <header class="section__head">
                <h2 id="api-answer" tabindex="-1">{texts.api_answer()}</h2>
                {move || entry.get().map(|entry| status(texts, &entry))}
            </header>
            <div class="section__body">
                {move || match entry.get() {
                    Some(entry) => shown(desk, entry),
                    None => view! { <Empty icon=Icon::Code text=texts.api_no_answer() /> }.into_any(),
                }}
            </div>
        </section>
    }
}

/// The HTTP status with its meaning, in the matching colour.
pub(super) fn status(texts: Texts, entry: &Entry) -> impl IntoView + use<> {
    let (icon, tone, word) = if entry.is_passed_dry_run() {
        (Icon::Info, Tone::Accent, texts.api_status_dry_run())
    } else if entry.status < 300 {
        (Icon::Success, Tone::Protect, texts.api_status_done())
    } else {
        (Icon::Error, Tone::Release, texts.api_status_refused())
    };
    view! { <Status icon tone text=format!("{} {word}", entry.status) /> }
}

fn shown(desk: Desk, entry: Arc<Entry>) -> AnyView {
    let texts = desk.texts();
    let body = entry.body.clone();
    view! {
        {why(texts, &entry)}
        {what_it_did(texts, &entry)}
        <div class="api__part">
            <h3>{texts.api_body()}</h3>
            <div data-testid="api-body">
                <CodeBlock code=body what=texts.api_body() />
            </div>
        </div>
        <Request desk entry />
    }
    .into_any()
}

/// Why the call was refused: the code, the sentence, the rule.
fn why(texts: Texts, entry: &Entry) -> Option<AnyView> {
    let refusal = entry.refusal.as_ref()?;
    let rule = refusal.reason.rule();
    let label = (!rule.is_empty()).then(|| {
        view! {
            <span class="api__rule" data-testid="api-rule">
                {texts.api_rule()} " " <Badge text=rule />
            </span>
        }
    });
    let view = view! {
        <div class="api__part">
            <p class="api__line">
                <code data-testid="api-code">{entry.code.clone()}</code>
                {label}
            </p>
            <p>{texts.refusal(refusal)}</p>
        </div>
    };
    Some(view.into_any())
}

fn what_it_did(texts: Texts, entry: &Entry) -> AnyView {
    let records = Route::Activity { search: entry.request_id.clone(), outcome: String::new() };
    let list = if entry.deeds.is_empty() {
        view! { <p>{nothing_done(texts, entry)}</p> }.into_any()
    } else {
        view! {
            <ul class="api__deeds">{entry.deeds.iter().map(|deed| deed_line(texts, deed)).collect_view()}</ul>
            <p><a href=records.href()>{texts.api_see_record()}</a></p>
        }
        .into_any()
    };
    view! {
        <div class="api__part" data-testid="api-did">
            <h3>{texts.api_did()}</h3>
            {list}
        </div>
    }
    .into_any()
}

/// Why the call left no record.
fn nothing_done(texts: Texts, entry: &Entry) -> &'static str {
    match effect_of(entry.call.action) {
        _ if entry.is_passed_dry_run() => texts.api_did_dry_run(),
        _ if entry.refusal.is_some() => texts.api_did_nothing(),
        Effect::Reads => texts.api_did_read(),
        Effect::Changes | Effect::Releases => texts.api_did_no_change(),
    }
}

fn deed_line(texts: Texts, deed: &Deed) -> impl IntoView + use<> {
    let rule = rule_of(deed.happened, deed.protected);
    let why = texts.why_happened(deed.happened, deed.protected);
    let more = deed.count.saturating_sub(deed.who.len());
    view! {
        <li class="api__deed">
            <div class="api__line">
                <OutcomeMark happened=deed.happened protected=deed.protected />
                <span>{texts.common_instances(deed.count)}</span>
                {(!rule.is_empty()).then(|| view! { <Badge text=rule /> })}
            </div>
            {(!why.is_empty()).then(|| view! { <p>{why}</p> })}
            <ul class="api__named">{deed.who.iter().map(named).collect_view()}</ul>
            {(more > 0).then(|| view! { <p>{texts.api_more_instances(more)}</p> })}
        </li>
    }
}

/// An id of an unknown instance is not a link.
fn named(one: &Named) -> impl IntoView + use<> {
    let Named { id, name, is_live } = one.clone();
    let route = if is_live { Route::details(id.clone()) } else { Route::ReleasedOne { id: id.clone() } };
    let shown = if name.is_empty() {
        view! { <code><CutMiddle text=id /></code> }.into_any()
    } else {
        view! { <a class="code" href=route.href()><CutMiddle text=id /></a> }.into_any()
    };
    view! { <li>{shown} <span>{name}</span></li> }
}
