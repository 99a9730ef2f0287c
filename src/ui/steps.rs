//! The steps of a wizard in one line.

use leptos::prelude::*;

use crate::i18n::Texts;

use super::icon::{Glyph, Icon};

/// The state of a wizard's step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StepState {
    #[default]
    Ahead,
    Current,
    Done,
    /// Visited, and it contains an error.
    Faulty,
}

/// A step of a wizard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub label: String,
    pub state: StepState,
    /// Whether a person may go to it now.
    pub is_reachable: bool,
}

/// The steps of a wizard in one line. `on_go` receives the index of a reachable step other than the present one.
#[component]
pub fn Steps(
    /// Names the navigation for assistive technology.
    #[prop(into)]
    label: String,
    #[prop(into)] steps: Signal<Vec<Step>>,
    #[prop(into)] on_go: Callback<usize>,
) -> impl IntoView {
    let texts = use_context::<Texts>();
    let one = move |(at, step): (usize, Step)| {
        let Step { label, state, is_reachable } = step;
        let (class, mark, said) = match state {
            StepState::Ahead => ("steps__step", None, None),
            StepState::Current => ("steps__step steps__step--current", None, None),
            StepState::Done => ("steps__step steps__step--done", Some(Icon::Check), texts.map(Texts::ui_step_done)),
            StepState::Faulty => {
                ("steps__step steps__step--faulty", Some(Icon::Warning), texts.map(Texts::ui_step_error))
            }
        };
        let content = view! {
            <span class="steps__mark" aria-hidden="true">
                {match mark {
                    Some(icon) => view! { <Glyph icon /> }.into_any(),
                    None => (at + 1).to_string().into_any(),
                }}
            </span>
            <span class="steps__label">{label}</span>
            {said.map(|said| view! { <span class="visually-hidden">{format!(" ({said})")}</span> })}
        };
        let is_current = state == StepState::Current;
        view! {
            <li class=class aria-current=is_current.then_some("step")>
                {if is_reachable && !is_current {
                    view! {
                        <button type="button" class="steps__go" on:click=move |_| { on_go.try_run(at); }>
                            {content}
                        </button>
                    }
                        .into_any()
                } else {
                    view! { <span class="steps__go">{content}</span> }.into_any()
                }}
            </li>
        }
    };
    view! {
        <nav class="steps" aria-label=label>
            <ol class="steps__list">{move || steps.get().into_iter().enumerate().map(one).collect_view()}</ol>
        </nav>
    }
}
