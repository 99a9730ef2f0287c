//! The parts of a draft: billing method, logon, disks, tags; and the secrets, which are not a part of it.

use serde::{Deserialize, Serialize};

use latch_rules::ChargeType;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Billing {
    Subscription,
    #[default]
    PayAsYouGo,
    Preemptible,
}

impl Billing {
    pub const ALL: [Self; 3] = [Self::Subscription, Self::PayAsYouGo, Self::Preemptible];

    /// Its value in a radio group.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::PayAsYouGo => "pay-as-you-go",
            Self::Preemptible => "preemptible",
        }
    }

    /// The method with that slug; pay-as-you-go for anything else.
    #[must_use]
    pub fn from_slug(slug: &str) -> Self {
        Self::ALL.into_iter().find(|billing| billing.slug() == slug).unwrap_or_default()
    }

    #[must_use]
    pub fn charge(self) -> ChargeType {
        if self == Self::Subscription { ChargeType::PrePaid } else { ChargeType::PostPaid }
    }
}

/// The logon method.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Logon {
    KeyPair,
    Password,
    #[default]
    SetLater,
}

impl Logon {
    pub const ALL: [Self; 3] = [Self::KeyPair, Self::Password, Self::SetLater];

    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::KeyPair => "key-pair",
            Self::Password => "password",
            Self::SetLater => "set-later",
        }
    }

    #[must_use]
    pub fn from_slug(slug: &str) -> Self {
        Self::ALL.into_iter().find(|logon| logon.slug() == slug).unwrap_or_default()
    }
}

/// A disk of the order. `number` identifies the row of the form and has no other meaning.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DiskDraft {
    pub number: u32,
    pub category: String,
    /// GiB, as typed.
    pub size: String,
    pub delete_with_instance: bool,
}

/// A tag of the order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TagDraft {
    pub number: u32,
    pub key: String,
    pub value: String,
}

/// Values that must never be stored, logged or shown (R16); they are dropped with the page. No `Debug` and no serde, on purpose.
#[derive(Default)]
pub struct Secrets {
    pub password: String,
    pub confirm: String,
    /// Whether a password was typed before this page was loaded: the draft says so, but the password is gone.
    pub is_lost: bool,
}

impl Secrets {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.password.is_empty() && self.confirm.is_empty()
    }
}
