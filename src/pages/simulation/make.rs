//! The dialog that makes a scenario from the current account: a file for the folder `scenarios/`. Holds the draft; the content of the file
//! is the export.

use leptos::prelude::*;

use crate::{
    context::use_console,
    platform::files,
    ui::{Button, ButtonKind, Dialog, DialogSize, FieldWidth, Notice as Told, NoticeKind as Look, TextArea, TextField},
};
use latch_ecs::api::scenario::{self, About, Counts, Words};
use latch_rules::world::is_scenario_name;

/// Input of the form.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    title_en: RwSignal<String>,
    title_zh: RwSignal<String>,
    purpose_en: RwSignal<String>,
    purpose_zh: RwSignal<String>,
}

impl Draft {
    fn is_whole(self) -> bool {
        let others = [self.title_en, self.title_zh, self.purpose_en, self.purpose_zh];
        self.name.with(|name| is_scenario_name(name))
            && others.iter().all(|text| text.with(|text| !text.trim().is_empty()))
    }

    fn about(self, counts: Counts) -> About {
        let words = |en: RwSignal<String>, zh: RwSignal<String>| Words {
            en: en.with_untracked(|text| text.trim().into()),
            zh_cn: zh.with_untracked(|text| text.trim().into()),
        };
        About {
            name: self.name.with_untracked(|name| name.as_str().into()),
            title: words(self.title_en, self.title_zh),
            purpose: words(self.purpose_en, self.purpose_zh),
            tries: Vec::new(),
            counts,
        }
    }
}

#[component]
pub(super) fn MakeDialog(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let text = || RwSignal::new(String::new());
    let draft = Draft { name: text(), title_en: text(), title_zh: text(), purpose_en: text(), purpose_zh: text() };
    // Errors are shown from the first attempt on.
    let was_tried = RwSignal::new(false);
    let problem: RwSignal<Option<String>> = RwSignal::new(None);
    let make = move |()| {
        was_tried.set(true);
        problem.set(None);
        if !draft.is_whole() {
            return;
        }
        let about = draft.about(console.peek(Counts::of));
        console.export(move |world| {
            let saved = world.and_then(|world| {
                let text = scenario::write(&about, &world);
                files::download("scenario.json", "application/json", &text)
                    .map_err(|_| texts.scenarios_make_failed().to_owned())
            });
            match saved {
                Ok(()) => drop(on_close.try_run(())),
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    };
    let name_error = Signal::derive(move || {
        let is_wrong = was_tried.get() && draft.name.with(|name| !is_scenario_name(name));
        is_wrong.then(|| texts.scenarios_make_name_wrong().to_owned())
    });
    let empty = move |text: RwSignal<String>, what: &'static str| {
        Signal::derive(move || {
            (was_tried.get() && text.with(|text| text.trim().is_empty())).then(|| texts.scenarios_make_empty(what))
        })
    };
    let field = move |label: &'static str, text: RwSignal<String>| {
        view! {
            <TextField label value=text width=FieldWidth::Full required=true error=empty(text, label) on_input=move |value| text.set(value) />
        }
    };
    let area = move |label: &'static str, text: RwSignal<String>| {
        view! {
            <TextArea label value=text width=FieldWidth::Full rows=3 required=true error=empty(text, label) on_input=move |value| text.set(value) />
        }
    };
    view! {
        <Dialog
            title=texts.scenarios_make_title()
            size=DialogSize::Medium
            on_close
            test_id="make-dialog"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=on_close />
                    <Button label=texts.scenarios_make_button() kind=ButtonKind::Primary on_click=make test_id="make-run" />
                }
            }
        >
            <p>{texts.scenarios_make_lead()}</p>
            {move || problem.get().map(|why| view! { <Told kind=Look::Error title=why /> })}
            <TextField
                label=texts.scenarios_make_name()
                value=draft.name
                required=true
                hint=Some(texts.scenarios_make_name_hint().to_owned())
                error=name_error
                on_input=move |value| draft.name.set(value)
            />
            {field(texts.scenarios_make_title_en(), draft.title_en)}
            {field(texts.scenarios_make_title_zh(), draft.title_zh)}
            {area(texts.scenarios_make_purpose_en(), draft.purpose_en)}
            {area(texts.scenarios_make_purpose_zh(), draft.purpose_zh)}
            <p class="scenarios__note">{texts.scenarios_make_secret()}</p>
        </Dialog>
    }
}
