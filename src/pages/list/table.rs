//! The table of the list: header, rows with virtual scrolling, and the event handlers that all rows share: selection, copying, menus,
//! focus.

use std::ops::Range;

use leptos::{
    html::{self, Tbody},
    prelude::*,
    wasm_bindgen::JsCast as _,
};
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::{
    acts,
    columns::{Column, View, gaps_menu},
    keys::{self, CONTROLS, OneStop},
    look::{Look, Shown},
    order::Order,
    row::{Row, pattern},
    state::{ListState, Rows},
};
use crate::{
    context::Selection,
    i18n::Texts,
    platform::paint::after_paint,
    ui::{
        Checkbox, MenuEntry, RowWindow, SharedMenu, SharedMenuList, SortButton, SortHeader, SortOrder, Sorting,
        SpacerAfter, SpacerBefore, aria_sort, copy,
        dom::{active_element, focus_fallback, focus_in_place, select_all, watch_within},
        use_announcer, use_media, use_virtual_rows,
    },
};
use latch_rules::Ordinal;

/// Row height in CSS pixels, as `--row` in `style/list.css`. `as_cards`: in a narrow window.
fn row_height(look: &Look, as_cards: bool) -> u32 {
    match (look.wraps, look.is_compact) {
        _ if as_cards => 96,
        (true, false) => 80,
        (true, true) => 72,
        (false, false) => 44,
        (false, true) => 36,
    }
}

/// When the rows are shown as cards, without heads.
const CARDS: &str = "(max-width: 767px)";
/// Height of the header in CSS pixels, as `--row-head`.
const HEAD: u32 = 36;
/// Number of rows rendered beyond the visible ones.
const OVERSCAN: usize = 2;
/// How long a copied id is marked.
const COPIED: std::time::Duration = std::time::Duration::from_secs(2);

