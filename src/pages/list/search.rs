//! Which instances a search text finds: a substring, whatever the case, of id, name, zone, status, IP address, billing method or a tag.
//! Pure; makes no text of an instance's ASCII texts, since it runs over the whole fleet at every keystroke.

mod needle;

use std::sync::Arc;

pub(super) use needle::Needle;
use needle::{Place, Run};
use rustc_hash::FxHashMap;

use crate::i18n::{Billing, Texts};
use latch_ecs::instance_json::{CHARGE_TYPES, SPOT_STRATEGIES, STATUSES, glance, spelling};
use latch_rules::{
    Instance, Ordinal, Status, World,
    instance::{ChargeType, Spec, SpotStrategy, Tag},
    world::ShownStatus,
};

/// So many instances are reached for together.
const TOGETHER: usize = 16;

/// Fields of an instance, a bit for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Fields(u8);

const NAME: u8 = 0;
const ID: u8 = 1;
const PRIVATE_IP: u8 = 2;
const PUBLIC_IP: u8 = 3;
const EIP: u8 = 4;
const SPEC: u8 = 5;
const STATUS: u8 = 6;
const TAGS: u8 = 7;

impl Fields {
    const ALL: Self = Self(u8::MAX);

    fn has(self, field: u8) -> bool {
        self.0 >> field & 1 == 1
    }
}

/// Where a text was found in an instance: in which fields, how the first of them goes on from there, and whether it is nowhere else.
/// With it most texts that go on from a
/// shorter one are found, or are not, without a look at the instance. Eight bytes: there is one for each found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Hit(u64);

impl Hit {
    /// Of an instance that was not looked at yet.
    pub const UNKNOWN: Self = Self::new(Fields::ALL, Place::SOMEWHERE);

    /// The highest bit of the last byte of a run, which is ASCII.
    const ONLY: u64 = 0x80 << ((Run::LENGTH - 1) * 8);

    const fn new(Fields(fields): Fields, place: Place) -> Self {
        let only = if place.is_only { Self::ONLY } else { 0 };
        Self(place.run.0 | only | (fields as u64) << (Run::LENGTH * 8))
    }

    fn fields(self) -> Fields {
        Fields((self.0 >> (Run::LENGTH * 8)) as u8)
    }

    fn is_only(self) -> bool {
        self.0 & Self::ONLY != 0
    }

    fn goes_on(self, run: Run, bits: u64) -> bool {
        (self.0 ^ run.0) & bits & !Self::ONLY == 0
    }
}

/// What is left to do for an instance.
enum Candidate<'w> {
    Found(Hit),
    Look(&'w Instance, Fields),
}

/// One run over the fleet: what few instances differ in is compared once, not once for each.
pub(super) struct Search<'a> {
    needle: &'a Needle,
    texts: Texts,
    statuses: Vec<(ShownStatus, Status, bool)>,
    specs: FxHashMap<*const Spec, bool>,
    tags: FxHashMap<*const Vec<Tag>, bool>,
    joined: String,
}

impl<'a> Search<'a> {
    pub fn new(needle: &'a Needle, texts: Texts) -> Self {
        let (specs, tags) = (FxHashMap::default(), FxHashMap::default());
        Self { needle, texts, statuses: Vec::new(), specs, tags, joined: String::new() }
    }

