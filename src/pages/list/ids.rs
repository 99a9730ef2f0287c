//! The result for ids that were pasted into the search: which of them are in the list, and why the others are not.

use leptos::prelude::*;

use super::state::ListState;
use crate::i18n::args;
use crate::{
    context::{Route, use_console},
    pages::parts::pasted,
    ui::{Notice, NoticeKind},
};
use latch_rules::{Ordinal, World};

/// Number of ids that are named; the others are counted.
const NAMED: usize = 20;

/// Pasted ids, grouped by where their instances are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Pasted {
    count: usize,
    /// Live instances of the shown region.
    pub here: Vec<Ordinal>,
    elsewhere: Vec<String>,
    released: Vec<String>,
    unknown: Vec<String>,
}

impl Pasted {
    /// `None` where the text is no list of ids. A single id is treated as ordinary text, unless its instance is somewhere else.
    pub(super) fn read(world: &World, region: &str, text: &str) -> Option<Self> {
        let (ids, is_list) = match pasted::ids(text) {
            Some(ids) => (ids, true),
            None => (vec![pasted::seen(text).trim().to_owned()], false),
        };
        let mut found = Self { count: ids.len(), ..Self::default() };
        for id in ids {
            match (world.find(&id), world.find_any(&id)) {
                (Some((ordinal, instance)), _) if *instance.spec.region == *region => found.here.push(ordinal),
                (Some(_), _) => found.elsewhere.push(id),
                (None, Some(_)) => found.released.push(id),
                (None, None) => found.unknown.push(id),
            }
        }
        (is_list || !found.elsewhere.is_empty() || !found.released.is_empty()).then_some(found)
    }

    fn is_whole(&self) -> bool {
        self.here.len() == self.count
    }
}

/// Tells which pasted ids have no row, and where their instances are.
#[component]
pub(super) fn PastedIds(state: ListState) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let line = move |label: &'static str, ids: Vec<String>, link: fn(String) -> Option<Route>| {
        let more = ids.len().saturating_sub(NAMED);
        let named = ids.into_iter().take(NAMED).enumerate().map(|(n, id)| {
            let gap = if n == 0 { "" } else { texts.dialogs_list_separator() };
            let shown = match link(id.clone()) {
                Some(route) => view! { <a class="code" href=route.href()>{id}</a> }.into_any(),
                None => view! { <code>{id}</code> }.into_any(),
            };
            view! {
                {gap}
                {shown}
            }
        });
        let named = named.collect_view();
        let more = (more > 0).then(|| texts.list_ids_more(more));
        view! { <p>{label} " " {named} {more}</p> }
    };
    move || {
        let found = state.pasted.get().filter(|found| !found.is_whole())?;
        let region = texts.region_name(&console.region().get());
        let summary = texts.list_ids_found(args::ListIdsFound {
            count: found.count,
            found: texts.number(found.here.len()),
            region,
        });
        let Pasted { elsewhere, released, unknown, .. } = found;
        Some(view! {
            <Notice kind=NoticeKind::Info test_id="pasted-ids">
                <p>{summary}</p>
                {(!elsewhere.is_empty())
                    .then(|| line(texts.list_ids_elsewhere(), elsewhere, |id| Some(Route::details(id))))}
                {(!released.is_empty())
                    .then(|| line(texts.list_ids_released(), released, |id| Some(Route::ReleasedOne { id })))}
                {(!unknown.is_empty()).then(|| line(texts.list_ids_unknown(), unknown, |_| None))}
            </Notice>
        })
    }
}

#[cfg(test)]
mod test {
    use super::Pasted;
    use latch_rules::{UnixMillis, sample::sample};

    #[test]
    fn each_pasted_id_is_found_or_said_why_not() {
        let world = sample(UnixMillis(1_795_000_000_000));
        let in_region = |region: &str| {
            let mut all = world.live().filter(|(_, one)| *one.spec.region == *region);
            let (ordinal, one) = all.next().unwrap();
            (ordinal, one.id.to_string())
        };
        let (here, id) = in_region("cn-hangzhou");
        let other = world.live().find(|(_, one)| &*one.spec.region != "cn-hangzhou").unwrap().1;
        let text = format!("[\"{id}\",\u{200b}'{}']\ni-none", other.id);
        let found = Pasted::read(&world, "cn-hangzhou", &text).unwrap();
        assert_eq!((found.count, found.here), (3, vec![here]));
        assert_eq!((found.elsewhere, found.unknown), (vec![other.id.to_string()], vec!["i-none".to_owned()]));
        assert_eq!(Pasted::read(&world, "cn-hangzhou", &id), None, "one alone is a text");
        assert!(Pasted::read(&world, "cn-hangzhou", &other.id).is_some(), "unless it is elsewhere");
        assert_eq!(Pasted::read(&world, "cn-hangzhou", "web"), None);
    }
}
