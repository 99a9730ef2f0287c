//! The verdict for every cause and every kind of instance, compared with a table written from docs/rules.md and docs/ecs.md alone.

use std::sync::Arc;

use latch_rules::{
    ChargeType::{self, PostPaid, PrePaid},
    Instance,
    Status::{self, Pending, Running, Starting, Stopped, Stopping},
    instance::{
        Credential, Locks, Membership,
        Origin::{self, Attached, Created, Entrusted},
        Spec,
        SpotStrategy::{self, NoSpot, SpotAsPriceGo, SpotWithPriceLimit},
        StoppedMode,
    },
    protection::{
        Because as B,
        Cause::{self, *},
        Fate::{self, Kept, Released, Removed},
        verdict,
    },
};

/// The properties of an instance and the cause that applies to it.
struct Given {
    cause: Cause,
    charge: ChargeType,
    spot: SpotStrategy,
    status: Status,
    locks: Locks,
    protected: bool,
    origin: Option<Origin>,
    guarded: bool,
    in_arrears: bool,
}

type Row = (&'static str, fn(&Given) -> bool, Fate, B);

/// The first matching row decides.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("R3: a manual release never takes a protected instance", |g| g.is_manual() && g.protected, Kept, B::Protected),
    ("R13: what is being prepared cannot be released by hand", |g| g.is_manual() && g.status == Pending, Kept, B::InTransition),
    ("R12: a subscription that has not expired", |g| g.is_manual() && g.charge == PrePaid && !g.expired(), Kept, B::SubscriptionRunning),
    ("R12: an expired one, and TerminateSubscription unsaid", |g| g.is_manual() && g.expired() && !g.says_terminate(), Kept, B::TerminateNotSaid),
    ("R13: Starting and Stopping", |g| g.is_manual() && matches!(g.status, Starting | Stopping), Kept, B::InTransition),
    ("R12: Running without Force", |g| g.is_manual() && g.status == Running && !g.says_force(), Kept, B::RunningWithoutForce),
    ("R1: nothing stands against it", |g| g.is_manual(), Released, B::NotProtected),

    ("R9: no schedule fires in arrears", |g| g.cause == AutoReleaseTime && g.in_arrears, Kept, B::ScheduleSuspendedByArrears),
    ("R7b: protected or not", |g| g.cause == AutoReleaseTime, Released, B::AutoReleaseTimeCame),

    ("R7a: arrears do not concern subscriptions", |g| g.cause == AccountOverdue && g.charge == PrePaid, Kept, B::NotBilledByUsage),
    ("R7a: protected or not", |g| g.cause == AccountOverdue, Released, B::OverdueTooLong),

    ("R7c: a violation that releases", |g| g.cause == SecurityRelease, Released, B::Violation),
    ("R7c: a violation that stops", |g| g.cause == SecurityStop, Fate::Stopped, B::Violation),

    ("R8: no member", |g| g.leaves_group() && g.origin.is_none(), Kept, B::NotInGroup),
    ("R8: scale-in spares the guarded", |g| g.cause == ScaleIn && g.guarded, Kept, B::GuardedByGroup),
    ("R7d: the group made it", |g| g.leaves_group() && g.origin == Some(Created), Released, B::CreatedByGroup),
    ("R8: entrusted to the group", |g| g.leaves_group() && g.origin == Some(Entrusted), Released, B::EntrustedToGroup),
    ("R8: added by hand", |g| g.leaves_group() && g.origin == Some(Attached), Removed, B::AddedByHand),

    ("only preemptible instances are reclaimed", |g| g.cause == SpotReclaim && g.spot == NoSpot, Kept, B::NotPreemptible),
    ("preemptible", |g| g.cause == SpotReclaim, Released, B::SpotReclaimed),

    ("a subscription that has not expired", |g| g.cause == SubscriptionExpired && !g.expired(), Kept, B::NotExpired),
    ("an expired subscription", |g| g.cause == SubscriptionExpired, Released, B::ExpiredTooLong),
];

