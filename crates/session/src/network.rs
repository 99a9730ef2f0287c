//! The simulated network between the page and the cloud, as a person sets it for a rehearsal: slow, failing, throttled, offline, or
//! holding the next answer back. Pure: it says what happens to a call; the platform does the waiting. Calls are lost before anything is
//! decided, so a batch that fails in part is still one commit.

use std::collections::VecDeque;

use latch_ecs::api::equivalent::first_calls;
use latch_rules::{Command, Ordinals, Reason, UnixMillis, World, command::Power, ids::spread, release_plan::When};

/// How the network is. The default is a perfect one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Conditions {
    /// Milliseconds that every call takes.
    pub latency_ms: u32,
    /// Up to this many milliseconds more, at random.
    pub jitter_ms: u32,
    /// Percentage of calls that fail, for every action.
    pub error_percent: u8,
    /// Percentage for single actions by name, in place of `error_percent`.
    pub errors: Vec<(String, u8)>,
    /// Calls that are let through in a second; 0 = any number.
    pub calls_per_second: u32,
    /// No call leaves the page.
    pub offline: bool,
    /// The answer to the next call is held until it is let go.
    pub holds_next: bool,
}

impl Conditions {
    /// Whether it is a perfect network.
    #[must_use]
    pub fn is_perfect(&self) -> bool {
        *self == Self::default()
    }

    /// Text for storage and links: `latency=800&jitter=200&errors=DeleteInstances:50,StopInstances:100`. Holds only what differs from the
    /// default.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut parts = Vec::new();
        let mut number = |name: &str, value: u32| {
            if value > 0 {
                parts.push(format!("{name}={value}"));
            }
        };
        number("latency", self.latency_ms);
        number("jitter", self.jitter_ms);
        number("error", u32::from(self.error_percent));
        number("rate", self.calls_per_second);
        number("offline", u32::from(self.offline));
        number("hold", u32::from(self.holds_next));
        if !self.errors.is_empty() {
            let errors: Vec<String> =
                self.errors.iter().map(|(action, percent)| format!("{action}:{percent}")).collect();
            parts.push(format!("errors={}", errors.join(",")));
        }
        parts.join("&")
    }

    /// Reads `to_text`. Total: a part that is not understood keeps its default.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in text.split('&').filter_map(|part| part.split_once('=')) {
            let number = value.parse::<u32>().unwrap_or(0);
            match name {
                "latency" => read.latency_ms = number.min(LONGEST_MS),
                "jitter" => read.jitter_ms = number.min(LONGEST_MS),
                "error" => read.error_percent = number.min(100) as u8,
                "rate" => read.calls_per_second = number,
                "offline" => read.offline = number > 0,
                "hold" => read.holds_next = number > 0,
                "errors" => read.errors = value.split(',').filter_map(error_of).collect(),
                _ => {}
            }
        }
        read
    }

    fn error_of(&self, action: &str) -> u8 {
        let named = self.errors.iter().find(|(known, _)| known == action);
        named.map_or(self.error_percent, |(_, percent)| *percent)
    }
}

/// The longest latency and jitter, in milliseconds.
pub const LONGEST_MS: u32 = 60_000;

fn error_of(text: &str) -> Option<(String, u8)> {
    let (action, percent) = text.split_once(':')?;
    let is_name = !action.is_empty() && action.chars().all(|c| c.is_ascii_alphanumeric());
    Some((action.to_owned(), percent.parse::<u8>().ok()?.min(100))).filter(|_| is_name)
}

/// One call of an action; in a batch, with the instances that it is for.
pub(crate) type Call = (&'static str, Option<Ordinals>);

/// What happens to the calls of one request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Passage {
    /// Milliseconds until the request arrives.
    pub delay_ms: u32,
    /// Lost calls: the reason and the instances; `None` in place of the instances: the whole request is lost.
    pub lost: Vec<(Reason, Option<Ordinals>)>,
    /// The answer is held back.
    pub holds: bool,
}

