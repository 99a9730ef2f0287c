//! The filters that a person has saved, in this browser. One of them may be what the list begins with.

use leptos::prelude::*;

use super::{filter::Filter, state::ListState};
use crate::{
    platform::prefs,
    ui::{Button, FieldWidth, Icon, IconButton, Select, SelectOption, TextField, use_announcer},
};

/// A filter with its name.
#[derive(Clone, PartialEq, Debug)]
struct Named {
    name: String,
    /// As the address has it.
    filter: String,
    /// Whether the list begins with it.
    is_default: bool,
}

/// Reads what `text` wrote: a line for each filter, `*` before the default one, the name, a tab, the filter.
fn read(text: &str) -> Vec<Named> {
    let line = |line: &str| {
        let (name, filter) = line.split_once('\t')?;
        let is_default = name.starts_with('*');
        Some(Named { name: name.strip_prefix('*').unwrap_or(name).to_owned(), filter: filter.to_owned(), is_default })
    };
    text.lines().filter_map(line).collect()
}

fn text(all: &[Named]) -> String {
    let line = |one: &Named| format!("{}{}\t{}", if one.is_default { "*" } else { "" }, one.name, one.filter);
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The filter that the list begins with where the address names none; empty if there is none.
pub(super) fn default_filter() -> String {
    read(&prefs::filters()).into_iter().find(|one| one.is_default).map(|one| one.filter).unwrap_or_default()
}

/// A name as it is kept: one line, without the signs that have a meaning in it.
fn clean(name: &str) -> String {
    name.replace(['\t', '\n', '\r'], " ").trim().trim_start_matches('*').trim().to_owned()
}

/// Chooses among the saved filters; saves, renames, updates and deletes them.
#[component]
pub(super) fn Saved(
    state: ListState,
    /// The filter as it is written now.
    now: Signal<Filter>,
    #[prop(into)] on_choose: Callback<Filter>,
) -> impl IntoView {
    let texts = state.console.texts();
    let announcer = use_announcer();
    let all = RwSignal::new(read(&prefs::filters()));
    let own = now.with_untracked(Filter::text);
    let first = all.with_untracked(|all| all.iter().find(|one| one.filter == own).map(|one| one.name.clone()));
    let chosen = RwSignal::new(first.unwrap_or_default());
    let name = RwSignal::new(chosen.get_untracked());
    let is_tried = RwSignal::new(false);
    let keep = move |change: &dyn Fn(&mut Vec<Named>)| {
        all.update(change);
        prefs::keep_filters(&all.with_untracked(|all| text(all)));
    };
    let current =
        Memo::new(move |_| all.with(|all| all.iter().find(|one| chosen.with(|name| one.name == *name)).cloned()));
    let is_changed =
        Memo::new(move |_| current.with(|one| one.as_ref().is_some_and(|one| one.filter != now.with(Filter::text))));
    let options = Signal::derive(move || {
        let none = SelectOption::new("", texts.list_saved_none());
        let label = |one: &Named| if one.is_default { texts.list_saved_default(&one.name) } else { one.name.clone() };
        let saved =
            all.with(|all| all.iter().map(|one| SelectOption::new(one.name.clone(), label(one))).collect::<Vec<_>>());
        std::iter::once(none).chain(saved).collect::<Vec<_>>()
    });
    let choose = move |wanted: String| {
        let filter = all.with_untracked(|all| all.iter().find(|one| one.name == wanted).map(|one| one.filter.clone()));
        name.set(wanted.clone());
        chosen.set(wanted);
        if let Some(filter) = filter {
            on_choose.run(Filter::read(&filter).0);
        }
    };
    // Under the name of a saved filter it is written over; under another name it is a new one.
    let save = move |()| {
        let own = clean(&name.get_untracked());
        is_tried.set(own.is_empty());
        if own.is_empty() {
            return;
        }
        let filter = now.with_untracked(Filter::text);
        keep(&|all| match all.iter_mut().find(|one| one.name == own) {
            Some(one) => one.filter.clone_from(&filter),
            None => all.push(Named { name: own.clone(), filter: filter.clone(), is_default: false }),
        });
        announcer.polite(texts.list_saved_done(&own));
        chosen.set(own);
    };
    let rename = move |()| {
        let (from, to) = (chosen.get_untracked(), clean(&name.get_untracked()));
        is_tried.set(to.is_empty());
        if to.is_empty() {
            return;
        }
        keep(&|all| {
            all.retain(|one| one.name != to || one.name == from);
            all.iter_mut().filter(|one| one.name == from).for_each(|one| one.name.clone_from(&to));
        });
        chosen.set(to);
    };
    let delete = move |()| {
        let gone = chosen.get_untracked();
        keep(&|all| all.retain(|one| one.name != gone));
        announcer.polite(texts.list_saved_deleted(&gone));
        chosen.set(String::new());
        name.set(String::new());
    };
    let is_default = Memo::new(move |_| current.with(|one| one.as_ref().is_some_and(|one| one.is_default)));
    let make_default = move |()| {
        let (own, on) = (chosen.get_untracked(), !is_default.get_untracked());
        keep(&|all| all.iter_mut().for_each(|one| one.is_default = on && one.name == own));
    };
    let is_renamed = Memo::new(move |_| chosen.with(|from| !from.is_empty() && name.with(|to| clean(to) != *from)));
    view! {
        <div class="saved">
            <Select
                label=texts.list_saved()
                width=FieldWidth::Medium
                options
                value=chosen
                on_change=choose
                hint=Signal::derive(move || is_changed.get().then(|| texts.list_saved_changed().to_owned()))
                test_id="filter-saved"
            />
            <TextField
                label=texts.list_saved_name()
                width=FieldWidth::Medium
                max_length=60
                value=name
                on_input=move |text| name.set(text)
                error=Signal::derive(move || is_tried.get().then(|| texts.list_saved_need_name().to_owned()))
            />
            <div class="saved__acts">
                <Button
                    label=Signal::derive(move || {
                        if current.with(Option::is_some) && !is_renamed.get() { texts.list_saved_update() } else { texts.list_saved_save() }
                            .to_owned()
                    })
                    on_click=save
                    test_id="filter-save"
                />
                <Show when=move || current.with(Option::is_some)>
                    <Show when=move || is_renamed.get()><Button label=texts.list_saved_rename() on_click=rename /></Show>
                    <Button
                        label=Signal::derive(move || {
                            if is_default.get() { texts.list_saved_no_default() } else { texts.list_saved_make_default() }.to_owned()
                        })
                        on_click=make_default
                    />
                    <IconButton icon=Icon::Trash label=Signal::derive(move || texts.list_saved_delete(chosen.get())) on_click=delete />
                </Show>
            </div>
        </div>
    }
}

#[cfg(test)]
mod test {
    use super::{Named, clean, read, text};

    #[test]
    fn saved_filters_read_back_as_written() {
        let one = |name: &str, filter: &str, is_default| Named { name: name.into(), filter: filter.into(), is_default };
        let all = [one("未保护", "protection=off", true), one("a, b = c", "name~x;(zone=y|zone=z)", false)];
        assert_eq!(read(&text(&all)), all);
        assert_eq!(read("no tab\n"), []);
        assert_eq!(clean(" *a\tb\n "), "a b");
    }
}
