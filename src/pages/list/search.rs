//! Which instances a search text finds: every word of it is a substring of id, name, zone, status, IP address, billing method or a tag, ignoring case. Pure;
//! allocates nothing for an instance's ASCII texts, because it runs over the whole fleet at every keystroke.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{
    i18n::{Billing, Texts},
    pages::parts::pasted,
};
use latch_ecs::instance_json::{CHARGE_TYPES, SPOT_STRATEGIES, STATUSES, glance, spelling};
use latch_rules::{
    Instance, Ordinal, Status, World,
    instance::{ChargeType, Spec, SpotStrategy, Tag},
    world::ShownStatus,
};

/// The words of a search text: each must be found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Words(Vec<Needle>);

impl Words {
    /// Ignores surrounding spaces and invisible characters.
    pub fn new(text: &str) -> Self {
        Self(pasted::seen(text).split_whitespace().map(Needle::whole).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `wider` also finds everything that these words find.
    pub fn narrow(&self, wider: &Self) -> bool {
        wider.0.iter().all(|wide| self.0.iter().any(|word| word.0.contains(&wide.0)))
    }

    /// The instances in `among` in which every word is found.
    pub fn find(&self, texts: Texts, world: &World, among: &[Ordinal]) -> Vec<Ordinal> {
        let mut words = self.0.iter();
        let first = words.next().map_or_else(|| among.to_vec(), |word| Search::new(word, texts).find(world, among));
        words.fold(first, |found, word| Search::new(word, texts).find(world, &found))
    }
}

/// A text that is looked for, in lower case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Needle(String);

impl Needle {
    /// The whole text, with its spaces.
    pub fn whole(text: &str) -> Self {
        Self(text.to_lowercase())
    }

    pub fn equals(&self, text: &str) -> bool {
        if text.is_ascii() { text.eq_ignore_ascii_case(&self.0) } else { text.to_lowercase() == self.0 }
    }

    pub fn is_in(&self, text: &str) -> bool {
        let needle = self.0.as_bytes();
        if !text.is_ascii() {
            return text.to_lowercase().contains(&self.0);
        }
        needle.is_empty() || text.as_bytes().windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle))
    }
}

/// One run of one word over the fleet. A value that many instances share is compared once, not once per instance.
struct Search<'a> {
    needle: &'a Needle,
    texts: Texts,
    statuses: Vec<(ShownStatus, Status, bool)>,
    specs: FxHashMap<*const Spec, bool>,
    tags: FxHashMap<*const Vec<Tag>, bool>,
    joined: String,
}

impl<'a> Search<'a> {
    fn new(needle: &'a Needle, texts: Texts) -> Self {
        let (specs, tags) = (FxHashMap::default(), FxHashMap::default());
        Self { needle, texts, statuses: Vec::new(), specs, tags, joined: String::new() }
    }

    /// The instances in `among` that match.
    fn find(mut self, world: &World, among: &[Ordinal]) -> Vec<Ordinal> {
        let mut is_found = |ordinal: Ordinal| world.get(ordinal).is_some_and(|instance| self.finds(world, instance));
        among.iter().copied().filter(|ordinal| is_found(*ordinal)).collect()
    }

    fn finds(&mut self, world: &World, instance: &Instance) -> bool {
        let own = [&instance.name, &instance.id, &instance.private_ip, &instance.public_ip, &instance.eip]
            .map(|text| &**text);
        own.into_iter().any(|text| self.needle.is_in(text))
            || self.finds_spec(&instance.spec)
            || self.finds_status(world.shown_status(instance), instance.status)
            || self.finds_tags(&instance.tags)
    }

    /// Matches the API's word for the status and its label in the current language.
    fn finds_status(&mut self, shown: ShownStatus, wire: Status) -> bool {
        if let Some((.., known)) = self.statuses.iter().find(|(a, b, _)| (*a, *b) == (shown, wire)) {
            return *known;
        }
        let found = self.needle.is_in(spelling(&STATUSES, &wire)) || self.needle.is_in(self.texts.status(shown));
        self.statuses.push((shown, wire, found));
        found
    }

    /// Matches zone, billing method, and imported fields. Specifications are shared between instances, as tags are.
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

