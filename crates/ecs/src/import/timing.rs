//! Chooses the time of an imported text, and treats dates that have passed since. Nothing falls due at once after an import: instances in a
//! preview are still there a moment later.

use super::{ImportError, ImportProblem, Mode, Options, Present, Timing, document::Places};
use crate::instance_json::{self, came::Came};
use latch_rules::{
    Instance, UnixMillis, World,
    due::{self, Due},
    time::LAST,
    world::Account,
};

/// The time for which a text is imported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub timing: Timing,
    /// The instant of the clock for this timing.
    pub at: UnixMillis,
    /// Instances with a date that has passed by the present clock.
    pub passed: usize,
}

/// `options.time`, if given. Otherwise `Timing::Saved` if the text tells when it was saved, replaces everything, and all its dates have
/// passed; else `Timing::Now`.
pub(super) fn choose(
    instances: &[Instance],
    saved_at: Option<UnixMillis>,
    options: &Options,
    present: &Present,
) -> Result<Moment, ImportError> {
    let adds = options.mode == Mode::Add;
    let account = if adds { present.world.account } else { Account::default() };
    let dates: Vec<UnixMillis> = instances.iter().filter_map(|instance| next_date(instance, account)).collect();
    let passed = dates.iter().filter(|date| **date <= present.now).count();
    let is_old = saved_at.is_some() && passed > 0 && passed == dates.len();
    let suggested = if is_old && !adds { Timing::Saved } else { Timing::Now };
    let timing = options.time.unwrap_or(suggested);
    let at = match (timing, saved_at) {
        (Timing::Now, _) => present.now,
        (Timing::Saved, _) if adds => return Err(ImportError::new("", ImportProblem::SavedTimeWhenAdding)),
        (Timing::Saved, None) => return Err(ImportError::new("", ImportProblem::NoSavedTime)),
        (Timing::Saved, Some(saved_at)) => saved_at.min(LAST),
    };
    Ok(Moment { timing, at, passed })
}

/// R9: a schedule that has passed would have fired, so the text contradicts itself, or is imported for the wrong time. Such a schedule is
/// left out only if the options say `Timing::Now` explicitly.
pub(super) fn refuse_past_schedules(
    instances: &[Instance],
    places: &Places,
    options: &Options,
    moment: &Moment,
) -> Result<(), ImportError> {
    if options.time == Some(Timing::Now) {
        return Ok(());
    }
    let is_past = |instance: &Instance| instance.auto_release_at.is_some_and(|at| at <= moment.at);
    match instances.iter().position(is_past) {
        Some(n) => Err(ImportError::new(places.of(n, "AutoReleaseTime"), ImportProblem::ScheduleInThePast)),
        None => Ok(()),
    }
}

/// The field of an instance whose date has passed at `by`, and the problem to report.
pub(super) fn passed_date(
    instance: &Instance,
    account: Account,
    by: UnixMillis,
) -> Option<(&'static str, ImportProblem)> {
    let due = due::first(instance, account, by)?;
    match due {
        Due::AutoRelease => Some(("AutoReleaseTime", ImportProblem::ScheduleInThePast)),
        Due::Reclaim => Some(("Latch.ReclaimTime", ImportProblem::DateInThePast)),
        Due::Expiry | Due::ExpiredRelease => Some(("ExpiredTime", ImportProblem::DateInThePast)),
        // A transitional status only settles.
        Due::Settle => None,
    }
}

/// How many instances of a world have a date that has passed; one more if a date of the account's arrears has passed.
pub(super) fn passed(world: &World, now: UnixMillis) -> usize {
    let has_passed = |at: Option<UnixMillis>| at.is_some_and(|at| at <= now);
    let instances = world.live().filter(|(_, instance)| has_passed(next_date(instance, world.account))).count();
    instances + usize::from(has_passed(world.account.next_due()))
}

/// The next date of an instance. The end of a transitional status is not a date: it only settles.
fn next_date(instance: &Instance, account: Account) -> Option<UnixMillis> {
    due::dates(instance, account).filter(|(_, due)| *due != Due::Settle).map(|(at, _)| at).min()
}

/// Removes the dates of an instance that have passed. Returns whether there were any. The expiry of a subscription is still shown as it
/// came, but has no effect.
pub(super) fn leave_out_passed(instance: &mut Instance, now: UnixMillis, account: Account) -> bool {
    if next_date(instance, account).is_none_or(|at| at > now) {
        return false;
    }
    let passed: Vec<Due> = due::dates(instance, account).filter(|(at, _)| *at <= now).map(|(_, due)| due).collect();
    for due in passed {
        match due {
            Due::AutoRelease => instance.auto_release_at = None,
            Due::Reclaim => instance.reclaim_at = None,
            Due::Expiry | Due::ExpiredRelease => {
                let shown = instance_json::value(instance, "ExpiredTime");
                instance.expires_at = None;
                Came::keep_instead(instance, "ExpiredTime", shown);
            }
            Due::Settle => {}
        }
    }
    true
}

/// As `leave_out_passed`, for a whole world whose clock is at `now`. The passed steps of the account's arrears are marked as done, without
/// their effects. Returns the number of instances.
pub(super) fn leave_out_all_passed(world: &mut World, now: UnixMillis) -> usize {
    while world.account.next_due().is_some_and(|due| due <= now) {
        world.change_head(|head| {
            head.account.released = head.account.reclaiming;
            head.account.reclaiming = true;
        });
    }
    let account = world.account;
    let passed: Vec<_> = world
        .live()
        .filter(|(_, instance)| next_date(instance, account).is_some_and(|at| at <= now))
        .map(|(ordinal, instance)| (ordinal, instance.clone()))
        .collect();
    let count = passed.len();
    for (ordinal, mut instance) in passed {
        leave_out_passed(&mut instance, now, account);
        world.put(ordinal, instance);
    }
    count
}
