//! Import: a person pastes or drops DescribeInstances answers, a Latch export or a scenario. Says what is wrong by place and reason, and
//! what would come, go and change, before anything does.

mod preview;

use leptos::prelude::*;

use self::preview::{Preview, PreviewPart, look};
use crate::{
    codec::import::Mode,
    context::{Console, Notice, Route, use_console},
    pages::parts::when_at_rest,
    platform::files,
    ui::{Button, ButtonKind, Choice, Dialog, DialogSize, FieldWidth, RadioGroup, TextArea},
};

#[component]
pub(super) fn ImportDialog() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let text = RwSignal::new(String::new());
    let adds = RwSignal::new(false);
    let preview = RwSignal::new(Preview::Nothing);
    let is_busy = RwSignal::new(false);
    let is_over = RwSignal::new(false);
    let mode = move || if adds.get_untracked() { Mode::Add } else { Mode::Replace };
    // A large fleet is not read at every keystroke.
    let rested = when_at_rest(move || look(console, text, adds, preview));
    Effect::new(move || {
        adds.track();
        let is_empty = text.with(|text| text.trim().is_empty());
        preview.set(if is_empty { Preview::Nothing } else { Preview::Reading });
        rested();
    });
    let take = move |result: Result<String, String>| match result {
        Ok(content) => drop(text.try_set(content)),
        Err(reason) => drop(preview.try_set(Preview::Wrong(texts.dialogs_import_unreadable(reason)))),
    };
    let why_not = Signal::derive(move || preview.with(|preview| preview.why_not(texts)));
    let label = move || preview.with(|preview| preview.button(texts));
    let choices = vec![
        Choice::new("replace", texts.dialogs_import_replace()).hint(texts.dialogs_import_replace_hint()),
        Choice::new("add", texts.dialogs_import_add()).hint(texts.dialogs_import_add_hint()),
    ];
    let chosen = Signal::derive(move || if adds.get() { "add" } else { "replace" }.to_owned());
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
                        label=Signal::derive(label)
                        kind=ButtonKind::Primary
                        disabled_reason=why_not
                        busy=is_busy
                        on_click=move |()| run(console, &text.get_untracked(), mode(), preview, is_busy)
                        test_id="import-run"
                    />
                }
            }
        >
            <p>{texts.dialogs_import_text()}</p>
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
                    rows=6
                    width=FieldWidth::Full
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
                value=chosen
                on_change=move |value: String| adds.set(value == "add")
            />
            <PreviewPart preview />
        </Dialog>
    }
}

fn run(console: Console, text: &str, mode: Mode, preview: RwSignal<Preview>, is_busy: RwSignal<bool>) {
    let texts = console.texts();
    is_busy.set(true);
    console.import(text, mode.into(), move |result| {
        let _ = is_busy.try_set(false);
        match result {
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
            Err(reason) => drop(preview.try_set(Preview::Wrong(reason))),
        }
    });
}
