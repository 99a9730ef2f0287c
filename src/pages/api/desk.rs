//! State of the API page: the action, its form or its JSON, the calls sent and their answers. Holds no view.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{
    draft::Draft,
    history::{self, Entry},
    sending::{Sent, entry},
    written::{Problem, flattened, masked, object_text, parsed},
};
use crate::{
    context::{Called, Console, Notice, Route},
    i18n::Texts,
    ui::{focus_on, use_announcer},
};
use latch_ecs::api::{
    operations::{self, Effect},
    schema::{self, Parameter},
};

/// Action that is chosen at first.
const FIRST: &str = "DescribeInstances";
/// Window width in pixels from which the answer stands beside the form; below it, the answer is under the form.
const WIDE: f64 = 1_200.0;

/// A copy refers to the same state.
#[derive(Clone, Copy)]
pub struct Desk {
    pub console: Console,
    pub action: Memo<&'static str>,
    pub draft: RwSignal<Draft>,
    /// The parameters as text, while they are edited as JSON.
    pub json: RwSignal<Option<String>>,
    pub problem: RwSignal<Option<Problem>>,
    /// Newest first.
    pub history: RwSignal<Vec<Arc<Entry>>>,
    /// The number of the call whose answer is shown.
    pub shown: RwSignal<Option<u64>>,
    pub sending: RwSignal<bool>,
}

