//! Which instances a search text finds: a substring, whatever the case, of id, name, zone, status, IP address, billing method or a tag.
//! Pure; makes no text of an instance's ASCII texts, since it runs over the whole fleet at every keystroke.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{
    i18n::{Billing, Texts},
    rules::{
        Instance, Ordinal, Status, World,
        instance::{ChargeType, Spec, SpotStrategy, Tag},
        world::ShownStatus,
    },
};

/// A search text, ready to be looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Needle(String);

/// So many instances are reached for together.
const TOGETHER: usize = 16;

/// So many bytes of a text are looked at together.
const WORD: usize = 8;

impl Needle {
    /// Spaces around the text are not looked for.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_lowercase())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether everything that this one finds is found by `wider` too.
    pub fn narrows(&self, wider: &Self) -> bool {
        self.0.contains(&wider.0)
    }

    fn is_in(&self, text: &str) -> bool {
        self.look(text).is_some()
    }

    /// Where this is in a text.
    fn look(&self, text: &str) -> Option<Place> {
        let Some(first) = self.0.as_bytes().first() else { return Some(Place::SOMEWHERE) };
        let bytes = text.as_bytes();
        let mut found = None;
        for at in (0..bytes.len()).step_by(WORD) {
            let word = word_at(bytes, at);
            if word & HIGH != 0 {
                return match found {
                    Some(found) => Some(Place { is_only: false, ..found }),
                    None => text.to_lowercase().contains(&self.0).then_some(Place::SOMEWHERE),
                };
            }
            let mut places = places_of(*first, word);
            while places != 0 {
                let place = at + places.trailing_zeros() as usize / 8;
                if bytes.get(place..).is_some_and(|rest| begins(rest, self.0.as_bytes())) {
                    match found {
                        None => found = Some(Place { run: Run::at(bytes, place), is_only: true }),
                        Some(found) => return Some(Place { is_only: false, ..found }),
                    }
                }
                places &= places - 1;
            }
        }
        found
    }
}

/// Where one text is in another.
#[derive(Clone, Copy)]
struct Place {
    /// How that goes on from there.
    run: Run,
    /// Whether it is there only.
    is_only: bool,
}

impl Place {
    const SOMEWHERE: Self = Self { run: Run::UNKNOWN, is_only: false };
}

/// Seven bytes of a text from some place on, in lower case, the first lowest; zeros from where it ends or is not ASCII.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Run(u64);

impl Run {
    const UNKNOWN: Self = Self(0);
    const LENGTH: usize = 7;

    fn at(bytes: &[u8], place: usize) -> Self {
        let word = word_at(bytes, place);
        let ascii = match word & HIGH {
            0 => word,
            high => word & ((1 << (high.trailing_zeros() - 7)) - 1),
        };
        // The highest bit of each byte that is a capital: it is at least A, and not more than Z.
        let capitals = (ascii + ONES * u64::from(0x80 - b'A')) & !(ascii + ONES * u64::from(0x7f - b'Z')) & HIGH;
        Self((ascii | capitals >> 2) & Self::bits(Self::LENGTH))
    }

    /// Of so many bytes, less than eight.
    const fn bits(bytes: usize) -> u64 {
        (1 << (bytes * 8)) - 1
    }
}

/// The bytes of a text from `at` on, the first lowest; zeros after its end.
fn word_at(bytes: &[u8], at: usize) -> u64 {
    let left = bytes.get(at..).unwrap_or_default();
    match (left.first_chunk(), bytes.last_chunk()) {
        (Some(word), _) => u64::from_le_bytes(*word),
        (None, Some(last)) => u64::from_le_bytes(*last) >> ((WORD - left.len()) * 8),
        (None, None) => left.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

const HIGH: u64 = u64::from_ne_bytes([0x80; WORD]);
const ONES: u64 = u64::from_ne_bytes([1; WORD]);

/// The highest bit of each byte of a word in ASCII that may be that byte, whatever the case.
fn places_of(byte: u8, word: u64) -> u64 {
    const SMALL: u64 = u64::from_ne_bytes([0x20; WORD]);
    // Zero where it is that byte: adding 0x7f to anything else below 0x80 sets the highest bit.
    let other = (word | SMALL) ^ ((ONES * u64::from(byte)) | SMALL);
    !(((other & !HIGH) + !HIGH) | other) & HIGH
}

/// Whether `text` begins with `lower`, whatever the case of its ASCII letters.
fn begins(text: &[u8], lower: &[u8]) -> bool {
    text.len() >= lower.len() && text.iter().zip(lower).all(|(byte, lower)| byte.to_ascii_lowercase() == *lower)
}

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
/// With it most texts that go on from a shorter one are found, or are not, without a look at the instance. Eight bytes: there is one for each found.
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
}

/// One run over the fleet: what few instances differ in is compared once, not once for each.
pub(super) struct Search<'a> {
    needle: &'a Needle,
    /// The needle and which bits of a hit it fills, if it is short enough and ASCII.
    run: Option<(Run, u64)>,
    texts: Texts,
    statuses: Vec<(ShownStatus, Status, bool)>,
    specs: FxHashMap<*const Spec, bool>,
    tags: FxHashMap<*const Vec<Tag>, bool>,
    joined: String,
}

