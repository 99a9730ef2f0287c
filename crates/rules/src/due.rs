//! What time brings to an instance, and when. `advance` carries it out; the index, the forecast, the timeline and the import ask here
//! too, so they all agree.

use super::{
    instance::{ChargeType, Instance},
    protection::{Cause, Fate, verdict},
    time::{EXPIRED_RELEASE_AFTER, OVERDUE_RELEASE_AFTER, RECLAIMING_AFTER, UnixMillis},
    world::Account,
};

/// The kinds of event that fall due for an instance, in the order in which `advance` takes them at one instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Due {
    /// A preemptible instance is reclaimed.
    Reclaim,
    /// R7b.
    AutoRelease,
    /// An expired subscription is released.
    ExpiredRelease,
    /// A subscription reaches its ExpiredTime: the instance stops and gets a financial lock.
    Expiry,
    /// A transitional status changes to the next one (R13).
    Settle,
}

/// The next date of each kind for a live instance, given the account's standing, in the order of `Due`. R9: in arrears no auto-release
/// time fires.
pub fn dates(instance: &Instance, account: Account) -> impl Iterator<Item = (UnixMillis, Due)> {
    let expires_at = instance.expires_at.filter(|_| instance.spec.charge == ChargeType::PrePaid);
    let (expiry, expired_release) = if instance.is_expired() {
        (None, expires_at.map(|at| at.plus(EXPIRED_RELEASE_AFTER)))
    } else {
        (expires_at, None)
    };
    let all = [
        (instance.reclaim_at, Due::Reclaim),
        (instance.auto_release_at.filter(|_| account.overdue_since.is_none()), Due::AutoRelease),
        (expired_release, Due::ExpiredRelease),
        (expiry, Due::Expiry),
        (instance.settles_at, Due::Settle),
    ];
    let is_live = instance.is_live();
    all.into_iter().filter_map(move |(at, due)| Some((at.filter(|_| is_live)?, due)))
}

/// The next due instant of a live instance.
#[must_use]
pub fn next(instance: &Instance, account: Account) -> Option<UnixMillis> {
    dates(instance, account).map(|(at, _)| at).min()
}

/// The first kind, in the order of `Due`, that is due at `by` or before.
#[must_use]
pub fn first(instance: &Instance, account: Account, by: UnixMillis) -> Option<Due> {
    dates(instance, account).find(|(at, _)| *at <= by).map(|(_, due)| due)
}

/// An event that comes to an instance if nobody does anything more, in the order in which `advance` takes events at one instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Coming {
    /// The account's arrears reach day 12; concerns every instance that the arrears would release.
    Reclaiming,
    /// R7a: the account's arrears release the instance.
    OverdueRelease,
    Reclaim,
    AutoRelease,
    ExpiredRelease,
    Expiry,
}

impl Coming {
    /// Whether the event releases the instance.
    #[must_use]
    pub fn is_release(self) -> bool {
        !matches!(self, Self::Reclaiming | Self::Expiry)
    }
}

/// The events that come to a live instance if nobody does anything more, earliest first, up to its release. Dates at which `verdict`
/// keeps the instance are left out, and so are transitional statuses.
#[must_use]
pub fn outlook(instance: &Instance, account: Account) -> Vec<(UnixMillis, Coming)> {
    let in_arrears = account.overdue_since.is_some();
    let releases = |cause| verdict(instance, cause, in_arrears).fate == Fate::Released;
    let mut all = Vec::new();
    if let Some(since) = account.overdue_since.filter(|_| instance.is_live() && releases(Cause::AccountOverdue)) {
        if !account.reclaiming {
            all.push((since.plus(RECLAIMING_AFTER), Coming::Reclaiming));
        }
        if !account.released {
            all.push((since.plus(OVERDUE_RELEASE_AFTER), Coming::OverdueRelease));
        }
    }
    for (at, due) in dates(instance, account) {
        match due {
            Due::Reclaim if releases(Cause::SpotReclaim) => all.push((at, Coming::Reclaim)),
            Due::AutoRelease => all.push((at, Coming::AutoRelease)),
            Due::ExpiredRelease => all.push((at, Coming::ExpiredRelease)),
            // After the expiry comes the release of the expired subscription.
            Due::Expiry => {
                all.extend([(at, Coming::Expiry), (at.plus(EXPIRED_RELEASE_AFTER), Coming::ExpiredRelease)]);
            }
            Due::Reclaim | Due::Settle => {}
        }
    }
    all.sort_unstable();
    if let Some(end) = all.iter().position(|(_, coming)| coming.is_release()) {
        all.truncate(end + 1);
    }
    all
}
