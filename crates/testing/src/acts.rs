//! Random acts of people, programs and the simulation on a fleet, made fast, for histories too long for proptest. Everything follows from
//! a seed. This module only chooses the acts; the tests carry them out and check what must hold.

use std::sync::Arc;

use latch_rules::{
    Actor, ChargeType, Command, Instance, Ordinal, Ordinals, Reason, ReleasePlan, UnixMillis, World,
    catalog::{DEFAULT_INSTANCE_TYPE, DEFAULT_REGION, IMAGES},
    command::{AttributeChange, Deletion, NewInstances, Power, PowerChange, SecurityEffect},
    instance::{SpotStrategy, StoppedMode, Tag},
    release_plan::When,
    time::{Clock, DAY, HOUR, MINUTE, SECOND},
};

/// A splitmix64 random number generator.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ 0x6c61_7463_6821)
    }

    /// 0 to `sides` - 1.
    pub fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    pub fn one_in(&mut self, sides: u64) -> bool {
        self.throw(sides) == 0
    }

    pub fn coin(&mut self) -> bool {
        self.one_in(2)
    }

    /// At least `low`, less than `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.throw((high - low).max(1) as u64) as i64
    }

    pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.throw(all.len() as u64) as usize].clone()
    }

    /// A pause in milliseconds: short, medium or long, so that transitional statuses, notices and months all occur.
    pub fn pause(&mut self) -> i64 {
        match self.throw(8) {
            0 | 1 => self.between(0, 40 * SECOND),
            2 | 3 => self.between(0, 2 * HOUR),
            4..=6 => self.between(0, 6 * DAY),
            _ => self.between(0, 20 * DAY),
        }
    }
}

/// Chooses random acts on one world.
pub struct Player<'a> {
    pub dice: &'a mut Dice,
    pub world: &'a World,
    pub now: UnixMillis,
    /// The most live instances that the acts create.
    pub most: usize,
}

const GROUPS: u64 = 3;

