//! The dialog that builds the filter: conditions, how they are joined, groups; and the filters that are saved in this browser.

use leptos::prelude::*;

use super::{
    filter::{Condition, Filter, Item, MOST_CONDITIONS, Op, SET},
    filter_bar::op_word,
    properties::{Kind, PROPERTIES, Property, values_of},
    saved,
    state::ListState,
};
use crate::{
    platform::local_time,
    ui::{
        Button, ButtonKind, Choice, Dialog, DialogSize, FieldWidth, Icon, IconButton, RadioGroup, RadioLook, Select,
        SelectOption, TextField, TextKind, fresh_id,
    },
};
use latch_ecs::iso;

/// A condition that is being written, with a number that stays its own.
#[derive(Clone, Copy, PartialEq)]
struct Line {
    number: usize,
    condition: RwSignal<Condition>,
}

/// An item that is being written: one line, or a group of them.
#[derive(Clone, Copy, PartialEq)]
struct Part {
    number: usize,
    is_group: bool,
    lines: RwSignal<Vec<Line>>,
}

/// The filter that is being written.
#[derive(Clone, Copy)]
struct Draft {
    state: ListState,
    any: RwSignal<bool>,
    parts: RwSignal<Vec<Part>>,
    next: StoredValue<usize>,
    /// Whether the person wanted to use it already: from then on errors are shown.
    is_tried: RwSignal<bool>,
}

impl Draft {
    fn new(state: ListState) -> Self {
        let draft = Self {
            state,
            any: RwSignal::new(false),
            parts: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            is_tried: RwSignal::new(false),
        };
        draft.take(&state.filter.get_untracked());
        draft
    }

    /// Shows another filter; an empty one as one condition to begin with.
    fn take(self, filter: &Filter) {
        self.any.set(filter.any);
        self.is_tried.set(false);
        let part = |item: &Item| match item {
            Item::One(condition) => self.part(false, vec![condition.clone()]),
            Item::Group(conditions) => self.part(true, conditions.clone()),
        };
        let mut parts: Vec<Part> = filter.items.iter().map(part).collect();
        if parts.is_empty() {
            parts.push(self.part(false, vec![self.begin()]));
        }
        self.parts.set(parts);
    }

    fn begin(self) -> Condition {
        Condition::begin(&PROPERTIES[0])
    }

    fn number(self) -> usize {
        self.next.update_value(|next| *next += 1);
        self.next.get_value()
    }

    fn line(self, condition: Condition) -> Line {
        Line { number: self.number(), condition: RwSignal::new(condition) }
    }

    fn part(self, is_group: bool, conditions: Vec<Condition>) -> Part {
        let lines = conditions.into_iter().map(|condition| self.line(condition)).collect();
        Part { number: self.number(), is_group, lines: RwSignal::new(lines) }
    }

    /// Removes a line, and its part with the last one.
    fn remove(self, part: Part, line: Line) {
        part.lines.update(|lines| lines.retain(|known| known.number != line.number));
        if part.lines.with_untracked(Vec::is_empty) {
            self.parts.update(|parts| parts.retain(|known| known.number != part.number));
        }
    }

    /// The filter as it stands; tracked. `Err`: without the conditions that are not whole.
    fn read(self) -> Result<Filter, Filter> {
        let mut is_whole = true;
        let mut items = Vec::new();
        for part in self.parts.get() {
            let mut conditions: Vec<Condition> = part.lines.get().iter().map(|line| line.condition.get()).collect();
            let all = conditions.len();
            conditions.retain(Condition::is_whole);
            is_whole &= conditions.len() == all;
            match (part.is_group, conditions.len()) {
                (_, 0) => {}
                (true, 2..) => items.push(Item::Group(conditions)),
                _ => items.extend(conditions.into_iter().map(Item::One)),
            }
        }
        let filter = Filter { any: self.any.get(), items };
        if is_whole { Ok(filter) } else { Err(filter) }
    }
}

