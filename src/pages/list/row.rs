//! One row of the list: what it shows of an instance, and its cells. Selecting is heard by the table.

use std::sync::Arc;

use leptos::prelude::*;

use super::{acts, state::ListState};
use crate::{
    context::Route,
    i18n::Texts,
    pages::parts::{InstanceStatus, Moment},
    rules::{
        Instance, Ordinal, Reason, UnixMillis, World,
        instance::Tag,
        protection::Cause,
        query::{Gap, gaps},
        world::ShownStatus,
    },
    ui::{CopyButton, CutEnd, CutMiddle, Glyph, Icon, MenuButton, MenuLook, Status, Tip, Tone},
};

/// Everything that a row shows of its instance; a row is drawn anew only when this changes.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Shown {
    zone: Box<str>,
    elastic_ip: Box<str>,
    public_ip: Box<str>,
    private_ip: Box<str>,
    status: ShownStatus,
    instance_type: Box<str>,
    cpu: u32,
    memory_mib: u32,
    billing: &'static str,
    /// Nothing where release protection cannot be had (R2).
    protected: Option<bool>,
    /// What can release it in spite of its protection; empty where it has none.
    gaps: Vec<Gap>,
    auto_release_at: Option<UnixMillis>,
    tags: Arc<Vec<Tag>>,
}

impl Shown {
    fn of(texts: Texts, world: &World, instance: &Instance) -> Self {
        Self {
            zone: instance.spec.zone.clone(),
            elastic_ip: instance.eip.clone(),
            public_ip: instance.public_ip.clone(),
            private_ip: instance.private_ip.clone(),
            status: world.shown_status(instance),
            instance_type: instance.spec.instance_type.clone(),
            cpu: instance.spec.cpu,
            memory_mib: instance.spec.memory_mib,
            billing: texts.billing_of(instance),
            protected: (instance.is_protectable() || instance.protected).then_some(instance.protected),
            gaps: if instance.protected { gaps(instance, world) } else { Vec::new() },
            auto_release_at: instance.auto_release_at,
            tags: Arc::clone(&instance.tags),
        }
    }
}