    /// The instances that it finds among these, and where. With each comes where `shorter`, a part of this text, was found in it, or a
    /// beginning of that which goes on as it does. Those that are to be looked at lie all over the memory, as their texts do: some are
    /// reached for together, so that the waits for them overlap.
    pub fn find(
        mut self,
        world: &World,
        shorter: &Needle,
        candidates: impl Iterator<Item = (Ordinal, Hit)>,
    ) -> (Vec<Ordinal>, Vec<Hit>) {
        let run = self.needle.run();
        let may_skip = run.is_some() && self.needle.goes_on_from(shorter);
        let mut candidates = candidates
            .filter_map(|(ordinal, hit)| {
                let candidate = if run.is_some_and(|(run, bits)| hit.goes_on(run, bits)) {
                    Candidate::Found(hit)
                } else if may_skip && hit.is_only() {
                    return None;
                } else {
                    let instance = world.get(ordinal)?;
                    reach(instance, hit.fields());
                    Candidate::Look(instance, hit.fields())
                };
                Some((ordinal, candidate))
            })
            .fuse();
        let most = candidates.size_hint().1.unwrap_or_default();
        let (mut all, mut hits) = (Vec::with_capacity(most), Vec::with_capacity(most));
        loop {
            let reached: [_; TOGETHER] = std::array::from_fn(|_| candidates.next());
            let is_last = reached.last().is_none_or(Option::is_none);
            for (ordinal, candidate) in reached.into_iter().flatten() {
                let found = match candidate {
                    Candidate::Found(hit) => Some(hit),
                    Candidate::Look(instance, among) => self.finds(world, instance, among),
                };
                if let Some(hit) = found {
                    all.push(ordinal);
                    hits.push(hit);
                }
            }
            if is_last {
                all.shrink_to_fit();
                hits.shrink_to_fit();
                return (all, hits);
            }
        }
    }

    /// Where it is among these fields. A text that narrows another is only in fields where that was found: a few of an instance's
    /// texts, which lie all over the memory, are looked at again.
    fn finds(&mut self, world: &World, instance: &Instance, among: Fields) -> Option<Hit> {
        let mut place = None;
        let mut fields = 0;
        let own = [
            (NAME, &instance.name),
            (ID, &instance.id),
            (PRIVATE_IP, &instance.private_ip),
            (PUBLIC_IP, &instance.public_ip),
            (EIP, &instance.eip),
        ];
        for (field, text) in own.into_iter().filter(|(field, _)| among.has(*field)) {
            if let Some(found) = self.needle.look(text) {
                place = place.or(Some(found));
                fields |= 1 << field;
            }
        }
        let shared = [
            (SPEC, among.has(SPEC) && self.finds_spec(&instance.spec)),
            (STATUS, among.has(STATUS) && self.finds_status(world.shown_status(instance), instance.status)),
            (TAGS, among.has(TAGS) && self.finds_tags(&instance.tags)),
        ];
        for (field, is_in) in shared {
            fields |= u8::from(is_in) << field;
        }
        let place = place.unwrap_or(Place::SOMEWHERE);
        let is_only = place.is_only && fields.is_power_of_two();
        (fields != 0).then(|| Hit::new(Fields(fields), Place { is_only, ..place }))
    }

    /// By the API's word and by the label of the present language.
    fn finds_status(&mut self, shown: ShownStatus, wire: Status) -> bool {
        if let Some((.., known)) = self.statuses.iter().find(|(a, b, _)| (*a, *b) == (shown, wire)) {
            return *known;
        }
        let found = self.needle.is_in(spelling(&STATUSES, &wire)) || self.needle.is_in(self.texts.status(shown));
        self.statuses.push((shown, wire, found));
        found
    }

    /// By zone, billing method, and what came with an import. Specifications are shared between instances as tags are.
    fn finds_spec(&mut self, spec: &Arc<Spec>) -> bool {
        let known = self.specs.get(&Arc::as_ptr(spec)).copied();
        known.unwrap_or_else(|| {
            let [charge, spot] = wire_billing(spec.charge, spec.spot);
            let label = self.texts.billing(Billing::of(spec.charge, spec.spot));
            let found = [&spec.zone, charge, spot, label].into_iter().any(|word| self.needle.is_in(word))
                || self.finds_what_came(&spec.unknown);
            self.specs.insert(Arc::as_ptr(spec), found);
            found
        })
    }

    /// By addresses and locks of imported instances that have no place of their own.
    fn finds_what_came(&self, unknown: &str) -> bool {
        !unknown.is_empty()
            && self.needle.is_in(unknown)
            && glance::addresses(unknown).chain(glance::other_locks(unknown)).any(|word| self.needle.is_in(word))
    }

    /// As `key=value`, tags one space apart. Lists of tags are shared between instances, so each is looked at once.
    fn finds_tags(&mut self, tags: &Arc<Vec<Tag>>) -> bool {
        if let Some(known) = self.tags.get(&Arc::as_ptr(tags)) {
            return *known;
        }
        self.joined.clear();
        for tag in tags.iter() {
            let gap = if self.joined.is_empty() { "" } else { " " };
            for part in [gap, &tag.key, "=", &tag.value] {
                self.joined.push_str(part);
            }
        }
        let found = self.needle.is_in(&self.joined);
        self.tags.insert(Arc::as_ptr(tags), found);
        found
    }
}

