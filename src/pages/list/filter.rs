//! The filter of the list: conditions on what an instance is, joined by "and" or "or", with one level of groups. Pure.
//!
//! In the address, conditions stand as `protection=off;status!=Stopped;(name~web|name~api)`: `;` joins those that must all hold, `|` those of
//! which one must; a group in parentheses is joined the other way. In a value, `%`, `;`, `|` and parentheses are percent-encoded.

use super::{
    properties::{Kind, PROPERTIES, Property},
    search::Needle,
};
use latch_ecs::iso;
use latch_rules::{Instance, Ordinal, UnixMillis, World};

/// How a value is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Op {
    Is,
    IsNot,
    Has,
    HasNot,
    Below,
    Above,
}

impl Op {
    /// The longer ones first, as the address is read.
    const ALL: [(Self, &'static str); 6] = [
        (Self::IsNot, "!="),
        (Self::HasNot, "!~"),
        (Self::Is, "="),
        (Self::Has, "~"),
        (Self::Below, "<"),
        (Self::Above, ">"),
    ];

    /// Its sign in the address.
    pub(super) fn sign(self) -> &'static str {
        Self::ALL.into_iter().find(|(op, _)| *op == self).map_or("", |(_, sign)| sign)
    }

    pub(super) fn from_sign(sign: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == sign).map(|(op, _)| op)
    }
}

/// The most conditions of a filter, and the longest value, in bytes. An address may hold anything.
pub(super) const MOST_CONDITIONS: usize = 50;
const LONGEST_VALUE: usize = 1_000;

/// One condition. `value` is text: a wire name, digits, or an instant as `2026-12-01T00:00Z`.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Condition {
    pub property: &'static Property,
    pub op: Op,
    pub value: String,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Item {
    One(Condition),
    /// Joined the other way than the items around it.
    Group(Vec<Condition>),
}

#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Filter {
    /// Whether one item is enough.
    pub any: bool,
    pub items: Vec<Item>,
}

impl Filter {
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.items.iter().flat_map(|item| match item {
            Item::One(condition) => std::slice::from_ref(condition),
            Item::Group(conditions) => conditions.as_slice(),
        })
    }

    /// Whether every condition of `other`, which needs all of its conditions, stands here.
    pub(super) fn includes(&self, other: &Self) -> bool {
        !self.any && other.items.iter().all(|item| self.items.contains(item))
    }

    /// Adds the conditions of `other`, which needs all of its conditions.
    pub(super) fn add(&mut self, other: &Self) {
        if self.any && self.items.len() > 1 {
            // What was joined by "or" becomes one item; groups within would be a second level.
            let single = self.items.iter().all(|item| matches!(item, Item::One(_)));
            let former: Vec<_> = self.conditions().cloned().collect();
            self.items = if single { vec![Item::Group(former)] } else { Vec::new() };
        }
        self.any = false;
        let new = other.items.iter().filter(|item| !self.items.contains(item)).cloned().collect::<Vec<_>>();
        self.items.extend(new);
    }

    pub(super) fn remove(&mut self, other: &Self) {
        self.items.retain(|item| !other.items.contains(item));
    }

    /// The instances of `among` that the filter finds.
    pub(super) fn find(&self, world: &World, among: &[Ordinal], now: UnixMillis) -> Vec<Ordinal> {
        let tests: Vec<Vec<Test<'_>>> = self
            .items
            .iter()
            .map(|item| match item {
                Item::One(condition) => vec![Test::new(condition)],
                Item::Group(conditions) => conditions.iter().map(Test::new).collect(),
            })
            .collect();
        let holds = |instance: &Instance| {
            let item = |tests: &Vec<Test<'_>>| match self.any {
                true => tests.iter().all(|test| test.holds(world, instance, now)),
                false => tests.iter().any(|test| test.holds(world, instance, now)),
            };
            if self.any { tests.iter().any(item) } else { tests.iter().all(item) }
        };
        among.iter().copied().filter(|ordinal| world.get(*ordinal).is_some_and(holds)).collect()
    }

    /// Reads a filter from the address. Parts that are none are left out and given back.
    pub(super) fn read(text: &str) -> (Self, Vec<String>) {
        let mut wrong = Vec::new();
        let mut count = 0;
        let mut read = |part: &str| {
            let condition = Condition::read(part).filter(|_| count < MOST_CONDITIONS);
            count += usize::from(condition.is_some());
            condition
        };
        let any = top_level(text).any(|(_, c)| c == '|');
        let mut items = Vec::new();
        for part in split(text, if any { '|' } else { ';' }) {
            match part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                Some(group) => {
                    let mut conditions = Vec::new();
                    for part in split(group, if any { ';' } else { '|' }) {
                        match read(part) {
                            Some(condition) => conditions.push(condition),
                            None => wrong.push(part.to_owned()),
                        }
                    }
                    if !conditions.is_empty() {
                        items.push(Item::Group(conditions));
                    }
                }
                None => match read(part) {
                    Some(condition) => items.push(Item::One(condition)),
                    None => wrong.push(part.to_owned()),
                },
            }
        }
        (Self { any, items }, wrong)
    }

    /// The filter as `read` reads it.
    pub(super) fn text(&self) -> String {
        let (outer, inner) = if self.any { ("|", ";") } else { (";", "|") };
        let items = self.items.iter().map(|item| match item {
            Item::One(condition) => condition.text(),
            Item::Group(conditions) => {
                format!("({})", conditions.iter().map(Condition::text).collect::<Vec<_>>().join(inner))
            }
        });
        items.collect::<Vec<_>>().join(outer)
    }
}