    /// Matches addresses and locks of imported instances that Latch keeps as unknown fields.
    fn finds_what_came(&self, unknown: &str) -> bool {
        !unknown.is_empty()
            && self.needle.is_in(unknown)
            && glance::addresses(unknown).chain(glance::other_locks(unknown)).any(|word| self.needle.is_in(word))
    }

    /// Matches tags as `key=value`, joined with one space. Lists of tags are shared between instances, so each is checked once.
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

/// Charge type and spot strategy as ECS spells them; the strategy is empty for `NoSpot`.
fn wire_billing(charge: ChargeType, spot: SpotStrategy) -> [&'static str; 2] {
    let spot = if spot == SpotStrategy::NoSpot { "" } else { spelling(&SPOT_STRATEGIES, &spot) };
    [spelling(&CHARGE_TYPES, &charge), spot]
}

#[cfg(test)]
mod test {
    use super::{Needle, Words};
    use crate::i18n::{Language, Texts};
    use latch_rules::{Event, Ordinal, UnixMillis, World, event::Field, sample::sample};

    fn among(world: &World, text: &str, language: Language, among: &[Ordinal]) -> Vec<Ordinal> {
        Words::new(text).find(Texts(language), world, among)
    }

    fn found(world: &World, text: &str, language: Language) -> Vec<String> {
        let all: Vec<_> = world.live().map(|(ordinal, _)| ordinal).collect();
        let found = among(world, text, language, &all);
        found.into_iter().filter_map(|ordinal| world.get(ordinal)).map(|one| one.name.to_string()).collect()
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
    fn several_words_must_all_be_found_wherever_each_stands() {
        let world = sample(UnixMillis(1_795_000_000_000));
        let both = found(&world, "prod web running", Language::En);
        assert!(both.contains(&"web-prod-01".to_owned()) && !both.contains(&"db-prod-01".to_owned()));
        assert!(Words::new("prod web").narrow(&Words::new("we pro")));
        assert!(!Words::new("prod").narrow(&Words::new("web pro")));
    }

    /// Compares with what the standard library finds in the lower-case text, at every position and with different texts around it.
    #[test]
    fn a_text_is_found_at_every_place() {
        for needle in ["e", "we", "web-prod-0", "-", "[", "é", "云"] {
            for around in ["", "w", "E", "we", "-x@[{~", "WEB-PRO", "w-1.2.3.4-w", "q\u{130}q", "云服务器", "É"] {
                for before in 0..20 {
                    for middle in [needle, &needle.to_uppercase(), ""] {
                        let text = format!("{around}{}{middle}{}{around}", "a".repeat(before), "z".repeat(before % 7));
                        let expected = text.to_lowercase().contains(needle);
                        assert_eq!(Needle::whole(needle).is_in(&text), expected, "{needle} in {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_longer_text_narrows_a_shorter_one() {
        assert!(Words::new("web-p").narrow(&Words::new("eb")));
        assert!(!Words::new("web").narrow(&Words::new("web-p")));
    }

    #[test]
    fn what_narrows_finds_the_same_among_what_the_shorter_found() {
        let mut world = sample(UnixMillis(1_795_000_000_000));
        for (ordinal, name) in
            (0..).zip(["web-prod", "WEB-PROD-Long", "wewe-web-prod", "web云prod", "webÉ-prod", "i-web"])
        {
            let to = Field::Name(name.into());
            world.apply(&Event::Changed { who: vec![ordinal].into(), to, was: Vec::new() });
        }
        let all: Vec<_> = world.live().map(|(ordinal, _)| ordinal).collect();
        for wide in ["w", "eb", "prod", "i-", "run", "0.1", "=", "云", "é"] {
            let some = among(&world, wide, Language::En, &all);
            for narrow in ["web-prod", "wewe-web-", "i-bp1", "running", "10.0.12", "env=prod", "b云p", "bé-p"] {
                if Words::new(narrow).narrow(&Words::new(wide)) {
                    let expected = among(&world, narrow, Language::En, &all);
                    assert_eq!(among(&world, narrow, Language::En, &some), expected, "{wide} {narrow}");
                }
            }
        }
    }
}
