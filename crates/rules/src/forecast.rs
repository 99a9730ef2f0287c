//! The forecast: what each cause would do to an instance, by which rule and when. It asks `protection::verdict` and the world's dates and
//! decides nothing itself, so it always agrees with what then happens (tests/rules/forecast.rs runs it and compares).

use super::{
    instance::{ChargeType, Instance},
    protection::{Because, Cause, Fate, verdict},
    time::{EXPIRED_RELEASE_AFTER, OVERDUE_RELEASE_AFTER, SPOT_NOTICE, UnixMillis},
    world::World,
};

/// The causes that are forecast, in the order of the columns: first what people do, then what happens by itself.
pub const CAUSES: [Cause; 11] = [
    Cause::ConsoleRelease,
    Cause::ApiRelease { force: false, terminate_subscription: false },
    Cause::ApiRelease { force: true, terminate_subscription: true },
    Cause::AutoReleaseTime,
    Cause::AccountOverdue,
    Cause::SecurityStop,
    Cause::SecurityRelease,
    Cause::ScaleIn,
    Cause::RemovedFromGroup,
    Cause::SpotReclaim,
    Cause::SubscriptionExpired,
];

/// What a cause would do to an instance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    pub fate: Fate,
    pub because: Because,
    /// When it happens if nobody does anything; `None` for a cause that somebody must trigger, which then takes effect at once.
    pub at: Option<UnixMillis>,
    /// A dated release that comes earlier, so that this one never happens.
    pub overtaken: Option<(Cause, UnixMillis)>,
}

/// What `cause` would do to a live instance from `now` on. For causes with a date: what happens at that date if nobody does anything. For
/// the others: what happens if somebody does it now (for arrears: if the account became overdue now). `None` where the cause does not
/// concern the instance: it has no auto-release time, is in no group, is not preemptible or is no subscription.
#[must_use]
pub fn cell(world: &World, instance: &Instance, cause: Cause, now: UnixMillis) -> Option<Cell> {
    let prepaid = instance.spec.charge == ChargeType::PrePaid;
    let concerned = match cause {
        Cause::AutoReleaseTime => instance.auto_release_at.is_some(),
        Cause::AccountOverdue => !has_released(world),
        Cause::ScaleIn | Cause::RemovedFromGroup => instance.member.is_some(),
        Cause::SpotReclaim => instance.is_spot(),
        Cause::SubscriptionExpired => prepaid && instance.expires_at.is_some(),
        _ => true,
    };
    if !concerned || !instance.is_live() {
        return None;
    }
    let dates = Dates::of(world, instance, cause, now);
    // A subscription that has not expired yet will have expired by the date of this cause.
    let expires = cause == Cause::SubscriptionExpired && !instance.is_expired();
    let judged = verdict(instance, cause, dates.in_arrears);
    let (fate, because) =
        if expires { (Fate::Released, Because::ExpiredTooLong) } else { (judged.fate, judged.because) };
    let at = dates.of_cause(cause);
    let overtaken = at.and_then(|at| dates.before(at, cause));
    Some(Cell { fate, because, at, overtaken })
}

/// Whether the current arrears have already released everything that they will.
fn has_released(world: &World) -> bool {
    world.account.overdue_since.is_some() && world.account.released
}

/// The dates at which an instance is released if nobody does anything more, assuming that one cause has already begun.
struct Dates {
    in_arrears: bool,
    overdue: Option<UnixMillis>,
    reclaim: Option<UnixMillis>,
    schedule: Option<UnixMillis>,
    expiry: Option<UnixMillis>,
}

impl Dates {
    fn of(world: &World, instance: &Instance, supposed: Cause, now: UnixMillis) -> Self {
        let since = world.account.overdue_since.or((supposed == Cause::AccountOverdue).then_some(now));
        let reclaim = instance.reclaim_at.or((supposed == Cause::SpotReclaim).then(|| now.plus(SPOT_NOTICE)));
        let prepaid = instance.spec.charge == ChargeType::PrePaid;
        Self {
            in_arrears: since.is_some(),
            overdue: since.map(|since| since.plus(OVERDUE_RELEASE_AFTER)).filter(|_| !has_released(world) && !prepaid),
            // An import may bring a reclaim notice for an instance that is not preemptible: that notice lapses.
            reclaim: reclaim.filter(|_| instance.is_spot()),
            schedule: instance.auto_release_at,
            expiry: instance.expires_at.filter(|_| prepaid).map(|at| at.plus(EXPIRED_RELEASE_AFTER)),
        }
    }

    fn of_cause(&self, cause: Cause) -> Option<UnixMillis> {
        match cause {
            Cause::AutoReleaseTime => self.schedule,
            Cause::AccountOverdue => self.overdue,
            Cause::SpotReclaim => self.reclaim,
            Cause::SubscriptionExpired => self.expiry,
            _ => None,
        }
    }

    /// The first release that comes before `at`, or at the same instant but earlier in the order of `advance`.
    fn before(&self, at: UnixMillis, cause: Cause) -> Option<(Cause, UnixMillis)> {
        let all = [
            (Cause::AccountOverdue, self.overdue),
            (Cause::SpotReclaim, self.reclaim),
            (Cause::AutoReleaseTime, self.schedule.filter(|_| !self.in_arrears)),
            (Cause::SubscriptionExpired, self.expiry),
        ];
        let place = |cause: Cause| all.iter().position(|(known, _)| *known == cause).unwrap_or(all.len());
        let mine = (at, place(cause));
        let earliest = all
            .iter()
            .filter_map(|(other, due)| Some(((*due)?, place(*other), *other)))
            .min_by_key(|(due, place, _)| (*due, *place));
        earliest.filter(|(due, place, _)| (*due, *place) < mine).map(|(due, _, other)| (other, due))
    }
}
