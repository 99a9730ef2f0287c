//! Why an import was refused, in plain words: the place, what is wrong there, and what would be right.

use super::{Texts, args};
use latch_ecs::import::{ImportError, ImportProblem};

impl Texts {
    /// Place and reason in one sentence.
    #[must_use]
    pub fn import_error(self, error: &ImportError) -> String {
        let why = match &error.why {
            ImportProblem::NotJson => self.imports_not_json().to_owned(),
            ImportProblem::Xml => self.imports_xml().to_owned(),
            ImportProblem::Empty => self.imports_empty().to_owned(),
            ImportProblem::SavedTimeWhenAdding => self.imports_saved_time_when_adding().to_owned(),
            ImportProblem::NoSavedTime => self.imports_no_saved_time().to_owned(),
            ImportProblem::NotAFleet => self.imports_not_a_fleet().to_owned(),
            ImportProblem::UnknownVersion(version) => self.imports_unknown_version(version),
            ImportProblem::WrongType => self.imports_wrong_type().to_owned(),
            ImportProblem::MissingId => self.imports_missing_id().to_owned(),
            ImportProblem::DuplicateId(id) => self.imports_duplicate_id(id),
            ImportProblem::IdInUse(id) => self.imports_id_in_use(id),
            ImportProblem::UnknownValue(value) => self.imports_unknown_value(value),
            ImportProblem::ProtectionNotPossible => self.imports_protection_not_possible().to_owned(),
            ImportProblem::ScheduleOnSubscription => self.imports_schedule_on_subscription().to_owned(),
            ImportProblem::DateInThePast => self.imports_date_in_the_past().to_owned(),
            ImportProblem::ScheduleInThePast => self.imports_schedule_in_the_past().to_owned(),
            ImportProblem::MalformedTime => self.imports_malformed_time().to_owned(),
            ImportProblem::OutOfRange => self.imports_out_of_range().to_owned(),
            ImportProblem::UnreadableKeys(why) => self.imports_unreadable_keys(why),
            ImportProblem::TooLong(most) => self.imports_too_long(*most),
            ImportProblem::TooMany(most) => self.imports_too_many(*most),
            ImportProblem::TooHigh(most) => self.imports_too_high(most),
            ImportProblem::NotAName(most) => self.imports_not_a_name(*most),
            ImportProblem::ClockEnds => self.imports_clock_ends().to_owned(),
            ImportProblem::TooLarge(most) => self.imports_too_large(most),
        };
        if error.place.is_empty() { why } else { self.imports_at(args::ImportsAt { place: &error.place, why }) }
    }
}
