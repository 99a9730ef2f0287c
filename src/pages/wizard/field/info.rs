//! What the description of a field consists of, and the controls that errors are shown at.

use super::{FIELDS, Field};
use crate::{
    i18n::Texts,
    pages::wizard::{draft::Draft, validate::Check},
    ui::Pair,
};
use latch_rules::{Reason, command::NewInstances};

/// The description of a field. Everything but the step may be missing; `test` lists which fields lack what.
pub struct Info {
    pub field: Field,
    /// `None` for the quantity, which is in the bar below every step.
    pub step: Option<u8>,
    pub id: &'static str,
    pub label: fn(Texts) -> &'static str,
    pub wire: &'static [&'static str],
    pub send: Option<fn(&mut Check<'_>, &Draft, &mut NewInstances)>,
    pub sentence: Option<fn(Texts, Reason, &Draft) -> Option<String>>,
    pub review: Option<fn(Texts, &Draft) -> Option<Pair>>,
    pub card: Option<fn(Texts, &Draft) -> Option<Pair>>,
}

impl Info {
    pub const fn new(field: Field, step: Option<u8>) -> Self {
        Self { field, step, id: "", label: |_| "", wire: &[], send: None, sentence: None, review: None, card: None }
    }

    /// Where an error is shown: the id of the control, its label, and the parameters that lead to it, by the beginnings of their names
    /// (`DataDisk` for `DataDisk.2.Size`).
    pub const fn control(
        self,
        id: &'static str,
        label: fn(Texts) -> &'static str,
        wire: &'static [&'static str],
    ) -> Self {
        Self { id, label, wire, ..self }
    }

    /// Puts the value into the order, and reports the errors that the rules cannot find.
    pub const fn send(self, send: fn(&mut Check<'_>, &Draft, &mut NewInstances)) -> Self {
        Self { send: Some(send), ..self }
    }

    /// Explains a refusal in the words of the form, in place of its general text.
    pub const fn sentence(self, sentence: fn(Texts, Reason, &Draft) -> Option<String>) -> Self {
        Self { sentence: Some(sentence), ..self }
    }

    /// The line in the review of step 5.
    pub const fn review(self, review: fn(Texts, &Draft) -> Option<Pair>) -> Self {
        Self { review: Some(review), ..self }
    }

    /// The line in the card beside the steps, if it is not the line of the review. `CARD` says which fields the card shows.
    pub const fn card(self, card: fn(Texts, &Draft) -> Option<Pair>) -> Self {
        Self { card: Some(card), ..self }
    }

    #[must_use]
    pub fn in_card(&self, texts: Texts, draft: &Draft) -> Option<Pair> {
        self.card.or(self.review)?(texts, draft)
    }
}

/// A control of the form: a field, and the number of the draft's row if the field has rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Control {
    pub field: Field,
    pub row: Option<u32>,
}

impl From<Field> for Control {
    fn from(field: Field) -> Self {
        Self { field, row: None }
    }
}

impl Control {
    #[must_use]
    pub fn id(self) -> String {
        let name = self.field.info().id;
        self.row.map_or_else(|| format!("wizard-{name}"), |row| format!("wizard-{name}-{row}"))
    }

    /// The control of a wire name (`DataDisk.2.Size`). Rows are counted as they are sent, from 1.
    #[must_use]
    pub fn of_wire(name: &str, disks: &[u32], tags: &[u32]) -> Option<Self> {
        let mut parts = name.split('.');
        let first = parts.next()?;
        let place = parts.next().and_then(|text| text.parse::<usize>().ok());
        let row = |rows: &[u32]| rows.get(place?.checked_sub(1)?).copied();
        let field = FIELDS.iter().find(|info| info.wire.contains(&first))?.field;
        let row = match field {
            Field::DataDisk => Some(row(disks)?),
            Field::TagKey => Some(row(tags)?),
            _ => None,
        };
        Some(Self { field, row })
    }
}