/// Has those texts of an instance brought near that it has to itself, but for public addresses: few have one.
fn reach(instance: &Instance, among: Fields) {
    for (field, text) in [(NAME, &instance.name), (ID, &instance.id), (PRIVATE_IP, &instance.private_ip)] {
        if among.has(field) {
            std::hint::black_box(text.as_bytes().first().copied());
        }
    }
}

/// Charge type and spot strategy as ECS spells them; the latter only where it says something.
fn wire_billing(charge: ChargeType, spot: SpotStrategy) -> [&'static str; 2] {
    let spot = if spot == SpotStrategy::NoSpot { "" } else { spelling(&SPOT_STRATEGIES, &spot) };
    [spelling(&CHARGE_TYPES, &charge), spot]
}

#[cfg(test)]
mod test {
    use super::{Fields, Hit, ID, Needle, Search};
    use crate::i18n::{Language, Texts};
    use latch_rules::{Event, UnixMillis, World, event::Field, sample::sample};

    fn found(world: &World, text: &str, language: Language) -> Vec<String> {
        let needle = Needle::new(text);
        let mut search = Search::new(&needle, Texts(language));
        world
            .live()
            .filter(|(_, i)| search.finds(world, i, Fields::ALL).is_some())
            .map(|(_, i)| i.name.to_string())
            .collect()
    }

    fn count(text: &str) -> usize {
        found(&sample(UnixMillis(1_795_000_000_000)), text, Language::En).len()
    }

    #[test]
    fn every_named_field_is_searched_whatever_the_case() {
        let world = sample(UnixMillis(1_795_000_000_000));
        let (_, first) = world.live().next().unwrap();
        for text in [&*first.id, &first.id.to_uppercase(), &*first.private_ip, "DB-prod-01"] {
            assert_eq!(found(&world, text, Language::En), ["db-prod-01"], "{text}");
        }
        assert_eq!(count("cn-hangzhou"), 24);
        assert_eq!(count("app=checkout"), 5);
        assert_eq!(count("ENV=prod team=web"), 5 + 4 + 2 + 1);
        assert_eq!(count("prepaid"), 8);
        assert_eq!(count("SpotAsPriceGo"), 8);
        assert_eq!(count("nothing has this"), 0);
    }

    #[test]
    fn status_and_billing_are_found_by_wire_value_and_by_label() {
        let world = sample(UnixMillis(1_795_000_000_000));
        assert_eq!(found(&world, "locked", Language::En), ["legacy-mail-01"]);
        assert_eq!(found(&world, "已锁定", Language::ZhCn), ["legacy-mail-01"]);
        assert_eq!(found(&world, "starting", Language::ZhCn), ["build-runner-01"]);
        assert_eq!(found(&world, "抢占式", Language::ZhCn).len(), 8);
        assert_eq!(found(&world, "subscription", Language::En).len(), 8);
    }

    #[test]
    fn spaces_around_are_not_part_of_the_text_and_an_empty_one_finds_all() {
        assert_eq!(count("  db-prod "), 2);
        assert_eq!(count(""), 60);
    }

    #[test]
    fn however_many_are_looked_through_none_is_left_out() {
        let mut world = sample(UnixMillis(1_795_000_000_000));
        let vacant = 5;
        world.apply(&Event::Uncreated { first: vacant, instances: vec![world.any(vacant).unwrap().clone()] });
        let (all, texts) = (Needle::new("i-"), Texts(Language::En));
        for count in [0, 1, 15, 16, 17, 32, 60] {
            let candidates = (0..count).map(|ordinal| (ordinal, Hit::UNKNOWN));
            let (found, hits) = Search::new(&all, texts).find(&world, &Needle::default(), candidates);
            assert_eq!(found, (0..count).filter(|ordinal| *ordinal != vacant).collect::<Vec<_>>());
            assert!(hits.len() == found.len() && hits.iter().all(|hit| hit.fields().has(ID)));
        }
    }