impl Desk {
    #[must_use]
    pub fn new(console: Console) -> Self {
        let action = Memo::new(move |before: Option<&&'static str>| {
            console.route().with(|route| match route {
                Route::Api { action } => operations::find(action).map_or(FIRST, |operation| operation.name),
                _ => before.copied().unwrap_or(FIRST),
            })
        });
        let entries = history::entries();
        let desk = Self {
            console,
            action,
            draft: RwSignal::new(draft_for(console, action.get_untracked())),
            json: RwSignal::new(None),
            problem: RwSignal::new(None),
            shown: RwSignal::new(entries.first().map(|entry| entry.number)),
            history: RwSignal::new(entries),
            sending: RwSignal::new(false),
        };
        desk.follow_address();
        on_cleanup(move || desk.keep());
        desk
    }

    /// Keeps the form after the page is left: a person may come back, and a change of language mounts everything again.
    fn keep(self) {
        let Some(action) = self.action.try_get_untracked() else { return };
        let typed = self.json.try_get_untracked().flatten().and_then(|text| parsed(&text).ok());
        let draft = match typed {
            Some(given) => Some(Draft::of_pairs(schema::parameters(action), &flattened(&Value::Object(given)))),
            None => self.draft.try_get_untracked(),
        };
        if let Some(draft) = draft {
            history::keep_draft(action, draft);
        }
    }

    fn follow_address(self) {
        let console = self.console;
        leptos::prelude::Effect::new(move || {
            let is_unknown = console.route().with(|route| match route {
                Route::Api { action } => !action.is_empty() && operations::find(action).is_none(),
                _ => false,
            });
            if is_unknown {
                console.leave_out("action");
                console.rewrite_address(&Route::Api { action: String::new() });
            }
        });
        leptos::prelude::Effect::new(move |before: Option<&'static str>| {
            let action = self.action.get();
            if let Some(before) = before.filter(|before| *before != action) {
                self.read_json(before);
                history::keep_draft(before, self.draft.get_untracked());
                self.begin(draft_for(console, action));
                use_announcer().polite(action);
            }
            action
        });
    }

    #[must_use]
    pub fn texts(self) -> Texts {
        self.console.texts()
    }

    /// The parameters of the current action; tracked.
    #[must_use]
    pub fn parameters(self) -> &'static [Parameter] {
        schema::parameters(self.action.get())
    }

    /// The effect of the current action; tracked.
    #[must_use]
    pub fn effect(self) -> Effect {
        effect_of(self.action.get())
    }

    /// Shows another form of the current action.
    fn begin(self, draft: Draft) {
        if self.json.with_untracked(Option::is_some) {
            let pairs = draft.pairs(schema::parameters(self.action.get_untracked()));
            self.json.set(Some(object_text(&pairs)));
        }
        self.draft.set(draft);
        self.problem.set(None);
    }

    /// Empties the form.
    pub fn clear(self) {
        let parameters = schema::parameters(self.action.get_untracked());
        self.begin(Draft::new(parameters, &self.console.region().get_untracked()));
    }

    /// Switches between form and JSON and carries the content over. A text that is no JSON object stays as it is.
    pub fn write_json(self, wanted: bool) {
        let action = self.action.get_untracked();
        if wanted {
            let mut draft = self.draft.get_untracked();
            // JSON text shows every value, so secrets are masked.
            draft.mask();
            self.json.set(Some(object_text(&draft.pairs(schema::parameters(action)))));
        } else if self.read_json(action) {
            self.json.set(None);
        }
    }

    /// Copies the JSON text into the form. Returns whether this worked.
    fn read_json(self, action: &'static str) -> bool {
        let Some(text) = self.json.get_untracked() else { return true };
        match parsed(&text) {
            Ok(given) => {
                let pairs = flattened(&Value::Object(given));
                self.draft.set(Draft::of_pairs(schema::parameters(action), &pairs));
                self.problem.set(None);
                true
            }
            Err(problem) => {
                self.problem.set(Some(problem));
                false
            }
        }
    }

    /// The parameters to send.
    fn params(self) -> Result<Map<String, Value>, Problem> {
        match self.json.get_untracked() {
            Some(text) => parsed(&text),
            None => {
                let parameters = schema::parameters(self.action.get_untracked());
                let pairs = self.draft.with_untracked(|draft| draft.pairs(parameters));
                Ok(pairs.into_iter().map(|(name, value)| (name, Value::from(value))).collect())
            }
        }
    }

    /// Sends the call. A secret is sent, but not stored (R16): the mask replaces it in the form as soon as the call is sent.
    pub fn send(self) {
        let Some(operation) = operations::find(self.action.get_untracked()) else { return };
        if self.sending.get_untracked() {
            return;
        }
        let given = match self.params() {
            Ok(given) => Value::Object(given),
            Err(problem) => {
                self.problem.set(Some(problem));
                focus_on("#api-json");
                return;
            }
        };
        self.problem.set(None);
        self.sending.set(true);
        let shown = masked(&given);
        let text = self.shown_params(&shown);
        if self.json.with_untracked(Option::is_some) && shown != given {
            self.json.set(Some(text.clone()));
        }
        self.draft.update(Draft::mask);
        let sent = Sent { operation, pairs: flattened(&shown), params: text };
        self.console.call(operation.name, &given, move |called| self.take(sent, called));
    }

    /// The parameters as the request shows them: in the order of the form, or as typed.
    fn shown_params(self, shown: &Value) -> String {
        if self.json.with_untracked(Option::is_some) {
            return serde_json::to_string_pretty(shown).unwrap_or_default();
        }
        let mut draft = self.draft.get_untracked();
        draft.mask();
        object_text(&draft.pairs(schema::parameters(self.action.get_untracked())))
    }

    fn take(self, sent: Sent, called: Result<Called, String>) {
        let _ = self.sending.try_set(false);
        match called {
            Ok(called) => {
                let status = called.status;
                let number = history::add(entry(self.console, sent, called));
                // The page may be gone by now; the history has the call.
                let _ = self.history.try_set(history::entries());
                let _ = self.shown.try_set(Some(number));
                use_announcer().polite(self.texts().api_answered(status));
                let width = window().inner_width().ok().and_then(|width| width.as_f64());
                if width.is_some_and(|width| width < WIDE) {
                    request_animation_frame(|| {
                        focus_on("#api-answer");
                    });
                }
            }
            Err(why) => self.console.notify(Notice::error(why).keyed("part")),
        }
    }

    /// Fills the form of the call's action with the parameters that were sent, and shows the call again.
    pub fn refill(self, entry: &Entry) {
        let Some(operation) = operations::find(entry.call.action) else { return };
        let draft = Draft::of_pairs(schema::parameters(operation.name), &entry.call.params);
        self.shown.set(Some(entry.number));
        if operation.name == self.action.get_untracked() {
            self.begin(draft);
        } else {
            history::keep_draft(operation.name, draft);
            self.console.go(&Route::Api { action: operation.name.to_owned() });
        }
    }

    pub fn forget_history(self) {
        history::clear();
        self.history.set(Vec::new());
        self.shown.set(None);
    }

    /// The call whose answer is shown; tracked.
    #[must_use]
    pub fn shown_entry(self) -> Option<Arc<Entry>> {
        let number = self.shown.get()?;
        self.history.with(|entries| entries.iter().find(|entry| entry.number == number).cloned())
    }
}

/// The effect of the action.
#[must_use]
pub fn effect_of(action: &str) -> Effect {
    operations::find(action).map_or(Effect::Reads, |operation| operation.effect)
}

fn draft_for(console: Console, action: &'static str) -> Draft {
    history::draft_of(action)
        .unwrap_or_else(|| Draft::new(schema::parameters(action), &console.region().get_untracked()))
}