impl Player<'_> {
    /// The next act and its actor.
    pub fn act(&mut self) -> (Actor, Command) {
        if self.world.account.overdue_since.is_some() && self.dice.one_in(10) {
            return (Actor::Simulation, Command::AccountSettled);
        }
        let full = self.world.live_count() >= self.most;
        if self.world.live_count() < self.most / 2 && self.dice.one_in(6) {
            // A fleet that has shrunk is filled up again, so that a long history does not run out of instances.
            return self.api(|player| {
                let amount = (player.most / 4).clamp(1, 50) as u32;
                Command::RunInstances(Box::new(player.order(amount)))
            });
        }
        loop {
            match self.dice.throw(100) {
                0..=8 if full => {}
                0..=8 => return self.api(|player| player.run()),
                9..=14 => return self.console(|player| player.protection()),
                15..=18 => return self.api(|player| player.attributes()),
                19..=24 => return self.api(|player| player.delete()),
                25..=28 => return self.api(|player| player.delete_many()),
                29..=36 => return self.console(|player| player.release()),
                37..=40 => return self.console(|player| player.schedule_batch()),
                41..=45 => return self.api(|player| player.schedule()),
                46..=49 => return self.api(|player| player.power()),
                50..=53 => return self.console(|player| player.power_of()),
                54..=56 => return self.api(|player| player.convert()),
                57..=58 => return self.api(|player| player.tags()),
                59..=60 => return self.fate(|player| player.arrears()),
                61..=66 => return self.fate(|player| player.security()),
                67..=68 => return self.fate(|player| Command::CreateScalingGroup { group: player.group() }),
                69..=74 => return self.fate(|player| player.attach()),
                75..=78 if full => {}
                75..=78 => return self.fate(|player| player.scale_out()),
                79..=82 => return self.fate(|player| player.guard()),
                83..=88 => return self.fate(|player| player.scale_in()),
                89..=92 => return self.fate(|player| player.remove()),
                93..=95 => return self.fate(|player| player.reclaim()),
                96 => return self.console(|player| player.policy()),
                97 => return self.fate(|player| player.clock()),
                _ => return self.console(|player| player.lost()),
            }
        }
    }

    fn api(&mut self, make: impl FnOnce(&mut Self) -> Command) -> (Actor, Command) {
        (Actor::Api, make(self))
    }

    fn console(&mut self, make: impl FnOnce(&mut Self) -> Command) -> (Actor, Command) {
        (Actor::Console, make(self))
    }

    fn fate(&mut self, make: impl FnOnce(&mut Self) -> Command) -> (Actor, Command) {
        (Actor::Simulation, make(self))
    }

    // ---- who --------------------------------------------------------------------------------------------------------------

    /// Mostly a live instance that fits; one time in 25 the first that is drawn, whether it fits, is released or not.
    fn one_that(&mut self, fits: impl Fn(&Instance) -> bool) -> Option<Ordinal> {
        let count = u64::from(self.world.next_ordinal());
        let careless = self.dice.one_in(25);
        let tries = if careless { 1 } else { 24 };
        let mut last = None;
        for _ in 0..tries {
            let ordinal = self.dice.throw(count) as Ordinal;
            last = self.world.any(ordinal).map(|_| ordinal).or(last);
            if self.world.get(ordinal).is_some_and(&fits) {
                return Some(ordinal);
            }
        }
        last
    }

    fn one(&mut self) -> Option<Ordinal> {
        self.one_that(|_| true)
    }

    fn name(&self, ordinal: Option<Ordinal>) -> Box<str> {
        ordinal.and_then(|ordinal| self.world.any(ordinal)).map_or_else(|| "i-nobody".into(), |known| known.id.clone())
    }

    pub fn id(&mut self) -> Box<str> {
        let one = self.one();
        self.name(one)
    }

    fn ids(&mut self, most: u64) -> Vec<Box<str>> {
        (0..=self.dice.throw(most)).map(|_| self.id()).collect()
    }

    pub fn some(&mut self, most: u64) -> Ordinals {
        (0..=self.dice.throw(most)).filter_map(|_| self.one()).collect()
    }

    fn group(&mut self) -> Arc<str> {
        format!("asg-{}", self.dice.throw(GROUPS)).into()
    }

    fn members(&mut self, group: &str, most: u64) -> Vec<Box<str>> {
        let is_member = |one: &Instance| one.member.as_ref().is_some_and(|member| *member.group == *group);
        let count = self.dice.throw(most);
        (0..=count)
            .map(|_| {
                let one = self.one_that(is_member);
                self.name(one)
            })
            .collect()
    }

    fn ahead(&mut self) -> UnixMillis {
        let ahead = match self.dice.throw(12) {
            0 => self.dice.between(20 * MINUTE, 40 * MINUTE),
            1..=3 => self.dice.between(31 * MINUTE, DAY),
            4..=10 => self.dice.between(31 * MINUTE, 40 * DAY),
            _ => self.dice.between(31 * MINUTE, 3 * 366 * DAY),
        };
        self.now.plus(ahead)
    }

    // ---- what -------------------------------------------------------------------------------------------------------------

    pub fn order(&mut self, amount: u32) -> NewInstances {
        let charge = if self.dice.one_in(6) { ChargeType::PrePaid } else { ChargeType::PostPaid };
        let is_spot = charge == ChargeType::PostPaid && self.dice.one_in(6);
        let plain = charge == ChargeType::PostPaid && !is_spot;
        let schedule = charge == ChargeType::PostPaid && self.dice.one_in(4);
        NewInstances {
            region: DEFAULT_REGION.into(),
            instance_type: DEFAULT_INSTANCE_TYPE.into(),
            image_id: IMAGES[0].id.into(),
            amount,
            charge,
            period_months: self.dice.pick(&[0, 1, 1, 2, 3, 6]),
            spot: if is_spot { SpotStrategy::SpotAsPriceGo } else { SpotStrategy::NoSpot },
            // Sometimes also requested where an instance cannot have it (R2).
            deletion_protection: if plain { self.dice.coin() } else { self.dice.one_in(30) },
            auto_release_at: schedule.then(|| self.ahead()),
            ..NewInstances::default()
        }
    }

    fn run(&mut self) -> Command {
        let amount = 1 + self.dice.throw(6) as u32;
        let order = Box::new(self.order(amount));
        if self.dice.one_in(6) {
            return Command::CreateInstance(order);
        }
        if self.dice.one_in(8) {
            let number = self.dice.throw(6);
            let token = format!("RunInstances:{number}").into();
            return Command::Once { token, fingerprint: number, command: Box::new(Command::RunInstances(order)) };
        }
        Command::RunInstances(order)
    }

    fn protection(&mut self) -> Command {
        Command::ChangeReleaseProtection { who: self.some(6), on: self.dice.throw(3) > 0 }
    }

    fn attributes(&mut self) -> Command {
        let other = self.dice.one_in(3);
        Command::ModifyInstanceAttribute(Box::new(AttributeChange {
            id: self.id(),
            name: other.then(|| "renamed".into()),
            password_set: other,
            deletion_protection: (!other).then(|| self.dice.coin()),
            ..AttributeChange::default()
        }))
    }

    fn delete(&mut self) -> Command {
        Command::DeleteInstance(Deletion {
            region: None,
            ids: vec![self.id()],
            force: self.dice.throw(3) > 0,
            terminate_subscription: self.dice.coin(),
            dry_run: self.dice.one_in(10),
        })
    }

    fn delete_many(&mut self) -> Command {
        let mut ids = self.ids(4);
        if self.dice.one_in(8) {
            ids.push("i-nobody".into());
        }
        Command::DeleteInstances(Deletion {
            region: Some(DEFAULT_REGION.into()),
            ids,
            force: self.dice.throw(3) > 0,
            terminate_subscription: self.dice.coin(),
            dry_run: self.dice.one_in(12),
        })
    }

    fn release(&mut self) -> Command {
        let who = self.some(5);
        Command::Release { plan: ReleasePlan::make(self.world, &who, When::Now) }
    }

    fn schedule_batch(&mut self) -> Command {
        let who = self.some(5);
        let at = (!self.dice.one_in(4)).then(|| self.ahead());
        Command::Release { plan: ReleasePlan::make(self.world, &who, When::At(at)) }
    }

    fn schedule(&mut self) -> Command {
        let at = (!self.dice.one_in(5)).then(|| self.ahead());
        Command::SetAutoReleaseTime { id: self.id(), at }
    }

    fn power(&mut self) -> Command {
        let plural = self.dice.coin();
        Command::ChangePower(PowerChange {
            power: self.dice.pick(&[Power::Start, Power::Start, Power::Stop, Power::Reboot]),
            region: plural.then(|| DEFAULT_REGION.into()),
            ids: if plural { self.ids(4) } else { vec![self.id()] },
            success_first: plural && self.dice.coin(),
            stopped_mode: self.dice.pick(&[StoppedMode::KeepCharging, StoppedMode::StopCharging]),
            dry_run: self.dice.one_in(12),
        })
    }

    fn power_of(&mut self) -> Command {
        let power = self.dice.pick(&[Power::Start, Power::Start, Power::Stop, Power::Reboot]);
        Command::ChangePowerOf { who: self.some(8), power }
    }

    fn convert(&mut self) -> Command {
        Command::ChangeChargeType {
            region: DEFAULT_REGION.into(),
            ids: vec![self.id()],
            to: self.dice.pick(&[ChargeType::PrePaid, ChargeType::PrePaid, ChargeType::PostPaid]),
            period_months: 1,
            dry_run: self.dice.one_in(10),
        }
    }

    fn tags(&mut self) -> Command {
        let (region, ids): (Box<str>, _) = (DEFAULT_REGION.into(), self.ids(3));
        if self.dice.coin() {
            return Command::UntagResources { region, ids, keys: Vec::new(), all: true };
        }
        Command::TagResources { region, ids, tags: vec![Tag { key: "env".into(), value: "prod".into() }] }
    }

    fn arrears(&mut self) -> Command {
        if self.dice.one_in(4) { Command::AccountSettled } else { Command::AccountOverdue }
    }

    fn security(&mut self) -> Command {
        let effect = match self.dice.throw(8) {
            0 => SecurityEffect::Release,
            1 | 2 => SecurityEffect::Stop,
            3 | 4 => SecurityEffect::Lock,
            _ => SecurityEffect::Unlock,
        };
        let locked = effect == SecurityEffect::Unlock;
        let one = self.one_that(|one| one.locks.has(latch_rules::instance::Locks::SECURITY) == locked);
        Command::SecurityViolation { id: self.name(one), effect }
    }

    fn attach(&mut self) -> Command {
        let group = self.group();
        let count = self.dice.throw(4);
        let ids = (0..=count).map(|_| {
            let one = self.one_that(|one| one.member.is_none());
            self.name(one)
        });
        Command::AttachInstances { group, ids: ids.collect(), entrusted: self.dice.coin() }
    }

    fn scale_out(&mut self) -> Command {
        Command::ScaleOut { group: self.group(), amount: 1 + self.dice.throw(5) as u32 }
    }

    fn guard(&mut self) -> Command {
        let group = self.group();
        let ids = self.members(&group, 3);
        Command::SetInstancesProtection { group, ids, guarded: self.dice.throw(3) > 0 }
    }

    fn scale_in(&mut self) -> Command {
        Command::ScaleIn { group: self.group(), amount: 1 + self.dice.throw(4) as u32 }
    }

    fn remove(&mut self) -> Command {
        let group = self.group();
        let ids = self.members(&group, 2);
        Command::RemoveInstances { group, ids }
    }

    fn reclaim(&mut self) -> Command {
        let one = self.one_that(Instance::is_spot);
        Command::SpotReclaim { id: self.name(one) }
    }

    fn policy(&mut self) -> Command {
        let tag = |value: &str| Tag { key: "env".into(), value: value.into() };
        Command::SetPolicy { tags: self.dice.pick(&[vec![], vec![tag("prod")], vec![tag("")]]) }
    }

    fn clock(&mut self) -> Command {
        let to = self.now.plus(self.dice.between(-HOUR, 2 * HOUR));
        Command::SetClock { clock: Clock::anchored(self.now, to, 1) }
    }

    /// A console batch of which some calls are lost on the way.
    pub fn lost(&mut self) -> Command {
        let command = match self.dice.throw(4) {
            0 => self.release(),
            1 => self.schedule_batch(),
            2 => self.protection(),
            _ => self.power_of(),
        };
        let reasons = [Reason::Throttled, Reason::ServiceUnavailable];
        let lost = (0..self.dice.throw(3)).map(|place| (reasons[place as usize], self.some(4))).collect();
        Command::PartlyLost { command: Box::new(command), lost }
    }
}