    /// Key by key as at once, over texts that stop, differ and come again after the first place.
    #[test]
    fn a_text_that_grows_finds_what_it_finds_at_once() {
        let mut world = sample(UnixMillis(1_795_000_000_000));
        let names = [
            "web-prod",
            "WEB-PROD-Long",
            "w-web-p",
            "we",
            "wewe-web-prod-longer",
            "web云prod",
            "webÉ-prod",
            "i-web",
            "web-",
            "x\0y",
        ];
        for (ordinal, name) in (0..).zip(names) {
            world.apply(&Event::Changed { who: vec![ordinal].into(), to: Field::Name(name.into()), was: Vec::new() });
        }
        let texts = Texts(Language::En);
        let everything = |text: &str| {
            let needle = Needle::new(text);
            let candidates = world.live().map(|(ordinal, _)| (ordinal, Hit::UNKNOWN));
            Search::new(&needle, texts).find(&world, &Needle::default(), candidates)
        };
        for whole in
            ["web-prod-longer", "webé-p", "web云p", "i-bp", "10.0.12", "env=prod", "running", "wewe", "x\0y", "eb-prod"]
        {
            let mut before = Needle::new(whole.get(..1).unwrap());
            let (mut found, mut hits) = everything(&before.0);
            for (end, last) in whole.char_indices().skip(1) {
                let needle = Needle::new(whole.get(..end + last.len_utf8()).unwrap());
                (found, hits) = Search::new(&needle, texts).find(&world, &before, found.into_iter().zip(hits));
                assert_eq!(found, everything(&needle.0).0, "{needle:?}");
                before = needle;
            }
        }
        // At once and from the front, too: what narrows need not go on from there.
        let parts = ["w", "eb", "web", "prod", "p", "od-l", "i-", "run", "0.1", "=", "云", "é"];
        for wide in parts {
            for narrow in [
                "web-prod",
                "-web-p",
                "wewe-web-",
                "rod-longer",
                "i-bp1",
                "running",
                "10.0.12",
                "env=prod",
                "b云p",
                "bé-p",
            ] {
                let (wide, narrow) = (Needle::new(wide), Needle::new(narrow));
                if narrow.narrows(&wide) {
                    let (found, hits) = everything(&wide.0);
                    let found = Search::new(&narrow, texts).find(&world, &wide, found.into_iter().zip(hits)).0;
                    assert_eq!(found, everything(&narrow.0).0, "{wide:?} {narrow:?}");
                }
            }
        }
    }

    /// All names of so many of two letters, and all texts of them, each grown from the one before.
    #[test]
    fn whatever_grows_in_whatever_is_found() {
        const LENGTH: u32 = 9;
        fn written(bits: u32, length: u32) -> String {
            (0..length).map(|at| if bits >> at & 1 == 1 { '~' } else { '!' }).collect()
        }
        let mut world = sample(UnixMillis(1_795_000_000_000));
        let texts = Texts(Language::En);
        for first in (0..1 << LENGTH).step_by(60) {
            let names: Vec<_> = (first..first + 60).map(|bits| written(bits, LENGTH)).collect();
            for (ordinal, name) in (0..).zip(&names) {
                let to = Field::Name(name.as_str().into());
                world.apply(&Event::Changed { who: vec![ordinal].into(), to, was: Vec::new() });
            }
            let mut grown = vec![(Needle::default(), (0..60).collect::<Vec<_>>(), vec![Hit::UNKNOWN; 60])];
            while let Some((shorter, found, hits)) = grown.pop() {
                for letter in ['~', '!'] {
                    let needle = Needle(format!("{}{letter}", shorter.0));
                    let candidates = found.iter().copied().zip(hits.iter().copied());
                    let (found, hits) = Search::new(&needle, texts).find(&world, &shorter, candidates);
                    let expected: Vec<_> = (0..)
                        .zip(&names)
                        .filter(|(_, name)| name.contains(&needle.0))
                        .map(|(ordinal, _)| ordinal)
                        .collect();
                    assert_eq!(found, expected, "{needle:?}");
                    if !found.is_empty() && needle.0.len() < 8 {
                        grown.push((needle, found, hits));
                    }
                }
            }
        }
    }
}
