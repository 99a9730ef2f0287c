//! What a row of the list shows of its instance, read in one go, and the gaps of its protection in words. Draws nothing.

use std::sync::Arc;

use crate::{
    context::Route,
    i18n::Texts,
    rules::{Gap, Instance, UnixMillis, World, gaps, instance::Tag, protection::Cause, world::ShownStatus},
};

/// What a row shows of its instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Seen {
    pub id: String,
    pub name: String,
    pub href: String,
    pub zone: String,
    pub public_ip: String,
    pub is_elastic: bool,
    pub private_ip: String,
    pub status: ShownStatus,
    pub instance_type: String,
    pub size: String,
    pub billing: &'static str,
    pub shield: Shield,
    pub auto_release_at: Option<UnixMillis>,
    pub tags: Arc<Vec<Tag>>,
}

/// Release protection, and what can release the instance in spite of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shield {
    /// Nothing where it cannot be had (R2).
    pub protected: Option<bool>,
    pub gaps: Vec<Gap>,
}

impl Seen {
    pub fn of(texts: Texts, world: &World, instance: &Instance) -> Self {
        let spec = &instance.spec;
        let is_elastic = !instance.eip.is_empty();
        Self {
            id: instance.id.to_string(),
            name: instance.name.to_string(),
            href: Route::details(instance.id.to_string()).href(),
            zone: spec.zone.to_string(),
            public_ip: if is_elastic { instance.eip.to_string() } else { instance.public_ip.to_string() },
            is_elastic,
            private_ip: instance.private_ip.to_string(),
            status: world.shown_status(instance),
            instance_type: spec.instance_type.to_string(),
            size: texts.list_size(spec.cpu, f64::from(spec.memory_mib) / 1_024.0),
            billing: texts.billing_of(instance),
            shield: Shield {
                protected: (instance.is_protectable() || instance.protected).then_some(instance.protected),
                gaps: if instance.protected { gaps(instance, world) } else { Vec::new() },
            },
            auto_release_at: instance.auto_release_at,
            tags: Arc::clone(&instance.tags),
        }
    }

    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}

/// What can release a protected instance, in a sentence.
pub(super) fn gap_text(texts: Texts, gap: &Gap) -> String {
    match gap {
        Gap::AutoReleaseTime { at } => texts.list_gap_schedule(texts.date_time(*at)),
        Gap::AutoReleaseTimeSuspended { .. } => texts.list_gap_suspended().to_owned(),
        Gap::Arrears { at } => texts.list_gap_arrears(texts.date_time(*at)),
        Gap::SecurityLock => texts.list_gap_locked().to_owned(),
        Gap::ScaleIn { group, .. } => texts.list_gap_scale_in(group),
        Gap::RemovedFromGroup { group, .. } => texts.list_gap_removed(group),
        // Neither can have protection (R2); an imported one may claim to.
        Gap::SpotReclaim { .. } => texts.cause(Cause::SpotReclaim).to_owned(),
        Gap::SubscriptionExpiry { .. } => texts.cause(Cause::SubscriptionExpired).to_owned(),
    }
}

/// The same in a word or two, for a menu.
pub(super) fn gap_name(texts: Texts, gap: &Gap) -> &'static str {
    texts.cause(match gap {
        Gap::AutoReleaseTime { .. } | Gap::AutoReleaseTimeSuspended { .. } => Cause::AutoReleaseTime,
        Gap::Arrears { .. } => Cause::AccountOverdue,
        Gap::SecurityLock => return texts.details_gap_lock(),
        Gap::ScaleIn { .. } => Cause::ScaleIn,
        Gap::RemovedFromGroup { .. } => Cause::RemovedFromGroup,
        Gap::SpotReclaim { .. } => Cause::SpotReclaim,
        Gap::SubscriptionExpiry { .. } => Cause::SubscriptionExpired,
    })
}