/// The network at work. Randomness is seeded: the same calls under the same conditions have the same result.
#[derive(Debug, Default)]
pub struct Network {
    conditions: Conditions,
    /// Random numbers drawn so far; the next one is made from this count.
    calls: u64,
    /// Instants of the calls of the last second.
    recent: VecDeque<UnixMillis>,
}

impl Network {
    /// A network under these conditions.
    #[must_use]
    pub fn new(conditions: Conditions) -> Self {
        Self { conditions, ..Self::default() }
    }

    /// The conditions that it has.
    #[must_use]
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Sets other conditions; the random sequence begins again.
    pub fn set(&mut self, conditions: Conditions) {
        *self = Self::new(conditions);
    }

    /// Whether every call passes at once, so that the caller need not list its calls.
    #[must_use]
    pub fn is_perfect(&self) -> bool {
        self.conditions.is_perfect()
    }

    /// What happens to these calls, sent at `now` of a monotonic clock. With no calls, or with no condition set, nothing is delayed, lost
    /// or held.
    pub fn pass(&mut self, calls: Vec<Call>, now: UnixMillis) -> Passage {
        if calls.is_empty() || self.conditions.is_perfect() {
            return Passage::default();
        }
        if self.conditions.offline {
            return Passage { lost: vec![(Reason::Offline, None)], ..Passage::default() };
        }
        let mut passage = Passage { delay_ms: self.conditions.latency_ms, ..Passage::default() };
        if self.conditions.jitter_ms > 0 {
            let more = self.chance() % (u64::from(self.conditions.jitter_ms) + 1);
            passage.delay_ms = passage.delay_ms.saturating_add(more as u32);
        }
        passage.holds = std::mem::take(&mut self.conditions.holds_next);
        for (action, who) in calls {
            if let Some(reason) = self.loses(action, now) {
                match passage.lost.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, Some(all))) => who.iter().flat_map(Ordinals::iter).for_each(|ordinal| all.insert(ordinal)),
                    _ => passage.lost.push((reason, who)),
                }
            }
        }
        passage
    }

    fn loses(&mut self, action: &str, now: UnixMillis) -> Option<Reason> {
        if self.conditions.calls_per_second > 0 {
            while self.recent.front().is_some_and(|at| now.since(*at) >= 1_000) {
                self.recent.pop_front();
            }
            if self.recent.len() >= self.conditions.calls_per_second as usize {
                return Some(Reason::Throttled);
            }
            self.recent.push_back(now);
        }
        let percent = u64::from(self.conditions.error_of(action));
        (percent > 0 && self.chance() % 100 < percent).then_some(Reason::ServiceUnavailable)
    }

    fn chance(&mut self) -> u64 {
        self.calls += 1;
        spread(self.calls ^ 0x6c61_7463_6800)
    }
}

/// The calls that a command stands for: a batch of the console sends one for each instance, or one for a hundred.
#[must_use]
pub fn calls_of(command: &Command, world: &World) -> Vec<Call> {
    let each = |action, who: &Ordinals| {
        who.iter().map(|ordinal| (action, Some(Ordinals::one(ordinal)))).collect::<Vec<Call>>()
    };
    match command {
        Command::Once { command, .. } | Command::PartlyLost { command, .. } => calls_of(command, world),
        Command::ChangeReleaseProtection { who, .. } => each("ModifyInstanceAttribute", who),
        Command::Release { plan } => match plan.when {
            When::Now => by_hundred("DeleteInstances", &plan.released, world),
            When::At(_) => each("ModifyInstanceAutoReleaseTime", &plan.released),
        },
        Command::ChangePowerOf { who, power } => by_hundred(power_action(*power), who, world),
        // An error rate names the operation for many; it holds for that for one instance too.
        Command::ChangePower(change) => vec![(power_action(change.power), None)],
        // One call of the API, or none: what the simulation and the clock do does not go over the network.
        command => first_calls(command, world, 1).first.into_iter().map(|call| (call.action, None)).collect(),
    }
}

fn power_action(power: Power) -> &'static str {
    match power {
        Power::Start => "StartInstances",
        Power::Stop => "StopInstances",
        Power::Reboot => "RebootInstances",
    }
}