impl<'a> Search<'a> {
    pub fn new(needle: &'a Needle, texts: Texts) -> Self {
        let bytes = needle.0.as_bytes();
        let is_short = bytes.len() <= Run::LENGTH && bytes.is_ascii() && !bytes.contains(&0);
        let run = is_short.then(|| (Run::at(bytes, 0), Run::bits(bytes.len()) & !Hit::ONLY));
        let (specs, tags) = (FxHashMap::default(), FxHashMap::default());
        Self { needle, run, texts, statuses: Vec::new(), specs, tags, joined: String::new() }
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
        // What begins with a text is only where that is.
        let may_skip = self.run.is_some() && self.needle.0.starts_with(&shorter.0);
        let run = self.run;
        let goes_on = |hit: Hit| run.is_some_and(|(Run(run), bits)| (hit.0 ^ run) & bits == 0);
        let mut candidates = candidates.filter(|(_, hit)| goes_on(*hit) || !(may_skip && hit.is_only())).fuse();
        let most = candidates.size_hint().1.unwrap_or_default();
        let (mut all, mut hits) = (Vec::with_capacity(most), Vec::with_capacity(most));
        loop {
            let reached: [_; TOGETHER] = std::array::from_fn(|_| {
                let (ordinal, hit) = candidates.next()?;
                let instance = if goes_on(hit) { None } else { world.get(ordinal) };
                instance.inspect(|instance| reach(instance, hit.fields()));
                Some((ordinal, hit, instance))
            });
            let is_last = reached.last().is_none_or(Option::is_none);
            for (ordinal, hit, instance) in reached.into_iter().flatten() {
                let found = match instance {
                    Some(instance) => self.finds(world, instance, hit.fields()),
                    None => goes_on(hit).then_some(hit),
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
        let found = self.needle.is_in(wire_status(wire)) || self.needle.is_in(self.texts.status(shown));
        self.statuses.push((shown, wire, found));
        found
    }

    /// By zone and billing method. Specifications are shared between instances as tags are.
    fn finds_spec(&mut self, spec: &Arc<Spec>) -> bool {
        let known = self.specs.get(&Arc::as_ptr(spec)).copied();
        known.unwrap_or_else(|| {
            let [charge, spot] = wire_billing(spec.charge, spec.spot);
            let label = self.texts.billing(Billing::of(spec.charge, spec.spot));
            let found = [&spec.zone, charge, spot, label].into_iter().any(|word| self.needle.is_in(word));
            self.specs.insert(Arc::as_ptr(spec), found);
            found
        })
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

fn wire_status(status: Status) -> &'static str {
    match status {
        Status::Pending => "Pending",
        Status::Starting => "Starting",
        Status::Running => "Running",
        Status::Stopping => "Stopping",
        Status::Stopped => "Stopped",
    }
}

/// Charge type and spot strategy; the latter only where it says something.
fn wire_billing(charge: ChargeType, spot: SpotStrategy) -> [&'static str; 2] {
    let charge = match charge {
        ChargeType::PostPaid => "PostPaid",
        ChargeType::PrePaid => "PrePaid",
    };
    let spot = match spot {
        SpotStrategy::NoSpot => "",
        SpotStrategy::SpotWithPriceLimit => "SpotWithPriceLimit",
        SpotStrategy::SpotAsPriceGo => "SpotAsPriceGo",
    };
    [charge, spot]
}

#[cfg(test)]
mod test {
    use super::{Fields, Hit, ID, Needle, Search};
    use crate::{
        i18n::{Language, Texts},
        rules::{Event, UnixMillis, World, event::Field, sample::sample},
    };

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

    /// Against what the standard library finds in the text in lower case, wherever in the text and whatever is around it.
    #[test]
    fn a_text_is_found_at_every_place() {
        for needle in ["e", "we", "web-prod-0", "-", "[", "é", "云"] {
            for around in ["", "w", "E", "we", "-x@[{~", "WEB-PRO", "w-1.2.3.4-w", "q\u{130}q", "云服务器", "É"] {
                for before in 0..20 {
                    for middle in [needle, &needle.to_uppercase(), ""] {
                        let text = format!("{around}{}{middle}{}{around}", "a".repeat(before), "z".repeat(before % 7));
                        let expected = text.to_lowercase().contains(needle);
                        assert_eq!(Needle::new(needle).is_in(&text), expected, "{needle} in {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_longer_text_narrows_a_shorter_one() {
        assert!(Needle::new("web-p").narrows(&Needle::new("eb")));
        assert!(!Needle::new("web").narrows(&Needle::new("web-p")));
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
        let (found, hits) = everything("eb");
        let longer =
            Search::new(&Needle::new("web"), texts).find(&world, &Needle::new("eb"), found.into_iter().zip(hits));
        assert_eq!(longer.0, everything("web").0);
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