impl Given {
    fn is_manual(&self) -> bool {
        matches!(self.cause, ConsoleRelease | ApiRelease { .. })
    }

    /// Whether the release sets Force, so that it may stop a running instance. The console always sets it.
    fn says_force(&self) -> bool {
        matches!(self.cause, ConsoleRelease | ApiRelease { force: true, .. })
    }

    fn says_terminate(&self) -> bool {
        matches!(self.cause, ConsoleRelease | ApiRelease { terminate_subscription: true, .. })
    }

    fn expired(&self) -> bool {
        self.charge == PrePaid && self.locks.has(Locks::FINANCIAL)
    }

    fn leaves_group(&self) -> bool {
        matches!(self.cause, ScaleIn | RemovedFromGroup)
    }

    fn instance(&self) -> Instance {
        Instance {
            id: "i-1".into(),
            name: "one".into(),
            host_name: "one".into(),
            description: "".into(),
            spec: Arc::new(Spec {
                charge: self.charge,
                spot: self.spot,
                credential: Credential::SetLater,
                ..Spec::default()
            }),
            tags: Arc::default(),
            private_ip: "".into(),
            public_ip: "".into(),
            eip: "".into(),
            created_at: Default::default(),
            started_at: None,
            status: self.status,
            settles_at: None,
            stopped_mode: StoppedMode::default(),
            protected: self.protected,
            auto_release_at: None,
            expires_at: None,
            reclaim_at: None,
            locks: self.locks,
            member: self.origin.map(|origin| Membership { group: "asg-1".into(), origin, guarded: self.guarded }),
            released: None,
        }
    }
}

fn causes() -> Vec<Cause> {
    let mut all = vec![
        ConsoleRelease,
        AutoReleaseTime,
        AccountOverdue,
        SecurityRelease,
        SecurityStop,
        ScaleIn,
        RemovedFromGroup,
        SpotReclaim,
        SubscriptionExpired,
    ];
    for force in [false, true] {
        all.extend([false, true].map(|terminate_subscription| ApiRelease { force, terminate_subscription }));
    }
    all
}

fn every(mut judge: impl FnMut(Given)) {
    let billings = [(PostPaid, NoSpot), (PostPaid, SpotAsPriceGo), (PostPaid, SpotWithPriceLimit), (PrePaid, NoSpot)];
    let memberships = [None, Some(Created), Some(Entrusted), Some(Attached)];
    for cause in causes() {
        for (charge, spot) in billings {
            for status in [Pending, Starting, Running, Stopping, Stopped] {
                for locks in (0..8).map(Locks::from_bits) {
                    for bits in 0..8 {
                        for origin in memberships {
                            let [protected, guarded, in_arrears] = [1, 2, 4].map(|bit| bits & bit != 0);
                            judge(Given { cause, charge, spot, status, locks, protected, origin, guarded, in_arrears });
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn the_judge_says_what_the_table_says_for_every_kind_of_instance_and_cause() {
    let mut used = vec![0u32; TABLE.len()];
    every(|given| {
        let place = TABLE.iter().position(|(_, fits, ..)| fits(&given)).expect("a row for every case");
        used[place] += 1;
        let (rule, _, fate, because) = TABLE[place];
        let judged = verdict(&given.instance(), given.cause, given.in_arrears);
        assert_eq!((judged.fate, judged.because), (fate, because), "{rule}");
    });
    for ((rule, ..), count) in TABLE.iter().zip(used) {
        assert!(count > 0, "no case for: {rule}");
    }
}

#[test]
fn no_manual_cause_releases_a_protected_instance_and_no_automatic_one_asks_for_protection() {
    every(|mut given| {
        let judged = |given: &Given| verdict(&given.instance(), given.cause, given.in_arrears);
        let protected = {
            given.protected = true;
            judged(&given)
        };
        given.protected = false;
        if given.cause.is_manual() {
            assert_eq!(protected.fate, Kept);
        } else {
            assert_eq!(protected, judged(&given));
        }
    });
}