/// One call for up to a hundred instances of a region.
fn by_hundred(action: &'static str, who: &Ordinals, world: &World) -> Vec<Call> {
    let mut regions: Vec<(&str, Vec<u32>)> = Vec::new();
    for ordinal in who.iter() {
        let Some(instance) = world.any(ordinal) else { continue };
        match regions.iter_mut().find(|(region, _)| *region == &*instance.spec.region) {
            Some((_, members)) => members.push(ordinal),
            None => regions.push((&instance.spec.region, vec![ordinal])),
        }
    }
    let calls = regions.iter().flat_map(|(_, members)| members.chunks(100));
    calls.map(|chunk| (action, Some(chunk.to_vec().into()))).collect()
}

#[cfg(test)]
mod test {
    use super::{Call, Conditions, Network, calls_of};
    use latch_rules::{Command, Ordinals, Reason, UnixMillis, command::Power, sample::fleet};

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    fn call(n: u32) -> Call {
        ("ModifyInstanceAttribute", Some(Ordinals::one(n)))
    }

    #[test]
    fn conditions_read_back_as_written() {
        let conditions = Conditions {
            latency_ms: 800,
            jitter_ms: 200,
            error_percent: 5,
            errors: vec![("DeleteInstances".into(), 50), ("StopInstances".into(), 0)],
            calls_per_second: 3,
            offline: true,
            holds_next: true,
        };
        assert_eq!(Conditions::parse(&conditions.to_text()), conditions);
        assert!(Conditions::parse("latency=x&errors=:3,a b:4,ok&what=1").is_perfect());
        assert_eq!(Conditions::default().to_text(), "");
    }

    #[test]
    fn half_of_many_calls_fail_at_fifty_per_cent_and_the_same_ones_again() {
        let conditions = Conditions { error_percent: 50, ..Conditions::default() };
        let passes = || Network::new(conditions.clone()).pass((0..1_000).map(call).collect(), NOW);
        let first = passes();
        let lost = first.lost.iter().map(|(_, who)| who.as_ref().map_or(0, Ordinals::len)).sum::<usize>();
        assert!((400..600).contains(&lost), "{lost}");
        assert_eq!(first, passes());
    }

    #[test]
    fn an_action_has_its_own_error_rate() {
        let errors = vec![("ModifyInstanceAttribute".into(), 0)];
        let mut network = Network::new(Conditions { error_percent: 100, errors, ..Conditions::default() });
        assert_eq!(network.pass(vec![call(1)], NOW).lost, []);
        assert_eq!(network.pass(vec![("StopInstances", None)], NOW).lost, [(Reason::ServiceUnavailable, None)]);
    }

    #[test]
    fn more_calls_than_are_let_through_are_throttled_until_the_second_is_over() {
        let mut network = Network::new(Conditions { calls_per_second: 2, ..Conditions::default() });
        let passage = network.pass((0..4).map(call).collect(), NOW);
        assert_eq!(passage.lost, [(Reason::Throttled, Some(Ordinals::range(2, 2)))]);
        assert_eq!(network.pass(vec![call(5)], NOW.plus(999)).lost.len(), 1);
        assert_eq!(network.pass(vec![call(5)], NOW.plus(1_000)).lost, []);
    }

    #[test]
    fn offline_loses_the_request_as_a_whole_and_holding_holds_one() {
        let mut network = Network::new(Conditions { offline: true, ..Conditions::default() });
        assert_eq!(network.pass((0..4).map(call).collect(), NOW).lost, [(Reason::Offline, None)]);
        network.set(Conditions { holds_next: true, ..Conditions::default() });
        assert!(network.pass(vec![call(0)], NOW).holds);
        assert!(!network.pass(vec![call(0)], NOW).holds);
    }

    #[test]
    fn a_stop_of_many_is_a_call_for_each_hundred_of_a_region() {
        let world = fleet(1_000, 5, NOW);
        let calls = calls_of(&Command::ChangePowerOf { who: Ordinals::range(0, 1_000), power: Power::Stop }, &world);
        let sizes: Vec<usize> = calls.iter().filter_map(|(_, who)| who.as_ref()).map(Ordinals::len).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 1_000);
        assert!(sizes.iter().all(|size| *size <= 100));
    }
}