#[component]
pub(super) fn FilterDialog(state: ListState) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let draft = Draft::new(state);
    let use_it = move |()| match untrack(move || draft.read()) {
        Ok(filter) => {
            state.filter.set(filter);
            console.close();
        }
        Err(_) => draft.is_tried.set(true),
    };
    let found = move || {
        let filter = draft.read().unwrap_or_else(|whole| whole);
        let rows = state.ordered.get();
        let found = console.with(|world| filter.find(world, &rows, console.now_untracked()).len());
        texts.list_count_matching(texts.number(found))
    };
    let full = Signal::derive(move || {
        let count: usize = draft.parts.get().iter().map(|part| part.lines.with(Vec::len)).sum();
        // A group begins with two conditions.
        (count + 2 > MOST_CONDITIONS).then(|| texts.list_filter_full(texts.number(MOST_CONDITIONS)))
    });
    let joins =
        Signal::stored(vec![Choice::new("all", texts.list_join_all()), Choice::new("any", texts.list_join_any())]);
    let groups_join = move || if draft.any.get() { texts.list_join_all() } else { texts.list_join_any() };
    view! {
        <Dialog
            title=texts.list_filter()
            size=DialogSize::Large
            on_close=move |()| console.close()
            test_id="filter-dialog"
            footer=move || {
                view! {
                    <span class="builder__found" role="status">{found}</span>
                    <Button label=texts.common_cancel() on_click=move |()| console.close() />
                    <Button label=texts.list_filter_apply() kind=ButtonKind::Primary on_click=use_it test_id="filter-apply" />
                }
            }
        >
            <RadioGroup
                legend=texts.list_join()
                look=RadioLook::Segmented
                choices=joins
                value=Signal::derive(move || if draft.any.get() { "any" } else { "all" }.to_owned())
                on_change=move |value: String| draft.any.set(value == "any")
            />
            <ul class="builder">
                <For each=move || draft.parts.get() key=|part| part.number let(part)>
                    <li class="builder__part" class:builder__part--group=part.is_group>
                        {part.is_group.then(|| view! { <p class="builder__join">{groups_join}</p> })}
                        <ul class="builder__lines">
                            <For each=move || part.lines.get() key=|line| line.number let(line)>
                                <li><ConditionLine draft part line /></li>
                            </For>
                        </ul>
                        {part.is_group.then(|| {
                            let add = move |()| part.lines.update(|lines| lines.push(draft.line(draft.begin())));
                            view! { <Button label=texts.list_filter_add() icon=Icon::Plus kind=ButtonKind::Link on_click=add disabled_reason=full /> }
                        })}
                    </li>
                </For>
            </ul>
            <div class="builder__more">
                <Button
                    label=texts.list_filter_add()
                    icon=Icon::Plus
                    disabled_reason=full
                    on_click=move |()| draft.parts.update(|parts| parts.push(draft.part(false, vec![draft.begin()])))
                    test_id="filter-add"
                />
                <Button
                    label=texts.list_filter_add_group()
                    icon=Icon::Plus
                    disabled_reason=full
                    on_click=move |()| {
                        draft.parts.update(|parts| parts.push(draft.part(true, vec![draft.begin(), draft.begin()])));
                    }
                />
            </div>
            <saved::Saved
                state
                now=Signal::derive(move || draft.read().unwrap_or_else(|whole| whole))
                on_choose=move |filter: Filter| draft.take(&filter)
            />
        </Dialog>
    }
}

#[component]
fn ConditionLine(draft: Draft, part: Part, line: Line) -> impl IntoView {
    let texts = draft.state.console.texts();
    let property = Memo::new(move |_| line.condition.with(|condition| condition.property.id));
    let properties: Vec<_> =
        PROPERTIES.iter().map(|property| SelectOption::new(property.id, (property.label)(texts))).collect();
    let choose = move |id: String| {
        if let Some(property) = PROPERTIES.iter().find(|property| property.id == id) {
            line.condition.set(Condition::begin(property));
        }
    };
    view! {
        <div class="builder__line" role="group" aria-label=move || line.condition.with(|one| (one.property.label)(texts))>
            <Select
                label=texts.list_filter_property()
                label_hidden=true
                width=FieldWidth::Full
                options=Signal::stored(properties)
                value=Signal::derive(move || property.get().to_owned())
                on_change=choose
            />
            {move || {
                property.track();
                view! { <Comparison draft line /> }
            }}
            <IconButton icon=Icon::Trash label=texts.list_filter_remove_condition() on_click=move |()| draft.remove(part, line) />
        </div>
    }
}