/// The scrolling part of the list's frame.
#[component]
pub(super) fn Table(state: ListState) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let total = Signal::derive(move || state.matching.with(|rows| rows.len()));
    let as_cards = use_media(CARDS);
    let height = Memo::new(move |_| state.look.with(|look| row_height(look, as_cards.get())));
    let columns = Memo::new(move |_| state.look.with(Look::columns));
    let rows = use_virtual_rows(total, height.into(), OVERSCAN);
    // A new search, sort order or region scrolls to the top.
    Effect::new(move |before: Option<()>| {
        state.search.track();
        state.filter.track();
        state.sort.track();
        console.region().track();
        if before.is_some() {
            rows.to_top();
        }
    });
    let (body, focused) = (NodeRef::<Tbody>::new(), StoredValue::new(None::<Focused>));
    let table = NodeRef::new();
    let stop = OneStop::new(table);
    let (copied, menu) = (RwSignal::new(None), RowMenu { menu: SharedMenu::new(), of: StoredValue::new(None) });
    let places = StoredValue::new_local(Places::default());
    // Set when something else, such as a translator or an extension, changes a row. The rows are then checked before the next write.
    let is_meddled = StoredValue::new(false);
    body.on_load(move |body| {
        watch_within(&body, move || {
            let _ = is_meddled.try_set_value(true);
        });
    });
    let draw = move |body: &Element, upto: usize| {
        let (window, now, copied) = (rows.window.get(), console.now(), copied.get());
        state.matching.with(|all| {
            places.update_value(|places| {
                let had_focus = active_element().is_some_and(|active| body.contains(Some(&active)));
                if is_meddled.get_value() {
                    is_meddled.set_value(false);
                    if places.drop_broken() {
                        menu.menu.close(false);
                    }
                }
                places.take_columns(texts, &columns.get());
                console.with(|world| {
                    console.selection().with(|selection| {
                        let view = View { texts, world, now, is_copied: false };
                        places.draw(body, view, (selection, copied), window, all, upto);
                    });
                });
                menu.stay_with_its_instance();
                stop.ensure(as_cards.get());
                if let Some(focused) = focused.get_value().filter(|_| had_focus) {
                    let place = all.iter().position(|known| *known == focused.ordinal);
                    let scroller: Option<HtmlElement> = rows.scroller.get_untracked().map(Into::into);
                    follow_focus(focused, place.is_some(), places.of(focused.ordinal), scroller.as_ref());
                }
            });
        });
    };
    // One effect for all rows: each row finds out what differs. If other instances come into the same rows, the rows below the view are
    // written after the paint, unless the focus is in a row. The rows above the view are written at once, because the view may be about to
    // scroll there.
    Effect::new(move |before: Option<(Range<usize>, Rows)>| {
        let (range, all) = (rows.window.get().range(), state.matching.get());
        if let Some(body) = body.get() {
            let others_came =
                before.is_some_and(|(places, who)| places == range && who.get(range.clone()) != all.get(range.clone()));
            if others_came && active_element().is_none_or(|active| !body.contains(Some(&active))) {
                draw(&body, rows.seen_end(HEAD));
                after_paint(move || {
                    if places.try_with_value(|_| ()).is_some() {
                        untrack(|| draw(&body, usize::MAX));
                    }
                });
            } else {
                draw(&body, usize::MAX);
            }
        }
        (range, all)
    });
    // New heads take their controls out of the order of the Tab key, but for the stop.
    Effect::new(move || {
        columns.track();
        if let Some(table) = table.get() {
            select_all(&table, "thead tr").iter().for_each(|heads| OneStop::leave_out(heads));
            stop.ensure(as_cards.get());
        }
    });
    let label = move || texts.list_table(texts.region_name(&console.region().get()));
    view! {
        <div node_ref=rows.scroller class="table-frame__scroller" data-testid="scroller">
            <table
                node_ref=table
                role="table"
                class="table table--fixed list__table"
                class:table--compact=move || state.look.with(|look| look.is_compact)
                style:--columns=move || format!("{}px", columns.get().into_iter().map(Shown::pixels).sum::<u32>())
                class:list__table--wraps=move || state.look.with(|look| look.wraps)
                aria-label=label
                aria-rowcount=move || (total.get() + 1).to_string()
                on:focusin=move |event| stop.follow(event.target())
                on:keydown=move |event| stop.arrows(&event)
            >
                <colgroup>
                    <col class="list__col-check" />
                    {move || columns.get().into_iter().map(col).collect_view()}
                </colgroup>
                <Head state columns />
                <tbody
                    role="rowgroup"
                    node_ref=body
                    on:click=move |event| clicked(state, menu, copied, &event)
                    on:keydown=move |event| {
                        pressed(state, menu, &event);
                        keys::act(state, &event);
                    }
                    on:focusin=move |event| focused.set_value(event.target().and_then(|target| Focused::read(&target)))
                >
                    <SpacerBefore window=rows.window />
                    <SpacerAfter window=rows.window />
                </tbody>
            </table>
        </div>
        <SharedMenuList menu=menu.menu />
    }
}

/// The rows in the document: created on first need, and hidden while unused.
#[derive(Default)]
struct Places {
    columns: Vec<&'static Column>,
    /// `None` before the first columns, and if the browser cannot create an element.
    pattern: Option<Element>,
    rows: Vec<Row>,
}

impl Places {
    /// Has all rows created again if they have other columns.
    fn take_columns(&mut self, texts: Texts, shown: &[Shown]) {
        let columns: Vec<_> = shown.iter().map(|shown| shown.column).collect();
        if self.columns != columns {
            self.rows.drain(..).for_each(|row| row.element().remove());
            self.pattern = pattern(texts, &columns);
            self.columns = columns;
        }
    }

    /// Removes all rows if one of them has lost a part; they are created again from the pattern. Returns whether it did.
    fn drop_broken(&mut self) -> bool {
        let is_broken = self.rows.iter().any(|row| !row.is_whole());
        if is_broken {
            self.rows.drain(..).for_each(|row| row.element().remove());
        }
        is_broken
    }

