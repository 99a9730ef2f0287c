//! Going back: shows what it would change, then the button. What is undone stays in the records, marked.

use leptos::prelude::*;

use crate::i18n::args;
use crate::{
    context::{Notice, Route, SimulationTab, rewound, use_console},
    pages::parts::{Changes, ChangesTable},
    ui::{Button, ButtonKind, Dialog, DialogSize, Notice as Told, NoticeKind},
};
use latch_rules::{Actor, Command, Reason, UnixMillis};

/// Content of the dialog: the instant, how many commits are undone, and the differences.
#[derive(Clone, PartialEq, Debug)]
struct Preview {
    at: UnixMillis,
    undone: usize,
    changes: Changes,
}

#[component]
pub(in crate::pages::simulation) fn RewindDialog(commit: u64) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    // Computed again when anything happens meanwhile, because going back would then undo more.
    let preview = Memo::new(move |_| {
        console.with(|world| {
            let (then, undone) = console.with_history(|history| rewound(world, history, commit))?;
            Some(Preview { at: then.clock.virtual_anchor, undone, changes: Changes::to(console, &then) })
        })
    });
    let is_busy = RwSignal::new(false);
    let failed: RwSignal<Option<String>> = RwSignal::new(None);
    let gone =
        Signal::derive(move || preview.with(Option::is_none).then(|| texts.refusal_text(Reason::HistoryNotKept)));
    let go = move |()| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        console.send_as(Actor::Simulation, Command::Rewind { to: commit }, move |reply| {
            let _ = is_busy.try_set(false);
            match reply {
                Ok(_) => {
                    console.close();
                    console.second_passed();
                    let page = Route::Simulation { tab: SimulationTab::Clock };
                    let now = texts.date_time_exact(console.now_untracked());
                    console.notify(
                        Notice::success(texts.simulation_back_done(now))
                            .line(texts.simulation_back_paused())
                            .linked(texts.clock_open_page(), page.href()),
                    );
                }
                Err(refusal) => drop(failed.try_set(Some(texts.refusal(&refusal)))),
            }
        });
    };
    view! {
        <Dialog
            title=texts.simulation_back_dialog()
            size=DialogSize::Medium
            on_close=move |()| console.close()
            test_id="rewind"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=move |()| console.close() autofocus=true />
                    <Button
                        label=texts.simulation_back_confirm()
                        kind=ButtonKind::Primary
                        busy=is_busy
                        disabled_reason=gone
                        on_click=go
                        test_id="rewind-confirm"
                    />
                }
            }
        >
            {move || failed.get().map(|text| view! { <Told kind=NoticeKind::Error><p>{text}</p></Told> })}
            {move || {
                gone.get().map(|text| view! { <Told kind=NoticeKind::Warning><p>{text}</p></Told> })
            }}
            {move || {
                let Preview { at, undone, changes } = preview.get()?;
                Some(
                    view! {
                        <p>{texts.simulation_back_lead(args::SimulationBackLead { count: undone, time: texts.date_time_exact(at) })}</p>
                        <ChangesTable changes />
                    },
                )
            }}
            <p class="simulation__hint">{texts.simulation_back_records()}</p>
        </Dialog>
    }
}
