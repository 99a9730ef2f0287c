//! The instances of the forecast: the fleet, the selected rows, or the ids of the address. Names the ids that are unknown. Pure.

use std::collections::BTreeSet;

use crate::{context::Selection, pages::records::search::Needle};
use latch_rules::{Instance, Ordinal, World, gaps};

/// The word in the address that stands for the selected rows.
pub(super) const SELECTION: &str = "selection";

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Kind {
    #[default]
    Fleet,
    Selection,
    Ids,
}

/// The instances that the address asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Scope {
    pub kind: Kind,
    /// Live instances, in the order of creation; ids in their own order.
    pub who: Vec<Ordinal>,
    /// Ids that no instance has.
    pub unknown: Vec<String>,
    /// Ids of instances that are released.
    pub gone: Vec<String>,
}

impl Scope {
    pub(super) fn read(world: &World, of: &str, selection: &Selection) -> Self {
        let of = of.trim();
        if of.is_empty() {
            return Self { who: world.live().map(|(ordinal, _)| ordinal).collect(), ..Self::default() };
        }
        if of == SELECTION {
            let who = selection.iter().filter(|ordinal| world.get(*ordinal).is_some()).collect();
            return Self { kind: Kind::Selection, who, ..Self::default() };
        }
        let mut scope = Self { kind: Kind::Ids, ..Self::default() };
        let mut seen = BTreeSet::new();
        for id in of.split(',').map(str::trim).filter(|id| !id.is_empty()) {
            if !seen.insert(id) {
                continue;
            }
            match (world.find(id), world.find_any(id)) {
                (Some((ordinal, _)), _) => scope.who.push(ordinal),
                (None, Some(_)) => scope.gone.push(id.to_owned()),
                (None, None) => scope.unknown.push(id.to_owned()),
            }
        }
        scope
    }
}

/// Filter of the shown instances.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Filter {
    pub text: String,
    pub only_protected: bool,
    pub only_dated: bool,
}

/// The instances of a scope that match a filter.
pub(super) fn matching(world: &World, scope: &Scope, filter: &Filter) -> Vec<Ordinal> {
    let needle = Needle::new(world, &filter.text);
    let lets = |ordinal: &Ordinal| {
        let Some(instance) = world.get(*ordinal) else { return false };
        needle.hits_instance(*ordinal)
            && (!filter.only_protected || instance.protected)
            && (!filter.only_dated || has_date(world, instance))
    };
    scope.who.iter().copied().filter(lets).collect()
}

/// Whether a dated cause will release it.
fn has_date(world: &World, instance: &Instance) -> bool {
    gaps(instance, world).iter().any(|gap| gap.at().is_some())
}

#[cfg(test)]
mod test {
    use super::{Filter, Kind, Scope, matching};
    use crate::context::Selection;
    use latch_rules::{UnixMillis, World, sample::sample};

    fn world() -> World {
        sample(UnixMillis(1_800_000_000_000))
    }

    #[test]
    fn an_address_without_ids_is_the_fleet() {
        let world = world();
        let scope = Scope::read(&world, "", &Selection::default());
        assert_eq!((scope.kind, scope.who.len()), (Kind::Fleet, world.live_count()));
    }

    #[test]
    fn ids_are_found_once_and_unknown_ones_are_named() {
        let world = world();
        let (ordinal, one) = world.live().next().unwrap();
        let scope = Scope::read(&world, &format!("{0}, i-none,,{0}", one.id), &Selection::default());
        assert_eq!((scope.kind, scope.who, scope.unknown), (Kind::Ids, vec![ordinal], vec!["i-none".to_owned()]));
    }

    #[test]
    fn a_filter_lets_through_what_it_says() {
        let world = world();
        let scope = Scope::read(&world, "", &Selection::default());
        let shown = |filter| matching(&world, &scope, &filter);
        let protected = shown(Filter { only_protected: true, ..Filter::default() });
        assert!(!protected.is_empty() && protected.len() < world.live_count());
        assert!(protected.iter().all(|ordinal| world.get(*ordinal).unwrap().protected));
        let dated = shown(Filter { only_dated: true, ..Filter::default() });
        assert!(!dated.is_empty() && dated.len() < world.live_count());
        assert!(shown(Filter { text: "no such name".into(), ..Filter::default() }).is_empty());
    }
}
