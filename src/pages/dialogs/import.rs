//! Import: a person pastes or drops DescribeInstances answers, a Latch export or a scenario. Says what is wrong by place and reason, and
//! what would come, go and change, before anything does.

mod preview;

use leptos::prelude::*;

use self::preview::{Preview, PreviewPart, look};
use crate::{
    codec::import::{Mode, Options, Timing},
    context::{Console, Notice, Route, use_console},
    pages::parts::when_at_rest,
    platform::files,
    ui::{
        Button, ButtonKind, Choice, Dialog, DialogSize, FieldWidth, Notice as Told, NoticeKind as Look, RadioGroup,
        TextArea,
    },
};

#[component]
pub(super) fn ImportDialog() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let text = RwSignal::new(String::new());
    let asked = RwSignal::new(Options::default());
    let preview = RwSignal::new(Preview::Nothing);
    // Why what is shown was looked at once more.
    let outdated: RwSignal<Option<String>> = RwSignal::new(None);
    let is_busy = RwSignal::new(false);
    let is_over = RwSignal::new(false);
    // A large fleet is not read at every keystroke.
    let rested = when_at_rest(move || look(console, text, asked, preview));
    Effect::new(move || {
        asked.track();
        outdated.set(None);
        let is_empty = text.with(|text| text.trim().is_empty());
        preview.set(if is_empty { Preview::Nothing } else { Preview::Reading });
        rested();
    });
    // Another text is from another time.
    let put = move |content: String| {
        let _ = asked.try_update(|asked| asked.time = None);
        let _ = text.try_set(content);
    };
    let take = move |result: Result<String, String>| match result {
        Ok(content) => put(content),
        Err(reason) => drop(preview.try_set(Preview::Wrong(texts.dialogs_import_unreadable(reason)))),
    };
    let why_not = Signal::derive(move || preview.with(|preview| preview.why_not(texts)));
    let label = move || preview.with(|preview| preview.button(texts));
    let choices = vec![
        Choice::new("replace", texts.dialogs_import_replace()).hint(texts.dialogs_import_replace_hint()),
        Choice::new("add", texts.dialogs_import_add()).hint(texts.dialogs_import_add_hint()),
    ];
    let chosen = Signal::derive(move || asked.with(|asked| asked.mode.name()).to_owned());
    let choose = move |value: String| {
        // What was said of dates that have passed was said of the other way.
        asked.set(Mode::parse(Some(&value)).unwrap_or_default().into());
    };
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
                        on_click=move |()| {
                            let again = move |why| {
                                if outdated.try_set(Some(why)).is_none() {
                                    look(console, text, asked, preview);
                                }
                            };
                            run(console, &text.get_untracked(), preview, is_busy, again);
                        }
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
                    on_input=put
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
                on_change=choose
            />
            {move || {
                outdated.get().map(|why| view! { <Told kind=Look::Warning test_id="import-outdated"><p>{why}</p></Told> })
            }}
            <PreviewPart preview asked />
        </Dialog>
    }
}

/// Imports as it was shown. `again` is called with the reason where that would take away more than was shown.
fn run(
    console: Console,
    text: &str,
    preview: RwSignal<Preview>,
    is_busy: RwSignal<bool>,
    again: impl FnOnce(String) + 'static,
) {
    let Some(options) = preview.with_untracked(Preview::options) else { return };
    let seen = preview.with_untracked(Preview::seen);
    let texts = console.texts();
    is_busy.set(true);
    console.import(text, options, seen, move |result| {
        let _ = is_busy.try_set(false);
        match result {
            Ok(summary) => {
                console.close();
                let mut notice = Notice::success(texts.dialogs_imported(summary.instances));
                if summary.settled > 0 {
                    notice = notice.line(texts.dialogs_imported_settled(summary.settled));
                }
                if summary.unknown_dropped {
                    notice = notice.line(texts.dialogs_imported_unknown_dropped());
                }
                if summary.missing.count > 0 {
                    let total = texts.number(summary.missing.total);
                    notice = notice.line(texts.dialogs_imported_missing(summary.missing.count, total));
                }
                if summary.left_out > 0 {
                    notice = notice.line(texts.dialogs_imported_left_out(summary.left_out));
                }
                let stands = summary.timing == Some(Timing::Saved);
                if let Some(at) = summary.saved_at.filter(|_| stands) {
                    notice = notice.line(texts.dialogs_imported_stands(texts.date_time(at)));
                }
                console.notify(notice);
                console.go(&Route::default());
            }
            Err(not) if not.is_outdated() => again(not.why),
            Err(not) => drop(preview.try_set(Preview::Wrong(not.why))),
        }
    });
}