impl Condition {
    pub(super) fn new(property: &'static Property, op: Op, value: impl Into<String>) -> Self {
        Self { property, op, value: value.into() }
    }

    /// The condition that a person begins with when they choose a property.
    pub(super) fn begin(property: &'static Property) -> Self {
        let op = property.kind.ops().first().copied().unwrap_or(Op::Is);
        let value = match &property.kind {
            Kind::Choice { values, .. } => values.first().copied().unwrap_or_default(),
            Kind::Date(_) => SET,
            Kind::Text(_) | Kind::Number { .. } => "",
        };
        Self::new(property, op, value)
    }

    /// Whether it can be evaluated: the value has the form that its property needs.
    pub(super) fn is_whole(&self) -> bool {
        if !self.property.kind.ops().contains(&self.op) || self.value.len() > LONGEST_VALUE {
            return false;
        }
        match (&self.property.kind, self.op) {
            (Kind::Choice { values, .. }, _) => {
                !self.value.is_empty() && (values.is_empty() || values.contains(&&*self.value))
            }
            (Kind::Text(_), _) => !self.value.trim().is_empty(),
            (Kind::Number { .. }, _) => {
                self.value.parse::<f64>().is_ok_and(|number| number.is_finite() && number >= 0.0)
            }
            (Kind::Date(_), Op::Is | Op::IsNot) => self.value == SET,
            (Kind::Date(_), _) => iso::parse_exact(&self.value).or_else(|| iso::parse(&self.value)).is_some(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let at = text.find(['=', '!', '~', '<', '>'])?;
        let (id, rest) = text.split_at(at);
        let property = PROPERTIES.iter().find(|property| property.id == id)?;
        let (op, sign) = Op::ALL.into_iter().find(|(_, sign)| rest.starts_with(sign))?;
        let condition = Self::new(property, op, decoded(rest.get(sign.len()..)?));
        condition.is_whole().then_some(condition)
    }

    fn text(&self) -> String {
        format!("{}{}{}", self.property.id, self.op.sign(), encoded(&self.value))
    }
}

/// The value of a date that is set at all.
pub(super) const SET: &str = "set";

/// A condition with what is computed once.
struct Test<'a> {
    condition: &'a Condition,
    needle: Needle,
    number: f64,
    at: Option<UnixMillis>,
}

impl<'a> Test<'a> {
    fn new(condition: &'a Condition) -> Self {
        let value = &*condition.value;
        Self {
            condition,
            needle: Needle::whole(value),
            number: value.parse().unwrap_or(f64::NAN),
            at: iso::parse_exact(value).or_else(|| iso::parse(value)),
        }
    }