/// Operator and value, for the property that is chosen.
#[component]
fn Comparison(draft: Draft, line: Line) -> impl IntoView {
    let texts = draft.state.console.texts();
    let property = line.condition.with_untracked(|condition| condition.property);
    let ops = property.kind.ops().iter().map(|op| SelectOption::new(op.sign(), op_word(texts, &property.kind, *op)));
    let op = Memo::new(move |_| line.condition.with(|condition| condition.op));
    let choose = move |sign: String| {
        let Some(op) = Op::from_sign(&sign) else { return };
        line.condition.update(|condition| {
            let is_set = |op| matches!(op, Op::Is | Op::IsNot);
            if matches!(property.kind, Kind::Date(_)) && is_set(condition.op) != is_set(op) {
                condition.value = if is_set(op) { SET.to_owned() } else { String::new() };
            }
            condition.op = op;
        });
    };
    view! {
        <Select
            label=texts.list_filter_op()
            label_hidden=true
            width=FieldWidth::Full
            options=Signal::stored(ops.collect::<Vec<_>>())
            value=Signal::derive(move || op.get().sign().to_owned())
            on_change=choose
        />
        {move || value_field(draft, line, property, op.get())}
    }
}

fn value_field(draft: Draft, line: Line, property: &'static Property, op: Op) -> AnyView {
    let console = draft.state.console;
    let texts = console.texts();
    let value = Signal::derive(move || line.condition.with(|condition| condition.value.clone()));
    let set = move |value: String| line.condition.update(|condition| condition.value = value);
    let error = Signal::derive(move || {
        let is_wrong = draft.is_tried.get() && line.condition.with(|condition| !condition.is_whole());
        is_wrong
            .then(|| match property.kind {
                Kind::Number { .. } => texts.list_filter_need_number(),
                Kind::Date(_) => texts.list_filter_need_date(),
                _ => texts.list_filter_need_value(),
            })
            .map(ToOwned::to_owned)
    });
    let among = draft.state.ordered;
    let own = move || {
        among.with_untracked(|rows| console.peek(|world| values_of(property, world, rows, console.now_untracked())))
    };
    let label = texts.list_filter_value();
    match &property.kind {
        Kind::Choice { values, word, .. } => {
            let word = *word;
            let mut all: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            if all.is_empty() {
                all = own();
                let kept = value.get_untracked();
                if !kept.is_empty() && !all.contains(&kept) {
                    all.push(kept);
                }
                if value.with_untracked(String::is_empty) {
                    set(all.first().cloned().unwrap_or_default());
                }
            }
            let options: Vec<_> =
                all.into_iter().map(|value| SelectOption::new(value.clone(), word(texts, &value))).collect();
            view! {
                <Select label label_hidden=true width=FieldWidth::Full options=Signal::stored(options) value on_change=set error />
            }
            .into_any()
        }
        Kind::Text(_) => {
            let list = fresh_id("values");
            let options = own().into_iter().map(|value| view! { <option value=value></option> }).collect_view();
            view! {
                <div class="builder__value">
                    <TextField label label_hidden=true width=FieldWidth::Full value on_input=set error list=list.clone()
 max_length=200 />
                    <datalist id=list>{options}</datalist>
                </div>
            }
            .into_any()
        }
        Kind::Number { unit, .. } => view! {
            <TextField
                label
                label_hidden=true
                width=FieldWidth::Full
                kind=TextKind::Number { min: 0.0, max: 1_000_000.0 }
                unit=(*unit).to_owned()
                value
                on_input=set
                error
            />
        }
        .into_any(),
        Kind::Date(_) if matches!(op, Op::Is | Op::IsNot) => ().into_any(),
        Kind::Date(_) => {
            let read = |text: &str| iso::parse_exact(text).or_else(|| iso::parse(text)).map(local_time::format);
            let local = Signal::derive(move || value.with(|value| read(value)).unwrap_or_default());
            let write = move |text: String| set(local_time::parse(&text).map(iso::minute).unwrap_or_default());
            view! {
                <TextField label label_hidden=true width=FieldWidth::Full kind=TextKind::DateTimeLocal value=local on_input=write error />
            }
            .into_any()
        }
    }
}
