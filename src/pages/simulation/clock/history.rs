//! Going back: every kept commit, newest first, each with a button that goes back to it. `back` shows what that changes before it is done.

use leptos::prelude::*;

use crate::{
    context::{Dialog, rewind_targets, use_console},
    i18n::{Texts, args},
    pages::parts::Moment,
    ui::{Button, ButtonKind, Empty, Icon, Section},
};
use latch_rules::{Event, UnixMillis};
use latch_session::stored::commit::Commit;

/// Number of commits that are shown at first.
const FIRST: usize = 30;

/// A commit, as text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Line {
    number: u64,
    at: UnixMillis,
    what: String,
    actor: String,
}

#[component]
pub(super) fn History() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let all_shown = RwSignal::new(false);
    let lines = Memo::new(move |_| {
        let most = if all_shown.get() { usize::MAX } else { FIRST };
        console.with_history(|history| {
            rewind_targets(history).take(most).map(|commit| line(texts, commit)).collect::<Vec<_>>()
        })
    });
    let count = Memo::new(move |_| console.with_history(|history| rewind_targets(history).count()));
    let is_none = Memo::new(move |_| count.get() < 2);
    let hidden = Memo::new(move |_| count.get().saturating_sub(lines.with(Vec::len)));
    let newest = Memo::new(move |_| lines.with(|lines| lines.first().map(|line| line.number)));
    view! {
        <Section title=texts.simulation_back_title() test_id="history">
            <p class="simulation__hint">{texts.simulation_back_hint()}</p>
            <Show
                when=move || !is_none.get()
                fallback=move || view! { <Empty icon=Icon::History text=texts.simulation_back_none() /> }
            >
                <ol class="history">
                    <For each=move || lines.get() key=|line| line.clone() let(line)>
                        <li class="history__line">
                            <div class="history__text">
                                <span class="history__what">{line.what.clone()}</span>
                                <span class="history__small"><Moment at=line.at absolute_first=true /> " · " {line.actor}</span>
                            </div>
                            {
                                let number = line.number;
                                move || match newest.get() == Some(number) {
                                    true => view! { <span class="history__present">{texts.simulation_back_present()}</span> }.into_any(),
                                    false => view! {
                                        <Button
                                            label=texts.simulation_back_button()
                                            aria_label=texts.simulation_back_to(args::SimulationBackTo { number, what: &line.what })
                                            kind=ButtonKind::Link
                                            on_click=move |()| console.open(Dialog::Rewind(number))
                                        />
                                    }
                                        .into_any(),
                                }
                            }
                        </li>
                    </For>
                </ol>
            </Show>
            <Show when=move || { hidden.get() > 0 }>
                <Button
                    label=Signal::derive(move || texts.records_show_more(hidden.get()))
                    on_click=move |()| all_shown.set(true)
                />
            </Show>
        </Section>
    }
}

fn line(texts: Texts, commit: &Commit) -> Line {
    Line { number: commit.number, at: commit.at, what: what(texts, &commit.events), actor: texts.actor(&commit.actor) }
}

/// The acts of a commit, by its records. A commit without a record only settled statuses or dropped old records.
pub(super) fn what(texts: Texts, events: &[Event]) -> String {
    let mut acts: Vec<&'static str> = Vec::new();
    let mut touched = 0;
    for event in events {
        match event {
            Event::Recorded { record } => {
                let act = texts.act(record.act);
                if !acts.contains(&act) {
                    acts.push(act);
                }
                touched += record.outcomes.iter().map(|outcome| outcome.who.len()).sum::<usize>();
            }
            Event::Forgotten { .. } if acts.is_empty() => return texts.simulation_back_forgotten().to_owned(),
            _ => {}
        }
    }
    if acts.is_empty() {
        return texts.simulation_back_settled().to_owned();
    }
    let acts = acts.join(texts.list_name_separator());
    if touched == 0 { acts } else { texts.simulation_back_acts(args::SimulationBackActs { acts, count: touched }) }
}
