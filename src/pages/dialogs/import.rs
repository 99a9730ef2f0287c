//! Import: a person pastes or drops `DescribeInstances` answers, a Latch export or a scenario. Shows the place and reason of an error, and
//! what would be added, removed and changed, before the import runs.

mod preview;
mod run;
mod source;

use leptos::prelude::*;

use self::{
    preview::{Look, Preview, PreviewPart, ReadingPart},
    run::Run,
    source::{Content, HeldPart, Source},
};
use crate::{
    context::use_console,
    pages::parts::when_at_rest,
    platform::files,
    ui::{
        Button, ButtonKind, Choice, Dialog, DialogSize, FieldWidth, Notice as Told, NoticeKind, RadioGroup, TextArea,
    },
};
use latch_ecs::import::{Mode, Options};

#[component]
pub(super) fn ImportDialog() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let source = Source::new(texts);
    let asked = RwSignal::new(Options::default());
    let look = Look::new(console, source, asked);
    let run = Run::new(console);
    let (preview, is_busy) = (look.preview, run.is_busy);
    // Why the preview was read again; `None` if it was not.
    let outdated: RwSignal<Option<String>> = RwSignal::new(None);
    let is_over = RwSignal::new(false);
    // Debounced: a large fleet is not read at every keystroke.
    let rested = when_at_rest(move || look.begin());
    Effect::new(move || {
        asked.track();
        outdated.set(None);
        // Drops the reading of the previous text at once.
        look.drop_reading();
        let is_empty = source.typed.with(|typed| typed.trim().is_empty());
        preview.set(match source.held.get().map(|held| held.content) {
            Some(Content::Failed(why)) => Preview::Wrong(why),
            None if is_empty => Preview::Nothing,
            Some(Content::Coming | Content::Here(_)) | None => Preview::Reading,
        });
        rested();
    });
    // A new text has a new time of saving, so the answer about passed dates is forgotten.
    let forget_time = move || {
        let _ = asked.try_update(|asked| asked.time = None);
    };
    let put = move |content: String| {
        forget_time();
        source.put(content);
    };
    let take = move |file: Option<files::Picked>| {
        if let Some(file) = file {
            forget_time();
            source.read(file);
        }
    };
    let why_not = Signal::derive(move || preview.with(|preview| preview.why_not(texts)));
    let label = move || preview.with(|preview| preview.button(texts));
    let choices = vec![
        Choice::new("replace", texts.dialogs_import_replace()).hint(texts.dialogs_import_replace_hint()),
        Choice::new("add", texts.dialogs_import_add()).hint(texts.dialogs_import_add_hint()),
    ];
    let chosen = Signal::derive(move || asked.with(|asked| asked.mode.name()).to_owned());
    let choose = move |value: String| {
        // The answer about passed dates belonged to the other mode, so it is reset.
        asked.set(Mode::parse(Some(&value)).unwrap_or_default().into());
    };
    // Hides the text field while a text is held; a text that is too large would otherwise stay in it.
    let is_held = Memo::new(move |_| source.held.with(Option::is_some));
    let field = move || {
        (!is_held.get()).then(|| {
            view! {
                <TextArea
                    label=texts.dialogs_import_field()
                    value=source.typed
                    rows=6
                    width=FieldWidth::Full
                    code=true
                    hint=Some(texts.dialogs_import_field_hint().to_owned())
                    on_input=put
                    test_id="import-text"
                />
            }
        })
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
                                    look.begin();
                                }
                            };
                            if let Some(text) = source.text() {
                                run.start(text, preview, again);
                            }
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
                    take(files::dropped(&event));
                }
                on:paste=move |event| {
                    if source.pasted(&event) {
                        forget_time();
                    }
                }
            >
                <HeldPart source />
                {field}
                <label class="import-file">
                    <span>{texts.dialogs_import_file()}</span>
                    <input type="file" accept=".json,application/json" on:change=move |event| take(files::picked(&event)) />
                </label>
            </div>
            <RadioGroup
                legend=texts.dialogs_import_mode()
                choices=Signal::stored(choices)
                value=chosen
                on_change=choose
            />
            {move || {
                outdated.get().map(|why| view! { <Told kind=NoticeKind::Warning test_id="import-outdated"><p>{why}</p></Told> })
            }}
            <ReadingPart look run />
            <PreviewPart preview asked />
        </Dialog>
    }
}
