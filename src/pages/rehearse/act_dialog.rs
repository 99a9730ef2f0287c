//! The dialog of an act of the rehearsal: a sentence, its fields, the outcome for each instance, and the button that runs exactly that.

use leptos::prelude::*;

use super::{Done, Fates, Foreseen, Foresight, Kind, RefusalNote, tell};
use crate::{
    context::use_console,
    i18n::Texts,
    ui::{Button, ButtonKind, Dialog, DialogSize},
};
use latch_rules::Reason;

/// Open while mounted. `sight` is the expected result; `button` repeats it with the number.
#[component]
pub fn ActDialog(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] lead: Signal<String>,
    sight: Foresight,
    #[prop(into)] button: Signal<String>,
    /// What is missing in the fields.
    #[prop(into, optional)]
    why_not: Signal<Option<String>>,
    #[prop(optional)] done: Done,
    /// Replaces the words for a reason of refusal.
    #[prop(optional)]
    words: Option<fn(Texts, Reason) -> Option<&'static str>>,
    /// A sentence under the table.
    #[prop(into, optional)]
    rest: Signal<Option<String>>,
    /// What the notice calls the act.
    #[prop(into)]
    act: String,
    #[prop(into)] on_close: Callback<()>,
    /// Called after the act was carried out.
    #[prop(into, optional)]
    on_done: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let act = StoredValue::new(act);
    let releases = Memo::new(move |_| sight.shown.with(|seen| seen.count(Kind::Released)) > 0);
    let disabled = Signal::derive(move || {
        why_not.get().or_else(|| {
            sight.shown.with(|seen| match &seen.refusal {
                Some(refusal) => {
                    let other = words.and_then(|words| words(texts, refusal.reason)).map(str::to_owned);
                    Some(other.unwrap_or_else(|| texts.refusal(refusal)))
                }
                None if seen.is_empty() => Some(texts.rehearse_nobody().to_owned()),
                None => None,
            })
        })
    });
    let fire = move |()| {
        let act = act.get_value();
        sight.fire(console, move |came: Foreseen| {
            let done = came.refusal.is_none();
            tell(console, &act, &came);
            // The dialog may have been closed meanwhile; then there is nothing to close.
            if done && sight.busy.try_get_untracked().is_some() {
                if let Some(on_done) = on_done {
                    on_done.try_run(());
                }
                on_close.try_run(());
            }
        });
    };
    view! {
        <Dialog
            title
            size=DialogSize::Large
            on_close
            test_id="act-dialog"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=move |()| { on_close.try_run(()); } />
                    {move || {
                        let kind = if releases.get() { ButtonKind::Danger } else { ButtonKind::Primary };
                        view! { <Button label=button kind disabled_reason=disabled busy=sight.busy on_click=fire test_id="act-confirm" /> }
                    }}
                }
            }
        >
            <p>{move || lead.get()}</p>
            {children.map(|children| children())}
            <RefusalNote seen=sight.shown outdated=sight.outdated words />
            <Fates seen=sight.shown done test_id="act-fates" />
            {move || rest.get().map(|text| view! { <p class="fates__more" data-testid="act-rest">{text}</p> })}
        </Dialog>
    }
}
