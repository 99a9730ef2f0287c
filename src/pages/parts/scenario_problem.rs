//! Why a scenario cannot be loaded, in plain words: the step, the place, and the error there.

use crate::i18n::{Texts, args};
use latch_ecs::api::scenario::{Problem, ScenarioError};

/// One sentence that names the step and the field, if the error is about one.
#[must_use]
pub fn scenario_problem(texts: Texts, error: &ScenarioError) -> String {
    let why = match &error.why {
        Problem::TooLarge => texts.scenarios_too_large().to_owned(),
        Problem::NotJson { line, column } => texts.scenarios_not_json(args::ScenariosNotJson { column, line }),
        Problem::NotAScenario => texts.scenarios_not_a_scenario().to_owned(),
        Problem::UnknownVersion(version) => texts.scenarios_unknown_version(version),
        Problem::WrongType => texts.scenarios_wrong_type().to_owned(),
        Problem::Missing => texts.scenarios_missing().to_owned(),
        Problem::OutOfRange => texts.scenarios_out_of_range().to_owned(),
        Problem::NoStep => texts.scenarios_no_step().to_owned(),
        Problem::OnlyReads => texts.scenarios_only_reads().to_owned(),
        Problem::UnknownName(name) => texts.scenarios_unknown_reference(name),
        Problem::Refused(refusal) => texts.refusal(refusal),
        Problem::NotRefused(code) => texts.scenarios_not_refused(code),
        Problem::World(error) => texts.import_error(error),
        Problem::TooMuch => texts.scenarios_too_much().to_owned(),
    };
    let why = if error.field.is_empty() {
        why
    } else {
        texts.scenarios_at_field(args::ScenariosAtField { field: &error.field, why })
    };
    match error.step {
        Some(step) => texts.scenarios_at_step(args::ScenariosAtStep { step, why }),
        None => why,
    }
}