    fn holds(&self, world: &World, instance: &Instance, now: UnixMillis) -> bool {
        let Condition { property, op, value } = self.condition;
        match (&property.kind, op) {
            (Kind::Choice { any, .. }, _) => any(world, instance, now, &mut |own| own == value) != (*op == Op::IsNot),
            (Kind::Text(any), Op::Is) => any(world, instance, now, &mut |own| self.needle.equals(own)),
            (Kind::Text(any), Op::IsNot) => !any(world, instance, now, &mut |own| self.needle.equals(own)),
            (Kind::Text(any), Op::HasNot) => !any(world, instance, now, &mut |own| self.needle.is_in(own)),
            (Kind::Text(any), _) => any(world, instance, now, &mut |own| self.needle.is_in(own)),
            (Kind::Number { of, .. }, op) => {
                let own = of(instance);
                match op {
                    Op::Below => own < self.number,
                    Op::Above => own > self.number,
                    Op::IsNot | Op::HasNot => (own - self.number).abs() > f64::EPSILON,
                    Op::Is | Op::Has => (own - self.number).abs() <= f64::EPSILON,
                }
            }
            (Kind::Date(of), op) => match (of(instance), op) {
                (own, Op::Is | Op::Has) => own.is_some(),
                (own, Op::IsNot | Op::HasNot) => own.is_none(),
                (Some(own), Op::Below) => self.at.is_some_and(|at| own < at),
                (Some(own), Op::Above) => self.at.is_some_and(|at| own > at),
                (None, _) => false,
            },
        }
    }
}

/// The characters outside of parentheses, with their places.
fn top_level(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut depth = 0_u32;
    text.char_indices().filter(move |(_, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}

/// The parts between `sign`, outside of parentheses; empty ones are left out.
fn split(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in top_level(text).filter(|(_, c)| *c == sign) {
        parts.push(text.get(from..at).unwrap_or_default());
        from = at + sign.len_utf8();
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts.retain(|part| !part.is_empty());
    parts
}

const ESCAPED: [(char, &str); 5] = [('%', "%25"), (';', "%3B"), ('|', "%7C"), ('(', "%28"), (')', "%29")];

fn encoded(value: &str) -> String {
    value.chars().fold(String::new(), |mut out, c| {
        match ESCAPED.iter().find(|(known, _)| *known == c) {
            Some((_, code)) => out.push_str(code),
            None => out.push(c),
        }
        out
    })
}

fn decoded(value: &str) -> String {
    // `%25` last, or else it would make codes of its own.
    ESCAPED.iter().rev().fold(value.to_owned(), |text, (c, code)| text.replace(code, c.encode_utf8(&mut [0; 4])))
}

#[cfg(test)]
mod test {
    use super::{Condition, Filter, Item, Op};
    use crate::pages::list::properties::{PROPERTIES, Property};
    use latch_rules::{Ordinal, UnixMillis, World, sample::sample};

    const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

    fn property(id: &str) -> &'static Property {
        PROPERTIES.iter().find(|property| property.id == id).unwrap()
    }

    fn found(text: &str) -> Vec<String> {
        let world = sample(NOW);
        let (filter, wrong) = Filter::read(text);
        assert_eq!(wrong, Vec::<String>::new(), "{text}");
        let all: Vec<Ordinal> = world.live().map(|(ordinal, _)| ordinal).collect();
        let name = |ordinal: &Ordinal| world.get(*ordinal).unwrap().name.to_string();
        filter.find(&world, &all, NOW).iter().map(name).collect()
    }

    fn count(of: impl Fn(&latch_rules::Instance, &World) -> bool) -> usize {
        let world = sample(NOW);
        world.live().filter(|(_, one)| of(one, &world)).count()
    }

    #[test]
    fn a_filter_reads_back_as_written() {
        for text in [
            "",
            "protection=off",
            "protection=off;status!=Stopped;(name~web|name~api)",
            "name=a%3Bb%7C%28c%29%25;memory>15.5",
            "zone=cn-hangzhou-h|(tag~env=prod;created<2026-01-01T00:00Z)",
            "auto-release=set;auto-release<2098-01-01T00:00Z",
        ] {
            let (filter, wrong) = Filter::read(text);
            assert_eq!((filter.text(), wrong), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn what_is_no_condition_is_named_and_the_rest_holds() {
        let (filter, wrong) =
            Filter::read("colour=red;protection=off;status<1;(name~|name~web);vcpu=many;protection=maybe");
        assert_eq!(filter.text(), "protection=off;(name~web)");
        assert_eq!(wrong, ["colour=red", "status<1", "name~", "vcpu=many", "protection=maybe"]);
    }

    #[test]
    fn a_filter_of_any_length_is_bounded() {
        let (filter, wrong) = Filter::read(&vec!["name~a"; 60].join(";"));
        assert_eq!((filter.items.len(), wrong.len()), (super::MOST_CONDITIONS, 10));
        assert!(Filter::read(&format!("name~{}", "a".repeat(2_000))).0.is_empty());
    }

    #[test]
    fn every_property_finds_by_its_value() {
        assert_eq!(found("name=WEB-prod-01"), ["web-prod-01"]);
        assert_eq!(found("protection=on").len(), count(|one, _| one.protected));
        assert_eq!(found("protection=none").len(), count(|one, _| !one.is_protectable() && !one.protected));
        assert_eq!(found("protection!=on").len(), count(|one, _| !one.protected));
        assert_eq!(found("gaps!=none").len(), count(|one, world| !latch_rules::gaps(one, world).is_empty()));
        assert_eq!(found("auto-release=set").len(), count(|one, _| one.auto_release_at.is_some()));
        assert_eq!(found("auto-release!=set").len(), count(|one, _| one.auto_release_at.is_none()));
        assert_eq!(found("zone=cn-hangzhou-h").len(), count(|one, _| &*one.spec.zone == "cn-hangzhou-h"));
        assert_eq!(found("vcpu>4").len(), count(|one, _| one.spec.cpu > 4));
        assert_eq!(found("memory=8").len(), count(|one, _| one.spec.memory_mib == 8_192));
        assert_eq!(found("billing=subscription").len(), 8);
        assert_eq!(found("tag-key=env").len(), count(|one, _| one.tags.iter().any(|tag| &*tag.key == "env")));
        assert_eq!(
            found("tag=env=prod").len(),
            count(|one, _| one.tags.iter().any(|tag| &*tag.key == "env" && &*tag.value == "prod"))
        );
        assert_eq!(found("lock=security").len(), 1);
        for property in &PROPERTIES {
            let begun = Condition::begin(property);
            assert_eq!(begun.is_whole(), !begun.value.is_empty(), "{}", property.id);
        }
    }

    #[test]
    fn groups_are_joined_the_other_way() {
        let all = found("name~prod;(name~web|name~api)");
        assert!(!all.is_empty() && all.iter().all(|name| name.contains("prod") && !name.contains("db")));
        let any = found("(name~web;name~prod)|(name~db;name~prod)");
        assert!(any.iter().any(|name| name.starts_with("db")) && any.iter().all(|name| name.contains("prod")));
    }

    #[test]
    fn what_is_added_to_conditions_of_which_one_is_enough_must_hold_besides() {
        let mut filter = Filter::read("name~web|name~api").0;
        let other = Filter::read("protection=off").0;
        filter.add(&other);
        assert_eq!(filter.text(), "(name~web|name~api);protection=off");
        assert!(filter.includes(&other));
        filter.add(&other);
        filter.remove(&other);
        assert_eq!(filter.text(), "(name~web|name~api)");
        assert!(matches!(filter.items.as_slice(), [Item::Group(_)]));
        assert_eq!(Condition::new(property("vcpu"), Op::Above, "4").text(), "vcpu>4");
    }
}
