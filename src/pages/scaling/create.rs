//! Creates a group: its id, validated by the rules when it is sent.

use leptos::prelude::*;

use crate::{
    context::{Notice, Route, use_console},
    ui::{Button, ButtonKind, Dialog, FieldWidth, TextField},
};
use latch_rules::{Actor, Command, Subject};

/// Maximum length of an id, as in ECS.
const LONGEST: u32 = 64;

#[component]
pub(super) fn CreateGroup(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let id = RwSignal::new(free_id(console));
    let error: RwSignal<Option<String>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let create = move |()| {
        let group = id.with_untracked(|id| id.trim().to_owned());
        busy.set(true);
        let command = Command::CreateScalingGroup { group: group.as_str().into() };
        console.send_as(Actor::Simulation, command, move |reply| {
            let _ = busy.try_set(false);
            match reply {
                Ok(_) => {
                    console.notify(Notice::success(texts.scaling_created(&group)));
                    on_close.try_run(());
                    console.go(&Route::ScalingGroup { id: group });
                }
                Err(refusal) => {
                    let why = match refusal.subject {
                        Subject::Field(_) => texts.refusal_text(refusal.reason),
                        _ => texts.refusal(&refusal),
                    };
                    let _ = error.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <Dialog
            title=texts.scaling_create()
            on_close
            test_id="create-group-dialog"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=move |()| { on_close.try_run(()); } />
                    <Button label=texts.scaling_create() kind=ButtonKind::Primary busy on_click=create test_id="create-group-confirm" />
                }
            }
        >
            <TextField
                label=texts.scaling_group_id()
                value=id
                on_input=move |text| {
                    id.set(text);
                    error.set(None);
                }
                width=FieldWidth::Full
                required=true
                max_length=LONGEST
                hint=Some(texts.scaling_group_id_hint().to_owned())
                error
                autofocus=true
                test_id="group-id"
            />
        </Dialog>
    }
}

/// An id that no group has yet, as the initial value.
fn free_id(console: crate::context::Console) -> String {
    let is_free = |id: &String| !console.peek(|world| world.groups.contains_key(id.as_str()));
    (1..).map(|number| format!("asg-{number}")).find(is_free).unwrap_or_default()
}
