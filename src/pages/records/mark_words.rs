//! Marks in words and icons: the name of a mark, its kind, its icon. Decides nothing.

use super::marks::{Lane, Mark, What};
use crate::{i18n::Texts, ui::Icon};
use latch_rules::due::Coming;
use latch_rules::{World, record::Act};

impl Lane {
    /// The kind of event in words.
    #[must_use]
    pub fn words(self, texts: Texts) -> &'static str {
        match self {
            Self::Released => texts.timeline_lane_released(),
            Self::Spared => texts.timeline_lane_spared(),
            Self::Stopped => texts.timeline_lane_stopped(),
            Self::Protection => texts.timeline_lane_protection(),
            Self::Schedule => texts.timeline_lane_schedule(),
            Self::Account => texts.timeline_lane_account(),
            Self::Clock => texts.timeline_lane_clock(),
            Self::Other => texts.timeline_lane_other(),
        }
    }

    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Self::Released => Icon::Trash,
            Self::Spared | Self::Protection => Icon::ShieldOn,
            Self::Stopped => Icon::Stopped,
            Self::Schedule => Icon::Clock,
            Self::Account => Icon::User,
            Self::Clock => Icon::History,
            Self::Other => Icon::Plus,
        }
    }

    /// Suffix of the class that sets its colour.
    #[must_use]
    pub fn tone(self) -> &'static str {
        match self {
            Self::Released => "release",
            Self::Spared | Self::Protection => "protect",
            Self::Schedule | Self::Account => "gap",
            Self::Clock => "accent",
            Self::Stopped | Self::Other => "neutral",
        }
    }
}

fn coming_words(coming: Coming, texts: Texts) -> &'static str {
    match coming {
        Coming::AutoRelease => texts.timeline_due_auto_release(),
        Coming::Reclaim => texts.timeline_due_reclaim(),
        Coming::Reclaiming => texts.timeline_due_reclaiming(),
        Coming::OverdueRelease => texts.timeline_due_overdue_release(),
        Coming::Expiry => texts.timeline_due_expiry(),
        Coming::ExpiredRelease => texts.timeline_due_expired_release(),
    }
}

impl Mark {
    /// What happened, or is due; an act of protection or schedule also says whether it was switched on or off.
    #[must_use]
    pub fn words(&self, texts: Texts, world: &World) -> &'static str {
        let (number, act) = match self.what {
            What::Due(coming) => return coming_words(coming, texts),
            What::Created => return texts.timeline_created(),
            What::Record { number, act, .. } => (number, act),
        };
        let parameter = |name: &str| {
            let record = world.record(number)?;
            record.parameters.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.to_string())
        };
        match (act, self.lane) {
            (Act::ModifyInstanceAttribute, Lane::Protection) => match parameter("DeletionProtection").as_deref() {
                Some("true") => texts.timeline_protection_on(),
                _ => texts.timeline_protection_off(),
            },
            (Act::ModifyInstanceAutoReleaseTime, Lane::Schedule) => {
                match parameter("AutoReleaseTime").filter(|value| !value.is_empty()) {
                    Some(_) => texts.timeline_schedule_set(),
                    None => texts.timeline_schedule_cancelled(),
                }
            }
            _ => texts.act(act),
        }
    }

    #[must_use]
    pub fn icon(&self) -> Icon {
        match self.what {
            What::Record { happened: Some(latch_rules::Happened::Refused(_)), .. } => Icon::Error,
            _ => self.lane.icon(),
        }
    }
}