/// `index`: place among the rows in the document; `first`: how many come before those.
pub(super) fn row(state: ListState, ordinal: Ordinal, index: ReadSignal<usize>, first: Signal<usize>) -> AnyView {
    let console = state.console;
    let texts = console.texts();
    let identity = Memo::new(move |_| {
        console.with(|world| world.get(ordinal).map(|instance| (instance.id.to_string(), instance.name.to_string())))
    });
    let shown = Memo::new(move |_| console.with(|world| world.get(ordinal).map(|i| Shown::of(texts, world, i))));
    let is_ticked = Memo::new(move |_| console.selection().with(|selection| selection.contains(ordinal)));
    let name =
        move || identity.with(|known| known.as_ref().map(|(id, name)| if name.is_empty() { id } else { name }.clone()));
    let href = move || identity.with(|known| known.as_ref().map(|(id, _)| Route::Details { id: id.clone() }.href()));
    view! {
        <tr
            data-ordinal=ordinal.to_string()
            aria-rowindex=move || (first.get() + index.get() + 2).to_string()
            class:table__row--selected=move || is_ticked.get()
        >
            <td class="table__check table__pin-start">
                <input
                    type="checkbox"
                    class="check__box"
                    aria-label=move || texts.list_select_one(name().unwrap_or_default())
                    prop:checked=move || is_ticked.get()
                />
            </td>
            <th scope="row" class="list__identity table__pin-second">
                {move || identity.get().map(|(id, name)| identity_cell(id, name))}
            </th>
            {move || shown.with(|shown| shown.as_ref().map(|shown| cells(texts, shown)))}
            <td class="list__actions table__pin-end">
                <div class="table__acts">
                    <a href=href>{texts.list_manage()}</a>
                    <MenuButton label=texts.list_more() look=MenuLook::Link entries=move |()| acts::row_menu(state, ordinal) />
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn identity_cell(id: String, name: String) -> impl IntoView {
    let href = Route::Details { id: id.clone() }.href();
    view! {
        <div class="table__two">
            <span class="list__id">
                <a class="code" href=href>
                    <CutMiddle text=id.clone() test_id="cell-id" />
                </a>
                <CopyButton text=id.clone() what=id />
            </span>
            <CutEnd text=name />
        </div>
    }
}

/// Zone to tags.
fn cells(texts: Texts, shown: &Shown) -> impl IntoView + use<> {
    let gib = f64::from(shown.memory_mib) / 1_024.0;
    view! {
        <td class="list__small">
            <CutMiddle text=shown.zone.to_string() />
        </td>
        <td>
            <div class="table__two">{addresses(texts, shown)}</div>
        </td>
        <td>
            <InstanceStatus status=shown.status />
        </td>
        <td>
            <div class="table__two">
                <span class="list__cut">{shown.instance_type.to_string()}</span>
                <span class="table__second">{texts.list_size(shown.cpu, gib)}</span>
            </div>
        </td>
        <td>
            <span class="list__wrap">{shown.billing}</span>
        </td>
        <td>{protection(texts, shown)}</td>
        <td class="table__number">
            {match shown.auto_release_at {
                Some(at) => view! { <Moment at /> }.into_any(),
                None => nothing(texts).into_any(),
            }}
        </td>
        <td>{tags(texts, &shown.tags)}</td>
    }
}

fn nothing(texts: Texts) -> impl IntoView {
    view! { <span class="list__nothing"><Glyph icon=Icon::Dash label=texts.list_no_value() /></span> }
}

/// Public over private, each named for assistive technology; the public one has a sign.
fn addresses(texts: Texts, shown: &Shown) -> impl IntoView + use<> {
    let line = |ip: &str, kind: &'static str, is_public: bool| {
        view! {
            <span class="list__ip" class=("list__ip--private", !is_public) data-tip=kind>
                {is_public.then(|| view! { <Glyph icon=Icon::Globe /> })}
                <span class="visually-hidden">{kind}</span>
                <span>{ip.to_owned()}</span>
            </span>
        }
    };
    [
        (&shown.elastic_ip, texts.list_ip_elastic(), true),
        (&shown.public_ip, texts.list_ip_public(), true),
        (&shown.private_ip, texts.list_ip_private(), false),
    ]
    .into_iter()
    .filter(|(ip, ..)| !ip.is_empty())
    .map(|(ip, kind, is_public)| line(ip, kind, is_public))
    .collect_view()
}

/// The shield. On with gaps: what can release the instance all the same is counted beside it and told in the tooltip.
fn protection(texts: Texts, shown: &Shown) -> AnyView {
    let Some(protected) = shown.protected else {
        return view! {
            <span data-testid="cell-protection" class="list__nothing" data-tip=texts.reason(Reason::ProtectionNeedsPayAsYouGo)>
                <Glyph icon=Icon::Dash label=texts.labels_protection_not_applicable() />
            </span>
        }
        .into_any();
    };
    let gaps: Vec<String> = shown.gaps.iter().map(|gap| gap_text(texts, gap)).collect();
    let (icon, tone) = match (protected, gaps.is_empty()) {
        (true, true) => (Icon::ShieldOn, Tone::Protect),
        (true, false) => (Icon::ShieldGap, Tone::Gap),
        (false, _) => (Icon::ShieldOff, Tone::Neutral),
    };
    let count = gaps.len();
    view! {
        <span class="list__shield">
            <span data-testid="cell-protection">
                <Status icon tone text=texts.protection(protected) />
            </span>
            {(count > 0)
                .then(|| {
                    let tip = gaps.join(texts.between_sentences());
                    view! {
                        <span class="list__gaps">
                            <Tip text=count.to_string() tip />
                        </span>
                    }
                })}
        </span>
    }
    .into_any()
}

/// What can release a protected instance, in a sentence.
fn gap_text(texts: Texts, gap: &Gap) -> String {
    match gap {
        Gap::AutoReleaseTime { at } => texts.list_gap_schedule(texts.date_time(*at)),
        Gap::AutoReleaseTimeSuspended { .. } => texts.list_gap_suspended().to_owned(),
        Gap::Arrears { at } => texts.list_gap_arrears(texts.date_time(*at)),
        Gap::ScaleIn { group, .. } => texts.list_gap_scale_in(group),
        Gap::RemovedFromGroup { group, .. } => texts.list_gap_removed(group),
        // Neither can have protection (R2); an imported one may claim to.
        Gap::SpotReclaim { .. } => texts.cause(Cause::SpotReclaim).to_owned(),
        Gap::SubscriptionExpiry { .. } => texts.cause(Cause::SubscriptionExpired).to_owned(),
    }
}

/// The first tag, and how many more there are.
fn tags(texts: Texts, tags: &Arc<Vec<Tag>>) -> AnyView {
    let text = |tag: &Tag| format!("{}={}", tag.key, tag.value);
    let Some(first) = tags.first().map(text) else { return nothing(texts).into_any() };
    let more = tags.len() - 1;
    let all = tags.iter().map(text).collect::<Vec<_>>().join("\n");
    view! {
        <span class="list__tags">
            <CutEnd text=first />
            {(more > 0).then(|| view! { <Tip text=texts.list_more_tags(more) tip=all /> })}
        </span>
    }
    .into_any()
}
