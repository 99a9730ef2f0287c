//! Search in records: the matching instances are found once, so that each instance of a record over a hundred thousand is tested by one
//! bit.

use crate::{i18n::Texts, pages::parts::pasted};
use latch_rules::{Instance, Ordinal, Record, World};

/// A prepared search text. Case is ignored; an empty text matches everything.
pub struct Needle {
    /// A match of any of them counts; more than one where ids were pasted.
    texts: Vec<String>,
    /// One bit per ordinal: whether the instance's id or name contains the text.
    hits: Vec<u64>,
}

impl Needle {
    #[must_use]
    pub fn new(world: &World, text: &str) -> Self {
        let texts = pasted::ids(text).unwrap_or_else(|| vec![pasted::seen(text)]);
        let texts: Vec<String> = texts.iter().map(|text| text.trim().to_lowercase()).collect();
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        let mut hits = Vec::new();
        if !texts.is_empty() {
            hits.resize(world.next_ordinal() as usize / 64 + 1, 0_u64);
            let has =
                |instance: &Instance| texts.iter().any(|text| has(&instance.id, text) || has(&instance.name, text));
            for (ordinal, _) in world.all().filter(|(_, instance)| has(instance)) {
                if let Some(word) = hits.get_mut(ordinal as usize / 64) {
                    *word |= 1 << (ordinal % 64);
                }
            }
        }
        Self { texts, hits }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether the instance's id or name contains the text.
    #[must_use]
    pub fn hits_instance(&self, ordinal: Ordinal) -> bool {
        self.is_empty() || self.hits.get(ordinal as usize / 64).is_some_and(|word| word >> (ordinal % 64) & 1 == 1)
    }

    #[must_use]
    pub fn hits_text(&self, text: &str) -> bool {
        self.is_empty() || self.texts.iter().any(|wanted| has(text, wanted))
    }

    /// Whether the record's own fields contain the text: actor, act, ECS action, request id, code.
    #[must_use]
    pub fn hits_record(&self, texts: Texts, record: &Record) -> bool {
        self.hits_text(&texts.actor(&record.actor))
            || self.hits_text(texts.act(record.act))
            || self.hits_text(&super::action_name(record.act))
            || self.hits_text(&record.request_id)
            || record.refused.is_some_and(|reason| self.hits_text(reason.code()))
    }
}

/// `part` must be in lower case.
fn has(text: &str, part: &str) -> bool {
    text.contains(part) || text.to_lowercase().contains(part)
}
