//! State of the wizard: draft, secrets, the errors, and which of them are shown. The parts of the page read and write through it; it knows
//! nothing of layout, storage or sentences.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{
    draft::{Draft, Secrets},
    field::{Control, STEPS},
    validate::{FieldError, Input, Problem, control_of, validate},
    words,
};
use crate::{
    context::{Console, Route},
    i18n::Texts,
    platform::local_time,
    ui::focus_on,
};
use latch_rules::{Refusal, command::NewInstances};

/// Cheap to copy.
#[derive(Clone, Copy)]
pub struct Form {
    pub console: Console,
    pub draft: RwSignal<Draft>,
    pub secrets: RwSignal<Secrets>,
    pub agreed: RwSignal<bool>,
    /// The current step, 1 to 5.
    pub step: Memo<u8>,
    /// Controls whose errors are shown: those that lost the focus, and all of a step whose Next was pressed.
    told: RwSignal<BTreeSet<Control>>,
    /// The step whose Next found errors: its summary is shown as long as there are any.
    summed_up: RwSignal<Option<u8>>,
    /// The cloud's refusal of the order that was sent last.
    refusal: RwSignal<Option<Refusal>>,
    pub is_sending: RwSignal<bool>,
    errors: Memo<Vec<FieldError>>,
}

impl Form {
    #[must_use]
    pub fn new(console: Console, draft: Draft, secrets: Secrets) -> Self {
        let (draft, secrets, agreed) = (RwSignal::new(draft), RwSignal::new(secrets), RwSignal::new(false));
        let route = console.route();
        let errors = Memo::new(move |_| {
            // The clock is tracked only for an auto-release time, because no other field becomes invalid with time.
            let now = if draft.with(Draft::is_scheduled) { console.now() } else { console.now_untracked() };
            draft.with(|draft| {
                secrets.with(|secrets| {
                    let agreed = agreed.get();
                    let input = Input { draft, secrets, agreed, now, instant_of: local_time::parse };
                    validate(&input).err().unwrap_or_default()
                })
            })
        });
        Self {
            console,
            draft,
            secrets,
            agreed,
            step: Memo::new(move |_| match route.get() {
                Route::Create { step, .. } => step,
                _ => 1,
            }),
            told: RwSignal::new(BTreeSet::new()),
            summed_up: RwSignal::new(None),
            refusal: RwSignal::new(None),
            is_sending: RwSignal::new(false),
            errors,
        }
    }

    #[must_use]
    pub fn texts(self) -> Texts {
        self.console.texts()
    }

    // ---- reading and writing the draft --------------------------------------------------------------------------------

