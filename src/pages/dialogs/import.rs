//! Import: a person pastes or drops DescribeInstances answers, or a Latch export. Says what is wrong by place and reason; changes
//! nothing until all of it is right.

use leptos::prelude::*;

use crate::{
    codec::import::Mode,
    context::{Console, Notice, Route, use_console},
    platform::files,
    ui::{Button, ButtonKind, Choice, Dialog, DialogSize, Notice as Told, NoticeKind as Look, RadioGroup, TextArea},
};

#[component]
pub(super) fn ImportDialog() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let text = RwSignal::new(String::new());
    let adds = RwSignal::new(false);
    let problem: RwSignal<Option<String>> = RwSignal::new(None);
    let is_over = RwSignal::new(false);
    let take = move |result: Result<String, String>| match result {
        Ok(content) => {
            problem.set(None);
            text.set(content);
        }
        Err(reason) => problem.set(Some(texts.dialogs_import_unreadable(reason))),
    };
    let why_not = Signal::derive(move || {
        text.with(|text| text.trim().is_empty()).then(|| texts.dialogs_import_empty().to_owned())
    });
    let choices = vec![
        Choice::new("replace", texts.dialogs_import_replace()).hint(texts.dialogs_import_replace_hint()),
        Choice::new("add", texts.dialogs_import_add()).hint(texts.dialogs_import_add_hint()),
    ];
    let mode = Signal::derive(move || if adds.get() { "add" } else { "replace" }.to_owned());
    view! {
        <Dialog
            title=texts.dialogs_import_title()
            size=DialogSize::Large
            on_close=move |()| console.close()
            test_id="import-dialog"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=move |()| console.close() />
                    <Button
                        label=texts.dialogs_import_button()
                        kind=ButtonKind::Primary
                        disabled_reason=why_not
                        on_click=move |()| run(console, &text.get_untracked(), adds.get_untracked(), problem)
                        test_id="import-run"
                    />
                }
            }
        >
            <p>{texts.dialogs_import_text()}</p>
            {move || {
                problem
                    .get()
                    .map(|problem| {
                        view! { <Told kind=Look::Error title=texts.dialogs_import_failed() test_id="import-problem"><p>{problem}</p></Told> }
                    })
            }}
            <div
                class="import-drop"
                class:import-drop--over=move || is_over.get()
                on:dragover=move |event| {
                    event.prevent_default();
                    is_over.set(true);
                }
                on:dragleave=move |_| is_over.set(false)
                on:drop=move |event| {
                    event.prevent_default();
                    is_over.set(false);
                    files::read_dropped(&event, take);
                }
            >
                <TextArea
                    label=texts.dialogs_import_field()
                    value=text
                    rows=10
                    code=true
                    hint=Some(texts.dialogs_import_field_hint().to_owned())
                    on_input=move |value| text.set(value)
                    test_id="import-text"
                />
                <label class="import-file">
                    <span>{texts.dialogs_import_file()}</span>
                    <input type="file" accept=".json,application/json" on:change=move |event| files::read_picked(&event, take) />
                </label>
            </div>
            <RadioGroup
                legend=texts.dialogs_import_mode()
                choices=Signal::stored(choices)
                value=mode
                on_change=move |value: String| adds.set(value == "add")
            />
        </Dialog>
    }
}

fn run(console: Console, text: &str, adds: bool, problem: RwSignal<Option<String>>) {
    let texts = console.texts();
    let mode = if adds { Mode::Add } else { Mode::Replace };
    console.import(text, mode, move |result| match result {
        Ok(summary) => {
            console.selection().update(crate::context::Selection::clear);
            console.close();
            let mut notice = Notice::success(texts.dialogs_imported(summary.instances));
            if summary.settled > 0 {
                notice = notice.line(texts.dialogs_imported_settled(summary.settled));
            }
            if summary.unknown_dropped {
                notice = notice.line(texts.dialogs_imported_unknown_dropped());
            }
            console.notify(notice);
            console.go(&Route::default());
        }
        Err(reason) => drop(problem.try_set(Some(reason))),
    });
}