    /// Shows the instances of `all` that are in the window, except those at index `upto` or later; marks the selected ones and the one whose
    /// id was copied.
    fn draw(
        &mut self,
        body: &Element,
        view: View<'_>,
        (selection, copied): (&Selection, Option<Ordinal>),
        window: RowWindow,
        all: &[Ordinal],
        upto: usize,
    ) {
        while self.rows.len() < window.count {
            let copy = self.pattern.as_ref().and_then(|pattern| Row::copy(pattern, &self.columns, self.rows.len()));
            // Inserts the row between the spacers.
            let Some(row) = copy else { return };
            let after = body.last_element_child().map(Into::into);
            let _ = body.insert_before(row.element(), after.as_ref());
            self.rows.push(row);
        }
        let shown = all.get(window.range()).unwrap_or_default();
        for (slot, row) in self.rows.iter_mut().enumerate().take(upto.saturating_sub(window.first)) {
            let ordinal = shown.get(slot).copied();
            match ordinal.and_then(|ordinal| Some((ordinal, view.world.get(ordinal)?))) {
                Some((ordinal, instance)) => {
                    let view = View { is_copied: copied == Some(ordinal), ..view };
                    row.show(view, (window.first + slot, ordinal), instance);
                    row.tick(selection.contains(ordinal));
                }
                None => row.clear(),
            }
        }
    }

    /// The row of an instance, if it is in the window.
    fn of(&self, ordinal: Ordinal) -> Option<&Element> {
        self.rows.iter().find(|row| row.ordinal() == Some(ordinal)).map(|row| row.element().as_ref())
    }
}

#[component]
fn Head(state: ListState, columns: Memo<Vec<Shown>>) -> impl IntoView {
    let texts = state.console.texts();
    let all_ticked = Signal::derive(move || {
        let (ticked, matching) = (state.ticked.get().matching, state.matching.with(|rows| rows.len()));
        match ticked {
            0 => Some(false),
            some if some < matching => None,
            _ => Some(true),
        }
    });
    view! {
        <thead role="rowgroup">
            <tr role="row" aria-rowindex="1">
                <th scope="col" role="columnheader" class="table__check table__pin table__pin-start">
                    <Checkbox
                        label=texts.list_select_all()
                        label_hidden=true
                        checked=all_ticked
                        on_change=move |on| state.tick_all(on)
                        test_id="select-all"
                    />
                </th>
                {move || columns.get().into_iter().map(|shown| head(state, shown.column)).collect_view()}
            </tr>
        </thead>
    }
}

/// Sets the width of a column. By an attribute, because the page's policy forbids inline style in the kept list.
fn col(shown: Shown) -> AnyView {
    match shown.pixels() {
        0 => view! { <col class="list__col-rest" /> }.into_any(),
        pixels => html::col().attr("width", pixels.to_string()).into_any(),
    }
}

/// The head of a column: a label, the button of its order, or the buttons of its orders.
fn head(state: ListState, column: &'static Column) -> AnyView {
    let texts = state.console.texts();
    let shown = move |order: &'static Order| {
        Signal::derive(move || {
            let descends =
                state.sort.with(|sort| sort.iter().find(|(sorted, _)| *sorted == order).map(|(_, is)| *is))?;
            Some(if descends { SortOrder::Descending } else { SortOrder::Ascending })
        })
    };
    let rank = move |order: &'static Order| {
        Signal::derive(move || {
            let place =
                state.sort.with(|sort| sort.iter().position(|(sorted, _)| *sorted == order).filter(|_| sort.len() > 1));
            place.map(|place| place + 1)
        })
    };
    let on_sort =
        move |order| Callback::new(move |(to, adds): Sorting| state.sort_by(order, to == SortOrder::Descending, adds));
    let label = (column.label)(texts);
    match column.orders {
        [] => view! { <th scope="col" role="columnheader" class=column.class>{label}</th> }.into_any(),
        [order] => view! {
            <SortHeader label order=shown(order) rank=rank(order) on_sort=on_sort(order) class=column.class />
        }
        .into_any(),
        [first, orders @ ..] => {
            let sorted = move || aria_sort(column.orders.iter().find_map(|order| shown(order).get()));
            let button = move |order: &'static Order| {
                let label = (order.label)(texts);
                view! { <SortButton label order=shown(order) rank=rank(order) on_sort=on_sort(order) /> }
            };
            let others = orders.iter().map(|order| view! { <span aria-hidden="true">"/"</span> {button(order)} });
            view! {
                <th scope="col" role="columnheader" class=column.class aria-label=label aria-sort=sorted>
                    <span class="list__two-sorts">{button(first)} {others.collect_view()}</span>
                </th>
            }
            .into_any()
        }
    }
}

