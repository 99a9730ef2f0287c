//! RunInstances and CreateInstance (docs/ecs.md 4.1, 4.3): makes instances from an order that has passed its checks, and from a scaling
//! group's template. `order` holds the checks.

mod order;

use std::sync::Arc;

pub(super) use order::default_spec;
pub(super) use order::is_period;
pub use order::order_problems;

use super::{Answer, Case, Parameters, Verdict, flag, parameter, wire_minute};
use crate::{
    bounds, catalog,
    command::NewInstances,
    draft::Outcomes,
    event::Event,
    ids::{self, Ids},
    instance::{ChargeType, Instance, Locks, Membership, Spec, SpotStrategy, Status, StoppedMode, Tag},
    naming::Naming,
    ordinals::Ordinals,
    record::{Act, Happened},
    refusal::{Reason, Refusal},
    time::{PENDING_FOR, UnixMillis},
};

/// What new instances of one act have in common, besides their spec.
pub(super) struct Newcomers<'a> {
    pub spec: Arc<Spec>,
    pub amount: u32,
    /// Empty = the id.
    pub name: &'a str,
    /// Empty = derived from the id.
    pub host_name: &'a str,
    pub description: &'a str,
    pub unique_suffix: bool,
    pub tags: Vec<Tag>,
    pub protected: bool,
    pub auto_release_at: Option<UnixMillis>,
    pub expires_at: Option<UnixMillis>,
    pub status: Status,
    pub member: Option<Membership>,
}

impl Case<'_> {
    pub(super) fn run_instances(&mut self, order: &NewInstances) -> Verdict {
        self.create(order, Act::RunInstances, Status::Pending)
    }

    /// One instance, Stopped, without a public address; CreateInstance ignores amount and auto-release time (docs/ecs.md 4.3).
    pub(super) fn create_instance(&mut self, order: &NewInstances) -> Verdict {
        let one = NewInstances { amount: 1, min_amount: None, auto_release_at: None, ..order.clone() };
        self.create(&one, Act::CreateInstance, Status::Stopped)
    }

    fn create(&mut self, order: &NewInstances, act: Act, status: Status) -> Verdict {
        if let Some(refusal) = order_problems(self.world, order, self.now()).into_iter().next() {
            return Err(refusal);
        }
        self.checked_room(order.amount)?;
        if order.dry_run {
            return Err(Refusal::whole(Reason::DryRunPassed));
        }
        let prepaid = order.charge == ChargeType::PrePaid;
        let months = i64::from(order.period_months.max(1));
        let newcomers = Newcomers {
            spec: Arc::new(order::spec(order)),
            amount: order.amount,
            name: &order.name,
            host_name: &order.host_name,
            description: &order.description,
            unique_suffix: order.unique_suffix,
            tags: order.tags.clone(),
            protected: order.deletion_protection,
            // R9: kept to the minute.
            auto_release_at: order.auto_release_at.map(UnixMillis::minute_start),
            expires_at: prepaid.then(|| self.now().minute_start().plus_months(months)),
            status,
            member: None,
        };
        Ok(self.add(newcomers, act, parameters(order)))
    }

    /// Checks that the account has room for `amount` more instances.
    pub(super) fn checked_room(&self, amount: u32) -> Result<(), Refusal> {
        let is_full = self.world.live_count() + amount as usize > bounds::MOST_LIVE
            || self.world.next_ordinal().saturating_add(amount) > bounds::MOST_PLACES
            || self.world.ids_given.saturating_add(amount.into()) > bounds::MOST_NUMBER;
        if is_full { Err(Refusal::whole(Reason::AccountFull)) } else { Ok(()) }
    }

    /// Drafts new instances: the given ids, the creation and the record.
    pub(super) fn add(&mut self, new: Newcomers<'_>, act: Act, parameters: Parameters) -> Answer {
        let world = self.world;
        let first = world.next_ordinal();
        let mut counter = Ids::new(world.seed, world.ids_given);
        let tags = Arc::new(new.tags.clone());
        let (names, hosts) =
            (Naming::read(new.name, new.unique_suffix), Naming::read(new.host_name, new.unique_suffix));
        let mut instances: Vec<Instance> = Vec::with_capacity(new.amount as usize);
        for place in 0..new.amount {
            let (id, number) = counter.next(&new.spec.region, |id| world.find_any(id).is_some());
            let pending = new.status == Status::Pending;
            let public = pending && new.spec.bandwidth_out > 0;
            instances.push(Instance {
                name: if new.name.is_empty() { id.clone() } else { names.at(place).into() },
                host_name: if new.host_name.is_empty() {
                    ids::host_name(&id, &*new.spec.os_type == "windows")
                } else {
                    hosts.at(place).replace("${instance_id}", &id).into()
                },
                description: new.description.into(),
                spec: Arc::clone(&new.spec),
                tags: Arc::clone(&tags),
                private_ip: ids::private_ip(network(&new.spec), number),
                public_ip: if public { ids::public_ip(number) } else { Box::default() },
                eip: Box::default(),
                created_at: self.now(),
                started_at: None,
                status: new.status,
                settles_at: pending.then(|| self.now().plus(PENDING_FOR)),
                stopped_mode: StoppedMode::default(),
                protected: new.protected,
                auto_release_at: new.auto_release_at,
                expires_at: new.expires_at,
                reclaim_at: None,
                locks: Locks::NONE,
                member: new.member.clone(),
                released: None,
                id,
            });
        }
        let ids = instances.iter().map(|instance| instance.id.clone()).collect();
        let who = Ordinals::range(first, new.amount);
        self.draft.push(Event::IdsGiven { upto: counter.given() });
        self.draft.push(Event::Created { first, instances });
        let outcomes = Outcomes::of(who.iter().map(|ordinal| (ordinal, new.protected)), Happened::Done);
        self.done(act, outcomes, parameters);
        Answer::Created(ids)
    }
}

/// The first two bytes of an instance's private address.
fn network(spec: &Spec) -> (u8, u8) {
    catalog::vswitch(&spec.region, &spec.vswitch_id).map_or((172, 31), |vswitch| vswitch.network)
}

/// The parameters of an order for the record. R16: of the credential none is kept but a key pair's name.
fn parameters(order: &NewInstances) -> Parameters {
    let mut all = vec![
        parameter("RegionId", &order.region),
        parameter("InstanceType", &order.instance_type),
        parameter("ImageId", &order.image_id),
        parameter("Amount", &order.amount.to_string()),
        parameter("InstanceChargeType", if order.charge == ChargeType::PrePaid { "PrePaid" } else { "PostPaid" }),
        flag("DeletionProtection", order.deletion_protection),
    ];
    let spot = match order.spot {
        SpotStrategy::NoSpot => "",
        SpotStrategy::SpotWithPriceLimit => "SpotWithPriceLimit",
        SpotStrategy::SpotAsPriceGo => "SpotAsPriceGo",
    };
    let auto_release = order.auto_release_at.map(|at| wire_minute(at.minute_start())).unwrap_or_default();
    for (name, value) in [
        ("ZoneId", &*order.zone),
        ("InstanceName", &*order.name),
        ("SpotStrategy", spot),
        ("AutoReleaseTime", &*auto_release),
    ] {
        if !value.is_empty() {
            all.push(parameter(name, value));
        }
    }
    all
}
