//! Which instances a search text finds: a substring, whatever the case, of id, name, zone, status, IP address, billing method or a tag.
//! Pure; allocates nothing for an instance with ASCII texts, since it runs over the whole fleet at every keystroke.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{
    i18n::{Billing, Texts},
    rules::{
        Instance, Status, World,
        instance::{ChargeType, SpotStrategy, Tag},
        world::ShownStatus,
    },
};

/// A search text, ready to be looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Needle(String);

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
        let Some((first, rest)) = self.0.as_bytes().split_first() else { return true };
        let mut left = text.as_bytes();
        while let Some((byte, after)) = left.split_first() {
            if !byte.is_ascii() {
                return text.to_lowercase().contains(&self.0);
            }
            if byte.to_ascii_lowercase() == *first && begins(after, rest) {
                return true;
            }
            left = after;
        }
        false
    }
}

/// Whether `text` begins with `lower`, whatever the case of its ASCII letters.
fn begins(text: &[u8], lower: &[u8]) -> bool {
    text.len() >= lower.len() && text.iter().zip(lower).all(|(byte, lower)| byte.to_ascii_lowercase() == *lower)
}

/// One run over the fleet: what few instances differ in is compared once, not once for each.
pub(super) struct Search<'a> {
    needle: &'a Needle,
    texts: Texts,
    statuses: Vec<(ShownStatus, Status, bool)>,
    billings: Vec<(ChargeType, SpotStrategy, bool)>,
    tags: FxHashMap<*const Vec<Tag>, bool>,
    joined: String,
}

impl<'a> Search<'a> {
    pub fn new(needle: &'a Needle, texts: Texts) -> Self {
        let (statuses, billings) = (Vec::new(), Vec::new());
        Self { needle, texts, statuses, billings, tags: FxHashMap::default(), joined: String::new() }
    }

    pub fn finds(&mut self, world: &World, instance: &Instance) -> bool {
        let needle = self.needle;
        needle.is_in(&instance.name)
            || needle.is_in(&instance.id)
            || needle.is_in(&instance.private_ip)
            || needle.is_in(&instance.public_ip)
            || needle.is_in(&instance.eip)
            || needle.is_in(&instance.spec.zone)
            || self.finds_status(world.shown_status(instance), instance.status)
            || self.finds_billing(instance)
            || self.finds_tags(&instance.tags)
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

    fn finds_billing(&mut self, instance: &Instance) -> bool {
        let (charge, spot) = (instance.spec.charge, instance.spec.spot);
        if let Some((.., known)) = self.billings.iter().find(|(a, b, _)| (*a, *b) == (charge, spot)) {
            return *known;
        }
        let [wire_charge, wire_spot] = wire_billing(charge, spot);
        let label = self.texts.billing(Billing::of(charge, spot));
        let found = [wire_charge, wire_spot, label].into_iter().any(|word| self.needle.is_in(word));
        self.billings.push((charge, spot, found));
        found
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
    use super::{Needle, Search};
    use crate::{
        i18n::{Language, Texts},
        rules::{UnixMillis, World, sample::sample},
    };

    fn found(world: &World, text: &str, language: Language) -> Vec<String> {
        let needle = Needle::new(text);
        let mut search = Search::new(&needle, Texts(language));
        world.live().filter(|(_, i)| search.finds(world, i)).map(|(_, i)| i.name.to_string()).collect()
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
    fn a_longer_text_narrows_a_shorter_one() {
        assert!(Needle::new("web-p").narrows(&Needle::new("eb")));
        assert!(!Needle::new("web").narrows(&Needle::new("web-p")));
    }
}