/// The focused element: an instance, and the index of the control in its row.
#[derive(Clone, Copy)]
struct Focused {
    ordinal: Ordinal,
    control: usize,
}

impl Focused {
    fn read(target: &web_sys::EventTarget) -> Option<Self> {
        let element = target.dyn_ref::<HtmlElement>()?;
        let row = row_of(element)?;
        let control = select_all(&row, CONTROLS).iter().position(|control| control == element)?;
        Some(Self { ordinal: ordinal_of(&row)?, control })
    }
}

/// Keeps the focus with its instance when the row shows another one. Moves it to the scrolling element if the instance has left the window,
/// and out of the rows if the instance has left the list: a key must never act on an instance that a person did not choose.
fn follow_focus(focused: Focused, is_listed: bool, row: Option<&Element>, scroller: Option<&HtmlElement>) {
    if !is_listed {
        return focus_fallback();
    }
    let control = row.and_then(|row| select_all(row, CONTROLS).into_iter().nth(focused.control));
    let stays = row.is_some_and(|row| active_element().is_some_and(|active| row.contains(Some(&active))));
    if let Some(target) = control.as_ref().or(scroller).filter(|_| !stays) {
        focus_in_place(target);
    }
}

pub(super) fn row_of(element: &Element) -> Option<Element> {
    element.closest("tr[data-ordinal]").ok().flatten()
}

pub(super) fn ordinal_of(row: &Element) -> Option<Ordinal> {
    row.get_attribute("data-ordinal")?.parse().ok()
}

/// The one click listener for all rows. At a click on a checkbox, the browser has already changed its state.
fn clicked(state: ListState, menu: RowMenu, copied: RwSignal<Option<Ordinal>>, event: &MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(ordinal) = row_of(&target).and_then(|row| ordinal_of(&row)) else { return };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        state.tick(ordinal, input.checked(), event.shift_key());
        return;
    }
    let Some((button, act)) = act_of(&target) else { return };
    match act.as_str() {
        "copy" => copy_id(state, ordinal, copied),
        act => {
            menu.of.set_value(Some(ordinal));
            menu.menu.click(&button, event, || entries(state, ordinal, act));
        }
    }
}

/// The arrow keys open the menus of a row.
fn pressed(state: ListState, menu: RowMenu, event: &KeyboardEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let ordinal = row_of(&target).and_then(|row| ordinal_of(&row));
    if let (Some(ordinal), Some((button, act))) = (ordinal, act_of(&target).filter(|(_, act)| act != "copy")) {
        menu.of.set_value(Some(ordinal));
        menu.menu.key(&button, event, || entries(state, ordinal, &act));
    }
}

/// The menu that the rows share, and the instance that it is open for.
#[derive(Clone, Copy)]
struct RowMenu {
    menu: SharedMenu,
    of: StoredValue<Option<Ordinal>>,
}

impl RowMenu {
    /// Closes the menu if its row shows another instance now, so that nobody acts on the wrong instance.
    fn stay_with_its_instance(self) {
        let Some(button) = self.menu.anchor() else { return };
        if row_of(&button).and_then(|row| ordinal_of(&row)) != self.of.get_value() {
            self.menu.close(false);
        }
    }
}

/// The button at or around an element, and its `data-act`.
fn act_of(element: &Element) -> Option<(Element, String)> {
    let button = element.closest("[data-act]").ok()??;
    let act = button.get_attribute("data-act")?;
    Some((button, act))
}

fn entries(state: ListState, ordinal: Ordinal, act: &str) -> Vec<MenuEntry> {
    if act == "gaps" { gaps_menu(state.console, ordinal) } else { acts::row_menu(state, ordinal) }
}

fn copy_id(state: ListState, ordinal: Ordinal, copied: RwSignal<Option<Ordinal>>) {
    let texts = state.console.texts();
    let id = state.console.peek(|world| world.any(ordinal).map(|instance| instance.id.to_string())).unwrap_or_default();
    copy(id, move |is_ok| {
        use_announcer().polite(if is_ok { texts.ui_copied() } else { texts.ui_copy_failed() });
        let _ = copied.try_set(is_ok.then_some(ordinal));
        set_timeout(
            move || {
                let _ = copied.try_set(None);
            },
            COPIED,
        );
    });
}
