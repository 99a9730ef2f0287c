//! One row of the list. Rows are places, not instances: a place shows whichever instance the window puts there, so that scrolling and
//! typing change texts and create nothing. Cells are therefore plain markup in the widgets' classes. Ticking, copying and focus are heard
//! by the table.

mod seen;

use std::sync::Arc;

use leptos::prelude::*;

use seen::{Seen, Shield, gap_name, gap_text};

use super::{acts, state::ListState};
use crate::{
    context::{Console, Route},
    i18n::Texts,
    pages::parts::{InstanceStatus, Moment, Remedy},
    rules::{Gap, Ordinal, Reason, instance::Tag},
    ui::{Glyph, Icon, MenuButton, MenuEntry, MenuItem, MenuLook, Status, Tone},
};

/// `slot`: the row's place among those in the document; `place`: index and instance that stand there now, if any. `copied`: whose id
/// was copied a moment ago.
pub(super) fn row(
    state: ListState,
    slot: usize,
    place: Memo<Option<(usize, Ordinal)>>,
    copied: RwSignal<Option<Ordinal>>,
) -> AnyView {
    let console = state.console;
    let texts = console.texts();
    let seen = Memo::new(move |_| {
        let (_, ordinal) = place.get()?;
        console.with(|world| world.get(ordinal).map(|instance| Seen::of(texts, world, instance)))
    });
    let is_ticked = Memo::new(move |_| {
        place.get().is_some_and(|(_, ordinal)| console.selection().with(|selection| selection.contains(ordinal)))
    });
    let is_copied = Memo::new(move |_| place.get().is_some_and(|(_, ordinal)| copied.get() == Some(ordinal)));
    let menu = move |()| place.get_untracked().map_or_else(Vec::new, |(_, ordinal)| acts::row_menu(state, ordinal));
    let copy_tip = move || {
        if is_copied.get() { texts.ui_copied().to_owned() } else { text(seen, |seen| texts.ui_copy(&seen.id)) }
    };
    view! {
        <tr
            data-slot=slot.to_string()
            data-ordinal=move || place.get().map(|(_, ordinal)| ordinal.to_string())
            aria-rowindex=move || place.get().map(|(index, _)| (index + 2).to_string())
            hidden=move || place.get().is_none()
            class:table__row--selected=move || is_ticked.get()
        >
            <td class="table__check table__pin-start">
                <input
                    type="checkbox"
                    class="check__box"
                    aria-label=move || text(seen, |seen| texts.list_select_one(seen.called()))
                    prop:checked=move || is_ticked.get()
                />
            </td>
            <th scope="row" class="list__identity table__pin-second">
                <div class="table__two">
                    <span class="list__id">
                        <a
                            class="code"
                            href=move || text(seen, |seen| seen.href.clone())
                            aria-label=move || text(seen, |seen| seen.id.clone())
                        >
                            {id(seen)}
                        </a>
                        <button
                            type="button"
                            class="copy"
                            data-act="copy"
                            aria-label=move || text(seen, |seen| texts.ui_copy(&seen.id))
                            data-tip=copy_tip
                        >
                            {move || if is_copied.get() { glyph(Icon::Check) } else { glyph(Icon::Copy) }}
                        </button>
                    </span>
                    <span class="cut" data-tip=move || text(seen, |seen| seen.name.clone()) data-tip-if="cut">
                        {move || text(seen, |seen| seen.name.clone())}
                    </span>
                </div>
            </th>
            <td class="list__small">{move || text(seen, |seen| seen.zone.clone())}</td>
            <td>{addresses(texts, seen)}</td>
            <td>{part(seen, |seen| seen.status, move |status| view! { <InstanceStatus status /> }.into_any())}</td>
            <td>
                <div class="table__two">
                    <span class="list__cut">{move || text(seen, |seen| seen.instance_type.clone())}</span>
                    <span class="table__second">{move || text(seen, |seen| seen.size.clone())}</span>
                </div>
            </td>
            <td>
                <span class="list__wrap">{move || text(seen, |seen| seen.billing.to_owned())}</span>
            </td>
            <td>{part(seen, |seen| seen.shield.clone(), move |shield| protection(console, place, shield))}</td>
            <td class="table__number">
                {part(seen, |seen| seen.auto_release_at, move |at| match at {
                    Some(at) => view! { <Moment at /> }.into_any(),
                    None => nothing(texts),
                })}
            </td>
            <td>{part(seen, |seen| Arc::clone(&seen.tags), move |all| tags(texts, &all))}</td>
            <td class="list__actions table__pin-end">
                <div class="table__acts">
                    <a href=move || text(seen, |seen| seen.href.clone())>{texts.list_manage()}</a>
                    <MenuButton label=texts.list_more() look=MenuLook::Link entries=menu />
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// A text of the row; empty while nothing stands there.
fn text(seen: Memo<Option<Seen>>, of: impl Fn(&Seen) -> String) -> String {
    seen.with(|seen| seen.as_ref().map(of).unwrap_or_default())
}

/// A part of the row that is drawn anew only when what it shows changes.
fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    seen: Memo<Option<Seen>>,
    of: impl Fn(&Seen) -> T + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let value = Memo::new(move |_| seen.with(|seen| seen.as_ref().map(&of)));
    (move || value.get().map(&draw)).into_any()
}

fn glyph(icon: Icon) -> AnyView {
    view! { <Glyph icon /> }.into_any()
}

/// The id, cut in its middle where room is short, since its end tells it apart.
fn id(seen: Memo<Option<Seen>>) -> AnyView {
    const TAIL: usize = 6;
    let cut = |id: &str| id.char_indices().rev().nth(TAIL - 1).map_or(0, |(at, _)| at);
    let head = move |id: &str| id.get(..cut(id)).unwrap_or_default().to_owned();
    let tail = move |id: &str| id.get(cut(id)..).unwrap_or_default().to_owned();
    view! {
        <span
            class="cut-middle"
            data-tip=move || text(seen, |seen| seen.id.clone())
            data-tip-if="cut"
            data-testid="cell-id"
        >
            <span class="cut-middle__head">{move || text(seen, |seen| head(&seen.id))}</span>
            <span class="cut-middle__tail">{move || text(seen, |seen| tail(&seen.id))}</span>
        </span>
    }
    .into_any()
}

/// Public over private, each named for assistive technology; the public one has a sign.
fn addresses(texts: Texts, seen: Memo<Option<Seen>>) -> AnyView {
    let public_kind = move || {
        text(seen, |seen| if seen.is_elastic { texts.list_ip_elastic() } else { texts.list_ip_public() }.to_owned())
    };
    let has_public = move || seen.with(|seen| seen.as_ref().is_some_and(|seen| !seen.public_ip.is_empty()));
    let has_private = move || seen.with(|seen| seen.as_ref().is_some_and(|seen| !seen.private_ip.is_empty()));
    view! {
        <div class="table__two">
            <span class="list__ip" data-tip=public_kind hidden=move || !has_public()>
                <Glyph icon=Icon::Globe />
                <span class="visually-hidden">{public_kind}</span>
                <span>{move || text(seen, |seen| seen.public_ip.clone())}</span>
            </span>
            <span
                class="list__ip"
                class=("list__ip--second", has_public)
                data-tip=texts.list_ip_private()
                hidden=move || !has_private()
            >
                <span class="visually-hidden">{texts.list_ip_private()}</span>
                <span>{move || text(seen, |seen| seen.private_ip.clone())}</span>
            </span>
        </div>
    }
    .into_any()
}

fn nothing(texts: Texts) -> AnyView {
    view! { <span class="list__nothing"><Glyph icon=Icon::Dash label=texts.list_no_value() /></span> }.into_any()
}

/// The shield. On with gaps: they are counted beside it and told in the tooltip; the menu has what closes each.
fn protection(console: Console, place: Memo<Option<(usize, Ordinal)>>, Shield { protected, gaps }: Shield) -> AnyView {
    let texts = console.texts();
    let Some(protected) = protected else {
        let why = texts.reason(Reason::ProtectionNeedsPayAsYouGo);
        return view! {
            <span data-testid="cell-protection" class="list__nothing" data-tip=why>
                <Glyph icon=Icon::Dash label=texts.labels_protection_not_applicable() />
            </span>
        }
        .into_any();
    };
    let (icon, tone) = match (protected, gaps.is_empty()) {
        (true, true) => (Icon::ShieldOn, Tone::Protect),
        (true, false) => (Icon::ShieldGap, Tone::Gap),
        (false, _) => (Icon::ShieldOff, Tone::Neutral),
    };
    let told: Vec<String> = gaps.iter().map(|gap| gap_text(texts, gap)).collect();
    view! {
        <span class="list__shield">
            <span data-testid="cell-protection" data-tip=(!told.is_empty()).then(|| told.join("\n"))>
                <Status icon tone text=texts.protection(protected) />
            </span>
            {(!told.is_empty())
                .then(|| {
                    let remedies = move |()| {
                        let ordinal = place.get_untracked().map(|(_, ordinal)| ordinal);
                        let item = |gap| Some(remedy(console, ordinal?, gap).into());
                        gaps.iter().filter_map(item).collect::<Vec<MenuEntry>>()
                    };
                    view! {
                        <span class="list__gaps">
                            <MenuButton
                                label=told.len().to_string()
                                aria_label=texts.gaps_menu(told.len(), told.join(texts.between_sentences()))
                                look=MenuLook::Link
                                compact=true
                                entries=remedies
                                test_id="row-gaps"
                            />
                        </span>
                    }
                })}
        </span>
    }
    .into_any()
}

/// A gap with what closes it; where nothing here does, the way to what the details page says of it.
fn remedy(console: Console, ordinal: Ordinal, gap: &Gap) -> MenuItem {
    let texts = console.texts();
    match Remedy::of(gap) {
        Some(remedy) => {
            let label = texts.gaps_item(gap_name(texts, gap), remedy.label(texts));
            MenuItem::new(label, move || remedy.run(console, ordinal))
        }
        None => MenuItem::new(texts.gaps_item(gap_name(texts, gap), texts.list_manage()), move || {
            if let Some(id) = console.peek(|world| world.get(ordinal).map(|one| one.id.to_string())) {
                console.go(&Route::details(id));
            }
        }),
    }
}

/// The first tag, and how many more there are.
fn tags(texts: Texts, tags: &Arc<Vec<Tag>>) -> AnyView {
    let one = |tag: &Tag| format!("{}={}", tag.key, tag.value);
    let Some(first) = tags.first().map(one) else { return nothing(texts) };
    let more = tags.len() - 1;
    let all = tags.iter().map(one).collect::<Vec<_>>().join("\n");
    view! {
        <span class="list__tags">
            <span class="cut">{first}</span>
            {(more > 0)
                .then(|| {
                    view! {
                        <span class="tip" tabindex="0" data-tip=all>
                            {texts.list_more_tags(more)}
                        </span>
                    }
                })}
        </span>
    }
    .into_any()
}
