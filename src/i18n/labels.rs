//! The documented labels of an instance's properties: status, billing, locks, protection and others (docs/ecs.md 14). Exhaustive matches
//! over `locales/*/labels.json`; names of acts are in `acts`, sentences in `reasons`.

use super::Texts;
use latch_rules::{
    Instance, Status,
    command::Power,
    instance::{ChargeType, Credential, Locks, Origin, SpotStrategy, StoppedMode},
    world::ShownStatus,
};

/// A billing method as a person chooses it: combines the charge type and the spot strategy of ECS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Billing {
    Subscription,
    PayAsYouGo,
    Preemptible,
}

impl Billing {
    pub const ALL: [Self; 3] = [Self::Subscription, Self::PayAsYouGo, Self::Preemptible];

    #[must_use]
    pub fn of(charge: ChargeType, spot: SpotStrategy) -> Self {
        match (charge, spot) {
            (ChargeType::PrePaid, _) => Self::Subscription,
            (ChargeType::PostPaid, SpotStrategy::NoSpot) => Self::PayAsYouGo,
            (ChargeType::PostPaid, SpotStrategy::SpotWithPriceLimit | SpotStrategy::SpotAsPriceGo) => Self::Preemptible,
        }
    }
}

impl Texts {
    /// The status that the console shows: `texts.status(world.shown_status(instance))`.
    #[must_use]
    pub fn status(self, status: ShownStatus) -> &'static str {
        match status {
            ShownStatus::Pending => self.labels_status_pending(),
            ShownStatus::Starting => self.labels_status_starting(),
            ShownStatus::Running => self.labels_status_running(),
            ShownStatus::Stopping => self.labels_status_stopping(),
            ShownStatus::Stopped => self.labels_status_stopped(),
            ShownStatus::Expired => self.labels_status_expired(),
            ShownStatus::OverdueReclaiming => self.labels_status_overdue_reclaiming(),
            ShownStatus::Locked => self.labels_status_locked(),
            ShownStatus::ToBeReleased => self.labels_status_to_be_released(),
        }
    }

    /// The API's status, without what locks add.
    #[must_use]
    pub fn bare_status(self, status: Status) -> &'static str {
        match status {
            Status::Pending => self.labels_status_pending(),
            Status::Starting => self.labels_status_starting(),
            Status::Running => self.labels_status_running(),
            Status::Stopping => self.labels_status_stopping(),
            Status::Stopped => self.labels_status_stopped(),
        }
    }

    #[must_use]
    pub fn billing(self, billing: Billing) -> &'static str {
        match billing {
            Billing::Subscription => self.labels_billing_subscription(),
            Billing::PayAsYouGo => self.labels_billing_pay_as_you_go(),
            Billing::Preemptible => self.labels_billing_preemptible(),
        }
    }

    #[must_use]
    pub fn billing_of(self, instance: &Instance) -> &'static str {
        self.billing(Billing::of(instance.spec.charge, instance.spec.spot))
    }

    #[must_use]
    pub fn spot(self, spot: SpotStrategy) -> &'static str {
        match spot {
            SpotStrategy::NoSpot => self.labels_spot_none(),
            SpotStrategy::SpotWithPriceLimit => self.labels_spot_price_limit(),
            SpotStrategy::SpotAsPriceGo => self.labels_spot_market(),
        }
    }

    /// The names of the locks that are set, in a fixed order.
    #[must_use]
    pub fn locks(self, locks: Locks) -> Vec<&'static str> {
        let names = [
            (Locks::FINANCIAL, self.labels_lock_financial()),
            (Locks::SECURITY, self.labels_lock_security()),
            (Locks::RECYCLING, self.labels_lock_recycling()),
        ];
        names.into_iter().filter(|(lock, _)| locks.has(*lock)).map(|(_, name)| name).collect()
    }

    /// On, Off, or Not applicable if an instance cannot have release protection (R2).
    #[must_use]
    pub fn protection_of(self, instance: &Instance) -> &'static str {
        if instance.protected || instance.is_protectable() {
            self.protection(instance.protected)
        } else {
            self.labels_protection_not_applicable()
        }
    }

    #[must_use]
    pub fn protection(self, on: bool) -> &'static str {
        if on { self.labels_protection_on() } else { self.labels_protection_off() }
    }

    #[must_use]
    pub fn credential(self, credential: &Credential) -> String {
        match credential {
            Credential::SetLater => self.labels_credential_later().to_owned(),
            Credential::PasswordSet => self.labels_credential_password().to_owned(),
            Credential::KeyPair(name) => self.labels_credential_key_pair(name),
        }
    }

    #[must_use]
    pub fn stopped_mode(self, mode: StoppedMode) -> &'static str {
        match mode {
            StoppedMode::KeepCharging => self.labels_stopped_keep_charging(),
            StoppedMode::StopCharging => self.labels_stopped_stop_charging(),
        }
    }

    /// How an instance joined its scaling group.
    #[must_use]
    pub fn origin(self, origin: Origin) -> &'static str {
        match origin {
            Origin::Created => self.labels_origin_created(),
            Origin::Entrusted => self.labels_origin_entrusted(),
            Origin::Attached => self.labels_origin_attached(),
        }
    }

    #[must_use]
    pub fn power(self, power: Power) -> &'static str {
        match power {
            Power::Start => self.labels_power_start(),
            Power::Stop => self.labels_power_stop(),
            Power::Reboot => self.labels_power_restart(),
        }
    }

    /// The names of `vpc` and `classic`; any other imported value unchanged.
    #[must_use]
    pub fn network_type(self, wire: &str) -> String {
        match wire {
            "vpc" => self.labels_network_vpc().to_owned(),
            "classic" => self.labels_network_classic().to_owned(),
            other => other.to_owned(),
        }
    }

    /// The name of the billing method for public traffic; an unknown imported value unchanged.
    #[must_use]
    pub fn internet_charge(self, wire: &str) -> String {
        match wire {
            "PayByTraffic" => self.labels_pay_by_traffic().to_owned(),
            "PayByBandwidth" => self.labels_pay_by_bandwidth().to_owned(),
            other => other.to_owned(),
        }
    }

    /// The name of a disk category; an unknown imported value unchanged.
    #[must_use]
    pub fn disk_category(self, wire: &str) -> String {
        match wire {
            "cloud" => self.labels_disk_cloud().to_owned(),
            "cloud_efficiency" => self.labels_disk_cloud_efficiency().to_owned(),
            "cloud_ssd" => self.labels_disk_cloud_ssd().to_owned(),
            "cloud_essd" => self.labels_disk_cloud_essd().to_owned(),
            "ephemeral_ssd" => self.labels_disk_ephemeral().to_owned(),
            other => other.to_owned(),
        }
    }
}
