//! The parts of a draft: billing method, logon, disks, tags; and the secrets, which are no part of it.

use serde::{Deserialize, Serialize};

use latch_rules::ChargeType;

/// Billing Method.
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

/// How a person will log on.
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

/// A disk as asked for. `number` tells the rows of the form apart and means nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DiskDraft {
    pub number: u32,
    pub category: String,
    /// GiB, as typed.
    pub size: String,
    pub delete_with_instance: bool,
}

/// A tag as asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TagDraft {
    pub number: u32,
    pub key: String,
    pub value: String,
}

/// What must never be kept, logged or shown (R16): dies with the page. No `Debug`, no serde, on purpose.
#[derive(Default)]
pub struct Secrets {
    pub password: String,
    pub confirm: String,
    /// The draft says that a password was being typed, but that was before this page was loaded.
    pub is_lost: bool,
}

impl Secrets {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.password.is_empty() && self.confirm.is_empty()
    }
}