    /// A value of the draft; the signal changes only when the value does.
    pub fn read<T: PartialEq + Clone + Send + Sync + 'static>(
        self,
        read: impl Fn(&Draft) -> T + Send + Sync + 'static,
    ) -> Signal<T> {
        let draft = self.draft;
        Memo::new(move |_| draft.with(&read)).into()
    }

    /// Changes the draft. The refusal of the previous draft no longer applies.
    pub fn write(self, write: impl FnOnce(&mut Draft)) {
        self.draft.update(write);
        self.forget_refusal();
    }

    pub fn forget_refusal(self) {
        if self.refusal.with_untracked(Option::is_some) {
            self.refusal.set(None);
        }
    }

    // ---- errors -------------------------------------------------------------------------------------------------------

    /// The error that is shown at a control.
    #[must_use]
    pub fn error(self, at: impl Into<Control>) -> Signal<Option<String>> {
        self.error_at(at.into())
    }

    fn error_at(self, at: Control) -> Signal<Option<String>> {
        let texts = self.texts();
        Memo::new(move |_| {
            let refused = self.refused().filter(|error| error.at == at);
            let own = || {
                let is_told = self.told.with(|told| told.contains(&at));
                let errors = self.errors;
                is_told.then(|| errors.with(|all| all.iter().find(|error| error.at == at).cloned())).flatten()
            };
            refused.or_else(own).map(|error| self.draft.with(|draft| words::explain(texts, &error, draft)))
        })
        .into()
    }

    /// Called when a control loses the focus; from then on its error is shown.
    #[must_use]
    pub fn on_leave(self, at: impl Into<Control>) -> Callback<()> {
        let at = at.into();
        Callback::new(move |()| self.leave(at))
    }

    fn leave(self, at: Control) {
        if !self.told.with_untracked(|told| told.contains(&at)) {
            self.told.update(|told| {
                told.insert(at);
            });
        }
    }

    /// The errors in the summary above the step: those of a step whose Next was pressed, or the cloud's refusal.
    #[must_use]
    pub fn summary(self) -> Vec<FieldError> {
        let step = self.step.get();
        if let Some(error) = self.refused() {
            return vec![error];
        }
        if self.summed_up.get() == Some(step) { self.errors.with(|all| of_step(all, step)) } else { Vec::new() }
    }

    /// The cloud's refusal, if it is about a field of the form.
    fn refused(self) -> Option<FieldError> {
        let refusal = self.refusal.get()?;
        let at = self.draft.with(|draft| control_of(&refusal, draft))?;
        Some(FieldError { at, problem: Problem::Refused(refusal.reason) })
    }

    /// The cloud's refusal, if it is not about a field of the form.
    #[must_use]
    pub fn refused_whole(self) -> Option<Refusal> {
        let refusal = self.refusal.get()?;
        self.draft.with(|draft| control_of(&refusal, draft)).is_none().then_some(refusal)
    }

    pub fn refuse(self, refusal: Refusal) {
        self.refusal.set(Some(refusal));
    }

    /// Whether a step was tried and still has an error. An error in the quantity, which is below every step, marks no step.
    #[must_use]
    pub fn is_faulty(self, step: u8) -> bool {
        let is_here = |at: Control| at.field.info().step == Some(step);
        self.errors
            .with(|all| self.told.with(|told| all.iter().any(|error| is_here(error.at) && told.contains(&error.at))))
    }

    /// The furthest step that can be opened: every step before it is valid.
    #[must_use]
    pub fn furthest(self) -> u8 {
        self.errors.with(|all| (1..STEPS).find(|step| !of_step(all, *step).is_empty()).unwrap_or(STEPS))
    }

    /// Shows every error of a step; returns true if there is none.
    pub fn check(self, step: u8) -> bool {
        let wrong = self.errors.with_untracked(|all| of_step(all, step));
        self.told.update(|told| told.extend(wrong.iter().map(|error| error.at)));
        self.summed_up.set((!wrong.is_empty()).then_some(step));
        wrong.is_empty()
    }

    /// Starts again with a new draft, without any errors shown.
    pub fn replace(self, draft: Draft) {
        self.secrets.set(Secrets::default());
        self.agreed.set(false);
        self.told.set(BTreeSet::new());
        self.summed_up.set(None);
        self.refusal.set(None);
        self.draft.set(draft);
    }

    // ---- steps --------------------------------------------------------------------------------------------------------

    /// Opens a step, with a new entry in the browser's history.
    pub fn go(self, step: u8) {
        self.console.go(&Route::create(step));
    }

    /// The order; `None` while there is an error.
    #[must_use]
    pub fn order(self) -> Option<NewInstances> {
        self.draft.with(|draft| self.secrets.with(|secrets| self.valid(draft, secrets, self.agreed.get())))
    }

    /// The order for the review, as if the terms were accepted.
    #[must_use]
    pub fn order_in_review(self) -> Option<NewInstances> {
        self.draft.with(|draft| self.secrets.with(|secrets| self.valid(draft, secrets, true)))
    }

    fn valid(self, draft: &Draft, secrets: &Secrets, agreed: bool) -> Option<NewInstances> {
        let now = self.console.now_untracked();
        validate(&Input { draft, secrets, agreed, now, instant_of: local_time::parse }).ok()
    }
}

/// Moves the focus in the next animation frame, when the page is up to date; to the first selector that matches an element.
pub fn focus_soon(selectors: impl IntoIterator<Item = impl AsRef<str>> + 'static) {
    request_animation_frame(move || {
        let _ = selectors.into_iter().any(|selector| focus_on(selector.as_ref()));
    });
}

/// The errors of a step, including the quantity below it.
fn of_step(all: &[FieldError], step: u8) -> Vec<FieldError> {
    all.iter().filter(|error| error.at.field.info().step.is_none_or(|of| of == step)).cloned().collect()
}
